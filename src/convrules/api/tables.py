"""A landlord's conventions over the tables that a program holds."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from convrules.api.dossier import Dossier, open_depot, open_dossier
from convrules.api.load import Empechement
from convrules.api.memoire import EnMemoire, check_names, mapping_of, table_of, titled
from convrules.api.verification import check_depot
from convrules.base.texte import t
from convrules.diagnostics.catalogue import is_error, message


def open_tables(
    start: Path,
    tables: Mapping[str, object],
    *,
    correspondance: Path | None = None,
    bailleur: str = "",
    complet_au: date | None = None,
    cle: Path | None = None,
) -> Dossier | Empechement:
    """A landlord's conventions and the tables of a program, checked and loaded.

    tables: by name. With a mapping file, these are the names that it gives after `requête`; without one,
    those of the tables of facts (`vacances`, `candidatures`…), whose columns have the names of facts: amounts
    are then in euros, rates shares of one, and every event is recorded up to `complet_au`; an empty
    list is a table without a row (of `vacances_attendues`: none will come). bailleur: its
    SIREN, when the repository has conventions of several. cle: the file of the key of pseudonyms. Raises
    TypeError for a table that is none, ValueError for a name that is not that of a table or of a fact."""
    depot = open_depot(start)
    if isinstance(depot, Empechement):
        return depot
    held = {nom: table_of(donnees) for nom, donnees in tables.items()}
    if correspondance is not None:
        return open_dossier(depot, [correspondance], cle=cle, memoire=EnMemoire(tables=held))
    held = {nom: titled(nom, table) for nom, table in held.items()}
    check_names(held)
    verifie = check_depot(depot)
    conventions = tuple(p.convention for p in verifie.programmes.values())
    landlords = {c.bailleur.siren for c in conventions if c.bailleur is not None}
    fault = next((d for d in verifie.diagnostics if is_error(d)), None)
    if not (bailleur or landlords) and fault is not None:
        texte = t(
            "Aucune convention ne peut être jugée : {code}, {message}",
            code=fault.code,
            message=message(fault),
        )
        return Empechement(texte=texte, constat=fault)
    if not bailleur and len(landlords) != 1:
        texte = t("Le dépôt n'a pas les conventions d'un seul bailleur : donnez son SIREN (bailleur=).")
        return Empechement(texte=texte)
    made = mapping_of(depot, held, conventions, bailleur=bailleur or landlords.pop(), complet_au=complet_au)
    return open_dossier(depot, [], cle=cle, memoire=EnMemoire(tables=held, correspondance=made))
