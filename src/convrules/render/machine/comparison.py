"""JSON of `simulate`, and of the comparison of years or landlords."""

from collections.abc import Sequence

from convrules.diagnostics.model import Diagnostic
from convrules.render.clauses import genre
from convrules.render.machine.check import diagnostic
from convrules.render.machine.parts import Objet, Recu, bounds, envelope, uncovered
from convrules.render.machine.year import cell
from convrules.year.comparaison import Comparaison, EcheanceComparee, PartPropre, RegleComparee, Vu


def comparison(
    commande: str,
    comparaison: Comparaison,
    refusees: Sequence[tuple[str, Sequence[Diagnostic]]],
    diagnostics: Sequence[Diagnostic],
    recu: Recu,
) -> Objet:
    """refusees: columns that could not be judged, each with why."""
    return envelope(
        commande,
        recu,
        {
            "colonnes": [
                {
                    "nom": c.nom,
                    "bailleur": c.bilan.bailleur,
                    "annee": c.bilan.annee,
                    "remarque": c.note or None,
                    "part_propre": None if c.propre is None else _own(c.propre),
                    "non_couvert": [uncovered(one) for one in c.bilan.perimetre.lacunes],
                }
                for c in comparaison.colonnes
            ],
            "refusees": [
                {"nom": nom, "diagnostics": [diagnostic(d) for d in found]} for nom, found in refusees
            ],
            "regles": [_rule(r) for r in comparaison.regles],
            "echeances": [_kept(e) for e in comparaison.echeances],
            "diagnostics": [diagnostic(d) for d in diagnostics],
        },
    )


def _own(own: PartPropre) -> Objet:
    return {"base": bounds(own.base), "du": bounds(own.du), "fait": bounds(own.fait)}


def _rule(r: RegleComparee) -> Objet:
    return {
        "convention": r.convention,
        "conventions": list(r.conventions),
        "reservataire": r.reservataire,
        "clause": r.clause,
        "cellule": dict(r.cellule),
        "differe": r.differe,
        "colonnes": [_seen(vu) for vu in r.vus],
    }


def _seen(vu: Vu | None) -> Objet | None:
    if vu is None:
        return None
    return {
        "genre": genre(vu.regle.clause),
        "force": vu.force.value if vu.force is not None else None,
        "ecartee_par": vu.regle.ecartee_par,
        "verdict": vu.regle.verdict.value if vu.regle.verdict is not None else None,
        "cellule": None if vu.cellule is None else cell(vu.cellule),
    }


def _kept(e: EcheanceComparee) -> Objet:
    return {
        "convention": e.convention,
        "conventions": list(e.conventions),
        "reservataire": e.reservataire,
        "clause": e.clause,
        "differe": e.differe,
        "colonnes": [None if vu is None else {"decomptes": dict(vu.decomptes)} for vu in e.vus],
    }
