"""Rows of vacancies held against one another: one copied under another number, a file whose dates stand under
the titles of others. Nothing is changed, for nothing proves it; both are told.

Source: docs/langage, « Correspondance »."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, TypeAlias

from convrules.base.dates import Evenement
from convrules.base.texte import t
from convrules.base.values import Cellule, Connu
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import doublons as problems
from convrules.facts.coherence import happened
from convrules.facts.doublons import VIE
from convrules.facts.presque import DEDUITS
from convrules.facts.readers.lieux import place_at_line, row_span
from convrules.facts.records import Ligne

_CASES_MIN: Final = 4
"""Filled cells from which two rows are not alike by chance, one of them a day."""
_LIGNES_MIN: Final = 5
"""Rows of a file from which it has a usual order."""
_PRESQUE: Final = 10
"""Of so many rows, one may be in another order than the rest."""
Paire: TypeAlias = tuple[str, str]


def check_copies(lignes: Sequence[Ligne]) -> Iterator[Diagnostic]:
    """Vacancies that say the same thing in every cell, their identifier apart: told once, at the first."""
    seen: dict[frozenset[tuple[str, Cellule]], Ligne] = {}
    found: list[tuple[Ligne, Ligne]] = []
    for ligne in lignes:
        if ligne.refusee or not _telling(ligne):
            continue
        first = seen.setdefault(frozenset((n, c) for n, c in ligne.cellules.items() if n != "id"), ligne)
        if first is not ligne:
            found.append((first, ligne))
    if found:
        first, again = found[0]
        yield problems.vacance_copiee(
            span=row_span(again),
            autre=row_span(first),
            vacance=again.id,
            premiere=first.id,
            lieu=_stands(first),
            nombre=str(len(found)),
        )


def _stands(ligne: Ligne) -> str:
    place = ligne.place
    if place is None:
        return ligne.id
    return t("{fichier}, ligne {ligne}", fichier=place.fichier, ligne=str(place.ligne))


def _telling(ligne: Ligne) -> bool:
    if isinstance(ligne.cellule("logement"), Connu):
        # Two vacancies of one dwelling at once have their own finding; of two dwellings, they are two.
        return False
    own = (c for n, c in ligne.cellules.items() if n not in DEDUITS)
    known = [c.valeur for c in own if isinstance(c, Connu)]
    return len(known) >= _CASES_MIN and any(isinstance(v, Evenement) and v.connu for v in known)


def check_exchanged(lignes: Sequence[Ligne]) -> Iterator[Diagnostic]:
    """Files of which nearly all the rows have two dates in the order that is not that of the other files. The
    rows are those of the files: dates that exclude one another still stand in them."""
    if len({x.place.fichier if x.place is not None else "" for x in lignes}) < 2:
        return
    orders: dict[Paire, dict[str, Counter[bool]]] = defaultdict(lambda: defaultdict(Counter))
    for ligne in lignes:
        fichier = ligne.place.fichier if ligne.place is not None else ""
        days = sorted((n, e) for n, c in ligne.cellules.items() if (e := happened(c)) is not None)
        for (one, first), (other, second) in combinations(days, 2):
            if first.low > second.high or second.low > first.high:
                orders[one, other][fichier][second.low > first.high] += 1
    told: set[str] = set()
    for pair, files in orders.items():
        for fichier, usual in _against(pair, files):
            if fichier in told:
                continue
            told.add(fichier)
            before, after = pair if usual else pair[::-1]
            yield problems.dates_echangees(
                span=place_at_line(fichier, 1),
                avant=before,
                apres=after,
                nombre=str(files[fichier][not usual]),
                total=str(files[fichier].total()),
            )


def _against(pair: Paire, files: Mapping[str, Counter[bool]]) -> Iterator[tuple[str, bool]]:
    """Files that go against the others, each with the order of these. Of two, the one that goes against the
    usual course of a letting, or else the last."""
    found: list[tuple[str, bool]] = []
    for fichier, own in files.items():
        usual = _usual(sum((c for f, c in files.items() if f != fichier), Counter[bool]()))
        if usual is not None and _usual(own) is (not usual):
            found.append((fichier, usual))
    if len(found) == 2 == len(files):
        ranks = [VIE.index(nom) if nom in VIE else len(VIE) for nom in pair]
        course = [one for one in found if one[1] is (ranks[0] < ranks[1])] if ranks[0] != ranks[1] else []
        found = course or found[1:]
    yield from found


def _usual(orders: Counter[bool]) -> bool | None:
    """The order of nearly all rows, if there is one."""
    for order in (True, False):
        if orders[order] >= _LIGNES_MIN and orders[not order] * _PRESQUE <= orders.total():
            return order
    return None
