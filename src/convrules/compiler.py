"""From typed conventions to rule objects: every key of every clause is a base case with exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass

from convrules import ir


@dataclass(frozen=True, slots=True, kw_only=True)
class Cas:
    """A case of a rule. `ident`: the clause it stands in, as cited. `condition` None: always vrai.
    `valeur` None: the key is not given. `ecarte`: the case sets its target aside (value `non
    applicable`). `exceptions`: the cases that except this one, each under its own condition only."""

    ident: str
    clause: ir.Clause
    condition: ir.Expr | None
    valeur: ir.CleValeur | None
    ecarte: bool
    en_vigueur: ir.Validite
    exceptions: tuple["Cas", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Regle:
    """One key of one clause (`règle`, `arrondi`, `report`, `à défaut`, `si`…, spelled as in files)."""

    cle: str
    base: Cas


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCompilee:
    """A clause (never an `exception`, which lives in the cases it makes) with a rule for every key that
    an exception may replace, whether or not the clause gives it."""

    clause: ir.Clause
    regles: Mapping[str, Regle]

    @property
    def ident(self) -> str:
        return self.clause.entete.ident


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A convention ready to evaluate: own clauses first, then those of its socles (`cch.nom`), in the
    order of the paper; parameters of both, by name as cited. Exists only for files without errors."""

    convention: ir.Convention
    socles: tuple[ir.Convention, ...]
    clauses: tuple[ClauseCompilee, ...]
    parametres: Mapping[str, ir.ParametreDeclare]
