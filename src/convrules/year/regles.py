"""One part or quota over one period: its cells, their rows, and what each cell gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee
from convrules.runtime.reading import cited
from convrules.year.ailleurs import (
    brought,
    not_there,
    to_come,
    unseen,
    verdicts_with,
    with_unplaced,
)
from convrules.year.apports import (
    RIEN_APPORTE,
    Apport,
    Apports,
    cells_within,
    in_cells,
    initial_of,
    owed_cells,
    owed_elsewhere,
    own_application,
    remade,
)
from convrules.year.assiette import Cadre, Sujet
from convrules.year.avenir import (
    awaited,
    counts_several,
    not_numbered,
    outlook,
    with_any_number,
    within,
)
from convrules.year.bornes import ZERO
from convrules.year.cellules import NON_VUE, Clef, Groupe, group, is_unseen, shared_facts
from convrules.year.conjointes import each_way, with_both
from convrules.year.couverture import lacking
from convrules.year.decisifs import with_texts
from convrules.year.dossier import Avenir, Dossier
from convrules.year.ecartees import Lignes, set_aside
from convrules.year.echanges import exchange_rows
from convrules.year.ecrite import caps, for_holder, is_nested, row_reader, rows_looked_at, written_rule
from convrules.year.excedent import sharpened
from convrules.year.laissables import with_any_left
from convrules.year.lignes import forecast
from convrules.year.lues import CelluleAVenir, CelluleLue, RegleLue, strictest
from convrules.year.minimum import minima_within
from convrules.year.model import Dite, Verdict
from convrules.year.muettes import is_silent, silent
from convrules.year.pareils import Pareils, RangsLus, alone, one_per_name
from convrules.year.partage import is_shared_out
from convrules.year.rangees import (
    astray,
    own_rows,
    retention,
    rows_within,
    scenarios_of,
    whatever_eligibility,
)
from convrules.year.rangs import Rang
from convrules.year.report import Regime
from convrules.year.restituees import added_to_target
from convrules.year.retraits import cells_announced
from convrules.year.sous_minimum import with_narrowing
from convrules.year.textes import Cle, Textes, read_per_cell, regimes, text_of_cell
from convrules.year.variantes import TENDRE, settle_all

RIEN: frozenset[Cause] = frozenset()


def read_rule(
    clause: ClauseCompilee, cadre: Cadre, reports: Apports | None, parent: RegleLue | None
) -> RegleLue:
    """Judge a clause over the period of `cadre`.

    reports: balances left by the period before, when it was judged in this run. parent: the part a
    quota stands in (`dont`).
    """
    textes = Textes(clause=clause, cadre=cadre, faits={})
    dimensions = dimensions_of(textes, parent)
    if isinstance(dimensions, Cle):
        return RegleLue(
            clause=clause, causes=dimensions.causes, cas=dimensions.cas, conflit=dimensions.conflit
        )
    reports = in_cells(reports, dimensions, textes)
    refaite = cadre.periode.du if _made_anew(clause, cadre, dimensions, reports) else None
    if parent is None and is_silent(textes):
        return silent(textes, dimensions, reports, refaite)
    sujets, manque = rows_looked_at(clause, cadre, textes, nested=parent is not None)
    if manque:
        return _unread(textes, manque)
    owed = owed_cells(clause, cadre, dimensions, reports) if parent is None else frozenset()
    within, unseen_within = cells_within(clause, cadre, dimensions)
    groupes = _groups(parent, sujets, dimensions, owed | within)
    found = _Cellules()
    for groupe in groupes:
        own = text_of_cell(clause, groupe, cadre)
        apport = Apport(owed=groupe.clef in owed, within=groupe.clef in within)
        lue = _cell(own, groupe, dimensions, reports, parent, apport=apport)
        found.add(own, groupe, lue, own_rows if parent is None else None)
    lues, lost, notes = found.lues, found.perdues, found.notes
    outside = bool(dimensions) and owed_elsewhere(textes, dimensions, reports)
    ailleurs = Apport(owed=outside, within=unseen_within)
    looked = bool(lues) or ailleurs.something
    places = (groupes, found.reglees)
    autre = _elsewhere(textes, places, sujets, dimensions, reports, parent, ailleurs) if looked else None
    shared = is_shared_out(clause.ident, cadre)
    stray = {} if lues or lost else _astray(textes, sujets, dimensions, parent)
    return RegleLue(
        clause=clause,
        dimensions=dimensions,
        cellules=tuple(lues),
        autre=autre,
        a_venir=tuple(_to_come(textes, found.reglees, sujets, dimensions, reports, parent)),
        causes=lost if lues or lost else RIEN.union(*stray.values()),
        egares=tuple(sorted(stray)),
        cas=_names(note.cas for note in notes),
        ecartee_par=_names(c.ecartee_par for note in notes for c in note.lus.values()),
        conflit=_names(note.conflit for note in notes),
        partagee=shared,
        apportes=reports,
        tendre=shared or _asks_none(notes),
        refaite=refaite,
        ecartees=tuple(found.ecartees),
    )


class _Cellules:
    """What is read in each cell: `lues` with a number, `perdues` why others have none, `ecartees` those in
    which exceptions set the rule aside; `reglees`: cells of this period, or of which the clause says nothing.
    `notes`: the clause as it reads there."""

    def __init__(self) -> None:
        self.lues: list[CelluleLue] = []
        self.perdues = RIEN
        self.ecartees: list[tuple[Clef, Dite]] = []
        self.reglees: list[Groupe] = []
        self.notes: list[Textes] = []

    def add(
        self, own: Textes, groupe: Groupe, lue: CelluleLue | frozenset[Cause], rows: Lignes | None
    ) -> None:
        self.notes.append(own)
        own.forget_outside(sujet for sujet, _ in (lue.rangs if isinstance(lue, CelluleLue) else ()))
        if isinstance(lue, CelluleLue):
            self.lues.append(lue)
        else:
            self.perdues |= lue
            self.ecartees += () if lue else set_aside(own, groupe, rows)
        if isinstance(lue, CelluleLue) or lue or not regimes(own).possibles:
            self.reglees.append(groupe)


def _asks_none(notes: Iterable[Textes]) -> bool:
    """Does it ask for no verdict, in all the cells in which it says something?"""
    said = [found.force for found in map(regimes, notes) if found.possibles]
    return bool(said) and all(force == (TENDRE,) for force in said)


def _astray(
    textes: Textes, sujets: Sequence[Sujet], dimensions: Sequence[ir.Champ], parent: RegleLue | None
) -> Mapping[str, frozenset[Cause]]:
    """Rows that may count and whose cell is not known. Those of its part, for a quota that stands in it and
    may say something."""
    if parent is None:
        return astray(textes, sujets, dimensions)
    says = parent.egares and regimes(textes).possibles
    return dict.fromkeys(parent.egares, parent.causes) if says else {}


def _made_anew(
    clause: ClauseCompilee, cadre: Cadre, dimensions: Sequence[ir.Champ], reports: Apports | None
) -> bool:
    """Were its cells others in the period before, which perhaps left something?"""
    if reports is not None:
        return reports.reste
    return remade(clause.ident, cadre) == tuple(cited(champ) for champ in dimensions)


def _groups(
    parent: RegleLue | None, sujets: Sequence[Sujet], dimensions: Sequence[ir.Champ], owed: frozenset[Clef]
) -> list[Groupe]:
    if parent is not None:
        return [cell.groupe for cell in parent.cellules]
    return group(sujets, dimensions, owed)


def _elsewhere(
    textes: Textes,
    places: tuple[Sequence[Groupe], Sequence[Groupe]],
    sujets: Sequence[Sujet],
    dimensions: tuple[ir.Champ, ...],
    reports: Apports | None,
    parent: RegleLue | None,
    apport: Apport,
) -> CelluleLue | None:
    """The cell of values that no row shows; None when no row that counts may be of one. places: the cells of
    rows, of other years too; those that are of this period, or of which the clause says nothing."""
    groupes, settled = places
    if parent is None:
        groupe = unseen(groupes, sujets, dimensions, textes.cadre.programme)
    else:
        groupe = parent.autre.groupe if parent.autre is not None else None
    if groupe is None and parent is None and apport.something:
        groupe = brought(settled, dimensions, textes.cadre.programme)
    if groupe is None:
        return None
    facts = shared_facts(read_per_cell(textes.clause), replace(groupe, clef=()))
    shown = settled if apport.something else groupes
    own = replace(textes, faits=facts, sauf=not_there(shown, dimensions), lus={})
    found = _cell(own, groupe, dimensions, reports, parent, apport=apport)
    return found if isinstance(found, CelluleLue) and (found.rangs or apport.something) else None


def _to_come(
    textes: Textes,
    groupes: Sequence[Groupe],
    sujets: Sequence[Sujet],
    dimensions: tuple[ir.Champ, ...],
    reports: Apports | None,
    parent: RegleLue | None,
) -> Iterator[CelluleAVenir]:
    """Nothing when the period is over, or when no row can come any more. `groupes`: cells shown, and those
    that the clause leaves out; one whose rows count nowhere may still come."""
    lacks, close = bool(lacking(textes.cadre)), textes.cadre.au >= textes.cadre.periode.au
    if not dimensions or (close and not lacks):
        return
    if parent is None:
        base = written_rule(textes.clause, textes.premier_jour).population
        announced = cells_announced(base, dimensions, textes.cadre) if forecast(base, textes.cadre) else ()
        anywhere = lacks or counts_several(textes)
        cells = to_come(groupes, dimensions, textes.cadre, partout=anywhere, annonces=announced)
        found = [with_unplaced(g, sujets, dimensions) for g in cells]
    else:
        found = [cell.groupe for cell in parent.a_venir]
    sauf = not_there(groupes, dimensions)
    for groupe in found:
        known = replace(groupe, clef=tuple(pair for pair in groupe.clef if pair[1] != NON_VUE))
        facts = shared_facts(read_per_cell(textes.clause), known)
        own = replace(textes, faits=facts, sauf=sauf, lus={})
        lue = _cell(own, groupe, dimensions, reports, parent, a_venir=True)
        if isinstance(lue, frozenset):
            if lue:
                yield CelluleAVenir(groupe=groupe, lue=None, close=close)
            continue
        avenir = lue.dossiers[0].avenir
        # Why: a row of the part makes the cell of a quota within it, even of one that has ended.
        comes = avenir.illimite or any(a.max > 0 for a in avenir.attendus or ())
        withdrawn = lue.dossiers[0].retenue.a_venir > 0
        comes = comes or (withdrawn and lue.resultat.verdict is not Verdict.NON_APPLICABLE)
        if parent is not None or (comes and (lacks or not avenir.clos)):
            yield CelluleAVenir(groupe=groupe, lue=lue, close=close)


def _unread(textes: Textes, causes: frozenset[Cause]) -> RegleLue:
    return RegleLue(clause=textes.clause, causes=causes, cas=textes.cas, conflit=textes.conflit)


def _names(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(nom for names in groups for nom in names))


def dimensions_of(textes: Textes, parent: RegleLue | None) -> tuple[ir.Champ, ...] | Cle:
    """Fields that make the cells; the key as read, when the text does not say for certain."""
    if parent is not None:
        return parent.dimensions
    application = textes.cells()
    given = application.given or (own_application(textes),)
    if len(given) > 1 or application.conflit:
        return application
    assert isinstance(given[0], ir.Application), "checked: cells"
    return given[0].dimensions


# --- one cell -------------------------------------------------------------------------------
def _cell(
    textes: Textes,
    groupe: Groupe,
    dimensions: tuple[ir.Champ, ...],
    reports: Apports | None,
    parent: RegleLue | None,
    *,
    apport: Apport = RIEN_APPORTE,
    a_venir: bool = False,
) -> CelluleLue | frozenset[Cause]:
    """A cell exists for rows possibly in it, for a balance (`apport`), or is to come (`a_venir`); there is
    one anyway without dimension. Otherwise, why it has no number: nothing, when the clause says nothing."""
    rangs, sans_nombre = RangsLus(rows_of(textes, groupe, parent)).numbered()
    known = regimes(textes)
    if known.nombre_inconnu:
        return known.causes
    if not known.possibles:
        return RIEN.union(*(cle.causes for cle in textes.lus.values() if cle.conflit))
    initial = ZERO if _of_others(groupe, apport) else initial_of(textes, groupe.clef, reports, known)
    carries = apport.owed and any(regime.mode is not ir.ModeReport.AUCUN for regime in known.possibles)
    surely_owed = carries and initial is not None and not initial.min <= 0 <= initial.max
    exchanged = exchange_rows(textes.clause.clause, groupe.clef, textes.cadre)
    rendus = added_to_target(textes, groupe)
    part = parent.cell_or_to_come(groupe.clef) if parent is not None else None
    avenir = _future(textes, groupe, sans_nombre, (parent, part))
    stands = surely_owed or a_venir or apport.within or rendus.total.min > 0
    made = rangs or sans_nombre or a_venir or carries or apport.within or exchanged or rendus.total.max
    if dimensions and parent is None and not (made or (avenir.tours and not avenir.clos)):
        return RIEN
    held = retention(textes, groupe, dimensions, rangs)
    rows = one_per_name(rangs, exchanged)
    dossiers = tuple(
        Dossier(
            rangs=rows,
            regime=regime,
            avenir=avenir,
            retenue=held.retenue,
            initial=ZERO if regime.mode is ir.ModeReport.AUCUN else initial,
            rendus=rendus,
            emboite=is_nested(textes) and not exchanged,
            causes=held.causes,
            par_lignes=bool(dimensions) and parent is None and not stands,
            solde_mouvant=textes.cadre.solde_mouvant and regime.mode is not ir.ModeReport.AUCUN,
            divisible=_divisible(textes),
        )
        for regime in _within_part(textes, known.possibles, part)
    )
    dossiers = with_any_left(dossiers, textes, groupe, parent, reports)
    wide = settle_all(textes, groupe, dossiers, known)
    # Why not within a part: its rows are the part's, read there.
    ways = scenarios_of(textes, groupe) if parent is None else ()
    exact = each_way(dossiers, [(*some, *exchanged) for some in ways], wide)
    if not exact:
        exact, wide = with_both(wide, dossiers, (rangs, groupe, held), None if parent else row_reader(textes))
    found = sharpened(settle_all(textes, groupe, exact, known), wide) if exact else wide
    told = with_texts(with_narrowing(dossiers, found, apart=bool(exact)), textes, rangs)
    if avenir.suites:
        told = replace(told, en_attente=awaited(sans_nombre), sans_nombre=not_numbered(sans_nombre))
    told = replace(told, force=strictest(known.force))
    return CelluleLue(groupe=groupe, rangs=rangs, dossiers=dossiers, resultat=told, force=known.force)


def _divisible(textes: Textes) -> bool:
    """Do rows withdrawn stay in the base for a part of themselves that is not known?"""
    population = written_rule(textes.clause, textes.premier_jour).population
    return population.que_quitte_un_retrait and textes.cadre.excedent.part.valeur is None


def _of_others(groupe: Groupe, apport: Apport) -> bool:
    """Is what may be brought where no row is that of a quota within the part, or of an account of its split,
    and not its own?"""
    return apport.within and not apport.owed and is_unseen(groupe.clef)


def _future(
    textes: Textes,
    groupe: Groupe,
    sans_nombre: Sequence[tuple[Sujet, Rang]],
    above: tuple[RegleLue | None, CelluleLue | None],
) -> Avenir:
    """sans_nombre: rows that stand for any number. above: the part that a quota stands in, and its cell."""
    own = with_any_number(outlook(textes, groupe.clef, holder=for_holder(textes)), sans_nombre)
    parent, cell = above
    if parent is None or cell is None:
        return own
    of_part = cell.dossiers[0].avenir
    if of_part.attendus and caps(textes):
        # Why: a dwelling that eligibility bars may yet be recorded on the account, and then goes against it.
        feared = outlook(whatever_eligibility(textes, groupe, parent.clause), groupe.clef, holder=True)
        of_part = replace(of_part, attendus=feared.attendus)
    return within(own, of_part)


def _within_part(textes: Textes, regimes: Sequence[Regime], part: CelluleLue | None) -> tuple[Regime, ...]:
    """Of a quota that stands in a part, as much of a base as the part asks for."""
    if part is None:
        return tuple(regimes)
    minima = minima_within(part.resultat, part.dossiers, textes)
    return tuple(replace(r, minimum=r.minimum or m) for r in regimes for m in minima)


def rows_of(textes: Textes, groupe: Groupe, parent: RegleLue | None) -> Iterator[Pareils]:
    if parent is None:
        return own_rows(textes, groupe)
    cell = parent.cell_or_to_come(groupe.clef)
    return alone(rows_within(textes, groupe, parent.clause, cell.rangs if cell is not None else ()))


def verdict_of(lue: RegleLue) -> Verdict | None:
    """The worst of the cells; `tendre vers` has none, nor a part that is split among others."""
    if lue.tendre:
        return None
    autre = lue.autre.resultat if lue.autre is not None else None
    return verdicts_with(lue.a_terme, autre, list(Verdict))
