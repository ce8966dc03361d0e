"""The aggregates of a year, every row judged by the evaluator: what every other form must equal."""

from collections.abc import Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import Faits
from convrules.year.assiette import Cadre
from convrules.year.atteinte import with_accounts
from convrules.year.bailleur import landlord_programmes, once_per_landlord
from convrules.year.cadres import frames
from convrules.year.echeances import deadlines
from convrules.year.ensembles.model import Agregats, AgregatsConvention
from convrules.year.ensembles.sommes import of_rules, of_statuses, of_words
from convrules.year.excedent import excess_of
from convrules.year.lectures import read_rules
from convrules.year.parc import stock_of


def one_by_one(programmes: Sequence[Programme], faits: Faits, annee: int, au: date) -> Agregats:
    """Of each convention of a landlord, in a civil year, as of a day."""
    return Agregats(
        bailleur=faits.bailleur,
        annee=annee,
        au=au,
        conventions=tuple(
            of_convention(programme, clauses, cadre, _outside(programme, faits, au))
            for programme, clauses, cadre in followed_frames(programmes, faits, annee, au)
        ),
    )


def _outside(programme: Programme, faits: Faits, au: date) -> int:
    return sum(1 for _ in stock_of(faits, au).on(programme.convention.territoire))


def followed_frames(
    programmes: Sequence[Programme], faits: Faits, annee: int, au: date
) -> Iterator[tuple[Programme, tuple[ClauseCompilee, ...], Cadre | None]]:
    """What is judged in a year: each convention with the clauses that are its own, then what a socle judges
    once for the landlord. None: it is not in force in the year."""
    known = with_accounts(programmes, faits, au)
    read = frames(programmes, known, annee, au)
    for programme, cadre in read:
        yield programme, own_clauses(programme), cadre
    livre = next((cadre.livre for _, cadre in read if cadre is not None), None)
    for programme in landlord_programmes(programmes):
        ((_, cadre),) = frames([programme], known, annee, au)
        placed = replace(cadre, livre=livre) if cadre is not None and livre is not None else cadre
        yield programme, programme.clauses, placed


def own_clauses(programme: Programme) -> tuple[ClauseCompilee, ...]:
    """Without those that are judged once for the landlord."""
    once = {c.ident for c in once_per_landlord(programme)}
    return tuple(c for c in programme.clauses if c.ident not in once)


def of_convention(
    programme: Programme, clauses: Sequence[ClauseCompilee], cadre: Cadre | None, paires: int
) -> AgregatsConvention:
    """Every row of a convention was followed. paires: how many there are where it is not in force."""
    ident = programme.convention.ident
    if cadre is None:
        return AgregatsConvention(convention=ident, periode=None, paires=paires, a_part=paires)
    rows = len(cadre.suivis)
    cadre = replace(cadre, excedent=excess_of(cadre))
    bare = AgregatsConvention(
        convention=ident, periode=(cadre.periode.du, cadre.periode.au), paires=rows, a_part=rows
    )
    delais = (r for r in deadlines(clauses, cadre) if isinstance(r.clause, ir.Delai))
    return replace(
        of_statuses([(s, 1) for s in cadre.suivis], cadre, bare),
        regles=of_rules(read_rules(clauses, cadre)),
        delais=tuple(of_words(r.clause, dict(r.decomptes)) for r in delais if isinstance(r.clause, ir.Delai)),
    )
