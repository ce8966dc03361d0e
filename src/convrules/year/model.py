"""What the year gives. Data only; numbers are exact."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause, Issue
from convrules.base.records import dataclass
from convrules.runtime.decision import EtatMode, NonEvalue, Statut
from convrules.year.changements import Changement
from convrules.year.changements import Dite as Dite
from convrules.year.dus import LigneEcheance as LigneEcheance
from convrules.year.dus import ResultatEcheance as ResultatEcheance
from convrules.year.dus import ResultatTransmission as ResultatTransmission
from convrules.year.ecritures import Imputation as Imputation
from convrules.year.ecritures import LectureCascade as LectureCascade
from convrules.year.ecritures import Ligne as Ligne
from convrules.year.ecritures import Raison as Raison
from convrules.year.ecritures import Suite as Suite
from convrules.year.ecritures import TourRendu as TourRendu
from convrules.year.livres import Livres
from convrules.year.livres import Situation as Situation
from convrules.year.ouverte import RYTHME, Alerte, Avancement, Hypothese, Portee, Recouverte
from convrules.year.valeurs import MANQUES as MANQUES
from convrules.year.valeurs import Bornes as Bornes
from convrules.year.valeurs import Contredit as Contredit
from convrules.year.valeurs import LigneIncertaine as LigneIncertaine
from convrules.year.valeurs import Perimetre as Perimetre
from convrules.year.valeurs import PrevisionIncertaine as PrevisionIncertaine
from convrules.year.valeurs import SoldeDit as SoldeDit
from convrules.year.valeurs import Verdict as Verdict

SANS_MANQUEMENT: Final = frozenset({ir.Force.OBJECTIF, ir.Force.TENDRE_VERS})
"""What is not reached of these is no breach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """What completing one row does to one cell of a rule."""

    clause: str
    cellule: tuple[tuple[str, str], ...]
    ligne: LigneIncertaine


@dataclass(frozen=True, slots=True, kw_only=True)
class ACompleter:
    """A row to complete, for all the rules of a convention: what it lacks, and what it alone narrows, the
    most narrowed first."""

    vacance: str
    causes: frozenset[Cause]
    reductions: tuple[Reduction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatCellule:
    """One part or quota in one cell. `cellule`: (dimension, value) pairs, empty for `ensemble`.
    `du`: exact due (None: the gap of the year before is not known); `cible`: rounded due plus balance brought
    forward (None: one of them is not known); `solde`: what is still owed after the year (None likewise, or
    for a quota without `report`). `ecart`: what is done less the exact due, before any rounding. `reste`: the
    target, zero at least, less what is done. `tue`: perhaps the clause says nothing here. `part`: share of
    the base, if nested. `base_minimale`: rows under which the cell says nothing, as it will at the end
    (`sous_minimum`; None: perhaps). `restituees`: dwellings that effects add to the target. `en_sus`: of a
    quota that comes on top of another, what is good for both and what both ask for. `lignes_base`,
    `lignes_comptees`, `lignes_restituees`: rows certainly in the base, in what is done, in `restituees`.
    `regularisation`: gap of the forecast of the year before, in the due. `en_attente`: vacancies that may
    still bring any number of rows, beyond those that base and done count; `sans_nombre`: rows that do not
    say how many they are, beyond them likewise. `lignes_a_venir`: rows that lack nothing, and are in doubt
    for the only reason that something has not happened yet. `previsions_a_dire`: what the forecast of
    withdrawals lacks. `sens`: a least or a most, as the cell has it.
    `dites`: the texts that decide there, or may; none where the clause does as it is shown. Not compared: two
    texts may give one result. `modes`: how its balance is carried; several when that is not known. `force`:
    how binding the rule is there, the most that it may be; not compared either. `tours_seuls`: of a period
    that is over, whatever is found of what lacks, turns that are still open decide."""

    cellule: tuple[tuple[str, str], ...]
    base: Bornes
    du: Bornes | None
    du_arrondi: Bornes | None
    cible: Bornes | None
    realise: Bornes
    solde_initial: Bornes | None
    solde: Bornes | None
    part: Bornes | None
    verdict: Verdict | None
    verdicts_possibles: tuple[Verdict, ...]
    sauve_par_tolerance: bool
    causes: frozenset[Cause]
    lignes_base: tuple[str, ...]
    lignes_comptees: tuple[str, ...]
    a_completer: tuple[LigneIncertaine, ...]
    ecart: Bornes | None = None
    regularisation: Bornes | None = None
    solde_perdu: Bornes | None = None
    reste: Bornes | None = None
    tue: bool = False
    base_minimale: Bornes | None = None
    sous_minimum: bool | None = False
    restituees: Bornes = Bornes(min=Fraction(0), max=Fraction(0))
    en_sus: tuple[Bornes, Bornes] | None = None
    lignes_restituees: tuple[str, ...] = ()
    en_attente: tuple[str, ...] = ()
    sans_nombre: tuple[str, ...] = ()
    lignes_a_venir: tuple[LigneIncertaine, ...] = ()
    previsions_a_dire: tuple[PrevisionIncertaine, ...] = ()
    sens: ir.Sens = ir.Sens.AU_MOINS
    dites: tuple[Dite, ...] = field(default=(), compare=False)
    modes: frozenset[ir.ModeReport] = frozenset()
    force: ir.Force | None = field(default=None, compare=False)
    tours_seuls: bool = False

    @property
    def attend_un_solde(self) -> bool:
        """Is what the year before leaves it not known, and does it take it up?"""
        carries = any(mode is not ir.ModeReport.AUCUN for mode in self.modes)
        return self.solde_initial is None and (self.cible is None or (carries and not self.sous_minimum))

    @property
    def petit_effectif(self) -> bool:
        """Is the base so small that less than one dwelling is due? A percentage then says next to nothing."""
        return self.du is not None and 0 < self.du.max < 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatRegle:
    """A part or quota over the year: verdict is the worst of its cells, None for `tendre vers`. `cas`: the
    cases that gave its keys (exceptions included). `ecartee_par`: the exception that sets it aside, if one
    does. `causes`: why it, or a cell of it, has no numbers. `rendus`: turns given back uncounted whose
    letting it counts, kept on the holder's account. `ailleurs`: rows that may be in a cell that none shows,
    when the verdict depends on it. `a_venir`: cells without a row that may have some before the end, when it
    depends on them (a value None: any other); `manquantes`: the period is over, and they may be of rows that
    lack; `non_su`: the first whose such rows leave what is not known (of a quarter, its name). `dimensions`:
    what makes its cells; `autre`: those that no row shows, together. `changements`: when it begins, changes
    or ends in the year. `partagee`: others share it; `rejointe`: first day of a period before which they did;
    `refaite`: of one whose cells were others before, which left something; `depuis`: the quarter since which,
    if not the first. `clause`: with the force of the cells where it is missed, if any; `ecrite`: as written,
    if another. `ecartees`: cells that exceptions set aside, and what does."""

    clause: ir.Part | ir.Quota
    cellules: tuple[ResultatCellule, ...]
    verdict: Verdict | None
    cas: tuple[str, ...] = ()
    ecartee_par: str | None = None
    conflit: tuple[str, ...] = ()
    causes: frozenset[Cause] = frozenset()
    rendus: "tuple[TourRendu, ...]" = ()
    ailleurs: tuple[str, ...] = ()
    a_venir: tuple[tuple[tuple[str, str | None], ...], ...] = ()
    manquantes: bool = False
    non_su: str | None = None
    dimensions: tuple[str, ...] = ()
    autre: ResultatCellule | None = None
    changements: tuple[Changement, ...] = ()
    partagee: bool = False
    rejointe: date | None = None
    refaite: date | None = None
    depuis: str = ""
    ecrite: ir.Part | ir.Quota | None = None
    ecartees: tuple[tuple[tuple[tuple[str, str], ...], Dite], ...] = ()

    @property
    def signee(self) -> ir.Part | ir.Quota:
        """The clause with the force that it is written with."""
        return self.ecrite or self.clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One account of a split: its share of the whole due (None: not known), what is done on it, and what
    it is judged on, as of a part (`ResultatCellule`); without verdict under `tendre vers`. `force`: that of
    the split, else that of the part in the cell. `en_doute`: rows
    that may be done on it, and what they lack; what has not happened yet, for those that lack nothing."""

    compte: str
    du: Bornes | None
    realise: Bornes
    poids: Fraction | None
    lignes_comptees: tuple[str, ...] = ()
    en_doute: tuple[tuple[str, frozenset[Cause]], ...] = ()
    cible: Bornes | None = None
    solde_initial: Bornes | None = None
    solde: Bornes | None = None
    solde_perdu: Bornes | None = None
    verdict: Verdict | None = None
    verdicts_possibles: tuple[Verdict, ...] = ()
    sauve_par_tolerance: bool = False
    force: ir.Force | None = field(default=None, compare=False)

    @property
    def demande(self) -> Bornes | None:
        """What is asked of it, its share alone where nothing more is known; None for want of its balance."""
        lacking = self.poids is not None and self.solde_initial is None
        return self.cible if self.cible is not None or lacking else self.du


@dataclass(frozen=True, slots=True, kw_only=True)
class CelluleRepartie:
    """One cell of the part that is split. `du`: the whole due that is shared (None: not known). `causes`: why
    a share is an interval, or cannot be told."""

    cellule: tuple[tuple[str, str], ...]
    du: Bornes | None
    lots: tuple[Lot, ...]
    causes: frozenset[Cause]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatRepartition:
    """A split over the year. `issue`: does the clause apply; without cells when it does not. `verdict`: the
    worst of its accounts (None: the force asks for none); `force`: its own, else that of the accounts that
    are missed, if there are some, otherwise that of the part. `vierge`: without cell, and no account brings
    anything to the year after. `commence`: first day of a period of this year before which it did not apply;
    `refaite`: that of the year, when the cells of the year before were others. `ailleurs`: what accounts
    leave where no row shows. `changements`: when it begins or ends. `non_su`: as of its part."""

    clause: ir.Repartition
    issue: Issue
    cellules: tuple[CelluleRepartie, ...]
    verdict: Verdict | None = None
    force: ir.Force | None = None
    vierge: bool = False
    commence: date | None = None
    refaite: date | None = None
    ailleurs: Mapping[str, Bornes | None] = field(default_factory=dict)
    changements: tuple[Changement, ...] = ()
    non_su: str | None = None


class Constat(StrEnum):
    """What a finding says of the watched quota."""

    TENU = "tenu"
    MANQUE = "manque"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatConstat:
    """One finding. `jour`: on which it is due (or was made, when none was due); `enregistre` and
    `enregistre_le`: what the journal says, None when nothing; `propose`: what the engine measures, None
    when it cannot say; `mesure`: the watched quota as of `jour`."""

    jour: date
    enregistre: Constat | None
    enregistre_le: date | None
    propose: Constat | None
    mesure: ResultatCellule | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatRedressement:
    """A corrective mode in one cell, as of the end of the year or of the day one looks."""

    clause: ir.ModeCorrectif
    cellule: tuple[tuple[str, str], ...]
    etat: EtatMode
    depuis: date | None
    causes: frozenset[Cause]
    constats: tuple[ResultatConstat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrait:
    """Withdrawals of the year, by category: forecast (None: not supplied) and made. Of those with a limit:
    `limite`, in dwellings, and `excedent`, how many beyond it stay in the base. `tu`: no row speaks of the
    category, which then counts as 0."""

    categorie: str
    prevu: int | None
    realise: Bornes
    tu: bool = False
    limite: Bornes | None = None
    excedent: Bornes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanConvention:
    """`periode`: the part of the year in which the convention is in force, both days included (None: it is
    not). `lignes`: vacancies that may be of its territory and period, `lignes_peut_etre` of them perhaps;
    `hors_periode`: others of its territory. `a_completer`: rows to complete, the one that narrows most first.
    `avancements`: cells of rules whose period is not over, as of the day. `passes`: balances that the year
    takes from the one before and leaves as they are, of cells in which a rule says nothing, by account;
    `perdus`: those that are lost there. `recouvertes`: rows of the forecast counted beside vacancies.
    Where a target waits for a balance, `annees_lues`: years of which vacancies were read, from the first of
    its territory; `soldes_dits`: what the table says of any account.
    `situations`: vacancies behind `statuts` and `retraits`, where rows are named (`comply`). `remis`: is it
    on the copy of a holder, who has neither the data nor the commands of the landlord? `sans_convention`: of
    one that is not in force, vacancies of the year on its territory that none of its holder covers."""

    convention: ir.Convention
    statuts: tuple[tuple[Statut, Bornes], ...]
    retraits: tuple[Retrait, ...]
    regles: tuple[ResultatRegle, ...]
    echeances: tuple[ResultatEcheance, ...]
    non_evalues: tuple[NonEvalue, ...]
    lignes: int
    periode: tuple[date, date] | None
    hors_periode: int
    transmissions: tuple[ResultatTransmission, ...] = ()
    redressements: tuple[ResultatRedressement, ...] = ()
    repartitions: tuple[ResultatRepartition, ...] = ()
    a_completer: tuple[ACompleter, ...] = ()
    avancements: tuple[Avancement, ...] = ()
    recouvertes: tuple[Recouverte, ...] = ()
    livres: Livres | None = None
    lignes_peut_etre: int = 0
    situations: tuple[Situation, ...] = ()
    passes: Mapping[str, Mapping[tuple[tuple[str, str], ...], Bornes | None]] = field(default_factory=dict)
    perdus: Mapping[str, Mapping[tuple[tuple[str, str], ...], Bornes | None]] = field(default_factory=dict)
    annees_lues: frozenset[int] = frozenset()
    soldes_dits: frozenset[SoldeDit] = frozenset()
    remis: bool = False
    sans_convention: Bornes | None = None

    @property
    def jugees(self) -> "tuple[ResultatRegle | ResultatRepartition, ...]":
        """All that has a verdict on what is counted: rules, then splits of a part among accounts."""
        return (*self.regles, *self.repartitions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilan:
    """`imputations`: the account of each vacancy, when a clause speaks of accounts. `hypothese`: what the
    projections to the end of the period suppose. `portee`: all the parts together, when a forecast is
    declared and the year is open. `alertes`: what passes a threshold of the project file.
    `precedents`: years before, judged in the same run, the oldest first. `contredits`: balances that the
    table says, and that the year before leaves otherwise."""

    bailleur: str
    annee: int
    au: date
    conventions: tuple[BilanConvention, ...]
    perimetre: Perimetre
    imputations: tuple[Imputation, ...] = ()
    hypothese: Hypothese = RYTHME
    portee: Portee | None = None
    alertes: tuple[Alerte, ...] = ()
    precedents: "tuple[Bilan, ...]" = ()
    contredits: tuple[Contredit, ...] = ()
