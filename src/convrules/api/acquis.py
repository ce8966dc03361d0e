"""What a repository became, checked once, and what was found on the way: kept as data."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from convrules import ir
from convrules.api import arbres
from convrules.api.cache import key_of, users_cache
from convrules.api.calendar import calendar_of
from convrules.api.load import Depot
from convrules.api.model import Acquis
from convrules.api.rayon import Rayon
from convrules.base.dates import common
from convrules.base.records import replace
from convrules.compiler import Programme, together
from convrules.diagnostics.model import Diagnostic

if TYPE_CHECKING:
    from convrules.orientation.politique import PolitiqueCompilee

ACQUIS: Final = "acquis"
_REFUS: Final = (ArithmeticError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


class Verifier(Protocol):
    """What checks a repository."""

    def __call__(self, depot: Depot, *, cached: bool = False) -> Acquis: ...


def acquired(depot: Depot, *, cached: bool = False) -> Acquis:
    """The repository checked. cached: believe what the same check of the same files made of them and said."""
    if not cached:
        return _checked(depot)
    folder, key = users_cache(), key_of(ACQUIS, depot)
    kept = folder.recall(key)
    found = recalled(kept, depot) if kept is not None else None
    if found is None:
        found = _checked(depot)
        text = told(found)
        # Why: of what has changed since, nobody knows which was read.
        if text is not None and key_of(ACQUIS, depot) == key:
            folder.keep(key, text)
    return found


def _checked(depot: Depot) -> Acquis:
    # Why here: what checks is long to load, and a repository that is known does not need it.
    from convrules.api.verification import check_depot

    return check_depot(depot)


def told(found: Acquis) -> bytes | None:
    """As it is kept; None of a repository of which something could not be read, or of which nothing can be
    evaluated."""
    from convrules.api.constats import Ecriture, NonEcrit

    if found.depot.empechements or not found.programmes:
        return None
    shelf = Rayon(found.depot)
    if any(shelf.contenu(nom) != octets for nom, octets in found.contenus.items()):
        return None
    root = (
        tuple(found.programmes.values()),
        tuple(found.correspondances.items()),
        tuple((p.politique, p.programme) for p in found.politiques),
        tuple(found.avenants.values()),
        tuple(found.contenus),
    )
    said = Ecriture(shelf.shown)
    try:
        data = arbres.written(root, shelf.source)
        data |= {"constats": [said.constat(d) for d in found.diagnostics], "fichiers": said.fichiers}
    except (arbres.NonEcrit, NonEcrit):
        return None
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def recalled(text: bytes, depot: Depot) -> Acquis | None:
    """What `told` gave of the same files; None when it is not that."""
    shelf = Rayon(depot)
    try:
        data = json.loads(text)
        root = arbres.read(data, shelf.source)
        alone, correspondances, politiques, avenants, contenus = root
        programmes = _together(alone)
        return Acquis(
            depot=depot,
            programmes=programmes,
            correspondances=dict(correspondances),
            politiques=tuple(_policy(p, programme, programmes) for p, programme in politiques),
            diagnostics=_said(data["constats"], data["fichiers"], shelf),
            contenus={nom: shelf.by_name[nom].contenu for nom in contenus},
            avenants={a.ident: a for a in avenants},
        )
    except (arbres.Illisible, *_REFUS):
        return None


def _said(constats: Any, fichiers: Any, shelf: Rayon) -> tuple[Diagnostic, ...]:
    if not constats:
        return ()
    # Why here: a repository of which there is nothing to say does without.
    from convrules.api.constats import Lecture

    return tuple(map(Lecture(fichiers, shelf.shown).constat, constats))


def _together(alone: tuple[Programme, ...]) -> dict[str, Programme]:
    """With what is not written of them: their holidays, and one another."""
    placed = {p.convention.ident: replace(p, calendrier=calendar_of(p.convention.territoire)) for p in alone}
    return together(placed, {ident: p.convention.en_vigueur for ident, p in placed.items()})


def _policy(
    politique: ir.Politique, programme: Programme, own: Mapping[str, Programme]
) -> "PolitiqueCompilee":
    from convrules.orientation.politique import PolitiqueCompilee

    days = common([p.calendrier for p in own.values() if p.convention.bailleur == politique.bailleur])
    return PolitiqueCompilee(politique=politique, programme=replace(programme, calendrier=days))
