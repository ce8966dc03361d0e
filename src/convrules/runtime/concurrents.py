"""Two conventions of one holder on one vacancy: which of them speaks is not said, and neither may.

Each is a convention whose territory holds the dwelling, in force on its own reference date, and whose `champ`
does not leave the dwelling out. Of two that follow each other one at most speaks, be it known which or not.
Source: docs/langage, « L'éligibilité ».
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of, et, toutes
from convrules.base.plus_tard import later
from convrules.compiler import Programme
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision, ResultatConcurrence
from convrules.runtime.holders import common_validity
from convrules.runtime.places import on_territory

if TYPE_CHECKING:
    from convrules.runtime.beneficiaries import in_force
else:
    in_force = later("convrules.runtime.beneficiaries", "in_force")

Juge = Callable[[Programme], Decision]
CONVENTIONS: Final = "conventions "
"""How the cause of such an error begins; their identifiers follow."""
LE_MEME_JOUR: Final = " : le même jour"
"""How the cause ends that names clauses which say otherwise of a turn on one day."""


def concurrents(contexte: Contexte, juge: Juge) -> Iterator[ResultatConcurrence]:
    """The holder's other conventions that bear on the vacancy, or may. `juge`: evaluates one of them on this
    vacancy; asked only of those that dates and places do not already set aside."""
    assert contexte.vacance is not None
    for other in contexte.programme.concurrents:
        if follow(contexte.programme.convention, other.convention):
            continue
        here = on_territory(other.convention.territoire, contexte.vacance.cellule)
        stands = et(here, in_force(other, contexte))
        if stands is False:
            continue
        bears = et(stands, toutes((True, *(c.among_rules(silent=True) for c in juge(other).champs))))
        if bears is not False:
            yield ResultatConcurrence(convention=other.convention.ident, issue=bears)


def follow(a: ir.Convention, b: ir.Convention) -> bool:
    """Is no dwelling under both, whatever its day: does the same event date it, and have they no day in
    common?"""
    if a.choix is None or b.choix is None or a.choix.rattachement != b.choix.rattachement:
        return False
    common = common_validity(a.en_vigueur, b.en_vigueur)
    return common.du is not None and common.au is not None and common.au < common.du


def alone(convention: str, found: Iterable[ResultatConcurrence]) -> Issue:
    """Is the convention the only one of its holder here? Never « no »: with another one, an error that names
    them."""
    known = list(found)
    if not known:
        return True
    sure = [c.convention for c in known if c.issue is True]
    if sure:
        both = ", ".join(sorted((convention, *sure)))
        return Indetermine(frozenset({Cause(fait=f"{CONVENTIONS}{both}", genre=Genre.ERREUR)}))
    doubts = frozenset[Cause]().union(*(causes_of(c.issue) for c in known))
    return Indetermine(doubts) if doubts else True
