"""Which dwellings of a year are replayed, by what they are to each holder.

What is not certain of a dwelling (its status, its rate, who may receive it, to whom it went) leaves it aside.
Source: docs/langage, « Rejouer une année ».
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from convrules.base.dates import between_days, why
from convrules.base.outcomes import Cause, Issue, causes_of
from convrules.orientation.apports import Apport
from convrules.orientation.comptes import Titulaire
from convrules.orientation.destinataires import one_per_holder, received
from convrules.orientation.flux import untold
from convrules.orientation.model import BAILLEUR
from convrules.orientation.offre import Offre
from convrules.year.assiette import is_row
from convrules.year.effets import counted_by_effect
from convrules.year.suivi import Suivi


@dataclass(frozen=True, kw_only=True)
class Lecture:
    """A dwelling as read under the convention of one holder, `rang` among them. `apport` None: it brings the
    holder nothing."""

    rang: int
    titulaire: Titulaire
    suivi: Suivi
    apport: Apport | None
    offre: Offre

    @cached_property
    def du(self) -> bool:
        return self.apport is not None and bool(self.apport.cellules or self.apport.peut_etre)

    @cached_property
    def parti(self) -> bool:
        """Has it gone to somebody, or perhaps?"""
        a = self.apport
        return a is not None and self.du and (a.parti or a.parti_peut_etre or a.compte is not False)

    @cached_property
    def tu(self) -> frozenset[Cause]:
        """Why it is not known whether it has gone to somebody by the last day: nothing says that it has, nor
        that it has not."""
        return untold(self.suivi, self.titulaire.cadre, self.titulaire.parts) if self.du else frozenset()

    @cached_property
    def chez_lui(self) -> Issue:
        """Has it gone to the holder, one of its parts holding it or not?"""
        if self.apport is not None and self.du:
            return self.apport.compte
        return received(self.suivi, self.titulaire.cadre)

    @cached_property
    def tour(self) -> Issue:
        """Does it count for the holder by an effect, whatever became of it?"""
        return counted_by_effect(self.suivi, self.titulaire.cadre)

    @cached_property
    def perdu(self) -> bool:
        """Does it count for its turn alone, having been let to another?"""
        return self.apport is not None and self.apport.perdu

    @cached_property
    def revenu(self) -> bool:
        """Did its turn come back uncounted, and is it not let?"""
        return self.apport is not None and self.apport.revenu

    @cached_property
    def jour(self) -> date | None:
        return self.suivi.decision.reference.connu

    def ailleurs(self, annee: int) -> bool:
        """Is its reference day, whatever it is, of another year?"""
        year = date(annee, 1, 1), date(annee, 12, 31)
        return between_days(self.suivi.decision.reference, *year) is False

    @cached_property
    def eligible(self) -> bool:
        """May the holder receive it, for certain?"""
        return self.suivi.decision.eligible is True

    @cached_property
    def couvert(self) -> bool:
        """Is the dwelling under this convention of the holder, or perhaps?"""
        return is_row(self.suivi) is not False

    @cached_property
    def doutes(self) -> frozenset[Cause]:
        """Why it is not known what the dwelling is to the holder."""
        decision = self.suivi.decision
        found = self.offre.causes | causes_of(decision.eligible) | decision.statut.causes
        return found | self.apport.causes if self.apport is not None and self.du else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A dwelling due in the year that has gone to somebody, or perhaps. `a`: to whom; None where that, or
    something else of it, is not certain, for `causes`, or where it counts for several (`pour`): it is left
    aside. `eligibles`: how many holders may receive it for certain. `tu`: nothing says that it has gone, nor
    that it has not."""

    jour: date | None
    a: str | None
    eligibles: int
    causes: frozenset[Cause] = frozenset()
    pour: tuple[str, ...] = ()
    tu: bool = False


def sort_of(lectures: Sequence[Lecture], annee: int) -> Sort | bool:
    """What became of a dwelling; else whether it is due in the year and still to be given."""
    days = {r.jour for r in lectures}
    known = sorted(day for day in days if day is not None)
    if known and None not in days and known[0].year != annee:
        return False
    if all(r.ailleurs(annee) for r in lectures) or not any(r.du for r in lectures):
        return False
    silent = frozenset[Cause]().union(*(r.tu for r in lectures))
    if not any(r.parti for r in lectures):
        return Sort(jour=None, a=None, eligibles=0, causes=silent, tu=True) if silent else True
    # Why: no account says to whom a dwelling went that went nowhere but counts for a turn lost.
    by_turn = all(r.apport is not None and r.apport.tour for r in lectures if r.parti)
    whose = [(r, r.tour if by_turn and not r.du else r.chez_lui) for r in lectures]
    mine = one_per_holder((r.titulaire.programme, r.suivi) for r, issue in whose if issue is True)
    # Why what may yet change too: one does not know then to whom it went.
    said = [(r, issue) for r, issue in whose if r.couvert or not _under_another(r, lectures)]
    doubts = frozenset[Cause]().union(*(r.doutes | causes_of(issue) for r, issue in said))
    if not (mine or doubts) and any(r.revenu for r in lectures):
        return Sort(jour=None, a=None, eligibles=0, causes=silent, tu=True) if silent else True
    if not known:
        doubts = doubts.union(*(why(r.suivi.decision.reference).causes for r in lectures))
    lost = len(mine) > 1 or any(r.perdu for r in lectures)
    if doubts or not known or lost:
        several = tuple(sorted(mine)) if lost else ()
        return Sort(jour=None, a=None, eligibles=0, causes=doubts, pour=several)
    return Sort(
        jour=known[0],
        a=mine[0] if mine else BAILLEUR,
        eligibles=sum(r.eligible for r in lectures),
    )


def _under_another(lecture: Lecture, lectures: Sequence[Lecture]) -> bool:
    """Is the dwelling under another convention of the same holder, which then says what is doubtful?"""
    others = {p.convention.ident for p in lecture.titulaire.programme.concurrents}
    return any(r.couvert and r.titulaire.programme.convention.ident in others for r in lectures)
