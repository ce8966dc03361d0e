"""Refused rows and unreadable cells as a table, for whoever mends the file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from convrules.base.anglais import dire
from convrules.base.texte import Langue
from convrules.diagnostics.catalogue import aide, gravite, message
from convrules.diagnostics.model import Diagnostic, Gravite
from convrules.facts.chargement import FichierLu
from convrules.facts.nommees import Endroit, places_of
from convrules.render.lignes import csv_line

COLONNES = ("fichier", "ligne", "identifiant", "colonne", "valeur", "portee", "code", "regle", "remede")
LIGNE, CELLULE, COLONNE, FICHIER = "ligne refusée", "cellule", "colonne", "fichier non lu"
NON_JOINTES = frozenset({"CR733", "CR783"})
ENSEMBLE: Final = frozenset({"CR886"})
"""Findings that tell several rows at the first of them."""
DE_COLONNE = frozenset({"CR721", "CR722"})
"""Findings about a whole column, placed at its title."""


def rejets(
    fichiers: Sequence[FichierLu],
    diagnostics: Iterable[Diagnostic],
    noms: Mapping[Endroit, str],
    langue: Langue = Langue.FR,
) -> Iterator[Mapping[str, str]]:
    """One row for each row that a finding in a data file speaks of, and for each refused row that has none of
    its own.

    `identifiant` is what names the row (`noms`): its identifier, its key or its vacancy; of a refused row
    that has none for certain, its file and line, by which every other output knows it. `valeur` is empty
    unless the mapping reads the column: nothing identifying is there."""
    files = {f.nom for f in fichiers}
    refused = {(f.nom, ligne) for f in fichiers for ligne in f.refus}
    unread = {f.nom for f in fichiers if not f.lisible}
    told: set[Endroit] = set()
    for d in diagnostics:
        if d.span.source.name not in files or (gravite(d) is Gravite.REMARQUE and d.code not in NON_JOINTES):
            continue
        whole = COLONNE if d.code in DE_COLONNE else CELLULE
        for place in (p for p in places_of(d) if p[0] in files):
            told.add(place)
            portee = FICHIER if place[0] in unread else LIGNE if place in refused else whole
            yield _row(place, noms.get(place) or (_said(place) if portee == LIGNE else ""), portee, d, langue)
    by_file = {d.span.source.name: d for d in diagnostics if d.code in NON_JOINTES}
    by_row = _told_elsewhere(fichiers, diagnostics)
    for place in sorted(refused - told):
        found = by_row.get(place) or by_file.get(place[0])
        yield _row(place, noms.get(place) or _said(place), LIGNE, found, langue)


def _told_elsewhere(
    fichiers: Sequence[FichierLu], diagnostics: Iterable[Diagnostic]
) -> Mapping[Endroit, Diagnostic]:
    """By refused row, the finding that tells several of them at the first."""
    at = {places_of(d)[0]: d for d in diagnostics if d.code in ENSEMBLE}
    rows = (((f.nom, ligne), ou) for f in fichiers for ligne, ou in f.dites.items())
    return {place: at[ou] for place, ou in rows if ou in at}


def _said(place: Endroit) -> str:
    return f"{place[0]}, ligne {place[1]}"


def _row(
    place: Endroit, identifiant: str, portee: str, d: Diagnostic | None, langue: Langue
) -> Mapping[str, str]:
    return {
        "fichier": place[0],
        "ligne": str(place[1]),
        "identifiant": identifiant,
        "colonne": d.args.get("colonne", "") if d is not None else "",
        "valeur": d.args.get("valeur", "") if d is not None else "",
        "portee": dire(portee, langue),
        "code": d.code if d is not None else "",
        "regle": message(d, langue) if d is not None else "",
        "remede": (aide(d, langue) or "") if d is not None else "",
    }


def to_csv(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Lines of the file, header first."""
    yield csv_line(COLONNES)
    for row in rows:
        yield csv_line([row[c] for c in COLONNES])
