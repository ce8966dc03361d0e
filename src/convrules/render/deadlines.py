"""One deadline in French: its state, the dates that gave it, its suspension and what follows a miss."""

from collections.abc import Iterator
from datetime import date

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.values import TEvenement
from convrules.render import numbers, words
from convrules.render.clauses import effet, suspension
from convrules.render.details import excepted, statement
from convrules.render.document import Bloc, detail, puce
from convrules.render.expressions import phrase
from convrules.render.facts_read import facts_read
from convrules.render.french import de, listing, sentence
from convrules.render.lexicon import Lexique, nom
from convrules.render.values import event
from convrules.runtime.decision import EtatDelai, ResultatDelai, ResultatSuspension

FIN = numbers.FINE


def course(resultat: ResultatDelai, au: date, lexique: Lexique) -> Iterator[Bloc]:
    """State, statement, moments, condition and consequence of a deadline."""
    clause = resultat.clause
    yield puce(sentence(state(resultat, lexique)))
    yield from statement(clause)
    yield from _moments(resultat, lexique)
    if resultat.suspension is not None and resultat.etat is not EtatDelai.SANS_OBJET:
        yield detail(sentence(suspended(resultat.suspension, resultat.limite, au, lexique)))
    if resultat.si is not None:
        faits = f"{FIN}; ".join(f"{f.nom}{FIN}: {f.valeur}" for f in facts_read((resultat.si,)))
        yield detail(sentence(f"condition{FIN}: {phrase(resultat.si.expr, lexique)} ({faits})"))
    yield from excepted(resultat, lexique)
    if resultat.effet is not None:
        yield detail(sentence(f"à défaut{FIN}: {effet(resultat.effet)}{when(resultat.effet_date)}"))


def state(resultat: ResultatDelai, lexique: Lexique) -> str:
    """« dépassé de 3 jours, la limite était le 28 février 2025 »."""
    limit = numbers.jour(resultat.limite) if resultat.limite else ""
    match resultat.etat:
        case EtatDelai.TENU:
            said = f"délai tenu{f', la limite était le {limit}' if limit else ''}"
        case EtatDelai.EN_COURS:
            said = f"délai en cours jusqu'au {limit}" if limit else "délai en cours, sans limite encore fixée"
        case EtatDelai.DEPASSE:
            late = resultat.retard_jours
            over = f"délai dépassé de {numbers.count(late, 'jour')}" if late is not None else "délai dépassé"
            said = f"{over}, la limite était le {limit}" if limit else over
        case EtatDelai.SANS_OBJET:
            said = "délai sans objet"
        case EtatDelai.INDETERMINE:
            names = words.possibles(words.DELAI[c] for c in resultat.candidats)
            why = words.causes(resultat.causes, lexique)
            said = f"délai indéterminé{f' ({names})' if names else ''}{FIN}: {why}"
    return f"{said} (provisoire, d'après une prévision)" if resultat.provisoire else said


def suspended(s: ResultatSuspension, limite: date | None, au: date, lexique: Lexique) -> str:
    """« suspension entre la demande et la réception : du 3 janvier au 17 janvier, ce jour exclu ; la limite
    passe du 19 janvier au 2 février, soit 14 jours de plus »; shortly, why nothing was suspended."""
    return f"{suspension(s.clause, lexique)}{FIN}: {_suspended(s, limite, au, lexique)}"


def _suspended(s: ResultatSuspension, limite: date | None, au: date, lexique: Lexique) -> str:
    begins = (begin for begin, _ in s.clause.evenements)
    said = [_between(b, pair, s, limite, au, lexique) for b, pair in zip(begins, s.evenements, strict=True)]
    if s.clause.saisons:
        runs = [f"du {numbers.jour(a)} au {numbers.jour(b)} compris" for a, b in s.jours]
        seasonal = listing(runs) or "aucun de ces jours de l'année avant la limite"
        said.append(seasonal if s.initiale is not None else "ces jours de l'année ne comptent pas")
    told = f"{FIN}; ".join(said)
    if limite is None or s.initiale is None or limite == s.initiale:
        return told
    more = numbers.count((limite - s.initiale).days, "jour")
    moved = f"la limite passe du {numbers.jour(s.initiale)} au {numbers.jour(limite)}, soit {more} de plus"
    return f"{told}{FIN}; {moved}"


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
            return f"aucune, pas {de(_bare(begin))} au {numbers.jour(au)}"
        return f"on ne sait pas, la date {de(begin)} manque"
    bound = limite or s.sans_evenement
    if bound is not None and day > bound:
        return f"aucune, {begin} est du {numbers.jour(day)}, après la limite"
    if over is None or limite is None:
        initial = f" du {numbers.jour(s.initiale)}" if s.initiale is not None else ""
        return f"ouverte depuis le {numbers.jour(day)}, la limite initiale{initial} est reportée d'autant"
    return f"du {numbers.jour(day)} au {numbers.jour(over)}, ce dernier jour exclu"


def _bare(groupe: str) -> str:
    """« la demande de pièces » without its article."""
    for article in ("le ", "la ", "les ", "l'"):
        if groupe.startswith(article):
            return groupe.removeprefix(article)
    return groupe


def _moments(resultat: ResultatDelai, lexique: Lexique) -> Iterator[Bloc]:
    seen = []
    regle = resultat.clause.regle
    if resultat.ancre is not None and isinstance(regle.echeance, ir.EcheanceRelative):
        anchor = listing([nom(e, lexique).texte for e in regle.echeance.instant.evenements], "ou")
        seen.append(f"{anchor}{FIN}: {event(resultat.ancre)}")
    if resultat.cible is not None:
        target = nom(regle.evenement, lexique, TEvenement()).texte
        seen.append(f"{target}{FIN}: {event(resultat.cible)}")
    if seen:
        yield detail(sentence(f"{FIN}; ".join(seen)))
    if resultat.avant_ancre:
        yield detail("L'acte est antérieur au point de départ du délai.")


def when(e: Evenement | None) -> str:
    return f", {by(e)}" if by(e) else ""


def by(e: Evenement | None) -> str:
    """On which day, between which days, or by which day at the latest, it happened; nothing when it may never
    have."""
    if e is None or e.jamais or e.fin is None:
        return ""
    return event(e) if e.debut is not None else f"au plus tard le {numbers.jour(e.fin)}"
