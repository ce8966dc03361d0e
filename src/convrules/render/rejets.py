"""Refused rows and unreadable cells as a table, for whoever mends the file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from convrules.diagnostics.catalogue import aide, gravite, message
from convrules.diagnostics.model import Diagnostic, Gravite
from convrules.facts.chargement import FichierLu
from convrules.render.sheet import csv_line

COLONNES = ("fichier", "ligne", "identifiant", "colonne", "valeur", "portee", "code", "regle", "remede")
LIGNE, CELLULE, COLONNE, FICHIER = "ligne refusée", "cellule", "colonne", "fichier non lu"
NON_JOINTES = frozenset({"CR733", "CR783"})
DE_COLONNE = frozenset({"CR721", "CR722"})
"""Findings about a whole column, placed at its title."""


def rejets(fichiers: Sequence[FichierLu], diagnostics: Iterable[Diagnostic]) -> Iterator[Mapping[str, str]]:
    """One row for each finding in a data file, and for each refused row that has none of its own.

    `identifiant` is what names the row: its identifier, its key or its vacancy; of a refused row that has
    none for certain, its file and line, by which every other output knows it. `valeur` is empty unless the
    mapping reads the column: nothing identifying is there."""
    names = {f.nom: f.cles for f in fichiers}
    refused = {(f.nom, ligne) for f in fichiers for ligne in f.refus}
    unread = {f.nom for f in fichiers if not f.lisible}
    told: set[tuple[str, int]] = set()
    for d in diagnostics:
        nom, ligne = d.span.source.name, d.span.position[0]
        if nom not in names or (gravite(d) is Gravite.REMARQUE and d.code not in NON_JOINTES):
            continue
        told.add((nom, ligne))
        whole = COLONNE if d.code in DE_COLONNE else CELLULE
        portee = FICHIER if nom in unread else LIGNE if (nom, ligne) in refused else whole
        yield _row(
            nom, ligne, names[nom].get(ligne) or (_place(nom, ligne) if portee == LIGNE else ""), portee, d
        )
    by_file = {d.span.source.name: d for d in diagnostics if d.code in NON_JOINTES}
    for nom, ligne in sorted(refused - told):
        yield _row(nom, ligne, names[nom].get(ligne) or _place(nom, ligne), LIGNE, by_file.get(nom))


def _place(nom: str, ligne: int) -> str:
    return f"{nom}, ligne {ligne}"


def _row(nom: str, ligne: int, identifiant: str, portee: str, d: Diagnostic | None) -> Mapping[str, str]:
    return {
        "fichier": nom,
        "ligne": str(ligne),
        "identifiant": identifiant,
        "colonne": d.args.get("colonne", "") if d is not None else "",
        "valeur": d.args.get("valeur", "") if d is not None else "",
        "portee": portee,
        "code": d.code if d is not None else "",
        "regle": message(d) if d is not None else "",
        "remede": (aide(d) or "") if d is not None else "",
    }


def to_csv(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Lines of the file, header first."""
    yield csv_line(COLONNES)
    for row in rows:
        yield csv_line([row[c] for c in COLONNES])
