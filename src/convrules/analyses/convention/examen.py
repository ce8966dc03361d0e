"""One convention under examination: what holds of all its vacancies, and which of its clauses always bind."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.analyses.convention.lecture import always_in_force, exceptees, fixed_facts, is_excepted
from convrules.analyses.decision.recherche import PAS_FAUX, But, Reponse, noyau, parties, possible


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
