"""Rows of which one status says both whether the year before withdrew them and whether this one counts them:
the two are of one completion, never each at its end.

Under « prévision régularisée », a vacancy that may have been withdrawn lowers the due; let, it is done. Each
of them is read once as withdrawn, once as not. Source: docs/langage, « Données manquantes ».
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Final, TypeAlias

from convrules.base.outcomes import Cause
from convrules.base.records import dataclass, replace
from convrules.runtime.decision import Statut
from convrules.year.a_completer import may_stop_at_nothing
from convrules.year.assiette import Sujet
from convrules.year.bornes import ZERO, minus, times
from convrules.year.cellules import Groupe, perhaps
from convrules.year.dossier import Dossier
from convrules.year.model import Bornes, LigneIncertaine, ResultatCellule
from convrules.year.pareils import RangsLus
from convrules.year.priorites import widest_first
from convrules.year.rangs import Lots, Rang, Rangs, is_uncertain, lots_of
from convrules.year.retenues import Retention
from convrules.year.retraits import Avant, made_there
from convrules.year.suivi import Suivi, of_status

SCENARIOS_MAX: Final = 400
"""LIMIT: ways of telling the withdrawn apart that are judged one by one; beyond, the bounds are wider."""
Lecture: TypeAlias = Callable[[Sujet], Rang]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conjointe:
    """A row of the cell, as it is read if it was not withdrawn (`gardee`) and if it was (`retiree`). `sure`:
    once withdrawn, is it of the gap for certain?"""

    gardee: Rang
    retiree: Rang
    sure: bool

    @property
    def sorte(self) -> tuple[object, ...]:
        both = (self.gardee, self.retiree)
        return (self.sure, *((r.options, r.taux.min, r.taux.max, r.par_option, r.poids) for r in both))


def each_way(
    dossiers: Sequence[Dossier], ways: Iterable[Sequence[Rang]], wide: ResultatCellule
) -> list[Dossier]:
    """The completions of rows that are told one by one, to judge apart."""
    return [
        replace(d, rangs=rows, causes=d.causes | wide.causes, divisible=False)
        for rows in ways
        for d in dossiers
    ]


def with_both(
    wide: ResultatCellule,
    dossiers: Sequence[Dossier],
    cell: tuple[RangsLus, Groupe, Retention],
    read: Lecture | None,
) -> tuple[list[Dossier], ResultatCellule]:
    """The completions to judge apart, if some are, and the cell with its lines to complete. read: a row of
    the cell; None where it cannot be read again. Of a period that goes on, each is bounded by itself."""
    rangs, groupe, held = cell
    doubtful, avant = _in_both(rangs, held), held.avant
    if not doubtful or avant is None or any(d.regime.nombre is not None for d in dossiers):
        return [], wide
    apart = len(doubtful) < SCENARIOS_MAX and all(d.avenir.clos for d in dossiers)
    rows = _read_both(doubtful, groupe, avant, read) if apart and read is not None else ()
    found = _told_together(dossiers, rows, avant, wide.causes) if rows else []
    lines = wide.a_completer
    before = {line.vacance: line for line in held.retenue.regularisees}
    names = {sujet.id for sujet in doubtful}
    if found and any(may_stop_at_nothing(d) for d in dossiers):
        return found, replace(wide, a_completer=_at_most(lines, wide, [before[n] for n in sorted(names)]))
    known = {row.gardee.id: row for row in rows} if found else {}
    told = [
        _narrowed(line, before[line.vacance], known.get(line.vacance), avant.taux)
        if line.vacance in names
        else line
        for line in lines
    ]
    return found, replace(wide, a_completer=widest_first(told))


def _in_both(rangs: RangsLus, held: Retention) -> tuple[Sujet, ...]:
    """Rows that this year may count, whose status says both."""
    names = {line.vacance for line in held.retenue.regularisees}
    return tuple(
        sujet
        for lot in (rangs.lots if names else ())
        if is_uncertain(lot.rang)
        for sujet in lot.sujets
        if sujet.suivi is not None and sujet.id in names and _says_both(sujet.suivi)
    )


def _says_both(suivi: Suivi) -> bool:
    possibles = suivi.decision.statut.possibles
    return len(possibles) > 1 and Statut.SOUSTRAIT in possibles


def _read_both(sujets: Sequence[Sujet], groupe: Groupe, avant: Avant, read: Lecture) -> tuple[Conjointe, ...]:
    """Nothing where a name is that of several rows."""
    doubts = {sujet.id: causes for sujet, causes in groupe.peut_etre}
    before: dict[str, list[Suivi]] = {sujet.id: [] for sujet in sujets}
    for suivi in avant.base.cadre.suivis:
        if suivi.vacance.id in before:
            before[suivi.vacance.id].append(suivi)
    if len(before) < len(sujets) or any(len(same) != 1 for same in before.values()):
        return ()
    found: list[Conjointe] = []
    for sujet in sujets:
        made = made_there(_decided(before[sujet.id][0], withdrawn=True), avant.base)
        kept, gone = (_read(sujet, doubts.get(sujet.id), read, withdrawn=w) for w in (False, True))
        found.append(Conjointe(gardee=kept, retiree=gone, sure=made is True))
    return tuple(found)


def _read(sujet: Sujet, doubt: frozenset[Cause] | None, read: Lecture, *, withdrawn: bool) -> Rang:
    assert sujet.suivi is not None, "withdrawn: a vacancy"
    rang = read(replace(sujet, suivi=_decided(sujet.suivi, withdrawn=withdrawn)))
    return perhaps(rang, doubt) if doubt else rang


def _decided(suivi: Suivi, *, withdrawn: bool) -> Suivi:
    """The vacancy, of which it would be known whether it was withdrawn."""
    possibles = suivi.decision.statut.possibles
    return of_status(suivi, tuple(s for s in possibles if (s is Statut.SOUSTRAIT) is withdrawn))


def _told_together(
    dossiers: Sequence[Dossier], rows: Sequence[Conjointe], avant: Avant, causes: frozenset[Cause]
) -> list[Dossier]:
    """The cell once for each number of rows of each kind that were withdrawn; nothing where there are too
    many."""
    kinds: dict[tuple[object, ...], list[Conjointe]] = {}
    for row in rows:
        kinds.setdefault(row.sorte, []).append(row)
    if prod(len(same) + 1 for same in kinds.values()) > SCENARIOS_MAX:
        return []
    names = {row.gardee.id for row in rows}
    return [
        replace(
            dossier,
            rangs=Rangs((*_without(dossier, names), *lots)),
            retenue=replace(dossier.retenue, regularisation=gap),
            causes=dossier.causes | causes,
        )
        for lots, gap in _scenarios(list(kinds.values()), avant, len(rows))
        for dossier in dossiers
    ]


def _without(dossier: Dossier, names: set[str]) -> Lots:
    lots = ((rang, tuple(n for n in idents if n not in names)) for rang, idents in lots_of(dossier.rangs))
    return tuple((rang, idents) for rang, idents in lots if idents)


def _scenarios(
    kinds: Sequence[Sequence[Conjointe]], avant: Avant, number: int
) -> Iterator[tuple[Lots, Bornes]]:
    """Rows, with the gap that they make."""
    for chosen in product(*(range(len(same) + 1) for same in kinds)):
        split = list(zip(kinds, chosen, strict=True))
        gone = [row for same, taken in split for row in same[:taken]]
        kept = [row.gardee for same, taken in split for row in same[taken:]]
        sure = sum(row.sure for row in gone)
        done = Bornes(min=avant.faits.min + sure, max=avant.faits.max - number + len(gone))
        rows = (*kept, *(row.retiree for row in gone))
        yield tuple((rang, (rang.id,)) for rang in rows), times(avant.taux, minus(avant.prevus, done))


# --- what completing one narrows --------------------------------------------------------------
def _narrowed(
    line: LigneIncertaine, before: LigneIncertaine, row: Conjointe | None, taux: Bornes
) -> LigneIncertaine:
    """A line told as if both were apart, and what it narrows of the gap. row: None where they are bounded
    each by itself. taux: ρ₀ of the year before."""
    if line.ecart == before.ecart and not line.realise:
        return line
    if row is None or line.au_plus:
        return replace(line, au_plus=True)
    ways = [(row.gardee, ZERO), (row.retiree, taux), *([] if row.sure else [(row.retiree, ZERO)])]
    made = [(a, minus(rang.taux if b else ZERO, w)) for rang, w in ways for a, b in rang.options]
    dues = [due for _, due in made]
    gaps = [Bornes(min=counted - due.max, max=counted - due.min) for counted, due in made]
    return replace(line, ecart=_width(gaps), du=_width(dues))


def _at_most(
    lines: Sequence[LigneIncertaine], wide: ResultatCellule, before: Sequence[LigneIncertaine]
) -> tuple[LigneIncertaine, ...]:
    """Of a due that may stop at nothing: what a row narrows is told there as if all were apart, from which
    these may depart by what they make of the gap, at either end."""
    assert wide.ecart is not None, "both are given"
    most, more = wide.ecart.max - wide.ecart.min, 2 * sum(line.ecart for line in before)
    return tuple(replace(line, ecart=min(most, line.ecart + more), au_plus=True) for line in lines)


def _width(ends: Sequence[Bornes]) -> Fraction:
    return max(one.max for one in ends) - min(one.min for one in ends)
