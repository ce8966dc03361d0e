"""What a row says in the columns that join the files of a table, written alike in all of them.

A column that one file maps tells how the same place of every other file's key reads: its words for the
unknown, and whether it is a day. Source: docs/langage, « Correspondance ».
"""

from collections.abc import Iterable, Iterator, Sequence

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import TDate, TEvenement
from convrules.facts.conversion import ERREURS
from convrules.facts.dates import ISO, FormatDate, Intervalle, is_filler, read_date, read_format
from convrules.facts.plan import Fichier, Plan
from convrules.facts.readers.csv_reader import clean
from convrules.facts.readers.lieux import Rangee


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lecture:
    """One column of a key: texts that join nothing; of days, how they may be written, the own way first."""

    inconnus: frozenset[str]
    formats: tuple[FormatDate, ...]

    def read(self, text: str) -> str | None:
        if text in self.inconnus:
            return None
        days = next((d for f in self.formats if isinstance(d := read_date(text, f), Intervalle)), None)
        if days is None:
            return text
        if is_filler(days):
            return None
        return f"{days.debut}" if days.debut == days.fin else f"{days.debut}/{days.fin}"


class Cles:
    """Keys of the rows of a table's files."""

    def __init__(self, plan: Plan) -> None:
        self._by_source = {source.nom: tuple(_readings(plan, source)) for source in plan.sources}

    def of(self, fichier: Fichier, rangee: Rangee) -> tuple[str, ...] | None:
        """None when one of its columns says nothing that is known."""
        ranks = fichier.key_ranks()
        if not ranks or not rangee.fautes.keys().isdisjoint(ranks):
            return None
        readings = self._by_source[fichier.source.nom]
        texts = [one.read(rangee.valeurs[rank]) for one, rank in zip(readings, ranks, strict=True)]
        known = tuple(text for text in texts if text is not None)
        return known if len(known) == len(texts) else None


def _readings(plan: Plan, source: ir.FichierSource) -> Iterator[_Lecture]:
    ordered = (source, *(other for other in plan.sources if other is not source))
    for place in range(len(source.cles)):
        columns = [c for s in ordered if place < len(s.cles) for c in _mapped(plan, s, s.cles[place])]
        words = (w for c in columns for w in c.manquant)
        yield _Lecture(
            inconnus=frozenset(("", *ERREURS, *map(clean, source.manquant), *map(clean, words))),
            formats=tuple(_formats(columns)),
        )


def _mapped(plan: Plan, source: ir.FichierSource, titre: str) -> Iterable[ir.Colonne]:
    return (c for c in plan.colonnes_de(source) if clean(c.colonne or "") == clean(titre))


def _formats(colonnes: Sequence[ir.Colonne]) -> Iterator[FormatDate]:
    """Those that the mapping gives, then that of a workbook's days in a column that it does not map."""
    days = [c for c in colonnes if isinstance(c.type, TDate | TEvenement)]
    for ecrit in dict.fromkeys((*(c.format or ISO for c in days), *((ISO,) if days else ()))):
        format = read_format(ecrit)
        if format is not None:
            yield format
