"""What is brought into the cells of a part or quota: balances of the period before, turns exchanged.

Source: docs/langage, « Report » ; « Cellules ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.compiler import ClauseCompilee
from convrules.runtime.reading import cited
from convrules.year.assiette import Cadre, opening, period_before
from convrules.year.bornes import ZERO
from convrules.year.cellules import Clef, unseen_clef, unseen_of
from convrules.year.comptees import counted_apart
from convrules.year.echanges import exchanged_at, exchanged_cells, exchanged_within
from convrules.year.lignes import forecast
from convrules.year.model import Bornes
from convrules.year.partage import (
    account_names,
    carries,
    carrying_within,
    is_shared_out,
    owed_on_accounts,
    owed_within,
    shared_by,
)
from convrules.year.retraits import settled_cells
from convrules.year.soldes import (
    INCONNUES,
    carried_cells,
    initial_balance,
    made_otherwise,
    told_cells,
    unseen_key,
)
from convrules.year.textes import Regimes, Textes
from convrules.year.textes_de_l_annee import in_life


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
    (None: nothing), or the table `soldes`. `incomplets`: some of its cells could not be put in numbers.
    `refaits`: its cells had other dimensions; nothing says into which of these goes what was left, if
    something was (`reste`), but the table, for this period."""

    cellules: Mapping[Clef, Bornes | None]
    avant: "Apports | Cadre | None" = None
    incomplets: bool = False
    refaits: Cadre | None = None
    reste: bool = False

    def of(self, clause: ir.Clause, clef: Clef) -> Bornes | None:
        if clef in self.cellules:
            return self.cellules[clef]
        if self.refaits is not None and not self.incomplets:
            said = initial_balance(clause, clef, self.refaits)
            if said is not None or self.reste:
                return said
        # Why without dimension too: of a rule whose very cells are not known.
        for key in (unseen_key(clef), ()):
            if key in self.cellules:
                return self.cellules[key]
        if self.incomplets or INCONNUES in self.cellules:
            return None
        if isinstance(self.avant, Apports):
            return self.avant.of(clause, clef)
        return initial_balance(clause, clef, self.avant) if self.avant is not None else ZERO

    def elsewhere(self, clause: ir.Clause, dimensions: Sequence[ir.Champ]) -> Bornes | None:
        """What may be brought into a cell that no row of this period shows either: nothing, when the table
        says what some take up."""
        if not dimensions:
            return ZERO
        for key in (unseen_clef(dimensions), ()):
            if key in self.cellules:
                return self.cellules[key]
        if self.reste and not self.incomplets and self.refaits is not None:
            fields = [cited(champ) for champ in dimensions]
            told = any(told_cells((clause.entete.ident, clause.entete.nom), fields, self.refaits))
            return ZERO if told else None
        if self.incomplets or self.reste:
            return None
        if isinstance(self.avant, Apports):
            return self.avant.elsewhere(clause, dimensions)
        fields = [cited(champ) for champ in dimensions]
        return None if self.avant is not None and _table_names_none(clause, fields, self.avant) else ZERO

    def unsettled(self, clause: ir.Clause, fields: Sequence[str]) -> bool:
        """Is something left that no cell of these fields shows, and that the table does not give to one that
        is?"""
        link: Apports | Cadre | None = self
        while isinstance(link, Apports) and not link.reste:
            link = link.avant
        if link is None:
            return False
        if isinstance(link, Apports):
            source = None if link.incomplets else link.refaits
        else:
            source = link if initial_balance(clause, unseen_of(fields), link) != ZERO else None
            if source is None:
                return False
        names = (clause.entete.ident, clause.entete.nom)
        told = dict(told_cells(names, fields, source)) if source is not None else {}
        return not told or any(solde != 0 and clef not in self.dits for clef, solde in told.items())

    def unnamed(self, clause: ir.Clause) -> bool:
        """May cells that nothing shows or names bring something, once a row shows them?"""
        if INCONNUES in self.cellules or self.reste:
            return True
        if isinstance(self.avant, Apports):
            return self.avant.unnamed(clause)
        return self.avant is not None and initial_balance(clause, INCONNUES, self.avant) != ZERO

    @property
    def dits(self) -> Mapping[Clef, Bornes | None]:
        """What is said of cells, by the last period before that says something of each."""
        older = self.avant.dits if isinstance(self.avant, Apports) else {}
        return {**older, **self.cellules}


def in_cells(reports: Apports | None, dimensions: Sequence[ir.Champ], textes: Textes) -> Apports | None:
    """What the period before leaves, to cells of these dimensions."""
    names, cadre = tuple(cited(champ) for champ in dimensions), textes.cadre
    before = period_before(cadre)
    if reports is None or before is None:
        return reports
    if reports.refaits is not None and reports.refaits.periode == cadre.periode:
        # Why: of a part that rejoins, they are already in the cells of this period.
        return reports
    others = made_otherwise(reports.dits, tuple((nom, "") for nom in names))
    then = _names_in(replace(textes, cadre=before, lus={}))
    if not others and then in (names, None):
        return reports
    own = {k: s for k, s in reports.dits.items() if k and tuple(nom for nom, _ in k) == names}
    rest = any(solde != ZERO for solde in others)
    if then not in (names, None):
        own_clause = textes.clause.clause
        rest = rest or reports.unsettled(own_clause, then or ())
        rest = rest or (bool(then) and reports.unnamed(own_clause))
    if before.annee != cadre.annee:
        return Apports(cellules=own, refaits=cadre, reste=rest)
    if rest:
        return Apports(cellules=own, refaits=cadre, reste=rest, incomplets=True)
    return Apports(cellules=own)


def remade(part: str, cadre: Cadre) -> tuple[str, ...] | None:
    """The fields that make the cells of a part on the first day of the year, when they are not those of the
    year before; None when they are, or when one does not know."""
    before = period_before(opening(cadre))
    now, then = fields_in(part, opening(cadre)), fields_in(part, before) if before is not None else None
    return now if then not in (now, None) else None


def fields_in(part: str, cadre: Cadre) -> tuple[str, ...] | None:
    """The fields that make its cells in a period; None when one does not know."""
    clause = next((c for c in cadre.programme.clauses if c.ident == part), None)
    return _names_in(Textes(clause=clause, cadre=cadre, faits={})) if clause is not None else None


def own_application(textes: Textes) -> ir.CleValeur | None:
    """What the text says of its cells on the first day, where it is set aside."""
    return textes.clause.regles["application"].on(textes.premier_jour).valeur


def _names_in(textes: Textes) -> tuple[str, ...] | None:
    """Of the fields that make the cells; None where the text does not say, or is within a part."""
    own = textes.clause.clause
    if isinstance(own, ir.Quota) and own.parent is not None:
        return None
    given = textes.cells().given or (own_application(textes),)
    known = given[0] if len(given) == 1 else None
    return tuple(cited(c) for c in known.dimensions) if isinstance(known, ir.Application) else None


def owed_cells(
    clause: ClauseCompilee, cadre: Cadre, dimensions: Sequence[ir.Champ], reports: Apports | None
) -> frozenset[Clef]:
    """Cells into which a balance is brought, or one that is not known: they are, with or without a row."""
    names = (clause.ident, clause.clause.entete.nom)
    own = carried_cells(names, dimensions, cadre)
    if reports is not None:
        told = {*own, *reports.dits}
        own = (c for c in told if c != unseen_key(c) and reports.of(clause.clause, c) != ZERO)
    exchanged = exchanged_cells(clause.clause, dimensions, cadre)
    return frozenset(_of_dimensions((*own, *exchanged), dimensions))


def _of_dimensions(clefs: Iterable[Clef], dimensions: Sequence[ir.Champ]) -> Iterator[Clef]:
    """Why: of a rule whose very cells were not known, or were others, nothing says which."""
    names = [cited(champ) for champ in dimensions]
    return (clef for clef in clefs if [nom for nom, _ in clef] == names)


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
    before = in_life(clause, cadre.precedent) if cadre.precedent is not None else None
    found = list(settled_cells(base, dimensions, before)) if forecast(base, cadre) else []
    if isinstance(own, ir.Part):
        found += owed_within(clause.ident, dimensions, cadre)
        found += owed_on_accounts(clause.ident, dimensions, cadre)
        found += _told_below(clause, dimensions, cadre)
        found += _elsewhere_below(clause, dimensions, cadre)
        found += (clef for nom, clef in cadre.apportees.get(clause.ident, ()) if nom == cadre.periode.nom)
        found += counted_apart(clause, dimensions, cadre)
        found += exchanged_within(own, dimensions, cadre)
    here = list(_of_dimensions(found, dimensions))
    unseen = unseen_clef(dimensions)
    return frozenset(clef for clef in here if clef != unseen), unseen in here


def _told_below(part: ClauseCompilee, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Iterator[Clef]:
    """Cells that the table names for accounts of its splits, or quotas that stand in it, where those of the
    year before were others."""
    if remade(part.ident, cadre) != tuple(cited(champ) for champ in dimensions):
        return
    for quota in carrying_within(part.ident, cadre):
        yield from carried_cells((quota.ident, quota.clause.entete.nom), dimensions, cadre)
    for own in shared_by(part.ident, cadre):
        for compte, _ in own.entre:
            yield from carried_cells(account_names(own, compte), dimensions, cadre)


def _elsewhere_below(part: ClauseCompilee, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Iterator[Clef]:
    """The cells that no row shows, when a quota that stands in the part may bring something into one."""
    for quota in carrying_within(part.ident, cadre):
        textes, left = Textes(clause=quota, cadre=cadre, faits={}), cadre.reportes.get(quota.ident)
        reports = in_cells(Apports(cellules=left), dimensions, textes) if left is not None else None
        if owed_elsewhere(textes, dimensions, reports):
            yield unseen_clef(dimensions)


def owed_elsewhere(textes: Textes, dimensions: Sequence[ir.Champ], reports: Apports | None) -> bool:
    """May something be brought, or exchanged, in a cell that no row shows?"""
    clause, unseen = textes.clause.clause, unseen_clef(dimensions)
    if bool(unseen) and exchanged_at(clause, unseen, textes.cadre):
        return True
    if not carries(textes.clause):
        return False
    if textes.cadre.solde_mouvant and bool(dimensions):
        # Why: the period before still runs, and may have rows in a cell that it has not yet.
        return True
    if reports is None:
        return _table_names_none(clause, [cited(champ) for champ in dimensions], textes.cadre)
    return reports.elsewhere(clause, dimensions) != ZERO


def _table_names_none(clause: ir.Clause, fields: Sequence[str], cadre: Cadre) -> bool:
    """Of an account that has something before, does the table name no cell? One that it names some of is held
    to name those that bring something."""
    if initial_balance(clause, unseen_of(fields), cadre) == ZERO:
        return False
    names: list[tuple[str, ...]] = [(clause.entete.ident, clause.entete.nom)]
    if is_shared_out(clause.entete.ident, cadre):
        splits = shared_by(clause.entete.ident, cadre)
        names = [account_names(own, compte) for own in splits for compte, _ in own.entre]
    return not all(any(told_cells(each, fields, cadre)) for each in names)


def initial_of(textes: Textes, clef: Clef, reports: Apports | None, known: Regimes) -> Bornes | None:
    if all(regime.mode is ir.ModeReport.AUCUN for regime in known.possibles):
        return ZERO
    if reports is not None:
        return reports.of(textes.clause.clause, clef)
    return initial_balance(textes.clause.clause, clef, textes.cadre)
