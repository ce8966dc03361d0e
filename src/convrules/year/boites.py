"""Parts and ceilings that one sharing of dwellings meets: boxes of futures are halved until one future is
found in which all is met, or until every box is proved to hold none.

Rules that share no dwelling are questions apart. Where few rules already stand in each other's way, the
others need not be looked at: those that see the fewest dwellings are asked about first.
Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from fractions import Fraction

from convrules.base.records import dataclass
from convrules.year.flot import Essais, shared, sharing
from convrules.year.model import Bornes
from convrules.year.reduites import Demande, Reduite, demande, reduced, that_ask
from convrules.year.unites import Boite, Exigible, Probleme

BOITES_MAX = 4_000
"""LIMIT: boxes of futures looked at for one question; beyond, nothing is established."""
EFFETS_MAX = 3_000_000
"""LIMIT: the same, counting in each box what each kind of dwellings is to each rule."""
FLOTS_PAR_BOITE = 3
"""LIMIT: flows looked at for a box, on the whole; bounds that cross ask for many."""
BOITES_D_UN_GROUPE = 60
"""LIMIT: the same for some of its rules, which may prove that it cannot be met."""
APPROCHES_MAX = 10
"""LIMIT: futures tried in one box, each with what the one before lacked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParBoites:
    """A question of portee.py, answered so. `autre`: the same with missing data on their other side; where
    they change nothing, its answers are these."""

    probleme: Probleme
    autre: "ParBoites | None" = None
    demandes: dict[int, Demande] = field(default_factory=dict, compare=False, repr=False)
    vues: dict[int, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)
    reponses: dict[tuple[frozenset[int], int], bool | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def exigibles(self) -> tuple[Exigible, ...]:
        return self.probleme.exigibles

    def possible(self, places: Sequence[int]) -> bool | None:
        """Is there a future in which these rules are met together? None: too many to look at."""
        asked = sorted(p for p in places if not self.probleme.lapses(p))
        if not asked:
            return True
        every = self._reduced(asked)
        kept = that_ask(asked, every.regles, every.whole())
        if self._refuted(frozenset(kept)):
            return False
        *_, groups = self._joined(kept) if kept else [[]]
        answers = []
        for group in groups:
            answers.append(self._together(group))
            if answers[-1] is False:
                return False
        return None if None in answers else True

    def _together(self, places: frozenset[int]) -> bool | None:
        """Rules that share dwellings, from one to the next."""
        answer = self._looked(places, min(1, BOITES_MAX))
        if answer is not None:
            return answer
        for groups in self._joined(places):
            few = groups[-1]
            if few != places and self._looked(few, min(BOITES_D_UN_GROUPE, BOITES_MAX)) is False:
                return False
        return self._looked(places, BOITES_MAX)

    def _refuted(self, places: frozenset[int]) -> bool:
        return any(answer is False and few <= places for (few, _), answer in self.reponses.items())

    def _looked(self, places: frozenset[int], boites: int) -> bool | None:
        key = places, boites
        if key not in self.reponses:
            if self._refuted(places):
                self.reponses[key] = False
            elif self.autre is not None and self._is_same(places, self.autre):
                self.reponses[key] = self.autre._looked(places, boites)
            else:
                self.reponses[key] = _searched(self._reduced(places), boites)
        return self.reponses[key]

    def _is_same(self, places: Iterable[int], autre: "ParBoites") -> bool:
        """Do missing data change nothing to what these rules ask, nor to the dwellings that there are?"""
        mine, its = (_numbers(p.probleme) for p in (self, autre))
        return mine == its and all(self._demande(p).same(autre._demande(p)) for p in places)

    def _joined(self, places: Iterable[int]) -> Iterator[list[frozenset[int]]]:
        """Groups of rules that share dwellings, each time one more is joined to them: those that see the
        fewest first. The last group is the one that it has joined."""
        classes = self.probleme.classes
        sizes = {p: sum(classes[n].total for n in self._seen(p)) for p in places}
        groups: list[tuple[frozenset[int], frozenset[int]]] = []
        for place in sorted(sizes, key=lambda p: (sizes[p], p)):
            rules, seen = frozenset({place}), self._seen(place)
            near = [g for g in groups if g[1] & seen]
            rules = rules.union(*(g[0] for g in near))
            seen = seen.union(*(g[1] for g in near))
            groups = [g for g in groups if g not in near] + [(rules, seen)]
            yield [g[0] for g in groups]

    def _seen(self, place: int) -> frozenset[int]:
        if place not in self.vues:
            self.vues[place] = self._demande(place).seen
        return self.vues[place]

    def _demande(self, place: int) -> Demande:
        if place not in self.demandes:
            self.demandes[place] = demande(self.probleme, place)
        return self.demandes[place]

    def _reduced(self, places: Iterable[int]) -> Reduite:
        return reduced([self._demande(p) for p in sorted(places)], _numbers(self.probleme))

    def left(self, place: int) -> Bornes:
        alone = self._reduced([place])
        ends = sorted(_left(alone, _corner(alone.whole(), side)) for side in (0, 1))
        return Bornes(min=Fraction(ends[0]), max=Fraction(ends[1]))

    def supply_to(self, places: Iterable[int]) -> Bornes:
        return self.probleme.supply_to(places, self.probleme.whole())


def _numbers(probleme: Probleme) -> list[tuple[int, int, int]]:
    return [(c.min, c.max, c.total) for c in probleme.classes]


def _left(alone: Reduite, point: Boite) -> int:
    """Dwellings that a part still asks for (or that a ceiling still leaves), in this future, if its base is
    not empty."""
    (borne,) = (regle.once_asked(point) for regle in alone.regles)
    return borne.besoin if borne.place is None else borne.place


def _searched(question: Reduite, boites: int) -> bool | None:
    """None: too many boxes to look at."""
    waiting, unknown = [question.whole()], False
    effects = max(1, len(question.regles) * len(question.sortes))
    number = min(boites, max(1, EFFETS_MAX // effects))
    essais = Essais(reste=FLOTS_PAR_BOITE * number)
    for _ in range(number):
        if not waiting:
            return None if unknown else False
        box = waiting.pop()
        if sharing(question.supply(box), question.bounds(box), essais) is False:
            continue
        low, high = _corner(box, 0), _corner(box, 1)
        answers = [_met(question, high, essais), _met(question, low, essais)]
        if True in answers or _approached(question, box, low, essais):
            return True
        if essais.reste <= 0:
            return None
        wide = [n for n, (least, most) in enumerate(box) if least < most]
        if not wide:
            unknown = unknown or answers[0] is None
            continue
        waiting += _halves(box, max(wide, key=lambda n: box[n][1] - box[n][0]))
    return None


def _met(question: Reduite, point: Boite, essais: Essais) -> bool | None:
    """Exact, of one future."""
    return sharing(question.supply(point), question.bounds(point), essais)


def _approached(question: Reduite, box: Boite, point: Boite, essais: Essais) -> bool:
    """Is a future met in which those that come are the ones that the future before gave to someone?"""
    for _ in range(APPROCHES_MAX):
        given = shared(question.supply(box), question.bounds(point), essais).donnees
        if not given:
            return False
        before, point = point, _with(question, box, point, given)
        if point == before:
            return False
        if _met(question, point, essais):
            return True
    return False


def _with(question: Reduite, box: Boite, point: Boite, given: Sequence[int]) -> Boite:
    """Those given come as well, within the box; those that are given without coming stay."""
    found = []
    for n, ((least, most), (now, _), (_, _, total)) in enumerate(
        zip(box, point, question.sortes, strict=True)
    ):
        number = min(max(now, min(given[2 * n], most)), max(least, total - given[2 * n + 1]))
        found.append((number, number))
    return tuple(found)


def _corner(box: Boite, side: int) -> Boite:
    return tuple((ends[side], ends[side]) for ends in box)


def _halves(box: Boite, n: int) -> Iterator[Boite]:
    least, most = box[n]
    middle = (least + most) // 2
    for ends in ((least, middle), (middle + 1, most)):
        yield (*box[:n], ends, *box[n + 1 :])
