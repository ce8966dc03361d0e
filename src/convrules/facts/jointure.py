"""Several files of one table, joined by a key."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from convrules.diagnostics.problems import donnees as problems
from convrules.facts.personnel import personal_form
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import MASQUE, Constat, Rangee
from convrules.facts.titres import about_somebody

JoinIndex: TypeAlias = dict[tuple[str, str], tuple[Fichier, Rangee]]
"""Rows of joined files, by source and key."""
Repetees: TypeAlias = dict[tuple[str, str], list[tuple[Fichier, Rangee]]]
"""Rows refused because another has their identifier (source empty) or their key."""


def join_index(
    joined: Sequence[Fichier], rows: Callable[[Fichier], Iterator[Rangee]], repetees: Repetees
) -> JoinIndex:
    """Rows of joined files by source and key; a key met twice is refused."""
    index: JoinIndex = {}
    for fichier in joined:
        rank = fichier.key_rank()
        assert rank is not None, "a file without its key is not loaded"
        for rangee in rows(fichier):
            key = (fichier.source.nom, rangee.valeurs[rank])
            if not key[1] or rank in rangee.fautes:
                make: Constat = partial(problems.ligne_sans_identifiant, colonne=fichier.name_of(rank))
                fichier.refuse(rangee, rank, rangee.fautes.get(rank, make))
            elif key in index:
                first = f"{index[key][0].nom}, ligne {index[key][1].ligne}"
                fichier.refuse(rangee, rank, repeated(fichier, rangee, rank, first))
                repetees.setdefault(key, []).append((fichier, rangee))
            else:
                index[key] = (fichier, rangee)
    return index


def left_out(joined: Sequence[Fichier], index: JoinIndex, table: str) -> None:
    """Rows of joined files that no row of the table called for: often normal, always said."""
    for fichier in joined:
        fichier.gardees = len(fichier.jointes)
        left = [r for f, r in index.values() if f is fichier and r.ligne not in fichier.jointes]
        fichier.refus += (r.ligne for r in left)
        fichier.non_jointes = len(left)
        if left:
            make: Constat = partial(problems.lignes_non_jointes, nombre=str(len(left)), table=table)
            fichier.note(left[0], fichier.key_rank() or 0, make)


def repeated(fichier: Fichier, rangee: Rangee, rank: int, first: str) -> Constat:
    """first: file and line of the row that was kept. A key that may be a person's is not shown."""
    colonne, valeur = fichier.name_of(rank), rangee.valeurs[rank]
    if about_somebody(colonne) or personal_form(valeur, "journal", "id") is not None:
        valeur = MASQUE * 3
    return partial(
        problems.identifiant_repete,
        colonne=colonne,
        valeur=valeur,
        premiere=first,
    )
