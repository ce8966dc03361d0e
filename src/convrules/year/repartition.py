"""A split: one account's whole due among several, cell by cell, each with its balance.

Source: docs/langage, « Comptes ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from functools import partial
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Issue, causes_of
from convrules.base.records import dataclass, replace
from convrules.compiler import ClauseCompilee
from convrules.runtime.reading import cited
from convrules.year.a_completer import missing
from convrules.year.ailleurs import verdict_to_come
from convrules.year.apports import remade
from convrules.year.assiette import Cadre, period_before
from convrules.year.bornes import ZERO, between, hull_known
from convrules.year.cellules import Clef, unseen_clef
from convrules.year.comptees import Candidates, candidates, counted_on
from convrules.year.couverture import lacking
from convrules.year.echanges import may_yet_count, rows_on_account
from convrules.year.fusion import verdicts_shown, worst
from convrules.year.lots import Fait, Poste, judged
from convrules.year.lues import CelluleAVenir, CelluleLue, RegleLue, force_of, force_of_lots, not_known_since
from convrules.year.model import Bornes, CelluleRepartie, Lot, ResultatRepartition, Verdict
from convrules.year.partage import account_names, applies, weights
from convrules.year.periode import Intervalle, periods
from convrules.year.plus_forts_restes import split_bounds
from convrules.year.reprises import (
    Laisses,
    begins,
    brought_by,
    forget_nothing,
    is_quarter_before,
    taken_up,
)
from convrules.year.soldes import (
    INCONNUES,
    SOLDES,
    balance_named,
    brings_nothing,
    made_otherwise,
    unseen_key,
    year_round,
)
from convrules.year.textes import Textes, text_of_cell
from convrules.year.textes_de_l_annee import shown_on, split_changes
from convrules.year.valeurs import sure_of
from convrules.year.variantes import TENDRE

RIEN: frozenset[Cause] = frozenset()
AUTREFOIS: Final[Clef] = (("", ""),)
"""Cells that are no longer so made, together."""


# --- over the year ----------------------------------------------------------------------------
Soldes: TypeAlias = dict[tuple[str, Clef], Bornes | None]
"""Balances left by the quarter before, by account and cell."""
Lues: TypeAlias = Mapping[tuple[str, Intervalle], RegleLue]


def splits(clauses: Sequence[ClauseCompilee], read: Lues, cadre: Cadre) -> Iterator[ResultatRepartition]:
    """Each `répartition`, on the cells of the part that it splits."""
    for clause in clauses:
        own = clause.clause
        if not isinstance(own, ir.Repartition):
            continue
        years = [(lue, replace(cadre, periode=p)) for (ident, p), lue in read.items() if ident == own.de]
        found = [(lue, here, applies(clause, here)) for lue, here in years]
        held = [(lue, here, issue) for lue, here, issue in found if issue is not False]
        issue = held[0][2] if held else False if found else applies(clause, cadre)
        signed = _force_of(own.de, cadre)
        force = own.entete.force or force_of((lue for lue, _ in years), signed)
        juge = force is not ir.Force.TENDRE_VERS
        lues = [lue for lue, _, _ in held]
        dimensions = next((lue.dimensions for lue in lues), ())
        partage = _Partage(
            own=own,
            issue=issue,
            cadre=cadre,
            ici=cadre,
            depuis=cadre,
            laisses=cadre.reportes,
            dimensions=dimensions,
            refaite=remade(own.de, cadre),
        )
        shared = list(_over_periods(partage, held, clauses, read))
        cells = tuple(cell for each, lue in shared for cell in _cells(each, lue))
        lots = [lot for cell in cells for lot in cell.lots]
        verdicts = verdicts_shown(lots)
        verdicts += [v for each, lue in shared for cell in lue.a_venir for v in _to_come(each, cell)]
        yield ResultatRepartition(
            clause=own,
            issue=issue,
            cellules=cells,
            verdict=_whole(verdicts, lues, partage.craints) if juge else None,
            force=own.entete.force or force_of_lots(lots, signed) or force,
            commence=next((each.ici.periode.du for each, _ in shared if each.commence), None),
            refaite=cadre.periode.du if partage.refaite is not None else None,
            changements=tuple(split_changes(clause, cadre, {p.du for i, p in read if i == own.de})),
            ailleurs=_elsewhere(shared),
            non_su=not_known_since((each.ici.periode, lue) for each, lue in shared),
            vierge=not cells and _untouched(own, lues, cadre),
        )


def _over_periods(
    partage: "_Partage",
    held: Iterable[tuple[RegleLue, Cadre, Issue]],
    clauses: Sequence[ClauseCompilee],
    read: Lues,
) -> Iterator[tuple["_Partage", RegleLue]]:
    depuis, laisses = partage.depuis, partage.laisses
    for n, (lue, here, issue) in enumerate(held):
        commence, before = begins(partage.own, here), period_before(here)
        if commence or n == 0:
            depuis = here
            if commence and before is not None and is_quarter_before(before, here):
                laisses = left_in_quarter(clauses, read, before)
        yield (
            replace(
                partage,
                issue=issue,
                ici=here,
                depuis=depuis,
                laisses=laisses,
                commence=commence,
                dimensions=lue.dimensions,
            ),
            lue,
        )


def _gather(partage: "_Partage", dimensions: Sequence[ir.Champ]) -> None:
    """Cells that are no longer so made: of what each account had in them, only whether it had something."""
    names = [cited(champ) for champ in dimensions]
    for compte, _ in partage.own.entre:
        earlier = {key: partage.reportes.pop((nom, key)) for nom, key in [*partage.reportes] if nom == compte}
        begun = begins(partage.own, partage.depuis)
        brought = {} if begun else brought_by(partage.own, compte, names, partage.cadre)
        left = {**brought, **earlier}
        unnamed = bool(names) and left.pop(INCONNUES, ZERO) != ZERO
        nothing = not unnamed and all(solde == ZERO for solde in left.values())
        partage.reportes[compte, AUTREFOIS] = ZERO if nothing else None


def left_in_quarter(clauses: Sequence[ClauseCompilee], read: Lues, quarter: Cadre) -> Laisses:
    """What parts, and accounts of their splits, leave at the end of a quarter: `quarter`, of the year."""
    periode = quarter.periode
    until = {key: lue for key, lue in read.items() if key[1].au <= periode.au}
    whole = periods(ir.Periode.ANNEE, quarter.annee, quarter.en_vigueur)[0]
    found: dict[str, dict[Clef, Bornes | None]] = {}
    for (ident, p), lue in until.items():
        if p == periode:
            found[ident] = {cell.groupe.clef: cell.resultat.solde for cell in lue.cellules}
    for split in splits(clauses, until, replace(quarter, periode=whole)):
        part = until.get((split.clause.de, periode))
        dimensions = part.dimensions if part is not None else ()
        names = [cited(champ) for champ in dimensions]
        for compte, _ in split.clause.entre:
            # Why of any quarter: what none has changed since is still left.
            cells = brought_by(split.clause, compte, names, quarter)
            if split.ailleurs and names:
                cells[unseen_clef(dimensions)] = split.ailleurs[compte]
            found[f"{split.clause.entete.ident}.{compte}"] = cells
        for cell in split.cellules:
            clef = year_round(cell.cellule)
            for lot in cell.lots if [nom for nom, _ in clef] == names else ():
                found[f"{split.clause.entete.ident}.{lot.compte}"][clef] = lot.solde
    return found


def _cells(partage: "_Partage", lue: RegleLue) -> Iterator[CelluleRepartie]:
    """Of a period, which leaves to the next, those that no row shows included."""
    if partage.suite[-1:] not in ([], [lue.dimensions]):
        _gather(partage, partage.suite[-1])
    partage.suite.append(lue.dimensions)
    yield from (_cell(partage, cell) for cell in lue.cellules)
    if lue.autre is not None:
        clef = lue.autre.groupe.clef
        for lot in _cell(partage, lue.autre).lots:
            # Why with nothing: that cell may turn out not to be.
            partage.reportes[lot.compte, clef] = hull_known([lot.solde, ZERO])
            if _is_judged(partage.own, lue.autre):
                partage.craints.append(lot)
    if lue.non_su is not None:
        partage.reportes.update(((compte, lue.non_su), None) for compte, _ in partage.own.entre)
    if lue.ailleurs is not None:
        forget_nothing(partage.reportes, {lue.ailleurs, *(cell.groupe.clef for cell in lue.cellules)})


def _elsewhere(shared: Sequence[tuple["_Partage", RegleLue]]) -> Mapping[str, Bornes | None]:
    """What each account leaves in the cell that no row shows, in the last period that may have one."""
    keys = ((p, lue.ailleurs) for p, lue in reversed(shared))
    last = next(((p, clef) for p, clef in keys if clef is not None), None)
    if last is None:
        return {}
    partage, clef = last
    return {compte: partage.reportes.get((compte, clef)) for compte, _ in partage.own.entre}


def _to_come(partage: "_Partage", cell: CelluleAVenir) -> Iterator[Verdict]:
    """What each account adds in a cell that has no row yet."""
    if cell.lue is None:
        yield Verdict.INDETERMINE if cell.close else Verdict.EN_COURS
        return
    avenir = cell.lue.dossiers[0].avenir
    for lot in _cell(replace(partage, reportes={}), cell.lue).lots:
        if lot.verdict is not None:
            yield verdict_to_come(lot.verdict, lot.verdicts_possibles, avenir)


def _whole(verdicts: Sequence[Verdict], lues: Sequence[RegleLue], craints: Iterable[Lot]) -> Verdict:
    """The worst of the accounts shown; rows of no known cell may make one where an account falls short.
    craints: accounts in the cell that no row shows."""
    found, kept = worst(verdicts), {Verdict.CONFORME, Verdict.NON_APPLICABLE}
    short = any(not lot.verdicts_possibles or set(lot.verdicts_possibles) - kept for lot in craints)
    elsewhere = short or any(lue.egares for lue in lues)
    return Verdict.INDETERMINE if elsewhere and found in kept else found


def _untouched(own: ir.Repartition, lues: Sequence[RegleLue], cadre: Cadre) -> bool:
    """Without a cell: is it certain that no account brings anything to the year after?"""
    known = not any(lue.causes or lue.conflit for lue in lues)
    return known and all(
        brings_nothing(account_names(own, compte), cadre, debut=begins(own, cadre)) for compte, _ in own.entre
    )


def _force_of(part: str, cadre: Cadre) -> ir.Force | None:
    """As the text that is shown of the part has it."""
    found = (c for c in cadre.programme.clauses if c.ident == part)
    return next((shown_on(c, cadre.periode).entete.force for c in found), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Partage:
    """A split under way, over one period, `ici`, of the year, `cadre`. `depuis`: the first of the year since
    which it has applied, and `laisses` what the one before left; `commence`: it is this one, and it did not
    apply before. `rows`: by account and dimensions; `reportes`: what each quarter leaves to the next;
    `craints`: accounts in cells that no row shows; `refaite`: fields of the cells of the year, where those of
    the year before were others (`remade`); `suite`: those of each period judged so far."""

    own: ir.Repartition
    issue: Issue
    cadre: Cadre
    ici: Cadre
    depuis: Cadre
    laisses: Laisses
    dimensions: tuple[ir.Champ, ...] = ()
    commence: bool = False
    refaite: tuple[str, ...] | None = None
    rows: dict[tuple[str, tuple[ir.Champ, ...]], Candidates] = field(default_factory=dict)
    reportes: Soldes = field(default_factory=dict)
    craints: list[Lot] = field(default_factory=list)
    suite: list[tuple[ir.Champ, ...]] = field(default_factory=list)


def _cell(partage: _Partage, lue: CelluleLue) -> CelluleRepartie:
    own, cell, juge = partage.own, lue.resultat, _is_judged(partage.own, lue)
    poids, causes = weights(own, partage.cadre)
    due = cell.du_arrondi
    known = due.valeur if due is not None else None
    if known is not None and known.denominator != 1:
        causes |= {Cause(fait=f"{own.de}, arrondi", genre=Genre.ERREUR)}
    shares = split_bounds(due, poids) if due and poids and not causes else None
    any_share = between(min(Fraction(0), due.min), max(Fraction(0), due.max)) if due is not None else None
    lots: list[Lot] = []
    doubts = RIEN
    for i, (compte, _) in enumerate(own.entre):
        done, sure, waiting = _done(compte, lue, partage)
        initial = _initial(partage, lue, compte)
        doubts |= RIEN.union(*(why for _, why in waiting))
        lot = Lot(
            compte=compte,
            du=shares[i] if shares is not None else any_share,
            realise=done.bornes,
            poids=poids[i] if poids else None,
            lignes_comptees=sure,
            en_doute=_in_doubt(waiting),
            force=own.entete.force or cell.force,
        )
        poste = Poste(
            part=partial(_share, poids, i),
            fait=done,
            poids=poids[i] / sum(poids) if poids else Fraction(0),
            initial=initial,
        )
        lot = judged(lot, poste, cell, lue.dossiers, juge=juge) if poids else lot
        lot = _unsure(lot, partage, wholly=shares is not None) if juge else lot
        partage.reportes[compte, lue.groupe.clef] = lot.solde
        if _carries(lue) and _brought_in_doubt(lot, initial):
            doubts |= {SOLDES}
        lots.append(lot)
    if any(len(lot.verdicts_possibles) > 1 for lot in lots):
        doubts |= lacking(partage.ici)
    causes |= causes_of(partage.issue) | (cell.causes if known is None else RIEN) | doubts
    return CelluleRepartie(cellule=cell.cellule, du=due, lots=tuple(lots), causes=causes)


def _brought_in_doubt(lot: Lot, initial: Bornes | None) -> bool:
    """Is its balance not known, or between two numbers while its verdict is not known?"""
    return initial is None or (initial.valeur is None and lot.verdict is Verdict.INDETERMINE)


def _share(poids: Sequence[Fraction], rang: int, due: Bornes) -> Bornes:
    return split_bounds(due, poids)[rang]


def _unsure(lot: Lot, partage: _Partage, *, wholly: bool) -> Lot:
    """No verdict is known of a share that is not, nor of a split that may not apply."""
    if wholly and partage.issue is True:
        return lot
    return replace(lot, verdict=Verdict.INDETERMINE, cible=lot.cible if wholly else None)


def _is_judged(own: ir.Repartition, lue: CelluleLue) -> bool:
    """Does its force, else that of the part in the cell, ask for a verdict?"""
    return lue.force != (TENDRE,) if own.entete.force is None else own.entete.force != TENDRE


def _carries(lue: CelluleLue) -> bool:
    return any(d.regime.mode is not ir.ModeReport.AUCUN for d in lue.dossiers)


def _initial(partage: _Partage, lue: CelluleLue, compte: str) -> Bornes | None:
    """What the account brings: from the quarter before, the year before judged in this run, else `soldes`."""
    if not _carries(lue):
        return ZERO
    own, clef, cadre = partage.own, lue.groupe.clef, partage.cadre
    if partage.commence:
        return taken_up(own, compte, lue.resultat, partage.ici, partage.laisses)
    unseen = unseen_key(clef)
    earlier = {key: solde for (nom, key), solde in partage.reportes.items() if nom == compte}
    for key in (clef, unseen):
        if key in earlier:
            return earlier[key]
    if AUTREFOIS in earlier:
        return earlier[AUTREFOIS]
    left = cadre.reportes.get(f"{own.entete.ident}.{compte}")
    if left is None or begins(own, partage.depuis):
        return taken_up(own, compte, lue.resultat, partage.depuis, partage.laisses)
    if clef in left:
        return left[clef]
    names = account_names(own, compte)
    # Why the fields of the first day: of a year judged in this run, the table says what goes into new cells.
    new = partage.refaite is not None and partage.refaite == tuple(nom for nom, _ in clef)
    named = balance_named(names, clef, partage.ici) if new else None
    if named is not None:
        return named
    others = made_otherwise({c: s for c, s in left.items() if c not in earlier}, clef)
    known = INCONNUES not in left and all(solde == ZERO for solde in others)
    return left.get(unseen, ZERO if known else None)


# --- what is done -----------------------------------------------------------------------------
Attente: TypeAlias = tuple[str, frozenset[Cause]]
"""A row that may be done on an account, and why it is not known."""


def _done(compte: str, lue: CelluleLue, partage: _Partage) -> tuple[Fait, tuple[str, ...], Sequence[Attente]]:
    """What the part would count on the account, in a cell."""
    textes = _texts_of_part(lue, partage)
    here = textes.cadre
    clef = year_round(lue.groupe.clef)
    comptes = tuple(nom for nom, _ in partage.own.entre)
    key = (compte, partage.dimensions)
    if key not in partage.rows:
        partage.rows[key] = candidates(compte, comptes, partage.dimensions, here)
    rows = list(counted_on(compte, partage.rows[key], textes, clef, comptes))
    sure = tuple(sorted(row.id for row in rows if row.issue is True and row.place.sure))
    doubts = [(row.id, causes_of(row.issue) | row.place.causes) for row in rows if row.id not in sure]
    assert isinstance(textes.clause.clause, ir.Part), "checked: a split is that of a part"
    turns = rows_on_account(compte, comptes, textes.clause.clause, clef, here)
    awaited = [row for row in turns if len(row.options) > 1]
    exchanged = [row for row in turns if len(row.options) == 1]
    known = sum(int(row.poids) for row in exchanged)
    later = sum(all(c.genre is Genre.FUTUR for c in causes) for _, causes in doubts)
    later += sum(map(may_yet_count, awaited))
    doubts += [(row.id, row.causes) for row in awaited]
    fait = Fait(sur=len(sure) + known, a_venir=later, en_doute=len(doubts) - later)
    told = sure_of(sorted(row.id for row in exchanged), (ident for ident, _ in doubts))
    return fait, (*sure, *told), doubts


def _texts_of_part(lue: CelluleLue, partage: _Partage) -> Textes:
    """The part that is split, in a cell and its period."""
    part = next(c for c in partage.ici.programme.clauses if c.ident == partage.own.de)
    return text_of_cell(part, lue.groupe, partage.ici)


def _in_doubt(waiting: Iterable[Attente]) -> tuple[Attente, ...]:
    """In their own order, each with what it lacks; what has not happened yet, where it lacks nothing."""
    told = ((ident, missing(why) or why) for ident, why in waiting)
    return tuple(sorted(told, key=lambda row: row[0]))
