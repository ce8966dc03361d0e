"""Where the policy looks ahead: what ranks those that may take a dwelling, and why not the deficit alone.

The plan of a third of month is made of the accounts as they stood at its start, so that advice depends on
what was decided since, and never on what was advised. Source: docs/langage, « L'anticipation ».
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from convrules.base.records import dataclass, replace
from convrules.facts.records import Faits, Vacance
from convrules.orientation.bornes import bound
from convrules.orientation.comptes import Titulaire
from convrules.orientation.cours import Cours, parts_of, place_of
from convrules.orientation.flux import Clefs
from convrules.orientation.model import (
    BAILLEUR,
    Anticipee,
    Candidat,
    Prevu,
    Rangement,
    Sans,
)
from convrules.orientation.plans import UN, Plan, start_of_third
from convrules.orientation.previsions import read_forecast
from convrules.orientation.propre import own_balance
from convrules.orientation.session import PROPRES, Session, followed, offered, plus_steps, with_steps
from convrules.orientation.tours_echanges import turns_since
from convrules.year.bornes import ZERO


def looking_ahead(session: Session, faits: Faits, *, borne: bool) -> Session:
    """The session with the plan of its policy, where that looks ahead. `faits`: where the forecast is read;
    `borne`: does the deficit alone promise its bound, before the steps to come?"""
    cours = opened(session, faits, borne=borne)
    return session if cours is None else replace(session, cours=cours)


def opened(session: Session, faits: Faits, *, borne: bool) -> Cours | None:
    """The forecast of a policy that looks ahead, no step being taken yet."""
    politique = session.regime.politique
    regle = politique.politique.anticipation if politique is not None else None
    if regle is None:
        return None
    prevision = read_forecast(session.titulaires, regle, faits, session.au.year)
    return Cours(regle=regle, prevision=prevision, jour=session.au, borne=borne)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue:
    """What look-ahead says of a dwelling: `rangs`, by holder, how far behind its part it is; none when it
    does not rank."""

    dite: Anticipee
    rangs: Mapping[str, int] | None = None
    genre: int | None = None


def look(
    session: Session, vacance: Vacance, everyone: Sequence[Candidat], without: frozenset[str]
) -> Vue | None:
    """Before the dwelling is ranked; None when the policy does not look ahead."""
    cours = session.cours
    if cours is None:
        return None
    if not cours.ouvert:
        _begin(session, cours, without)
    genre = cours.genres[vacance.id] = _genre(session, cours, vacance)
    cours.borne = cours.borne and bound(len(session.titulaires) + 1, everyone) is not None
    said = Anticipee(
        annee=cours.regle.annee,
        lues=cours.prevision.lues,
        laissees=cours.prevision.laissees,
        causes=cours.prevision.causes,
    )
    cells = {
        t.programme.convention.ident: offered(session, t, s).comptes for t, s in followed(session, vacance)
    }
    rangs = _ranks(cours, genre, everyone, cells)
    if isinstance(rangs, Sans):
        return Vue(dite=replace(said, sans=rangs), genre=genre)
    return Vue(dite=said, rangs=rangs, genre=genre)


def _ranks(
    cours: Cours, genre: int | None, everyone: Sequence[Candidat], cells: Mapping[str, Sequence[Clefs]]
) -> Mapping[str, int] | Sans:
    if isinstance(cours.plan, Sans):
        return cours.plan
    may = [c for c in everyone if c.rangement is Rangement.CLASSE]
    known = [(c.ident, cells.get(c.ident, (frozenset(),)), c.compte.sinon) for c in may]
    late = [(ident, own[0], parts_of(x)) for ident, own, x in known if x is not None and len(own) == 1]
    if len(late) < len(may) or any(c.rangement is Rangement.INDETERMINE for c in everyone):
        return Sans.DOUTE
    if len(may) < 2:
        return Sans.SEUL
    if cours.borne:
        return Sans.BORNE
    return cours.ranks(genre, late) or Sans.TYPE


# --- a dwelling, and the start of a third -----------------------------------------------------
def _genre(session: Session, cours: Cours, vacance: Vacance) -> int | None:
    """Its type, if it was expected: those that may take it, annual caps apart."""
    may = (t for t, suivi in followed(session, vacance) if suivi.decision.eligible is True)
    return cours.prevision.genre(t.programme.convention.ident for t in may)


def _begin(session: Session, cours: Cours, without: frozenset[str]) -> None:
    """Open the third on the accounts as they stood at its start: the dwellings due since are set aside, and
    noted where they went, as are the turns exchanged since."""
    since = start_of_third(cours.jour)
    recent = {row for t in session.titulaires for row in _due_since(t, since) if row not in without}
    turns = {act for t in session.titulaires[:1] if t.tours for act in turns_since(t.tours, since)}
    cours.begin(_deficits(session, cours, without | recent | turns))
    if not isinstance(cours.plan, Plan):
        return
    for ident in sorted(recent):
        vacance, to = _where(session, ident)
        if to is not None:
            cours.note(_genre(session, cours, vacance), to)


def _due_since(titulaire: Titulaire, since: date) -> Sequence[str]:
    days = ((a.vacance, titulaire.suivis[a.vacance].decision.reference.connu) for a in titulaire.apports)
    return [vacance for vacance, day in days if day is not None and day >= since]


def _deficits(session: Session, cours: Cours, without: frozenset[str]) -> Sequence[Fraction] | None:
    """By holder, over all the cells of the forecast; None when one of them is not known exactly."""
    by_ident = {t.programme.convention.ident: t for t in session.titulaires}
    found: list[Fraction] = []
    for ident in cours.prevision.attendus.noms:
        if ident == BAILLEUR:
            solde = plus_steps(
                own_balance(session.titulaires, without, session.autres), session.propre, PROPRES
            )
        else:
            solde = with_steps(session, by_ident[ident], cours.prevision.cellules[ident], without)
        brought = Fraction(0) if session.soldes_a_zero and solde.reporte is None else solde.reporte
        if brought is None or solde.en_doute or solde.du_en_doute != ZERO:
            return None
        found.append(brought + solde.du - solde.oriente - solde.suppose)
    return found


def _where(session: Session, ident: str) -> tuple[Vacance, str | None]:
    """To whom a dwelling of the third has gone, if it has."""
    gone, to = False, BAILLEUR
    vacance: Vacance | None = None
    for titulaire in session.titulaires:
        apport = next((a for a in titulaire.apports if a.vacance == ident), None)
        if apport is None:
            continue
        vacance = titulaire.suivis[ident].vacance
        gone = gone or apport.parti
        if apport.compte is True:
            to = titulaire.programme.convention.ident
    assert vacance is not None, "it is due to somebody"
    return vacance, to if gone else None


# --- what is said ---------------------------------------------------------------------------------
def told(session: Session, vue: Vue, order: Sequence[str], alone: Sequence[str]) -> Anticipee:
    """`order`, `alone`: holders as the advice ranks them, and as the deficit alone would."""
    cours = session.cours
    if vue.rangs is None or cours is None or cours.compte is None or vue.genre is None:
        return vue.dite
    plan, compte, genre = cours.plan, cours.compte, vue.genre
    assert isinstance(plan, Plan), "what is counted is what a plan said"
    attendus = cours.prevision.attendus

    def foreseen(ident: str) -> Prevu:
        place = place_of(attendus, genre, ident)
        return Prevu(
            ident=ident,
            pour_lui=_dwellings(plan.planned(genre, place)[1]),
            recus=compte.had(genre, place),
            ouverts=_dwellings(plan.open_to(attendus.places[ident])[1]),
        )

    return replace(
        vue.dite,
        type_attendu=_dwellings(plan.planned(genre, 0)[0]),
        attendus=_dwellings(plan.open_to(0)[0]),
        premier=foreseen(order[0]),
        retard_seul=foreseen(alone[0]),
    )


def _dwellings(parts: int) -> Fraction:
    """To the hundredth, the nearest."""
    return Fraction((100 * parts + UN // 2) // UN, 100)
