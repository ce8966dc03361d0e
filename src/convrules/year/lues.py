"""A part or quota as read over one period: its cells with their rows, and what each gives."""

from collections.abc import Iterable
from datetime import date

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.compiler import ClauseCompilee
from convrules.year.ailleurs import verdict_to_come
from convrules.year.apports import Apports
from convrules.year.cellules import Clef, Groupe
from convrules.year.dossier import Dossier
from convrules.year.fusion import kept_anyway, verdicts_shown, worst
from convrules.year.model import MANQUES, SANS_MANQUEMENT, Dite, Lot, ResultatCellule, Verdict
from convrules.year.pareils import RangsLus
from convrules.year.periode import Intervalle

RIEN: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CelluleLue:
    """A cell with its rows. `dossiers`: one per way the text may round, carry and compare; `force`: what may
    be asked there."""

    groupe: Groupe
    rangs: RangsLus
    dossiers: tuple[Dossier, ...]
    resultat: ResultatCellule
    force: tuple[str | None, ...] = (None,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CelluleAVenir:
    """A cell without a row that may have some before the period closes or, once it is over (`close`), of
    those that lack. `lue` None: it could not be put in numbers."""

    groupe: Groupe
    lue: CelluleLue | None
    close: bool = False

    @property
    def verdict(self) -> Verdict | None:
        """What it adds to the verdict of its rule; None when the rule has none."""
        if self.lue is None:
            return Verdict.INDETERMINE if self.close else Verdict.EN_COURS
        own = self.lue.resultat
        if own.verdict is None:
            return None
        return verdict_to_come(own.verdict, own.verdicts_possibles, self.lue.dossiers[0].avenir)

    @property
    def laisse(self) -> bool:
        """Is the period over, and what it leaves there not known, for vacancies lack?"""
        modes = {d.regime.mode for d in self.lue.dossiers} if self.lue is not None else {None}
        return self.close and modes != {ir.ModeReport.AUCUN}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegleLue:
    """A clause over one period. `causes`: why it could not be put in numbers, when it could not. `tendre`: it
    has no verdict, its force asking for none, or its accounts being judged each. `autre`: rows that may be in
    a cell that none shows, together. `a_venir`: cells that rows still to come may make.
    `egares`: rows that count in a cell that is not known, when there is no cell. `partagee`: others share it.
    `apportes`: what the period before leaves to its cells. `refaite`: its first day, when that period left
    something in cells of other dimensions. `ecartees`: cells in which exceptions set it aside."""

    clause: ClauseCompilee
    dimensions: tuple[ir.Champ, ...] = ()
    cellules: tuple[CelluleLue, ...] = ()
    autre: CelluleLue | None = None
    a_venir: tuple[CelluleAVenir, ...] = ()
    egares: tuple[str, ...] = ()
    causes: frozenset[Cause] = RIEN
    cas: tuple[str, ...] = ()
    ecartee_par: tuple[str, ...] = ()
    conflit: tuple[str, ...] = ()
    tendre: bool = False
    partagee: bool = False
    apportes: Apports | None = None
    refaite: date | None = None
    ecartees: tuple[tuple[Clef, Dite], ...] = ()

    def cell(self, clef: Clef) -> CelluleLue | None:
        every = (*self.cellules, *((self.autre,) if self.autre is not None else ()))
        return next((c for c in every if c.groupe.clef == clef), None)

    def cell_or_to_come(self, clef: Clef) -> CelluleLue | None:
        ahead = (c.lue for c in self.a_venir if c.groupe.clef == clef)
        return self.cell(clef) or next(ahead, None)

    @property
    def non_su(self) -> Clef | None:
        """The key of cells that no row shows, where what the period leaves in them is not known for want of
        vacancies that lack."""
        return next((c.groupe.clef for c in self.a_venir if c.laisse), None)

    @property
    def ailleurs(self) -> Clef | None:
        """The same key, where something is left there, known or not."""
        return self.autre.groupe.clef if self.autre is not None else self.non_su

    @property
    def sans_place(self) -> frozenset[str]:
        """Rows that may be of a cell to come, where it is not known what it adds."""
        cells = (c.lue for c in self.a_venir if c.lue is not None and c.verdict is Verdict.INDETERMINE)
        return frozenset(rang.id for cell in cells for _, rang in cell.rangs)

    @property
    def sans_manque(self) -> bool:
        """Is it kept, or without object, which one is not known, for want of nothing else?"""
        judged = [c.resultat for c in self.cellules if c.resultat.verdict is not None]
        known = (Verdict.CONFORME, Verdict.NON_APPLICABLE, None)
        return (
            (any(map(kept_anyway, judged)) or self._peut_etre_sans_objet)
            and all(kept_anyway(c) or c.verdict is Verdict.NON_APPLICABLE for c in judged)
            and all(c.verdict in known for c in self.a_venir)
            and not (self.causes or self.conflit or self.autre is not None)
        )

    @property
    def montre(self) -> Verdict:
        """The worst of the cells shown."""
        found = verdicts_shown([c.resultat for c in self.cellules])
        if self.causes or self.conflit:
            found.append(Verdict.INDETERMINE)
        return worst(found)

    @property
    def a_terme(self) -> Verdict:
        """The same, with the cells that may still come, or of which every row lacks."""
        return Verdict.INDETERMINE if self._peut_etre_sans_objet else self._au_pire

    @property
    def _au_pire(self) -> Verdict:
        return worst((self.montre, *(c.verdict for c in self.a_venir if c.verdict is not None)))

    @property
    def _peut_etre_sans_objet(self) -> bool:
        """Is it kept in cells of which every row lacks, and without object if there is none?"""
        lacking = bool(self.a_venir) and all(c.close for c in self.a_venir)
        return lacking and self.montre is Verdict.NON_APPLICABLE and self._au_pire is Verdict.CONFORME


def not_known_since(over: Iterable[tuple[Intervalle, RegleLue]]) -> str | None:
    """The name of the first period of a rule that leaves in cells that no row shows what is not known, for
    vacancies lack, where nothing was brought into them; None when there is none."""
    return next((p.nom for p, lue in over if lue.non_su is not None and lue.autre is None), None)


def force_of(lues: Iterable[RegleLue], signed: ir.Force | None) -> ir.Force | None:
    """What a rule asks: in the cells where it is missed, if there are some, otherwise in all of them; where
    these differ, what is more than an aim. signed: by its text, without a cell."""
    cells = [cell for lue in lues for cell in lue.cellules]
    missed = [cell for cell in cells if cell.resultat.verdict in MANQUES]
    return strictest((one for cell in missed or cells for one in cell.force), signed)


def force_of_lots(lots: Iterable[Lot], signed: ir.Force | None) -> ir.Force | None:
    """The same of the accounts of a split, where some are missed; None otherwise."""
    missed = [lot.force for lot in lots if lot.verdict in MANQUES]
    return strictest(missed, signed) if missed else None


def strictest(forces: Iterable[str | None], signed: ir.Force | None = None) -> ir.Force | None:
    """The most that is asked, of several; `signed` where it is among these, or where there are none."""
    said = {ir.Force(one) for one in forces if one is not None}
    firm = said - SANS_MANQUEMENT or said - {ir.Force.TENDRE_VERS} or said
    return signed if not said or signed in firm else next(one for one in ir.Force if one in firm)
