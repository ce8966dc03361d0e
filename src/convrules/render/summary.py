"""The head of an explanation: what each convention makes of the vacancy, in one line, and on whose account
the letting counts; then what several conventions inherit alike, told once."""

from collections.abc import Iterator, Mapping, Sequence

from convrules import ir
from convrules.render import numbers, words
from convrules.render.accounts import accounts
from convrules.render.clauses import effet
from convrules.render.deadlines import by, state
from convrules.render.document import Bloc, paragraphe, puce, sous_titre
from convrules.render.french import cite, listing, sentence
from convrules.render.lexicon import Lexique, code
from convrules.render.neighbours import holder_of
from convrules.render.status import told_of
from convrules.runtime.decision import Decision, EtatDelai, ResultatClause, Statut
from convrules.year.imputation import closing
from convrules.year.model import Imputation, Raison

FIN = numbers.FINE
Conventions = Mapping[str, ir.Convention]
DIT = {
    Raison.ENREGISTRE: "d'après les données",
    Raison.ACTE: "par un acte enregistré",
    Raison.EFFET: "par l'effet de la convention",
    Raison.CASCADE: "par l'ordre d'imputation",
}


def in_brief(
    decisions: Sequence[Decision],
    conventions: Conventions,
    imputation: Imputation | None,
    lexique: Lexique,
) -> Iterator[Bloc]:
    """« En bref »: a line per convention that bears on the vacancy, one for all the others."""
    yield sous_titre("En bref")
    for decision in decisions:
        if decision.territoire is not False:
            who = holder_of(decision.convention, conventions)
            yield puce(sentence(f"{who}{FIN}: {_outcome(decision, lexique)}"))
    yield from _elsewhere([d for d in decisions if d.territoire is False], conventions)
    if imputation is not None:
        yield puce(sentence(_account(imputation)))


def _elsewhere(decisions: Sequence[Decision], conventions: Conventions) -> Iterator[Bloc]:
    if decisions:
        names = listing([holder_of(d.convention, conventions) for d in decisions])
        these, say = ("ces conventions", "disent") if len(decisions) > 1 else ("cette convention", "dit")
        yield puce(
            sentence(f"le logement n'est pas sur le territoire de {these}, qui n'en {say} rien{FIN}: {names}")
        )


def _outcome(decision: Decision, lexique: Lexique) -> str:
    """Its status, then what became of the turn."""
    if decision.en_vigueur is False:
        return "convention pas en vigueur à la date de référence"
    statut = decision.statut
    if statut.statut is None:
        names = words.possibles(words.STATUT[s] for s in statut.possibles)
        return f"statut indéterminé, {names}"
    said = words.STATUT[statut.statut]
    if statut.categorie:
        said += f" ({code(statut.categorie)})"
    if statut.statut is Statut.HORS_CHAMP:
        return said
    return f"{FIN}; ".join((said, *_turn(decision, lexique)))


def _turn(decision: Decision, lexique: Lexique) -> Iterator[str]:
    for resultat in (*decision.delais, *decision.nouvelles_propositions):
        if resultat.etat is EtatDelai.INDETERMINE:
            yield f"délai {cite(resultat.clause.entete.ident)} indéterminé"
        elif resultat.etat is not EtatDelai.SANS_OBJET:
            own = f"délai {cite(resultat.clause.entete.ident)}"
            yield state(resultat, lexique).replace("délai", own, 1)
    for obligation in decision.obligations:
        if obligation.issue is False:
            yield f"obligation {cite(obligation.clause.entete.ident)} manquée"
    held = [e for e in closing(decision.effets) if e.issue is True]
    for e in held[:1]:
        day = f" ({by(e.date)})" if by(e.date) else ""
        yield f"{effet(e.effet)}{day}"
    closed = by(decision.tour_clos)
    if not held and closed:
        yield f"tour clos {closed}"


def _account(i: Imputation) -> str:
    if i.raison is Raison.SANS_COMPTE:
        return "l'attribution ne compte pour personne"
    if not i.possibles:
        return "compte de l'attribution inconnu"
    check = ", à vérifier" if i.rendus or i.remarque or i.conflit else ""
    known = f", {DIT[i.raison]}" if i.raison in DIT else ""
    return f"compte de l'attribution{FIN}: {accounts(i.possibles)}{known}{check}"


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
    names = [holder_of(d.convention, conventions) for d in decisions if not d.muette]
    yield sous_titre("Règles communes")
    yield paragraphe(sentence(f"dites une fois pour les conventions qui en héritent ({listing(names)})"))
