"""Days of a period judged that come after the last one up to which vacancies are declared complete: of them
the files say nothing, and no forecast does. Source: docs/langage, « Correspondance »."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from convrules import ir
from convrules.api.projet import Projet
from convrules.base.records import dataclass, replace
from convrules.base.source import Span
from convrules.base.texte import suite, t
from convrules.compiler import Programme
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.fraicheur import declared
from convrules.facts.records import Faits, Ligne
from convrules.facts.suites import AN, written
from convrules.year.attendues import day_of
from convrules.year.cadence import whole_months
from convrules.year.lectures import period_of
from convrules.year.ouverte import RYTHME, Hypothese
from convrules.year.periode import Intervalle, periods
from convrules.year.valeurs import Lacune


def recorded(correspondance: ir.Correspondance | None) -> Mapping[str, tuple[Span, date]]:
    """The last day up to which the files of vacancies say that each event is recorded, and where."""
    found: dict[str, tuple[Span, date]] = {}
    for (span, day), champs in declared(correspondance, "vacances").items() if correspondance else ():
        for champ in champs:
            if champ not in found or day > found[champ][1]:
                found[champ] = span, day
    return found


def supposed_of(projet: Projet | None, correspondance: ir.Correspondance | None) -> Hypothese:
    """What projections suppose, and up to when the data cover the year."""
    days = tuple((nom, day) for nom, (_, day) in recorded(correspondance).items())
    return replace(projet.hypothese if projet is not None else RYTHME, complets=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manque:
    periode: Intervalle
    mois: tuple[tuple[int, int], ...]
    close: bool


def lacunes(
    programmes: Sequence[Programme],
    correspondance: ir.Correspondance | None,
    faits: Faits,
    annee: int,
    au: date,
) -> tuple[Lacune, ...]:
    """One for each event that dates vacancies: of a period that is over on `au`, any day; of one that is
    open, whole months that no forecast speaks of."""
    until = recorded(correspondance)
    found: dict[str, list[_Manque]] = {}
    for programme in programmes:
        choix = programme.convention.choix
        if choix is not None and choix.rattachement in until:
            day = until[choix.rattachement][1]
            for periode in _judged(programme, annee):
                if (lack := _lacking(periode, day, faits, au)) is not None:
                    found.setdefault(choix.rattachement, []).append(lack)
    return tuple(
        Lacune(
            evenement=event,
            complet=until[event][1],
            du=min(lack.periode.du for lack in lacks),
            au=max(lack.periode.au for lack in lacks),
            mois=tuple(sorted({month for lack in lacks for month in lack.mois})),
            close=any(lack.close for lack in lacks),
        )
        for event, lacks in found.items()
    )


def uncovered_days(
    found: Sequence[Lacune], correspondance: ir.Correspondance, annee: int
) -> Iterator[Diagnostic]:
    """The same, told where the mapping says the day."""
    until = recorded(correspondance)
    for one in found:
        yield problems.periode_non_couverte(
            span=until[one.evenement][0],
            champ=one.evenement,
            jour=one.complet.isoformat(),
            du=one.du.isoformat(),
            au=one.au.isoformat(),
            mois=months_said(one),
            annee=str(annee),
        )


def months_said(lacune: Lacune) -> str:
    """« 07/2025 à 12/2025 »."""
    ranks = [year * AN + month - 1 for year, month in lacune.mois]
    if len(ranks) > 2 and ranks[-1] - ranks[0] == len(ranks) - 1:
        return t("{a} à {b}", a=written(ranks[0]), b=written(ranks[-1]))
    return suite(map(written, ranks), "et")


def _judged(programme: Programme, annee: int) -> Iterator[Intervalle]:
    """The year, and its quarters where a rule is judged on them. Of the whole term, the days of the year."""
    assert programme.convention.choix is not None, "asked of a convention that has some"
    own = programme.convention.choix.periode
    kinds = {own, *(period_of(c.clause, own) for c in programme.clauses)}
    yield from periods(ir.Periode.ANNEE, annee, programme.convention.en_vigueur)
    if ir.Periode.TRIMESTRE in kinds:
        yield from periods(ir.Periode.TRIMESTRE, annee, programme.convention.en_vigueur)


def _lacking(periode: Intervalle, complet: date, faits: Faits, au: date) -> _Manque | None:
    first, last = max(periode.du, complet + timedelta(days=1)), min(periode.au, au)
    if first > last:
        return None
    close = periode.au <= au
    months = tuple(_touched(first, last))
    if not close:
        foreseen = [r for r in faits.vacances_attendues or () if not _ended(r, au)]
        months = tuple(m for m in whole_months(first, last) if not any(_speaks(r, m) for r in foreseen))
        last = _end(months[-1]) if months else last
    return _Manque(periode=Intervalle(du=first, au=last), mois=months, close=close) if months else None


def _touched(first: date, last: date) -> Iterator[tuple[int, int]]:
    for rank in range(first.year * AN + first.month - 1, last.year * AN + last.month):
        yield rank // AN, rank % AN + 1


def _ended(row: Ligne, au: date) -> bool:
    """A forecast of days that are past no longer says that anything may come."""
    last = day_of(row, "au")
    return last is not None and last <= au


def _speaks(row: Ligne, month: tuple[int, int]) -> bool:
    """May its vacancies come on any day of the month?"""
    first, last = day_of(row, "du"), day_of(row, "au")
    return (first is None or first <= date(*month, 1)) and (last is None or last >= _end(month))


def _end(month: tuple[int, int]) -> date:
    rank = month[0] * AN + month[1]
    return date(rank // AN, rank % AN + 1, 1) - timedelta(days=1)
