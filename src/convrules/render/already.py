"""Vacancies of the data that a forecast is counted beside: their names, and what they make of its future."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from convrules.base.texte import cite, suite, t
from convrules.render.completing import unnamed
from convrules.year.model import Bilan, BilanConvention
from convrules.year.ouverte import Recouverte
from convrules.year.recouvertes import together
from convrules.year.valeurs import Tue, of_copy

CITEES = 3
POSSIBLE: Final = t("encore possible")


def already_there(rows: Iterable[Recouverte], sortes: Sequence[str] = ("venues", "annoncees")) -> str:
    """« « A », « B », « C » et d'autres », those that have come first; on the copy of a holder, all of its
    own. sortes: of these alone."""
    found = list(rows)
    named = list(dict.fromkeys(v for told in sortes for r in found for v in getattr(r, told)))
    seen = [v for v in named if not isinstance(v, Tue)]
    if len(seen) < len(named):
        return unnamed(len(named)) if not seen else suite([*map(cite, seen), t("d'autres")], "et")
    if of_copy(named):
        return suite(list(map(cite, named)), "et")
    cited = list(map(cite, named[:CITEES]))
    return suite([*cited, t("d'autres")] if len(named) > CITEES else cited, "et")


def forecast_notes(b: BilanConvention) -> Iterator[str]:
    """Beside the best future of each rule."""
    yield from _doubt([b])


def forecast_doubts(bilan: Bilan, mot: str = POSSIBLE) -> Iterator[str]:
    """The same of all conventions, before anything is said of them. mot: how the verdict is said there."""
    yield from _doubt(bilan.conventions, mot)


def _doubt(conventions: Sequence[BilanConvention], mot: str = POSSIBLE) -> Iterator[str]:
    told = [b for b in conventions if any(a.au_mieux is not None for a in b.avancements)]
    rows = together(r for b in told for r in b.recouvertes)
    if rows and any(b.remis for b in told):
        yield t(
            "Ce qui est attendu s'ajoute en entier à ce que les données du bailleur ont déjà en ces jours "
            "({vacances})\u202f: si la prévision le compte aussi, «\u202f{mot}\u202f» est dit à tort.",
            mot=mot,
            vacances=already_there(rows),
        )
    elif rows:
        yield t(
            "Ce qui est attendu s'ajoute en entier à ce que vos données ont déjà en ces jours "
            "({vacances})\u202f: si la prévision le compte aussi, «\u202f{mot}\u202f» est dit à tort "
            "(CR892).",
            mot=mot,
            vacances=already_there(rows),
        )
