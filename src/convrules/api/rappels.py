"""What `check` found of a repository with nothing to say, kept so that it is not made twice.

Kept: numbers of files, rules and cases, the articles of papers, places of patterns of data. A repository of
which there is anything to say, or that anything kept from being read, is checked each time.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from convrules.analyses.releves import Article, Divergence, Etat, Reponse
from convrules.api.cache import Cache, key_of
from convrules.api.load import Depot
from convrules.api.model import RapportDepot
from convrules.api.rayon import Rayon
from convrules.api.relecture import Guet
from convrules.base.source import Span

RAPPORT = "rapport"


def recalled(cache: Cache, depot: Depot, chosen: Sequence[Path], au: date | None) -> RapportDepot | None:
    """What the same check said; None when it was not made, or had something to say."""
    kept = cache.recall(key_of(RAPPORT, depot, chosen, au))
    if kept is None:
        return None
    try:
        return _report(json.loads(kept), depot)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def kept(cache: Cache, found: RapportDepot, chosen: Sequence[Path], au: date | None) -> None:
    """Nothing is kept of a repository of which there was something to say."""
    depot = found.depot
    said = found.diagnostics or found.acceptes or depot.empechements
    if said or not found.n_regles:
        return
    cache.keep(key_of(RAPPORT, depot, chosen, au), json.dumps(_written(found)).encode())


def _written(found: RapportDepot) -> dict[str, object]:
    return {
        "nombres": [found.n_fichiers, found.n_regles, found.n_cas],
        "correspondances": found.correspondances,
        "couverture": [[a.convention, a.article, a.etat.value, a.clauses] for a in found.couverture],
        "divergences": [
            [d.bailleur, d.nom, d.objet, d.cle, [[r.valeur, r.conventions] for r in d.reponses]]
            for d in found.divergences
        ],
        "fichiers": found.fichiers,
        "guets": [[g.span.source.name, g.motif, g.span.start, g.span.end] for g in found.guets],
    }


def _report(kept: Any, depot: Depot) -> RapportDepot:
    """Raises ValueError, TypeError, KeyError or AttributeError on what is no entry."""
    fichiers, regles, cas = map(int, kept["nombres"])
    shelf = Rayon(depot)
    return RapportDepot(
        depot=depot,
        diagnostics=(),
        acceptes=(),
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
                reponses=tuple(Reponse(valeur=str(v), conventions=tuple(map(str, c))) for v, c in reponses),
            )
            for bailleur, qui, objet, cle, reponses in kept["divergences"]
        ),
        fichiers=tuple(map(str, kept["fichiers"])),
        guets=tuple(_guet(shelf, nom, str(motif), (start, end)) for nom, motif, start, end in kept["guets"]),
    )


def _guet(shelf: Rayon, nom: str, motif: str, place: tuple[int, int]) -> Guet:
    source = shelf.source(nom)
    if source is None:
        raise ValueError(nom)
    span = Span(source=source, start=place[0], end=place[1])
    return Guet(dossier=shelf.by_name[nom].path.parent, motif=motif, span=span)
