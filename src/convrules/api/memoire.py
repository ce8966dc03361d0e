"""Tables that a program holds, by name, and the mapping of those whose columns have the names of facts."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from convrules import ir, vocabulary
from convrules.api.load import Depot, Fichier, numbered
from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.ressemblance import nearest
from convrules.base.values import TEvenement, TNombre, Type
from convrules.diagnostics.model import Checked
from convrules.diagnostics.problems import lecture
from convrules.facts.entete import ENFANTS
from convrules.facts.readers.lieux import Tableau
from convrules.facts.readers.memoire import TableEnMemoire, read_rows

NOM: Final = "memoire.yaml"
VACANCES: Final = "vacances"
_NOM: Final = Motif("[a-z][a-z0-9_]*")
_CENTIME: Final = (("centime", 1),)

Interrogation = Callable[[ir.FichierSource, Sequence[ir.Colonne]], Checked[Tableau | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnMemoire:
    """Tables by name. `correspondance`: their mapping, when no file of the disk is it."""

    tables: Mapping[str, TableEnMemoire]
    correspondance: Fichier | None = None


SANS_TABLES: Final = EnMemoire(tables={})


def memory_reader(tables: Mapping[str, TableEnMemoire], ailleurs: Interrogation) -> Interrogation:
    """Reads these tables by their names, and asks others of the project's queries."""

    def ask(fichier: ir.FichierSource, colonnes: Sequence[ir.Colonne]) -> Checked[Tableau | None]:
        nom = fichier.requete or ""
        if nom in tables:
            return read_rows(nom, tables[nom], fichier, colonnes)
        if close := nearest(nom, tables):
            absent = lecture.requete_inconnue(span=fichier.span, nom=nom, proche=close)
            return Checked(value=None, diagnostics=(absent,))
        return ailleurs(fichier, colonnes)

    return ask


def mapping_of(
    depot: Depot,
    tables: Mapping[str, TableEnMemoire],
    conventions: Sequence[ir.Convention],
    *,
    bailleur: str,
    complet_au: date | None,
    peut_etre_vide: bool,
) -> Fichier:
    """A mapping that takes each column for the fact of its name: amounts in euros, rates as shares of one.
    complet_au: the day up to which what happened was recorded, for every event. peut_etre_vide: there may
    have been no vacancy."""
    declared = {c.nom: c.type for convention in conventions for c in convention.vocabulaire}
    until = f", complet au: {complet_au.isoformat()}" if complet_au is not None else ""
    empty = ", peut être vide: oui" if peut_etre_vide else ""
    sources, columns = [], []
    for nom, table in tables.items():
        said = (until if _has_events(nom, table) else "") + (empty if nom == VACANCES else "")
        sources.append(f"  {nom}: {{ requête: {nom}{said} }}")
        known = {champ: found.type for champ, found in vocabulary.champs_de_table(nom).items()}
        # Of a table that says no column, the one that it cannot do without.
        titles = table.titres or (("vacance",) if nom in ENFANTS else ("id",))
        columns.append(f"  {nom}:")
        columns += (f"    {t}: {_column(t, {**declared, **known}.get(t))}" for t in titles)
    head = ["correspondance: memoire", f"bailleur: {json.dumps(bailleur)}"]
    # Why another: a file of the repository may have this name, and is not the mapping of these tables.
    taken = {f.nom for f in depot.fichiers} | {f.path.name for f in depot.fichiers}
    own = next(nom for nom in numbered(NOM) if nom not in taken)
    return Fichier(
        path=depot.racine / own,
        nom=own,
        contenu="\n".join((*head, "fichiers:", *sources, "colonnes:", *columns, "")).encode(),
        genre="correspondance",
        ident="memoire",
        version=None,
    )


def check_names(tables: Mapping[str, TableEnMemoire]) -> None:
    """Names of tables and of columns are written into a mapping: none that is not a plain name. Raises
    ValueError."""
    known = sorted({*vocabulary.NIVEAU_DE_TABLE, *vocabulary.tables.COLONNES})
    if not tables:
        raise ValueError(f"aucune table n'est donnée : {', '.join(known)}.")
    for nom, table in tables.items():
        if nom not in known:
            close = nearest(nom, known)
            told = f" ; vouliez-vous dire « {close} » ?" if close else f" : {', '.join(known)}."
            raise ValueError(f"« {nom} » n'est pas une table de faits{told}")
        for titre in table.titres:
            if _NOM.fullmatch(titre) is None:
                raise ValueError(
                    f"« {titre} », dans « {nom} », n'est pas le nom d'un fait : un mot sans accent."
                )


def check_asked_for(tables: Mapping[str, TableEnMemoire], found: ir.Correspondance, mapping: str) -> None:
    """Raises ValueError for a table that a mapping does not name: it would be read by nobody."""
    asked = {f.requete for f in found.fichiers if f.requete is not None}
    for nom in tables:
        if nom in asked:
            continue
        if not asked:
            raise ValueError(
                f"« {nom} » ne serait pas lue : « {mapping} » ne nomme que des fichiers, et une table donnée "
                f"avec correspondance= est ce qu'elle nomme après « requête ». Sans correspondance=, elle "
                f"porte le nom d'une table de faits."
            )
        close = nearest(nom, sorted(asked))
        told = f"vouliez-vous dire « {close} » ?" if close else f"il y a : {', '.join(sorted(asked))}."
        raise ValueError(
            f"« {nom} » ne serait pas lue : ce n'est pas une table que « {mapping} » nomme après "
            f"« requête » ; {told}"
        )


def _has_events(nom: str, table: TableEnMemoire) -> bool:
    known = vocabulary.champs_de_table(nom)
    return any(isinstance(known[t].type, TEvenement) for t in table.titres if t in known)


def _column(titre: str, kind: Type | None) -> str:
    written = json.dumps(titre, ensure_ascii=False)
    if isinstance(kind, TNombre) and kind.unite == _CENTIME:
        return f"{{ colonne: {written}, unité: € }}"
    if isinstance(kind, TNombre) and kind.taux:
        return f'{{ colonne: {written}, unité: "1" }}'
    return written
