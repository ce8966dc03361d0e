"""The year as one holder may see it: its own conventions, in which the rows of others are counted, not named.

Source: docs/langage, « Qui voit quoi ».
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Final, TypeGuard, TypeVar

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass, replace
from convrules.runtime.concurrents import CONVENTIONS
from convrules.year.cascade import IMPUTATION
from convrules.year.echanges import EN_DOUTE, exchanged
from convrules.year.imputation import FAIT
from convrules.year.model import Bilan, BilanConvention, ResultatRegle
from convrules.year.titulaires import by_holder, names
from convrules.year.valeurs import Inattendus, Lacune, Sienne, Tue

AUTRES: Final = frozenset({ir.Niveau.PROGRAMME, ir.Niveau.CONVENTION})
"""Of what a deadline bears on, besides vacancies: on no account."""
LIGNES: Final = frozenset(
    {
        *("lignes_base", "lignes_comptees", "lignes_restituees", "en_attente", "sans_nombre", "ailleurs"),
        *("lignes", "possibles", "vacance", "vacances", "manquees", "en_cours", "ouvertes", "en_doute"),
        *("manquent", "en_plus", "douteuses", "venues", "annoncees"),
    }
)
"""Fields that name rows of the data, whatever they are called."""
D = TypeVar("D", Lacune, Inattendus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemplaire:
    """What one holder sees. `titulaire`: its name, told apart from those that share it."""

    titulaire: str
    bilan: Bilan


def exemplaires(bilan: Bilan) -> Iterator[Exemplaire]:
    """One per holder of a convention in force in the year, in the order in which they come."""
    told = names(b.convention for b in bilan.conventions)
    for group in by_holder(b.convention for b in bilan.conventions if b.periode is not None):
        own = [convention for _, convention in group]
        last = max(own, key=lambda c: c.en_vigueur.au or date.max)
        yield Exemplaire(titulaire=told[last.ident], bilan=_copy(bilan, frozenset(c.ident for c in own)))


def _copy(bilan: Bilan, conventions: frozenset[str]) -> Bilan:
    """What is said of all holders together is of none of them; nor are accounts, one by one."""
    own = [b for b in bilan.conventions if b.convention.ident in conventions]
    mask = _masking(frozenset(row for b in own for row in _own_rows(b)))
    perimetre = bilan.perimetre
    return replace(
        bilan,
        conventions=tuple(_of_holder(b, mask) for b in own),
        perimetre=replace(
            perimetre,
            lacunes=tuple(_among(perimetre.lacunes, conventions)),
            inattendus=tuple(_among(perimetre.inattendus, conventions)),
            sans_fin=(),
        ),
        imputations=(),
        portee=None,
        alertes=tuple(_masked(a, mask) for a in bilan.alertes if a.convention in conventions),
        precedents=tuple(_copy(year, conventions) for year in bilan.precedents),
        contredits=tuple(c for c in bilan.contredits if c.convention in conventions),
    )


def _of_holder(b: BilanConvention, mask: Callable[[str], str]) -> BilanConvention:
    """What is missing is not named, nor rows of other tables than that of vacancies, which may be called like
    one; nor acts of exchange where a part is split, for they may be between others."""
    nobody = _masking(frozenset())
    masked: BilanConvention = _masked(
        replace(
            b,
            echeances=tuple(
                e if e.niveau in AUTRES else replace(e, elements=(), ailleurs=()) for e in b.echeances
            ),
            regles=tuple(r if _of_vacancies(r) else _masked(r, nobody) for r in b.regles),
            a_completer=tuple(_masked(row, nobody) for row in b.a_completer),
            repartitions=_masked(b.repartitions, _masking(frozenset(_own_rows(b)), echanges=False)),
        ),
        mask,
    )
    return masked


def _of_vacancies(regle: ResultatRegle) -> bool:
    """Does the rule count vacancies, in every text of it?"""
    clause = regle.clause
    if not isinstance(clause, ir.Quota):
        return True
    counted = (clause.regle.population, *([clause.compte] if clause.compte is not None else []))
    return all(population.niveau is ir.Niveau.VACANCE for population in counted)


def _among(found: Iterable[D], conventions: frozenset[str]) -> Iterator[D]:
    """Days of these conventions, of which they alone are named."""
    for days in found:
        if own := tuple(c for c in days.conventions if c in conventions):
            yield replace(days, conventions=own)


def _own_rows(b: BilanConvention) -> Iterator[str]:
    """On the account of the holder for certain."""
    if b.livres is not None:
        yield from (row for d in b.livres.decomptes for row in d.lignes)


# --- names, taken out -------------------------------------------------------------------------------
def _masking(own: frozenset[str], *, echanges: bool = True) -> Callable[[str], str]:
    """An act of exchange is of the account that it is on. echanges: are these of this holder's?"""
    ranks: dict[str, Tue] = {}

    def mask(text: str) -> str:
        if type(text) is not str or not text or (echanges and exchanged(text.removesuffix(EN_DOUTE))):
            return text
        if text in own:
            return Sienne(text)
        if text not in ranks:
            ranks[text] = Tue(f"n° {len(ranks) + 1}")
        return ranks[text]

    return mask


def _masked(value: Any, mask: Callable[[str], str]) -> Any:
    """The same record, whatever it is made of: rows that it names, and those that a cause names."""
    if isinstance(value, Cause):
        # Why: conventions that contradict one another are perhaps of others.
        fait = FAIT if value.fait.startswith((CONVENTIONS, IMPUTATION)) else value.fait
        return replace(value, ligne="", fait=fait) if value.ligne or fait != value.fait else value
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


def _inside(name: str, value: Any, mask: Callable[[str], str]) -> Any:
    # Why not always: of a rule, what is to come is cells; of a reconciliation, rows.
    rows = name in LIGNES or (name == "a_venir" and isinstance(value, tuple) and _are_texts(value))
    return _rows_masked(value, mask) if rows else _masked(value, mask)


def _are_texts(value: tuple[Any, ...]) -> bool:
    return all(isinstance(item, str) for item in value)


def _rows_masked(value: Any, mask: Callable[[str], str]) -> Any:
    """Of a field of rows: identifiers, alone, listed, or each with what is said of it."""
    if type(value) is str:
        return mask(value)
    if isinstance(value, tuple):
        return tuple(_rows_masked(item, mask) for item in value)
    return _masked(value, mask)


def _is_record(value: object) -> TypeGuard[Any]:
    return is_dataclass(value) and not type(value).__module__.startswith("convrules.ir")
