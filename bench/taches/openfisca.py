"""OpenFisca: one entity, one input a fact, one computed variable a convention (W1) or a rule (W3).

It has no missing value (an absent input is 0 or a default), so that 0 stands for what is missing in every
input, and formulas say so: this is more than its users write.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from taches.a_la_main import BITS
from taches.enonce import FAUX, INDETERMINE, VRAI, Convention, Enonce, Ligne

PERIODE = "2025"


def _tables(c: Convention, rank: dict[str, int], size: int) -> dict[str, Any]:
    """Sets as arrays of booleans, by rank."""
    found = {}
    for name, words in (("exclus", c.exclus), ("communes", c.communes), ("financements", c.financements)):
        table = np.zeros(size, dtype=bool)
        table[[rank[word] for word in words]] = True
        found[name] = table
    grands = np.zeros(8, dtype=bool)
    grands[list(c.grands)] = True
    return found | {"grands": grands}


def _read(entity: Any, period: Any) -> Any:
    return {name: entity(name, period) for name in Ligne._fields}


def failing(c: Convention, rank: dict[str, int], size: int) -> Callable[[Any], tuple[list[Any], list[Any]]]:
    """Of columns: for each rule, where it fails, and where it cannot be said."""
    sets = _tables(c, rank, size)

    def judged(v: Any) -> tuple[list[Any], list[Any]]:
        exempt = sets["grands"][v["typologie"]]
        untyped = (v["typologie"] == 0) & bool(c.grands)
        fails = [
            sets["exclus"][v["affectation"]],
            ~sets["communes"][v["commune"]],
            (v["financement"] != 0) & ~sets["financements"][v["financement"]],
            (v["typologie"] != 0) & ((v["typologie"] < c.typologie_min) | (v["typologie"] > c.typologie_max)),
            (v["qpv"] == 2) & ~exempt & ~untyped,
            (v["annee"] != 0) & ((v["annee"] < c.annee_min) | (v["annee"] > c.annee_max)),
            (v["conge"] != 0)
            & ((v["conge"] < c.conge_du.toordinal()) | (v["conge"] > c.conge_au.toordinal())),
            (v["liberation"] != 0) & (v["disponibilite"] - v["liberation"] > c.jours),
        ]
        unsaid = [
            v["affectation"] == 0,
            np.zeros(len(v["commune"]), dtype=bool),
            v["financement"] == 0,
            v["typologie"] == 0,
            (v["qpv"] == 0) & ~exempt,
            v["annee"] == 0,
            v["conge"] == 0,
            v["liberation"] == 0,
        ]
        return fails, unsaid

    return judged


LUS = ("affectation", "", "financement", "typologie", "qpv", "annee_construction", "conge", "liberation")


def _code(judged: Callable[[Any], tuple[list[Any], list[Any]]]) -> Callable[..., Any]:
    def formula(entity: Any, period: Any) -> Any:
        fails, unsaid = judged(_read(entity, period))
        missing = np.zeros(len(fails[0]), dtype=np.int32)
        for name, where in zip(LUS, unsaid, strict=True):
            if name:
                missing += np.where(where, BITS[name], 0)
        return np.select(fails, list(range(1, 9)), default=missing)

    return formula


def _outcome(judged: Callable[[Any], tuple[list[Any], list[Any]]], rule: int) -> Callable[..., Any]:
    def formula(entity: Any, period: Any) -> Any:
        v = _read(entity, period)
        fails, unsaid = judged(v)
        open_ = unsaid[rule]
        if rule == 4:
            open_ = open_ | (v["qpv"] == 2) & ~fails[rule] & (v["typologie"] == 0)
        return np.select([fails[rule], open_], [FAUX, INDETERMINE], default=VRAI)

    return formula


def _system(enonce: Enonce, formulas: dict[str, Callable[..., Any]]) -> Any:
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import YEAR
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    entity = build_entity(key="vacance", plural="vacances", label="Vacance", is_person=True)
    system = TaxBenefitSystem([entity])
    common = {"value_type": int, "entity": entity, "definition_period": YEAR, "label": "banc"}
    for name in Ligne._fields:
        system.add_variable(type(name, (Variable,), dict(common)))
    for name, formula in formulas.items():
        system.add_variable(type(name, (Variable,), common | {"formula": formula}))
    return system


class Masse:
    trace = False

    def __init__(self, enonce: Enonce) -> None:
        self.enonce = enonce
        formulas = self.formulas()
        self.names = list(formulas)
        self.system = _system(enonce, formulas)

    def judged(self) -> Iterable[tuple[int, Any]]:
        size = len(self.enonce.communes) + 1
        for n, convention in enumerate(self.enonce.regles):
            yield n, failing(convention, self.enonce.rangs, size)

    def formulas(self) -> dict[str, Callable[..., Any]]:
        return {f"c{n}": _code(judged) for n, judged in self.judged()}

    def simulation(self, rows: Any) -> Any:
        from openfisca_core.simulations import SimulationBuilder

        builder = SimulationBuilder()
        builder.create_entities(self.system)
        builder.declare_person_entity("vacance", np.arange(len(rows)))
        found = builder.build(self.system)
        found.trace = self.trace
        for n, name in enumerate(Ligne._fields):
            found.set_input(name, PERIODE, np.ascontiguousarray(rows[:, n]))
        return found

    def prepare(self, first: int) -> None:
        rows = np.array(list(self.enonce.numbers(first)), dtype=np.int32)
        self.simulations = [self.simulation(part) for part in self.parts(rows)]

    def parts(self, rows: Any) -> Iterable[Any]:
        return [rows]

    def run(self) -> Any:
        for simulation in self.simulations:
            for name in self.names:
                simulation.delete_arrays(name)
        return [[s.calculate(name, PERIODE) for name in self.names] for s in self.simulations]

    def codes(self, found: Any) -> Iterable[int]:
        return np.concatenate([np.stack(part, axis=1) for part in found]).astype(np.int16).ravel()


class Traces(Masse):
    """A simulation a vacancy, its tracer on."""

    trace = True

    def formulas(self) -> dict[str, Callable[..., Any]]:
        return {f"c{n}_r{r}": _outcome(judged, r) for n, judged in self.judged() for r in range(8)}

    def parts(self, rows: Any) -> Iterable[Any]:
        return [rows[n : n + 1] for n in range(len(rows))]
