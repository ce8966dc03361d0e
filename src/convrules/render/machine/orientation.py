"""JSON of `orient`."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction

from convrules.base.dates import why
from convrules.base.outcomes import causes_of, word
from convrules.diagnostics.model import Diagnostic
from convrules.orientation.ensemble import Ensemble
from convrules.orientation.model import (
    Anticipee,
    Candidat,
    Citation,
    DelaiOuvert,
    Motif,
    Orientation,
    Prevu,
    Provisoire,
    QuotaTouche,
)
from convrules.render.machine import parts
from convrules.render.machine.check import diagnostic
from convrules.render.machine.neighbours import default, exercise
from convrules.render.machine.parts import Json, Objet, Recu, envelope
from convrules.render.orient_notes import RIEN
from convrules.render.places import article
from convrules.runtime.decision import ResultatEffet
from convrules.year.valeurs import Lacune


def orient(
    orientations: Sequence[Orientation],
    diagnostics: Sequence[Diagnostic],
    recu: Recu,
    ensemble: Ensemble | None = None,
    partis: Mapping[str, str] = RIEN,
    lacunes: Sequence[Lacune] = (),
) -> Objet:
    """Advice on each dwelling, holders in order, and a better assignment of them all when there is one.
    `partis`: what took those that are not on offer any more. `lacunes`: days that the data do not cover."""
    return envelope(
        "orient",
        recu,
        {
            "vacances": [{**_vacance(o), "plus_a_offrir": partis.get(o.vacance)} for o in orientations],
            "ensemble": _together(ensemble),
            "non_couvert": [parts.uncovered(one) for one in lacunes],
            "diagnostics": [diagnostic(d) for d in diagnostics],
        },
    )


def sealed(o: Orientation, recu: Recu) -> str:
    """The advice on one dwelling and what it was computed from, as text: what a decision keeps the SHA-256
    of. The same advice of the same engine on the same files gives the same text."""
    whole = envelope("orient", recu, {"vacances": [_vacance(o)]})
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def _vacance(o: Orientation) -> Objet:
    return {
        "id": o.vacance,
        "propose": o.propose.ident if o.propose is not None else None,
        "politique": o.politique,
        "reserves": [{**_citation(g.clause), "gardes": g.gardes, "nombre": g.nombre} for g in o.gardes],
        "conflit": [_citation(c) for c in o.conflit],
        "variantes": [
            {
                "avec": [_citation(c) for c in v.avec],
                "sans": [_citation(c) for c in v.sans],
                "ordre": list(v.ordre),
            }
            for v in o.variantes
        ],
        "causes": parts.causes(o.causes),
        "borne": _number(o.borne),
        "ecart": None
        if o.ecart is None
        else {
            "retard": parts.number(o.ecart.retard),
            "convention": o.ecart.ident,
            "retard_seul": parts.number(o.ecart.retard_seul),
        },
        "provisoire": _provisional(o.provisoire),
        "anticipation": _ahead(o.anticipation),
        "candidats": [_candidat(c) for c in o.candidats],
        "absents": [default(x) for x in o.absents],
    }


def _together(e: Ensemble | None) -> Json:
    if e is None:
        return None
    return {
        "logements": e.logements,
        "avant": parts.number(e.avant),
        "apres": parts.number(e.apres),
        "gain": parts.number(e.gain),
        "exacte": e.exacte,
        "autrement": [{"vacance": x.vacance, "conseil": x.conseil, "ici": x.ici} for x in e.autrement],
        "comptes": [
            {
                "convention": c.ident,
                "cellules": [
                    {"clause": clause, "cellule": dict(clef)} for clause, clef in c.cellules if clef
                ],
                "conseil": parts.number(c.conseil),
                "ensemble": parts.number(c.ensemble),
            }
            for c in e.comptes
        ],
    }


def _provisional(p: Provisoire | None) -> Json:
    if p is None:
        return None
    return {
        "convention": p.ident,
        "retard": _number(p.retard),
        "mises_de_cote": [*p.mises_de_cote],
        "soldes_a_zero": [*p.soldes_a_zero],
        "a_garder": p.a_garder,
        "avis_suivis": p.avis_suivis,
    }


def _ahead(a: Anticipee | None) -> Json:
    if a is None:
        return None
    return {
        **parts.forecast(a.annee, a.lues, a.laissees, a.causes),
        "sans": a.sans.value if a.sans is not None else None,
        "type_attendu": _number(a.type_attendu) if a.sans is None else None,
        "attendus": _number(a.attendus) if a.sans is None else None,
        "premier": _foreseen(a.premier),
        "retard_seul": _foreseen(a.retard_seul),
    }


def _foreseen(p: Prevu | None) -> Json:
    if p is None:
        return None
    return {
        "convention": p.ident,
        "pour_lui": _number(p.pour_lui),
        "recus": p.recus,
        "ouverts": _number(p.ouverts),
    }


def _citation(c: Citation) -> Objet:
    return {"clause": c.clause, "texte": c.texte, "source": parts.source(c.source)}


def _motif(motif: Motif | None) -> Json:
    if motif is None:
        return None
    return {"genre": motif.genre.value, "clauses": [_citation(c) for c in motif.clauses]}


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
        "rang_selon": list(c.rang_selon),
        "eligible": word(c.eligible),
        "en_vigueur": word(c.en_vigueur),
        "terme": parts.day(c.terme),
        "viendrait_premier": c.viendrait_premier,
        "clause": None if c.clause is None else c.clause.clause,
        "source": None if c.clause is None else parts.source(c.clause.source),
        "causes": parts.causes(c.causes),
        "motif": _motif(c.motif),
        "points": _number(c.points),
        "fins_de_tour": [_end(e) for e in c.fins],
        "quotas": [_quota(q) for q in c.quotas],
        "delais": [_deadline(d) for d in c.delais],
        "exercice": None if c.exercice is None else exercise(c.exercice, c.ident),
        "compte": {
            "taux": parts.bounds(compte.taux),
            "reporte": _number(compte.reporte),
            "du": parts.bounds(compte.dus),
            "retard": parts.bounds(compte.retards),
            "retard_affiche": parts.shown(compte.retards),
            "apres": parts.bounds(compte.apres_bornes),
            "sinon": parts.bounds(compte.sinons),
            "compte_ce_logement": compte.compte,
            "oriente": compte.oriente,
            "suppose": compte.suppose,
            "en_doute": compte.en_doute,
            "tours_rendus": [*compte.rendus],
            "echanges": [*compte.echanges],
            "doutes": [*compte.doutes],
            "causes": parts.causes(compte.causes),
        },
        "avertissements": [
            {
                "clause": a.clause.entete.ident,
                "article": article(a.clause.entete),
                "source": parts.source(a.clause.entete.source),
                "fait": _number(a.fait),
                "plafond": _number(a.plafond),
                "prevu": a.prevu,
                "absolu": a.absolu,
            }
            for a in c.avertissements
        ],
    }


def _quota(q: QuotaTouche) -> Objet:
    return {
        "clause": q.clause.entete.ident,
        "article": article(q.clause.entete),
        "source": parts.source(q.clause.entete.source),
        "effet": q.effet.value,
        "fait": parts.bounds(q.fait),
        "apres": parts.bounds(q.apres),
        "cible": parts.bounds(q.cible),
        "prevu": q.prevu,
        "causes": parts.causes(q.causes),
    }


def _deadline(d: DelaiOuvert) -> Objet:
    return {
        "clause": d.clause.entete.ident,
        "article": article(d.clause.entete),
        "source": parts.source(d.clause.entete.source),
        "limite": d.limite.isoformat() if d.limite is not None else None,
    }


def _end(e: ResultatEffet) -> Objet:
    doubt = causes_of(e.issue) | e.revocable
    if not doubt and e.date.connu is None:
        doubt = why(e.date).causes
    return {
        "clause": e.clause,
        "acte": e.effet.acte.value,
        "destinataire": e.effet.destinataire,
        "decompte": e.effet.decompte.value if e.effet.decompte else None,
        "date": parts.event(e.date),
        "issue": word(e.issue),
        "causes": parts.causes(doubt),
    }


def _number(x: Fraction | None) -> Json:
    return parts.number(x) if x is not None else None
