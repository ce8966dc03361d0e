"""Rows of the data that keep rules from being joined, for want of what tells their cell.

Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterable

from convrules.facts.records import Ligne
from convrules.year.assiette import Sujet
from convrules.year.ouverte import SansCellule
from convrules.year.rapprochees import Relue


def rows_without_cell(relues: Iterable[Relue]) -> tuple[SansCellule, ...]:
    """Each once, in the order of the data, with the facts that lack and the rules that they keep apart."""
    rows: dict[str, Ligne | None] = {}
    facts: dict[str, set[str]] = {}
    rules: dict[str, dict[tuple[str, str], None]] = {}
    for relue in relues:
        autre, who = relue.lue.autre, relue.cadre.programme.convention.ident
        for sujet, causes in autre.groupe.peut_etre if autre is not None else ():
            rows.setdefault(sujet.id, _row(sujet))
            facts.setdefault(sujet.id, set()).update(cause.fait for cause in causes)
            rules.setdefault(sujet.id, {})[who, relue.lue.clause.ident] = None
    found = [_told(ident, row, facts[ident], tuple(rules[ident])) for ident, row in rows.items()]
    return tuple(sorted(found, key=lambda row: (row.fichier, row.ligne)))


def _row(sujet: Sujet) -> Ligne | None:
    return sujet.suivi.vacance.ligne if sujet.suivi is not None else sujet.ligne


def _told(
    ident: str, ligne: Ligne | None, faits: Iterable[str], regles: tuple[tuple[str, str], ...]
) -> SansCellule:
    place = ligne.place if ligne is not None else None
    return SansCellule(
        vacance=ident,
        fichier=place.fichier if place is not None else "",
        ligne=place.ligne if place is not None else 0,
        faits=tuple(sorted(faits)),
        regles=regles,
    )
