"""JSON of `orient`."""

from collections.abc import Sequence
from fractions import Fraction

from convrules.base.outcomes import word
from convrules.diagnostics.model import Diagnostic
from convrules.orientation.model import Candidat, Orientation
from convrules.render.machine import parts
from convrules.render.machine.check import diagnostic
from convrules.render.machine.parts import Json, Objet, Recu, envelope
from convrules.render.numbers import decimal
from convrules.render.places import article


def orient(orientations: Sequence[Orientation], diagnostics: Sequence[Diagnostic], recu: Recu) -> Objet:
    """Advice on each dwelling, holders in order."""
    return envelope(
        "orient",
        recu,
        {
            "vacances": [
                {
                    "id": o.vacance,
                    "propose": o.propose.ident if o.propose is not None else None,
                    "borne": _number(o.borne),
                    "candidats": [_candidat(c) for c in o.candidats],
                }
                for o in orientations
            ],
            "diagnostics": [diagnostic(d) for d in diagnostics],
        },
    )


def _candidat(c: Candidat) -> Objet:
    holder = c.convention.reservataire if c.convention is not None else None
    compte = c.compte
    return {
        "convention": c.ident,
        "reservataire": None
        if holder is None
        else {"nom": holder.nom, "type": holder.type, "code": holder.code},
        "rangement": c.rangement.value,
        "rang": c.rang,
        "eligible": word(c.eligible),
        "viendrait_premier": c.viendrait_premier,
        "clause": c.clause,
        "causes": parts.causes(c.causes),
        "departage": c.departage.value if c.departage else None,
        "compte": {
            "taux": _number(compte.taux),
            "retard": _number(compte.retard),
            "retard_affiche": decimal(compte.retard) if compte.retard is not None else None,
            "apres": _number(compte.apres),
            "sinon": _number(compte.sinon),
            "oriente": compte.oriente,
            "en_doute": compte.en_doute,
        },
        "avertissements": [
            {
                "clause": a.clause.entete.ident,
                "article": article(a.clause.entete),
                "source": parts.source(a.clause.entete.source),
                "fait": _number(a.fait),
                "plafond": _number(a.plafond),
            }
            for a in c.avertissements
        ],
    }


def _number(x: Fraction | None) -> Json:
    return parts.number(x) if x is not None else None
