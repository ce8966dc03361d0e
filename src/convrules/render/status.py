"""The status of a vacancy in French, and the rules of scope, of withdrawal and of right that gave it."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from convrules import ir
from convrules.base.outcomes import Indetermine, NonApplicable
from convrules.render import neighbours, numbers, words
from convrules.render.clauses import enonce, limite
from convrules.render.details import details
from convrules.render.document import Bloc, detail, paragraphe, puce
from convrules.render.facts_read import described, facts_read, result
from convrules.render.french import cite, listing, sentence
from convrules.render.lexicon import Lexique, code
from convrules.render.neighbours import cited
from convrules.runtime.decision import Decision, ResultatClause, Statut

FIN = numbers.FINE
Communs = Sequence[ResultatClause]
"""Results told apart, once for several conventions."""


def status(decision: Decision, communs: Communs, lexique: Lexique) -> Iterator[Bloc]:
    statut = decision.statut
    if statut.statut is None:
        names = words.possibles(words.STATUT[s] for s in statut.possibles)
        yield paragraphe(f"Statut indéterminé{FIN}: {names} ({words.causes(statut.causes, lexique)}).")
        for resultat in told_of(decision):
            if resultat in communs:
                said = f"{cited(resultat.clause)}{FIN}: ce point reste à établir, voir plus haut"
                yield puce(sentence(said))
            else:
                yield from _open(resultat, lexique)
        yield from neighbours.rights(decision, lexique)
        return
    category = f" (catégorie {cite(code(statut.categorie))})" if statut.categorie else ""
    yield paragraphe(f"Statut{FIN}: {words.STATUT[statut.statut]}{category}.")
    if statut.clause is not None and told_of(decision):
        for resultat in told_of(decision):
            if resultat in communs:
                yield puce(sentence(f"{cited(resultat.clause)}{FIN}: {_held(resultat)}, voir plus haut"))
            else:
                yield from because(resultat, lexique)
    elif statut.statut is Statut.RESERVE_IDENTIFIE:
        yield from neighbours.rights(decision, lexique)
    elif statut.statut is Statut.DANS_L_ASSIETTE:
        yield from _in_base(decision, communs, lexique)


def rates(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """What the dwelling makes due under each part, by the text of its day."""
    if Statut.DANS_L_ASSIETTE not in decision.statut.possibles:
        return
    for read in decision.taux:
        found = result(read.trace.valeur, taux=True)
        said = f"{cited(read.clause)}{FIN}: {enonce(read.clause, lexique)}"
        yield puce(sentence(f"{said}{FIN}; taux de ce logement{FIN}: {found}"))
        faits = facts_read((read.trace,))
        if faits:
            yield detail(sentence(f"faits lus{FIN}: {described(faits, lexique)}"))


def told_of(decision: Decision) -> Communs:
    """The rules that tell why the status is what it is."""
    statut, every = decision.statut, (*decision.champs, *decision.soustractions)
    match statut.statut:
        case None:
            return [r for r in every if isinstance(r.issue, Indetermine)]
        case Statut.HORS_CHAMP | Statut.SOUSTRAIT:
            return [r for r in every if r.clause.entete.ident == statut.clause]
        case Statut.DANS_L_ASSIETTE:
            return every
        case Statut.RESERVE_IDENTIFIE:
            return ()
        case _:
            assert_never(statut.statut)


def because(resultat: ResultatClause, lexique: Lexique) -> Iterator[Bloc]:
    said = f"{cited(resultat.clause)}{FIN}: {enonce(resultat.clause, lexique)}{FIN}; {_held(resultat)}"
    yield puce(sentence(said))
    yield from details(resultat, lexique)
    if isinstance(resultat.clause, ir.Soustraction) and resultat.clause.limite is not None:
        most = limite(resultat.clause.limite)
        stays = (
            f"au-delà de {most}, ce qui dépasse reste dans l'assiette, en nombre{FIN}: aucun logement n'est"
        )
        yield detail(sentence(f"{stays} désigné, le bilan de l'année dit combien"))


def _held(resultat: ResultatClause) -> str:
    """What the rule makes of the dwelling."""
    if isinstance(resultat.clause, ir.Soustraction):
        return "le logement est soustrait" if resultat.issue is True else "le logement n'est pas soustrait"
    if isinstance(resultat.issue, NonApplicable):
        return "la règle ne s'applique pas à ce logement"
    within = "est dans ce champ" if resultat.issue is not False else "n'est pas dans ce champ"
    return f"le logement {within}"


def _in_base(decision: Decision, communs: Communs, lexique: Lexique) -> Iterator[Bloc]:
    """Which tests were passed: nothing puts it out of scope, nothing withdraws it."""
    yield from _passed([r for r in decision.champs if r not in communs], lexique)
    yield from none_withdraws([r for r in decision.soustractions if r not in communs], lexique)
    apart = [r for r in told_of(decision) if r in communs]
    if apart:
        own = [cite(r.clause.entete.ident) for r in apart]
        which = f" ({listing(own)})" if len(own) < len(communs) else ""
        yield puce(f"Règles communes{which}{FIN}: dans le champ, et aucune soustraction ne s'applique.")


def told_once(communs: Communs, lexique: Lexique) -> Iterator[Bloc]:
    """Results that several conventions share."""
    yield from _passed([r for r in communs if not isinstance(r.clause, ir.Soustraction)], lexique)
    withdrawals = [r for r in communs if isinstance(r.clause, ir.Soustraction)]
    for resultat in withdrawals:
        if resultat.issue is True:
            yield from because(resultat, lexique)
    yield from none_withdraws([r for r in withdrawals if r.issue is not True], lexique)


def _passed(champs: Communs, lexique: Lexique) -> Iterator[Bloc]:
    for resultat in champs:
        if isinstance(resultat.issue, NonApplicable):
            yield puce(sentence(f"{cited(resultat.clause)}{FIN}: {_held(resultat)}"))
        elif isinstance(resultat.issue, Indetermine):
            yield from _open(resultat, lexique)
        else:
            yield from because(resultat, lexique)


def none_withdraws(soustractions: Communs, lexique: Lexique) -> Iterator[Bloc]:
    for resultat in soustractions:
        if isinstance(resultat.issue, Indetermine):
            yield from _open(resultat, lexique)
    silent = [r for r in soustractions if not isinstance(r.issue, Indetermine)]
    if silent:
        names = [cite(r.clause.entete.ident) for r in silent]
        yield puce(sentence(f"aucune de ces soustractions ne s'applique ({listing(names)})"))
        faits = facts_read(r.trace for r in silent)
        if faits:
            yield detail(sentence(f"faits lus{FIN}: {described(faits, lexique)}"))


def _open(resultat: ResultatClause, lexique: Lexique) -> Iterator[Bloc]:
    said = f"{cited(resultat.clause)}{FIN}: {enonce(resultat.clause, lexique)}"
    yield puce(sentence(f"{said}{FIN}; ce point reste à établir"))
    yield from details(resultat, lexique)
