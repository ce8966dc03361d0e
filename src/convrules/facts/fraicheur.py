"""The day up to which a mapping says that all has been recorded, held against the dates that are there.

Source: docs/langage, « Correspondance ».
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.source import Span
from convrules.base.values import INCONNU, Cellule, Connu, TEvenement
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import doublons as problems
from convrules.facts.chargement import FichierLu
from convrules.facts.colonnes import completed
from convrules.facts.plan import make_plan
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Faits, Ligne, Lignes

_PROCHES: Final = frozenset({"liberation", "disponibilite", "visite", "retrait"})
"""Events that are announced some months ahead at most: works and new programmes are, years ahead."""
_LOIN: Final = 183
"""Days."""


def check_complete(
    correspondance: ir.Correspondance,
    faits: Faits,
    fichiers: Sequence[FichierLu],
    aujourdhui: date | None = None,
) -> Iterator[Diagnostic]:
    """A day that has not come yet, or one that most dates have passed: each told once, where it is written.

    fichiers: the files whose rows these are. aujourdhui: None when no clock is read."""
    tables: dict[str, Sequence[Ligne]] = {
        "vacances": [v.ligne for v in faits.vacances],
        "logements": faits.logements or (),
    }
    for table, every in tables.items():
        rows = _Partagees(lignes=every, sources=sources_of(fichiers, table))
        for (span, day, source), champs in declared(correspondance, table).items():
            if aujourdhui is not None and day > aujourdhui:
                yield problems.complet_dans_l_avenir(span=span, jour=day.isoformat())
                continue
            lignes = rows.of(source)
            days = _days(lignes, champs)
            dates = sum(days.values())
            after = sum(times for found, times in days.items() if found > day)
            last = max((day, *days))
            if 2 * after <= dates:
                # Why the last day first: few columns hold one so far away, and each cell is then looked at.
                yield from _announced_late(lignes, champs, day) if (last - day).days > _LOIN else ()
            else:
                counted = {"apres": str(after), "nombre": str(dates), "dernier": last.isoformat()}
                yield problems.complet_depasse(span=span, jour=day.isoformat(), **counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unes:
    """Rows of one source, of those that do not fit in memory: read again each time."""

    lignes: Lignes
    sources: Mapping[str, str]
    source: str

    def __iter__(self) -> Iterator[Ligne]:
        return (ligne for ligne in self.lignes if _source(ligne, self.sources) == self.source)


_Lues = Sequence[Ligne] | _Unes


@dataclass(slots=True, kw_only=True)
class _Partagees:
    """The rows of a table. `sources`: which one each file is of."""

    lignes: Sequence[Ligne]
    sources: Mapping[str, str]
    par_source: Mapping[str, Sequence[Ligne]] | None = None

    def of(self, source: str) -> _Lues:
        """Those of a source; without one, all of them."""
        if not source:
            return self.lignes
        if isinstance(self.lignes, Lignes):
            return _Unes(lignes=self.lignes, sources=self.sources, source=source)
        if self.par_source is None:
            found: dict[str, list[Ligne]] = defaultdict(list)
            for ligne in self.lignes:
                found[_source(ligne, self.sources)].append(ligne)
            self.par_source = found
        return self.par_source.get(source, ())


def _source(ligne: Ligne, sources: Mapping[str, str]) -> str:
    return sources.get(ligne.place.fichier, "") if ligne.place is not None else ""


def _days(lignes: _Lues, champs: Sequence[str]) -> Counter[date]:
    """How many times each day is said."""
    if isinstance(lignes, Lignes | _Unes):
        return Counter(d for ligne in lignes for c in champs if (d := _day(ligne, c)) is not None)
    said: Counter[int] = Counter()
    cells: dict[int, Cellule] = {}
    # Why by identity: reading makes one cell of each text of a column.
    for champ in champs:
        own = [ligne.cellules.get(champ, INCONNU) for ligne in lignes if not ligne.refusee]
        said.update(map(id, own))
        cells.update(zip(map(id, own), own, strict=True))
    found: Counter[date] = Counter()
    for key, times in said.items():
        day = _day_of(cells[key])
        if day is not None:
            found[day] += times
    return found


def _announced_late(lignes: _Lues, champs: Sequence[str], jour: date) -> Iterator[Diagnostic]:
    """Days announced so long after the last one of their column that their year may be mistyped."""
    near = [c for c in champs if c in _PROCHES]
    days = ((ligne, c, _day(ligne, c)) for ligne in lignes for c in near)
    far = [(ligne, c, d) for ligne, c, d in days if d is not None and (d - jour).days > _LOIN]
    for ligne, champ, day in far[:1]:
        told = {"champ": champ, "date": day.isoformat(), "jour": jour.isoformat(), "nombre": str(len(far))}
        yield problems.annonce_lointaine(span=row_span(ligne), vacance=ligne.id, **told)


def declared(correspondance: ir.Correspondance, table: str) -> dict[tuple[Span, date, str], list[str]]:
    """The events that each such day speaks of, by where it is written, the day, and the source of whose rows
    alone it speaks: where it is said of one file of several; empty for all the rows of the table."""
    plan = make_plan(correspondance, table)
    several = sum(map(plan.principale, plan.sources)) > 1
    found: dict[tuple[Span, date, str], list[str]] = defaultdict(list)
    for source in plan.sources:
        for colonne in plan.colonnes_de(source):
            day = completed(colonne, source).complet_au
            if day is not None and isinstance(colonne.type, TEvenement):
                own = colonne.complet_au is not None
                alone = several and not own and plan.principale(source)
                champs = found[colonne.span if own else source.span, day, source.nom if alone else ""]
                champs += [] if colonne.champ in champs else [colonne.champ]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Limite:
    """The day up to which an event is said to be recorded: the latest, and where it is said; the same of the
    rows of each source, where one of several says its own (`par_source`)."""

    span: Span
    jour: date
    par_source: Mapping[str, tuple[Span, date]] = field(default_factory=dict)

    def of_row(self, ligne: Ligne, sources: Mapping[str, str]) -> tuple[Span, date]:
        """Where the day of a row is said, and the day. sources: which one each file is of."""
        return self.par_source.get(_source(ligne, sources), (self.span, self.jour))

    def of_rows(self, lignes: Sequence[Ligne], sources: Mapping[str, str]) -> Sequence[int]:
        """The number of the day of each row. sources: which one each file is of."""
        latest = self.jour.toordinal()
        days = {nom: day.toordinal() for nom, (_, day) in self.par_source.items()}
        if len({*days.values()}) < 2:
            return [latest] * len(lignes)
        return [days.get(_source(ligne, sources), latest) for ligne in lignes]


def limits(correspondance: ir.Correspondance) -> Mapping[str, Limite]:
    """By event of vacancies."""
    found: dict[str, Limite] = {}
    for (span, day, source), champs in declared(correspondance, "vacances").items():
        for champ in champs:
            known = found.get(champ)
            before = known.par_source if known is not None else {}
            own = {**before, **({source: (span, day)} if source else {})}
            if known is None or day > known.jour:
                found[champ] = Limite(span=span, jour=day, par_source=own)
            else:
                found[champ] = replace(known, par_source=own)
    return found


def sources_of(fichiers: Iterable[FichierLu], table: str) -> Mapping[str, str]:
    """By file that gives rows of a table, its source."""
    return {f.nom: f.source for f in fichiers if f.table == table and not f.jointe}


def _day(ligne: Ligne, champ: str) -> date | None:
    """A day that a row says; one that was refused says nothing."""
    return None if ligne.refusee else _day_of(ligne.cellule(champ))


def _day_of(cell: Cellule) -> date | None:
    return getattr(cell.valeur, "connu", None) if isinstance(cell, Connu) else None
