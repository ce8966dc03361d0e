"""What rights and other conventions say of one vacancy, in French: who it is locked for, who exercises, to
whom a turn goes and from whom it comes, who takes the place of an absent holder."""

from collections.abc import Iterable, Iterator, Mapping

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Indetermine, Issue
from convrules.render import numbers, words
from convrules.render.clauses import designation, enonce, genre
from convrules.render.document import Bloc, detail, paragraphe, puce
from convrules.render.french import a, cite, de, listing, sentence
from convrules.render.lexicon import Lexique
from convrules.render.places import validite
from convrules.render.places import where as where_stands
from convrules.render.values import event
from convrules.runtime.debtors import exercised_by
from convrules.runtime.decision import (
    Decision,
    ResultatDefaut,
    ResultatDelai,
    ResultatDelegation,
    ResultatDroit,
    ResultatExercice,
)

FIN = "\u202f"
Conventions = Mapping[str, ir.Convention]


def cited(clause: ir.Clause) -> str:
    """« délégation « a_l_epci » (article 7) »."""
    where = where_stands(clause.entete)
    return f"{genre(clause)} {cite(clause.entete.ident)}{f' ({where})' if where else ''}"


def _doubt(issue: Issue, lexique: Lexique) -> str:
    if not isinstance(issue, Indetermine):
        return ""
    return f"{FIN}; ce point reste à établir ({words.causes(issue.causes, lexique)})"


def out_of_force(convention: ir.Convention, reference: Evenement) -> str:
    """« sa convention, en vigueur du … au …, ne l'est pas à la date de référence du logement (9 juin) »."""
    day = f" ({numbers.jour(reference.connu)})" if reference.connu is not None else ""
    term = validite(convention.en_vigueur)
    return f"sa convention, en vigueur {term}, ne l'est pas à la date de référence du logement{day}"


# --- rights -----------------------------------------------------------------------------------
def rights(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """Each right that locks the dwelling, or may, and the clause that keeps it."""
    for droit in decision.statut.droits:
        whose = f", {de(designation(droit.designation))}" if droit.designation else ""
        said = f"droit {cite(droit.droit)}{whose}, par la clause {cited(droit.clause)}"
        rule = f"{FIN}: {enonce(droit.clause, lexique)}"
        yield puce(sentence(f"{said}{rule}{_doubt(droit.issue, lexique)}"))
        yield from _holder_of(droit, lexique)


def _holder_of(droit: ResultatDroit, lexique: Lexique) -> Iterator[Bloc]:
    match droit.titulaire:
        case True:
            yield detail("Ce droit est celui du réservataire de cette convention.")
        case Indetermine(causes=causes):
            why = words.causes(causes, lexique)
            yield detail(f"On ne sait pas si ce droit est celui de ce réservataire ({why}).")
        case _:
            yield detail("Ce droit est celui d'un autre réservataire, à qui seul le logement peut aller.")


# --- who exercises ----------------------------------------------------------------------------
def exercise(decision: Decision, conventions: Conventions, lexique: Lexique) -> Iterator[Bloc]:
    """Who is informed and proposes, for whom; and what this holder exercises for others."""
    if decision.exercice is not None:
        yield from _exercised(decision.exercice, lexique)
    for delegation in decision.exercees:
        of = holder_of(delegation.titulaire, conventions)
        said = f"exerce ici les droits de {cite(of)} par la {cited(delegation.clause)}"
        yield paragraphe(sentence(f"{said}{_doubt(delegation.issue, lexique)}"))


def _exercised(e: ResultatExercice, lexique: Lexique) -> Iterator[Bloc]:
    if e.possibles == (None,):
        return
    if e.conflit:
        names = listing([cite(nom) for nom in e.conflit])
        yield paragraphe(f"Droit exercé par{FIN}: erreur, des délégations se contredisent ({names}).")
        return
    who = exercisers(e.possibles)
    why = f" ({words.causes(e.causes, lexique)})" if e.causes else ""
    yield paragraphe(f"Droit exercé par{FIN}: {who}{why}. Le compte reste celui du titulaire.")
    for delegation in e.delegations:
        said = f"{cited(delegation.clause)}{FIN}: {enonce(delegation.clause, lexique)}"
        yield puce(sentence(f"{said}{_doubt(delegation.issue, lexique)}"))
        if delegation.clause.entete.enonce:
            yield detail(f"Énoncé{FIN}: {cite(' '.join(delegation.clause.entete.enonce.split()))}")


def exercised(e: ResultatExercice, lexique: Lexique) -> str:
    """« son droit est exercé par « Plaine », par la délégation « a_l_epci » (article 7) »."""
    names = listing([f"la {cited(d.clause)}" for d in e.delegations])
    if e.conflit:
        return f"plusieurs délégations sont en vigueur ({names}), on ne sait qui exerce son droit"
    who = exercisers(e.possibles)
    why = f" ({words.causes(e.causes, lexique)})" if e.causes else ""
    return f"son droit est exercé par {who}, par {names}{why}"


def exerciser(delegation: ResultatDelegation | None) -> str:
    if delegation is None:
        return "le titulaire"
    return cite(delegation.nom) if delegation.nom else designation(delegation.delegataire)


def exercisers(possibles: Iterable[ResultatDelegation | None]) -> str:
    """« le titulaire ou « Plaine » », each named once, whatever the number of its delegations."""
    return listing(list(dict.fromkeys(exerciser(p) for p in possibles)), "ou")


def debtor_resolved(clause: ir.Clause, decision: Decision) -> str:
    """« , ici « Grand Paris Sud » » for a clause owed by whoever exercises the rights; else nothing."""
    found = exercised_by(clause, decision)
    if found is None:
        return ""
    return f", ici {exercisers(found)}" if found else ", ici indéterminé"


def holder_of(ident: str, conventions: Conventions) -> str:
    convention = conventions.get(ident)
    holder = convention.reservataire if convention is not None else None
    return holder.nom if holder is not None else ident


# --- turns ------------------------------------------------------------------------------------
def opening_clause(r: ResultatDelai, decision: Decision) -> ir.Clause:
    """The clause whose effect opens a second window."""
    clauses: tuple[ir.Clause, ...] = (
        *(x.clause for x in decision.suites),
        *(x.clause for x in decision.delais),
        *(x.clause for x in decision.obligations),
    )
    return next(c for c in clauses if c.entete.ident == r.clause.entete.ident)


def handed_over(decision: Decision, conventions: Conventions, lexique: Lexique) -> Iterator[Bloc]:
    """To whom a turn goes."""
    for remise in decision.remises:
        names = listing([cite(holder_of(c, conventions)) for c in remise.conventions], "ou")
        to = a(designation(remise.destinataire))
        if remise.issue is False:
            said = f"remise {to}{FIN}: aucune convention n'y répond ici, le logement revient au bailleur"
        else:
            said = f"remise {to}{FIN}: {names}{_doubt(remise.issue, lexique)}"
        yield puce(sentence(said))


def opened(decision: Decision, conventions: Conventions) -> Iterator[Bloc]:
    """From whom this holder's turn comes, unless it never will."""
    for ouverture in () if decision.recue is None or decision.recue.est_jamais else decision.ouvertures:
        of = cite(holder_of(ouverture.convention, conventions))
        when = _when(decision) if len(decision.ouvertures) == 1 else event(ouverture.date)
        how = "par un acte, " if ouverture.faculte else ""
        said = f"son tour s'ouvre {how}par une remise de {of}, clause {cite(ouverture.clause)}{FIN}: {when}"
        yield paragraphe(sentence(said))


def _when(decision: Decision) -> str:
    assert decision.recue is not None, "an opening says when"
    return event(decision.recue)


# --- two conventions of one holder ------------------------------------------------------------
def concurrent(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """Which other conventions of this holder bear on the dwelling, or may, and what to do about it."""
    sure = [cite(c.convention) for c in decision.concurrentes if c.issue is True]
    if sure:
        said = f"ce réservataire a une autre convention qui porte sur ce logement{FIN}: {listing(sure)}"
        if len(sure) > 1:
            said = f"ce réservataire a d'autres conventions qui portent sur ce logement{FIN}: {listing(sure)}"
        todo = f"on ne sait laquelle en décide{FIN}; bornez-les (dates, territoire ou champ)"
        yield paragraphe(sentence(f"{said}{FIN}; {todo}"))
    for other in decision.concurrentes:
        if isinstance(other.issue, Indetermine):
            said = f"l'autre convention de ce réservataire, {cite(other.convention)}, porte peut-être aussi"
            yield paragraphe(
                sentence(f"{said} sur ce logement ({words.causes(other.issue.causes, lexique)})")
            )


# --- absent holders ---------------------------------------------------------------------------
def defaults(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    if decision.defaut is not None:
        yield paragraphe(sentence(absence(decision.defaut, lexique)))
    for found in decision.recueillis:
        said = f"recueille les logements de {cite(found.nom)}, qui n'a pas de convention en vigueur, par le"
        yield paragraphe(sentence(f"{said} {cited(found.clause)}{_doubt(found.issue, lexique)}"))


def absence(found: ResultatDefaut, lexique: Lexique) -> str:
    """« aucune convention en vigueur à la date de référence : ses logements vont à l'État, par … »."""
    to = cite(found.nom_designe) if found.nom_designe else designation(found.designe)
    said = f"aucune convention de ce réservataire n'est en vigueur à la date de référence{FIN}: "
    return f"{said}ses logements vont à {to}, par le {cited(found.clause)}{_doubt(found.issue, lexique)}"
