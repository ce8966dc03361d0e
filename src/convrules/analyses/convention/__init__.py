"""Checks on one convention with what it inherits: one file per check."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from convrules import ir
from convrules.analyses.convention.articles import articles_oublies
from convrules.analyses.convention.contradictions import contradictions
from convrules.analyses.convention.exceptions import exceptions_sans_cible
from convrules.analyses.convention.lecture import with_nested
from convrules.analyses.convention.plafonds import planchers_et_plafonds
from convrules.analyses.convention.revisions import revisions_manquees
from convrules.checking.words import GENRES
from convrules.diagnostics.model import Diagnostic, in_order


def findings_of(
    convention: ir.Convention, socles: Sequence[ir.Convention], au: date | None = None
) -> tuple[Diagnostic, ...]:
    """Everything that a convention or a socle says against itself. au: the day of the check; without it
    nothing that passes with time is told."""
    found = (
        *contradictions(convention, socles),
        *exceptions_sans_cible(convention, socles),
        *planchers_et_plafonds(convention, socles),
        *articles_oublies(convention),
        *revisions_manquees(convention, au),
    )
    return in_order(replace(d, fil=_thread(convention, d)) for d in found)


def _thread(convention: ir.Convention, found: Diagnostic) -> tuple[str, ...]:
    """Convention › article › clause, as far as the finding is about one."""
    genre = "socle" if convention.version is not None else "convention"
    whole = (f"{genre} « {convention.ident} »",)
    nom = found.args.get("clause", "")
    clause = next((c for c in with_nested(convention.clauses) if c.entete.nom == nom), None)
    if clause is None:
        return whole
    article = clause.entete.source.article
    middle = (f"article {article}",) if article else ()
    return (*whole, *middle, f"{GENRES[type(clause)]} « {nom} »")
