"""What an engine answered, kept as bits and told of one row when asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from convrules.base.outcomes import NON_APPLICABLE, Cause, Indetermine, Issue
from convrules.columnar.sql.model import Consultation, Convention, Famille
from convrules.columnar.statuses import Reponse
from convrules.runtime.decision import Statut


class Jugee(NamedTuple):
    """Of a row, the conventions of a word under which each thing is so; columns of `jugees`, in order."""

    ici: int
    hors_champ: int
    soustrait: int
    assiette: int
    eligible: int
    refuse: int
    indetermine: int


COLONNES: Final = {
    "jugees": ("rang", "mot", *Jugee._fields),
    "manquants": ("rang", "mot", "cause", "statut", "eligibilite"),
    "premieres": ("rang", "mot", "famille", "ordre", "bits"),
}
"""Of each query, the columns that are read."""
Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bits:
    """All answers of an engine, by row and word. `jugees`: a row, a word, then what `Jugee` names;
    `manquants`: cause, then the conventions whose status and whose eligibility it leaves undetermined;
    `premieres`: family, rank of the clause, conventions."""

    jugees: Mapping[Place, Sequence[int]]
    manquants: Mapping[Place, Sequence[tuple[int, int, int]]]
    premieres: Mapping[Place, Sequence[tuple[int, int, int]]]


def bits_of(
    jugees: Iterable[Sequence[int]], manquants: Iterable[Sequence[int]], premieres: Iterable[Sequence[int]]
) -> Bits:
    """From the rows of the three queries: a row, a word, then their other columns in order."""
    return Bits(
        jugees={(told[0], told[1]): told for told in jugees},
        manquants=_laid(manquants),
        premieres=_laid(premieres),
    )


def _laid(rows: Iterable[Sequence[int]]) -> dict[Place, list[tuple[int, int, int]]]:
    found: dict[Place, list[tuple[int, int, int]]] = {}
    for rang, mot, a, b, c in rows:
        found.setdefault((rang, mot), []).append((a, b, c))
    return found


@dataclass(frozen=True, kw_only=True)
class ReponsesEnBits:
    """What a convention says of the rows on its territory, or perhaps on it, as an engine answered.
    `a_part`: rows judged one by one, by rank."""

    declaree: Convention
    causes: Sequence[Cause]
    bits: Bits
    a_part: Mapping[int, Reponse]

    @property
    def convention(self) -> str:
        return self.declaree.ident

    @cached_property
    def rangs(self) -> Sequence[int]:
        """Ranks in the table, rising."""
        mot, masque = self.declaree.mot, self.declaree.masque
        found = [rang for rang, of, ici, *_ in self.bits.jugees.values() if of == mot and ici & masque]
        return sorted([*found, *self.a_part])

    def at(self, rank: int) -> Reponse | None:
        """Of one row; None out of the territory."""
        if rank in self.a_part:
            return self.a_part[rank]
        place, masque = (rank, self.declaree.mot), self.declaree.masque
        told = self.bits.jugees.get(place)
        if told is None or not told[2] & masque:
            return None
        jugee = Jugee(*told[2:])
        lacking = self.bits.manquants.get(place, ())
        first = {
            famille: self.declaree.clauses[Famille(famille)][ordre]
            for famille, ordre, bits in self.bits.premieres.get(place, ())
            if bits & masque
        }
        statuts = ((Statut.HORS_CHAMP, jugee.hors_champ), (Statut.SOUSTRAIT, jugee.soustrait))
        possible = (*statuts, (Statut.DANS_L_ASSIETTE, jugee.assiette))
        return Reponse(
            statuts=tuple(statut for statut, bits in possible if bits & masque),
            causes=frozenset(self.causes[c] for c, statut, _ in lacking if statut & masque),
            clause=first.get(Famille.CHAMP) or first.get(Famille.SOUSTRACTION),
            eligible=_eligible(jugee, masque, frozenset(self.causes[c] for c, _, e in lacking if e & masque)),
            refus=first.get(Famille.ELIGIBILITE),
        )


def _eligible(jugee: Jugee, masque: int, causes: frozenset[Cause]) -> Issue:
    if jugee.eligible & masque:
        return True
    if jugee.refuse & masque:
        return False
    return Indetermine(causes) if jugee.indetermine & masque else NON_APPLICABLE


def answered(
    consultation: Consultation, bits: Bits, apart: Sequence[Mapping[int, Reponse]]
) -> tuple[ReponsesEnBits, ...]:
    """For each convention. `apart`: for each too, its rows that the scalar evaluator judged."""
    return tuple(
        ReponsesEnBits(declaree=convention, causes=consultation.causes, bits=bits, a_part=beside)
        for convention, beside in zip(consultation.conventions, apart, strict=True)
    )
