"""Sums of rows that were judged: the rows of the year as the definition leaves them, each with its number."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, et
from convrules.runtime.decision import Statut
from convrules.year.assiette import Cadre
from convrules.year.bornes import exactly, hull
from convrules.year.cellules import Clef
from convrules.year.echeances import ORDRE
from convrules.year.ensembles.model import AgregatCellule, AgregatDelai, AgregatRegle, AgregatsConvention
from convrules.year.lectures import Lues
from convrules.year.perimetre import in_year
from convrules.year.rangs import Option, Rang, base_bounds, counted_bounds, due_bounds, merge_duplicates
from convrules.year.report import Regime
from convrules.year.retraits import categories, withdrawn
from convrules.year.statut_demande import status_of
from convrules.year.suivi import Suivi, counted, firm

Pesees: TypeAlias = Sequence[tuple[Suivi, int]]
"""Vacancies that were followed, each standing for so many rows."""


def of_statuses(rows: Pesees, cadre: Cadre, found: AgregatsConvention) -> AgregatsConvention:
    """The same convention, with its rows by status and by category of withdrawal."""
    here = [(s, n, issue) for s, n in rows if (issue := in_year(s, cadre)) is not False]
    open_: Counter[Cause] = Counter()
    for suivi, number, _ in here:
        if len(suivi.decision.statut.possibles) > 1:
            open_.update(dict.fromkeys(suivi.decision.statut.causes, number))
    return AgregatsConvention(
        convention=found.convention,
        periode=found.periode,
        paires=found.paires,
        a_part=found.a_part,
        lignes=sum(n for _, n, issue in here if firm(issue) is not False),
        statuts=tuple(
            (statut, counted((et(issue, status_of(s.decision, statut)), n) for s, n, issue in here))
            for statut in Statut
        ),
        retraits=tuple(
            (nom, counted((et(issue, withdrawn(s.decision, nom)), n) for s, n, issue in here))
            for nom in categories(cadre)
        ),
        incertaines=sum(n for s, n, _ in here if len(s.decision.statut.possibles) > 1),
        causes=tuple(sorted(open_.items())),
    )


def of_cell(clef: Clef, found: Sequence[Rang], regimes: Iterable[Regime]) -> AgregatCellule:
    """A cell, by the rows that count in it. regimes: in every way the text may be read."""
    rangs = merge_duplicates(found)
    options: dict[tuple[Option, ...], Fraction | int] = {}
    for rang in rangs:
        key = tuple(sorted(rang.options, reverse=True))
        options[key] = options.get(key, 0) + rang.poids
    return AgregatCellule(
        cellule=clef,
        options=tuple(sorted(options.items(), reverse=True)),
        base=base_bounds(rangs),
        realise=counted_bounds(rangs),
        du=hull([due_bounds(rangs) if n is None else exactly(n) for n in {r.nombre for r in regimes}]),
    )


def of_rules(read: Lues) -> tuple[AgregatRegle, ...]:
    """Rules as the definition reads them. A cell that only a balance makes has no row to count."""
    return tuple(
        AgregatRegle(
            clause=ident,
            periode=(periode.du, periode.au),
            trimestre=periode.nom,
            cellules=tuple(
                of_cell(c.groupe.clef, [rang for _, rang in c.rangs], [d.regime for d in c.dossiers])
                for c in lue.cellules
                if c.rangs or not lue.dimensions
            ),
        )
        for (ident, periode), lue in read.items()
    )


def of_words(clause: ir.Delai, words: Mapping[str, int]) -> AgregatDelai:
    """A deadline, by how many rows are in each state."""
    told = tuple((mot, words[mot]) for mot in ORDRE if words.get(mot))
    return AgregatDelai(clause=clause.entete.ident, decomptes=told)
