"""Tables given as text, and what their rows say once held against one another."""

from collections.abc import Mapping

from convrules import ir
from convrules.base.values import TDate, TEvenement, TTexte, Type
from convrules.diagnostics.model import Diagnostic
from convrules.facts.actes import check_orphans
from convrules.facts.records import Faits
from convrules.facts.references import (
    Connus,
    check_cited,
    check_conventions,
    check_dwellings,
    check_spelling,
    check_twins,
)
from facts.landlord import COMPLET, ENTIER, colonne, load, mapping, source

TITRES: Mapping[str, tuple[str, Type]] = {
    "NUM_VAC": ("id", TTexte()),
    "NUM_LOGT": ("id", TTexte()),
    "NUM_DROIT": ("id", TTexte()),
    "NUM": ("id", TTexte()),
    "ID": ("id", TTexte()),
    "LISTE": ("commentaire", TTexte()),
    "LOGT": ("logement", TTexte()),
    "PROG": ("programme", TTexte()),
    "CONVENTION": ("convention", TTexte()),
    "VACANCE": ("vacance", TTexte()),
    "ACTE": ("acte", TTexte()),
    "COMPTE": ("compte", TTexte()),
    "CEDANT": ("cedant", TTexte()),
    "CATEGORIE": ("categorie", TTexte()),
    "AUTEUR": ("auteur", TTexte()),
    "TYPO": ("typologie", TTexte()),
    "RANG": ("rang", ENTIER),
    "DEM": ("demande", TTexte()),
    "ANNEE": ("annee", ENTIER),
    "NOMBRE": ("nombre", ENTIER),
    "MIN": ("min", ENTIER),
    "MAX": ("max", ENTIER),
    "DATE": ("date", TDate()),
    "DU": ("du", TDate()),
    "AU": ("au", TDate()),
}
EVENEMENTS = {
    "DT_MES": "mise_en_service",
    "DT_DISPO": "disponibilite",
    "DT_INFO": "information",
    "DT_BAIL": "bail",
    "DT_RETRAIT": "retrait",
    "DT_ABANDON": "abandon",
}
CONNUS = Connus(
    categories=frozenset(), comptes=frozenset(), conventions=frozenset({"etat-93--exemple", "ville"})
)


def read(**tables: str) -> tuple[Faits, list[Diagnostic]]:
    """Tables by name, each with the titles above; complete columns of events."""
    columns: dict[str, tuple[ir.Colonne, ...]] = {}
    for table, text in tables.items():
        titles = text.strip().split("\n")[0].split(";")
        columns[table] = tuple(
            colonne(EVENEMENTS[t], TEvenement(), t, complet_au=COMPLET)
            if t in EVENEMENTS
            else colonne(TITRES[t][0], TITRES[t][1], t)
            for t in titles
        )
    sources = tuple(source(f"{table}.csv", table) for table in tables)
    files = {f"{table}.csv": text.encode() for table, text in tables.items()}
    loaded = load(mapping(sources, columns), files)
    faits = loaded.value.faits
    crossed = [
        *check_cited(faits, CONNUS),
        *check_conventions(faits, CONNUS),
        *check_dwellings(faits),
        *check_spelling(faits),
        *check_twins(faits),
        *check_orphans(faits.actes, faits.vacances, ("V8",)),
    ]
    return faits, [*loaded.diagnostics, *crossed]


def codes(found: list[Diagnostic]) -> list[str]:
    return [d.code for d in found]
