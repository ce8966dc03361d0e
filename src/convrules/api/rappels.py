"""What `check` found of a repository, kept so that it is not made twice.

Kept: what is told and what is accepted, numbers of files, rules and cases, the articles of papers, places of
patterns of data. A repository that anything kept from being read is checked each time, and so is one of which
a text that is spoken of will not be at hand (`api/constats.py`).
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

from convrules.analyses.releves import Article, Divergence, Etat, Reponse
from convrules.api.cache import Cache, key_of
from convrules.api.load import Depot
from convrules.api.model import RapportDepot
from convrules.api.rayon import Rayon
from convrules.api.relecture import Guet
from convrules.base.source import Span
from convrules.diagnostics.model import Accepte, Diagnostic

RAPPORT: Final = "rapport"
_REFUS: Final = (ArithmeticError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


def key(depot: Depot, chosen: Sequence[Path], au: date | None) -> str:
    """The name of what a check says, as all that it reads stands now."""
    return key_of(RAPPORT, depot, chosen, au)


def recalled(cache: Cache, name: str, depot: Depot) -> RapportDepot | None:
    """What the same check said; None when it was not made, or could not be kept."""
    kept = cache.recall(name)
    if kept is None:
        return None
    try:
        return _report(json.loads(kept), depot)
    except _REFUS:
        return None


def kept(cache: Cache, name: str, found: RapportDepot, chosen: Sequence[Path], au: date | None) -> None:
    """Nothing is kept of a repository of which something could not be read, nor of an empty one, nor of what
    has changed since it had this name: which of the two was read is not known."""
    from convrules.api.constats import NonEcrit

    depot = found.depot
    if depot.empechements or not (found.n_regles or found.diagnostics):
        return
    if key(depot, chosen, au) != name:
        return
    with suppress(NonEcrit):
        cache.keep(name, json.dumps(_written(found)).encode())


def _written(found: RapportDepot) -> dict[str, object]:
    """Raises NonEcrit."""
    from convrules.api.constats import Ecriture, texte

    work = Ecriture(Rayon(found.depot).shown)
    return {
        "constats": [work.constat(d) for d in found.diagnostics],
        "acceptes": [work.accepte(a) for a in found.acceptes],
        "sources": work.fichiers,
        "nombres": [found.n_fichiers, found.n_regles, found.n_cas],
        "correspondances": found.correspondances,
        "couverture": [[a.convention, a.article, a.etat.value, a.clauses] for a in found.couverture],
        "divergences": [
            [d.bailleur, d.nom, d.objet, d.cle, [[texte(r.valeur), r.conventions] for r in d.reponses]]
            for d in found.divergences
        ],
        "fichiers": found.fichiers,
        "guets": [[g.span.source.name, g.motif, g.span.start, g.span.end] for g in found.guets],
    }


def _report(kept: Any, depot: Depot) -> RapportDepot:
    """Raises one of `_REFUS` on what is no entry."""
    fichiers, regles, cas = map(int, kept["nombres"])
    shelf = Rayon(depot)
    diagnostics, acceptes, lu = _said(kept, shelf)
    return RapportDepot(
        depot=depot,
        diagnostics=diagnostics,
        acceptes=acceptes,
        n_fichiers=fichiers,
        n_regles=regles,
        n_cas=cas,
        correspondances=tuple(map(str, kept["correspondances"])),
        couverture=tuple(
            Article(
                convention=str(nom), article=str(article), etat=Etat(etat), clauses=tuple(map(str, clauses))
            )
            for nom, article, etat, clauses in kept["couverture"]
        ),
        divergences=tuple(
            Divergence(
                bailleur=str(bailleur),
                nom=str(qui),
                objet=str(objet),
                cle=str(cle),
                reponses=tuple(Reponse(valeur=lu(v), conventions=tuple(map(str, c))) for v, c in reponses),
            )
            for bailleur, qui, objet, cle, reponses in kept["divergences"]
        ),
        fichiers=tuple(map(str, kept["fichiers"])),
        guets=tuple(_guet(shelf, nom, str(motif), (start, end)) for nom, motif, start, end in kept["guets"]),
    )


def _said(
    kept: Any, shelf: Rayon
) -> tuple[tuple[Diagnostic, ...], tuple[Accepte, ...], Callable[[Any], str]]:
    """What is told, what is accepted, and what reads a text."""
    if not (kept["constats"] or kept["acceptes"] or kept["divergences"]):
        return (), (), str
    # Why here: a repository of which there is nothing to say does without.
    from convrules.api.constats import Lecture, lu

    reading = Lecture(kept["sources"], shelf.shown)
    told = tuple(map(reading.constat, kept["constats"]))
    return told, tuple(map(reading.accepte, kept["acceptes"])), lu


def _guet(shelf: Rayon, nom: str, motif: str, place: tuple[int, int]) -> Guet:
    source = shelf.source(nom)
    if source is None:
        raise ValueError(nom)
    span = Span(source=source, start=place[0], end=place[1])
    return Guet(dossier=shelf.by_name[nom].path.parent, motif=motif, span=span)
