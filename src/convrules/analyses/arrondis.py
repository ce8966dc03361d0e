"""What a share asked in each commune costs, by how it is rounded: in dwellings, and to whom.

« 20 % in each commune » is another convention by each rounding. The flow is that of a past year, as if its
vacancies came again; rates are those of the year looked at. Nothing is said of a vacancy in doubt.
Source: docs/langage, « Convertir un stock de droits ».
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.values import Arrondi, Connu, round_count
from convrules.compiler import Programme
from convrules.facts.records import Faits
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
class Lieu:
    """`flux`: vacancies in the base of some part; `demandes`: one by part."""

    commune: str
    flux: int
    demandes: tuple[Demande, ...]

    def asked(self, mode: Mode) -> int:
        return sum(d.rounded(mode) for d in self.demandes)

    def left(self, mode: Mode) -> int:
        """The landlord's own share; below zero, more is asked than there is."""
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


def feasibility(programmes: Sequence[Programme], faits: Faits, flux: int, annee: int) -> Arrondis:
    """The vacancies of the year `flux` under the texts and rates of the year `annee`."""
    here = [as_of_year(p, annee) for p in programmes]
    references = dict.fromkeys(
        p.convention.choix.rattachement for p in here if p.convention.choix is not None
    )
    rows = tuple(row.vacance for row in of_year(tuple(references), faits, flux, annee))
    seen = replace(faits, vacances=rows, comptes=None)
    titulaires: list[Titulaire] = []
    absent: list[str] = []
    for programme in here:
        cadre = frame(programme, seen, date(annee, 12, 31), None)
        if cadre is None:
            absent.append(programme.convention.ident)
        else:
            titulaires.append(prepare(cadre))
    communes = {v.id: cell.valeur for v in rows if isinstance(cell := v.cellule("commune"), Connu)}
    doubts = dict(_doubts(titulaires))
    found = _due(titulaires, {n: str(c) for n, c in communes.items() if n not in doubts})
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


def _doubts(titulaires: Sequence[Titulaire]) -> Iterator[tuple[str, frozenset[Cause]]]:
    """Vacancies of which it is not certain what they make due to somebody."""
    found: dict[str, frozenset[Cause]] = {}
    for titulaire in titulaires:
        for apport in titulaire.apports:
            if apport.doutes or apport.peut_etre:
                why = offer(titulaire, titulaire.suivis[apport.vacance]).causes
                found[apport.vacance] = found.get(apport.vacance, frozenset()) | why
    yield from found.items()


def _due(titulaires: Sequence[Titulaire], communes: Mapping[str, str]) -> dict[str, "_Sur"]:
    found: dict[str, _Sur] = {}
    for rang, titulaire in enumerate(titulaires):
        for apport in titulaire.apports:
            commune = communes.get(apport.vacance)
            if commune is None or not apport.taux:
                continue
            there = found.setdefault(commune, _Sur(vacances=set(), taux={}))
            there.vacances.add(apport.vacance)
            for (clause, _), taux in apport.taux:
                there.taux.setdefault((rang, clause), []).append(taux)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sur:
    """On one commune: vacancies in some base; by holder's rank and part, the rate of each one in it."""

    vacances: set[str]
    taux: dict[tuple[int, str], list[Fraction]]


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
    )


def _half(titulaire: Titulaire, clause: str) -> Arrondi:
    """To the nearest, a half goes where the part says, and up where it rounds otherwise."""
    own = next(part.clause for part in titulaire.parts if part.clause.ident == clause)
    rule = own.regles.get("arrondi")
    said = rule.on(titulaire.cadre.periode.du).valeur if rule is not None else None
    return Arrondi.PROCHE_BAS if said is Arrondi.PROCHE_BAS else Arrondi.PROCHE_HAUT


def _all(lieux: Sequence[Lieu]) -> tuple[Demande, ...]:
    whole: dict[tuple[str, str], Demande] = {}
    for d in (d for lieu in lieux for d in lieu.demandes):
        key = d.convention.ident, d.clause
        known = whole.get(key)
        whole[key] = d if known is None else replace(known, base=known.base + d.base, du=known.du + d.du)
    return tuple(whole.values())
