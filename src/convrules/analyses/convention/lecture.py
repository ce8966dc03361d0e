"""What several checks of one convention need: its clauses, its exceptions, what always holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from convrules import ir


def exceptees(files: Sequence[ir.Convention]) -> frozenset[str]:
    """Names of the clauses and groups that some exception departs from: their text is not the last word."""
    return frozenset(
        clause.a for file in files for clause in file.clauses if isinstance(clause, ir.ExceptionClause)
    )


def is_excepted(clause: ir.Clause, file: ir.Convention, noms: frozenset[str]) -> bool:
    entete = clause.entete
    prefix = f"{file.ident}." if file.version is not None else ""
    groups = {entete.groupe, f"{prefix}{entete.groupe}"} if entete.groupe else set()
    return bool(noms & ({entete.ident, entete.nom} | groups))


def fixed_facts(convention: ir.Convention) -> Mapping[tuple[str, str], str]:
    """Facts that are the same for every row: the type of the holder of a convention."""
    if convention.reservataire is None:
        return {}
    return {(ir.Niveau.RESERVATAIRE.value, "type"): convention.reservataire.type}


def always_in_force(clause: ir.Clause, file: ir.Convention, convention: ir.Convention) -> bool:
    """Is the clause in force on every day of the convention?"""
    return all(covers(v, convention.en_vigueur) for v in (clause.entete.en_vigueur, file.en_vigueur))


def covers(outer: ir.Validite, inner: ir.Validite) -> bool:
    starts = outer.du is None or (inner.du is not None and outer.du <= inner.du)
    ends = outer.au is None or (inner.au is not None and inner.au <= outer.au)
    return starts and ends


def apart(a: ir.Validite, b: ir.Validite) -> bool:
    """No day belongs to both."""
    return (a.au is not None and b.du is not None and a.au < b.du) or (
        b.au is not None and a.du is not None and b.au < a.du
    )


def texts_apart(textes: Sequence[ir.Texte]) -> Iterator[ir.Convention]:
    """Each text of an amended convention as one of its own, in force on its own days only."""
    for rank, texte in enumerate(textes):
        whole = texte.convention.en_vigueur
        following = textes[rank + 1].du if rank + 1 < len(textes) else None
        ends = [d for d in (whole.au, following - timedelta(days=1) if following is not None else None) if d]
        days = ir.Validite(du=texte.du or whole.du, au=min(ends, default=None))
        if days.du is None or days.au is None or days.du <= days.au:
            yield replace(texte.convention, en_vigueur=days)
