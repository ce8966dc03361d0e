"""JSON of `compliance`."""

from collections.abc import Sequence

from convrules.diagnostics.model import Diagnostic
from convrules.render.clauses import enonce, genre
from convrules.render.lexicon import Lexique
from convrules.render.machine import parts
from convrules.render.machine.check import diagnostic
from convrules.render.machine.parts import Json, Objet, Recu, envelope
from convrules.render.places import article
from convrules.year.model import (
    Bilan,
    BilanConvention,
    Bornes,
    ResultatCellule,
    ResultatEcheance,
    ResultatRegle,
    Verdict,
)


def compliance(bilan: Bilan, diagnostics: Sequence[Diagnostic], recu: Recu, lexique: Lexique) -> Objet:
    return envelope(
        "compliance",
        recu,
        {
            "bailleur": bilan.bailleur,
            "annee": bilan.annee,
            "conventions": [_convention(b, lexique) for b in bilan.conventions],
            "diagnostics": [diagnostic(d) for d in diagnostics],
        },
    )


def _convention(b: BilanConvention, lexique: Lexique) -> Objet:
    holder = b.convention.reservataire
    return {
        "convention": b.convention.ident,
        "reservataire": None
        if holder is None
        else {"nom": holder.nom, "type": holder.type, "code": holder.code},
        "lignes": b.lignes,
        "statuts": {statut.value: parts.bounds(n) for statut, n in b.statuts},
        "retraits": [
            {"categorie": r.categorie, "prevu": r.prevu, "realise": parts.bounds(r.realise)}
            for r in b.retraits
        ],
        "regles": [_rule(r, lexique) for r in b.regles],
        "echeances": [_deadline(e) for e in b.echeances],
        "non_evalues": [
            {
                "clause": n.clause.entete.ident,
                "genre": genre(n.clause),
                "article": article(n.clause.entete),
                "source": parts.source(n.clause.entete.source),
                "code": n.code,
            }
            for n in b.non_evalues
        ],
    }


def _rule(r: ResultatRegle, lexique: Lexique) -> Objet:
    entete = r.clause.entete
    return {
        "clause": entete.ident,
        "genre": genre(r.clause),
        "regle": enonce(r.clause, lexique),
        "article": article(entete),
        "source": parts.source(entete.source),
        "force": entete.force.value if entete.force else None,
        "arrondi": r.clause.arrondi.value,
        "verdict": _verdict(r.verdict),
        "cas": list(r.cas),
        "ecartee_par": r.ecartee_par,
        "conflit": list(r.conflit),
        "cellules": [_cell(c) for c in r.cellules],
    }


def _verdict(v: Verdict | None) -> str | None:
    return v.value if v is not None else None


def _cell(c: ResultatCellule) -> Objet:
    """Each number stands twice: exact, and rounded for display under `…_affiche`."""
    values: dict[str, Bornes | None] = {
        "base": c.base,
        "du": c.du,
        "du_arrondi": c.du_arrondi,
        "cible": c.cible,
        "realise": c.realise,
        "solde_initial": c.solde_initial,
        "solde": c.solde,
        "part": c.part,
    }
    numbers: Objet = {}
    for key, value in values.items():
        numbers[key] = parts.bounds(value)
        numbers[f"{key}_affiche"] = parts.shown(value)
    possibles: list[Json] = [v.value for v in c.verdicts_possibles]
    return {
        "cellule": dict(c.cellule),
        **numbers,
        "solde_perdu": parts.number(c.solde_perdu),
        "verdict": _verdict(c.verdict),
        "verdicts_possibles": possibles,
        "sauve_par_tolerance": c.sauve_par_tolerance,
        "causes": parts.causes(c.causes),
        "lignes_base": list(c.lignes_base),
        "lignes_comptees": list(c.lignes_comptees),
        "a_completer": [
            {"vacance": r.vacance, "causes": parts.causes(r.causes), "ecart": parts.number(r.ecart)}
            for r in c.a_completer
        ],
    }


def _deadline(e: ResultatEcheance) -> Objet:
    return {
        "clause": e.clause.entete.ident,
        "genre": genre(e.clause),
        "article": article(e.clause.entete),
        "source": parts.source(e.clause.entete.source),
        "decomptes": dict(e.decomptes),
        "manquees": list(e.manquees),
    }
