"""The data held against the conventions, and tables against one another."""

from collections.abc import Iterable, Sequence

from convrules import ir
from convrules.api.colonnes import enumerations_of
from convrules.api.territoires import nowhere
from convrules.compiler import Programme
from convrules.diagnostics.model import Diagnostic
from convrules.facts.actes import check_acts, check_against_data, check_orphans, recorded_clauses
from convrules.facts.chargement import ChargementFaits
from convrules.facts.records import Faits
from convrules.facts.references import (
    Connus,
    check_cited,
    check_conventions,
    check_dwellings,
    check_forecasts,
    check_references,
    check_spelling,
    check_twins,
    check_years,
    nameless_withdrawals,
)


def crossed(
    programmes: tuple[Programme, ...], chargement: ChargementFaits, entieres: bool
) -> Iterable[Diagnostic]:
    """entieres: no convention has a mistake, so that none lacks among the programmes; otherwise nothing is
    said to be named by none."""
    faits = chargement.faits
    connus = _named(programmes)
    if entieres:
        yield from nowhere(programmes, faits)
        yield from check_years(faits, connus)
    yield from check_references(faits, connus, entieres)
    if entieres:
        yield from check_cited(faits, connus)
        yield from check_conventions(faits, connus)
    yield from check_dwellings(faits)
    yield from check_spelling(faits)
    yield from check_twins(faits)
    yield from check_forecasts(faits)
    if entieres and faits.actes:
        from convrules.year.sans_ecriture import check_exchanges

        yield from check_exchanges(programmes, faits)
    if faits.soldes:
        from convrules.year.reportes import check_balances

        yield from check_balances(programmes, faits)
    yield from check_acts(faits.actes, recorded_clauses(programmes), entieres)
    yield from check_against_data(faits.actes, faits.vacances)
    yield from check_orphans(faits.actes, faits.vacances, chargement.ecartees)


def _named(programmes: Sequence[Programme]) -> Connus:
    """What the conventions name, for the data to be held against."""
    clauses = [(p.convention.ident, c.clause) for p in programmes for c in p.clauses]
    return Connus(
        categories=_categories(programmes),
        comptes=frozenset(
            (ident, nom)
            for ident, c in clauses
            for nom in (
                [c.entete.ident]
                if isinstance(c, ir.Part | ir.Quota)
                else c.comptes
                if isinstance(c, ir.Repartition)
                else ()
            )
        ),
        titulaires=frozenset(enumerations_of(programmes)["contingent"]),
        conventions=frozenset(p.convention.ident for p in programmes),
        jours={p.convention.ident: p.convention.en_vigueur for p in programmes},
    )


def held_against(programmes: Sequence[Programme], faits: Faits) -> Faits:
    """The facts, as these conventions leave them: of what they do not name, nothing is known."""
    # Why first: facts are asked for often, and this table is seldom wrong.
    return nameless_withdrawals(faits, _categories(programmes)) if faits.soustractions else faits


def _categories(programmes: Sequence[Programme]) -> frozenset[str]:
    clauses = (c.clause for p in programmes for c in p.clauses)
    return frozenset(c.categorie for c in clauses if isinstance(c, ir.Soustraction))
