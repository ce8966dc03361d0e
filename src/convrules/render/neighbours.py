"""What rights and other conventions say of one vacancy, in French: who it is locked for, who exercises, to
whom a turn goes and from whom it comes, who takes the place of an absent holder."""

from collections.abc import Iterable, Iterator, Mapping

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Indetermine, Issue
from convrules.base.texte import t, tel_quel
from convrules.render import numbers, words
from convrules.render.clauses import designation, enonce, genre
from convrules.render.deadlines import may_be_undone
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
    return t(
        "{a} {b}{c}", a=genre(clause), b=cite(clause.entete.ident), c=t(" ({a})", a=where) if where else ""
    )


def _doubt(issue: Issue, lexique: Lexique) -> str:
    if not isinstance(issue, Indetermine):
        return ""
    return t("\u202f; ce point reste à établir ({causes})", causes=words.causes(issue.causes, lexique))


def out_of_force(convention: ir.Convention, reference: Evenement) -> str:
    """« sa convention, en vigueur du … au …, ne l'est pas à la date de référence du logement (9 juin) »."""
    day = t(" ({a})", a=numbers.jour(reference.connu)) if reference.connu is not None else ""
    term = validite(convention.en_vigueur)
    return t(
        "sa convention, en vigueur {term}, ne l'est pas à la date de référence du logement{day}",
        term=term,
        day=day,
    )


# --- rights -----------------------------------------------------------------------------------
def rights(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """Each right that locks the dwelling, or may, and the clause that keeps it."""
    for droit in decision.statut.droits:
        whose = t(", {a}", a=de(designation(droit.designation))) if droit.designation else ""
        said = t(
            "droit {droit}{whose}, par la clause {cited}",
            droit=cite(droit.droit),
            whose=whose,
            cited=cited(droit.clause),
        )
        rule = t("\u202f: {a}", a=enonce(droit.clause, lexique))
        yield puce(sentence(t("{a}{b}{c}", a=said, b=rule, c=_doubt(droit.issue, lexique))))
        yield from _holder_of(droit, lexique)


def _holder_of(droit: ResultatDroit, lexique: Lexique) -> Iterator[Bloc]:
    match droit.titulaire:
        case True:
            yield detail(t("Ce droit est celui du réservataire de cette convention."))
        case Indetermine(causes=causes):
            why = words.causes(causes, lexique)
            yield detail(t("On ne sait pas si ce droit est celui de ce réservataire ({why}).", why=why))
        case _:
            yield detail(t("Ce droit est celui d'un autre réservataire, à qui seul le logement peut aller."))


# --- who exercises ----------------------------------------------------------------------------
def exercise(decision: Decision, conventions: Conventions, lexique: Lexique) -> Iterator[Bloc]:
    """Who is informed and proposes, for whom; and what this holder exercises for others."""
    if decision.exercice is not None:
        yield from _exercised(decision.exercice, lexique)
    for delegation in decision.exercees:
        of = holder_of(delegation.titulaire, conventions)
        said = t("exerce ici les droits de {of} par la {cited}", of=cite(of), cited=cited(delegation.clause))
        yield paragraphe(sentence(t("{a}{b}", a=said, b=_doubt(delegation.issue, lexique))))


def _exercised(e: ResultatExercice, lexique: Lexique) -> Iterator[Bloc]:
    if e.possibles == (None,):
        return
    if e.conflit:
        names = listing([cite(nom) for nom in e.conflit])
        yield paragraphe(
            t("Droit exercé par\u202f: erreur, des délégations se contredisent ({names}).", names=names)
        )
        return
    who = exercisers(e.possibles)
    why = t(" ({a})", a=words.causes(e.causes, lexique)) if e.causes else ""
    yield paragraphe(
        t("Droit exercé par\u202f: {who}{why}. Le compte reste celui du titulaire.", who=who, why=why)
    )
    for delegation in e.delegations:
        said = t("{a}\u202f: {b}", a=cited(delegation.clause), b=enonce(delegation.clause, lexique))
        yield puce(sentence(t("{a}{b}", a=said, b=_doubt(delegation.issue, lexique))))
        if delegation.clause.entete.enonce:
            yield detail(
                t(
                    "Énoncé\u202f: {split}",
                    split=cite(" ".join(delegation.clause.entete.enonce.split())),
                )
            )


def exercised(e: ResultatExercice, lexique: Lexique) -> str:
    """« son droit est exercé par « Plaine », par la délégation « a_l_epci » (article 7) »."""
    names = listing([t("la {cited}", cited=cited(d.clause)) for d in e.delegations])
    if e.conflit:
        return t(
            "plusieurs délégations sont en vigueur ({names}), on ne sait qui exerce son droit", names=names
        )
    who = exercisers(e.possibles)
    why = t(" ({a})", a=words.causes(e.causes, lexique)) if e.causes else ""
    return t("son droit est exercé par {who}, par {names}{why}", who=who, names=names, why=why)


def exerciser(delegation: ResultatDelegation | None) -> str:
    if delegation is None:
        return t("le titulaire")
    return cite(delegation.nom) if delegation.nom else designation(delegation.delegataire)


def exercisers(possibles: Iterable[ResultatDelegation | None]) -> str:
    """« le titulaire ou « Plaine » », each named once, whatever the number of its delegations."""
    return listing(list(dict.fromkeys(exerciser(p) for p in possibles)), "ou")


def debtor_resolved(clause: ir.Clause, decision: Decision) -> str:
    """« , ici « Grand Paris Sud » » for a clause owed by whoever exercises the rights; else nothing."""
    found = exercised_by(clause, decision)
    if found is None:
        return ""
    return t(", ici {exercisers}", exercisers=exercisers(found)) if found else t(", ici indéterminé")


def holder_of(ident: str, conventions: Conventions) -> str:
    convention = conventions.get(ident)
    holder = convention.reservataire if convention is not None else None
    return tel_quel(holder.nom if holder is not None else ident)


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
    for remise in (r for r in decision.remises if not r.a_venir):
        names = listing([cite(holder_of(c, conventions)) for c in remise.conventions], "ou")
        to = a(designation(remise.destinataire))
        if remise.issue is False:
            said = t(
                "remise {to}\u202f: aucune convention n'y répond ici, le logement revient au bailleur", to=to
            )
        else:
            said = t(
                "remise {to}\u202f: {names}{doubt}", to=to, names=names, doubt=_doubt(remise.issue, lexique)
            )
        yield puce(sentence(said))


def opened(decision: Decision, conventions: Conventions, lexique: Lexique) -> Iterator[Bloc]:
    """From whom this holder's turn comes, unless it never will."""
    for ouverture in () if decision.recue is None or decision.recue.est_jamais else decision.ouvertures:
        of = cite(holder_of(ouverture.convention, conventions))
        when = _when(decision) if len(decision.ouvertures) == 1 else event(ouverture.date)
        how = t("par un acte, ") if ouverture.faculte else ""
        said = t(
            "son tour s'ouvre {how}par une remise de {of}, clause {clause}\u202f: {when}",
            how=how,
            of=of,
            clause=cite(ouverture.clause),
            when=when,
        )
        yield paragraphe(sentence(said))
        if ouverture.revocable:
            may = may_be_undone(ouverture.revocable, lexique)
            yield detail(sentence(t("l'effet qui l'ouvre {may}", may=may)))


def _when(decision: Decision) -> str:
    assert decision.recue is not None, "an opening says when"
    return event(decision.recue)


# --- two conventions of one holder ------------------------------------------------------------
def concurrent(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    """Which other conventions of this holder bear on the dwelling, or may, and what to do about it."""
    sure = [cite(c.convention) for c in decision.concurrentes if c.issue is True]
    if sure:
        said = t(
            "ce réservataire a une autre convention qui porte sur ce logement\u202f: {sure}",
            sure=listing(sure),
        )
        if len(sure) > 1:
            said = t(
                "ce réservataire a d'autres conventions qui portent sur ce logement\u202f: {sure}",
                sure=listing(sure),
            )
        todo = t("on ne sait laquelle en décide\u202f; bornez-les (dates, territoire ou champ)")
        yield paragraphe(sentence(t("{a}\u202f; {b}", a=said, b=todo)))
    for other in decision.concurrentes:
        if isinstance(other.issue, Indetermine):
            said = t(
                "l'autre convention de ce réservataire, {convention}, porte peut-être aussi",
                convention=cite(other.convention),
            )
            yield paragraphe(
                sentence(
                    t(
                        "{said} sur ce logement ({causes})",
                        said=said,
                        causes=words.causes(other.issue.causes, lexique),
                    )
                )
            )


# --- absent holders ---------------------------------------------------------------------------
def defaults(decision: Decision, lexique: Lexique) -> Iterator[Bloc]:
    if decision.defaut is not None:
        yield paragraphe(sentence(absence(decision.defaut, lexique)))
    for found in decision.recueillis:
        said = t(
            "recueille les logements de {nom}, qui n'a pas de convention en vigueur, par le",
            nom=cite(found.nom),
        )
        yield paragraphe(
            sentence(t("{a} {b}{c}", a=said, b=cited(found.clause), c=_doubt(found.issue, lexique)))
        )


def absence(found: ResultatDefaut, lexique: Lexique) -> str:
    """« aucune convention en vigueur à la date de référence : ses logements vont à l'État, par … »."""
    to = cite(found.nom_designe) if found.nom_designe else designation(found.designe)
    said = t("aucune convention de ce réservataire n'est en vigueur à la date de référence\u202f: ")
    return t(
        "{said}ses logements vont à {to}, par le {cited}{doubt}",
        said=said,
        to=to,
        cited=cited(found.clause),
        doubt=_doubt(found.issue, lexique),
    )
