"""Whom to offer a dwelling to: hard rules, then what ranks those eligible for certain.

Source: docs/langage, « L'orientation ». Advice only: the person who orients decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import assert_never

from convrules import ir
from convrules.base.outcomes import Cause, Indetermine, Issue, NonApplicable, causes_of, et
from convrules.base.records import dataclass, replace
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.orientation import classement
from convrules.orientation.anticipation import Vue, look, told
from convrules.orientation.bornes import bound, gap
from convrules.orientation.classement import Regles, measured, placed, ranked, with_rank, would_come_first
from convrules.orientation.comptes import SANS_CAUSE, Titulaire
from convrules.orientation.model import (
    Anticipee,
    Candidat,
    Citation,
    EtatCompte,
    Garde,
    Orientation,
    Plafond,
    Rangement,
    Variante,
)
from convrules.orientation.offre import widest
from convrules.orientation.plafonds import caps_reached
from convrules.orientation.politique import PolitiqueCompilee
from convrules.orientation.propre import own_balance, perhaps_own
from convrules.orientation.regles import RegleLue, citation, rules_for
from convrules.orientation.session import (
    PROPRES,
    Session,
    followed,
    here,
    offered,
    plus_steps,
    with_steps,
)
from convrules.runtime.decision import Decision, ResultatDefaut
from convrules.year.bornes import ZERO
from convrules.year.imputation import closing
from convrules.year.model import Bornes
from convrules.year.soldes import SOLDES
from convrules.year.suivi import Suivi


@dataclass(frozen=True, slots=True, kw_only=True)
class Bailleur:
    """Whose dwellings: its conventions, its policy (None: the deficit alone ranks)."""

    programmes: tuple[Programme, ...]
    politique: PolitiqueCompilee | None = None


# --- advice ---------------------------------------------------------------------------------
Suivis = Sequence[tuple[Titulaire, Suivi]]


def advise(session: Session, vacance: Vacance, without: frozenset[str]) -> Orientation:
    """Advice for one dwelling on the accounts of a session, the vacancies `without` set aside."""
    suivis = followed(session, vacance)
    lues = rules_for(session.regime, vacance, suivis)
    alternatives = classement.variants(lues, session.cadre)
    found = [_candidate(session, t, s, without) for t, s in suivis]
    if not session.bref:
        found = _told_apart(found)
    own = _own(session, vacance, suivis, without)
    if own is None and any(isinstance(v, Garde) for lue in lues for v in lue.valeurs):
        # Why: a reserve keeps the dwelling even where the shares leave the landlord nothing.
        own = _landlord(session, vacance, suivis, ZERO, without)
    settled = [_settled(c, alternatives) for c in (*found, *((own,) if own is not None else ()))]
    vue = look(session, vacance, settled, without)
    if vue is not None and vue.rangs is not None:
        alternatives = tuple(replace(r, prevus=vue.rangs) for r in alternatives)
    everyone = placed(settled, alternatives)
    regles = alternatives[0]
    first = [ranked([c for c in everyone if c.rangement is Rangement.CLASSE], r) for r in alternatives]
    found_ = _orientation(session, vacance, everyone, regles, (lues, alternatives, first))
    return found_ if vue is None else replace(found_, anticipation=_ahead(session, vue, first[0], regles))


def _ahead(session: Session, vue: Vue, first: Sequence[Candidat], regles: Regles) -> Anticipee:
    """What look-ahead says, beside what the deficit alone would have given."""
    alone = ranked(first, replace(regles, prevus=None))
    return told(session, vue, [c.ident for c in first], [c.ident for c in alone])


Lectures = tuple[tuple[RegleLue, ...], tuple[Regles, ...], list[tuple[Candidat, ...]]]


def _orientation(
    session: Session, vacance: Vacance, everyone: Sequence[Candidat], regles: Regles, lectures: Lectures
) -> Orientation:
    lues, alternatives, rankings = lectures
    several = classement.too_many(lues)
    doubt = [lue for lue in lues if lue.en_doute]
    open_ = frozenset().union(*(lue.causes for lue in doubt))
    shown: Iterable[Candidat] = rankings[0]
    if several:
        shown = [replace(c, causes=open_) for c in shown]
    elif not session.bref:
        shown = [with_rank(c, everyone, alternatives) for c in shown]
    unsure = [
        _perhaps_first(c, alternatives, rankings, open_)
        for c in everyone
        if c.rangement is Rangement.INDETERMINE
    ]
    refused = [c for c in everyone if c.rangement is Rangement.INELIGIBLE]
    variantes = tuple(_variants(alternatives, rankings)) if doubt and not several else ()
    alone = regles.par_defaut and regles.prevus is None and not doubt
    orientation = Orientation(
        vacance=vacance.id,
        au=session.au,
        candidats=(
            *shown,
            *sorted(unsure, key=lambda c: c.ident),
            *sorted(refused, key=lambda c: c.ident),
        ),
        borne=None,
        politique=session.cadre.politique,
        gardes=regles.gardes,
        conflit=regles.conflit,
        variantes=variantes if len({v.ordre for v in variantes}) > 1 else (),
        causes=open_,
        absents=_absent(suivi.decision for _, suivi in followed(session, vacance)),
    )
    if len({v.ordre for v in variantes}) == 1:
        orientation = replace(orientation, causes=frozenset())
    if alone and session.ouvert:
        orientation = replace(orientation, borne=bound(len(session.titulaires) + 1, everyone))
    told = session.bref or orientation.borne is not None or (alone and session.regime.politique is None)
    return orientation if told else replace(orientation, ecart=gap(orientation))


def _perhaps_first(
    candidat: Candidat,
    alternatives: Sequence[Regles],
    rankings: Sequence[Sequence[Candidat]],
    open_: frozenset[Cause],
) -> Candidat:
    """Does it come first in one of the rankings that the clauses in doubt may give, whichever is shown? Where
    it depends on them, their facts (`open_`) are among its own."""
    pairs = zip(alternatives, rankings, strict=True)
    found = {would_come_first(candidat, next(iter(ranking), None), regles) for regles, ranking in pairs}
    return replace(
        candidat,
        viendrait_premier=True in found,
        causes=candidat.causes | open_ if len(found) > 1 else candidat.causes,
    )


def _variants(alternatives: Sequence[Regles], rankings: Sequence[Sequence[Candidat]]) -> Iterator[Variante]:
    for regles, ranking in zip(alternatives, rankings, strict=True):
        yield Variante(avec=regles.avec, sans=regles.sans, ordre=tuple(c.ident for c in ranking))


def _absent(decisions: Iterable[Decision]) -> tuple[ResultatDefaut, ...]:
    """Holders without convention in force here, each once."""
    found = (x for d in decisions for x in (*d.recueillis, *((d.defaut,) if d.defaut else ())))
    return tuple({x.absent: x for x in found}.values())


# --- one holder -----------------------------------------------------------------------------
def _candidate(session: Session, titulaire: Titulaire, suivi: Suivi, without: frozenset[str]) -> Candidat:
    convention = titulaire.programme.convention
    offre = offered(session, titulaire, suivi)
    soldes = [with_steps(session, titulaire, cells, without) for cells in offre.comptes]
    solde = widest(soldes, offre.total, suivi.vacance.id, offre.causes)
    plafonds = tuple(_caps(session, titulaire, suivi))
    eligible = suivi.decision.eligible
    # Why not of a dwelling that the convention leaves out: no cap has anything to say of it.
    for plafond in () if isinstance(eligible, NonApplicable) else plafonds:
        eligible = et(eligible, plafond.issue)
    return Candidat(
        convention=convention,
        rangement=_place(eligible),
        eligible=eligible,
        compte=EtatCompte(
            taux=offre.total,
            reporte=Fraction(0) if session.soldes_a_zero and solde.reporte is None else solde.reporte,
            du=solde.du,
            oriente=solde.oriente,
            suppose=solde.suppose,
            en_doute=solde.en_doute,
            rendus=solde.rendus,
            du_en_doute=solde.du_en_doute,
            doutes=solde.doutes,
            echanges=solde.echanges,
            causes=solde.causes,
            compte=offre.compte,
        ),
        clause=_refusing(titulaire, suivi.decision, plafonds),
        causes=causes_of(eligible),
        avertissements=plafonds,
        types=_names(titulaire),
        exercice=suivi.decision.exercice,
        en_vigueur=suivi.decision.en_vigueur,
        reference=suivi.decision.reference,
        fins=tuple(e for e in closing(suivi.decision.effets) if not e.attend),
        terme=convention.en_vigueur.au if titulaire.finie else None,
    )


def _told_apart(candidats: Sequence[Candidat]) -> list[Candidat]:
    """A holder has a convention for each of its terms, and others may write its name."""
    holders = (c.convention.reservataire if c.convention is not None else None for c in candidats)
    noms = [holder.nom if holder is not None else "" for holder in holders]
    return [replace(c, homonyme=noms.count(nom) > 1) for c, nom in zip(candidats, noms, strict=True)]


def _caps(session: Session, titulaire: Titulaire, suivi: Suivi) -> Iterator[Plafond]:
    """Annual caps that the dwelling would take the holder beyond."""
    ident = titulaire.programme.convention.ident
    if session.limites is not None:
        return session.limites.reached(ident, suivi.vacance.id)
    return caps_reached(titulaire.plafonds, suivi, here(session, titulaire, suivi))


def _names(titulaire: Titulaire) -> frozenset[str]:
    """Its type, and the finer accounts attached to that type."""
    holder = titulaire.programme.convention.reservataire
    if holder is None:
        return frozenset()
    return frozenset({holder.type, *(c for c, t in titulaire.cadre.finer.items() if t == holder.type)})


def _place(issue: Issue) -> Rangement:
    """Only vrai permits."""
    match issue:
        case True:
            return Rangement.CLASSE
        case False | NonApplicable():
            return Rangement.INELIGIBLE
        case Indetermine():
            return Rangement.INDETERMINE
        case _:
            assert_never(issue)


def _settled(candidat: Candidat, alternatives: Sequence[Regles]) -> Candidat:
    """Only what is known ranks: a balance that may decide and is not known leaves the holder in doubt."""
    if candidat.rangement is not Rangement.INELIGIBLE:
        if not measured(candidat.compte, alternatives):
            causes = candidat.causes | {SOLDES}
            return replace(candidat, rangement=Rangement.INDETERMINE, causes=causes, clause=None)
        return replace(candidat, clause=None)
    return replace(candidat, causes=frozenset())


def _refusing(titulaire: Titulaire, decision: Decision, plafonds: Iterable[Plafond]) -> Citation | None:
    """The clause that refuses: of eligibility, a cap, or the one that gave the status. None does when the
    convention is not in force."""
    if decision.en_vigueur is False:
        return None
    texte = titulaire.programme.convention.ident
    for resultat in decision.eligibilites:
        household = isinstance(resultat.clause, ir.Eligibilite) and resultat.clause.menage
        if resultat.issue is False and not household:
            return citation(resultat.clause.entete, texte)
    for plafond in plafonds:
        if plafond.issue is False and decision.eligible is True:
            return citation(plafond.clause.entete, texte)
    ident = decision.statut.clause
    named = (c.clause.entete for c in titulaire.programme.clauses if c.ident == ident)
    entete = next(named, None)
    return citation(entete, texte) if entete is not None else None


# --- the landlord's own share ---------------------------------------------------------------
def _own(session: Session, vacance: Vacance, suivis: Suivis, without: frozenset[str]) -> Candidat | None:
    """The landlord's own share as one of the holders; none when the shares exceed the whole, and not for
    certain when they may."""
    rates = [(t, rate) for t, s in suivis for rate in offered(session, t, s).par_part]
    taux = perhaps_own(rates, sure=False)
    if taux.max < 0:
        return None
    own = _landlord(session, vacance, suivis, taux, without)
    if taux.min >= 0:
        return own
    doubt = Indetermine(own.compte.causes or SANS_CAUSE)
    return replace(own, eligible=doubt, rangement=_place(doubt), causes=doubt.causes)


def _landlord(
    session: Session, vacance: Vacance, suivis: Suivis, taux: Bornes, without: frozenset[str]
) -> Candidat:
    solde = session.soldes.get(without)
    if solde is None:
        solde = session.soldes[without] = own_balance(session.titulaires, without, session.autres)
    offres = [offered(session, t, s) for t, s in suivis]
    causes = frozenset[Cause]().union(*(o.causes for o in offres))
    solde = widest([plus_steps(solde, session.propre, PROPRES)], taux, vacance.id, causes)
    return Candidat(
        convention=None,
        rangement=Rangement.CLASSE,
        eligible=True,
        compte=EtatCompte(
            taux=taux,
            reporte=solde.reporte,
            du=solde.du,
            oriente=solde.oriente,
            suppose=solde.suppose,
            en_doute=solde.en_doute,
            du_en_doute=solde.du_en_doute,
            doutes=solde.doutes,
            echanges=solde.echanges,
            causes=solde.causes,
            compte=any(o.compte for o in offres),
        ),
    )
