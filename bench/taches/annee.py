"""W2, a year of every convention: what is asked, invented as plain data, and the answers by hand in Python.

Each convention bears on thirty communes of two hundred, withdraws transfers and some rehousing, and holds
seven shares: of its flow or of its leases, perhaps under a condition, how many are of a public. A missing
value leaves a row in doubt: every count is a least and a greatest, and a verdict may not be known. What must
agree: twenty counts (rows of the year, out of scope, withdrawn, kept, two categories of withdrawal, base and
count of each share) and seven verdicts.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final, NamedTuple

from taches.enonce import AU, FAUX, FINANCEMENTS, INDETERMINE, USAGES, VRAI, Enonce

AN: Final = 2025
PREMIER, DERNIER = date(AN, 1, 1), date(AN, 12, 31)
SANS_OBJET: Final = 3
PARTS: Final = 7
PLAFONDS: Final = (2,)
"""Ranks of the shares that are « at most »."""
MUTATION: Final = "mutation_interne"
COMPTES: Final = 6 + 6 * PARTS
"""Of a convention, before bounds: rows of the year, out of scope, kept, transferred, rehoused, of a use that
is not known; then of each share, rows by (base, counted): yes yes, yes no, yes perhaps, perhaps yes, perhaps
no, perhaps perhaps."""
PLACES: Final = {
    (VRAI, VRAI): 0, (VRAI, FAUX): 1, (VRAI, INDETERMINE): 2,
    (INDETERMINE, VRAI): 3, (INDETERMINE, FAUX): 4, (INDETERMINE, INDETERMINE): 5,
}  # fmt: skip


class ConventionAnnuelle(NamedTuple):
    """`releves`: uses withdrawn as rehousing. Of the shares: of the flow, `financements`, `typologies`,
    « priority district » among `grandes` types at most, `jours` between two dates; of leases, first quartile
    out of priority districts, `annees` of construction, types `familiales` among `aides`."""

    communes: frozenset[str]
    releves: frozenset[str]
    financements: frozenset[str]
    typologies: tuple[int, int]
    grandes: tuple[int, int]
    annees: tuple[int, int]
    aides: frozenset[str]
    familiales: tuple[int, int]
    jours: int
    taux: tuple[int, ...]


class Logement(NamedTuple):
    """A vacancy of W2. `bail` None: no lease was signed."""

    commune: str
    affectation: str | None
    financement: str | None
    typologie: int | None
    qpv: bool | None
    annee: int | None
    quartile: bool | None
    liberation: date | None
    disponibilite: date
    bail: date | None


class LigneAnnuelle(NamedTuple):
    """The same in whole numbers, as `enonce.Ligne`; `quartile`: 1 no, 2 yes."""

    commune: int
    affectation: int
    financement: int
    typologie: int
    qpv: int
    annee: int
    quartile: int
    liberation: int
    disponibilite: int
    bail: int


@dataclass(frozen=True)
class EnonceAnnuel(Enonce):
    @cached_property
    def textes(self) -> Sequence[ConventionAnnuelle]:
        rng = random.Random(self.graine + 17)
        return [_convention(rng, self.communes) for _ in range(self.conventions)]

    @cached_property
    def logements(self) -> Sequence[Logement]:
        rng = random.Random(self.graine + 2_000_003)
        return [_logement(rng, self.communes) for _ in range(self.vacances)]

    def made(self) -> None:
        self.logements  # noqa: B018

    def whole(self, first: int) -> Iterator[LigneAnnuelle]:
        """The first rows as whole numbers."""
        rank = self.rangs
        for v in self.logements[:first]:
            yield LigneAnnuelle(
                rank[v.commune],
                rank.get(v.affectation or "", 0),
                rank.get(v.financement or "", 0),
                v.typologie or 0,
                0 if v.qpv is None else 1 + v.qpv,
                v.annee or 0,
                0 if v.quartile is None else 1 + v.quartile,
                v.liberation.toordinal() if v.liberation else 0,
                v.disponibilite.toordinal(),
                v.bail.toordinal() if v.bail else 0,
            )


def _convention(rng: random.Random, communes: Sequence[str]) -> ConventionAnnuelle:
    def range_of(low: int, high: int) -> tuple[int, int]:
        first = rng.randrange(low, high)
        return first, first + rng.randrange(1, 4)

    built = rng.choice((1948, 1960, 1975))
    return ConventionAnnuelle(
        communes=frozenset(rng.sample(communes, 30)),
        releves=frozenset(rng.sample(USAGES[2:], rng.randrange(1, 4))),
        financements=frozenset(rng.sample(FINANCEMENTS, rng.randrange(2, 5))),
        typologies=range_of(1, 3),
        grandes=range_of(3, 5),
        annees=(built, built + rng.choice((30, 45))),
        aides=frozenset(rng.sample(FINANCEMENTS, rng.randrange(3, 6))),
        familiales=range_of(2, 5),
        jours=rng.randrange(30, 80),
        taux=tuple(rng.randrange(5 * low, 5 * high, 5) for low, high in _TAUX),
    )


_TAUX: Final = ((4, 11), (6, 16), (4, 9), (3, 8), (4, 10), (6, 14), (6, 17))
"""Of each share, in twentieths: near what is met, so that verdicts differ."""


def _logement(rng: random.Random, communes: Sequence[str]) -> Logement:
    def known(value: Any, lack: float = 0.02) -> Any:
        return None if rng.random() < lack else value

    free = date(AN - 1, 11, 1) + timedelta(days=rng.randrange(426))
    signed = free + timedelta(days=rng.randrange(15, 120))
    return Logement(
        commune=rng.choice(communes),
        affectation=known(rng.choice(("location",) * 16 + USAGES[1:])),
        financement=known(rng.choice(FINANCEMENTS)),
        typologie=known(rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7))),
        qpv=known(rng.random() < 0.3),
        annee=known(rng.randrange(1920, 2020)),
        quartile=known(rng.random() < 0.25),
        liberation=known(free - timedelta(days=rng.randrange(100))),
        disponibilite=free,
        bail=signed if signed <= AU and rng.random() < 0.9 else None,
    )


# --- from counts to what must agree -------------------------------------------------------------
def told(comptes: Sequence[int], taux: Sequence[int]) -> Iterator[int]:
    """Of one convention, what must agree: twenty counts with their bounds, seven verdicts."""
    lignes, dehors, gardes, mutes, releves, inconnus = map(int, comptes[:6])
    yield from (lignes, lignes, dehors, dehors)
    yield from (mutes + releves, mutes + releves + inconnus, gardes, gardes + inconnus)
    yield from (mutes, mutes + inconnus, releves, releves + inconnus)
    for rank, rate in enumerate(taux):
        oui_oui, oui_non, oui_doute, doute_oui, doute_non, doute = map(
            int, comptes[6 + 6 * rank : 12 + 6 * rank]
        )
        certain = oui_oui + oui_non + oui_doute
        yield from (certain, certain + doute_oui + doute_non + doute)
        yield from (oui_oui, oui_oui + oui_doute + doute_oui + doute)
        yield verdict(
            (oui_oui, certain + doute_non + doute),
            (oui_oui + oui_doute + doute_oui + doute, certain + doute_oui + doute),
            rate,
            plafond=rank in PLAFONDS,
        )


def verdict(pire: tuple[int, int], mieux: tuple[int, int], taux: int, *, plafond: bool) -> int:
    """Of a share, by the (count, base) least and most favourable to « at least »."""
    low, high = (100 * count - taux * base for count, base in (pire, mieux))
    if plafond:
        return VRAI if high <= 0 else FAUX if low > 0 else INDETERMINE
    return VRAI if low >= 0 else FAUX if high < 0 else INDETERMINE


# --- by hand in Python --------------------------------------------------------------------------
def _of(holds: bool) -> int:
    return VRAI if holds else FAUX


def counts(c: ConventionAnnuelle, rows: Iterable[Logement]) -> list[int]:
    """A loop."""
    found = [0] * COMPTES
    kept = [[0] * 6 for _ in range(PARTS)]
    low, high = c.typologies
    grand, plus_grand = c.grandes
    famille, plus_famille = c.familiales
    ancien, recent = c.annees
    for commune, use, money, size, qpv, built, quartile, left, free, lease in rows:
        flow = PREMIER <= free <= DERNIER
        signed = lease is not None and PREMIER <= lease <= DERNIER
        if not (flow or signed):
            continue
        if commune not in c.communes:
            if flow:
                found[0] += 1
                found[1] += 1
            continue
        paid = INDETERMINE if money is None else _of(money in c.financements)
        if flow:
            found[0] += 1
            base = FAUX
            if use is None:
                found[5] += 1
                base = INDETERMINE
            elif use == MUTATION:
                found[3] += 1
            elif use in c.releves:
                found[4] += 1
            else:
                found[2] += 1
                base = VRAI
            if base:
                kept[0][PLACES[base, paid]] += 1
                kept[1][PLACES[base, INDETERMINE if size is None else _of(low <= size <= high)]] += 1
                soon = INDETERMINE if left is None else _of((free - left).days <= c.jours)
                kept[6][PLACES[base, soon]] += 1
                large = INDETERMINE if size is None else _of(grand <= size <= plus_grand)
                if large:
                    inside = base if large == VRAI else INDETERMINE
                    kept[2][PLACES[inside, INDETERMINE if qpv is None else _of(qpv)]] += 1
        if signed:
            if not qpv:
                inside = INDETERMINE if qpv is None else VRAI
                kept[3][PLACES[inside, INDETERMINE if quartile is None else _of(quartile)]] += 1
            kept[4][PLACES[VRAI, INDETERMINE if built is None else _of(ancien <= built <= recent)]] += 1
            if money is None or money in c.aides:
                inside = INDETERMINE if money is None else VRAI
                sized = INDETERMINE if size is None else _of(famille <= size <= plus_famille)
                kept[5][PLACES[inside, sized]] += 1
    found[6:] = [number for part in kept for number in part]
    return found


class Annee:
    """W2, a loop."""

    def __init__(self, enonce: EnonceAnnuel) -> None:
        self.enonce = enonce

    def prepare(self, first: int) -> None:
        self.lignes = self.enonce.logements[:first]

    def run(self) -> Any:
        return [list(told(counts(c, self.lignes), c.taux)) for c in self.enonce.textes]

    def codes(self, found: Any) -> Iterable[int]:
        return (number for each in found for number in each)
