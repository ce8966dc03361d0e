"""A landlord's conventions over the tables that a program holds."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from convrules.api.dossier import Dossier, open_dossier
from convrules.api.load import Empechement
from convrules.api.memoire import VACANCES, EnMemoire, check_names, mapping_of
from convrules.api.ouverts import DepotOuvert
from convrules.api.tenues import table_of
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.diagnostics.catalogue import is_error, message
from convrules.facts.readers.memoire import TableEnMemoire

_DANS_UN_FICHIER: Final = {
    "bailleur": "bailleur",
    "complet_au": "complet au",
    "peut_etre_vide": "peut être vide",
}
"""What is said of tables, and the keys of a mapping file that say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dits:
    """What a program says of its tables, where no mapping file does. `bailleur`: the SIREN, when the
    repository has conventions of several; `complet_au`: until when every event is recorded; `peut_etre_vide`:
    there may have been no vacancy."""

    bailleur: str = ""
    complet_au: date | None = None
    peut_etre_vide: bool = False


def open_tables(
    ouvert: DepotOuvert,
    tables: Mapping[str, object],
    *,
    correspondance: Path | None = None,
    dits: Dits,
    cle: Path | None = None,
    aujourdhui: date | None = None,
) -> Dossier | Empechement:
    """The tables of a program, read under the conventions of an opened repository.

    tables: by name. With a mapping file, these are the names that it gives after `requête`; without one,
    those of the tables of facts (`vacances`, `candidatures`…), whose columns have the names of facts: amounts
    are then in euros, rates shares of one. cle: the file of the key of pseudonyms. aujourdhui: when a clock
    is read. Raises TypeError for a table that is none, ValueError for a name that is not that of a table or
    of a fact, a table that the mapping does not name, what is said beside a mapping file that says it."""
    if not isinstance(tables, Mapping):
        raise TypeError(f"tables is a dict of tables by their names, not « {type(tables).__name__} »")
    for nom in tables:
        if not isinstance(nom, str):
            raise ValueError(f"« {nom!r:.60} » n'est pas le nom d'une table : un texte.")
    held = {nom: table_of(donnees, nom) for nom, donnees in tables.items()}
    _check_said(dits, held, correspondance)
    if correspondance is not None:
        memoire, data = EnMemoire(tables=held), [correspondance]
    else:
        check_names(held)
        made = _mapping(ouvert, held, dits)
        if isinstance(made, Empechement):
            return made
        memoire, data = made, []
    return open_dossier(
        ouvert.depot, data, cle=cle, aujourdhui=aujourdhui, memoire=memoire, verifier=ouvert.verified
    )


def _check_said(dits: Dits, held: Mapping[str, TableEnMemoire], correspondance: Path | None) -> None:
    """Raises ValueError."""
    if correspondance is not None:
        for nom, cle in _DANS_UN_FICHIER.items():
            if getattr(dits, nom):
                raise ValueError(
                    f"{nom}= ne va pas avec correspondance= : c'est elle qui le dit, par sa clé « {cle} »."
                )
    elif dits.peut_etre_vide and VACANCES not in held:
        raise ValueError(f"peut_etre_vide= parle de la table « {VACANCES} », qui n'est pas donnée.")


def _mapping(ouvert: DepotOuvert, held: Mapping[str, TableEnMemoire], dits: Dits) -> EnMemoire | Empechement:
    """The tables, and the mapping that is written for them."""
    verifie = ouvert.verifie
    conventions = tuple(p.convention for p in verifie.programmes.values())
    landlords = {c.bailleur.siren for c in conventions if c.bailleur is not None}
    fault = next((d for d in verifie.diagnostics if is_error(d)), None)
    if not (dits.bailleur or landlords) and fault is not None:
        texte = t(
            "Aucune convention ne peut être jugée : {code}, {message}",
            code=fault.code,
            message=message(fault),
        )
        return Empechement(texte=texte, constat=fault)
    if not dits.bailleur and len(landlords) != 1:
        texte = t("Le dépôt n'a pas les conventions d'un seul bailleur : donnez son SIREN (bailleur=).")
        return Empechement(texte=texte)
    made = mapping_of(
        ouvert.depot,
        held,
        conventions,
        bailleur=dits.bailleur or landlords.pop(),
        complet_au=dits.complet_au,
        peut_etre_vide=dits.peut_etre_vide,
    )
    return EnMemoire(tables=held, correspondance=made)
