"""Rows of which a convention says the same, laid together: one row of each class is read for all of them.

Two rows are of one class when they say the same of every fact that the parts of the convention read, when
all rows at once find the same status and eligibility, and when what is dated of them falls the same way.
A row of which that does not decide is a class of its own. Source: docs/langage, « Rejouer une année ».
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import Evenement, at_most, connu
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu, TCondition, TEvenement
from convrules.columnar.atoms import Atoms
from convrules.columnar.reach import brought
from convrules.columnar.statuses import Reponses, statuses
from convrules.columnar.tables import BYTE, Table, coded
from convrules.columnar.vectors import Rows
from convrules.compiler import Programme
from convrules.orientation.faits_des_parts import ORIENTE, events_of, facts_of_parts, held_whole
from convrules.runtime.decision import Statut
from convrules.runtime.holders import COMPTE, finer_accounts, is_holder
from convrules.runtime.lives import FINS_DE_VIE
from convrules.runtime.reading import read_event, recorded_within, reference_event
from convrules.year.periode import Intervalle, falls_in, periods, since_its_term

_N: Final = ir.Niveau
SUR_LE_COMPTE: Final = ir.Champ(nom=COMPTE, niveau=_N.VACANCE, type=TCondition())
Codes: TypeAlias = bytes | Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """The rows of one convention. `rangs`: their ranks in the table; `codes`: the class of each, in the same
    order; `premiers`: for each class, the rank of one of its rows; `seules`: how many are read alone, their
    class being theirs; `jours`: reference days of the first of these rows, those judged at once."""

    rangs: Sequence[int]
    codes: Codes
    premiers: Sequence[int]
    seules: int
    jours: Sequence[date] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonne:
    """A code by row, from 0; `nombre`: how many codes there are."""

    codes: Codes
    nombre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rangees:
    """The rows of a landlord, as of a day. `actees`: ranks of those that the journal speaks of;
    `refusees`: of those that could not be read as rows."""

    atoms: Atoms
    annee: int
    actees: frozenset[int]
    refusees: frozenset[int]
    evenements: dict[tuple[str, Intervalle], Colonne] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        return self.atoms.table

    def classes(self, programme: Programme) -> Classes | None:
        """The classes of its rows; None when the convention is not in force in the year."""
        whole = periods(ir.Periode.ANNEE, self.annee, programme.convention.en_vigueur)
        if not whole:
            return None
        said = statuses(programme, self.atoms)
        facts = facts_of_parts(programme, self.table.au)
        if facts is None:
            return Classes(
                rangs=said.rangs, codes=range(len(said.rangs)), premiers=said.rangs, seules=len(said.rangs)
            )
        column = self.table.column(facts)
        then = since_its_term(whole[0], programme.convention.en_vigueur, self.table.au)
        laid = joined(
            [
                *_answers(said),
                self._dated(said, programme, whole[0]),
                _part_of(Colonne(codes=column.codes, nombre=column.number), said.domaine),
                self._account(said, programme),
                *(self._event(nom, then, said, programme) for nom in events_of(programme)),
            ]
        )
        return self._apart(laid, said, programme, whole[0])

    def _apart(self, laid: Colonne, said: Reponses, programme: Programme, periode: Intervalle) -> Classes:
        """Rows that are to be read alone are classes of their own."""
        firsts = _firsts(laid, said.domaine)
        whole = held_whole(programme)
        alone = {
            code
            for code, rank in enumerate(firsts)
            if self._turn_decides(rank, programme, periode, held=whole and _in_base(said, rank))
        }
        if not alone and not said.a_part and self.actees.isdisjoint(said.domaine):
            return Classes(rangs=said.domaine, codes=laid.codes, premiers=firsts, seules=0, jours=said.jours)
        codes: list[int] = []
        premiers: list[int] = []
        known: dict[int, int] = {}
        for code, rank in zip(laid.codes, said.domaine, strict=True):
            single = code in alone or rank in self.actees
            if single or code not in known:
                codes.append(len(premiers))
                premiers.append(rank)
                known.update({} if single else {code: codes[-1]})
            else:
                codes.append(known[code])
        together = len(known)
        codes += range(len(premiers), len(premiers) + len(said.a_part))
        premiers += said.a_part
        return Classes(
            rangs=(*said.domaine, *said.a_part),
            codes=codes,
            premiers=premiers,
            seules=len(premiers) - together,
            jours=said.jours,
        )

    def _turn_decides(self, rank: int, programme: Programme, periode: Intervalle, *, held: bool) -> bool:
        """Does the end of a turn, on a day of its own, decide whose the dwelling is? Where no account is
        recorded, or as long as the event that the parts count has not taken place in the period. held: for
        certain by one of them; of one that none holds, its orientation is read whatever took place."""
        if not brought(programme):
            return False
        seen = self.table.contexte(programme, rank, self.table.au)
        if not isinstance(self.table.vacances[rank].cellule(COMPTE), Connu):
            return True
        events = {nom: read_event(nom, seen) for nom in events_of(programme)}
        gone = any(e.connu is not None or recorded_within(nom, seen) for nom, e in events.items())
        del events[ORIENTE]
        past = (e for e in events.values() if e.high <= self.table.au.toordinal())
        then = since_its_term(periode, programme.convention.en_vigueur, self.table.au)
        counted = any(falls_in(e, then) is True for e in past)
        return gone and not (held and counted and falls_in(reference_event(seen), periode) is True)

    # --- columns ------------------------------------------------------------------------------
    def _dated(self, said: Reponses, programme: Programme, periode: Intervalle) -> Colonne:
        """The text of the reference day; is that day in the year, and the convention then in force?"""
        en_vigueur = programme.convention.en_vigueur
        known: dict[date, Hashable] = {
            day: (text, day.year == self.annee, periode.contains(day), en_vigueur.contains(day))
            for day, text in said.textes.items()
        }
        if len(set(known.values())) == 1:
            return Colonne(codes=bytes(len(said.jours)), nombre=1)
        return compact([known[day] for day in said.jours])

    def _account(self, said: Reponses, programme: Programme) -> Colonne:
        """Is the letting recorded on the holder's account; or nothing recorded, or a row that could not be
        read?"""
        finer = finer_accounts(programme)
        column = self.table.column([SUR_LE_COMPTE])
        cells = [self.table.vacances[rank].cellule(COMPTE) for rank in column.firsts]
        whose: list[Hashable] = [
            is_holder(programme, str(c.valeur), finer) if isinstance(c, Connu) else repr(c) for c in cells
        ]
        found = _part_of(_recoded(column.codes, whose), said.domaine)
        if self.refusees.isdisjoint(said.domaine):
            return found
        return joined([found, compact([rank in self.refusees for rank in said.domaine])])

    def _event(self, nom: str, periode: Intervalle, said: Reponses, programme: Programme) -> Colonne:
        """What an event may be told apart by: to come, in the period, out of it, or all that is known."""
        whole = self.evenements.get((nom, periode))
        if whole is None:
            # Why the ends of life: once it is over, what is not recorded did not happen.
            champs = [ir.Champ(nom=n, niveau=_N.VACANCE, type=TEvenement()) for n in (nom, *FINS_DE_VIE)]
            column = self.table.column(champs)
            whole = _recoded(
                column.codes, [self._told(nom, rank, periode, programme) for rank in column.firsts]
            )
            self.evenements[nom, periode] = whole
        return _part_of(whole, said.domaine)

    def _told(self, nom: str, rank: int, periode: Intervalle, programme: Programme) -> Hashable:
        kind = _kind(self.table.vacances[rank].cellule(nom), periode, self.table.au)
        if kind is not None:
            return kind
        seen = self.table.contexte(programme, rank, self.table.au)
        return _open(read_event(nom, seen), periode, self.table.au), recorded_within(nom, seen)


def _kind(cell: Cellule, periode: Intervalle, au: date) -> tuple[bool, bool] | None:
    """Of a day that is recorded: has it come, is it in the period? None of any other cell."""
    day = cell.valeur if isinstance(cell, Connu) else None
    if isinstance(day, Evenement):
        day = day.connu
    return (day <= au, periode.contains(day)) if isinstance(day, date) else None


def _open(event: Evenement, periode: Intervalle, au: date) -> Hashable:
    """The same of an event that is not known to have taken place."""
    return (
        falls_in(event, periode),
        at_most(event, connu(au)),
        event.est_jamais,
        event.genre,
        event.ligne,
    )


def _in_base(said: Reponses, rank: int) -> bool:
    found = said.at(rank)
    return found is not None and found.statuts == (Statut.DANS_L_ASSIETTE,)


# --- codes ------------------------------------------------------------------------------------
def compact(said: Sequence[Hashable]) -> Colonne:
    column = coded(said)
    return Colonne(codes=column.codes, nombre=column.number)


def _firsts(column: Colonne, ranks: Sequence[int]) -> Sequence[int]:
    """For each code, the rank of the first row that has it."""
    if isinstance(column.codes, bytes):
        return [ranks[column.codes.index(code)] for code in range(column.nombre if ranks else 0)]
    found = dict(zip(reversed(column.codes), reversed(ranks), strict=True))
    return [found[code] for code in range(column.nombre)]


def joined(columns: Iterable[Colonne]) -> Colonne:
    """What rows say of several things together."""
    found = Colonne(codes=b"", nombre=0)
    for column in columns:
        if column.nombre == 1 and found.nombre:
            continue
        found = _both(found, column) if found.nombre > 1 else column
    return found


def _both(a: Colonne, b: Colonne) -> Colonne:
    if isinstance(a.codes, bytes) and isinstance(b.codes, bytes) and a.nombre * b.nombre <= BYTE:
        # Why: as two numbers in base 256, whose digits never carry.
        whole = int.from_bytes(a.codes, "big") * b.nombre + int.from_bytes(b.codes, "big")
        return _squeezed(whole.to_bytes(len(a.codes), "big"))
    return compact(list(zip(a.codes, b.codes, strict=True)))


def _squeezed(codes: bytes) -> Colonne:
    """The same, without the codes that no row has."""
    used = sorted(set(codes))
    table = bytearray(BYTE)
    for n, code in enumerate(used):
        table[code] = n
    return Colonne(codes=codes.translate(bytes(table)), nombre=len(used))


def _recoded(codes: Codes, said: Sequence[Hashable]) -> Colonne:
    """`said`: for each code, what it stands for."""
    rank: dict[Hashable, int] = {}
    of_code = [rank.setdefault(what, len(rank)) for what in said]
    if isinstance(codes, bytes):
        return _squeezed(codes.translate(bytes(of_code) + bytes(BYTE - len(of_code))))
    return compact([of_code[code] for code in codes])


def _part_of(column: Colonne, ranks: Sequence[int]) -> Colonne:
    """The same for some rows."""
    if len(ranks) == len(column.codes):
        return column
    found = map(column.codes.__getitem__, ranks)
    if isinstance(column.codes, bytes):
        return _squeezed(bytes(found))
    return compact(list(found))


def _answers(said: Reponses) -> Iterator[Colonne]:
    """Status and eligibility, causes included."""
    number = len(said.domaine)
    eligible = said.eligible
    sets = [
        *said.statuts.values(),
        *said.causes.values(),
        eligible.vrai,
        eligible.faux,
        eligible.non_applicable,
        *eligible.causes.values(),
    ]
    kept = [rows for rows in dict.fromkeys(sets) if rows and number and rows != (1 << number) - 1]
    yield Colonne(codes=bytes(number), nombre=1 if number else 0)
    for start in range(0, len(kept), 8):
        total = sum(
            int.from_bytes(_spread(rows, number, 1 << place), "big")
            for place, rows in enumerate(kept[start : start + 8])
        )
        yield _squeezed(total.to_bytes(number, "big"))


def _spread(rows: Rows, number: int, mark: int) -> bytes:
    """A byte by row: `mark` in the set, 0 out of it."""
    table = bytearray(BYTE)
    table[ord("1")] = mark
    return format(rows, f"0{number}b").encode("ascii").translate(bytes(table))


def by_row(classes: Classes, number: int) -> Sequence[int]:
    """The class of each row of the table; -1 for those that are not on the territory."""
    if len(classes.jours) == number:
        return classes.codes
    found = [-1] * number
    for rank, code in zip(classes.rangs, classes.codes, strict=True):
        found[rank] = code
    return found
