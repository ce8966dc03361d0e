"""JSON of what other conventions and rights say of one vacancy: rights that lock it, who exercises, to whom
a turn goes, who takes the place of an absent holder."""

from convrules.base.outcomes import causes_of, word
from convrules.render.clauses import genre
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet
from convrules.render.neighbours import opening_clause
from convrules.runtime.decision import (
    Decision,
    ResultatDefaut,
    ResultatDelai,
    ResultatDelegation,
    ResultatExercice,
)

TITULAIRE = "titulaire"


def neighbours(d: Decision) -> Objet:
    return {
        "droits": [
            {
                "droit": r.droit,
                "clause": r.clause.entete.ident,
                "article": r.clause.entete.source.article,
                "issue": word(r.issue),
                "causes": parts.causes(causes_of(r.issue)),
                "titulaire": word(r.titulaire),
                "reservataire": r.designation,
            }
            for r in d.statut.droits
        ],
        "exercice": None if d.exercice is None else exercise(d.exercice, d.convention),
        "droits_exerces": [_delegation(x) for x in d.exercees],
        "remises": [
            {
                "clause": r.clause,
                "destinataire": r.destinataire,
                "issue": word(r.issue),
                "causes": parts.causes(causes_of(r.issue)),
                "conventions": list(r.conventions),
            }
            for r in d.remises
            if not r.a_venir
        ],
        "ouvertures": [
            {
                "convention": o.convention,
                "clause": o.clause,
                "date": parts.event(o.date),
                "faculte": o.faculte,
                "peut_etre_defait": parts.causes(o.revocable),
            }
            for o in d.ouvertures
        ],
        "remise_recue": parts.event(d.recue),
        "defaut": None if d.defaut is None else default(d.defaut),
        "recueillis": [default(x) for x in d.recueillis],
    }


def exercise(e: ResultatExercice, titulaire: str) -> Objet:
    """`exercant` is a list where several are possible, empty when delegations contradict one another."""
    possibles: list[Json] = [exercant(p) for p in e.possibles]
    return {
        "titulaire": titulaire,
        "exercant": possibles[0] if e.sur else possibles,
        "causes": parts.causes(e.causes),
        "conflit": list(e.conflit),
        "delegations": [_delegation(x) for x in e.delegations],
    }


def exercant(delegation: ResultatDelegation | None) -> Json:
    """The delegate as the clause designates it; « titulaire » for the holder itself."""
    return TITULAIRE if delegation is None else delegation.delegataire


def _delegation(x: ResultatDelegation) -> Objet:
    return {
        "clause": x.clause.entete.ident,
        "article": x.clause.entete.source.article,
        "convention": x.convention,
        "titulaire": x.titulaire,
        "delegataire": x.delegataire,
        "convention_delegataire": x.convention_delegataire,
        "nom": x.nom,
        "issue": word(x.issue),
        "causes": parts.causes(causes_of(x.issue)),
    }


def default(x: ResultatDefaut) -> Objet:
    return {
        "clause": x.clause.entete.ident,
        "source": parts.source(x.clause.entete.source),
        "absent": x.absent,
        "reservataire": x.nom,
        "designe": x.designe,
        "convention": x.convention,
        "nom": x.nom_designe,
        "issue": word(x.issue),
        "causes": parts.causes(causes_of(x.issue)),
    }


def opening_head(r: ResultatDelai, d: Decision) -> Objet:
    """A second window stands under the clause that opens it."""
    c = opening_clause(r, d)
    return {"clause": c.entete.ident, "genre": genre(c), "article": c.entete.source.article}
