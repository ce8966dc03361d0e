"""The year as one holder may see it: its own conventions, in which the rows of others are counted, not named.

Source: docs/langage, « Qui voit quoi ».
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final, TypeGuard, TypeVar

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.year.model import Bilan, BilanConvention
from convrules.year.titulaires import names
from convrules.year.valeurs import Inattendus, Lacune, Tue

SIENNES: Final = frozenset({"proposition", "attribution", "bail"})
"""Counts of the ledger whose rows are the holder's, as its report of the year shows them."""
CODES: Final = frozenset(
    {"cellule", "categorie", "clause", "commune", "compte", "convention", "evenement", "nom", "par"}
)
"""Fields that hold codes, which a row may be called after."""


D = TypeVar("D", Lacune, Inattendus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemplaire:
    """What one holder sees. `titulaire`: its name, told apart from those that share it."""

    titulaire: str
    bilan: Bilan


def exemplaires(bilan: Bilan, faits: Faits) -> Iterator[Exemplaire]:
    """One per holder of a convention, in the order in which they come."""
    told = names(b.convention for b in bilan.conventions)
    every = frozenset(_rows(faits))
    groups: list[list[ir.Convention]] = []
    for b in bilan.conventions:
        holder = b.convention.reservataire
        own = next((g for g in groups if holder is not None and _is_of(g[0], holder)), None)
        if own is None:
            groups.append([b.convention])
        else:
            own.append(b.convention)
    for group in groups:
        own_ones = frozenset(c.ident for c in group)
        yield Exemplaire(titulaire=told[group[-1].ident], bilan=_copy(bilan, own_ones, every))


def _is_of(convention: ir.Convention, holder: ir.Reservataire) -> bool:
    return convention.reservataire is not None and convention.reservataire.is_same(holder)


def _copy(bilan: Bilan, conventions: frozenset[str], every: frozenset[str]) -> Bilan:
    """What is said of all holders together is of none of them; nor are accounts, one by one."""
    precedents = tuple(_copy(year, conventions, every) for year in bilan.precedents)
    own = [b for b in bilan.conventions if b.convention.ident in conventions]
    hidden = every - {row for b in own for row in _own_rows(b)}
    mask = _masking(hidden)
    perimetre = bilan.perimetre
    return replace(
        bilan,
        conventions=tuple(_masked(b, mask) for b in own),
        perimetre=replace(
            perimetre,
            lacunes=tuple(_among(perimetre.lacunes, conventions)),
            inattendus=tuple(_among(perimetre.inattendus, conventions)),
            sans_fin=(),
        ),
        imputations=(),
        portee=None,
        alertes=tuple(_masked(a, mask) for a in bilan.alertes if a.convention in conventions),
        precedents=precedents,
        contredits=tuple(c for c in bilan.contredits if c.convention in conventions),
    )


def _among(found: Iterable[D], conventions: frozenset[str]) -> Iterator[D]:
    """Days of these conventions, of which they alone are named."""
    for days in found:
        if own := tuple(c for c in days.conventions if c in conventions):
            yield replace(days, conventions=own)


def _own_rows(b: BilanConvention) -> Iterator[str]:
    """On the account of the holder for certain."""
    if b.livres is not None:
        yield from (row for d in b.livres.decomptes if d.evenement in SIENNES for row in d.lignes)


def _rows(faits: Faits) -> Iterator[str]:
    """Every identifier of a row of the data."""
    tables = (faits.logements, faits.programmes, faits.droits, faits.soustractions, faits.actes)
    yield from (row.id for table in tables for row in table or ())
    yield from faits.demandes or ()
    for vacance in faits.vacances:
        yield from (row.id for row in _of(vacance))


def _of(vacance: Vacance) -> Iterable[Ligne]:
    return (vacance.ligne, *(vacance.candidatures or ()), *(vacance.refus or ()), *(vacance.droits or ()))


# --- names, taken out -------------------------------------------------------------------------------
def _masking(hidden: frozenset[str]) -> Callable[[str], str]:
    ranks: dict[str, Tue] = {}

    def mask(text: str) -> str:
        if text not in hidden:
            return text
        if text not in ranks:
            ranks[text] = Tue(f"non nommée {len(ranks) + 1}")
        return ranks[text]

    return mask


def _masked(value: Any, mask: Callable[[str], str]) -> Any:
    """The same, whatever it is made of. A text of the convention is the holder's; so are the cells, pairs of
    a dimension and a value."""
    if isinstance(value, str):
        return mask(value) if type(value) is str else value
    if _is_record(value):
        seen = ((f.name, getattr(value, f.name)) for f in fields(value) if f.name not in CODES)
        made = {name: (old, _masked(old, mask)) for name, old in seen}
        changes = {name: new for name, (old, new) in made.items() if new is not old}
        return replace(value, **changes) if changes else value
    if isinstance(value, tuple) and not _is_cell(value):
        items = tuple(_masked(item, mask) for item in value)
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    if isinstance(value, frozenset):
        return frozenset(_masked(item, mask) for item in value)
    if isinstance(value, Mapping):
        return {_masked(k, mask): _masked(v, mask) for k, v in value.items()}
    return value


def _is_record(value: object) -> TypeGuard[Any]:
    return is_dataclass(value) and not type(value).__module__.startswith("convrules.ir")


def _is_cell(value: tuple[Any, ...]) -> bool:
    return bool(value) and all(isinstance(p, tuple) and len(p) == 2 and _is_text(p) for p in value)


def _is_text(pair: tuple[Any, ...]) -> bool:
    return all(isinstance(side, str) for side in pair)
