"""Whom the dwellings of a drawn year go to: to whom advice gives each, or by chance, by declared shares."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from convrules.analyses.prevision.hasard import TOUT, Hasard
from convrules.analyses.prevision.model import Methode
from convrules.analyses.prevision.tirage import Annee, Tirage, Tiree, waiting, with_cells
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu
from convrules.columnar.atoms import Atoms
from convrules.columnar.statuses import statuses
from convrules.columnar.tables import table_of
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.orientation.anticipation import looking_ahead
from convrules.orientation.bornes import from_nothing
from convrules.orientation.model import BAILLEUR
from convrules.orientation.ranking import Bailleur, advise
from convrules.orientation.session import beside, followed, give, open_session
from convrules.runtime.holders import COMPTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A drawn year, each dwelling on an account. `sans_conseil`: how many advice could give to nobody, so
    that they went to the landlord."""

    vacances: tuple[Vacance, ...]
    sans_conseil: int = 0


def attribute(bailleur: Bailleur, tirage: Tirage, annee: Annee, rang: int) -> Attribution:
    """What is withdrawn goes to the landlord's own account, the rest as declared."""
    kept = [t for t in annee.tirees if t.retrait is None]
    silent = 0
    if tirage.hypotheses.methode is Methode.CONSEIL:
        given, silent = _by_advice(bailleur, tirage, annee)
    else:
        given = dict(_by_shares(bailleur.programmes, tirage, kept, rang))
    accounts = account_names(bailleur.programmes)
    return Attribution(
        vacances=tuple(_on_account(t, given.get(t.vacance.id, BAILLEUR), accounts) for t in annee.tirees),
        sans_conseil=silent,
    )


def account_names(programmes: Sequence[Programme]) -> Mapping[str, str]:
    """How a holder's account is written: its type, or its convention where several holders have one type."""
    types = {p.convention.ident: p.convention.reservataire for p in programmes}
    many = Counter(holder.type for holder in types.values() if holder is not None)
    return {
        ident: holder.type if holder is not None and many[holder.type] == 1 else ident
        for ident, holder in types.items()
    }


def _on_account(tiree: Tiree, to: str, accounts: Mapping[str, str]) -> Vacance:
    return with_cells(tiree.vacance, {COMPTE: Connu(accounts.get(to, BAILLEUR))})


def _by_advice(bailleur: Bailleur, tirage: Tirage, annee: Annee) -> tuple[dict[str, str], int]:
    """Each dwelling in the order of days, the ones before having gone where advice gave them."""
    last = date(tirage.annee, 12, 31)
    free = [waiting(t.vacance, tirage.au) for t in annee.tirees]
    every = frozenset(v.id for v in free)
    opened = open_session(bailleur.programmes, bailleur.politique, tirage.facts(free), last, every)
    session = replace(beside(opened), bref=True)
    session = looking_ahead(session, tirage.faits, borne=from_nothing(session.titulaires))
    withdrawn = {t.vacance.id for t in annee.tirees if t.retrait is not None}
    days = {t.vacance.id: t.jour for t in annee.tirees}

    def order(vacance: Vacance) -> tuple[date, int, str]:
        open_to = sum(s.decision.eligible is True for _, s in followed(session, vacance))
        return days[vacance.id], open_to, vacance.id

    given: dict[str, str] = {}
    silent = 0
    for vacance in sorted((v for v in free if v.id not in withdrawn), key=order):
        if session.cours is not None:
            session.cours.jour = days[vacance.id]
        advice = advise(session, vacance, every)
        chosen = advice.propose
        silent += chosen is None
        chosen = chosen or next((c for c in advice.candidats if c.ident == BAILLEUR), None)
        given[vacance.id] = chosen.ident if chosen is not None else BAILLEUR
        give(session, vacance, advice, chosen)
    return given, silent


def _by_shares(
    programmes: Sequence[Programme], tirage: Tirage, kept: Sequence[Tiree], rang: int
) -> Iterator[tuple[str, str]]:
    """By chance, in the declared shares, among those that may receive the dwelling for certain: the share of
    one that may not goes to the landlord."""
    faits = tirage.facts([waiting(t.vacance, tirage.au) for t in kept])
    atoms = Atoms(table=table_of(faits, date(tirage.annee, 12, 31)))
    answers = {p.convention.ident: statuses(p, atoms) for p in programmes}
    hasard = Hasard(tirage.hypotheses.graine, rang)
    for rank, tiree in enumerate(kept):
        place, end = hasard.draw("titulaire", tiree.vacance.id), Fraction(0)
        for ident, share in tirage.hypotheses.parts:
            end += share
            if place * end.denominator < end.numerator * TOUT:
                said = answers[ident].at(rank)
                if said is not None and said.eligible is True:
                    yield tiree.vacance.id, ident
                break
