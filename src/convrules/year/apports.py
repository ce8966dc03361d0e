"""What is brought into the cells of a part or quota: balances of the period before, turns exchanged.

Source: docs/langage, « Report » ; « Cellules ».
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.compiler import ClauseCompilee
from convrules.year.assiette import Cadre
from convrules.year.bornes import ZERO
from convrules.year.cellules import Clef, unseen_clef
from convrules.year.comptees import counted_apart
from convrules.year.echanges import exchange_rows, exchanged_cells
from convrules.year.lignes import forecast
from convrules.year.model import Bornes
from convrules.year.partage import owed_on_accounts, owed_within
from convrules.year.retraits import settled_cells
from convrules.year.soldes import carried_cells, initial_balance, unseen_key
from convrules.year.textes import Regimes, Textes


@dataclass(frozen=True, slots=True, kw_only=True)
class Apport:
    """Why a cell is, with or without a row: what is `owed` in it to the rule itself, or to what stands
    `within` it."""

    owed: bool = False
    within: bool = False

    @property
    def something(self) -> bool:
        return self.owed or self.within


RIEN_APPORTE: Final = Apport()


@dataclass(frozen=True, slots=True, kw_only=True)
class Apports:
    """Balances that the period before leaves to each cell of a clause (None: not known). Of a cell that it
    does not show, what it says of those that no row shows together, else what it was brought itself: `avant`
    (None: nothing), or the table `soldes`. `incomplets`: some of its cells could not be put in numbers."""

    cellules: Mapping[Clef, Bornes | None]
    avant: "Apports | Cadre | None" = None
    incomplets: bool = False

    def of(self, clause: ir.Clause, clef: Clef) -> Bornes | None:
        # Why without dimension too: of a rule whose very cells are not known.
        for key in (clef, unseen_key(clef), ()):
            if key in self.cellules:
                return self.cellules[key]
        if self.incomplets:
            return None
        if isinstance(self.avant, Apports):
            return self.avant.of(clause, clef)
        return initial_balance(clause, clef, self.avant) if self.avant is not None else ZERO

    def elsewhere(self, dimensions: Sequence[ir.Champ]) -> Bornes | None:
        """What may be brought into a cell that no row of this period shows either."""
        if not dimensions:
            return ZERO
        for key in (unseen_clef(dimensions), ()):
            if key in self.cellules:
                return self.cellules[key]
        if self.incomplets:
            return None
        return self.avant.elsewhere(dimensions) if isinstance(self.avant, Apports) else ZERO

    def owed(self) -> Iterator[Clef]:
        """Cells into which something is brought, or one does not know."""
        return (clef for clef, s in self.cellules.items() if s != ZERO and clef != unseen_key(clef))


def owed_cells(
    clause: ClauseCompilee, cadre: Cadre, dimensions: Sequence[ir.Champ], reports: Apports | None
) -> frozenset[Clef]:
    """Cells into which a balance is brought, or one that is not known: they are, with or without a row."""
    names = (clause.ident, clause.clause.entete.nom)
    own = carried_cells(names, dimensions, cadre) if reports is None else reports.owed()
    exchanged = exchanged_cells(clause.clause, dimensions, cadre)
    accounts = owed_on_accounts(clause.ident, dimensions, cadre)
    # Why of as many values: of a rule whose very cells were not known, nothing says which.
    return frozenset(clef for clef in (*own, *accounts, *exchanged) if len(clef) == len(dimensions))


def cells_within(
    clause: ClauseCompilee, cadre: Cadre, dimensions: Sequence[ir.Champ]
) -> tuple[frozenset[Clef], bool]:
    """Cells that are, whatever the rule counts there: into which a quota of this part, or an account of its
    split, brings a balance of its own; in which another account counts a row; of which a forecast is
    settled. Does one bring something into cells that no row shows?"""
    own = clause.clause
    if not dimensions or not isinstance(own, ir.Part | ir.Quota):
        return frozenset(), False
    base = own.regle.population
    found = list(settled_cells(base, dimensions, cadre)) if forecast(base, cadre) else []
    if isinstance(own, ir.Part):
        found += owed_within(clause.ident, dimensions, cadre)
        found += (clef for nom, clef in cadre.apportees.get(clause.ident, ()) if nom == cadre.periode.nom)
        found += counted_apart(clause, dimensions, cadre)
    here = [clef for clef in found if len(clef) == len(dimensions)]
    unseen = unseen_clef(dimensions)
    return frozenset(clef for clef in here if clef != unseen), unseen in here


def owed_elsewhere(textes: Textes, dimensions: Sequence[ir.Champ], reports: Apports | None) -> bool:
    """May something be brought, or exchanged, in a cell that no row shows?"""
    unseen = unseen_clef(dimensions)
    exchanged = bool(unseen) and bool(exchange_rows(textes.clause.clause, unseen, textes.cadre))
    return exchanged or (reports is not None and reports.elsewhere(dimensions) != ZERO)


def initial_of(textes: Textes, clef: Clef, reports: Apports | None, known: Regimes) -> Bornes | None:
    if all(regime.mode is ir.ModeReport.AUCUN for regime in known.possibles):
        return ZERO
    if reports is not None:
        return reports.of(textes.clause.clause, clef)
    return initial_balance(textes.clause.clause, clef, textes.cadre)
