"""JSON of the ledger of a holder."""

from collections.abc import Iterator, Sequence

from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet
from convrules.year.comptes_repartis import accounts_of
from convrules.year.livres import Difference, Livres, Rapprochement
from convrules.year.model import Bilan, BilanConvention, Contredit, ResultatCellule, ResultatRegle


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
        "objectif": r.objectif,
        "au_compte": r.au_compte,
        "compte": parts.bounds(r.compte),
        "baux": parts.bounds(r.baux),
        "manquent": _listed(r.manquent),
        "en_plus": _listed(r.en_plus),
        "a_venir": list(r.a_venir),
        "douteuses": list(r.douteuses),
        "echanges": parts.bounds(r.echanges),
    }


def _listed(found: Sequence[tuple[Difference, tuple[str, ...]]]) -> Json:
    return [{"raison": why.value, "lignes": list(lignes)} for why, lignes in found]


def contradicted(found: Contredit) -> Objet:
    """A balance that the table says, and that the year, judged in the same run, leaves otherwise."""
    return {
        "convention": found.convention,
        "clause": found.clause,
        "cellule": dict(found.cellule),
        "annee": found.annee,
        "dit": parts.number(found.dit),
        "laisse": parts.bounds(found.laisse),
        "repris": parts.bounds(found.repris),
    }


def before(bilan: Bilan) -> Objet:
    """A year judged before the one asked for: its accounts."""
    return {
        "annee": bilan.annee,
        "comptes": [
            {
                "convention": b.convention.ident,
                "clause": ident,
                "cellule": dict(c.cellule),
                "solde_initial": parts.bounds(c.solde_initial),
                "du": parts.bounds(c.du),
                "cible": parts.bounds(c.cible),
                "realise": parts.bounds(c.realise),
                "solde": parts.bounds(c.solde),
                "verdict": c.verdict.value if c.verdict is not None else None,
            }
            for b in bilan.conventions
            for r in b.regles
            for ident, c in (*((r.clause.entete.ident, c) for c in r.cellules), *_split(r, b))
        ],
    }


def _split(regle: ResultatRegle, b: BilanConvention) -> Iterator[tuple[str, ResultatCellule]]:
    return ((compte, cell) for compte, _, cell in accounts_of(regle, b))
