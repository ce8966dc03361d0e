"""Vacancies of the data that a forecast is counted beside: their names, and what they make of its future."""

from collections.abc import Iterable, Iterator, Sequence

from convrules.base.records import replace
from convrules.base.texte import cite, suite, t
from convrules.facts.readers.lieux import row_span
from convrules.year.model import Bilan, BilanConvention
from convrules.year.ouverte import Recouverte

CITEES = 3


def place_of(row: Recouverte) -> tuple[str, int]:
    """The file of a row of the forecast, and its line there."""
    span = row_span(row.ligne)
    return span.source.name, span.position[0]


def together(rows: Iterable[Recouverte], *, toutes: bool) -> list[Recouverte]:
    """In the order of the file, each row once with what all conventions make of it; not those that say to
    leave out as many vacancies as the data have, no less and no more. Why all together: of conventions of two
    territories each may have fewer than the row leaves out of both. toutes: are they all there?"""
    found: dict[tuple[str, int], Recouverte] = {}
    for row in rows:
        known = found.setdefault(place_of(row), row)
        found[place_of(row)] = replace(
            known,
            venues=tuple(dict.fromkeys((*known.venues, *row.venues))),
            annoncees=tuple(dict.fromkeys((*known.annoncees, *row.annoncees))),
        )
    read = [row for _, row in sorted(found.items())]
    if toutes:
        # Why a number that is too great counts for none: it is that of other data.
        read = [replace(row, deduites=0) if row.deduites > len(all_of(row)) else row for row in read]
    return [row for row in read if len(all_of(row)) > row.deduites]


def all_of(row: Recouverte) -> frozenset[str]:
    """The vacancies that the data have in its days, be they come or announced."""
    return frozenset((*row.venues, *row.annoncees))


def already_there(rows: Iterable[Recouverte], sortes: Sequence[str] = ("venues", "annoncees")) -> str:
    """« « A », « B », « C » et d'autres », those that have come first. sortes: of these alone."""
    found = list(rows)
    named = list(dict.fromkeys(v for told in sortes for r in found for v in getattr(r, told)))
    cited = list(map(cite, named[:CITEES]))
    return suite([*cited, t("d'autres")] if len(named) > CITEES else cited, "et")


def forecast_notes(b: BilanConvention) -> Iterator[str]:
    """Beside the best future of each rule."""
    yield from _doubt([b], toutes=False)


def forecast_doubts(bilan: Bilan) -> Iterator[str]:
    """The same of all conventions, before anything is said of them."""
    yield from _doubt(bilan.conventions, toutes=True)


def _doubt(conventions: Sequence[BilanConvention], *, toutes: bool) -> Iterator[str]:
    told = [b for b in conventions if any(a.au_mieux is not None for a in b.avancements)]
    rows = together((r for b in told for r in b.recouvertes), toutes=toutes and len(told) == len(conventions))
    if rows:
        yield t(
            "Ce qui est attendu s'ajoute en entier à ce que vos données ont déjà en ces jours "
            "({vacances})\u202f: si la prévision le compte aussi, «\u202fencore possible\u202f» est dit à "
            "tort (CR892).",
            vacances=already_there(rows),
        )
