"""Facts that no row of a vacancy gives: those of the convention itself and of its holder.

Source: docs/langage, « Les faits et leurs niveaux ».
"""

from datetime import date

from convrules import ir
from convrules.base.values import INCONNU, SANS_OBJET, Cellule, Connu, Erreur, Inconnu
from convrules.runtime.context import Contexte


def of_convention(nom: str, contexte: Contexte) -> tuple[Cellule, str]:
    """What the text of the convention says of itself, or its row in `conventions`; both known and different
    is an error."""
    convention = contexte.programme.convention
    rows = contexte.faits.conventions if contexte.faits is not None else None
    row = next((r for r in rows or () if r.id == convention.ident), None)
    recorded: Cellule = row.cellule(nom) if row is not None else INCONNU
    written = _of_text(nom, convention, contexte.dans_le_terme or contexte.jour)
    if written is None or isinstance(recorded, Erreur) or recorded == written:
        return recorded, f"conventions {convention.ident}"
    if isinstance(recorded, Inconnu):
        return written, ""
    wrong = Erreur("le texte de la convention et la table « conventions » ne disent pas la même chose")
    return wrong, f"conventions {convention.ident}"


def _of_text(nom: str, convention: ir.Convention, jour: date) -> Cellule | None:
    """Facts that the head of the file gives, `terme` being that of the term that runs on `jour`; None for the
    others."""
    match nom:
        case "id":
            return Connu(convention.ident)
        case "debut":
            return Connu(convention.en_vigueur.du) if convention.en_vigueur.du is not None else None
        case "terme":
            if convention.en_vigueur.suspens:
                return None
            last = convention.terme(jour)
            return SANS_OBJET if last is None else Connu(last)
        case "signature":
            return Connu(convention.signature) if convention.signature is not None else None
        case _:
            return None


def of_holder(nom: str, contexte: Contexte) -> Cellule:
    holder = contexte.programme.convention.reservataire
    if holder is None:
        return SANS_OBJET
    known = {"nom": holder.nom, "type": holder.type, "code": holder.code}
    valeur = known.get(nom)
    return INCONNU if valeur is None else Connu(valeur)
