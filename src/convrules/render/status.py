"""The status of a vacancy in French, and the rules of scope, of withdrawal and of right that gave it."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from convrules import ir
from convrules.base.outcomes import Indetermine, NonApplicable
from convrules.base.texte import t
from convrules.base.values import TNombre
from convrules.render import neighbours, numbers, words
from convrules.render.clauses import enonce, limite
from convrules.render.decided import cited_with
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
        yield paragraphe(
            t(
                "Statut indéterminé\u202f: {names} ({causes}).",
                names=names,
                causes=words.causes(statut.causes, lexique),
            )
        )
        for resultat in told_of(decision):
            if resultat in communs:
                said = t(
                    "{cited}\u202f: ce point reste à établir, voir plus haut", cited=cited(resultat.clause)
                )
                yield puce(sentence(said))
            else:
                yield from _open(resultat, lexique)
        yield from neighbours.rights(decision, lexique)
        return
    category = (
        t(" (catégorie {categorie})", categorie=cite(code(statut.categorie))) if statut.categorie else ""
    )
    yield paragraphe(
        t("Statut\u202f: {statut}{category}.", statut=words.STATUT[statut.statut], category=category)
    )
    if statut.clause is not None and told_of(decision):
        for resultat in told_of(decision):
            if resultat in communs:
                yield puce(
                    sentence(
                        t(
                            "{cited}\u202f: {held}, voir plus haut",
                            cited=cited(resultat.clause),
                            held=_held(resultat),
                        )
                    )
                )
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
        found = result(read.trace.valeur, TNombre(taux=True))
        head = cited_with(read.clause, read.exceptions)
        if read.causes:
            # Why alone: another line tells of the text that applies otherwise.
            head = t("peut-être ({causes}), {a}", causes=words.causes(read.causes, lexique), a=head)
        said = t("{a}\u202f: {b}", a=head, b=enonce(read.clause, lexique))
        yield puce(sentence(t("{said}\u202f; taux de ce logement\u202f: {found}", said=said, found=found)))
        faits = facts_read((read.trace,))
        if faits:
            yield detail(sentence(t("faits lus\u202f: {described}", described=described(faits, lexique))))


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
    said = t(
        "{a}\u202f: {b}\u202f; {c}",
        a=cited(resultat.clause),
        b=enonce(resultat.clause, lexique),
        c=_held(resultat),
    )
    yield puce(sentence(said))
    yield from details(resultat, lexique)
    if isinstance(resultat.clause, ir.Soustraction) and resultat.clause.limite is not None:
        most = limite(resultat.clause.limite)
        stays = t(
            "au-delà de {most}, ce qui dépasse reste dans l'assiette, en nombre\u202f: aucun logement n'est",
            most=most,
        )
        yield detail(sentence(t("{stays} désigné, le bilan de l'année dit combien", stays=stays)))


def _held(resultat: ResultatClause) -> str:
    """What the rule makes of the dwelling."""
    if isinstance(resultat.clause, ir.Soustraction):
        return (
            t("le logement est soustrait") if resultat.issue is True else t("le logement n'est pas soustrait")
        )
    if isinstance(resultat.issue, NonApplicable):
        return t("la règle ne s'applique pas à ce logement")
    within = t("est dans ce champ") if resultat.issue is not False else t("n'est pas dans ce champ")
    return t("le logement {within}", within=within)


def _in_base(decision: Decision, communs: Communs, lexique: Lexique) -> Iterator[Bloc]:
    """Which tests were passed: nothing puts it out of scope, nothing withdraws it."""
    yield from _passed([r for r in decision.champs if r not in communs], lexique)
    yield from none_withdraws([r for r in decision.soustractions if r not in communs], lexique)
    apart = [r for r in told_of(decision) if r in communs]
    if apart:
        own = [cite(r.clause.entete.ident) for r in apart]
        which = t(" ({a})", a=listing(own)) if len(own) < len(communs) else ""
        yield puce(
            t(
                "Règles communes{which}\u202f: dans le champ, et aucune soustraction ne s'applique.",
                which=which,
            )
        )


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
            yield puce(sentence(t("{a}\u202f: {b}", a=cited(resultat.clause), b=_held(resultat))))
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
        yield puce(sentence(t("aucune de ces soustractions ne s'applique ({names})", names=listing(names))))
        faits = facts_read(r.trace for r in silent)
        if faits:
            yield detail(sentence(t("faits lus\u202f: {described}", described=described(faits, lexique))))


def _open(resultat: ResultatClause, lexique: Lexique) -> Iterator[Bloc]:
    said = t("{a}\u202f: {b}", a=cited(resultat.clause), b=enonce(resultat.clause, lexique))
    yield puce(sentence(t("{said}\u202f; ce point reste à établir", said=said)))
    yield from details(resultat, lexique)
