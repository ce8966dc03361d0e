"""What checked repositories amount to: what is told, what is accepted, and whether there was anything."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final

from convrules.api.load import LISTE, Empechement, Fichier, findings_of, paths_read
from convrules.api.model import MARQUE, RapportCheck, RapportDepot, Tri, Verifie
from convrules.api.relecture import watched
from convrules.diagnostics.model import Diagnostic, in_order
from convrules.diagnostics.problems import limites
from convrules.facts.readers.ordinaires import real_path

CONSTATS_MAX: Final = 1_000
"""LIMIT: findings told of one file."""


def told(found: tuple[list[Verifie], list[Empechement]], au: date | None) -> RapportCheck:
    reports, empechements = found
    return gathered([report_of(r, au) for r in reports], empechements, au)


def report_of(r: Verifie, au: date | None) -> RapportDepot:
    """What is said of one repository that was checked."""
    tri = sorted_out(r, au)
    return RapportDepot(
        depot=r.depot,
        diagnostics=tri.diagnostics,
        acceptes=tri.acceptes,
        n_fichiers=r.n_fichiers,
        n_regles=r.n_regles,
        n_cas=r.n_cas,
        correspondances=tuple(r.correspondances),
        couverture=r.couverture,
        divergences=r.divergences,
        fichiers=r.fichiers,
        guets=tuple(watched(r.depot, r.correspondances)),
    )


def gathered(
    reports: Sequence[RapportDepot], empechements: Sequence[Empechement], au: date | None
) -> RapportCheck:
    return RapportCheck(
        diagnostics=in_order((*findings_of(empechements), *(d for r in reports for d in r.diagnostics))),
        acceptes=tuple(a for r in reports for a in r.acceptes),
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
        guets=tuple(guet for r in reports for guet in r.guets),
    )


def nothing_to_check(
    reports: Iterable[Verifie | RapportDepot], empechements: Sequence[Empechement], paths: Iterable[Path]
) -> tuple[Empechement, ...]:
    """That there was no rule in what was given, unless something else kept from reading it."""
    asked = {real_path(path) for path in paths}
    if empechements or any(has_matter(r, asked) for r in reports):
        return ()
    return (Empechement(texte="Aucune règle à vérifier dans ce qui est donné."),)


def within_limits(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same, in order; of each file, the first ones and how many more there are."""
    told: list[Diagnostic] = []
    for _, found in groupby(diagnostics, key=lambda d: d.span.source.name):
        own = list(found)
        told += own[:CONSTATS_MAX]
        left = own[CONSTATS_MAX:]
        if left:
            limite, autres = (
                f"{CONSTATS_MAX:,}".replace(",", "\u202f"),
                f"{len(left):,}".replace(",", "\u202f"),
            )
            told.append(limites.trop_de_constats(span=left[0].span, limite=limite, autres=autres))
    return tuple(told)


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


def has_matter(r: Verifie | RapportDepot, asked: set[Path]) -> bool:
    """Rules, cases or something to say; a mapping is enough only where it was asked for by name: a folder
    that holds nothing else has lost its conventions."""
    if r.n_regles or r.n_cas or r.diagnostics:
        return True
    mappings = set(r.correspondances)
    return any(f.nom in mappings and real_path(f.path) in asked for f in r.depot.fichiers)
