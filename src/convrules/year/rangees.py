"""The rows of one cell, what is withheld from its base, and rows of which the cell is not known.

Source: docs/langage, « L'année ».
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee
from convrules.year.assiette import Sujet
from convrules.year.avenir import rate_on, rates_by_text
from convrules.year.bornes import ZERO
from convrules.year.cellules import Groupe, locate, perhaps
from convrules.year.ecrite import caps, despite, row_reader, rows_that_count, written_rule
from convrules.year.excedent import scenarios, with_rest
from convrules.year.imputation import awaits
from convrules.year.lignes import child_row, forecast
from convrules.year.pareils import Pareils, RangsLus, alone
from convrules.year.rangs import DEHORS, Rang, base_bounds, merge_duplicates
from convrules.year.retenues import SANS_RETENUE, Retention, withhold
from convrules.year.retraits import Base
from convrules.year.textes import Textes, regimes, text_of_cell
from convrules.year.textes_de_l_annee import in_life

RIEN: frozenset[Cause] = frozenset()
TAUX_PREVU = Cause(fait="taux des soustractions prévues")


def own_rows(textes: Textes, groupe: Groupe) -> Iterator[Pareils]:
    if not _may_stay(textes):
        yield from rows_that_count(groupe.surs, textes)
        doubt = {id(sujet): causes for sujet, causes in groupe.peut_etre}
        unsure = RangsLus(rows_that_count([sujet for sujet, _ in groupe.peut_etre], textes))
        yield from alone((sujet, perhaps(rang, doubt[id(sujet)])) for sujet, rang in unsure)
        return
    read_with_rest = _with_rest(textes)
    for sujet, causes in (*((sujet, RIEN) for sujet in groupe.surs), *groupe.peut_etre):
        read = ((row, perhaps(rang, causes) if causes else rang) for row, rang in read_with_rest(sujet))
        yield from alone((row, rang) for row, rang in read if rang.options != DEHORS)


def rows_within(
    textes: Textes, groupe: Groupe, part: ClauseCompilee, rows: Iterable[tuple[Sujet, Rang]]
) -> Iterator[tuple[Sujet, Rang]]:
    """Of a quota under `dont`, out of those of its part in the cell."""
    above = whatever_eligibility(textes, groupe, part)
    for sujet, rang in _and_barred(textes, groupe, rows):
        row, feared = child_row(rang, sujet, textes), despite(rang, sujet, above) if caps(textes) else rang
        if feared is not rang:
            row = replace(child_row(feared, sujet, textes), barrees=row.options)
        elif rang.options == DEHORS:
            continue
        yield sujet, row


def _and_barred(
    textes: Textes, groupe: Groupe, rows: Iterable[tuple[Sujet, Rang]]
) -> Iterator[tuple[Sujet, Rang]]:
    """Rows of the part and, for a ceiling of an open year, those that are none of its rows and still wait for
    their letting: of the year before, eligibility alone may keep one from being counted."""
    known: set[str] = set()
    for sujet, rang in rows:
        known.add(sujet.id)
        yield sujet, rang
    cadre = textes.cadre
    if not caps(textes) or cadre.au >= cadre.periode.au:
        return
    for sujet, causes in (*((s, RIEN) for s in groupe.surs), *groupe.peut_etre):
        waits = sujet.suivi is not None and awaits(sujet.suivi.vacance, sujet.suivi.decision)
        if waits and sujet.id not in known:
            out = Rang(id=sujet.id, options=DEHORS, taux=ZERO, causes=RIEN, poids=sujet.poids)
            yield sujet, perhaps(out, causes) if causes else out


def whatever_eligibility(textes: Textes, groupe: Groupe, part: ClauseCompilee) -> Textes:
    """The part in the cell as a ceiling within it fears it (`Cadre.malgre`)."""
    cadre = replace(textes.cadre, malgre=True)
    return text_of_cell(part, groupe, cadre)


def _may_stay(textes: Textes) -> bool:
    """May some of what is withdrawn stay in the base of the rule?"""
    base = written_rule(textes.clause, textes.premier_jour).population
    return textes.cadre.excedent.part != ZERO and base.que_quitte_un_retrait


def _with_rest(textes: Textes) -> Callable[[Sujet], Iterator[tuple[Sujet, Rang]]]:
    return partial(with_rest, cadre=textes.cadre, read=row_reader(textes), rest=_may_stay(textes))


def scenarios_of(textes: Textes, groupe: Groupe) -> tuple[tuple[Rang, ...], ...]:
    """The cell's rows, once for each number of dwellings that a limited withdrawal may take."""
    if not written_rule(textes.clause, textes.premier_jour).population.que_quitte_un_retrait:
        return ()
    # Why not with fractions: what a rounding leaves does not grow with what stays.
    modes = {regime.mode for regime in regimes(textes).possibles}
    ends = isinstance(textes.clause.clause, ir.Part) and ir.ModeReport.FRACTIONS not in modes
    found = scenarios(groupe, textes.cadre, ends, row_reader(textes))
    return tuple(tuple(merge_duplicates(rows)) for rows in found)


def retention(
    textes: Textes,
    groupe: Groupe,
    dimensions: tuple[ir.Champ, ...],
    rangs: RangsLus,
) -> Retention:
    """Withdrawals forecast on this base, when the convention counts with them."""
    population = written_rule(textes.clause, textes.premier_jour).population
    cadre = in_life(textes.clause, textes.cadre)
    if cadre is None or not forecast(population, cadre):
        return SANS_RETENUE
    base = Base(
        population=population,
        dimensions=dimensions,
        clef=groupe.clef,
        cadre=cadre,
        brute=base_bounds(rangs.rangs),
    )
    settled = cadre.choix.soustractions is ir.ModeSoustraction.PREVISION_REGULARISEE
    before = in_life(textes.clause, cadre.precedent) if settled and cadre.precedent is not None else None
    first = rate_on(textes, textes.premier_jour) or ZERO
    old = rate_on(textes, replace(textes, cadre=before).premier_jour) if before else None
    ahead = rates_by_text(textes, population)
    held = withhold(base, first, ahead, (before, old or ZERO) if before else None)
    # Why: of a rate read from each row, none is known for dwellings that are only forecast.
    unknown = first.valeur is None and held.retenue.prevu != ZERO
    return replace(held, causes=held.causes | {TAUX_PREVU}) if unknown else held


def astray(
    textes: Textes, sujets: Iterable[Sujet], dimensions: Sequence[ir.Champ]
) -> Mapping[str, frozenset[Cause]]:
    """Rows that may count and lack the field that would name their cell, and why it is not known."""
    found: dict[str, frozenset[Cause]] = {}
    # Why: a rule that has one cell has no row of which it is not known.
    lacking = ((sujet, locate(sujet, dimensions)) for sujet in sujets) if dimensions else ()
    read_with_rest = _with_rest(textes)
    for sujet, place in lacking:
        if place is None or not place.causes:
            continue
        if any(rang.options != DEHORS for _, rang in read_with_rest(sujet)):
            found[sujet.id] = place.causes
    return found
