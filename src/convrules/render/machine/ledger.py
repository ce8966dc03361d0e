"""JSON of the ledger of a holder."""

from collections.abc import Sequence

from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet
from convrules.year.livres import Difference, Livres, Rapprochement


def books(livres: Livres | None) -> Objet | None:
    """The four counts, who proposed, and each part beside the leases signed in the year."""
    if livres is None:
        return None
    return {
        "decomptes": [
            {"evenement": d.evenement, "nombre": parts.bounds(d.nombre), "lignes": list(d.lignes)}
            for d in livres.decomptes
        ],
        "propositions_par": [{"par": e.par or None, "lignes": list(e.lignes)} for e in livres.exercices],
        "rapprochements": [_beside(r) for r in livres.rapprochements],
    }


def _beside(r: Rapprochement) -> Objet:
    return {
        "clause": r.clause,
        "compte": parts.bounds(r.compte),
        "baux": parts.bounds(r.baux),
        "manquent": _listed(r.manquent),
        "en_plus": _listed(r.en_plus),
        "douteuses": list(r.douteuses),
        "echanges": parts.bounds(r.echanges),
    }


def _listed(found: Sequence[tuple[Difference, tuple[str, ...]]]) -> Json:
    return [{"raison": why.value, "lignes": list(lignes)} for why, lignes in found]
