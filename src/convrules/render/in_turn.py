"""Texts of a rule that decide a cell one after the other, told by their days: « A jusqu'au 30 juin 2025, puis
B ». Which of them decides is then no doubt: each does, of the vacancies of its own days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import replace
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.french import joined
from convrules.year.changements import Changement, Dite, Quoi
from convrules.year.model import ResultatCellule, ResultatRegle
from convrules.year.soldes import first_day

UN_JOUR: Final = timedelta(days=1)
PAR_LIGNE: Final = frozenset({"règle", "compte"})
"""Keys that each row reads by the text of its day; the others are those of the first day of the period."""
TRIMESTRE: Final = "trimestre"
Tour: TypeAlias = tuple[Dite, date | None]
"""A text, and its last day; None of the last text."""


def in_turn(regle: ResultatRegle, cells: Sequence[ResultatCellule], every: Sequence[Dite]) -> list[Tour]:
    """The texts that decide some cells, in the order of their days. every: those that decide, exceptions
    included. Nothing where there is one, or where days alone do not tell them apart."""
    if not regle.changements or not all(d.certaine for d in every):
        return []
    if any(_replaced(e) for d in every for e in d.exceptions):
        return []
    known = {nom for d in every for nom in d.noms}
    changes = _changes(regle, cells, known)
    if not changes:
        return []
    days = sorted({c.jour for c in changes})
    found: list[tuple[Dite, ir.Clause, date]] = []
    for day in (days[0] - UN_JOUR, *days):
        acting = _acting(every, day)
        if acting is None:
            return []
        text = _signed_on(regle, changes, day)
        if not found or (found[-1][0], found[-1][1]) != (acting, text):
            found.append((acting, text, day))
    if len(found) < 2 or any(d not in [one for one, _, _ in found] for d in every):
        return []
    ends: list[date | None] = [begun - UN_JOUR for _, _, begun in found[1:]]
    return [(_as_signed(d, text), end) for (d, text, _), end in zip(found, [*ends, None], strict=True)]


def told_in_turn(texts: Sequence[tuple[str, date | None]]) -> str:
    """« A jusqu'au 30 juin 2025, puis B »."""
    told = [
        said if end is None else t("{a} jusqu'au {jour}", a=said, jour=numbers.jour(end))
        for said, end in texts
    ]
    return joined(told, ", puis ")


def _changes(regle: ResultatRegle, cells: Sequence[ResultatCellule], known: set[str]) -> Sequence[Changement]:
    """Those, within the period of the cells, that give rows of some days another text: of the clause, or by
    an exception that decides there. None where one is by an exception that may, and of which no row is."""
    quarters = {first_day(c.cellule, date.min) for c in cells}
    if len(quarters) > 1:
        return []
    (first,) = quarters or {date.min}
    inside = [
        c
        for c in regle.changements
        if c.quoi is Quoi.CHANGEMENT
        and not c.figee
        and (first == date.min or first < c.jour < _next_quarter(first))
    ]
    others = (x for c in inside for x in c.exceptions if x.nom not in known)
    if any(x.si is None for x in others):
        return []
    return [c for c in inside if _rewritten(c) or any(x.nom in known for x in c.exceptions)]


def _next_quarter(first: date) -> date:
    return date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)


def _rewritten(c: Changement) -> bool:
    return c.textes is not None and any(v.nom in PAR_LIGNE for v in c.valeurs)


def _acting(every: Sequence[Dite], day: date) -> Dite | None:
    """The text of a day: of those whose exceptions are all in force, the one that all of them make."""
    there = [d for d in every if all(_holds(e, day) for e in d.exceptions)]
    most = [d for d in there if not any(set(d.noms) < set(other.noms) for other in there)]
    return most[0] if len(most) == 1 else None


def _holds(exception: ir.ExceptionClause, day: date) -> bool:
    validity = exception.entete.en_vigueur
    return validity.contains(day) and not validity.suspens


def _replaced(exception: ir.ExceptionClause) -> bool:
    """Has an amendment written it anew? What is known of it is its last text alone."""
    return any(r.nature is ir.NatureRetouche.REMPLACE for r in exception.entete.retouches)


def _signed_on(regle: ResultatRegle, changes: Sequence[Changement], day: date) -> ir.Clause:
    """The clause as it is written on a day."""
    texts = [(c.jour, c.textes) for c in changes if c.textes is not None and _rewritten(c)]
    if not texts:
        return regle.clause
    before = [both[1] for jour, both in texts if jour <= day]
    return before[-1] if before else texts[0][1][0]


def _as_signed(dite: Dite, text: ir.Clause) -> Dite:
    """The text with what the clause says on its days, where no exception says it."""
    own = dite.clause
    if text is own:
        return dite
    match own, text:
        case (ir.Part(), ir.Part()):
            own = replace(own, entete=replace(text.entete, force=own.entete.force))
            own = own if "règle" in dite.cles else replace(own, regle=text.regle)
            own = own if "compte" in dite.cles else replace(own, compte=text.compte)
        case (ir.Quota(), ir.Quota()):
            own = replace(own, entete=replace(text.entete, force=own.entete.force))
            own = own if "règle" in dite.cles else replace(own, regle=text.regle)
            own = own if "compte" in dite.cles else replace(own, compte=text.compte)
    return replace(dite, clause=own)
