"""What files that speak of conventions (cases, mappings) may name: the vocabulary of those conventions."""

from collections.abc import Iterable

from convrules import ir
from convrules.checking.env import Environnement
from convrules.checking.heads import add_field, known_clause
from convrules.checking.scope import Chantier
from convrules.ir.textes import with_nested


def site_of(env: Environnement, conventions: Iterable[ir.Convention]) -> Chantier:
    """A place of work where the fields, clauses and decisions of these conventions, and of the socles they
    inherit, are known."""
    c = Chantier(env=env)
    for convention in conventions:
        for file in (convention, *socles_of(env, convention)):
            for champ in file.vocabulaire:
                add_field(c, champ)
            for clause in with_nested(file.clauses):
                c.clauses[clause.entete.ident] = known_clause(clause, herite=file is not convention)
                c.arbres[clause.entete.ident] = clause
    return c


def socles_of(env: Environnement, convention: ir.Convention) -> tuple[ir.Convention, ...]:
    return tuple(env.socles[key] for key in convention.herite if key in env.socles)
