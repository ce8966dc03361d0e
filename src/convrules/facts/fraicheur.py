"""The day up to which a mapping says that all has been recorded, held against the dates that are there.

Source: docs/langage, « Correspondance ».
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.source import Span
from convrules.base.values import Connu, TEvenement
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import doublons as problems
from convrules.facts.colonnes import completed
from convrules.facts.plan import make_plan
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Faits, Ligne

_PROCHES: Final = frozenset({"liberation", "disponibilite", "visite", "retrait"})
"""Events that are announced some months ahead at most: works and new programmes are, years ahead."""
_LOIN: Final = 183
"""Days."""


def check_complete(
    correspondance: ir.Correspondance, faits: Faits, aujourdhui: date | None = None
) -> Iterator[Diagnostic]:
    """A day that has not come yet, or one that most dates have passed: each told once, where it is written.

    aujourdhui: None when no clock is read."""
    tables: dict[str, Sequence[Ligne]] = {
        "vacances": [v.ligne for v in faits.vacances],
        "logements": faits.logements or (),
    }
    for table, lignes in tables.items():
        for (span, day), champs in declared(correspondance, table).items():
            if aujourdhui is not None and day > aujourdhui:
                yield problems.complet_dans_l_avenir(span=span, jour=day.isoformat())
                continue
            dates = after = 0
            last = day
            for found in (d for ligne in lignes for c in champs if (d := _day(ligne, c)) is not None):
                dates, after, last = dates + 1, after + (found > day), max(last, found)
            if 2 * after <= dates:
                yield from _announced_late(lignes, champs, day)
            else:
                counted = {"apres": str(after), "nombre": str(dates), "dernier": last.isoformat()}
                yield problems.complet_depasse(span=span, jour=day.isoformat(), **counted)


def _announced_late(lignes: Sequence[Ligne], champs: Sequence[str], jour: date) -> Iterator[Diagnostic]:
    """Days announced so long after the last one of their column that their year may be mistyped."""
    near = [c for c in champs if c in _PROCHES]
    days = ((ligne, c, _day(ligne, c)) for ligne in lignes for c in near)
    far = [(ligne, c, d) for ligne, c, d in days if d is not None and (d - jour).days > _LOIN]
    for ligne, champ, day in far[:1]:
        told = {"champ": champ, "date": day.isoformat(), "jour": jour.isoformat(), "nombre": str(len(far))}
        yield problems.annonce_lointaine(span=row_span(ligne), vacance=ligne.id, **told)


def declared(correspondance: ir.Correspondance, table: str) -> dict[tuple[Span, date], list[str]]:
    """The events that each such day speaks of, by where it is written and the day."""
    plan = make_plan(correspondance, table)
    found: dict[tuple[Span, date], list[str]] = defaultdict(list)
    for source in plan.sources:
        for colonne in plan.colonnes_de(source):
            day = completed(colonne, source).complet_au
            if day is not None and isinstance(colonne.type, TEvenement):
                own = colonne.complet_au is not None
                champs = found[colonne.span if own else source.span, day]
                champs += [] if colonne.champ in champs else [colonne.champ]
    return found


def _day(ligne: Ligne, champ: str) -> date | None:
    """A day that a row says; one that was refused says nothing."""
    if ligne.refusee:
        return None
    match ligne.cellule(champ):
        case Connu(valeur=event):
            return getattr(event, "connu", None)
    return None
