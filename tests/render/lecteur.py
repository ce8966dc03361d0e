"""A report built by hand, and a reader of one of its folders.

The reader writes every number of its folder as an equation between dwellings that it cannot
see, and seeks the least and the most that each hidden number may be: an exact linear programme.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final, TypeAlias

from convrules import ir
from convrules.base.records import replace
from convrules.render.annuel.extraits import Extrait
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
from convrules.year.model import Bornes
from render.systeme import Equation, Inconnue, Systeme

EVRY, CORBEIL, MASSY = COMMUNES = ("91228", "91174", "91377")
TYPES: Final = ("T2", "T3")
CATEGORIES: Final = ("mutation", "relogement_ru")
ENTIER: Final = 9
"""What the mark says: 1 to 10."""
COMPTE, USAGE = DOUTES = ("compte", "usage")
"""Categories of what is not withdrawn for certain: of unknown account, of unknown use."""
SOUSTRAIT: Final = Groupe(sorte=Sorte.SOUSTRAIT)
INCONNU: Final = Groupe(sorte=Sorte.INDETERMINE)
REUNIS: Final = Groupe(sorte=Sorte.INDETERMINE, code="bailleur")
COMPTES: Final = (
    SOUSTRAIT,
    Groupe(sorte=Sorte.RESERVATAIRE, code="commune", nom="Ville"),
    Groupe(sorte=Sorte.RESERVATAIRE, code="etat", nom="Préfet"),
    Groupe(sorte=Sorte.COMPTE, code="bailleur"),
)
Logements: TypeAlias = Mapping[tuple[str, str, str], int]
"""By commune, type and category (empty but for those withdrawn, or in doubt)."""


# --- a report -------------------------------------------------------------------------------
def so_many(n: int) -> Bornes:
    return Bornes(min=Fraction(n), max=Fraction(n))


def let(n: int, perhaps: int = 0) -> Mesures:
    return Mesures(propose=so_many(0), attribue=Bornes(min=Fraction(n), max=Fraction(n + perhaps)))


def releve(groupe: Groupe, logements: Logements, siens: Logements | None = None) -> Releve:
    """siens: what is perhaps the holder's, and stands in the line of what is on no known account."""
    may = siens or {}

    def along(rang: int, values: Sequence[str]) -> tuple[tuple[str, Mesures], ...]:
        return tuple((v, let(so_many_of(logements, rang, {v}), so_many_of(may, rang, {v}))) for v in values)

    total = let(sum(logements.values()), sum(may.values()))
    lines = dict.fromkeys(AXES, (("commun", total),))
    lines |= {"commune": along(0, COMMUNES), "typologie": along(1, TYPES)}
    return Releve(
        groupe=groupe,
        total=total,
        tableaux=tuple(Tableau(axe=axe, lignes=lines[axe]) for axe in AXES),
        croisement=(),
        logements=(*rows(groupe, logements), *(replace(v, certain=False) for v in rows(INCONNU, may))),
        douteux=sum(may.values()),
        causes=frozenset(),
    )


def rows(groupe: Groupe, logements: Logements) -> Iterator[Logement]:
    """Dwellings one by one, all let."""
    for (commune, typologie, categorie), number in logements.items():
        axes = {"commune": commune, "typologie": typologie}
        for n in range(number):
            yield Logement(
                vacance=f"{groupe.sorte}{groupe.code}-{commune}-{typologie}-{categorie}-{n}",
                certain=True,
                valeurs=tuple(axes.get(axe, "commun") for axe in AXES),
                propose=False,
                attribue=True,
            )


def of_doubt(logements: Logements, doute: str, communes: Collection[str]) -> Logements:
    return {k: n for k, n in logements.items() if k[2] == doute and k[0] in communes}


def retraits(
    ident: str,
    communes: frozenset[str],
    soustraits: Logements,
    comptes: Mapping[Groupe, Logements] | None = None,
) -> Retraits:
    """comptes: of these, what is of unknown use is perhaps withdrawn."""
    may = {g: of_doubt(found, USAGE, communes) for g, found in (comptes or {}).items()}

    def so_many_of(categorie: str) -> Bornes:
        n = sum(n for (c, _, cat), n in soustraits.items() if c in communes and cat == categorie)
        return let(n, sum(n for found in may.values() for n in found.values())).attribue

    return Retraits(
        convention=ident,
        lignes=tuple(
            LigneRetrait(
                categorie=c,
                prevu=None,
                realise=so_many(0),
                attribue=so_many_of(c),
                prevu_suivant=None,
            )
            for c in CATEGORIES
        ),
        peut_etre=frozenset(v.vacance for g, found in may.items() for v in rows(g, found)),
    )


def bilan(
    comptes: Mapping[Groupe, Logements],
    territoires: Mapping[str, frozenset[str]],
    lecteurs: Sequence[tuple[str, Sequence[str], Sequence[str]]],
) -> BilanAnnuel:
    """lecteurs: name, conventions by which it is one, those that it holds; « Ville » has its own account, of
    which are perhaps the dwellings of unknown account on the territories of its conventions."""
    held = {nom: frozenset[str]().union(*(territoires[c] for c in tenues)) for nom, _, tenues in lecteurs}
    unknown = comptes.get(INCONNU, {})
    releves = {
        g: releve(g, found, of_doubt(unknown, COMPTE, held[g.nom]) if g.nom in held else None)
        for g, found in comptes.items()
    }
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
        retraits=tuple(retraits(i, where, comptes[SOUSTRAIT], comptes) for i, where in territoires.items()),
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
    yield from _withdrawals(extrait, territoires)
    yield from _doubts(extrait)


def _withdrawals(extrait: Extrait, territoires: Mapping[str, frozenset[str]]) -> Iterator[Equation]:
    """How many are withdrawn on a territory, and how many more perhaps, which are in others' lines."""
    lines = [g for a in extrait.agregats if a.axe == "commune" for g in a.groupes if g not in (SOUSTRAIT,)]
    for one in extrait.retraits:
        for line in one.lignes:
            if not extrait.hides(one.convention, line, "attribue"):
                inside = [c for c in COMMUNES if c in territoires[one.convention]]
                least, most = int(line.attribue.min), int(line.attribue.max)
                yield {(commune, line.categorie): 1 for commune in inside}, least
                yield {(g, c, USAGE): 1 for g in lines if _may_doubt(g) for c in inside}, most - least


def _may_doubt(groupe: Groupe) -> bool:
    """Are there dwellings of unknown use in the line: on the landlord's account, or on none that is known?"""
    return groupe.sorte is Sorte.INDETERMINE or groupe.code == "bailleur"


def _doubts(extrait: Extrait) -> Iterator[Equation]:
    """In each line: what the reader's own statement counts perhaps, what is of unknown use, and the rest."""
    for agregat in extrait.agregats:
        rang = {"commune": 0, "typologie": 1}.get(agregat.axe)
        for groupe in agregat.groupes if rang is not None else ():
            for valeur in agregat.valeurs:
                known = own_perhaps(extrait, groupe, agregat.axe, valeur)
                parts: dict[Inconnue, int] = {(groupe, valeur): 1, (groupe, valeur, "reste"): -1}
                if agregat.axe == "commune" and _may_doubt(groupe):
                    parts[groupe, valeur, USAGE] = -1
                yield parts, known


def own_perhaps(extrait: Extrait, groupe: Groupe, axe: str, valeur: str) -> int:
    """Of one line, how many the reader's own statement counts perhaps."""
    if groupe.sorte is not Sorte.INDETERMINE:
        return 0
    tables = (dict(t.lignes) for r in extrait.releves for t in r.tableaux if t.axe == axe)
    return sum(int(t[valeur].attribue.max - t[valeur].attribue.min) for t in tables if valeur in t)


class Dossier:
    """One folder, and what its reader knows by right: its own account, withdrawals of the conventions
    that it holds, totals of whole communes. A number is protected as far as these leave it open."""

    def __init__(
        self, extrait: Extrait, comptes: Mapping[Groupe, Logements], territoires: Mapping[str, frozenset[str]]
    ) -> None:
        assert extrait.envoi is not None
        self.extrait, self.territoires = extrait, territoires
        self.comptes = of_lines(extrait, comptes)
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
                    known = own_perhaps(self.extrait, groupe, axe, valeur)
                    n -= known
                    limit = self.limit({valeur} if axe == "commune" else COMMUNES, groupe)
                    if groupe.nom != self.nom and limit:
                        assert shown.nombres[i][j] is None or not 0 < n <= ENTIER + 1
                        yield from self._narrow({(groupe, valeur): 1}, n, limit, known)

    def limit(self, communes: Collection[str], groupe: Groupe = SOUSTRAIT) -> int:
        """How many values a number of these communes must keep: no more than their totals leave, which
        anybody may be told, and which others that are told may leave."""
        read = [SOUSTRAIT] if any(set(communes) == zone for zone in self.held) else []
        others = [g for g in self.comptes if g.nom != self.nom and g not in read]
        hidden = [(g, c) for g in others for c in communes if self._shown(g, c) is None]
        limit = min(ENTIER, sum(self._unknown(g, c) for g, c in hidden))
        for zone in self.held if groupe == SOUSTRAIT else ():
            known = so_many_of(self.comptes[groupe], 0, zone)
            if zone >= set(communes) or (known <= ENTIER and set(communes) == set(COMMUNES)):
                limit = 0 if len(zone) == 1 else min(limit, known)
        return limit

    def _unknown(self, groupe: Groupe, commune: str) -> int:
        """What its own statement leaves of a number, and the withdrawals that it reads."""
        known = own_perhaps(self.extrait, groupe, "commune", commune)
        if any(commune in self.territoires[r.convention] for r in self.extrait.retraits):
            known += sum(of_doubt(self.comptes[groupe], USAGE, {commune}).values())
        return so_many_of(self.comptes[groupe], 0, {commune}) - known

    def _withdrawn(self, communes: Collection[str]) -> int:
        """The same for what is withdrawn there: no more than the aggregates show."""
        told = [self._shown(SOUSTRAIT, c) for c in communes]
        return min([self.limit(communes), *([sum(n or 0 for n in told)] if None not in told else [])])

    def _shown(self, groupe: Groupe, commune: str) -> int | None:
        by_commune = self.tables["commune"]
        if groupe not in by_commune.groupes:
            return 0
        line = by_commune.mesures[1].nombres[by_commune.groupes.index(groupe)]
        return dict(zip(by_commune.valeurs, line, strict=True)).get(commune, 0)

    def _narrow(self, terms: Mapping[Inconnue, int], n: int, limit: int, known: int = 0) -> Iterator[str]:
        """known: beside the number, of the sum."""
        if not 0 < n <= ENTIER + 1:
            return
        least, most = self.system.bounds(terms)
        assert least <= n + known and (most is None or n + known <= most)
        if most is not None and most - least < limit:
            yield f"{terms}: {n} in [{least}, {most}]"


def of_lines(extrait: Extrait, comptes: Mapping[Groupe, Logements]) -> dict[Groupe, Logements]:
    """By line of the aggregates: the landlord's account may be in one with what is on no known account."""
    found = dict(comptes)
    if any(REUNIS in a.groupes for a in extrait.agregats):
        both = Counter(found.pop(COMPTES[3]))
        both.update(found.pop(INCONNU))
        found[REUNIS] = both
    return found


def so_many_of(logements: Logements, rang: int, values: Collection[str]) -> int:
    return sum(n for key, n in logements.items() if key[rang] in values)


def given_back(
    extrait: Extrait, comptes: Mapping[Groupe, Logements], territoires: Mapping[str, frozenset[str]]
) -> list[str]:
    return list(Dossier(extrait, comptes, territoires).given_back())
