"""What a share asked in each commune costs, by how it is rounded: in dwellings, and to whom.

« 20 % in each commune » is another convention by each rounding. The flow is that of a past year, as if its
vacancies came again; rates are those of the year looked at. Nothing is said of a vacancy in doubt; a part
whose rate is not known in a commune is set aside there, the others being told.
Source: docs/langage, « Convertir un stock de droits ».
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass, replace
from convrules.base.values import Arrondi, Connu, round_count
from convrules.compiler import Programme
from convrules.facts.records import Faits
from convrules.orientation.apports import Apport
from convrules.orientation.attente import Presentes
from convrules.orientation.comptes import Titulaire, frame, prepare
from convrules.orientation.offre import offer
from convrules.orientation.previsions import of_year
from convrules.year.conversion import as_of_year


class Mode(StrEnum):
    INFERIEUR = "inférieur"
    PROCHE = "au plus proche"
    SUPERIEUR = "supérieur"


MODES: Final = tuple(Mode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """What a part makes due on the vacancies of one commune, or on all of them. `proche`: where a half goes,
    when one rounds to the nearest."""

    convention: ir.Convention
    clause: str
    base: int
    du: Fraction
    proche: Arrondi

    def rounded(self, mode: Mode) -> int:
        by_mode = {Mode.INFERIEUR: Arrondi.INFERIEUR, Mode.SUPERIEUR: Arrondi.SUPERIEUR}
        return int(round_count(self.du, by_mode.get(mode, self.proche)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconnue:
    """A part that holds vacancies of the commune for certain, at a rate that is not known, for `causes`."""

    convention: ir.Convention
    clause: str
    base: int
    causes: frozenset[Cause]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lieu:
    """`flux`: vacancies in the base of some part; `demandes`: one by part whose rate is known; `inconnues`:
    one by other part."""

    commune: str
    flux: int
    demandes: tuple[Demande, ...]
    inconnues: tuple[Inconnue, ...] = ()

    def asked(self, mode: Mode) -> int:
        return sum(d.rounded(mode) for d in self.demandes)

    def left(self, mode: Mode) -> int:
        """The landlord's own share, were no rate unknown; below zero, more is asked than there is."""
        return self.flux - self.asked(mode)

    @property
    def reste(self) -> Fraction:
        return self.flux - sum((d.du for d in self.demandes), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrondis:
    """`flux`: the year whose vacancies are used; `annee`: the one whose rates are. `lues`: vacancies of that
    flow; `laissees`: those set aside, for `causes`. `sans`: conventions not in force that year. `ensemble`:
    the same parts, over all the communes together."""

    flux: int
    annee: int
    lues: int
    laissees: int
    causes: frozenset[Cause]
    lieux: tuple[Lieu, ...]
    ensemble: tuple[Demande, ...]
    sans: tuple[str, ...]

    def asked(self, demande: Demande, mode: Mode) -> int:
        """What a part is due in all when each commune is rounded by itself."""
        key = demande.convention.ident, demande.clause
        return sum(
            d.rounded(mode)
            for lieu in self.lieux
            for d in lieu.demandes
            if (d.convention.ident, d.clause) == key
        )

    @property
    def total(self) -> int:
        return sum(lieu.flux for lieu in self.lieux)

    @property
    def inconnues(self) -> tuple[Inconnue, ...]:
        return tuple(one for lieu in self.lieux for one in lieu.inconnues)


def feasibility(programmes: Sequence[Programme], faits: Faits, flux: int, annee: int) -> Arrondis:
    """The vacancies of the year `flux` under the texts and rates of the year `annee`."""
    here = [as_of_year(p, annee) for p in programmes]
    references = dict.fromkeys(
        p.convention.choix.rattachement for p in here if p.convention.choix is not None
    )
    rows = tuple(row.vacance for row in of_year(tuple(references), faits, flux, annee))
    seen = replace(faits, vacances=rows, comptes=None)
    last = date(annee, 12, 31)
    presentes = Presentes(seen, last, None)
    titulaires: list[Titulaire] = []
    absent: list[str] = []
    for programme in here:
        cadre = frame(programme, seen, last, presentes)
        if cadre is None:
            absent.append(programme.convention.ident)
        else:
            titulaires.append(prepare(cadre))
    cells = ((v.id, v.cellule("commune")) for v in rows)
    communes = {ident: str(cell.valeur) for ident, cell in cells if isinstance(cell, Connu)}
    told = _told(titulaires, communes)
    doubts = dict(_doubts(titulaires, communes, told))
    found = _due(titulaires, {n: c for n, c in communes.items() if n not in doubts})
    lieux = tuple(_place(commune, found[commune], titulaires) for commune in sorted(found))
    return Arrondis(
        flux=flux,
        annee=annee,
        lues=len(rows),
        laissees=len(doubts),
        causes=frozenset().union(*doubts.values()),
        lieux=lieux,
        ensemble=_all(lieux),
        sans=tuple(absent),
    )


Endroit: TypeAlias = tuple[str, int, str]
"""A commune, the rank of a holder, its part."""


def _told(titulaires: Sequence[Titulaire], communes: Mapping[str, str]) -> frozenset[Endroit]:
    """Where a part has a rate that is known, for a vacancy at least."""
    return frozenset(
        (communes[apport.vacance], rang, clause)
        for rang, titulaire in enumerate(titulaires)
        for apport in titulaire.apports
        if apport.vacance in communes
        for (clause, _), _ in apport.taux
    )


def _doubts(
    titulaires: Sequence[Titulaire], communes: Mapping[str, str], told: frozenset[Endroit]
) -> Iterator[tuple[str, frozenset[Cause]]]:
    """Vacancies of which it is not certain what they make due to somebody; not those of a part whose rate is
    known for none of the commune, which is the part's own doubt."""
    found: dict[str, frozenset[Cause]] = {}
    for rang, titulaire in enumerate(titulaires):
        for apport in titulaire.apports:
            commune = communes.get(apport.vacance)
            of_parts = commune is not None and all(
                doute.sur and (commune, rang, doute.clef[0]) not in told for doute in apport.doutes
            )
            if apport.peut_etre or (apport.doutes and not of_parts):
                found[apport.vacance] = found.get(apport.vacance, frozenset()) | _why(titulaire, apport)
    yield from found.items()


def _why(titulaire: Titulaire, apport: Apport) -> frozenset[Cause]:
    return offer(titulaire, titulaire.suivis[apport.vacance]).causes


def _due(titulaires: Sequence[Titulaire], communes: Mapping[str, str]) -> dict[str, "_Sur"]:
    found: dict[str, _Sur] = {}
    for rang, titulaire in enumerate(titulaires):
        for apport in titulaire.apports:
            commune = communes.get(apport.vacance)
            if commune is None or not (apport.taux or apport.doutes):
                continue
            there = found.setdefault(commune, _Sur())
            there.vacances.add(apport.vacance)
            for (clause, _), taux in apport.taux:
                there.taux.setdefault((rang, clause), []).append(taux)
            for doute in apport.doutes:
                key = rang, doute.clef[0]
                there.doutes[key] += 1
                there.causes[key] = there.causes.get(key, frozenset()) | _why(titulaire, apport)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sur:
    """On one commune: vacancies in some base; by holder's rank and part, the rate of each one in it; how many
    are in it at a rate that is not known, and why."""

    vacances: set[str] = field(default_factory=set)
    taux: dict[tuple[int, str], list[Fraction]] = field(default_factory=dict)
    doutes: Counter[tuple[int, str]] = field(default_factory=Counter)
    causes: dict[tuple[int, str], frozenset[Cause]] = field(default_factory=dict)


def _place(commune: str, there: _Sur, titulaires: Sequence[Titulaire]) -> Lieu:
    return Lieu(
        commune=commune,
        flux=len(there.vacances),
        demandes=tuple(
            Demande(
                convention=titulaires[rang].programme.convention,
                clause=clause,
                base=len(rates),
                du=sum(rates, Fraction(0)),
                proche=_half(titulaires[rang], clause),
            )
            for (rang, clause), rates in sorted(there.taux.items())
        ),
        inconnues=tuple(
            Inconnue(
                convention=titulaires[rang].programme.convention,
                clause=clause,
                base=there.doutes[rang, clause],
                causes=causes,
            )
            for (rang, clause), causes in sorted(there.causes.items(), key=lambda one: one[0])
        ),
    )


def _half(titulaire: Titulaire, clause: str) -> Arrondi:
    """To the nearest, a half goes where the part says, and up where it rounds otherwise."""
    own = next(part.clause for part in titulaire.parts if part.clause.ident == clause)
    rule = own.regles.get("arrondi")
    said = rule.on(titulaire.cadre.periode.du).valeur if rule is not None else None
    return Arrondi.PROCHE_BAS if said is Arrondi.PROCHE_BAS else Arrondi.PROCHE_HAUT


def _all(lieux: Sequence[Lieu]) -> tuple[Demande, ...]:
    """Parts over all the communes, those whose rate is not known in one of them left aside."""
    unknown = {(one.convention.ident, one.clause) for lieu in lieux for one in lieu.inconnues}
    whole: dict[tuple[str, str], Demande] = {}
    for d in (d for lieu in lieux for d in lieu.demandes):
        key = d.convention.ident, d.clause
        if key in unknown:
            continue
        known = whole.get(key)
        whole[key] = d if known is None else replace(known, base=known.base + d.base, du=known.du + d.du)
    return tuple(whole.values())
