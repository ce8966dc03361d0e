"""The year as one holder may see it: its own conventions, in which the rows of others are counted, not named.

Source: docs/langage, « Qui voit quoi ».
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Final, TypeGuard, TypeVar

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass, replace
from convrules.compiler import Programme, designates
from convrules.compiler.titulaires import grouped_by_holder
from convrules.year.faits_dits import Dit, as_told, told_by
from convrules.year.imputation import BAILLEUR
from convrules.year.model import Bilan, BilanConvention
from convrules.year.porteurs import of_whom_is_unknown
from convrules.year.titulaires import names
from convrules.year.valeurs import Echangee, Inattendus, Lacune, Sienne, Tue

AUTRES: Final = frozenset({ir.Niveau.PROGRAMME, ir.Niveau.CONVENTION})
"""Of what a deadline bears on, besides vacancies: on no account."""
VACANCES: Final = frozenset({ir.Niveau.VACANCE})
"""What a rule counts when it counts no row of another table."""
LIGNES: Final = frozenset(
    {
        *("lignes_base", "lignes_comptees", "lignes_restituees", "en_attente", "sans_nombre", "ailleurs"),
        *("lignes", "possibles", "vacance", "vacances", "manquees", "en_cours", "ouvertes", "en_doute"),
        *("manquent", "en_plus", "douteuses", "venues", "annoncees"),
        *("hors_periode", "hors_territoire", "sans_fin"),
    }
)
"""Fields that name rows of the data, whatever they are called."""
D = TypeVar("D", Lacune, Inattendus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemplaire:
    """What one holder sees. `titulaire`: its name, told apart from those that share it. `textes`: its
    conventions and the socles that they inherit, of which alone words are told."""

    titulaire: str
    bilan: Bilan
    textes: tuple[ir.Convention, ...]


class Masque:
    """What takes the place of rows that are not of `own`, and of facts that are not `told`. actes: those of
    exchange that are this holder's."""

    def __init__(self, own: frozenset[str], told: Dit, actes: frozenset[str] = frozenset()) -> None:
        self.own = own
        self.told = told
        self.actes = actes
        self.ranks: dict[tuple[type, str], Tue] = {}

    def row(self, text: str) -> str:
        kind = type(text)
        if kind not in (str, Echangee) or not text:
            return text
        if isinstance(text, Echangee) and text.acte in self.actes:
            return text
        if kind is str and text in self.own:
            return Sienne(text)
        if (kind, text) not in self.ranks:
            self.ranks[kind, text] = Tue(len(self.ranks), acte=kind is Echangee)
        return self.ranks[kind, text]


def exemplaires(bilan: Bilan, programmes: Iterable[Programme]) -> Iterator[Exemplaire]:
    """One per holder of a convention in force in the year, in the order in which they come. programmes: of
    the conventions of the year."""
    by_name = {p.convention.ident: p for p in programmes}
    told = names(b.convention for b in bilan.conventions)
    in_force = {b.convention.ident for b in bilan.conventions if b.periode is not None}
    for group in grouped_by_holder(b.convention for b in bilan.conventions):
        own = [convention for convention in group if convention.ident in in_force]
        if not own:
            continue
        last = max(own, key=lambda c: c.en_vigueur.au or date.max)
        inherited = {id(socle): socle for c in own for socle in by_name[c.ident].socles}
        textes = (*own, *inherited.values())
        copy = _copy(bilan, {c.ident: by_name[c.ident] for c in own}, told_by(textes))
        yield Exemplaire(titulaire=told[last.ident], bilan=copy, textes=textes)


def without_copy(bilan: Bilan, programmes: Sequence[Programme]) -> tuple[str, ...]:
    """Accounts of a split, and delegates, that no holder of a convention in force bears."""
    in_force = {b.convention.ident for b in bilan.conventions if b.periode is not None}
    read = [p for p in programmes if p.convention.ident in in_force]
    met = [
        lot.compte for b in bilan.conventions for s in b.repartitions for c in s.cellules for lot in c.lots
    ]
    clauses = (compiled.clause for programme in read for compiled in programme.clauses)
    met += (clause.delegataire for clause in clauses if isinstance(clause, ir.Delegation))
    named = (nom for nom in dict.fromkeys(met) if nom != BAILLEUR)
    return tuple(nom for nom in named if not any(designates(nom, programme) for programme in read))


def _copy(bilan: Bilan, conventions: Mapping[str, Programme], told: Dit) -> Bilan:
    """What is said of all holders together is of none of them; nor are accounts, one by one."""
    own = [b for b in bilan.conventions if b.convention.ident in conventions]
    rows = frozenset(row for b in own for row in _own_rows(b))
    acts = frozenset(act for b in own for act in _own_acts(b, conventions[b.convention.ident]))
    mask = Masque(rows, told, acts)
    perimetre = bilan.perimetre
    return replace(
        bilan,
        conventions=tuple(_of_holder(b, conventions[b.convention.ident], mask) for b in own),
        perimetre=_masked(
            replace(
                perimetre,
                lacunes=tuple(_among(perimetre.lacunes, conventions)),
                inattendus=tuple(_among(perimetre.inattendus, conventions)),
            ),
            mask,
        ),
        imputations=(),
        portee=None,
        alertes=tuple(_masked(a, mask) for a in bilan.alertes if a.convention in conventions),
        precedents=tuple(_copy(year, conventions, told) for year in bilan.precedents),
        contredits=tuple(c for c in bilan.contredits if c.convention in conventions),
    )


def _of_holder(b: BilanConvention, programme: Programme, mask: Masque) -> BilanConvention:
    """What is missing is not named, nor rows of other tables than that of vacancies, which may be called like
    one; nor, where a part is split, acts of exchange between others."""
    nobody = Masque(frozenset(), mask.told, mask.actes)
    accounts = Masque(frozenset(_own_rows(b)), mask.told, frozenset(_own_acts(b, programme)))
    masked: BilanConvention = _masked(
        replace(
            b,
            remis=True,
            echeances=tuple(
                e if e.niveau in AUTRES else replace(e, elements=(), ailleurs=()) for e in b.echeances
            ),
            regles=tuple(r if r.clause.niveaux == VACANCES else _masked(r, nobody) for r in b.regles),
            a_completer=tuple(_masked(row, nobody) for row in b.a_completer),
            repartitions=_masked(b.repartitions, accounts),
        ),
        mask,
    )
    return masked


def _among(found: Iterable[D], conventions: Container[str]) -> Iterator[D]:
    """Days of these conventions, of which they alone are named; what to write again of a forecast is not
    theirs to write."""
    for days in found:
        if own := tuple(c for c in days.conventions if c in conventions):
            kept = replace(days, conventions=own)
            yield replace(kept, recriture=None) if isinstance(kept, Lacune) else kept


def _own_rows(b: BilanConvention) -> Iterator[str]:
    """On the account of the holder for certain."""
    if b.livres is not None:
        yield from (row for d in b.livres.decomptes for row in d.lignes)


def _own_acts(b: BilanConvention, programme: Programme) -> Iterator[str]:
    """Acts of exchange to which the holder is a party: of its parts, and of its account of each split. Not
    those that may be of another holder, nothing saying of which."""
    rows: list[str] = []
    perhaps: list[tuple[str, frozenset[Cause]]] = []
    for cell in (cell for regle in b.regles for cell in regle.cellules):
        rows += cell.lignes_comptees
        rows += (row.vacance for row in (*cell.a_completer, *cell.lignes_a_venir))
        perhaps += ((row.vacance, row.causes) for row in cell.a_completer)
    for lot in (lot for split in b.repartitions for cell in split.cellules for lot in cell.lots):
        if designates(lot.compte, programme):
            rows += (*lot.lignes_comptees, *(row for row, _ in lot.en_doute))
            perhaps += lot.en_doute
    doubts = {row.acte for row, why in perhaps if isinstance(row, Echangee) and of_whom_is_unknown(why)}
    yield from (row.acte for row in rows if isinstance(row, Echangee) and row.acte not in doubts)


# --- names, taken out -------------------------------------------------------------------------------
def _masked(value: Any, mask: Masque) -> Any:
    """The same record, whatever it is made of: rows that it names, and those that a cause names."""
    if isinstance(value, Cause | Evenement):
        return as_told(value, mask.told)
    if _is_record(value):
        seen = ((f.name, getattr(value, f.name)) for f in fields(value))
        made = {name: (old, _inside(name, old, mask)) for name, old in seen}
        changes = {name: new for name, (old, new) in made.items() if new is not old}
        return replace(value, **changes) if changes else value
    if isinstance(value, tuple):
        items = tuple(_masked(item, mask) for item in value)
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    if isinstance(value, frozenset):
        return frozenset(_masked(item, mask) for item in value)
    return value


def _inside(name: str, value: Any, mask: Masque) -> Any:
    # Why not always: of a rule, what is to come is cells; of a reconciliation, rows.
    rows = name in LIGNES or (name == "a_venir" and isinstance(value, tuple) and _are_texts(value))
    return _rows_masked(value, mask) if rows else _masked(value, mask)


def _are_texts(value: tuple[Any, ...]) -> bool:
    return all(isinstance(item, str) for item in value)


def _rows_masked(value: Any, mask: Masque) -> Any:
    """Of a field of rows: identifiers, alone, listed, or each with what is said of it."""
    if isinstance(value, str):
        return mask.row(value)
    if isinstance(value, tuple):
        return tuple(_rows_masked(item, mask) for item in value)
    return _masked(value, mask)


def _is_record(value: object) -> TypeGuard[Any]:
    return is_dataclass(value) and not type(value).__module__.startswith("convrules.ir")
