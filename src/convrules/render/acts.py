"""What people record, in French: decisions, corrective modes, findings, sendings."""

from collections.abc import Iterator
from datetime import date

from convrules import geographie, ir
from convrules.base.outcomes import Cause, Genre, Indetermine
from convrules.base.texte import Texte, t
from convrules.render import numbers, words
from convrules.render.bounds import bornes
from convrules.render.clauses import enonce
from convrules.render.covered import asked
from convrules.render.document import Bloc, detail, paragraphe, puce
from convrules.render.forces import verdict_word
from convrules.render.french import cite, joined, sentence
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
    EtatMode.NORMAL: t("régime normal"),
    EtatMode.CORRECTIF: t("régime correctif"),
    EtatMode.INDETERMINE: t("régime indéterminé"),
}
CONSTAT = {Constat.TENU: t("tenu"), Constat.MANQUE: t("manqué")}


# --- one vacancy ----------------------------------------------------------------------------
def decisions(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """Who decided what, when and why; then what is awaited, and from whom."""
    made = [d for d in decision.decisions if not isinstance(d.reponse, Indetermine)]
    awaited = [d for d in decision.decisions if isinstance(d.reponse, Indetermine)]
    if made:
        yield paragraphe(t("Décisions enregistrées\u202f:"))
    for d in made:
        yield puce(sentence(t("{a}\u202f: {b}{c}", a=_question(d), b=words.issue(d.reponse), c=_by(d))))
        if d.motif:
            yield detail(t("Motif\u202f: {motif}", motif=cite(d.motif)))
    if awaited:
        yield paragraphe(t("Décisions attendues\u202f:"))
    for d in awaited:
        assert isinstance(d.reponse, Indetermine)
        why = words.causes(d.reponse.causes, lexique)
        yield puce(
            sentence(
                t(
                    "{question}\u202f; à prendre par {qui} ({why})",
                    question=_question(d),
                    qui=cite(d.clause.qui),
                    why=why,
                )
            )
        )
        if d.clause.document:
            yield detail(t("Document\u202f: {document}.", document=d.clause.document))


def _question(d: ResultatDecision) -> str:
    about = (
        t(", {a} {b}", a=d.clause.porte_sur, b=d.element)
        if d.element and d.clause.porte_sur != "vacance"
        else ""
    )
    where = where_stands(d.clause.entete)
    article = t(" ({a})", a=where) if where else ""
    return t(
        "décision {ident}{article}{about}\u202f: {question}",
        ident=cite(d.clause.entete.ident),
        article=article,
        about=about,
        question=cite(d.clause.question),
    )


def _by(d: ResultatDecision) -> str:
    when = t(", le {jour}", jour=numbers.jour(d.jour)) if d.jour is not None else ""
    return t("{when}, par {par}", when=when, par=cite(d.par)) if d.par else when


def modes(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """Each corrective mode: its state, and what it asks of this letting."""
    for m in decision.modes:
        clause = m.resultat.clause
        where = where_stands(clause.entete)
        article = t(" ({a})", a=where) if where else ""
        yield paragraphe(
            sentence(
                t(
                    "mode correctif {ident}{article}\u202f: {enonce}",
                    ident=cite(clause.entete.ident),
                    article=article,
                    enonce=enonce(clause, lexique),
                )
            )
        )
        yield puce(sentence(t("{a}\u202f; {b}", a=_mode(m, lexique), b=_asked(m, lexique))))


def _mode(m: ResultatMode, lexique: Lexique) -> str:
    where = t("{a}\u202f: ", a=cell(m.cellule)) if m.cellule else ""
    said = ETAT_MODE[m.etat]
    if m.depuis is not None:
        said += t(" depuis le constat du {depuis}", depuis=numbers.jour(m.depuis))
    if m.causes:
        said += t(" ({a})", a=words.causes(m.causes, lexique))
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
    return (
        t("{a} ({b})", a=said, b=words.causes(issue.causes, lexique))
        if isinstance(issue, Indetermine)
        else said
    )


def cell(pairs: tuple[tuple[str, str], ...]) -> str:
    """« Saint-Denis (93066), T3 »."""
    return joined([_place(value) if nom == "commune" else code(value) for nom, value in pairs], ", ")


def _place(insee: str) -> str:
    found = geographie.commune(insee)
    return t("{a} ({b})", a=found.nom, b=str(insee)) if found is not None else insee


# --- the year -------------------------------------------------------------------------------
def sendings_of(annee: int) -> Texte:
    """Which sendings a year has: one would look there for the report of that very year."""
    return t(
        "Ceux dont le dernier jour est en {annee}\u202f: le bilan d'une année s'envoie l'année suivante.",
        annee=str(annee),
    )


def sending_lines(b: BilanConvention, lexique: Lexique) -> Iterator[str]:
    """One line per sending due in the year."""
    for envoi in b.transmissions:
        part = t(", {a}", a=_period(envoi.periode)) if envoi.periode else ""
        said = [_sent(envoi, lexique), enonce(envoi.clause, lexique)]
        if vue := envoi.vue or envoi.clause.vue:
            said.append(t("le destinataire voit\u202f: {vue}", vue=vue))
        head = t(
            "{head}, à {destinataire}{part}",
            head=_head(envoi.clause),
            destinataire=cite(envoi.destinataire),
            part=part,
        )
        yield sentence(t("{a}\u202f: {b}", a=head, b=joined(said, "\u202f; ")))


def _period(nom: str) -> str:
    """« 2025-T3 », or, of one that is counted from the first day of the convention, when it ends."""
    return (
        t("période qui finit le {fromisoformat}", fromisoformat=numbers.jour(date.fromisoformat(nom)))
        if len(nom) == 10
        else nom
    )


def _sent(envoi: ResultatTransmission, lexique: Lexique) -> str:
    limit = (
        t(" (dernier jour\u202f: {limite})", limite=numbers.jour(envoi.limite))
        if envoi.limite is not None
        else ""
    )
    if envoi.attendus is not None and envoi.attendus > 1 and envoi.faits is not None:
        limit = t(
            ", {faits} {plural} sur {attendus}{limit}",
            faits=bornes(envoi.faits),
            plural=numbers.plural(envoi.faits.max, "fait"),
            attendus=str(envoi.attendus),
            limit=limit,
        )
    match envoi.etat:
        case EtatDelai.TENU:
            made = (
                t(", le {faite_le}", faite_le=numbers.jour(envoi.faite_le))
                if envoi.faite_le is not None
                else ""
            )
            said = t("fait{made}{limit}", made=made, limit=limit)
        case EtatDelai.EN_COURS:
            said = t("à faire{limit}", limit=limit)
        case EtatDelai.DEPASSE:
            late = (
                t(" de {retard_jours}", retard_jours=numbers.count(envoi.retard_jours, "jour"))
                if envoi.retard_jours is not None
                else ""
            )
            said = t("dépassé{late}{limit}", late=late, limit=limit)
        case EtatDelai.SANS_OBJET:
            said = t("rien n'est dû cette année")
        case EtatDelai.INDETERMINE:
            names = words.possibles(words.DELAI[c] for c in envoi.candidats)
            either = t(", {a}", a=names) if names else ""
            unrecorded = envoi.causes == {Cause(fait=envoi.clause.entete.ident, genre=Genre.HUMAIN)}
            why = (
                t("les données ne disent pas si l'envoi est fait")
                if unrecorded
                else words.causes(envoi.causes, lexique)
            )
            said = t("indéterminé{either}{limit}\u202f; {why}", either=either, limit=limit, why=why)
    other = par_exception(envoi.cas, envoi.clause, lexique)
    return t("{a}\u202f; {b}", a=said, b=other) if other else said


def left_to_people(b: BilanConvention, lexique: Lexique) -> Iterator[str]:
    """What the paper says and nobody computes: questions for a person, and what was left out on purpose."""
    for clause in b.convention.clauses:
        match clause:
            case ir.DecisionHumaine(porte_sur=level):
                yield sentence(
                    t(
                        "{cited}\u202f: {enonce}, pour chaque {level}",
                        cited=cited(clause),
                        enonce=enonce(clause, lexique),
                        level=level,
                    )
                )
            case ir.NonCodable(accepte_par=who, le=day):
                on = t(", le {day}", day=numbers.jour(day)) if day else ""
                yield sentence(
                    t(
                        "{cited}\u202f: {enonce} (accepté par {who}{on})",
                        cited=cited(clause),
                        enonce=enonce(clause, lexique),
                        who=cite(who),
                        on=on,
                    )
                )
            case _:  # Why: every other kind is judged, or told of with what it bears on.
                pass


def correction_lines(b: BilanConvention, lexique: Lexique) -> Iterator[str]:
    """One line per cell of a corrective mode: its state, then each finding."""
    for r in b.redressements:
        where = t(", {a}", a=cell(r.cellule)) if r.cellule else ""
        yield sentence(t("{a}{b}\u202f: {c}", a=_head(r.clause), b=where, c=_state(r, lexique)))
        for constat in r.constats:
            yield sentence(t("{a}{b}, {c}", a=cite(r.clause.entete.ident), b=where, c=_finding(constat)))


def _state(r: ResultatRedressement, lexique: Lexique) -> str:
    since = t(" depuis le constat du {depuis}", depuis=numbers.jour(r.depuis)) if r.depuis is not None else ""
    why = t(" ({a})", a=words.causes(r.causes, lexique)) if r.causes else ""
    return t("{a}{b}{c}", a=ETAT_MODE[r.etat], b=since, c=why)


def _finding(c: ResultatConstat) -> str:
    said = t("constat du {jour}\u202f: ", jour=numbers.jour(c.jour))
    if c.enregistre is None:
        said += t("à enregistrer")
    else:
        made = c.enregistre_le if c.enregistre_le != c.jour else None
        said += t("enregistré {constat}", constat=CONSTAT[c.enregistre])
        said += t(" le {made}", made=numbers.jour(made)) if made is not None else ""
    proposed = t("le moteur n'a pas de mesure à proposer") if c.mesure is None else _measured(c)
    return t("{a}\u202f; {b}", a=said, b=proposed)


def _measured(c: ResultatConstat) -> str:
    assert c.mesure is not None
    verdict = verdict_word(c.mesure.force, c.mesure.verdict)
    count = t(
        "{realise} pour {x} dus",
        realise=bornes(c.mesure.realise),
        x=bornes(asked(c.mesure.cible or c.mesure.du_arrondi)),
    )
    if c.propose is None:
        return t("le moteur ne propose rien ({count}, {verdict})", count=count, verdict=verdict)
    return t("le moteur propose {constat} ({count})", constat=CONSTAT[c.propose], count=count)


def _head(clause: ir.Clause) -> str:
    where = where_stands(clause.entete)
    return t("{a}{b}", a=cite(clause.entete.ident), b=t(" ({a})", a=where) if where else "")
