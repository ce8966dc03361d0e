"""One convention under examination: what holds of all its vacancies, and which of its clauses always bind."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.analyses.convention.lecture import always_in_force, covers, exceptees, fixed_facts, is_excepted
from convrules.analyses.decision.recherche import PAS_FAUX, PAS_VRAI, But, Reponse, noyau, parties, possible


class Examen:
    """One convention under examination, with what holds of all its vacancies.

    `champs`: scope clauses that hold of every vacancy (a false one puts it out of the convention); none
    when they already exclude one another."""

    def __init__(self, convention: ir.Convention, socles: Sequence[ir.Convention]) -> None:
        self.files = (convention, *socles)
        self.convention = convention
        self.noms = exceptees(self.files)
        self.fixes = fixed_facts(convention)
        champs = [
            But(expr=c.regle, issues=PAS_FAUX, span=c.regle.span, role=c.entete.nom)
            for c in self.constantes()
            if isinstance(c, ir.ClauseChamp)
        ]
        alone = possible(champs, self.fixes) is Reponse.POSSIBLE
        self.champs = tuple(champs) if alone else ()

    def constantes(self) -> Iterator[ir.Clause]:
        """Clauses without condition nor exception, in force as long as the convention; inherited ones first,
        so that a conflict is shown with the convention's own words when these suffice; then by name, so that
        of several conflicts the same is shown whatever the order of the file."""
        for file in reversed(self.files):
            for clause in sorted(file.clauses, key=lambda c: c.entete.ident):
                free = clause.entete.si is None and not is_excepted(clause, file, self.noms)
                if free and always_in_force(clause, file, self.convention):
                    yield clause

    def conflict(self, buts: Sequence[But]) -> "tuple[But, ...] | Reponse":
        """A smallest list of conditions that cannot hold together, if they cannot."""
        found = possible(buts, self.fixes)
        if found is not Reponse.IMPOSSIBLE:
            return found
        return noyau([p for b in buts for p in parties(b)], self.fixes)


def acts(clause: ir.Clause) -> But | None:
    """Its own condition; None when it always applies."""
    si = clause.entete.si
    return But(expr=si, span=si.span) if si is not None else None


def never_alone(examen: Examen, one: ir.Clause, other: ir.Clause) -> bool:
    """Does the other apply wherever this one does?"""
    if not covers(other.entete.en_vigueur, one.entete.en_vigueur):
        return False
    si, own = other.entete.si, acts(one)
    if si is None:
        return True
    without = But(expr=si, issues=PAS_VRAI, span=si.span)
    buts = [*examen.champs, *([own] if own is not None else []), without]
    return possible(buts, examen.fixes) is Reponse.IMPOSSIBLE
