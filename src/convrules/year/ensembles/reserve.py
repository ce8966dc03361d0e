"""What rows say, coded once for all conventions: dates by what is asked of them, accounts as recorded."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from convrules import ir
from convrules.base.dates import JOUR_MAX, between_days
from convrules.base.values import Connu, Inconnu, TCode, TEvenement, TTexte
from convrules.columnar.atoms import Atoms
from convrules.columnar.reach import reach
from convrules.columnar.tables import Column, coded, column_of
from convrules.compiler import Programme
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision
from convrules.runtime.holders import COMPTE
from convrules.runtime.reading import read_event
from convrules.runtime.recorded import ORIENTE
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.imputation import ATTRIBUTION
from convrules.year.orientee import happened, toward
from convrules.year.periode import Intervalle, falls_in
from convrules.year.publics import QUI_HABITE, is_uninhabited

_VACANCE = ir.Niveau.VACANCE
_COMPTE = ir.Champ(nom=COMPTE, niveau=_VACANCE, type=TCode(COMPTE))
_DESTIN = (
    _COMPTE,
    ir.Champ(nom=ORIENTE, niveau=_VACANCE, type=TTexte()),
    *(ir.Champ(nom=nom, niveau=_VACANCE, type=TEvenement()) for nom in ("orientation", "remise", "reprise")),
)
"""What is recorded of the account of a letting."""
_CLOSING = ("remise", "reprise")


@dataclass(slots=True, kw_only=True)
class Reserve:
    """Columns, by what they tell apart. `doubles`: ranks of the rows that share their identifier with
    another: a mistake, judged row by row."""

    atoms: Atoms
    columns: dict[Hashable, Column] = field(default_factory=dict)
    jamais: dict[Hashable, frozenset[int]] = field(default_factory=dict)
    doubles: frozenset[int] = frozenset()
    decision: Decision | None = None

    def event(
        self, nom: str, periodes: tuple[Intervalle, ...], seen: Contexte
    ) -> tuple[Column, frozenset[int]]:
        """Rows by whether an event falls in each of these periods, and whether it ever happens, causes
        included: nothing else of it is asked; and the codes of those of which it falls in none. seen: any
        row."""
        key = ("événement", nom, periodes)
        if key not in self.columns:
            table = self.atoms.table
            joint = table.column(_read(nom))
            kinds = []
            for rank in joint.firsts:
                event = read_event(nom, table.contexte(seen.programme, rank, table.au))
                within_each = tuple(falls_in(event, periode) for periode in periodes)
                kinds.append((within_each, between_days(event, None, JOUR_MAX)))
            self.columns[key] = told_apart(joint, kinds)
            distinct = dict.fromkeys(kinds)
            self.jamais[key] = frozenset(
                n for n, (within, _) in enumerate(distinct) if all(issue is False for issue in within)
            )
        return self.columns[key], self.jamais[key]

    def uninhabited(self, seen: Contexte) -> Column:
        """Rows by whether nobody will ever live there, for certain. seen: any row."""
        if "sans occupant" not in self.columns:
            table = self.atoms.table
            joint = table.column(frozenset().union(*map(_read, QUI_HABITE)))
            kinds = [is_uninhabited(table.contexte(seen.programme, rank, table.au)) for rank in joint.firsts]
            self.columns["sans occupant"] = told_apart(joint, kinds)
        return self.columns["sans occupant"]

    def account(self, programme: Programme) -> Column:
        """Rows by the account that is recorded; where none is, by what the acts on record make of it, and by
        whether it is let: until then it may yet be any, whatever they say."""
        if "compte" not in self.columns:
            table = self.atoms.table
            joint = table.column(_read(ATTRIBUTION).union(_DESTIN))
            kinds: list[Hashable] = []
            for rank in joint.firsts:
                vacance = table.vacances[rank]
                cell = vacance.cellule(COMPTE)
                if isinstance(cell, Connu):
                    kinds.append(cell)
                    continue
                if self.decision is None:
                    # Why any: of it, these acts are asked its day alone.
                    self.decision = evaluate_vacance(programme, vacance, table.au, faits=table.faits)
                acts = tuple(happened(vacance, acte, self.decision) for acte in _CLOSING)
                let = read_event(ATTRIBUTION, table.contexte(programme, rank, table.au))
                happens = between_days(let, None, JOUR_MAX)
                kinds.append((cell, toward(vacance, self.decision), acts, happens))
            self.columns["compte"] = told_apart(joint, kinds)
        return self.columns["compte"]

    def without_account(self) -> Column:
        """1 for the rows of which no account is recorded."""
        if "sans compte" not in self.columns:
            table = self.atoms.table
            column = table.column((_COMPTE,))
            open_ = [isinstance(table.vacances[rank].cellule(COMPTE), Inconnu) for rank in column.firsts]
            self.columns["sans compte"] = Column(codes=bytes(map(open_.__getitem__, column.codes)), number=2)
        return self.columns["sans compte"]

    def programme(self) -> Column:
        """Rows by the programme in which they stand."""
        if "programme" not in self.columns:
            held = [v.programme.id if v.programme is not None else None for v in self.atoms.table.vacances]
            self.columns["programme"] = coded(held)
        return self.columns["programme"]


def _read(nom: str) -> frozenset[ir.Champ]:
    """What is read of a row for one of its events."""
    read = reach([ir.Champ(nom=nom, niveau=_VACANCE, type=TEvenement())], frozenset())
    assert read is not None, "an event of the row"
    return read.champs


def told_apart(column: Column, kinds: Sequence[Hashable]) -> Column:
    """A column by what is said of each code of another."""
    ranks: dict[Hashable, int] = {}
    of_code = [ranks.setdefault(kind, len(ranks)) for kind in kinds]
    return column_of(list(map(of_code.__getitem__, column.codes)), len(ranks))


def reserve_of(atoms: Atoms) -> Reserve:
    return Reserve(atoms=atoms, doubles=atoms.table.doubles)
