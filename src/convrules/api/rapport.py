"""What checked repositories amount to: what is told, what is accepted, and whether there was anything."""

from datetime import date
from pathlib import Path

from convrules.api.load import LISTE, Empechement, Fichier, findings_of, paths_read
from convrules.api.model import MARQUE, RapportCheck, Tri, Verifie
from convrules.api.relecture import watched
from convrules.diagnostics.model import in_order
from convrules.facts.readers.ordinaires import real_path


def told(found: tuple[list[Verifie], list[Empechement]], au: date | None) -> RapportCheck:
    reports, empechements = found
    tris = [sorted_out(r, au) for r in reports]
    return RapportCheck(
        diagnostics=in_order((*findings_of(empechements), *(d for tri in tris for d in tri.diagnostics))),
        acceptes=tuple(a for tri in tris for a in tri.acceptes),
        empechements=tuple(empechements),
        n_fichiers=sum(r.n_fichiers for r in reports),
        n_regles=sum(r.n_regles for r in reports),
        n_cas=sum(r.n_cas for r in reports),
        n_correspondances=sum(len(r.correspondances) for r in reports),
        couverture=tuple(a for r in reports for a in r.couverture),
        divergences=tuple(d for r in reports for d in r.divergences),
        au=au,
        fichiers=tuple(nom for r in reports for nom in r.fichiers),
        lus=tuple(path for r in reports for path in paths_read(r.depot)),
        guets=tuple(guet for r in reports for guet in watched(r.depot, r.correspondances)),
    )


def sorted_out(r: Verifie, au: date | None) -> Tri:
    """Told and accepted. What reads the acceptances is loaded only where there may be some."""
    asked = asked_of(r)
    if not any(MARQUE in f.contenu for f in asked) and not (r.depot.racine / LISTE).exists():
        return Tri(diagnostics=r.diagnostics)
    from convrules.api.acceptation import sort_out

    return sort_out(r.depot.racine, asked, r.diagnostics, au)


def asked_of(r: Verifie) -> tuple[Fichier, ...]:
    names = set(r.fichiers)
    return tuple(f for f in r.depot.fichiers if f.nom in names)


def has_matter(r: Verifie, asked: set[Path]) -> bool:
    """Rules, cases or something to say; a mapping is enough only where it was asked for by name: a folder
    that holds nothing else has lost its conventions."""
    named = {f.nom for f in r.depot.fichiers if real_path(f.path) in asked}
    return bool(r.n_regles or r.n_cas or r.diagnostics or named & r.correspondances.keys())
