"""A report built by hand, and a reader of one of its folders.

The reader writes every number of its folder as an equation between dwellings that it cannot
see, and seeks the least and the most that each hidden number may be: an exact linear programme.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final, TypeAlias

from convrules import ir
from convrules.render.annuel.extraits import Extrait
from convrules.year.annuel.model import (
    AXES,
    SANS_PERIODES,
    BilanAnnuel,
    Envoi,
    Groupe,
    LigneRetrait,
    Mesures,
    Releve,
    Retraits,
    Sorte,
    Tableau,
    Vue,
)
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
