"""Dwellings of unknown account: what a reader's own statement counts perhaps hides nothing from it, and what
is little on no known account is in one line with the landlord's."""

from collections.abc import Sequence

import pytest

from convrules.base.records import replace
from convrules.render.annuel.extraits import Extrait, extracts
from convrules.year.annuel.model import SANS_PERIODES, Groupe, Logement
from convrules.year.annuel.tableaux import statement
from render.lecteur import COMPTES, CORBEIL, EVRY, INCONNU, REUNIS, USAGE, bilan, given_back
from render.test_secret_du_dossier import dwellings, totals_let

SOUSTRAIT, VILLE, PREFET, BAILLEUR = COMPTES


def read_by_the_city(lignes: dict[Groupe, list[Logement]], siens: Sequence[Logement]) -> Extrait:
    """siens: those that are perhaps its own, and stand in another line."""
    known = bilan({g: {} for g in COMPTES}, {}, [("Ville", [], [])])
    releves = [statement(g, rows, SANS_PERIODES) for g, rows in lignes.items()]
    may = [replace(v, certain=False, attribue=None) for v in siens]
    own = statement(VILLE, [*lignes[VILLE], *may], SANS_PERIODES)
    envoi = replace(known.envois[0], releve=own)
    every = tuple(own if r.groupe == VILLE else r for r in releves)
    (extrait,) = extracts(replace(known, releves=every, envois=(envoi,)))
    return extrait


def at(extrait: Extrait, commune: str) -> dict[Groupe | None, int | None]:
    """By line, and together, how many were let in a commune."""
    table = next(a for a in extrait.agregats if a.axe == "commune")
    column, shown = table.valeurs.index(commune), table.mesures[1]
    found: dict[Groupe | None, int | None] = {
        g: row[column] for g, row in zip(table.groupes, shown.nombres, strict=True)
    }
    return {**found, None: shown.totaux_colonnes[column]}


def test_what_is_perhaps_its_own_does_not_hide_the_landlord_s_from_the_reader() -> None:
    """27 at Évry, 15 of them the city's and 4 perhaps: the 8 left are the landlord's."""
    unknown = dwellings("x", 4)
    extrait = read_by_the_city(
        {
            VILLE: dwellings("v", 15) + dwellings("v", 12, CORBEIL),
            BAILLEUR: dwellings("b", 8) + dwellings("b", 40, CORBEIL),
            INCONNU: unknown,
        },
        unknown,
    )
    assert at(extrait, EVRY) == {VILLE: 15, REUNIS: None, None: None}
    assert at(extrait, CORBEIL) == {VILLE: 12, REUNIS: None, None: None}
    assert totals_let(extrait) == {"Ville": 27, "bailleur": 52, "ensemble": 79}


@pytest.mark.parametrize(("siens", "evry", "corbeil"), [(4, 4, 30), (3, None, None)])
def test_a_line_that_is_wholly_the_reader_s_perhaps_is_shown_to_it_and_protects_nothing(
    siens: int, evry: int | None, corbeil: int | None
) -> None:
    """No account of the landlord. 4 on no known account: all of them perhaps the city's, or one is another's
    for certain, and then hidden with a number of the Préfet's."""
    unknown = dwellings("x", 4)
    extrait = read_by_the_city(
        {
            VILLE: dwellings("v", 15),
            PREFET: dwellings("p", 20) + dwellings("p", 30, CORBEIL),
            INCONNU: unknown,
        },
        unknown[:siens],
    )
    assert (at(extrait, EVRY)[INCONNU], at(extrait, CORBEIL)[PREFET]) == (evry, corbeil)


def test_a_line_that_is_wholly_the_reader_s_perhaps_does_not_hide_another_s_small_number() -> None:
    """8 of the Préfet's at Évry, beside 4 that may be the city's: they are hidden with his 30 elsewhere."""
    unknown = dwellings("x", 4)
    extrait = read_by_the_city(
        {
            VILLE: dwellings("v", 15),
            PREFET: dwellings("p", 8) + dwellings("p", 30, CORBEIL),
            INCONNU: unknown,
        },
        unknown,
    )
    assert at(extrait, EVRY) == {VILLE: 15, PREFET: None, INCONNU: 4, None: None}
    assert at(extrait, CORBEIL) == {VILLE: 0, PREFET: None, INCONNU: 0, None: None}


@pytest.mark.parametrize(("siens", "attendu"), [(0, 12), (4, None)])
def test_of_another_s_number_what_is_perhaps_the_reader_s_is_taken_for_known(
    siens: int, attendu: int | None
) -> None:
    """12 of the Préfet's at Évry, 4 of which are perhaps the city's too: the 8 left are few."""
    his = dwellings("p", 12)
    extrait = read_by_the_city(
        {
            VILLE: dwellings("v", 15),
            PREFET: his + dwellings("p", 30, CORBEIL),
            BAILLEUR: dwellings("b", 20) + dwellings("b", 20, CORBEIL),
        },
        his[:siens],
    )
    assert at(extrait, EVRY)[PREFET] == attendu


def test_a_small_number_of_another_s_is_not_told_because_it_is_perhaps_the_reader_s() -> None:
    """4 of the Préfet's at Évry, all of them perhaps the city's: it does not know that they are his."""
    his = dwellings("p", 4)
    extrait = read_by_the_city(
        {
            VILLE: dwellings("v", 15),
            PREFET: his + dwellings("p", 30, CORBEIL),
            BAILLEUR: dwellings("b", 20) + dwellings("b", 20, CORBEIL),
        },
        his,
    )
    assert at(extrait, EVRY)[PREFET] is None


@pytest.mark.parametrize(
    ("inconnus", "ligne", "nombre"), [(1, REUNIS, 31), (10, REUNIS, 40), (11, INCONNU, 11)]
)
def test_what_is_little_on_no_known_account_is_one_line_with_the_landlord_s(
    inconnus: int, ligne: Groupe, nombre: int
) -> None:
    """Then no other number is hidden with it, whether or not it is perhaps the reader's."""
    unknown = dwellings("x", inconnus)
    lines = {
        VILLE: dwellings("v", 15),
        PREFET: dwellings("p", 20) + dwellings("p", 30, CORBEIL),
        BAILLEUR: dwellings("b", 30) + dwellings("b", 20, CORBEIL),
        INCONNU: unknown,
    }
    for siens in (unknown, []):
        extrait = read_by_the_city(lines, siens)
        told = at(extrait, EVRY)
        assert told[ligne] == nombre
        assert (BAILLEUR in told) == (ligne == INCONNU)
        assert None not in told.values() and None not in totals_let(extrait).values()


@pytest.mark.parametrize(("usage", "attendu"), [(2, 15), (9, None)])
def test_what_is_perhaps_withdrawn_under_the_reader_s_convention_is_taken_for_known(
    usage: int, attendu: int | None
) -> None:
    """15 of the landlord's at Évry, of which the withdrawals count some perhaps: what is left may be few."""
    comptes = {
        SOUSTRAIT: {(EVRY, "T2", "mutation"): 20, (EVRY, "T3", "relogement_ru"): 20},
        VILLE: {(EVRY, "T2", ""): 15},
        PREFET: {(EVRY, "T2", ""): 20, (CORBEIL, "T3", ""): 30},
        BAILLEUR: {(EVRY, "T2", ""): 15 - usage, (EVRY, "T2", USAGE): usage, (CORBEIL, "T3", ""): 40},
    }
    where = {"ville": frozenset({EVRY})}
    for lecteurs in ([("Ville", ["ville"], ["ville"])], [("Agglomération", ["ville"], [])]):
        (extrait,) = extracts(bilan(comptes, where, lecteurs))
        assert at(extrait, EVRY)[BAILLEUR] == attendu
        assert not given_back(extrait, comptes, where)


def test_the_total_of_a_commune_is_not_told_where_one_account_makes_what_the_reader_does_not_know() -> None:
    """27 at Évry, 15 of them the city's and 4 perhaps; no other dwelling: the 8 left are the Préfet's."""
    unknown = dwellings("x", 4)
    extrait = read_by_the_city(
        {VILLE: dwellings("v", 15), PREFET: dwellings("p", 8), INCONNU: unknown}, unknown
    )
    assert at(extrait, EVRY) == {VILLE: 15, PREFET: None, INCONNU: None, None: None}
    assert totals_let(extrait)["ensemble"] is None
