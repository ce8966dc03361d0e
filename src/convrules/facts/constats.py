"""Findings of one table, each at the cells it speaks of, in whichever of its files they stand."""

from collections.abc import Iterator, Mapping, Sequence

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.facts.entete import looks_personal
from convrules.facts.ordre import ConstatDeDates
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee, places
from convrules.facts.records import Ligne

Origines = Mapping[str, Sequence[tuple[Fichier, Rangee]]]
"""By identifier, the row of each file that gives its cells."""


def placed(
    fichiers: Sequence[Fichier], dates: Sequence[tuple[Ligne, ConstatDeDates]], origines: Origines
) -> Iterator[Diagnostic]:
    """The findings of every file, then those about the dates of a row."""
    about = [(ligne, found, _cells(origines[ligne.id], found.champs)) for ligne, found in dates]
    spans: dict[tuple[int, int, int], Span] = {}
    for fichier in fichiers:
        width = len(fichier.tableau.entete.valeurs)
        fichier.constats += [(r, width, make) for r, make in fichier.tableau.inegales]
        wanted = [(r, i) for r, i, _ in fichier.constats]
        wanted += [(r, i) for *_, cells in about for f, r, i in cells if f is fichier]
        own = places(fichier.tableau, wanted, _shown(fichier))
        spans |= {(id(fichier), *key): span for key, span in own.items()}
        for rangee, rank, make in fichier.constats:
            yield make(span=own[rangee.ligne, rank])
    for ligne, found, cells in about:
        yield found.placed(ligne, [spans[id(f), r.ligne, i] for f, r, i in cells])


def _shown(fichier: Fichier) -> frozenset[int]:
    """Columns whose cells a message may show."""
    shown = {i for _, i, _ in fichier.colonnes}
    key = fichier.key_rank()
    if key is not None and not looks_personal(fichier.name_of(key)):
        shown.add(key)
    return frozenset(shown)


def _cells(
    rows: Sequence[tuple[Fichier, Rangee]], champs: Sequence[str]
) -> list[tuple[Fichier, Rangee, int]]:
    return [next((f, r, i) for f, r in rows if (i := f.rank(champ)) is not None) for champ in champs]
