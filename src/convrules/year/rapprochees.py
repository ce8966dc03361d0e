"""Rules that are looked at together: which of them one sharing of dwellings meets, which of them need that it
be known who will live there. Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.values import TCondition, TEvenement
from convrules.compiler import ClauseCompilee, Programme, cases
from convrules.runtime.holders import COMPTE
from convrules.runtime.identified import identified_clauses
from convrules.runtime.rights import perhaps_unique
from convrules.year.assiette import FLUX, Cadre
from convrules.year.base_vide import empty_at_most, is_kept_empty, may_lapse
from convrules.year.communs import household_facts
from convrules.year.ecrite import texts_in_cell, written_rule
from convrules.year.excedent import limited
from convrules.year.lues import CelluleLue, RegleLue
from convrules.year.model import Verdict
from convrules.year.periode import Intervalle
from convrules.year.publics import EVENEMENTS
from convrules.year.tours_a_venir import turns_to_come, without_turns
from convrules.year.unites import Exigible
from convrules.year.verdict import target_unknown, unbounded

DE_STATUT: Final = (ir.ClauseChamp, ir.Soustraction, ir.DroitIdentifie, ir.Part, ir.Quota)
"""Kinds of clauses that say what a vacancy is to a rule."""
SIEN: Final = ir.Rattachement.RESERVATAIRE


@dataclass(frozen=True, slots=True, kw_only=True)
class Relue:
    """A rule of a convention, read over a period. `parent`: the part that a quota stands in."""

    cadre: Cadre
    periode: Intervalle
    lue: RegleLue
    parent: RegleLue | None = None

    @property
    def part(self) -> ClauseCompilee | None:
        return self.parent.clause if self.parent is not None else None

    @property
    def cells(self) -> tuple[CelluleLue, ...]:
        """Those with rows, and those that the vacancies expected will make."""
        to_come = (cell.lue for cell in self.lue.a_venir)
        return (*self.lue.cellules, *(lue for lue in to_come if lue is not None))

    @property
    def textes(self) -> Sequence[tuple[ir.RegleQuota | ir.ReglePart, ir.Population]]:
        """The rule and what it counts, as each cell has them."""
        cadre, clause = replace(self.cadre, periode=self.periode), self.lue.clause
        groupes = (cell.groupe for cell in self.cells)
        return list(dict.fromkeys(texts_in_cell(clause, self.part, groupe, cadre) for groupe in groupes))


def is_closed(relue: Relue) -> bool:
    return all(cell.dossiers[0].avenir.clos for cell in relue.cells)


def is_astray(relue: Relue) -> bool:
    """Is its period open, and every row of it in a cell that is not known?"""
    return not relue.cells and bool(relue.lue.egares) and relue.periode.au > relue.cadre.au


def is_together(relue: Relue) -> bool:
    """A part, or a ceiling on what the holder receives: does one sharing of dwellings meet it?"""
    if not _is_judged(relue) or any(counted.condition is not None for _, counted in relue.textes):
        return False
    return is_part(relue) or all(_limits_holder(relue, rule, counted) for rule, counted in relue.textes)


def _is_judged(relue: Relue) -> bool:
    """Has it a verdict over the civil year, and one way to read its text?"""
    years = {relue.periode.du.year, relue.periode.au.year}
    if (
        relue.periode.nom
        or years != {relue.cadre.annee}
        or relue.lue.tendre
        or relue.lue.causes
        or relue.lue.conflit
    ):
        return False
    if all(map(is_aside, relue.cells)) or any(c.resultat.verdict is None for c in relue.cells):
        return False
    return all(len(cell.dossiers) == 1 for cell in relue.cells)


def is_aside(cell: CelluleLue) -> bool:
    """Is it left out, alone: may its base still be under its minimum, or reach it, or is it perhaps an aim,
    the missing of which is no breach?"""
    return cell.resultat.sous_minimum is None or ir.Force.OBJECTIF in cell.force


def _limits_holder(relue: Relue, rule: ir.RegleQuota | ir.ReglePart, counted: ir.Population) -> bool:
    """A ceiling, for any public, on what the holder receives: a number, or a share of all that is let."""
    own = relue.lue.clause.clause
    return (
        isinstance(own, ir.Quota)
        and isinstance(rule, ir.RegleQuota)
        and rule.sens is ir.Sens.AU_PLUS
        and rule.public is None
        and own.parent is None
        and counted.rattachement is ir.Rattachement.RESERVATAIRE
        and (rule.nombre is not None or rule.population.rattachement is not ir.Rattachement.RESERVATAIRE)
    )


def joined(relues: Sequence[Relue]) -> list[Relue]:
    """Parts, and the ceilings that what goes to a part cannot but meet: a letting has its proposal before it,
    its lease perhaps in another year; the proposal perhaps before a convention that is still to begin."""
    found = [r for r in relues if is_together(r)]
    parts = [r for r in found if is_part(r)]
    accounts = {account(p) for p in parts}
    first = {a: min(_steps(p) for p in parts if account(p) == a) for a in accounts}
    return [r for r in found if is_part(r) or _met_on_the_way(r, first.get(account(r)))]


def _met_on_the_way(relue: Relue, step: int | None) -> bool:
    """Is what a ceiling counts on the way to this step, where the convention sees it?"""
    own = _steps(relue)
    if step is None or own == step:
        return True
    seen = relue.cadre.avec_leur_vacance or relue.periode.du <= relue.cadre.au
    return own < step and seen


def is_part(relue: Relue) -> bool:
    return isinstance(relue.lue.clause.clause, ir.Part)


def account(relue: Relue) -> str:
    """By its convention: two holders may be of one type."""
    return relue.cadre.programme.convention.ident


def _steps(relue: Relue) -> int:
    """How far a vacancy has gone when it is counted: the least for a part, the most for a ceiling, of which
    cells may not count the same."""
    order = list(EVENEMENTS)
    gone = [
        max((order.index(c) for c in counted.classes if c in order), default=-1)
        for _, counted in relue.textes
    ]
    return min(gone) if is_part(relue) else max(gone)


def cells_asked(relues: Iterable[Relue]) -> Iterator[Exigible]:
    """Cells in which something is asked, or may be."""
    for relue in relues:
        holder = _holder(relue)
        yield from (_exigible(relue, cell, holder) for cell in relue.cells if is_asked(cell))


def is_asked(cell: CelluleLue) -> bool:
    return cell.resultat.verdict is not Verdict.NON_APPLICABLE and not is_aside(cell)


def _exigible(relue: Relue, cell: CelluleLue, holder: tuple[str | None, bool]) -> Exigible:
    dossier, cadre = cell.dossiers[0], replace(relue.cadre, periode=relue.periode)
    tours = turns_to_come(relue.lue.clause.clause, cell.groupe.clef, dossier, cadre)
    plafond = dossier.regime.sens is ir.Sens.AU_PLUS
    lapses, number = may_lapse(dossier, donnees=True), dossier.regime.nombre is not None
    empty = lapses and not number and not is_kept_empty(dossier)
    return Exigible(
        convention=relue.cadre.programme.convention.ident,
        clause=relue.lue.clause.ident,
        cellule=cell.resultat.cellule,
        compte=account(relue),
        plafond=plafond,
        dossier=without_turns(dossier, tours),
        tours=tours,
        titulaire=holder[0],
        base_sienne=holder[1],
        # Why not a number at most: of a cell that is not there nothing is counted, and it is kept.
        caduque=lapses and number and not plafond,
        vide_au_pire=empty_at_most(dossier, donnees=False) if empty else None,
        vide_au_mieux=empty_at_most(dossier, donnees=True) if empty else None,
    )


def _holder(relue: Relue) -> tuple[str | None, bool]:
    """The type of the holder, where a row that the rule counts is on its account, whatever says so, and where
    that account changes nothing else of the row; then, is a row of the base on that account too?"""
    programme = relue.cadre.programme
    titulaire = programme.convention.reservataire
    reads = any(c.lit_le_sien for c in programme.clauses if isinstance(c.clause, DE_STATUT))
    if titulaire is None or reads:
        return None, False
    own, textes = is_part(relue) or relue.parent is not None, relue.textes
    if not own and any(counted.rattachement is not SIEN for _, counted in textes):
        return None, False
    return titulaire.type, all(rule.population.rattachement is SIEN for rule, _ in textes)


# --- with a solver: rules that one dwelling serves several of -----------------------------------
VACANCES: Final = frozenset({*FLUX, *EVENEMENTS})
ILLISIBLES: Final = (
    ir.DecisionAttendue,
    ir.Chiffre,
    ir.Atteint,
    ir.TourDe,
    ir.Compte,
    ir.Somme,
    ir.AEuLieu,
    ir.Renseigne,
    ir.ExerciceDelegue,
)
"""What no fact of a vacancy that is to come says."""


def may_join(relue: Relue) -> bool:
    """A part, a floor or a ceiling over the civil year, on vacancies and what follows them, for a public that
    yes-or-no facts tell. A number asked of each place is not asked where nothing comes: it is left out."""
    own = relue.lue.clause.clause
    if not _is_judged(relue):
        return False
    if isinstance(own, ir.Quota) and own.en_sus_de is not None:
        return False
    texts = list(_every_text(relue))
    if any(t.nombre is not None for t in texts if isinstance(t, ir.RegleQuota)):
        floors = any(c.dossiers[0].regime.sens is not ir.Sens.AU_PLUS for c in relue.cells)
        if floors and relue.lue.dimensions:
            return False
    return all(_is_told(text, relue.cadre.programme) for text in texts)


def joint_cells(relues: Iterable[Relue]) -> Iterator[tuple[Relue, Exigible]]:
    """Cells of such rules in which something is asked, or may be, of which the target is known."""
    for relue in relues:
        holder = _holder(relue)
        for cell in filter(is_asked, relue.cells):
            dossier = cell.dossiers[0]
            if not (unbounded(dossier) or target_unknown(dossier) or dossier.solde_mouvant):
                yield relue, _exigible(relue, cell, holder)


def flags(relues: Iterable[Relue]) -> tuple[ir.Champ, ...]:
    """Yes-or-no facts that these rules read to choose rows."""
    conditions = (c for r in relues for text in _every_text(r) for c in _conditions(text))
    parts = (part for condition in conditions for part in ir.walk(condition))
    return tuple(dict.fromkeys(p for p in parts if isinstance(p, ir.Champ) and p.type == TCondition()))


def events(relues: Iterable[Relue]) -> frozenset[str]:
    """Events that these rules count, and the one that says who lives there."""
    found = {"attribution"}
    for relue in relues:
        for text in _every_text(relue):
            population = text if isinstance(text, ir.Population) else text.population
            found |= {EVENEMENTS[c] for c in population.classes if c in EVENEMENTS}
    return frozenset(found)


def reads_accounts(relues: Iterable[Relue]) -> bool:
    """Does what is read of one vacancy hang on what others are?"""
    return any(
        limited(r.cadre) is not None
        or any(c.lit_comptes for c in r.cadre.programme.clauses)
        or _may_be_used_up(r.cadre)
        for r in relues
    )


def _may_be_used_up(cadre: Cadre) -> bool:
    """Does a right on identified dwellings end with a letting of another vacancy?"""
    return bool(identified_clauses(cadre.programme)) and any(map(perhaps_unique, cadre.faits.droits or ()))


def base_events(relue: Relue) -> frozenset[str]:
    """The events that put a row in the base of a rule, as it is written on its first day."""
    classes = written_rule(relue.lue.clause, relue.periode.du).population.classes
    return frozenset(EVENEMENTS.get(classe, relue.cadre.choix.rattachement) for classe in classes)


def counts_as_late(relue: Relue, events: Collection[str]) -> bool:
    """Is what a part counts one of these events, or what comes after one: whatever is counted has had it?"""
    order = list(EVENEMENTS.values())
    steps = [order.index(event) for event in events if event in order]
    return is_part(relue) and bool(steps) and _steps(relue) >= min(steps)


def counts_before_its_date(relue: Relue) -> bool:
    """Does a ceiling count an event that comes before the one that dates vacancies?"""
    order, dated = list(EVENEMENTS.values()), relue.cadre.choix.rattachement
    return not is_part(relue) and dated in order and _steps(relue) < order.index(dated)


def reads_days(relues: Iterable[Relue]) -> bool:
    """Does what a vacancy is hang on days that no future gives it, or on a decision?"""
    clauses = (c for r in relues for c in r.cadre.programme.clauses)
    return any(c.situee for c in clauses if isinstance(c.clause, DE_STATUT))


Texte: TypeAlias = ir.RegleQuota | ir.ReglePart | ir.Population


def _every_text(relue: Relue) -> Iterator[Texte]:
    """The rule and what it counts, in every text of them, those of its part besides."""
    clauses = (relue.lue.clause, *((relue.part,) if relue.part is not None else ()))
    for clause in clauses:
        for cle in ("règle", "compte"):
            regle = clause.regles.get(cle)
            for cas in cases(*regle.versions) if regle is not None else ():
                if isinstance(cas.valeur, ir.RegleQuota | ir.ReglePart | ir.Population):
                    yield cas.valeur


def _is_told(text: Texte, programme: Programme) -> bool:
    population = text if isinstance(text, ir.Population) else text.population
    if population.niveau is not ir.Niveau.VACANCE or not frozenset(population.classes) <= VACANCES:
        return False
    if isinstance(text, ir.RegleQuota) and (
        text.sens is ir.Sens.EXACTEMENT or isinstance(text.nombre, ir.Chiffre)
    ):
        return False
    menage = household_facts(programme)
    parts = (part for condition in _conditions(text) for part in ir.walk(condition))
    return not any(_is_untold(part, menage) for part in parts)


def _is_untold(part: ir.Expr, menage: frozenset[str]) -> bool:
    if isinstance(part, ir.Champ):
        who = part.niveau is ir.Niveau.DEMANDE or part.nom in menage
        plain = part.type == TCondition() and part.niveau is not ir.Niveau.DEMANDE
        return part.nom == COMPTE or isinstance(part.type, TEvenement) or (who and not plain)
    return isinstance(part, ILLISIBLES)


def _conditions(text: Texte) -> Iterator[ir.Expr]:
    population = text if isinstance(text, ir.Population) else text.population
    found = (population.condition, text.public if isinstance(text, ir.RegleQuota) else None)
    return (condition for condition in found if condition is not None)
