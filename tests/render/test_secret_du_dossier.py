"""All the numbers that one recipient reads, taken together: aggregates by dimension and withdrawals by
convention give back no small number that they hide.

The reader of these tests writes every number of its folder as an equation between dwellings that it cannot
see, and seeks the least and the most that each hidden number may be: an exact linear programme.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.records import replace
from convrules.render.annuel.extraits import Extrait, extracts
from convrules.year.annuel.model import (
    AXES,
    SANS_PERIODES,
    BilanAnnuel,
    Envoi,
    Groupe,
    LigneRetrait,
    Logement,
    Mesures,
    Releve,
    Retraits,
    Sorte,
    Tableau,
    Vue,
)
from convrules.year.annuel.tableaux import statement
from convrules.year.model import Bornes

EVRY, CORBEIL, MASSY = COMMUNES = ("91228", "91174", "91377")
TYPES: Final = ("T2", "T3")
CATEGORIES: Final = ("mutation", "relogement_ru")
ENTIER: Final = 9
"""What the mark says: 1 to 10."""
SOUSTRAIT: Final = Groupe(sorte=Sorte.SOUSTRAIT)
COMPTES: Final = (
    SOUSTRAIT,
    Groupe(sorte=Sorte.RESERVATAIRE, code="commune", nom="Ville"),
    Groupe(sorte=Sorte.RESERVATAIRE, code="etat", nom="Préfet"),
    Groupe(sorte=Sorte.COMPTE, code="bailleur"),
)
Logements: TypeAlias = Mapping[tuple[str, str, str], int]
"""By commune, type and category (empty but for those withdrawn)."""


# --- a report -------------------------------------------------------------------------------
def so_many(n: int) -> Bornes:
    return Bornes(min=Fraction(n), max=Fraction(n))


def let(n: int) -> Mesures:
    return Mesures(propose=so_many(0), attribue=so_many(n))


def releve(groupe: Groupe, logements: Logements) -> Releve:
    def along(rang: int, values: Sequence[str]) -> tuple[tuple[str, Mesures], ...]:
        return tuple((v, let(sum(n for k, n in logements.items() if k[rang] == v))) for v in values)

    total = sum(logements.values())
    lines = dict.fromkeys(AXES, (("commun", let(total)),))
    lines |= {"commune": along(0, COMMUNES), "typologie": along(1, TYPES)}
    return Releve(
        groupe=groupe,
        total=let(total),
        tableaux=tuple(Tableau(axe=axe, lignes=lines[axe]) for axe in AXES),
        croisement=(),
        logements=(),
        douteux=0,
        causes=frozenset(),
    )


def retraits(ident: str, communes: frozenset[str], soustraits: Logements) -> Retraits:
    def so_many_of(categorie: str) -> int:
        return sum(n for (c, _, cat), n in soustraits.items() if c in communes and cat == categorie)

    return Retraits(
        convention=ident,
        lignes=tuple(
            LigneRetrait(
                categorie=c,
                prevu=None,
                realise=so_many(0),
                attribue=so_many(so_many_of(c)),
                prevu_suivant=None,
            )
            for c in CATEGORIES
        ),
    )


def bilan(
    comptes: Mapping[Groupe, Logements],
    territoires: Mapping[str, frozenset[str]],
    lecteurs: Sequence[tuple[str, Sequence[str], Sequence[str]]],
) -> BilanAnnuel:
    """lecteurs: name, conventions by which it is one, those that it holds; « Ville » has its own account."""
    releves = {g: releve(g, found) for g, found in comptes.items()}
    conventions: Any = tuple(
        SimpleNamespace(ident=ident, territoire=ir.Territoire(communes=where))
        for ident, where in territoires.items()
    )
    return BilanAnnuel(
        bailleur="b",
        conventions=conventions,
        annee=2025,
        au=date(2026, 1, 5),
        periodes=SANS_PERIODES,
        releves=tuple(releves.values()),
        partage=(),
        total=let(0),
        retraits=tuple(retraits(i, where, comptes[SOUSTRAIT]) for i, where in territoires.items()),
        envois=tuple(
            Envoi(
                nom=nom,
                dossier=nom.lower(),
                vue=Vue.AGREGATS,
                conventions=tuple(toutes),
                tenues=tuple(tenues),
                releve=next((r for g, r in releves.items() if g.nom == nom), None),
            )
            for nom, toutes, tenues in lecteurs
        ),
    )


# --- the reader ---------------------------------------------------------------------------------
Inconnue: TypeAlias = Hashable
Equation: TypeAlias = tuple[dict[Inconnue, int], int]


class Systeme:
    """Equations between numbers that are not negative, solved exactly: a tableau in which one number of each
    line is told by the others."""

    def __init__(self, equations: Sequence[Equation]) -> None:
        self.names = list(dict.fromkeys(x for left, _ in equations for x in left))
        size = len(self.names)
        self.rows: list[list[Fraction]] = []
        self.base: list[int] = []
        for rang, (left, right) in enumerate(equations):
            sign = -1 if right < 0 else 1
            row = [Fraction(sign * left.get(x, 0)) for x in self.names]
            extra = [Fraction(int(n == rang)) for n in range(len(equations))]
            self.rows.append([*row, *extra, Fraction(sign * right)])
            self.base.append(size + rang)
        gaps = [Fraction(0)] * size + [Fraction(-1)] * len(equations)
        assert self._most(gaps, len(gaps)) == 0, "what is shown is not what is true"
        self._drop(size)

    def _drop(self, size: int) -> None:
        """Without what was added to start from."""
        for rang in range(len(self.rows)):
            if self.base[rang] >= size:
                column = next((j for j in range(size) if self.rows[rang][j]), None)
                if column is not None:
                    self._pivot(rang, column)
        kept = [rang for rang, j in enumerate(self.base) if j < size]
        self.rows = [[*self.rows[rang][:size], self.rows[rang][-1]] for rang in kept]
        self.base = [self.base[rang] for rang in kept]

    def bounds(self, terms: Mapping[Inconnue, int]) -> tuple[Fraction, Fraction | None]:
        cost = [Fraction(terms.get(x, 0)) for x in self.names]
        most = self._most(cost, len(cost))
        least = self._most([-c for c in cost], len(cost))
        assert least is not None, "no number is negative"
        return -least, most

    def _most(self, cost: Sequence[Fraction], size: int) -> Fraction | None:
        """The most of a sum; None without limit."""
        while True:
            worth = [(cost[b], row) for b, row in zip(self.base, self.rows, strict=True) if cost[b]]
            gains = (j for j in range(size) if cost[j] > sum(c * row[j] for c, row in worth if row[j]))
            column = next(gains, None)
            if column is None:
                return sum(
                    (cost[b] * row[-1] for b, row in zip(self.base, self.rows, strict=True)), Fraction(0)
                )
            limits = [
                (row[-1] / row[column], self.base[rang], rang)
                for rang, row in enumerate(self.rows)
                if row[column] > 0
            ]
            if not limits:
                return None
            self._pivot(min(limits)[2], column)

    def _pivot(self, rang: int, column: int) -> None:
        pivot = self.rows[rang][column]
        own = self.rows[rang] = [x / pivot for x in self.rows[rang]]
        for n, row in enumerate(self.rows):
            if n != rang and row[column]:
                factor = row[column]
                self.rows[n] = [x - factor * y if y else x for x, y in zip(row, own, strict=True)]
        self.base[rang] = column


def equations(extrait: Extrait, territoires: Mapping[str, frozenset[str]]) -> Iterator[Equation]:
    """Everything that the folder says. Unknown: by account and commune, by account and type, by commune and
    category of what is withdrawn."""
    for agregat in extrait.agregats:
        if agregat.axe not in ("commune", "typologie"):
            continue
        shown = agregat.mesures[1]
        for i, groupe in enumerate(agregat.groupes):
            cells = [(groupe, v) for v in agregat.valeurs]
            yield {**dict.fromkeys(cells, 1), (groupe, "total"): -1}, 0
            told = (*shown.nombres[i], shown.totaux[i])
            yield from (
                ({cell: 1}, n)
                for cell, n in zip([*cells, (groupe, "total")], told, strict=True)
                if n is not None
            )
        for j, n in enumerate(shown.totaux_colonnes):
            if n is not None:
                yield {(g, agregat.valeurs[j]): 1 for g in agregat.groupes}, n
        if shown.total is not None:
            yield {(g, "total"): 1 for g in agregat.groupes}, shown.total
        if agregat.axe == "commune" and SOUSTRAIT in agregat.groupes:
            for commune in agregat.valeurs:
                yield {**{(commune, c): 1 for c in CATEGORIES}, (SOUSTRAIT, commune): -1}, 0
    for one in extrait.retraits:
        for line in one.lignes:
            if not extrait.hides(one.convention, line, "attribue"):
                inside = [c for c in COMMUNES if c in territoires[one.convention]]
                yield {(commune, line.categorie): 1 for commune in inside}, int(line.attribue.min)


class Dossier:
    """One folder, and what its reader knows by right: its own account, withdrawals of the conventions
    that it holds, totals of whole communes. A number is protected as far as these leave it open."""

    def __init__(
        self, extrait: Extrait, comptes: Mapping[Groupe, Logements], territoires: Mapping[str, frozenset[str]]
    ) -> None:
        assert extrait.envoi is not None
        self.extrait, self.comptes, self.territoires = extrait, comptes, territoires
        self.nom = extrait.envoi.nom
        self.held = [territoires[c] for c in extrait.envoi.tenues]
        self.system = Systeme(list(equations(extrait, territoires)))
        self.tables = {a.axe: a for a in extrait.agregats}

    def given_back(self) -> Iterator[str]:
        """Small numbers of others that the folder hides, with fewer values left than the mark says."""
        yield from self._accounts()
        for one in self.extrait.retraits:
            inside = self.territoires[one.convention]
            for line in one.lignes:
                if self.extrait.hides(one.convention, line, "attribue"):
                    terms = {(c, line.categorie): 1 for c in COMMUNES if c in inside}
                    outside = inside.difference(*self.held)
                    yield from self._narrow(terms, int(line.attribue.min), self._withdrawn(outside))

    def _accounts(self) -> Iterator[str]:
        for rang, axe in ((0, "commune"), (1, "typologie")):
            shown = self.tables[axe].mesures[1]
            for i, groupe in enumerate(self.tables[axe].groupes):
                for j, valeur in enumerate(self.tables[axe].valeurs):
                    n = so_many_of(self.comptes[groupe], rang, {valeur})
                    assert shown.nombres[i][j] in (None, n)
                    limit = self.limit({valeur} if axe == "commune" else COMMUNES, groupe)
                    if groupe.nom != self.nom and limit:
                        assert shown.nombres[i][j] is None or not 0 < n <= ENTIER + 1
                        yield from self._narrow({(groupe, valeur): 1}, n, limit)

    def limit(self, communes: Collection[str], groupe: Groupe = SOUSTRAIT) -> int:
        """How many values a number of these communes must keep: no more than their totals leave, which
        anybody may be told, and which others that are told may leave."""
        read = [SOUSTRAIT] if any(set(communes) == zone for zone in self.held) else []
        others = [g for g in self.comptes if g.nom != self.nom and g not in read]
        hidden = [(g, {c}) for g in others for c in communes if self._shown(g, c) is None]
        limit = min(ENTIER, sum(so_many_of(self.comptes[g], 0, where) for g, where in hidden))
        for zone in self.held if groupe == SOUSTRAIT else ():
            known = so_many_of(self.comptes[groupe], 0, zone)
            if zone >= set(communes) or (known <= ENTIER and set(communes) == set(COMMUNES)):
                limit = 0 if len(zone) == 1 else min(limit, known)
        return limit

    def _withdrawn(self, communes: Collection[str]) -> int:
        """The same for what is withdrawn there: no more than the aggregates show."""
        told = [self._shown(SOUSTRAIT, c) for c in communes]
        return min([self.limit(communes), *([sum(n or 0 for n in told)] if None not in told else [])])

    def _shown(self, groupe: Groupe, commune: str) -> int | None:
        by_commune = self.tables["commune"]
        if groupe not in by_commune.groupes:
            return 0
        line = by_commune.mesures[1].nombres[by_commune.groupes.index(groupe)]
        return line[by_commune.valeurs.index(commune)]

    def _narrow(self, terms: Mapping[Inconnue, int], n: int, limit: int) -> Iterator[str]:
        if not 0 < n <= ENTIER + 1:
            return
        least, most = self.system.bounds(terms)
        assert least <= n and (most is None or n <= most)
        if most is not None and most - least < limit:
            yield f"{terms}: {n} in [{least}, {most}]"


def so_many_of(logements: Logements, rang: int, values: Collection[str]) -> int:
    return sum(n for key, n in logements.items() if key[rang] in values)


def given_back(
    extrait: Extrait, comptes: Mapping[Groupe, Logements], territoires: Mapping[str, frozenset[str]]
) -> list[str]:
    return list(Dossier(extrait, comptes, territoires).given_back())


# --- what is asked ------------------------------------------------------------------------------
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


def drawn(categories: Sequence[str]) -> st.SearchStrategy[Logements]:
    keys = [(c, t, cat) for c in COMMUNES for t in TYPES for cat in categories]
    return st.lists(NUMBERS, min_size=len(keys), max_size=len(keys)).map(
        lambda numbers: dict(zip(keys, numbers, strict=True))
    )


@settings(max_examples=60, deadline=None)
@given(
    soustraits=drawn(CATEGORIES),
    autres=st.tuples(drawn([""]), drawn([""]), drawn([""])),
    ville=st.sets(st.sampled_from(COMMUNES), min_size=1),
    autre=st.sets(st.sampled_from(COMMUNES), min_size=1),
    seul=st.booleans(),
)
def test_no_folder_gives_back_a_small_number(
    soustraits: Logements,
    autres: tuple[Logements, Logements, Logements],
    ville: set[str],
    autre: set[str],
    seul: bool,
) -> None:
    """A city that holds a convention, and a recipient that holds none: of the other's, or of both."""
    comptes = dict(zip(COMPTES, (soustraits, *autres), strict=True))
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
