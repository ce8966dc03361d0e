"""What people record, in French: decisions, corrective modes, findings, sendings."""

from collections.abc import Iterator
from datetime import date

from convrules import geographie, ir
from convrules.base.outcomes import Cause, Genre, Indetermine
from convrules.render import numbers, words
from convrules.render.bounds import bornes
from convrules.render.clauses import enonce
from convrules.render.document import Bloc, detail, paragraphe, puce
from convrules.render.french import cite, sentence
from convrules.render.lexicon import Lexique, code, par_exception
from convrules.render.neighbours import cited
from convrules.render.places import where as where_stands
from convrules.runtime.decision import Decision, EtatDelai, EtatMode, ResultatDecision, ResultatMode
from convrules.year.model import (
    BilanConvention,
    Constat,
    ResultatConstat,
    ResultatRedressement,
    ResultatTransmission,
)

FIN = numbers.FINE
ETAT_MODE = {
    EtatMode.NORMAL: "régime normal",
    EtatMode.CORRECTIF: "régime correctif",
    EtatMode.INDETERMINE: "régime indéterminé",
}
CONSTAT = {Constat.TENU: "tenu", Constat.MANQUE: "manqué"}


# --- one vacancy ----------------------------------------------------------------------------
def decisions(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """Who decided what, when and why; then what is awaited, and from whom."""
    made = [d for d in decision.decisions if not isinstance(d.reponse, Indetermine)]
    awaited = [d for d in decision.decisions if isinstance(d.reponse, Indetermine)]
    if made:
        yield paragraphe(f"Décisions enregistrées{FIN}:")
    for d in made:
        yield puce(sentence(f"{_question(d)}{FIN}: {words.issue(d.reponse)}{_by(d)}"))
        if d.motif:
            yield detail(f"Motif{FIN}: {cite(d.motif)}")
    if awaited:
        yield paragraphe(f"Décisions attendues{FIN}:")
    for d in awaited:
        assert isinstance(d.reponse, Indetermine)
        why = words.causes(d.reponse.causes, lexique)
        yield puce(sentence(f"{_question(d)}{FIN}; à prendre par {cite(d.clause.qui)} ({why})"))
        if d.clause.document:
            yield detail(f"Document{FIN}: {d.clause.document}.")


def _question(d: ResultatDecision) -> str:
    about = f", {d.clause.porte_sur} {d.element}" if d.element and d.clause.porte_sur != "vacance" else ""
    where = where_stands(d.clause.entete)
    article = f" ({where})" if where else ""
    return f"décision {cite(d.clause.entete.ident)}{article}{about}{FIN}: {cite(d.clause.question)}"


def _by(d: ResultatDecision) -> str:
    when = f", le {numbers.jour(d.jour)}" if d.jour is not None else ""
    return f"{when}, par {cite(d.par)}" if d.par else when


def modes(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """Each corrective mode: its state, and what it asks of this letting."""
    for m in decision.modes:
        clause = m.resultat.clause
        where = where_stands(clause.entete)
        article = f" ({where})" if where else ""
        yield paragraphe(
            sentence(f"mode correctif {cite(clause.entete.ident)}{article}{FIN}: {enonce(clause, lexique)}")
        )
        yield puce(sentence(f"{_mode(m, lexique)}{FIN}; {_asked(m, lexique)}"))


def _mode(m: ResultatMode, lexique: Lexique) -> str:
    where = f"{cell(m.cellule)}{FIN}: " if m.cellule else ""
    said = ETAT_MODE[m.etat]
    if m.depuis is not None:
        said += f" depuis le constat du {numbers.jour(m.depuis)}"
    if m.causes:
        said += f" ({words.causes(m.causes, lexique)})"
    return where + said


def _asked(m: ResultatMode, lexique: Lexique) -> str:
    found = words.word_of_obligation(m.resultat.issue)
    said = {
        "respectee": "condition imposée respectée",
        "manquee": "condition imposée manquée",
        "sans_objet": "rien n'est imposé à cette attribution",
        "indetermine": "condition imposée indéterminée",
        "erreur": "condition imposée en erreur",
    }[found]
    issue = m.resultat.issue
    return f"{said} ({words.causes(issue.causes, lexique)})" if isinstance(issue, Indetermine) else said


def cell(pairs: tuple[tuple[str, str], ...]) -> str:
    """« Saint-Denis (93066), T3 »."""
    return ", ".join(_place(value) if nom == "commune" else code(value) for nom, value in pairs)


def _place(insee: str) -> str:
    found = geographie.commune(insee)
    return f"{found.nom} ({insee})" if found is not None else insee


# --- the year -------------------------------------------------------------------------------
def sending_lines(b: BilanConvention, lexique: Lexique) -> Iterator[str]:
    """One line per sending due in the year."""
    for t in b.transmissions:
        part = f", {_period(t.periode)}" if t.periode else ""
        said = [_sent(t, lexique), enonce(t.clause, lexique)]
        if t.clause.vue:
            said.append(f"vue{FIN}: {t.clause.vue}")
        head = f"{_head(t.clause)}, à {cite(t.destinataire)}{part}"
        yield sentence(f"{head}{FIN}: {f'{FIN}; '.join(said)}")


def _period(nom: str) -> str:
    """« 2025-T3 », or, of one that is counted from the first day of the convention, when it ends."""
    return f"période qui finit le {numbers.jour(date.fromisoformat(nom))}" if len(nom) == 10 else nom


def _sent(t: ResultatTransmission, lexique: Lexique) -> str:
    limit = f" (dernier jour{FIN}: {numbers.jour(t.limite)})" if t.limite is not None else ""
    if t.attendus is not None and t.attendus > 1 and t.faits is not None:
        limit = f", {bornes(t.faits)} {numbers.plural(t.faits.max, 'fait')} sur {t.attendus}{limit}"
    match t.etat:
        case EtatDelai.TENU:
            made = f", le {numbers.jour(t.faite_le)}" if t.faite_le is not None else ""
            said = f"fait{made}{limit}"
        case EtatDelai.EN_COURS:
            said = f"à faire{limit}"
        case EtatDelai.DEPASSE:
            late = f" de {numbers.count(t.retard_jours, 'jour')}" if t.retard_jours is not None else ""
            said = f"dépassé{late}{limit}"
        case EtatDelai.SANS_OBJET:
            said = "rien n'est dû cette année"
        case EtatDelai.INDETERMINE:
            names = words.possibles(words.DELAI[c] for c in t.candidats)
            either = f", {names}" if names else ""
            unrecorded = t.causes == {Cause(fait=t.clause.entete.ident, genre=Genre.HUMAIN)}
            why = (
                "les données ne disent pas si l'envoi est fait"
                if unrecorded
                else words.causes(t.causes, lexique)
            )
            said = f"indéterminé{either}{limit}{FIN}; {why}"
    other = par_exception(t.cas, t.clause, lexique)
    return f"{said}{FIN}; {other}" if other else said


def left_to_people(b: BilanConvention, lexique: Lexique) -> Iterator[str]:
    """What the paper says and nobody computes: questions for a person, and what was left out on purpose."""
    for clause in b.convention.clauses:
        match clause:
            case ir.DecisionHumaine(porte_sur=level):
                yield sentence(f"{cited(clause)}{FIN}: {enonce(clause, lexique)}, pour chaque {level}")
            case ir.NonCodable(accepte_par=who, le=day):
                on = f", le {numbers.jour(day)}" if day else ""
                yield sentence(
                    f"{cited(clause)}{FIN}: {enonce(clause, lexique)} (accepté par {cite(who)}{on})"
                )
            case _:  # Why: every other kind is judged, or told of with what it bears on.
                pass


def correction_lines(b: BilanConvention, lexique: Lexique) -> Iterator[str]:
    """One line per cell of a corrective mode: its state, then each finding."""
    for r in b.redressements:
        where = f", {cell(r.cellule)}" if r.cellule else ""
        yield sentence(f"{_head(r.clause)}{where}{FIN}: {_state(r, lexique)}")
        for constat in r.constats:
            yield sentence(f"{cite(r.clause.entete.ident)}{where}, {_finding(constat)}")


def _state(r: ResultatRedressement, lexique: Lexique) -> str:
    since = f" depuis le constat du {numbers.jour(r.depuis)}" if r.depuis is not None else ""
    why = f" ({words.causes(r.causes, lexique)})" if r.causes else ""
    return f"{ETAT_MODE[r.etat]}{since}{why}"


def _finding(c: ResultatConstat) -> str:
    said = f"constat du {numbers.jour(c.jour)}{FIN}: "
    if c.enregistre is None:
        said += "à enregistrer"
    else:
        made = c.enregistre_le if c.enregistre_le != c.jour else None
        said += f"enregistré {CONSTAT[c.enregistre]}"
        said += f" le {numbers.jour(made)}" if made is not None else ""
    proposed = "le moteur n'a pas de mesure à proposer" if c.mesure is None else _measured(c)
    return f"{said}{FIN}; {proposed}"


def _measured(c: ResultatConstat) -> str:
    assert c.mesure is not None
    verdict = words.VERDICT[c.mesure.verdict] if c.mesure.verdict is not None else "sans verdict"
    count = f"{bornes(c.mesure.realise)} pour {bornes(c.mesure.cible or c.mesure.du_arrondi)} dus"
    if c.propose is None:
        return f"le moteur ne propose rien ({count}, {verdict})"
    return f"le moteur propose {CONSTAT[c.propose]} ({count})"


def _head(clause: ir.Clause) -> str:
    where = where_stands(clause.entete)
    return f"{cite(clause.entete.ident)}{f' ({where})' if where else ''}"
