"""W2 in OpenFisca: vacancies are members of a park, a variable a vacancy for each outcome, sums by park.

It has no missing value: 0 stands for what is missing, and formulas say so (see `openfisca`)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from taches.annee import DERNIER, MUTATION, PREMIER, ConventionAnnuelle, EnonceAnnuel, LigneAnnuelle
from taches.annee_colonnes import Base
from taches.enonce import FAUX, INDETERMINE, VRAI

PERIODE = "2025"


class Annee(Base):
    def __init__(self, enonce: EnonceAnnuel) -> None:
        from openfisca_core.entities import build_entity
        from openfisca_core.periods import YEAR
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable

        super().__init__(enonce)
        vacance = build_entity(key="vacance", plural="vacances", label="Vacance", is_person=True)
        parc = build_entity(
            key="parc", plural="parcs", label="Parc", roles=[{"key": "membre", "plural": "membres"}]
        )
        self.system = TaxBenefitSystem([vacance, parc])
        common = {"value_type": int, "definition_period": YEAR, "label": "banc"}
        for name in LigneAnnuelle._fields:
            self.system.add_variable(type(name, (Variable,), common | {"entity": vacance}))
        self.names: list[list[str]] = []
        self.inner: list[str] = []
        for n, c in enumerate(enonce.textes):
            outcomes = _outcomes(c, enonce)
            for name, formula in outcomes.items():
                made = {"entity": vacance, "formula": formula(n)}
                self.system.add_variable(type(f"c{n}_{name}", (Variable,), common | made))
                self.inner.append(f"c{n}_{name}")
            sums = _sums(n)
            for name, formula in sums.items():
                made = {"entity": parc, "formula": formula}
                self.system.add_variable(type(f"c{n}_{name}", (Variable,), common | made))
            self.names.append([f"c{n}_{name}" for name in sums])

    def prepare(self, first: int) -> None:
        from openfisca_core.simulations import SimulationBuilder

        rows = np.array(list(self.enonce.whole(first)), dtype=np.int32).reshape(first, -1)
        builder = SimulationBuilder()
        builder.create_entities(self.system)
        builder.declare_person_entity("vacance", np.arange(first))
        park = builder.declare_entity("parc", [0])
        builder.join_with_persons(park, np.zeros(first, dtype=int), np.array(["membre"] * first))
        self.simulation = builder.build(self.system)
        for n, name in enumerate(LigneAnnuelle._fields):
            self.simulation.set_input(name, PERIODE, np.ascontiguousarray(rows[:, n]))

    def counted(self) -> Iterator[Sequence[int]]:
        for name in (*self.inner, *(name for names in self.names for name in names)):
            self.simulation.delete_arrays(name)
        for names in self.names:
            yield [int(self.simulation.calculate(name, PERIODE)[0]) for name in names]


def _issue(known: Any, holds: Any) -> Any:
    return np.where(known, holds.astype(np.int32), INDETERMINE)


def _between(v: Any, field: str, pair: tuple[int, int]) -> Any:
    return _issue(v[field] != 0, (v[field] >= pair[0]) & (v[field] <= pair[1]))


def _year(days: Any) -> Any:
    return (days >= PREMIER.toordinal()) & (days <= DERNIER.toordinal())


def _both(a: Any, b: Any) -> Any:
    return np.where((a == FAUX) | (b == FAUX), FAUX, np.where((a == VRAI) & (b == VRAI), VRAI, INDETERMINE))


def _read(entity: Any, period: Any, n: int, *more: str) -> dict[str, Any]:
    found = {name: entity(name, period) for name in LigneAnnuelle._fields}
    return found | {name: entity(f"c{n}_{name}", period) for name in more}


def _outcomes(c: ConventionAnnuelle, enonce: EnonceAnnuel) -> dict[str, Callable[[int], Any]]:
    """Of a vacancy: its use (kept 0, transfer 1, rehousing 2, unknown 3, out of scope 4, of another year 5),
    then for each share its base, and whether it is counted."""
    rank = enonce.rangs

    def table(words: Any, size: int) -> Any:
        held = np.zeros(size, dtype=bool)
        held[[rank[word] for word in words]] = True
        return held

    size = len(enonce.communes) + 1
    communes = table(c.communes, size)
    rehoused, paid, aided = (table(words, 16) for words in (c.releves, c.financements, c.aides))

    def usage(v: Any) -> Any:
        use = v["affectation"]
        kind = np.select([use == 0, use == rank[MUTATION], rehoused[use]], [3, 1, 2], default=0)
        return np.where(_year(v["disponibilite"]), np.where(communes[v["commune"]], kind, 4), 5)

    def flow(v: Any) -> Any:
        return np.select([v["usage"] == 0, v["usage"] == 3], [VRAI, INDETERMINE], default=FAUX)

    def lease(v: Any) -> Any:
        return (_year(v["bail"]) & communes[v["commune"]]).astype(np.int32)

    shares: list[tuple[Any, Any]] = [
        (flow, lambda v: _issue(v["financement"] != 0, paid[v["financement"]])),
        (flow, lambda v: _between(v, "typologie", c.typologies)),
        (
            lambda v: _both(flow(v), _between(v, "typologie", c.grandes)),
            lambda v: _issue(v["qpv"] != 0, v["qpv"] == 2),
        ),
        (
            lambda v: _both(lease(v), _issue(v["qpv"] != 0, v["qpv"] == 1)),
            lambda v: _issue(v["quartile"] != 0, v["quartile"] == 2),
        ),
        (lease, lambda v: _between(v, "annee", c.annees)),
        (
            lambda v: _both(lease(v), _issue(v["financement"] != 0, aided[v["financement"]])),
            lambda v: _between(v, "typologie", c.familiales),
        ),
        (flow, lambda v: _issue(v["liberation"] != 0, v["disponibilite"] - v["liberation"] <= c.jours)),
    ]  # fmt: skip

    def of_use(n: int) -> Any:
        return lambda entity, period: usage(_read(entity, period, n))

    def of_share(base: Any, public: Any) -> Callable[[int], Any]:
        """Three times the base, and whether it is counted."""

        def made(n: int) -> Any:
            def formula(entity: Any, period: Any) -> Any:
                v = _read(entity, period, n, "usage")
                return base(v) * 3 + public(v)

            return formula

        return made

    return {"usage": of_use} | {f"part{rank}": of_share(*share) for rank, share in enumerate(shares)}


def _sums(n: int) -> dict[str, Any]:
    """Figures of the park, in the order of `annee.COMPTES`."""

    def of(name: str, held: Callable[[Any], Any]) -> Any:
        return lambda park, period: park.sum(held(park.members(f"c{n}_{name}", period)))

    found = {"lignes": of("usage", lambda u: u != 5)}
    for name, kind in (("dehors", 4), ("gardes", 0), ("mutes", 1), ("releves", 2), ("inconnus", 3)):
        found[name] = of("usage", lambda u, kind=kind: u == kind)
    for rank in range(7):
        for base in (VRAI, INDETERMINE):
            for counted in (VRAI, FAUX, INDETERMINE):
                code = base * 3 + counted
                found[f"n{rank}_{code}"] = of(f"part{rank}", lambda k, code=code: k == code)
    return found
