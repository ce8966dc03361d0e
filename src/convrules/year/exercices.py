"""The years of a landlord's conventions, for what is said of a programme or a convention by itself.

Each year is read when a clause first asks for a number of it; the year before it is not judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from convrules import ir
from convrules.base.outcomes import Issue, indetermine
from convrules.base.values import Resultat
from convrules.compiler import Programme
from convrules.facts.records import Faits, Ligne, Tours
from convrules.year.cadres import frames
from convrules.year.chiffres import Exercice
from convrules.year.lectures import read_rules


def with_years(programmes: Sequence[Programme], faits: Faits, au: date) -> Faits:
    """The facts, with the numbers that their years make of the accounts."""
    return replace(faits, comptes=Exercices(programmes=tuple(programmes), faits=faits, au=au))


@dataclass(frozen=True, kw_only=True)
class Exercices:
    """Years read so far, as of `au`. `lus`: by year, then by convention in force in it."""

    programmes: tuple[Programme, ...]
    faits: Faits
    au: date
    lus: dict[int, dict[str, Exercice]] = field(default_factory=dict)

    def reached(self, asked: ir.Atteint, convention: str, vacance: str, jour: date) -> Issue:
        """No clause that judges programmes or conventions asks whether an account is reached."""
        return indetermine(asked.clause)

    def turns(self, clause: str, convention: str, vacance: str, jour: date) -> Tours:
        """No clause that judges programmes or conventions asks whose turn it is."""
        return Tours(possibles=frozenset(), concernee=indetermine(clause))

    def turn(self, asked: ir.TourDe, convention: str, vacance: str, jour: date) -> Issue:
        return indetermine(asked.clause)

    def number(self, asked: ir.Chiffre, convention: str, annee: int, element: Ligne | None) -> Resultat:
        if annee not in self.lus:
            self.lus[annee] = {
                p.convention.ident: Exercice(cadre=cadre, lues=read_rules(p.clauses, cadre))
                for p, cadre in frames(self.programmes, self.faits, annee, self.au)
                if cadre is not None
            }
        found = self.lus[annee].get(convention)
        if found is None:
            return indetermine(asked.clause)
        return found.number(asked, convention, annee, element)
