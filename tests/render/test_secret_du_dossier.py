"""All the numbers that one recipient reads, taken together: aggregates by dimension and withdrawals by
convention give back no small number that they hide."""

from collections.abc import Collection, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules.base.records import replace
from convrules.render.annuel.extraits import Extrait, extracts
from convrules.year.annuel.model import AXES, SANS_PERIODES, Groupe, LigneRetrait, Logement, Retraits, Sorte
from convrules.year.annuel.tableaux import statement
from render.lecteur import (
    CATEGORIES,
    COMMUNES,
    COMPTE,
    COMPTES,
    CORBEIL,
    EVRY,
    INCONNU,
    MASSY,
    SOUSTRAIT,
    TYPES,
    USAGE,
    Logements,
    bilan,
    given_back,
    retraits,
    so_many,
)


def test_what_is_let_elsewhere_is_not_the_total_less_the_withdrawals_of_the_territory() -> None:
    """Évry 26, Corbeil 17, Massy 5 of 48: the city is told that 43 were let on its two communes."""
    comptes = dict(
        zip(
            COMPTES,
            (
                {
                    (EVRY, "T2", "mutation"): 13,
                    (EVRY, "T3", "relogement_ru"): 13,
                    (CORBEIL, "T2", "mutation"): 10,
                    (CORBEIL, "T3", "relogement_ru"): 7,
                    (MASSY, "T2", "mutation"): 5,
                },
                {(EVRY, "T2", ""): 20, (CORBEIL, "T3", ""): 15},
                {(EVRY, "T2", ""): 20, (CORBEIL, "T3", ""): 15, (MASSY, "T2", ""): 20, (MASSY, "T3", ""): 11},
                {(EVRY, "T2", ""): 12, (CORBEIL, "T3", ""): 9, (MASSY, "T2", ""): 3},
            ),
            strict=True,
        )
    )
    where = {"ville": frozenset({EVRY, CORBEIL})}
    for lecteurs in (
        [("Ville", ["ville"], ["ville"])],
        [("Agglomération", ["ville"], [])],
        [("Ville", ["ville"], ["ville"]), ("Agglomération", ["ville"], [])],
    ):
        for extrait in extracts(bilan(comptes, where, lecteurs)):
            assert not given_back(extrait, comptes, where)


NUMBERS = st.one_of(st.just(0), st.integers(0, 8), st.integers(9, 30))


DOUTEUX = st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 16))


def drawn(
    categories: Sequence[str], numbers: st.SearchStrategy[int] = NUMBERS
) -> st.SearchStrategy[Logements]:
    keys = [(c, t, cat) for c in COMMUNES for t in TYPES for cat in categories]
    return st.lists(numbers, min_size=len(keys), max_size=len(keys)).map(
        lambda numbers: dict(zip(keys, numbers, strict=True))
    )


@settings(max_examples=60, deadline=None)
@given(
    soustraits=drawn(CATEGORIES),
    autres=st.tuples(drawn([""]), drawn([""]), drawn([""])),
    doutes=st.one_of(st.just({}), drawn([COMPTE, USAGE], DOUTEUX)),
    bailleur=st.one_of(st.just({}), drawn([USAGE], DOUTEUX)),
    ville=st.sets(st.sampled_from(COMMUNES), min_size=1),
    autre=st.sets(st.sampled_from(COMMUNES), min_size=1),
    seul=st.booleans(),
)
def test_no_folder_gives_back_a_small_number(
    soustraits: Logements,
    autres: tuple[Logements, Logements, Logements],
    doutes: Logements,
    bailleur: Logements,
    ville: set[str],
    autre: set[str],
    seul: bool,
) -> None:
    """A city that holds a convention, and a recipient that holds none: of the other's, or of both. doutes: on
    no known account; bailleur: of unknown use, on the landlord's."""
    comptes = dict(zip(COMPTES, (soustraits, *autres), strict=True))
    comptes[COMPTES[3]] = {**comptes[COMPTES[3]], **bailleur}
    comptes |= {INCONNU: doutes} if any(doutes.values()) else {}
    where = {"ville": frozenset(ville), "autre": frozenset(autre)}
    lecteurs = [("Agglomération", ["autre"], []), ("Ville", ["ville"], ["ville"])]
    for extrait in extracts(bilan(comptes, where, lecteurs[: 1 if seul else 2])):
        if extrait.agregats:
            assert not given_back(extrait, comptes, where)


def test_a_holder_whose_convention_withdraws_nothing_does_not_read_what_others_withdraw_there() -> None:
    """Five dwellings withdrawn at Évry by another convention alone: hidden, with another commune's."""
    soustraits = {(EVRY, "T2", "mutation"): 5, (CORBEIL, "T2", "mutation"): 20, (MASSY, "T3", "mutation"): 20}
    comptes = {
        SOUSTRAIT: soustraits,
        COMPTES[1]: {(MASSY, "T2", ""): 30},
        COMPTES[3]: {(MASSY, "T2", ""): 40},
    }
    whole = frozenset(COMMUNES)
    known = bilan(comptes, {"ville": frozenset({EVRY}), "etat": whole}, [("Ville", ["ville"], ["ville"])])
    none = retraits("ville", frozenset(), soustraits)
    other = replace(known, retraits=tuple(none if r.convention == "ville" else r for r in known.retraits))
    for report, shown in ((known, 5), (other, None)):
        (extrait,) = extracts(report)
        table = next(a for a in extrait.agregats if a.axe == "commune")
        numbers = dict(zip(table.valeurs, table.mesures[1].nombres[0], strict=True))
        assert numbers[EVRY] == shown
        assert shown is not None or list(numbers.values()).count(None) >= 2


def test_conventions_that_do_not_withdraw_the_same_categories_are_read_together() -> None:
    """A recipient of two conventions, of which one withdraws nothing: what is hidden is of categories that
    each has."""
    comptes = {
        SOUSTRAIT: {(EVRY, "T2", "mutation"): 5, (CORBEIL, "T2", "relogement_ru"): 4},
        COMPTES[3]: {(EVRY, "T2", ""): 20, (CORBEIL, "T2", ""): 20},
    }
    where = {"etat": frozenset(COMMUNES), "autre": frozenset({EVRY})}
    known = bilan(comptes, where, [("Agglomération", ["etat", "autre"], [])])
    none = Retraits(convention="autre", lignes=())
    report = replace(known, retraits=tuple(none if r.convention == "autre" else r for r in known.retraits))
    (extrait,) = extracts(report)
    hidden = {
        (convention, categorie) for convention, categorie, nombre in extrait.caches if nombre == "attribue"
    }
    assert hidden == {("etat", "mutation"), ("etat", "relogement_ru")}


def dwellings(nom: str, number: int, commune: str = EVRY) -> list[Logement]:
    """All of one commune, let, of one type."""
    return [
        Logement(
            vacance=f"{nom}-{commune}-{n}",
            certain=True,
            valeurs=tuple({"commune": commune, "typologie": "T2"}.get(axe, "commun") for axe in AXES),
            propose=False,
            attribue=True,
        )
        for n in range(number)
    ]


@pytest.mark.parametrize(("seul", "attendu"), [(3, None), (20, 43)])
def test_a_holder_does_not_read_what_is_another_s_in_the_line_that_they_make(
    seul: int, attendu: int | None
) -> None:
    """The city and the Préfet have 23 in common, he has others alone: what the line leaves of the city's."""
    both, alone = dwellings("v", 23), dwellings("w", seul)
    known = bilan({g: {} for g in COMPTES}, {}, [("Ville", [], [])])
    of = {SOUSTRAIT: [], COMPTES[1]: both, COMPTES[2]: both + alone, COMPTES[3]: dwellings("b", 30)}
    releves = [statement(g, rows, SANS_PERIODES) for g, rows in of.items()]
    plusieurs = statement(Groupe(sorte=Sorte.PLUSIEURS), both, SANS_PERIODES)
    envoi = replace(known.envois[0], releve=releves[1])
    (extrait,) = extracts(replace(known, releves=(*releves, plusieurs), envois=(envoi,)))
    for agregat in extrait.agregats:
        assert [g.noms for g in agregat.groupes] == [("Ville", "Préfet"), ()]
        assert agregat.mesures[1].totaux[0] == attendu
        assert agregat.mesures[1].total in (None, 53 + seul)


def read_by_the_prefet(
    lignes: Mapping[Groupe, Sequence[Logement]],
    retires: Mapping[str, Mapping[str, Sequence[Logement]]],
    communes: Collection[str] = COMMUNES,
) -> Extrait:
    """The folder of one that holds the convention « etat » and receives the others. retires: let, by
    convention and category, on `communes`."""
    where = dict.fromkeys(retires, frozenset(communes))
    known = bilan({g: {} for g in COMPTES}, where, [("Préfet", list(retires), ["etat"])])
    releves = tuple(statement(g, rows, SANS_PERIODES) for g, rows in lignes.items())
    told = tuple(
        Retraits(
            convention=ident,
            lignes=tuple(
                LigneRetrait(
                    categorie=c,
                    prevu=None,
                    realise=so_many(0),
                    attribue=so_many(len(rows)),
                    prevu_suivant=None,
                )
                for c, rows in categories.items()
            ),
            attribues=frozenset(v.vacance for rows in categories.values() for v in rows),
        )
        for ident, categories in retires.items()
    )
    envoi = replace(known.envois[0], releve=next(r for r in releves if r.groupe == COMPTES[2]))
    (extrait,) = extracts(replace(known, releves=releves, retraits=told, envois=(envoi,)))
    return extrait


def totals_let(extrait: Extrait) -> dict[str, int | None]:
    by_commune = next(a for a in extrait.agregats if a.axe == "commune")
    shown = by_commune.mesures[1]
    names = [g.nom or g.code or g.sorte.value for g in by_commune.groupes]
    return {**dict(zip(names, shown.totaux, strict=True)), "ensemble": shown.total}


def test_the_line_less_one_s_own_withdrawals_does_not_give_back_those_of_another_convention() -> None:
    """32 withdrawn, 25 of them under the reader's own convention: the 7 of the other are hidden, and the
    line with them."""
    own, other = dwellings("r", 25), dwellings("m", 7)
    extrait = read_by_the_prefet(
        {
            SOUSTRAIT: own + other,
            COMPTES[1]: dwellings("v", 30),
            COMPTES[2]: dwellings("p", 20),
            COMPTES[3]: dwellings("b", 20),
        },
        {"etat": {"relogement_ru": own}, "agglo": {"mutation": other, "relogement_ru": own}},
    )
    assert {("agglo", "mutation", "attribue")} <= extrait.caches
    assert totals_let(extrait) == {
        "soustrait": None,
        "Ville": 30,
        "Préfet": 20,
        "bailleur": None,
        "ensemble": 102,
    }


@pytest.mark.parametrize(("bailleur", "ensemble"), [(1, None), (12, 74)])
def test_what_a_convention_withdraws_of_another_s_account_is_not_what_its_line_hides(
    bailleur: int, ensemble: int | None
) -> None:
    """50 withdrawn under the reader's convention, 40 of which are on no account: the other 10 are the city's.
    Were the three others told to be 51 together, the landlord would have 1."""
    line, city = dwellings("m", 40), dwellings("v", 10)
    extrait = read_by_the_prefet(
        {
            SOUSTRAIT: line,
            COMPTES[1]: city,
            COMPTES[2]: dwellings("p", 12),
            COMPTES[3]: dwellings("b", bailleur),
        },
        {"etat": {"mutation": line + city}},
    )
    shown = totals_let(extrait)
    assert (shown["Ville"], shown["ensemble"]) == (None, ensemble)
    assert None in (shown["soustrait"], shown["bailleur"])


def test_a_number_of_the_line_that_is_not_that_of_the_convention_is_not_known_by_right() -> None:
    """13 withdrawn at Évry under the reader's convention, 12 of which are on no account: the line is hidden
    there, since one dwelling at least would be the city's, and no more than four."""
    line, city = dwellings("m", 12), dwellings("v", 2)
    extrait = read_by_the_prefet(
        {
            SOUSTRAIT: line + dwellings("m", 15, CORBEIL),
            COMPTES[1]: city + dwellings("v", 20, CORBEIL) + dwellings("v", 12, MASSY),
            COMPTES[2]: dwellings("p", 8) + dwellings("p", 7, CORBEIL),
            COMPTES[3]: dwellings("b", 2) + dwellings("b", 16, CORBEIL) + dwellings("b", 14, MASSY),
        },
        {"etat": {"mutation": line + city[:1]}},
        {EVRY},
    )
    by_commune = next(a for a in extrait.agregats if a.axe == "commune")
    column = by_commune.valeurs.index(EVRY)
    assert [row[column] for row in by_commune.mesures[1].nombres] == [None, None, 8, None]
    assert by_commune.mesures[1].totaux_colonnes[column] == 24
