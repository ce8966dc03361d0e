"""JSON of `evaluate` and of the explanation of one vacancy."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from convrules import ir
from convrules.base.outcomes import causes_of, word
from convrules.base.signes import escaped
from convrules.diagnostics.model import Diagnostic
from convrules.render.clauses import enonce, genre
from convrules.render.facts_read import facts_read
from convrules.render.lexicon import Lexique, etiquette
from convrules.render.machine import parts
from convrules.render.machine.account import Lot, account
from convrules.render.machine.check import diagnostic
from convrules.render.machine.decided import exception
from convrules.render.machine.elements import judged
from convrules.render.machine.neighbours import exercant, neighbours, opening_head
from convrules.render.machine.parts import Json, Objet, Recu, envelope
from convrules.render.places import article
from convrules.render.words import word_of_obligation
from convrules.runtime.debtors import exercised_by
from convrules.runtime.decision import (
    Decision,
    ResultatClause,
    ResultatDecision,
    ResultatDelai,
    ResultatMode,
    ResultatSuspension,
    ResultatTaux,
    Statut,
    Trace,
)
from convrules.runtime.scope import effects_told
from convrules.year.model import Imputation


def evaluate(lots: Iterable[Lot], diagnostics: Sequence[Diagnostic], recu: Recu) -> Iterator[str]:
    """The text, piece by piece: every vacancy, in the order given, with its account and its result under each
    convention whose row it is, or may be. A vacancy off every territory is there, under none."""
    told: Objet = {"vacances": [], "diagnostics": [diagnostic(d) for d in diagnostics]}
    return parts.listed(envelope("evaluate", recu, told), "vacances", _vacancies(lots))


def _vacancies(lots: Iterable[Lot]) -> Iterator[Objet]:
    for decisions, imputations in lots:
        for ident, own in by_vacancy(decisions):
            yield {
                "id": ident,
                "conventions": [decision(d) for d in rows_of(own)],
                "imputation": account(imputations.get(ident)),
            }


def lines(lots: Iterable[Lot]) -> Iterator[str]:
    """One JSON object per line and decision, for a file read line by line. What is no row of a convention
    has no line for it."""
    for decisions, imputations in lots:
        for d in rows_of(decisions):
            own = {"vacance": d.vacance, **decision(d), "imputation": account(imputations.get(d.vacance))}
            yield escaped(json.dumps(own, ensure_ascii=False)) + "\n"


def rows_of(decisions: Iterable[Decision]) -> Iterator[Decision]:
    """Without those of vacancies certainly off the convention's territory: they are not its rows, and a count
    over them would be that of no account. Source: docs/langage, « Vacance »."""
    return (d for d in decisions if d.territoire is not False)


def by_vacancy(decisions: Iterable[Decision]) -> list[tuple[str, list[Decision]]]:
    groups: dict[str, list[Decision]] = {}
    for d in decisions:
        groups.setdefault(d.vacance, []).append(d)
    return list(groups.items())


def decision(d: Decision) -> Objet:
    """One vacancy under one convention. `statut` is a list where several are possible."""
    possibles: list[Json] = [s.value for s in d.statut.possibles]
    return {
        "convention": d.convention,
        "territoire": word(d.territoire),
        "en_vigueur": word(d.en_vigueur),
        "reference": parts.event(d.reference),
        "statut": possibles[0] if len(possibles) == 1 else possibles,
        "clause": d.statut.clause,
        "categorie": d.statut.categorie,
        "causes": parts.causes(d.statut.causes),
        "eligible": word(d.eligible),
        "eligible_causes": parts.causes(causes_of(d.eligible)),
        "champs": [clause(r) for r in d.champs],
        "soustractions": [clause(r) for r in d.soustractions],
        "eligibilites": [clause(r) for r in d.eligibilites],
        "elements": [judged(e) for e in d.elements],
        "menages": [
            {
                "candidature": m.candidature,
                "issue": word(m.issue),
                "clauses": [clause(r) for r in m.resultats],
            }
            for m in d.menages
        ],
        "delais": [deadline(r, d) for r in d.delais],
        "nouvelles_propositions": [deadline(r, d) for r in d.nouvelles_propositions],
        "obligations": [{**obligation(r), "debiteurs": _debtors(r.clause, d)} for r in d.obligations],
        "suites": [clause(r) for r in d.suites],
        "modes": [mode(m) for m in d.modes],
        "decisions": [human(h) for h in d.decisions],
        "effets": [
            {
                "clause": e.clause,
                "acte": e.effet.acte.value,
                "destinataire": e.effet.destinataire,
                "decompte": e.effet.decompte.value if e.effet.decompte else None,
                "faculte": e.effet.faculte,
                "date": parts.event(e.date),
                "issue": word(e.issue),
                "peut_etre_defait": parts.causes(e.revocable),
            }
            for e in effects_told(d)
        ],
        "tour_clos": parts.event(d.tour_clos),
        **neighbours(d),
    }


def _head(c: ir.Clause) -> Objet:
    return {
        "clause": c.entete.ident,
        "genre": genre(c),
        "article": article(c.entete),
    }


def clause(r: ResultatClause) -> Objet:
    return {
        **_head(r.clause),
        "issue": word(r.issue),
        "causes": parts.causes(causes_of(r.issue)),
        "cas": list(r.cas),
    }


def obligation(r: ResultatClause) -> Objet:
    return {**clause(r), "issue": word_of_obligation(r.issue)}


def mode(m: ResultatMode) -> Objet:
    """`issue`: of what the mode imposes on this letting; `etat`: of the mode itself."""
    return {
        **obligation(m.resultat),
        "etat": m.etat.value,
        "depuis": parts.day(m.depuis),
        "etat_causes": parts.causes(m.causes),
        "cellule": dict(m.cellule),
    }


def human(h: ResultatDecision) -> Objet:
    """A decision recorded (`reponse` vrai or faux), or awaited (`indetermine`)."""
    return {
        **_head(h.clause),
        "question": h.clause.question,
        "qui": h.clause.qui,
        "porte_sur": h.clause.porte_sur,
        "element": h.element or None,
        "reponse": word(h.reponse),
        "date": parts.day(h.jour),
        "par": h.par,
        "motif": h.motif,
        "causes": parts.causes(causes_of(h.reponse)),
    }


def deadline(r: ResultatDelai, d: Decision) -> Objet:
    """`etat` is a list where several states are possible. A second window stands under the clause that
    opens it."""
    candidats: list[Json] = [c.value for c in r.candidats]
    return {
        **(_head(r.clause) if r.ouverture is None else opening_head(r, d)),
        "evenement": r.clause.regle.evenement,
        "debiteurs": [] if r.ouverture is not None else _debtors(r.clause, d),
        "faculte": r.ouverture is not None and r.ouverture.faculte,
        "etat": r.etat.value,
        "etats_possibles": candidats or [r.etat.value],
        "limite": parts.day(r.limite),
        "retard_jours": r.retard_jours,
        "provisoire": r.provisoire,
        "ancre": parts.event(r.ancre),
        "suspension": _suspension(r.suspension),
        "cible": parts.event(r.cible),
        "causes": parts.causes(r.causes),
        "cas": list(r.cas),
    }


def _suspension(s: ResultatSuspension | None) -> Json:
    if s is None:
        return None
    return {
        "evenements": [{"debut": parts.event(a), "fin": parts.event(b)} for a, b in s.evenements],
        "jours": [{"du": parts.day(a), "au": parts.day(b)} for a, b in s.jours],
        "limite_initiale": parts.day(s.initiale),
    }


def _debtors(c: ir.Clause, d: Decision) -> list[Json]:
    """Who owes, in the words of the clause; « exerçant » gives way to those who may exercise the rights."""
    exercised = exercised_by(c, d)
    if exercised is not None:
        return [exercant(e) for e in exercised]
    return [c.entete.debiteur] if c.entete.debiteur else []


# --- explanation ----------------------------------------------------------------------------
def explain(
    decisions: Sequence[Decision],
    texte: str,
    conventions: Mapping[str, ir.Convention],
    lexique: Lexique,
    imputation: Imputation | None = None,
    elements: Json = (),
) -> Objet:
    """The content of `explain` for a vacancy, without its envelope. elements: what is said of its programme,
    of its dwelling and of the conventions themselves."""
    return {
        "vacance": decisions[0].vacance,
        "texte": texte,
        "conventions": [
            {
                **decision(d),
                "reservataire": _holder(conventions[d.convention]),
                "regles": [_rule(r, lexique) for r in _results(d)],
                "taux": [_rate(r, lexique) for r in d.taux if Statut.DANS_L_ASSIETTE in d.statut.possibles],
            }
            for d in decisions
        ],
        "imputation": account(imputation),
        "elements": elements,
    }


def _rate(r: ResultatTaux, lexique: Lexique) -> Objet:
    """What the vacancy makes due under a part: by the exception that decides, where one does or may."""
    by = r.exceptions[0] if r.exceptions else r.clause
    return {
        **_head(r.clause),
        "article": article(by.entete),
        "source": parts.source(by.entete.source),
        "exceptions": [exception(e) for e in r.exceptions],
        "regle": enonce(r.clause, lexique),
        "taux": parts.number(r.trace.valeur) if isinstance(r.trace.valeur, Fraction) else None,
        "certain": not r.causes,
        "causes": parts.causes(r.causes | causes_of(r.trace.valeur)),
    }


def _holder(convention: ir.Convention) -> Json:
    holder = convention.reservataire
    return None if holder is None else {"nom": holder.nom, "type": holder.type, "code": holder.code}


def _results(d: Decision) -> Iterable[tuple[ir.Clause, tuple[Trace | None, ...]]]:
    for r in (*d.champs, *d.soustractions, *d.eligibilites, *d.obligations, *d.suites):
        yield r.clause, (r.si, r.trace)
    for m in d.modes:
        yield m.resultat.clause, (m.resultat.si, m.resultat.trace)
    for deadline_ in d.delais:
        yield deadline_.clause, (deadline_.si,)


def _rule(found: tuple[ir.Clause, tuple[Trace | None, ...]], lexique: Lexique) -> Objet:
    c, traces = found
    return {
        **_head(c),
        "source": parts.source(c.entete.source),
        "enonce": c.entete.enonce,
        "regle": enonce(c, lexique),
        "faits": [
            {"fait": f.nom, "glose": etiquette(f.nom, lexique), "valeur": f.valeur}
            for f in facts_read(traces)
        ],
    }
