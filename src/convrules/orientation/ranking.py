"""To whom a dwelling should go: holders eligible for certain, the largest exact deficit first.

Adding ρ to every deficit and taking one dwelling from the holder chosen keeps, when everybody is eligible
for everything and all start at 0, every deficit under H_k − 1. Source: docs/langage, « L'orientation ».
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import assert_never

from convrules import ir, vocabulary
from convrules.base.dates import Calendrier
from convrules.base.outcomes import Indetermine, Issue, NonApplicable, causes_of
from convrules.compiler import Programme
from convrules.facts.records import Faits, Vacance
from convrules.orientation.comptes import (
    Clefs,
    PartCellule,
    Solde,
    Titulaire,
    balance,
    frame,
    holding,
    own_balance,
    perhaps_holding,
    prepare,
    rate_on_day,
    rates_of,
)
from convrules.orientation.model import (
    BAILLEUR,
    Avertissement,
    Candidat,
    Departage,
    EtatCompte,
    Orientation,
    Rangement,
)
from convrules.runtime.decision import Decision
from convrules.runtime.reading import read_event
from convrules.year.assiette import vacancy
from convrules.year.bornes import ZERO
from convrules.year.cellules import key_of, locate
from convrules.year.livre import ledger
from convrules.year.soldes import SOLDES
from convrules.year.suivi import Suivi


def rank(
    programmes: Sequence[Programme], faits: Faits, vacance: Vacance, au: date, calendrier: Calendrier
) -> Orientation:
    """Advice for one dwelling, the account of every holder being read as of `au`."""
    session = _open(programmes, faits, au, calendrier)
    return _advise(session, vacance, frozenset({vacance.id}))


def rank_day(
    programmes: Sequence[Programme],
    faits: Faits,
    au: date,
    calendrier: Calendrier,
    vacances: Iterable[Vacance] | None = None,
) -> tuple[Orientation, ...]:
    """Advice for several dwellings (all those not yet oriented, by default), each a step that supposes
    the one before followed: by fewest eligible holders, then identifier. Reproducible, not always best.
    """
    session = _open(programmes, faits, au, calendrier)
    waiting = list(vacances) if vacances is not None else [v for v in faits.vacances if _waits(session, v)]
    waiting.sort(key=lambda v: (_eligible_count(session, v), v.id))
    aside = frozenset(v.id for v in waiting)
    advice = []
    for vacance in waiting:
        found = _advise(session, vacance, aside)
        _take(session, vacance, found)
        advice.append(found)
    return tuple(advice)


# --- state ----------------------------------------------------------------------------------
@dataclass(slots=True, kw_only=True)
class Pas:
    """Steps supposed since the accounts were read, for one holder and one set of cells."""

    du: dict[PartCellule, Fraction] = field(default_factory=dict)
    donnes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Accounts read once, and the steps supposed since. `propre`: of the landlord's own share; `soldes`:
    its deficit, by vacancies set aside. `ouvert`: has everything been open to everybody so far?"""

    titulaires: tuple[Titulaire, ...]
    au: date
    ouvert: bool
    soldes: dict[frozenset[str], Solde] = field(default_factory=dict)
    pas: dict[tuple[str, Clefs], Pas] = field(default_factory=dict)
    propre: Pas = field(default_factory=Pas)


def _open(programmes: Sequence[Programme], faits: Faits, au: date, calendrier: Calendrier) -> Session:
    found = (frame(p, faits, au.year, au, calendrier) for p in programmes)
    cadres = [cadre for cadre in found if cadre is not None]
    livre = ledger(cadres)
    titulaires = tuple(prepare(replace(cadre, livre=livre)) for cadre in cadres)
    return Session(titulaires=titulaires, au=au, ouvert=all(_open_to_all(t) for t in titulaires))


def _suivis(session: Session, vacance: Vacance) -> Iterator[tuple[Titulaire, Suivi]]:
    """Holders whose territory the dwelling is on, or may be."""
    for titulaire in session.titulaires:
        suivi = titulaire.suivis.get(vacance.id)
        if suivi is not None:
            yield titulaire, suivi


PARTI = ("orientation", "proposition", "attribution", "bail", "remise", "reprise", "retrait", "abandon")
"""Once one of these has taken place, a dwelling waits for no advice."""


VENU = ("information", "liberation", "disponibilite", "mise_en_service")
"""A dwelling is there to be offered once one of these has taken place."""


def _waits(session: Session, vacance: Vacance) -> bool:
    """There to be offered, not oriented yet, its turn still open, and perhaps in somebody's assiette."""
    followed = [suivi for _, suivi in _suivis(session, vacance)]
    if not followed:
        return False
    contexte = followed[0].mondes[0].contexte

    def happened(nom: str) -> bool:
        day = read_event(nom, contexte).connu
        return day is not None and day <= session.au

    if any(map(happened, PARTI)) or not any(map(happened, VENU)):
        return False
    return any(not isinstance(s.decision.eligible, NonApplicable) for s in followed)


def _eligible_count(session: Session, vacance: Vacance) -> int:
    return sum(s.decision.eligible is True for _, s in _suivis(session, vacance))


def _take(session: Session, vacance: Vacance, advice: Orientation) -> None:
    """Suppose the advice followed: every holder's due grows, one takes the dwelling."""
    chosen = advice.propose
    if chosen is None:
        return
    for titulaire, suivi in _suivis(session, vacance):
        cellules = frozenset(holding(suivi, titulaire.cadre, titulaire.parts))
        ident = titulaire.programme.convention.ident
        pas = session.pas.setdefault((ident, cellules), Pas())
        for key, taux in rates_of(titulaire, suivi, cellules).items():
            pas.du[key] = pas.du.get(key, Fraction(0)) + taux
        pas.donnes += ident == chosen.ident
    own = next((c for c in advice.candidats if c.convention is None), None)
    if own is not None:
        session.propre.du[PROPRE] = session.propre.du.get(PROPRE, Fraction(0)) + own.compte.taux
        session.propre.donnes += chosen.convention is None


PROPRE: PartCellule = (BAILLEUR, ())


def _supposed(session: Session, ident: str, cellules: Clefs) -> Fraction:
    """What the steps supposed so far add to a deficit."""
    total = Fraction(0)
    for (owner, cells), pas in session.pas.items():
        if owner == ident and cells & cellules:
            total += sum((t for key, t in pas.du.items() if key in cellules), Fraction(0)) - pas.donnes
    return total


# --- advice ---------------------------------------------------------------------------------
def _advise(session: Session, vacance: Vacance, without: frozenset[str]) -> Orientation:
    found = [_candidate(session, t, s, without) for t, s in _suivis(session, vacance)]
    own = _own(session, found, _accrues(session, vacance), without)
    everyone = [*found, own] if own is not None else found
    ranked = _ranked([c for c in everyone if c.rangement is Rangement.CLASSE])
    first = ranked[0] if ranked else None
    unsure = [_flagged(c, first) for c in everyone if c.rangement is Rangement.INDETERMINE]
    refused = [c for c in everyone if c.rangement is Rangement.INELIGIBLE]
    return Orientation(
        vacance=vacance.id,
        au=session.au,
        candidats=(
            *ranked,
            *sorted(unsure, key=lambda c: c.ident),
            *sorted(refused, key=lambda c: c.ident),
        ),
        borne=_bound(session, everyone),
    )


def _candidate(session: Session, titulaire: Titulaire, suivi: Suivi, without: frozenset[str]) -> Candidat:
    cellules = frozenset(holding(suivi, titulaire.cadre, titulaire.parts))
    convention = titulaire.programme.convention
    # Only a certain place in the flow makes a share due; the account is shown all the same.
    taux = sum(rates_of(titulaire, suivi, cellules).values(), Fraction(0))
    cellules = cellules or frozenset(perhaps_holding(suivi, titulaire.cadre, titulaire.parts))
    solde = balance(titulaire, cellules, without)
    retard = solde.retard
    if retard is not None:
        retard += _supposed(session, convention.ident, cellules)
    compte = EtatCompte(
        taux=taux,
        retard=retard,
        apres=None if retard is None else retard + taux - 1,
        sinon=None if retard is None else retard + taux,
        oriente=solde.oriente,
        en_doute=solde.en_doute,
    )
    issue = suivi.decision.eligible
    rangement = _place(issue, retard)
    causes = causes_of(issue) | (frozenset({SOLDES}) if retard is None else frozenset())
    return Candidat(
        convention=convention,
        rangement=rangement,
        eligible=issue,
        compte=compte,
        clause=_failing(suivi.decision) if rangement is Rangement.INELIGIBLE else None,
        causes=causes if rangement is Rangement.INDETERMINE else frozenset(),
        avertissements=tuple(_warnings(titulaire, suivi)),
    )


def _place(issue: Issue, retard: Fraction | None) -> Rangement:
    """Only vrai permits, and only a deficit that is known ranks."""
    match issue:
        case True:
            return Rangement.CLASSE if retard is not None else Rangement.INDETERMINE
        case False | NonApplicable():
            return Rangement.INELIGIBLE
        case Indetermine():
            return Rangement.INDETERMINE
        case _:
            assert_never(issue)


def _failing(decision: Decision) -> str | None:
    """The clause that refuses: of eligibility, or the one that gave the status."""
    for resultat in decision.eligibilites:
        household = isinstance(resultat.clause, ir.Eligibilite) and resultat.clause.menage
        if resultat.issue is False and not household:
            return resultat.clause.entete.ident
    return decision.statut.clause


def _accrues(session: Session, vacance: Vacance) -> bool:
    """Does the dwelling make shares due this year: is it in an assiette for certain, and in this year?"""
    for titulaire, suivi in _suivis(session, vacance):
        reference = suivi.decision.reference.connu
        here = reference is None or titulaire.cadre.periode.contains(reference)
        if here and any(holding(suivi, titulaire.cadre, titulaire.parts)):
            return True
    return False


def _own(
    session: Session, holders: Sequence[Candidat], accrues: bool, without: frozenset[str]
) -> Candidat | None:
    """The landlord's own share as one of the holders; none when the shares exceed the whole."""
    shares = sum((c.compte.taux for c in holders), Fraction(0))
    taux = 1 - shares if accrues else Fraction(0)
    if taux < 0:
        return None
    solde = session.soldes.get(without)
    if solde is None:
        solde = session.soldes[without] = own_balance(session.titulaires, without)
    assert solde.retard is not None, "nothing is brought forward to the landlord's own share"
    supposed = session.propre.du.get(PROPRE, Fraction(0)) - session.propre.donnes
    retard = solde.retard + supposed
    return Candidat(
        convention=None,
        rangement=Rangement.CLASSE,
        eligible=True,
        compte=EtatCompte(
            taux=taux,
            retard=retard,
            apres=retard + taux - 1,
            sinon=retard + taux,
            oriente=solde.oriente,
            en_doute=solde.en_doute,
        ),
    )


# --- order ----------------------------------------------------------------------------------
def _order(candidat: Candidat) -> tuple[Fraction, Fraction, bool, str]:
    """Largest deficit, then larger rate, then identifier, the landlord's own share last."""
    sinon = candidat.compte.sinon
    assert sinon is not None, "only a known deficit ranks"
    return -sinon, -candidat.compte.taux, candidat.convention is None, candidat.ident


def _ranked(candidats: Sequence[Candidat]) -> list[Candidat]:
    ordered = sorted(candidats, key=_order)
    following = [*ordered[1:], None]
    return [
        replace(c, rang=place, departage=_tie(c, after))
        for place, (c, after) in enumerate(zip(ordered, following, strict=True), 1)
    ]


def _tie(candidat: Candidat, after: Candidat | None) -> Departage | None:
    if after is None or candidat.compte.sinon != after.compte.sinon:
        return None
    same = candidat.compte.taux == after.compte.taux
    return Departage.IDENTIFIANT if same else Departage.TAUX


def _flagged(candidat: Candidat, first: Candidat | None) -> Candidat:
    """Would it come first, were it eligible? Perhaps, when its own deficit is not known."""
    if candidat.compte.sinon is None or first is None:
        return replace(candidat, viendrait_premier=True)
    return replace(candidat, viendrait_premier=_order(candidat) < _order(first))


# --- warnings and bound ---------------------------------------------------------------------
def _warnings(titulaire: Titulaire, suivi: Suivi) -> Iterator[Avertissement]:
    """Ceilings on the flow to date: advice, never a refusal, for 5 % would forbid the first 19 dwellings."""
    for lue in titulaire.plafonds:
        own = lue.clause.on(titulaire.cadre.au)
        place = locate(vacancy(suivi), lue.dimensions)
        if place is None or not place.sure or not isinstance(own, ir.Quota) or _about_household(own):
            continue
        cell = lue.cell(key_of(place, lue.dimensions))
        taux = rate_on_day(titulaire, lue, suivi)
        if taux is None:
            continue
        counted = cell.resultat.realise.min if cell else Fraction(0)
        du = cell.resultat.du.max if cell else Fraction(0)
        base = cell is not None and suivi.vacance.id in cell.resultat.lignes_base
        done = cell is not None and suivi.vacance.id in cell.resultat.lignes_comptees
        fait, plafond = counted + (not done), du + (Fraction(0) if base else taux)
        if fait > plafond:
            yield Avertissement(clause=own, fait=fait, plafond=plafond)


def _about_household(quota: ir.Quota) -> bool:
    """Does the ceiling count households of a kind? Of whom the dwelling will go to, nothing is known."""
    counted = (quota.regle.public, quota.compte.condition if quota.compte is not None else None)
    return any(
        isinstance(e, ir.Champ) and e.nom in vocabulary.DRAPEAUX_MENAGE
        for expr in counted
        if expr is not None
        for e in ir.walk(expr)
    )


def harmonic_bound(holders: int) -> Fraction:
    """H_k − 1 = ½ + ⅓ + … + 1/k."""
    return sum((Fraction(1, n) for n in range(2, holders + 1)), Fraction(0))


def _bound(session: Session, everyone: Sequence[Candidat]) -> Fraction | None:
    """H_k − 1 when the theorem holds here: every holder of the landlord eligible, for this dwelling and
    all before it, whole shares, and deficits that have kept to the bounds since nothing was owed."""
    count = len(session.titulaires) + 1
    if len(everyone) != count or any(c.rangement is not Rangement.CLASSE for c in everyone):
        return None
    borne = harmonic_bound(count)
    lowest = 1 - Fraction(1, count)
    retards = [c.compte.retard for c in everyone if c.compte.retard is not None]
    if any(retard > borne or -retard > lowest for retard in retards) or sum(retards) != 0:
        return None
    return borne if session.ouvert else None


def _open_to_all(titulaire: Titulaire) -> bool:
    """One cell, nothing brought forward, and every vacancy of the assiette open to the holder."""
    if any(part.dimensions for part in titulaire.parts):
        return False
    carried = (c.resultat.solde_initial for part in titulaire.parts for c in part.cellules)
    if any(initial is None or initial != ZERO for initial in carried):
        return False
    return all(titulaire.suivis[a.vacance].decision.eligible is True for a in titulaire.apports)
