"""Vacancies that are perhaps one, exported again under another number: later and more complete, corrected,
or with its dwelling written otherwise. Nothing is changed, for nothing proves it.

How improbable it is, the data themselves say: of the pairs that have so many days in common, those that
contradict one another tell how many have them by chance. Source: docs/langage, « Correspondance »."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, compress, count, islice
from typing import Final, NamedTuple

from convrules.base.dates import Evenement
from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.texte import cite, suite
from convrules.base.values import Connu
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import doublons as problems
from convrules.facts.coherence import happened
from convrules.facts.doublons import VIE
from convrules.facts.jours import Jours
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne

DEDUITS: Final = frozenset({"id", "departement", "region", "epci", "ept"})
"""What names a row, and what its commune tells."""
_CORRIGES: Final = frozenset({*VIE, "contingent", "loyer"})
"""What is corrected or revised, and after which two rows may still be one."""
_COMMUNE: Final = "commune"
_DATES_MIN: Final = 3
_PAIRES_MIN: Final = 3
"""Equal days of two rows, and pairs of such rows, from which they are not alike by chance."""
_MESURES: Final = ("surface", "etage", "loyer", "typologie")
_MESURES_MIN: Final = 2
"""What tells dwellings apart, and how many of them in common are worth one more day."""
_LOT_MAX: Final = 30
"""Rows that the same days bring together, beyond which they are a batch, not held against one another."""
_ECRIT: Final = Motif(r"(?P<lettres>[^\W\d_]*)(?P<reste>.*)", re.S)


class _Vues:
    """What rows say, but those that were refused. `jours`: by event of a letting, the day of each; 0: not
    known to the day. `communes`: which most pairs that meet by chance do not share, and nobody corrects."""

    def __init__(self, lignes: Sequence[Ligne], jours: Jours | None) -> None:
        self.lignes = [ligne for ligne in lignes if not ligne.refusee]
        read = jours or Jours(self.lignes)
        assert len(read.lignes) == len(self.lignes), "the days are those of the rows that were kept"
        self.jours = [[jour.connu for jour in read.of(nom)] for nom in VIE]
        self.communes = [_town(ligne) for ligne in self.lignes]
        self._dites: dict[int, _Dite] = {}

    def dite(self, rang: int) -> "_Dite":
        """What a row says, read when it is first compared."""
        found = self._dites.get(rang)
        if found is None:
            found = self._dites[rang] = _said(self.lignes[rang])
        return found

    def of_one_town(self, rangs: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Each two of these rows that may be in one town, in order: two that are not contradict one
        another."""
        towns = [self.communes[rank] for rank in rangs]
        if None in towns:
            pairs = zip(combinations(rangs, 2), combinations(towns, 2), strict=True)
            yield from (pair for pair, (one, other) in pairs if one is None or other is None or one == other)
        # Why first: of the rows that a few days bring together, most are each of another town.
        elif len(set(towns)) < len(towns):
            by_town: dict[object, list[int]] = defaultdict(list)
            for rank, town in zip(rangs, towns, strict=True):
                by_town[town].append(rank)
            yield from sorted(pair for own in by_town.values() for pair in combinations(own, 2))


class _Dite(NamedTuple):
    logement: str
    dites: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paire:
    """Two rows by their ranks. `jours`: in common; `indices`: the same, and what is worth one. `champs`: what
    they do not both say; none when they contradict one another."""

    rangs: tuple[int, int]
    jours: int
    indices: int
    champs: frozenset[str]


def check_near_copies(lignes: Sequence[Ligne], jours: Jours | None = None) -> Iterator[Diagnostic]:
    """Pairs of vacancies of which neither contradicts the other, a correction apart: what one leaves empty is
    nothing against it. A few pairs are chance; so are those that are no more than the pairs that contradict
    one another with as many days in common; with one day less, when no measure of a dwelling is common too:
    rows of days alone, of which one may be corrected, hardly ever contradict one another.

    jours: of the rows that were kept, where they were read before."""
    seen = _Vues(lignes, jours)
    groups = list(_groups(seen, list(_pairs(seen, _DATES_MIN, contraires=False))))
    for least in range(_DATES_MIN, len(VIE) + 2):
        found = [group for group in groups if min(pair.indices for pair in group) >= least]
        if len(found) < _PAIRES_MIN:
            return
        looked = _pairs(seen, min(least - 1, _DATES_MIN), contraires=True)
        by_chance = (pair for pair in looked if not pair.champs and pair.jours >= least - 1)
        if sum(1 for _ in islice(by_chance, len(found))) < len(found):
            yield _told(seen, found)
            return


def _told(seen: _Vues, found: Sequence[Sequence[_Paire]]) -> Diagnostic:
    pair = min((group[0] for group in found), key=lambda one: _place(seen.lignes[one.rangs[1]]))
    first, again = (seen.lignes[rank] for rank in pair.rangs)
    return problems.vacance_presque_copiee(
        span=row_span(again),
        autre=row_span(first),
        vacance=again.id,
        premiere=first.id,
        champs=suite(map(cite, sorted(pair.champs)), "et"),
        nombre=str(len(found)),
    )


def _town(ligne: Ligne) -> object:
    cell = ligne.cellules.get(_COMMUNE)
    return cell.valeur if isinstance(cell, Connu) else None


def _said(ligne: Ligne) -> _Dite:
    said: dict[str, object] = {}
    for nom, cell in ligne.cellules.items():
        if not isinstance(cell, Connu) or nom in DEDUITS:
            continue
        if not isinstance(cell.valeur, Evenement) or happened(cell) is not None:
            said[nom] = cell.valeur
    dwelling = said.pop("logement", "")
    return _Dite(dwelling if isinstance(dwelling, str) else "", said)


def _pairs(seen: _Vues, jours: int, *, contraires: bool) -> Iterator[_Paire]:
    """Rows that have so many days in common, each two of them once. contraires: those that contradict one
    another too."""
    met: set[tuple[int, int]] = set()
    anywhere = contraires or None in seen.communes
    for columns in combinations(filter(any, seen.jours), jours):
        near = range(len(seen.lignes)) if anywhere else _near(seen.communes, columns)
        for group in _alike(columns, near):
            for ranks in combinations(group, 2) if contraires else seen.of_one_town(group):
                if ranks not in met:
                    met.add(ranks)
                    yield from _compared(seen, ranks, contraires)


def _near(communes: Sequence[object], columns: Sequence[Sequence[int]]) -> Sequence[int]:
    """The ranks of the rows that have the days of another of their town: hardly any. What is looked at row by
    row is then left to these."""
    times = Counter(zip(*columns, communes, strict=True))
    again = {key for key, number in times.items() if number > 1 and all(key[:-1])}
    return list(compress(count(), map(again.__contains__, zip(*columns, communes, strict=True))))


def _alike(columns: Sequence[Sequence[int]], rangs: Sequence[int]) -> Iterable[Sequence[int]]:
    """Of these ranks, those of rows that have the same days, all known, but for days of too many rows."""
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    own = zip(*[[column[rank] for rank in rangs] for column in columns], strict=True)
    for rank, key in zip(rangs, own, strict=True):
        if all(key):
            groups[key].append(rank)
    # Why counted among all the rows: these days may be those of many, of whichever towns.
    times = Counter(filter(groups.__contains__, zip(*columns, strict=True))) if groups else {}
    return [group for key, group in groups.items() if len(group) > 1 and times[key] <= _LOT_MAX]


def _compared(seen: _Vues, rangs: tuple[int, int], contraires: bool) -> Iterator[_Paire]:
    """Nothing of two vacancies of one dwelling, nor of two that say the same in all: each has its finding."""
    first, second = rangs
    one, other = seen.dite(first), seen.dite(second)
    apart = _apart(one.dites, other.dites)
    if apart is None and not contraires:
        return
    known = one.logement and other.logement
    if known and one.logement == other.logement:
        return
    against = apart is None or (known and not same_dwelling(one.logement, other.logement))
    if against and not contraires:
        return
    days = sum([column[first] == column[second] != 0 for column in seen.jours])
    measured = sum([n in one.dites and one.dites[n] == other.dites.get(n) for n in _MESURES]) >= _MESURES_MIN
    made = partial(_Paire, rangs=rangs, jours=days, indices=days + measured)
    if apart is None or against:
        yield made(champs=frozenset())
        return
    apart |= one.dites.keys() ^ other.dites.keys()
    apart |= {"logement"} if one.logement != other.logement else set()
    if apart:
        yield made(champs=frozenset(apart))


def _apart(one: Mapping[str, object], other: Mapping[str, object]) -> set[str] | None:
    """What two rows both say and do not say alike, a correction at most; None when they contradict one
    another."""
    found: set[str] = set()
    for nom, said in one.items():
        theirs = other.get(nom, said)
        if theirs is not said and theirs != said:
            if found or nom not in _CORRIGES:
                return None
            found.add(nom)
    return found


def _groups(seen: _Vues, pairs: Sequence[_Paire]) -> Iterator[list[_Paire]]:
    """Pairs that may each be one vacancy: of rows that are two only, or each of another file."""
    linked: dict[int, list[_Paire]] = defaultdict(list)
    for pair in pairs:
        for rank in pair.rangs:
            linked[rank].append(pair)
    done: set[int] = set()
    for start in linked:
        if start in done:
            continue
        ranks, left = {start}, [start]
        while left:
            more = {rank for pair in linked[left.pop()] for rank in pair.rangs} - ranks
            ranks |= more
            left += more
        done |= ranks
        files = [place.fichier for rank in ranks if (place := seen.lignes[rank].place) is not None]
        if len(ranks) == 2 or len(ranks) == len(set(files)):
            yield sorted(
                {id(p): p for rank in ranks for p in linked[rank]}.values(), key=lambda one: one.rangs
            )


def same_dwelling(un: str, autre: str) -> bool:
    """Do two texts write one number: capitals, signs, zeros at the left, a prefix that one of them lacks?"""
    one, other = (_written(text) for text in (un, autre))
    prefixes = {one[0], other[0]} - {""}
    return one == other or (len(prefixes) < 2 and bool(one[1]) and one[1] == other[1])


def _written(text: str) -> tuple[str, str]:
    """Its letters, and what follows, without the zeros that begin it."""
    bare = "".join(filter(str.isalnum, text)).casefold()
    found = _ECRIT.fullmatch(bare)
    assert found is not None, "any text is some letters, then the rest"
    rest = found["reste"]
    return found["lettres"], rest.lstrip("0") or rest[-1:]


def _place(ligne: Ligne) -> tuple[str, int, str]:
    place = ligne.place
    return ("", 0, ligne.id) if place is None else (place.fichier, place.ligne, ligne.id)
