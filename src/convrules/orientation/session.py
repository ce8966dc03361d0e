"""Accounts read once for a day of advice, and the steps supposed since.

Source: docs/langage, « L'orientation ».
"""

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from convrules import vocabulary
from convrules.compiler import Programme
from convrules.facts.records import Faits, Vacance
from convrules.orientation.bornes import open_to_all
from convrules.orientation.classement import Cadre
from convrules.orientation.comptes import Solde, Titulaire, frame, prepare, rates_of
from convrules.orientation.flux import Clefs, PartCellule, holding
from convrules.orientation.model import BAILLEUR, Orientation, PolitiqueCompilee
from convrules.orientation.regles import Regime, open_regime
from convrules.year.atteinte import with_accounts
from convrules.year.comptes import counts_others
from convrules.year.livre import ledger
from convrules.year.suivi import Suivi


@dataclass(slots=True, kw_only=True)
class Pas:
    """Steps supposed since the accounts were read, for one holder and one set of cells."""

    du: dict[PartCellule, Fraction] = field(default_factory=dict)
    donnes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Accounts read once, and the steps supposed since. `propre`: of the landlord's own share; `soldes`:
    its deficit, by vacancies set aside. `ouvert`: has everything been open to everybody so far?
    `soldes_a_zero`: are balances that are not known taken for nothing?"""

    titulaires: tuple[Titulaire, ...]
    regime: Regime
    cadre: Cadre
    au: date
    ouvert: bool
    soldes_a_zero: bool = False
    soldes: dict[frozenset[str], Solde] = field(default_factory=dict)
    pas: dict[tuple[str, Clefs], Pas] = field(default_factory=dict)
    propre: Pas = field(default_factory=Pas)


def open_session(
    programmes: tuple[Programme, ...],
    reglee: PolitiqueCompilee | None,
    faits: Faits,
    au: date,
    named: frozenset[str],
) -> Session:
    """Read every holder's accounts as of `au`. `reglee`: the policy; `named`: dwellings asked for."""
    faits = with_accounts(programmes, faits, au)
    limites = counts_others(programmes)
    found = (frame(p, faits, au, None if limites else named) for p in programmes)
    cadres = [cadre for cadre in found if cadre is not None]
    livre = ledger(cadres)
    titulaires = tuple(prepare(replace(cadre, livre=livre)) for cadre in cadres)
    regime = open_regime(reglee, faits, au)
    politique = regime.politique.politique if regime.politique is not None else None
    finer = frozenset(code for t in titulaires for code in t.cadre.finer)
    idents = frozenset(t.programme.convention.ident for t in titulaires)
    cadre = Cadre(
        departage=politique.departage if politique is not None else None,
        politique=politique.ident if politique is not None else None,
        comptes=frozenset(vocabulary.codes("contingent")) | finer | idents,
    )
    ouvert = politique is None and open_to_all(titulaires)
    return Session(titulaires=titulaires, regime=regime, cadre=cadre, au=au, ouvert=ouvert)


def beside(session: Session) -> Session:
    """The same accounts, on which other steps are supposed, a balance that is not known being nothing."""
    regime = replace(session.regime, supposes=dict(session.regime.supposes))
    return replace(session, regime=regime, pas={}, propre=Pas(), soldes_a_zero=True)


def followed(session: Session, vacance: Vacance) -> tuple[tuple[Titulaire, Suivi], ...]:
    """Holders whose territory the dwelling is on, or may be."""
    found = ((t, t.suivis.get(vacance.id)) for t in session.titulaires)
    return tuple((t, suivi) for t, suivi in found if suivi is not None)


def take(session: Session, vacance: Vacance, advice: Orientation) -> None:
    """Suppose the advice followed: every holder's due grows, one takes the dwelling."""
    chosen = advice.propose
    if chosen is None:
        return
    for garde in advice.gardes[:1]:
        nom = garde.clause.clause
        session.regime.supposes[nom] = session.regime.supposes.get(nom, 0) + 1
    for titulaire, suivi in followed(session, vacance):
        cellules = frozenset(holding(suivi, titulaire.cadre, titulaire.parts))
        ident = titulaire.programme.convention.ident
        pas = session.pas.setdefault((ident, cellules), Pas())
        for key, taux in rates_of(titulaire, suivi, cellules).items():
            pas.du[key] = pas.du.get(key, Fraction(0)) + taux
        pas.donnes += ident == chosen.ident
    own = next((c for c in advice.candidats if c.convention is None), None)
    if own is not None:
        session.propre.du[PROPRE] = session.propre.du.get(PROPRE, Fraction(0)) + own.compte.taux
        session.propre.donnes += chosen.convention is None and own.compte.compte


PROPRE: PartCellule = (BAILLEUR, ())


def supposed(session: Session, ident: str, cellules: Clefs) -> tuple[Fraction, int]:
    """What the steps supposed so far made due and gave, in these cells."""
    due, given = Fraction(0), 0
    for (owner, cells), pas in session.pas.items():
        if owner == ident and cells & cellules:
            due += sum((t for key, t in pas.du.items() if key in cellules), Fraction(0))
            given += pas.donnes
    return due, given
