"""The head of an explanation: what each convention makes of the vacancy, in one line, and on whose account
the letting counts; then what several conventions inherit alike, told once."""

from collections.abc import Iterator, Mapping, Sequence

from convrules import ir
from convrules.base.texte import t, tel_quel
from convrules.render import numbers, words
from convrules.render.accounts import accounts
from convrules.render.clauses import effet
from convrules.render.deadlines import by, may_be_undone, state
from convrules.render.document import Bloc, paragraphe, puce, sous_titre
from convrules.render.french import cite, joined, listing, sentence
from convrules.render.lexicon import Lexique, code
from convrules.render.status import told_of
from convrules.render.titulaires import told_apart
from convrules.runtime.decision import Decision, EtatDelai, ResultatClause, Statut
from convrules.year.imputation import closing
from convrules.year.model import Imputation, Raison

FIN = numbers.FINE
Conventions = Mapping[str, ir.Convention]
DIT = {
    Raison.ENREGISTRE: t("d'après les données"),
    Raison.ACTE: t("par un acte enregistré"),
    Raison.EFFET: t("par l'effet de la convention"),
    Raison.CASCADE: t("par l'ordre d'imputation"),
}


def in_brief(
    decisions: Sequence[Decision],
    conventions: Conventions,
    imputation: Imputation | None,
    lexique: Lexique,
) -> Iterator[Bloc]:
    """« En bref »: a line per convention that bears on the vacancy, one for all the others."""
    yield sous_titre(t("En bref"))
    holders = _holders(decisions, conventions)
    for decision in decisions:
        if decision.territoire is not False:
            who = holders[decision.convention]
            yield puce(sentence(t("{a}\u202f: {b}", a=who, b=_outcome(decision, lexique))))
    yield from _elsewhere([holders[d.convention] for d in decisions if d.territoire is False])
    if imputation is not None:
        yield puce(sentence(_account(imputation)))


def _holders(decisions: Sequence[Decision], conventions: Conventions) -> Mapping[str, str]:
    """By convention, its holder; several of one holder are told apart."""
    asked = [d.convention for d in decisions]
    told = told_apart(conventions[ident] for ident in asked if ident in conventions)
    return {ident: told.get(ident, tel_quel(ident)) for ident in asked}


def _elsewhere(holders: Sequence[str]) -> Iterator[Bloc]:
    """holders: of conventions on whose territory the dwelling is not."""
    if holders:
        these, say = (t("ces conventions"), "disent") if len(holders) > 1 else (t("cette convention"), "dit")
        yield puce(
            sentence(
                t(
                    "le logement n'est pas sur le territoire de {these}, qui n'en {say} rien\u202f: {names}",
                    these=these,
                    say=say,
                    names=listing(holders),
                )
            )
        )


def _outcome(decision: Decision, lexique: Lexique) -> str:
    """Its status, then what became of the turn."""
    if decision.en_vigueur is False:
        return t("convention pas en vigueur à la date de référence")
    told = _within(decision, lexique)
    sure = decision.territoire is True and decision.en_vigueur is True
    if sure or decision.statut.statut is not Statut.SOUSTRAIT:
        return told
    return t("on ne sait pas s'il relève de cette convention\u202f; s'il en relève, {told}", told=told)


def _within(decision: Decision, lexique: Lexique) -> str:
    """Of a dwelling that the convention is about."""
    statut = decision.statut
    if statut.statut is None:
        names = words.possibles(words.STATUT[s] for s in statut.possibles)
        return t("statut indéterminé, {names}", names=names)
    said = words.STATUT[statut.statut]
    if statut.categorie:
        said += t(" ({a})", a=code(statut.categorie))
    if statut.statut is Statut.HORS_CHAMP:
        return said
    return joined([said, *_turn(decision, lexique)], "\u202f; ")


def _turn(decision: Decision, lexique: Lexique) -> Iterator[str]:
    for resultat in (*decision.delais, *decision.nouvelles_propositions):
        if resultat.etat is EtatDelai.INDETERMINE:
            yield t("délai {ident} indéterminé", ident=cite(resultat.clause.entete.ident))
        elif resultat.etat is not EtatDelai.SANS_OBJET:
            own = t("délai {ident}", ident=cite(resultat.clause.entete.ident))
            yield state(resultat, lexique, own)
    for obligation in decision.obligations:
        if obligation.issue is False:
            yield t("obligation {ident} manquée", ident=cite(obligation.clause.entete.ident))
    held = [e for e in closing(decision.effets) if e.issue is True]
    for e in held[:1]:
        day = t(" ({a})", a=by(e.date)) if by(e.date) else ""
        said = t("{a}{b}", a=effet(e.effet), b=day)
        may = may_be_undone(e.revocable, lexique) if e.revocable else ""
        yield t("{said}\u202f; cet effet {may}", said=said, may=may) if may else said
    closed = by(decision.tour_clos)
    if not held and closed:
        yield t("tour clos {closed}", closed=closed)


def _account(i: Imputation) -> str:
    if i.raison is Raison.SANS_COMPTE:
        return t("l'attribution ne compte pour personne")
    if not i.possibles:
        today = i.aujourdhui.possibles if i.aujourdhui is not None else ()
        if today:
            return t(
                "compte de l'attribution\u202f: {today}\u202f; cela peut encore changer",
                today=accounts(today),
            )
        return t("compte de l'attribution inconnu")
    check = t(", à vérifier") if i.rendus or i.remarque or i.conflit else ""
    known = t(", {a}", a=DIT[i.raison]) if i.raison in DIT else ""
    if i.dits != i.possibles:
        known = t("{known}, ou aucun si le logement est soustrait du flux", known=known)
    return t(
        "compte de l'attribution\u202f: {accounts}{known}{check}",
        accounts=accounts(i.possibles),
        known=known,
        check=check,
    )


# --- what conventions share -------------------------------------------------------------------
def shared(decisions: Sequence[Decision]) -> tuple[ResultatClause, ...]:
    """Rules of scope and of withdrawal that several conventions inherit and that gave each the same."""
    found: list[ResultatClause] = []
    seen: list[ResultatClause] = []
    for decision in decisions:
        for resultat in () if decision.muette else told_of(decision):
            if resultat in seen and resultat not in found:
                found.append(resultat)
            seen.append(resultat)
    return tuple(found)


def common_head(decisions: Sequence[Decision], conventions: Conventions) -> Iterator[Bloc]:
    holders = _holders(decisions, conventions)
    names = [holders[d.convention] for d in decisions if not d.muette]
    yield sous_titre(t("Règles communes"))
    yield paragraphe(
        sentence(t("dites une fois pour les conventions qui en héritent ({names})", names=listing(names)))
    )
