"""What a row cannot mean: dates that contradict one another, a lease without what it supposes.

An empty cell of a complete column says « not happened ». Beside what it leads to (a lease, an attribution, a
proposal), it is a cell that was not filled: nothing is concluded from it. Of two dates that exclude one
another, neither is believed.
Source: docs/langage, « Correspondance ».
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, TypeAlias

from convrules.base.dates import Evenement, connu, days_of_month
from convrules.base.records import dataclass, replace
from convrules.base.texte import t
from convrules.base.values import INCONNU, Cellule, Connu, Erreur, Inconnu, SansObjet
from convrules.facts.records import Ligne, Vacance

SansTitulaire: TypeAlias = Callable[[Sequence[Vacance]], Sequence[bool]]
"""Of each vacancy, can it be on no holder's account, whatever will be recorded of it?"""


def none_without(vacances: Sequence[Vacance]) -> Sequence[bool]:
    """Without conventions, any vacancy is perhaps a holder's."""
    return [False] * len(vacances)


SUPPOSES: Final = ("disponibilite", "attribution")
"""What has happened when a lease is signed."""
MENENT: Final[Mapping[str, tuple[str, ...]]] = {
    "information": ("proposition", "attribution", "bail"),
    "proposition": ("attribution", "bail"),
}
"""What seldom comes without something before it: « jamais », which somebody wrote, is believed; an empty cell
is not taken for it."""
OUBLI: Final = Inconnu()
"""As any other unknown, and equal to it; by itself, it says that a complete column was empty here."""

_LOCATION: Final = ("information", "orientation", "proposition", "attribution")
PRECEDE: Final[Mapping[str, tuple[str, ...]]] = {
    "bail": (*_LOCATION, "disponibilite"),
    "attribution": ("information", "proposition"),
    "liberation": ("conge",),
    "disponibilite": ("liberation",),
    "reponse": ("offre",),
    "retrait": (*_LOCATION, "bail"),
    "abandon": (*_LOCATION, "bail"),
}
"""What cannot come after an event: a lease ends a letting, a withdrawal or an abandon closes it.
SOURCE: a proposal dated before the information contradicts nothing, its deadline is met (« Délais »)."""


LOCATIVES: Final = tuple(dict.fromkeys((*PRECEDE, *(nom for before in PRECEDE.values() for nom in before))))
"""Events of one letting: a placing in service may be much older."""
_ORDONNES: Final = frozenset(LOCATIVES)
_LOIN: Final = 5 * 366
"""Days."""
UN_AN: Final = (300, 400)
_MARGE: Final = 31
_ENTOURE: Final = 3
"""Dates of a row among which one stands alone."""
_DEPART: Final = frozenset({"conge", "liberation"})
_ANNONCE: Final = frozenset({"information", "orientation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Desordre:
    """An event, and those dated after it though they cannot be."""

    suite: str
    avant: tuple[str, ...]


def disorders(ligne: Ligne) -> Iterator[Desordre]:
    """Dates of a row that cannot all be true, by the event that comes too early."""
    known = {
        nom: event
        for nom, cell in ligne.cellules.items()
        if nom in _ORDONNES and (event := happened(cell)) is not None
    }
    if len(known) < 2:
        return
    for suite, before in PRECEDE.items():
        last = known.get(suite)
        if last is None:
            continue
        late = tuple(nom for nom in before if nom in known and known[nom].low > last.high)
        if late:
            yield Desordre(suite=suite, avant=late)


def far_apart(ligne: Ligne) -> tuple[str, str] | None:
    """Two events of a letting years from one another: the one that stands alone, and the nearest to it.

    A year mistyped is of another century, or of another decade."""
    days = sorted(
        (e.low, e.high, nom) for nom in LOCATIVES if (e := happened(ligne.cellule(nom))) is not None
    )
    gaps = [(after[0] - before[1], rank) for rank, (before, after) in enumerate(pairwise(days))]
    if not gaps or max(gaps)[0] <= _LOIN:
        return None
    cut = max(gaps)[1] + 1
    alone, near = (cut - 1, cut) if cut <= len(days) - cut else (cut, cut - 1)
    return days[alone][2], days[near][2]


def a_year_off(ligne: Ligne) -> tuple[str, str] | None:
    """An event about a year from all the others, that a year more or less puts back among them; and the
    nearest to it. In January one still types the year that has ended.

    Works may last a year after a departure, and new dwellings are announced a year ahead: neither is told."""
    days = sorted((day, nom) for nom in LOCATIVES if (day := dated(ligne.cellule(nom))) is not None)
    if len(days) < _ENTOURE:
        return None
    for alone, near, others in ((days[0], days[1], days[1:]), (days[-1], days[-2], days[:-1])):
        early = alone < near
        moved = _another_year(alone[0], 1 if early else -1)
        back = (others[0][0] - moved).days <= _MARGE and (moved - others[-1][0]).days <= _MARGE
        ordinary = early and (alone[1] in _DEPART or (alone[1] in _ANNONCE and _new(ligne)))
        if not (UN_AN[0] <= abs((near[0] - alone[0]).days) <= UN_AN[1] and back) or ordinary:
            continue
        there = {**ligne.cellules, alone[1]: Connu(connu(moved))}
        if next(disorders(replace(ligne, cellules=there)), None) is None:
            return alone[1], near[1]
    return None


def _another_year(jour: date, ecart: int) -> date:
    year = min(max(jour.year + ecart, date.min.year), date.max.year)
    return jour.replace(year=year, day=min(jour.day, days_of_month(year, jour.month)))


def _new(ligne: Ligne) -> bool:
    """Does the row say when the dwelling was placed in service? It may be of a new programme."""
    return happened(ligne.cellule("mise_en_service")) is not None


def filled(ligne: Ligne) -> Ligne:
    """The row with nothing that it contradicts itself: dates that exclude one another are errors; events
    that it says have not happened, though a lease supposes them, are unknown."""
    found: dict[str, Cellule] = {}
    for desordre in disorders(ligne):
        suite, first = desordre.suite, desordre.avant[0]
        error = Erreur(f"« {suite} » ({said(ligne, suite)}) précède « {first} » ({said(ligne, first)})")
        found |= dict.fromkeys((suite, *desordre.avant), error)
    bail = happened(ligne.cellule("bail"))
    if bail is not None:
        found |= {nom: INCONNU for nom in SUPPOSES if _denied(ligne.cellule(nom), bail)}
    return replace(ligne, cellules={**ligne.cellules, **found}) if found else ligne


def held_back(ligne: Ligne) -> Ligne:
    """The row of a file: an event that it leaves out, though what it leads to is dated, is unknown.

    Of a dwelling that goes to no applicant of a holder (internal transfer), nobody is informed. Where no
    account says so, what conventions withdraw does: `unless_withdrawn`."""
    return ligne if kept_by_landlord(ligne) or perhaps_kept(ligne) else without_omitted(ligne)


def unless_withdrawn(vacances: Iterable[Vacance], sans_titulaire: SansTitulaire) -> Sequence[Vacance]:
    """The same of vacancies of which no account is recorded, let to somebody else than an applicant: each is
    perhaps a holder's, unless none can have it."""
    rows = list(vacances)
    held = {place: read for place, v in enumerate(rows) if (read := _perhaps_held(v.ligne)) is not v.ligne}
    nobody = sans_titulaire([rows[place] for place in held]) if held else ()
    for (place, read), apart in zip(held.items(), nobody, strict=True):
        if not apart:
            rows[place] = replace(rows[place], ligne=read)
    return rows


def _perhaps_held(ligne: Ligne) -> Ligne:
    return without_omitted(ligne) if not ligne.refusee and perhaps_kept(ligne) else ligne


def without_omitted(ligne: Ligne) -> Ligne:
    """The row, of which events left out are unknown."""
    found = {
        nom: OUBLI
        for nom, suites in MENENT.items()
        if any(_left_out(ligne.cellule(nom), ligne.cellule(suite)) for suite in suites)
    }
    return replace(ligne, cellules={**ligne.cellules, **found}) if found else ligne


def kept_by_landlord(ligne: Ligne) -> bool:
    """Is the dwelling let to somebody else than an applicant, on nobody's account or the landlord's?"""
    compte = ligne.cellule("contingent")
    nobody = isinstance(compte, SansObjet) or (isinstance(compte, Connu) and compte.valeur == "bailleur")
    return nobody and _goes_elsewhere(ligne)


def perhaps_kept(ligne: Ligne) -> bool:
    """The same of one of which the account is not known."""
    return isinstance(ligne.cellule("contingent"), Inconnu) and _goes_elsewhere(ligne)


def _goes_elsewhere(ligne: Ligne) -> bool:
    usage = ligne.cellule("affectation")
    return isinstance(usage, Connu) and usage.valeur != "location"


def _left_out(cell: Cellule, suite: Cellule) -> bool:
    """Not happened yet, says the cell, after the other had, whichever its day."""
    later = happened(suite)
    if later is None or later.fin is None or not isinstance(cell, Connu):
        return False
    event = cell.valeur
    return (
        isinstance(event, Evenement) and event.jamais and event.debut is not None and event.debut > later.fin
    )


def unfilled(ligne: Ligne) -> tuple[str, ...]:
    """Each event that the lease of a row supposes, and that its column leaves out."""
    bail = happened(ligne.cellule("bail"))
    if bail is None:
        return ()
    cells = {nom: ligne.cellule(nom) for nom in SUPPOSES if nom in ligne.cellules}
    return tuple(nom for nom, cell in cells.items() if isinstance(cell, Inconnu) or _denied(cell, bail))


def dated(cell: Cellule) -> date | None:
    """The day of an event that is known to the day."""
    return cell.valeur.connu if isinstance(cell, Connu) and isinstance(cell.valeur, Evenement) else None


def is_after(cell: Cellule, other: Cellule) -> bool:
    """Did both happen, the first after the second whichever their days?"""
    one, two = happened(cell), happened(other)
    return one is not None and two is not None and one.low > two.high


def said(ligne: Ligne, nom: str) -> str:
    """The day of an event that happened, or its first and last possible days."""
    event = happened(ligne.cellule(nom))
    assert event is not None, "only what happened is told"
    if event.debut == event.fin:
        return str(event.debut)
    return t("{a} à {b}", a=str(event.debut), b=str(event.fin))


def happened(cell: Cellule) -> Evenement | None:
    """An event whose day lies between two known days."""
    if not isinstance(cell, Connu) or not isinstance(cell.valeur, Evenement):
        return None
    event = cell.valeur
    return None if event.jamais or event.debut is None or event.fin is None else event


def _denied(cell: Cellule, bail: Evenement) -> bool:
    """Does the cell say that it had not happened when the lease was signed, whichever the day?"""
    if not isinstance(cell, Connu) or not isinstance(cell.valeur, Evenement):
        return False
    event = cell.valeur
    return event.jamais and (event.debut is None or event.low > bail.high)
