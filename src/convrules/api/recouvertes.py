"""Rows of the forecast that a year counts beside vacancies which the data have in the same days."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from convrules.base.texte import compte, suite, t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.readers.lieux import row_span
from convrules.render.already import CITEES, already_there
from convrules.year.model import Bilan, BilanConvention
from convrules.year.ouverte import Recouverte


def counted_twice(bilan: Bilan) -> Iterator[Diagnostic]:
    """Perhaps: of all conventions in one finding, at the first row."""
    rows = sorted((r for b in bilan.conventions for r in b.recouvertes), key=_place)
    if not rows:
        return
    # Why not the day of observation: of the days between, neither the data nor the forecast would speak.
    last = min(_recorded(b, bilan) for b in bilan.conventions if b.recouvertes)
    remedes = []
    if any(r.venues for r in rows):
        remedes.append(
            t(
                "Coupez au {au} une ligne qui a commencé avant, et n'attendez à partir du {lendemain} que ce "
                "qui est encore à venir.",
                au=last.isoformat(),
                lendemain=(last + timedelta(days=1)).isoformat(),
            )
        )
    if any(r.annoncees for r in rows):
        remedes.append(t("Laissez hors de la prévision ce que vos données annoncent déjà."))
    yield problems.prevision_recouverte(
        span=row_span(rows[0].ligne),
        lignes=_numbers(rows),
        vacances=already_there(rows),
        remede=remedes[0] if len(remedes) == 1 else remedes[0] + " " + remedes[1],
    )


def _recorded(b: BilanConvention, bilan: Bilan) -> date:
    """The last day of which the data say every vacancy of the convention."""
    choix = b.convention.choix
    return bilan.hypothese.covered(choix.rattachement if choix is not None else None, bilan.au)


def _place(row: Recouverte) -> tuple[str, int]:
    span = row_span(row.ligne)
    return span.source.name, span.position[0]


def _numbers(rows: Sequence[Recouverte]) -> str:
    """« la ligne 2 », « les lignes 2, 3, 4 et 5 autres »."""
    numbers = [str(line) for _, line in dict.fromkeys(map(_place, rows))]
    more = len(numbers) - CITEES
    others = [compte(more, "{n} autre", "{n} autres")] if more > 0 else []
    return compte(
        len(numbers),
        "la ligne {liste}",
        "les lignes {liste}",
        liste=suite([*numbers[:CITEES], *others], "et"),
    )
