"""JSON of a forecast (`simulate --hypotheses`)."""

from collections.abc import Sequence

from convrules.analyses.prevision.model import Etendue, Prevision, RegleTiree, VuePrevue
from convrules.diagnostics.model import Diagnostic
from convrules.render.forecast import assumptions
from convrules.render.machine.check import diagnostic
from convrules.render.machine.comparison import NonEssayee, untried
from convrules.render.machine.parts import Json, Objet, Recu, bounds, envelope, number, uncovered


def forecast(
    p: Prevision,
    refusees: Sequence[NonEssayee],
    diagnostics: Sequence[Diagnostic],
    recu: Recu,
) -> Objet:
    """refusees: variants that could not be judged."""
    return envelope(
        "prevision",
        recu,
        {
            "annee": p.annee,
            "graine": p.hypotheses.graine,
            "tirages": p.hypotheses.tirages,
            "intervalle": number(p.hypotheses.intervalle),
            "hypotheses": list(assumptions(p)),
            "vacances": _spread(p.vacances),
            "retraits": [
                {
                    "categorie": nom,
                    "tires": _spread(e),
                    "annees_trop_courtes": dict(p.retraits_courts).get(nom, 0),
                }
                for nom, e in p.retraits
            ],
            "textes": [_text(vue) for vue in p.vues],
            "refusees": [untried(one) for one in refusees],
            "diagnostics": [diagnostic(d) for d in diagnostics],
        },
    )


def _text(vue: VuePrevue) -> Objet:
    return {
        "nom": vue.nom,
        "remarque": vue.note or None,
        "politique": vue.politique,
        "sans_conseil": vue.sans_conseil,
        "non_couvert": [uncovered(one) for one in vue.lacunes],
        "regles": [_rule(r) for r in vue.regles],
    }


def _rule(r: RegleTiree) -> Objet:
    return {
        "convention": r.convention,
        "reservataire": r.reservataire,
        "clause": r.clause,
        "cellule": dict(r.cellule),
        "annees": r.annees,
        "verdicts": {verdict.value: n for verdict, n in r.verdicts},
        "jamais_tenue": r.jamais,
        "base": _spread(r.base),
        "du": _spread(r.du),
        "fait": _spread(r.fait),
        "faits_manquants": list(r.faits),
    }


def _spread(e: Etendue | None) -> Json:
    if e is None:
        return None
    return {"bas": number(e.min), "haut": number(e.max), "milieu": bounds(e.milieu)}
