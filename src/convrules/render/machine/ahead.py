"""JSON of what a year that is not over gives besides its verdicts."""

from convrules.render.machine import parts
from convrules.render.machine.parts import Objet
from convrules.year.ouverte import Alerte, Avancement, Hypothese, Portee, Projection


def assumed(hypothese: Hypothese) -> Objet:
    """What projections suppose."""
    return {
        "methode": hypothese.methode.value,
        "mobilite": parts.bounds(hypothese.mobilite),
        "parc": dict(hypothese.parc),
    }


def advance(a: Avancement) -> Objet:
    """One cell as of the day; nothing here is a verdict."""
    return {
        "clause": a.clause,
        "cellule": dict(a.cellule),
        "base": parts.bounds(a.base),
        "du": parts.bounds(a.du),
        "realise": parts.bounds(a.realise),
        "retard": parts.bounds(a.retard),
        "plafond": a.plafond,
        "annoncees": a.annoncees,
        "au_mieux": None
        if a.au_mieux is None
        else {"realise": parts.number(a.au_mieux.fait), "cible": parts.number(a.au_mieux.cible)},
        "projection": None if a.projection is None else _projected(a.projection),
        "sans_projection": None if a.sans_projection is None else a.sans_projection.value,
    }


def _projected(p: Projection) -> Objet:
    return {
        "a_venir": {
            "bas": parts.number(p.cadence.bas),
            "moyen": parts.number(p.cadence.moyen),
            "haut": parts.number(p.cadence.haut),
        },
        "mois_observes": p.cadence.mois,
        "base": parts.bounds(p.base),
        "du": parts.bounds(p.du),
        "cible": parts.bounds(p.cible),
        "realise": parts.bounds(p.realise),
        "reste": parts.bounds(p.reste),
    }


def within_reach(p: Portee) -> Objet:
    """All the parts at once: a smallest set of them that cannot be met together, when there is one."""
    return {
        "etat": p.etat.value,
        "raison": p.raison.value if p.raison is not None else None,
        "jugees": p.jugees,
        "bloquantes": [
            {
                "convention": e.convention,
                "clause": e.clause,
                "cellule": dict(e.cellule),
                "plafond": e.plafond,
                "reste": parts.bounds(e.reste),
            }
            for e in p.bloquantes
        ],
        "minimales": p.minimales,
        "offre": parts.bounds(p.offre),
        "seules": [{"convention": convention, "clause": clause} for convention, clause in p.seules],
        "seules_car": p.seules_car.value if p.seules_car is not None else None,
        "solveur": p.solveur,
        "manques": [
            {"convention": m.convention, "clause": m.clause, "table": m.table, "faits": list(m.faits)}
            for m in p.manques
        ],
        "sans_cellule": [
            {
                "vacance": row.vacance,
                "fichier": row.fichier or None,
                "ligne": row.ligne or None,
                "faits": list(row.faits),
                "regles": [{"convention": convention, "clause": clause} for convention, clause in row.regles],
            }
            for row in p.sans_cellule
        ],
    }


def alert(a: Alerte) -> Objet:
    """A threshold of the project file that is passed."""
    return {
        "genre": a.genre.value,
        "convention": a.convention,
        "clause": a.clause,
        "cellule": dict(a.cellule),
        "plafond": a.plafond,
        "valeur": parts.bounds(a.valeur),
        "seuil": a.seuil,
        "vacances": [{"vacance": v, "limite": parts.day(limite)} for v, limite in a.vacances],
    }
