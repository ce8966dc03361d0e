"""The fewest lettings of a year that would have had to go to another holder for every part to be kept.

A flow at the least cost: each letting stays, for nothing, or goes, for one, to a holder that may receive it
for certain; each cell of a part keeps what it owes. One holder may so be made good by another. What it finds
is then judged as the year is: nothing is said that the year itself does not confirm.
Source: docs/langage, « Ce qui aurait tenu l'année ».
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from convrules import ir
from convrules.analyses.moindre_cout import Cellule, Classe, Deplacement, Ou, solve
from convrules.base.dates import Evenement
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu
from convrules.compiler import ClauseCompilee
from convrules.facts.records import Faits, Vacance
from convrules.orientation.comptes import Titulaire
from convrules.orientation.destinataires import one_per_holder
from convrules.orientation.flux import counted_by, counted_events, holding
from convrules.orientation.model import BAILLEUR
from convrules.runtime.holders import COMPTE, finer_accounts, is_holder
from convrules.year.assiette import Cadre
from convrules.year.effets import counted_by_effect
from convrules.year.lectures import period_kind
from convrules.year.model import Bilan, ResultatCellule
from convrules.year.periode import falls_in, periods
from convrules.year.valeurs import INDECIS, MANQUES, Bornes, Verdict

Juger: TypeAlias = Callable[[Faits], Bilan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manque:
    """A cell of a part that is missed. `voulu`: dwellings that it lacks at most, whatever is not known;
    `au_moins`: at least; `trouve`: how many of `voulu` other lettings can give."""

    convention: str
    clause: str
    cellule: Cellule
    voulu: int
    au_moins: int
    trouve: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """A rule whose verdict is not the same once they are moved."""

    convention: str
    clause: str
    avant: Verdict | None
    apres: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorientations:
    """`minimum`: is it certain that fewer would not do? `confirmee`: once they are moved, does the year find
    every part that was missed kept, and nothing worse? `impossible`: is it certain that no lettings moved
    would keep every part? `restent`: rules missed then (convention, name); `en_suspens`: parts that were
    missed for certain and are then neither missed nor kept for certain. `avant`, `apres`: the year as it
    was, and with them moved."""

    avant: Bilan
    apres: Bilan
    annee: int
    manques: tuple[Manque, ...]
    deplacements: tuple[Deplacement, ...]
    minimum: bool
    confirmee: bool
    impossible: bool
    changements: tuple[Changement, ...]
    restent: tuple[tuple[str, str], ...]
    en_suspens: tuple[tuple[str, str], ...]


def reorient(titulaires: Sequence[Titulaire], faits: Faits, bilan: Bilan, juger: Juger) -> Reorientations:
    """titulaires: every holder's accounts, read at the end of the year. juger: the year on other facts."""
    wanted = {ou: span for ou, cell in _missed_cells(bilan) if (span := _span(_reste(cell)))[1] > 0}
    later = _carrying(bilan)
    classes = list(_classes(titulaires, faits, bilan, later)) if wanted else []
    plan = solve(classes, _floors(bilan, sure=True))
    moved = plan.deplacements(classes)
    after = juger(_with(faits, moved)) if moved else bilan
    changes = tuple(_changes(bilan, after))
    left = tuple(with_verdict(after, MANQUES))
    asked = {ou[:2] for ou in wanted}
    unsure = tuple(rule for rule in with_verdict(after, INDECIS) if rule in asked)
    worse = any(_worse(c) for c in changes)
    confirmed = not worse and not unsure and not asked & {*left}
    # Why: with less asked of each cell, no way of moving lettings that keeps every part is left out.
    bound = solve(classes, _floors(bilan, sure=False))
    # Why: an account that an act, an effect or a cascade gives is not moved, and might have been.
    free = all(
        _account(v, titulaires) is not None or not _wanted_by(v, titulaires, bilan) for v in faits.vacances
    )
    # Why not where a quarter passes its balance on: what that makes of the next one is not counted here.
    same_due = not later and _dues(after) == _dues(bilan)
    return Reorientations(
        avant=bilan,
        apres=after,
        annee=bilan.annee,
        manques=tuple(
            Manque(
                convention=ou[0],
                clause=ou[1],
                cellule=ou[2],
                voulu=want,
                au_moins=least,
                trouve=max(0, min(want, plan.gains.get(ou, 0))),
            )
            for ou, (least, want) in wanted.items()
        ),
        deplacements=moved,
        minimum=confirmed and free and same_due and len(moved) == bound.nombre,
        confirmee=confirmed,
        impossible=bool(wanted) and free and not confirmed and same_due and bound.manque > 0,
        changements=changes,
        restent=left,
        en_suspens=unsure,
    )


# --- what is wanted ---------------------------------------------------------------------------
def _cells(bilan: Bilan) -> Iterator[tuple[Ou, ir.Part, ResultatCellule]]:
    for found in bilan.conventions:
        for regle in found.regles:
            if isinstance(regle.clause, ir.Part):
                for cell in regle.cellules:
                    ou = (found.convention.ident, regle.clause.entete.ident, cell.cellule)
                    yield ou, regle.clause, cell


def _missed_cells(bilan: Bilan) -> Iterator[tuple[Ou, ResultatCellule]]:
    """Cells of parts that are certainly missed, and of which one knows what is left to do."""
    for ou, _, cell in _cells(bilan):
        if cell.verdict is Verdict.NON_CONFORME and cell.reste is not None:
            yield ou, cell


def _reste(cell: ResultatCellule) -> Bornes:
    assert cell.reste is not None, "of a missed cell"
    return cell.reste


def _span(reste: Bornes) -> tuple[int, int]:
    """Dwellings that are lacking, at least and at most: whole ones."""
    return max(0, math.ceil(reste.min)), math.ceil(reste.max)


def _floors(bilan: Bilan, *, sure: bool) -> dict[Ou, int]:
    """By cell, lettings that it must gain (below zero: that it may lose). `sure`: for its part to be kept
    whatever is not known, and to be no worse where it is not missed; else the least that any way of keeping
    it could do with: then a tolerance may excuse all but one letting of what is missed. Nothing of a part
    that one only tends to: it is not missed, whatever it has."""
    found: dict[Ou, int] = {}
    missed = {ou for ou, _ in _missed_cells(bilan)}
    for ou, part, cell in _cells(bilan):
        if cell.verdict is None:
            continue
        if cell.cible is None:
            if sure:
                found[ou] = 0
            continue
        most, least = max(cell.cible.max, Fraction(0)), max(cell.cible.min, Fraction(0))
        if sure:
            gap = math.ceil(most - cell.realise.min)
            found[ou] = gap if ou in missed else min(gap, 0)
        elif part.tolerance is None:
            found[ou] = math.ceil(least - cell.realise.max)
        elif ou in missed:
            found[ou] = 1
    return found


Suivants: TypeAlias = Mapping[tuple[str, str], Sequence[str]]
"""By part that carries its balance from a quarter to the next: its quarters, in order."""


def _carrying(bilan: Bilan) -> Suivants:
    found: dict[tuple[str, str], set[str]] = {}
    for ou, part, cell in _cells(bilan):
        quarter = dict(cell.cellule).get("trimestre")
        if quarter is not None and part.report.mode is not ir.ModeReport.AUCUN:
            found.setdefault(ou[:2], set()).add(quarter)
    return {part: sorted(quarters) for part, quarters in found.items() if len(quarters) > 1}


def _with_next(ous: frozenset[Ou], later: Suivants) -> frozenset[Ou]:
    """A letting of a quarter serves in those that follow, as far as its balance passes to them."""
    found = set(ous)
    for convention, clause, cellule in ous:
        quarters = later.get((convention, clause), ())
        own = dict(cellule).get("trimestre", "")
        found |= {
            (convention, clause, (("trimestre", after), *cellule[1:])) for after in quarters if after > own
        }
    return frozenset(found)


def _dues(bilan: Bilan) -> dict[Ou, tuple[Bornes, Bornes | None]]:
    return {ou: (cell.base, cell.cible) for ou, _, cell in _cells(bilan)}


# --- who may give, and to whom ----------------------------------------------------------------
def _classes(
    titulaires: Sequence[Titulaire], faits: Faits, bilan: Bilan, later: Suivants
) -> Iterator[Classe]:
    counted: dict[str, set[Ou]] = {}
    for ou, _, cell in _cells(bilan):
        for ident in cell.lignes_comptees:
            counted.setdefault(ident, set()).add(ou)
    found: dict[tuple[str, frozenset[Ou], tuple[tuple[str, frozenset[Ou]], ...]], list[str]] = {}
    for vacance in faits.vacances:
        de = _account(vacance, titulaires)
        if de is None:
            continue
        there = counted.get(vacance.id, set())
        kept = _counted_all_the_same(vacance, de, titulaires)
        ici = _with_next(frozenset(ou for ou in there if ou[0] == de and not kept), later)
        vers: list[tuple[str, frozenset[Ou]]] = []
        for titulaire in titulaires:
            ident = titulaire.programme.convention.ident
            # Why not where it counts already, by an effect: it counts once.
            cells = _counted_in(vacance, titulaire, bilan.au) - there if ident != de else frozenset()
            if cells and titulaire.suivis[vacance.id].decision.eligible is True:
                vers.append((ident, _with_next(cells, later)))
        if vers:
            found.setdefault((de, ici, tuple(vers)), []).append(vacance.id)
    for (de, ici, to), rows in sorted(found.items(), key=lambda item: min(item[1])):
        yield Classe(de=de, ici=ici, vers=to, vacances=tuple(sorted(rows)))


def _wanted_by(vacance: Vacance, titulaires: Sequence[Titulaire], bilan: Bilan) -> bool:
    """Could it count for a holder that may receive it?"""
    return any(
        _counted_in(vacance, t, bilan.au) and t.suivis[vacance.id].decision.eligible is True
        for t in titulaires
    )


def _counted_all_the_same(vacance: Vacance, de: str, titulaires: Sequence[Titulaire]) -> bool:
    """Would it count for its holder, had it gone to another: by a turn lost and counted?"""
    own = (t for t in titulaires if t.programme.convention.ident == de)
    return any(counted_by_effect(t.suivis[vacance.id], t.cadre) is not False for t in own)


def _counted_in(vacance: Vacance, titulaire: Titulaire, au: date) -> frozenset[Ou]:
    """Cells that a letting counts in, on this holder's account: its flow holds it for certain, and the event
    that its parts count took place, in the year or with a vacancy of the year."""
    suivi, cadre = titulaire.suivis.get(vacance.id), titulaire.cadre
    if suivi is None:
        return frozenset()
    event = counted_by(counted_events(titulaire.parts, suivi, cadre), suivi, cadre, au)
    if event is None:
        return frozenset()
    ident, own = titulaire.programme.convention.ident, {p.clause.ident: p.clause for p in titulaire.parts}
    return frozenset(
        (ident, clause, (*quarter, *cell))
        for clause, cell in holding(suivi, cadre, titulaire.parts)
        if (quarter := _quarter(own[clause], event, cadre)) is not None
    )


def _quarter(clause: ClauseCompilee, event: Evenement, cadre: Cadre) -> Cellule | None:
    """What names the period in which it counts, where a year has several; None if that is not sure."""
    found = periods(period_kind(clause, cadre), cadre.annee, cadre.en_vigueur)
    inside = (p.nom for p in found if falls_in(event, p) is True)
    return next(((("trimestre", nom),) if nom else () for nom in inside), None)


def _account(vacance: Vacance, titulaires: Sequence[Titulaire]) -> str | None:
    """To whom the letting went, by its own cell; None when that is not sure."""
    cell = vacance.ligne.cellule(COMPTE)
    if not isinstance(cell, Connu):
        return None
    held = one_per_holder(
        (t.programme, t.suivis[vacance.id])
        for t in titulaires
        if vacance.id in t.suivis and is_holder(t.programme, str(cell.valeur), finer_accounts(t.programme))
    )
    return held[0] if len(held) == 1 else None if held else BAILLEUR


# --- the year once they are moved -------------------------------------------------------------
def _with(faits: Faits, moved: Sequence[Deplacement]) -> Faits:
    to = {d.vacance: d.vers for d in moved}

    def given(vacance: Vacance) -> Vacance:
        if vacance.id not in to:
            return vacance
        cells = {**vacance.ligne.cellules, COMPTE: Connu(to[vacance.id])}
        return replace(vacance, ligne=replace(vacance.ligne, cellules=cells))

    return replace(faits, vacances=tuple(map(given, faits.vacances)), comptes=None)


def _changes(before: Bilan, after: Bilan) -> Iterator[Changement]:
    for a, b in zip(before.conventions, after.conventions, strict=True):
        for x, y in zip(a.jugees, b.jugees, strict=True):
            if x.verdict is not y.verdict:
                yield Changement(
                    convention=a.convention.ident,
                    clause=x.clause.entete.ident,
                    avant=x.verdict,
                    apres=y.verdict,
                )


def _worse(change: Changement) -> bool:
    """Was it kept, or at least not missed for certain, and is it no longer?"""
    if change.apres in MANQUES:
        return change.avant not in MANQUES
    return change.apres in INDECIS and change.avant not in MANQUES | INDECIS


def with_verdict(bilan: Bilan, verdicts: frozenset[Verdict]) -> Iterator[tuple[str, str]]:
    """Rules, and splits of a part among accounts, that have one of these: convention and name."""
    for found in bilan.conventions:
        for one in found.jugees:
            if one.verdict in verdicts:
                yield found.convention.ident, one.clause.entete.ident
