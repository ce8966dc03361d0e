"""JSON of `simulate`, and of the comparison of years or landlords."""

from collections.abc import Sequence
from typing import TypeAlias

from convrules.diagnostics.model import Diagnostic
from convrules.render.clauses import genre
from convrules.render.compared_texts import Mots, deadline_texts, differ, lexicons, rule_texts
from convrules.render.machine.check import diagnostic
from convrules.render.machine.parts import Objet, Recu, bounds, envelope, uncovered
from convrules.render.machine.year import cell
from convrules.year.comparaison import (
    Choix,
    Colonne,
    Comparaison,
    EcheanceComparee,
    PartPropre,
    RegleComparee,
    Vu,
)

NonEssayee: TypeAlias = tuple[str, Choix | None, Sequence[Diagnostic]]
"""What could not be judged: its name, the choice when it is one, and why."""


def comparison(
    commande: str,
    comparaison: Comparaison,
    refusees: Sequence[NonEssayee],
    diagnostics: Sequence[Diagnostic],
    recu: Recu,
) -> Objet:
    """refusees: columns that could not be judged."""
    lexiques = lexicons(comparaison)
    return envelope(
        commande,
        recu,
        {
            "colonnes": [
                {
                    "nom": c.nom,
                    "bailleur": c.bilan.bailleur,
                    "annee": c.bilan.annee,
                    **({"depuis": _first_judged(c)} if comparaison.rejouee else {}),
                    "remarque": c.note or None,
                    "part_propre": None if c.propre is None else _own(c.propre),
                    "non_couvert": [uncovered(one) for one in c.bilan.perimetre.lacunes],
                }
                for c in comparaison.colonnes
            ],
            "refusees": [untried(one) for one in refusees],
            "regles": [_rule(r, lexiques) for r in comparaison.regles],
            "echeances": [_kept(e, lexiques) for e in comparaison.echeances],
            "diagnostics": [diagnostic(d) for d in diagnostics],
        },
    )


def _first_judged(c: Colonne) -> int | None:
    return c.bilan.precedents[0].annee if c.bilan.precedents else None


def untried(refusee: NonEssayee) -> Objet:
    nom, choix, found = refusee
    return {
        "nom": nom,
        "choix": None
        if choix is None
        else {
            "convention": choix.convention,
            "clause": choix.clause,
            "cle": choix.cle,
            "valeur": choix.valeur,
        },
        "diagnostics": [diagnostic(d) for d in found],
    }


def _own(own: PartPropre) -> Objet:
    return {"base": bounds(own.base), "du": bounds(own.du), "fait": bounds(own.fait)}


def _rule(r: RegleComparee, lexiques: Sequence[Mots]) -> Objet:
    textes = rule_texts(r, lexiques)
    return {
        "convention": r.convention,
        "conventions": list(r.conventions),
        "reservataire": r.reservataire,
        "clause": r.clause,
        "cellule": dict(r.cellule),
        "differe": r.differe,
        "textes_differents": differ(textes),
        "colonnes": [_seen(vu, texte) for vu, texte in zip(r.vus, textes, strict=True)],
    }


def _seen(vu: Vu | None, texte: str) -> Objet | None:
    if vu is None:
        return None
    return {
        "genre": genre(vu.regle.clause),
        "regle": texte or None,
        "force": vu.force.value if vu.force is not None else None,
        "ecartee_par": vu.regle.ecartee_par,
        "verdict": vu.regle.verdict.value if vu.regle.verdict is not None else None,
        "cellule": None if vu.cellule is None else cell(vu.cellule),
    }


def _kept(e: EcheanceComparee, lexiques: Sequence[Mots]) -> Objet:
    textes = deadline_texts(e, lexiques)
    return {
        "convention": e.convention,
        "conventions": list(e.conventions),
        "reservataire": e.reservataire,
        "clause": e.clause,
        "differe": e.differe,
        "textes_differents": differ(textes),
        "colonnes": [
            None if vu is None else {"regle": texte, "decomptes": dict(vu.decomptes)}
            for vu, texte in zip(e.vus, textes, strict=True)
        ],
    }
