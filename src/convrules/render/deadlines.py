"""One deadline in French: its state, the dates that gave it, its suspension and what follows a miss."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Cause, causes_of
from convrules.base.texte import t
from convrules.base.values import TEvenement
from convrules.render import numbers, words
from convrules.render.clauses import effet, suspension
from convrules.render.details import excepted, statement
from convrules.render.document import Bloc, detail, puce
from convrules.render.expressions import phrase
from convrules.render.facts_read import facts_read
from convrules.render.french import de, joined, listing, nu, sentence
from convrules.render.lexicon import Lexique, nom
from convrules.render.values import event
from convrules.runtime.decision import EtatDelai, ResultatDelai, ResultatSuspension, Trace

LE_DELAI: Final = nu(t("le délai"))


def _condition(si: Trace, lexique: Lexique) -> str:
    """With the facts that it reads; of one that reads accounts or turns alone, why it is not known."""
    said = [t("{a}\u202f: {b}", a=f.nom, b=f.valeur) for f in facts_read((si,))]
    why = joined(said, "\u202f; ") or words.causes(causes_of(si.valeur), lexique)
    return t(
        "condition\u202f: {expr}{why}", expr=phrase(si.expr, lexique), why=t(" ({a})", a=why) if why else ""
    )


def course(resultat: ResultatDelai, au: date, lexique: Lexique) -> Iterator[Bloc]:
    """State, statement, moments, condition and consequence of a deadline."""
    clause = resultat.clause
    yield puce(sentence(state(resultat, lexique)))
    yield from statement(clause)
    yield from _moments(resultat, lexique)
    if resultat.suspension is not None and resultat.etat is not EtatDelai.SANS_OBJET:
        yield detail(sentence(suspended(resultat.suspension, resultat.limite, au, lexique)))
    if resultat.si is not None:
        yield detail(sentence(_condition(resultat.si, lexique)))
    yield from excepted(resultat, lexique)
    if resultat.effet is not None:
        yield detail(
            sentence(
                t(
                    "à défaut\u202f: {effet}{when}",
                    effet=effet(resultat.effet),
                    when=when(resultat.effet_date),
                )
            )
        )


def may_be_undone(revocable: Iterable[Cause], lexique: Lexique) -> str:
    """« peut encore être défait (pas encore survenu : visite) », of an effect."""
    return t("peut encore être défait ({causes})", causes=words.causes(revocable, lexique))


def state(resultat: ResultatDelai, lexique: Lexique, delai: str = LE_DELAI) -> str:
    """« délai dépassé de 3 jours, la limite était le 28 février 2025 ». delai: what names it."""
    limit = numbers.jour(resultat.limite) if resultat.limite else ""
    match resultat.etat:
        case EtatDelai.TENU:
            said = t(
                "{delai} tenu{mot}",
                delai=delai,
                mot=t(", la limite était le {limit}", limit=limit) if limit else "",
            )
        case EtatDelai.EN_COURS:
            said = (
                t("{delai} en cours jusqu'au {limit}", delai=delai, limit=limit)
                if limit
                else t("{delai} en cours, sans limite encore fixée", delai=delai)
            )
        case EtatDelai.DEPASSE:
            late = resultat.retard_jours
            over = (
                t("{delai} dépassé de {late}", delai=delai, late=numbers.count(late, "jour"))
                if late is not None
                else t("{delai} dépassé", delai=delai)
            )
            said = t("{over}, la limite était le {limit}", over=over, limit=limit) if limit else over
        case EtatDelai.SANS_OBJET:
            said = t("{delai} sans objet", delai=delai)
        case EtatDelai.INDETERMINE:
            names = words.possibles(words.DELAI[c] for c in resultat.candidats)
            why = words.causes(resultat.causes, lexique)
            said = t(
                "{delai} indéterminé{mot}\u202f: {why}",
                delai=delai,
                mot=t(" ({a})", a=names) if names else "",
                why=why,
            )
    return t("{said} (provisoire, d'après une prévision)", said=said) if resultat.provisoire else said


def suspended(s: ResultatSuspension, limite: date | None, au: date, lexique: Lexique) -> str:
    """« suspension entre la demande et la réception : du 3 janvier au 17 janvier, ce jour exclu ; la limite
    passe du 19 janvier au 2 février, soit 14 jours de plus »; shortly, why nothing was suspended."""
    return t("{a}\u202f: {b}", a=suspension(s.clause, lexique), b=_suspended(s, limite, au, lexique))


def _suspended(s: ResultatSuspension, limite: date | None, au: date, lexique: Lexique) -> str:
    begins = (begin for begin, _ in s.clause.evenements)
    said = [_between(b, pair, s, limite, au, lexique) for b, pair in zip(begins, s.evenements, strict=True)]
    if s.clause.saisons:
        runs = [t("du {a} au {b} compris", a=numbers.jour(a), b=numbers.jour(b)) for a, b in s.jours]
        seasonal = listing(runs) or t("aucun de ces jours de l'année avant la limite")
        said.append(seasonal if s.initiale is not None else t("ces jours de l'année ne comptent pas"))
    told = joined(said, "\u202f; ")
    if limite is None or s.initiale is None or limite == s.initiale:
        return told
    more = numbers.count((limite - s.initiale).days, "jour")
    moved = t(
        "la limite passe du {initiale} au {limite}, soit {more} de plus",
        initiale=numbers.jour(s.initiale),
        limite=numbers.jour(limite),
        more=more,
    )
    return t("{a}\u202f; {b}", a=told, b=moved)


def _between(
    evenement: str,
    pair: tuple[Evenement, Evenement],
    s: ResultatSuspension,
    limite: date | None,
    au: date,
    lexique: Lexique,
) -> str:
    """What became of one pair of events."""
    begin, (start, end) = nom(evenement, lexique).texte, pair
    day, over = start.connu, end.connu if end.connu is not None and end.connu <= au else None
    if day is None or day > au:
        if start.est_jamais or (start.debut is not None and start.debut > au) or day is not None:
            return t("aucune, pas {bare} au {au}", bare=de(nu(begin)), au=numbers.jour(au))
        return t("on ne sait pas, la date {begin} manque", begin=de(begin))
    bound = limite or s.sans_evenement
    if bound is not None and day > bound:
        return t("aucune, {begin} est du {day}, après la limite", begin=begin, day=numbers.jour(day))
    if over is None or limite is None:
        initial = t(" du {initiale}", initiale=numbers.jour(s.initiale)) if s.initiale is not None else ""
        return t(
            "ouverte depuis le {day}, la limite initiale{initial} est reportée d'autant",
            day=numbers.jour(day),
            initial=initial,
        )
    return t("du {day} au {over}, ce dernier jour exclu", day=numbers.jour(day), over=numbers.jour(over))


def _moments(resultat: ResultatDelai, lexique: Lexique) -> Iterator[Bloc]:
    seen = []
    regle = resultat.clause.regle
    if resultat.ancre is not None and isinstance(regle.echeance, ir.EcheanceRelative):
        anchor = listing(
            [nom(e, lexique).texte for e in _anchors(regle.echeance.instant, resultat.ancre)], "ou"
        )
        seen.append(t("{a}\u202f: {b}", a=anchor, b=event(resultat.ancre)))
    if resultat.cible is not None:
        target = nom(regle.evenement, lexique, TEvenement()).texte
        seen.append(t("{a}\u202f: {b}", a=target, b=event(resultat.cible)))
    if seen:
        yield detail(sentence(joined(seen, "\u202f; ")))
    if resultat.avant_ancre:
        yield detail(t("L'acte est antérieur au point de départ du délai."))


def _anchors(instant: ir.Instant, ancre: Evenement) -> Sequence[str]:
    """Names of the anchor: the fallback one where it served."""
    other = instant.a_defaut
    return (other,) if other is not None and ancre.fait == other else instant.evenements


def when(e: Evenement | None) -> str:
    return t(", {a}", a=by(e)) if by(e) else ""


def by(e: Evenement | None) -> str:
    """On which day, between which days, or by which day at the latest, it happened; nothing when it may never
    have."""
    if e is None or e.jamais or e.fin is None:
        return ""
    return event(e) if e.debut is not None else t("au plus tard le {fin}", fin=numbers.jour(e.fin))
