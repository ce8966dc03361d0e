"""Exceptions whose targets are never in force with them: they depart from nothing."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.analyses.convention.lecture import apart
from convrules.diagnostics.model import Diagnostic, Label
from convrules.diagnostics.problems import analyses as problems
from convrules.ir.textes import with_nested


def exceptions_sans_cible(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    for clause in convention.clauses:
        if not isinstance(clause, ir.ExceptionClause):
            continue
        targets = list(targets_of(clause, (convention, *socles)))
        if targets and all(
            apart(clause.entete.en_vigueur, v) for target, file in targets for v in (_validity(target, file),)
        ):
            yield problems.exception_sans_cible(
                span=clause.entete.span,
                clause=clause.entete.nom,
                cible=clause.a,
                autres=tuple(Label(span=t.entete.span, texte="la clause visée") for t, _ in targets),
            )


def targets_of(
    exception: ir.ExceptionClause, files: Sequence[ir.Convention]
) -> Iterator[tuple[ir.Clause, ir.Convention]]:
    """The clauses that an exception names, itself or by their group, each with its file."""
    for file in files:
        prefix = f"{file.ident}." if file.version is not None else ""
        for clause in with_nested(file.clauses):
            entete = clause.entete
            names = {entete.ident, f"{prefix}{entete.groupe}" if entete.groupe else "", entete.groupe or ""}
            if exception.a in names:
                yield clause, file


def _validity(clause: ir.Clause, file: ir.Convention) -> ir.Validite:
    """A socle's clause is in force no longer than the socle."""
    own, whole = clause.entete.en_vigueur, file.en_vigueur if file.version is not None else ir.TOUJOURS
    du = max((d for d in (own.du, whole.du) if d is not None), default=None)
    au = min((d for d in (own.au, whole.au) if d is not None), default=None)
    return ir.Validite(du=du, au=au)
