"""Clauses that do not hold all along: abrogated or added by the amendment, or in force for a time only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from hypothesis import strategies as st

from convrules import ir


class Sort(StrEnum):
    ABROGEE = "abrogée"
    AJOUTEE = "ajoutée"
    FINIT = "finit"
    COMMENCE = "commence"


@dataclass(frozen=True, kw_only=True)
class Vie:
    """What becomes of a clause. `jour`: the last on which it is in force, or the first; of what the amendment
    abrogates or adds, that is its own day."""

    clause: str
    sort: Sort
    jour: date

    def cut(self, clause: ir.Clause) -> ir.Clause:
        if self.sort is Sort.FINIT:
            days = ir.Validite(au=self.jour)
        elif self.sort is Sort.COMMENCE:
            days = ir.Validite(du=self.jour)
        else:
            return clause
        return replace(clause, entete=replace(clause.entete, en_vigueur=days))

    def absent(self, texte: int) -> bool:
        return self.sort is (Sort.AJOUTEE if texte == 0 else Sort.ABROGEE)

    def holds(self, day: date, avenant: date) -> bool:
        """Is the clause in force on that day?"""
        match self.sort:
            case Sort.ABROGEE:
                return day < avenant
            case Sort.AJOUTEE:
                return day >= avenant
            case Sort.FINIT:
                return day <= self.jour
            case Sort.COMMENCE:
                return day >= self.jour


SUIT = {
    "entre_eux": "partagee",
    "en_sus": "quartier",
    "en_sus_ici": "quartier_ici",
    "ailleurs_part": "par_commune",
    "ailleurs_quota": "quartier_ici",
}
"""Clauses that name another, with which they begin and end."""
JOURS = st.one_of(
    st.sampled_from([date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 30)]),
    st.dates(date(2025, 1, 2), date(2025, 12, 30)),
    st.dates(date(2024, 6, 1), date(2024, 12, 31)),
)


def lives(noms: Sequence[str]) -> st.SearchStrategy[tuple[Vie, ...]]:
    """None, of two conventions in five; at most two, of different clauses."""
    one = st.builds(Vie, clause=st.sampled_from(noms), sort=st.sampled_from(list(Sort)), jour=JOURS)
    some = st.lists(one, min_size=1, max_size=2, unique_by=lambda vie: vie.clause).map(tuple)
    return st.sampled_from([False, False, True, True, True]).flatmap(lambda cut: some if cut else st.just(()))


def living(clauses: Iterable[ir.Clause], vies: Sequence[Vie], texte: int) -> Iterator[ir.Clause]:
    """Those of a text of the convention (0: as signed), each with the days on which it is in force."""
    for clause in clauses:
        vie = life(clause.entete.nom, vies)
        if vie is not None and vie.absent(texte):
            continue
        now = clause if vie is None else vie.cut(clause)
        if isinstance(now, ir.Part):
            inner = living(now.dont, vies, texte)
            now = replace(now, dont=tuple(q for q in inner if isinstance(q, ir.Quota)))
        yield now


def life(nom: str, vies: Sequence[Vie]) -> Vie | None:
    whose = {nom, SUIT.get(nom, nom)}
    return next((vie for vie in vies if vie.clause in whose), None)


def in_force(nom: str, vies: Sequence[Vie], day: date, avenant: date) -> bool:
    vie = life(nom, vies)
    return vie is None or vie.holds(day, avenant)
