"""Columns of events said to be complete that say nothing, or nearly: of which an empty cell would give a sure
and wrong answer. Only what some rule reads is told.

Source: docs/langage, « Correspondance »."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.texte import cite, compte, suite, t
from convrules.base.values import Connu
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.coherence import MENENT, OUBLI, happened, kept_by_landlord
from convrules.facts.jours import Jours
from convrules.facts.records import Ligne
from convrules.facts.suites import VOISINS_MIN

Lecture: TypeAlias = Callable[[str, Ligne], bool]
"""Does some rule read this event, of this row?"""


def all_read(champ: str, ligne: Ligne) -> bool:
    """Without conventions."""
    return True


USUELS: Final = ("disponibilite", "attribution", "bail")
"""Events that reports of the year count, whatever rules read."""
SUIVIS: Final = (
    "conge", "liberation", *USUELS, "information", "orientation", "proposition", "decision", "offre",
    "reponse", "visite",
)  # fmt: skip
"""Events that most vacancies come to have. A withdrawal, a refusal or works are rare by nature."""
_DEPART: Final = frozenset({"conge", "liberation"})
_REFERENCES: Final = ("information", "disponibilite", "proposition", "attribution", "bail")
_PRESQUE: Final = 20
"""Dates of one row in so many are nearly none."""
_RECUL: Final = 120
"""Days after which an event that mostly follows another has had the time to."""
_CITEES: Final = 3
TOUTES: Final = t("vacances")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonnes:
    """Events said to be complete, each with the place that says so and the day."""

    jusqua: Mapping[str, tuple[Span, date]]
    lit: Lecture


def check_silent(colonnes: Colonnes, jours: Jours, dits: frozenset[str]) -> Iterator[Diagnostic]:
    """dits: events of which something is told already."""
    met: Remplies | None = None
    for champ, (span, jour) in colonnes.jusqua.items():
        left = [row for row in jours.lignes if row.cellules.get(champ) is OUBLI and colonnes.lit(champ, row)]
        if left:
            yield _left_out(champ, span, left)
        elif champ in SUIVIS and champ not in dits:
            met = met or Remplies.of(jours)
            yield from _empty(champ, span, jour, colonnes, met)


def _left_out(champ: str, span: Span, left: Sequence[Ligne]) -> Diagnostic:
    accounts = {_text(row, "contingent") for row in left}
    (only,) = accounts if len(accounts) == 1 else ("",)
    led = [s for s in MENENT[champ] if any(happened(row.cellule(s)) for row in left)]
    counted = (
        compte(
            len(left), "{n} vacance du contingent « {nom} »", "{n} vacances du contingent « {nom} »", nom=only
        )
        if only
        else compte(len(left), "{n} vacance", "{n} vacances")
    )
    return problems.evenement_omis(
        span=span,
        champ=champ,
        suites=suite([cite(s) for s in led], "ou"),
        nombre=counted,
        vacances=suite([cite(row.id) for row in left[:_CITEES]], "et"),
    )


def _empty(champ: str, span: Span, jour: date, colonnes: Colonnes, met: "Remplies") -> Iterator[Diagnostic]:
    autre = met.most(champ)
    limit = jour.toordinal() - _RECUL
    days = met.jours.of(autre)
    there = met.jours.of(champ)
    facing = [
        (row, own.debut > 0)
        for row, day, own in zip(met.jours.lignes, days, there, strict=True)
        if day.debut > 0 and day.fin <= limit and _may_lack(row, champ)
    ]
    told = False
    for quoi, own, last in _lots(champ, facing, colonnes.lit):
        held = sum(own)
        if len(own) - held >= VOISINS_MIN and held * _PRESQUE <= len(own):
            yield problems.evenement_vide(
                span=span,
                champ=champ,
                autre=autre,
                quoi=quoi,
                nombre=str(len(own)),
                dates=_have(held),
                jour=jour.isoformat(),
            )
            told = True
        if told and last:
            return


@dataclass(frozen=True, slots=True, kw_only=True)
class Remplies:
    """How many rows have a date of each event that others follow, counted once."""

    jours: Jours
    nombres: Mapping[str, int]

    @staticmethod
    def of(jours: Jours) -> "Remplies":
        counted = {nom: sum(day.debut > 0 for day in jours.of(nom)) for nom in _REFERENCES}
        return Remplies(jours=jours, nombres=counted)

    def most(self, champ: str) -> str:
        """The event, apart from one, that most rows have."""
        others = [nom for nom in self.nombres if nom != champ]
        return max(others, key=self.nombres.__getitem__)


def _have(held: int) -> str:
    if not held:
        return t("aucune n'a")
    return t("{n} seulement ont", n=str(held)) if held > 1 else t("une seule a")


def _may_lack(ligne: Ligne, champ: str) -> bool:
    """Is its cell a date, or empty? « jamais » is an answer; new dwellings have no departure."""
    cell = ligne.cellule(champ)
    event = getattr(cell, "valeur", None)
    if not isinstance(cell, Connu) or getattr(event, "est_jamais", True):
        return False
    if champ in MENENT and kept_by_landlord(ligne):
        return False
    if champ not in _DEPART:
        return True
    return ligne.cellule("premiere_location") != Connu(True) and not happened(
        ligne.cellule("mise_en_service")
    )


def _lots(
    champ: str, vues: Sequence[tuple[Ligne, bool]], lit: Lecture
) -> Iterator[tuple[str, Sequence[bool], bool]]:
    """All of them, then those that rules read, by contingent and by commune, each row for whether it has the
    event; of each, is it the last of its kind?"""
    read = [vue for vue in vues if lit(champ, vue[0])]
    if champ in USUELS:
        yield TOUTES, [has for _, has in vues], True
    elif read:
        yield TOUTES, [has for _, has in read], True
    for of, named in (("contingent", _of_account), ("commune", _of_commune)):
        # Why by cell first: reading makes one of each text of a column.
        same: dict[int, list[tuple[Ligne, bool]]] = defaultdict(list)
        for vue in read:
            same[id(vue[0].cellule(of))].append(vue)
        apart: dict[str, list[bool]] = defaultdict(list)
        for alike in same.values():
            apart[_text(alike[0][0], of)] += [has for _, has in alike]
        names = [nom for nom in sorted(apart) if nom]
        yield from ((named(nom), apart[nom], nom == names[-1]) for nom in names)


def _of_account(nom: str) -> str:
    return t("vacances du contingent « {nom} »", nom=nom)


def _of_commune(nom: str) -> str:
    return t("vacances de la commune {nom}", nom=nom)


def _text(ligne: Ligne, champ: str) -> str:
    cell = ligne.cellule(champ)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, str) else ""
