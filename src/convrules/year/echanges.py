"""Exchanges of turns: one act, two entries, +1 done on the account that gains and −1 on the one that gives.

Source: docs/langage, « Comptes ».
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of, et, non, ou
from convrules.base.records import replace
from convrules.compiler import cases
from convrules.runtime.events import is_to_come
from convrules.runtime.holders import is_holder, is_named
from convrules.runtime.reading import cited
from convrules.year.assiette import Cadre, vacancy
from convrules.year.bornes import ZERO
from convrules.year.cellules import Clef, as_text, locate
from convrules.year.options import by_data
from convrules.year.partage import splits_of
from convrules.year.parts_d_un_compte import shares
from convrules.year.periode import falls_in
from convrules.year.porteurs import PART, SITUATION, Situation, is_of, on_its_day, on_part
from convrules.year.rangs import DEHORS, Option, Rang, facing, told_apart
from convrules.year.retraits import withdrawn
from convrules.year.suivi import Suivi, firm
from convrules.year.tours_echanges import Echange, Quelconque, exchanged, exchanges
from convrules.year.valeurs import Echangee

COMPTE: Final[frozenset[Option]] = frozenset({(True, False)})


# --- rows of a part -----------------------------------------------------------------------------
def exchange_rows(clause: ir.Clause, clef: Clef, cadre: Cadre) -> tuple[Rang, ...]:
    """What acts of exchange add to the count of a part in one cell: rows of one dwelling more, or less.

    A dwelling less of which one is not sure is a certain one less and a perhaps one more: the bounds of sums
    hold whatever its sign.
    """
    if not isinstance(clause, ir.Part):
        return ()
    mine = partial(is_holder, cadre.programme, finer=cadre.finer)
    return tuple(_rows_of(exchanges(cadre), clause, clef, cadre, mine))


def exchanged_at(clause: ir.Clause, clef: Clef, cadre: Cadre) -> bool:
    """Do acts of exchange add, or perhaps, to what the part or an account that shares it counts in a cell?"""
    if not isinstance(clause, ir.Part):
        return False
    shares = [[c for c, _ in own.entre] for _, own in splits_of(clause.entete.ident, cadre.programme)]
    return bool(exchange_rows(clause, clef, cadre)) or any(
        rows_on_account(compte, comptes, clause, clef, cadre) for comptes in shares for compte in comptes
    )


def rows_on_account(
    compte: str, comptes: Sequence[str], part: ir.Part, clef: Clef, cadre: Cadre
) -> tuple[Rang, ...]:
    """The same of one account of a split of the part, among others."""
    others = frozenset(comptes) - {compte}
    mine = partial(_shares, compte, cadre)
    acts = _seen_by(compte, cadre)
    return tuple(_rows_of(acts, part, clef, cadre, lambda nom: nom not in others and mine(nom)))


def _shares(compte: str, cadre: Cadre, nom: str) -> bool:
    return shares(nom, compte, cadre.programme, cadre.finer)


def _seen_by(compte: str, cadre: Cadre) -> Iterator[Echange]:
    """Acts, where an account that may be any is perhaps this one, which has a share of a part: that of the
    convention's holder is, by the identifier, one wherever the dwelling is."""

    def read(nom: str) -> str:
        if not isinstance(nom, Quelconque) or _shares(compte, cadre, nom):
            return nom
        return Quelconque(compte, nom.causes)

    for echange in exchanges(cadre):
        if echange.en_partie_tu:
            echange = replace(echange, compte=read(echange.compte), cedant=read(echange.cedant))
        yield echange


def _rows_of(
    acts: Iterable[Echange], part: ir.Part, clef: Clef, cadre: Cadre, mine: Callable[[str], bool]
) -> Iterator[Rang]:
    for echange in acts:
        more, less = entries(echange, mine, part, clef, cadre)
        ahead = is_to_come(echange.date)
        yield from _as_rows(Echangee.of(echange.id, gagne=True), 1, more, ahead=ahead)
        yield from _as_rows(Echangee.of(echange.id, gagne=False), -1, less, ahead=ahead)


def may_yet_count(rang: Rang) -> bool:
    """May a row of these be counted at the end, whatever the data say?"""
    counted, _ = facing(rang.restes, data_high=False, future_high=True)
    return counted


def exchanged_cells(clause: ir.Clause, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Iterator[Clef]:
    """Cells that acts of exchange name, or those of their vacancies, with or without a row of the period."""
    if isinstance(clause, ir.Part):
        mine = partial(is_holder, cadre.programme, finer=cadre.finer)
        yield from _cells(exchanges(cadre), clause, dimensions, cadre, mine)


def exchanged_within(part: ir.Part, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Iterator[Clef]:
    """The same of acts that name an account which has a share of the part."""
    comptes = {c for _, own in splits_of(part.entete.ident, cadre.programme) for c, _ in own.entre}
    for compte in sorted(comptes):
        yield from _cells(_seen_by(compte, cadre), part, dimensions, cadre, partial(_shares, compte, cadre))


def _cells(
    acts: Iterable[Echange],
    clause: ir.Part,
    dimensions: Sequence[ir.Champ],
    cadre: Cadre,
    mine: Callable[[str], bool],
) -> Iterator[Clef]:
    for echange in acts if dimensions else ():
        own = [nom for nom in echange.comptes if mine(nom)]
        each = {cell_of(echange, dimensions, cadre), _cell(echange, None, dimensions)} if own else ()
        for clef in sorted(clef for clef in each if clef is not None):
            if any(_concerns(echange, n, clause, clef, cadre) for n in own):
                yield clef


def cell_of(echange: Echange, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Clef | None:
    """The cell that the act names, or that of its vacancy; None when it does not say."""
    return _cell(echange, exchanged(echange, cadre), dimensions)


def _cell(echange: Echange, suivi: Suivi | None, dimensions: Sequence[ir.Champ]) -> Clef | None:
    names = [cited(champ) for champ in dimensions]
    found = _values(echange, suivi, dimensions)
    clef = tuple((nom, valeur) for nom, valeur in zip(names, found, strict=True) if valeur is not None)
    return clef if len(clef) == len(names) else None


def _as_rows(ident: Echangee, poids: int, issue: Issue, *, ahead: bool) -> list[Rang]:
    """`ahead`: is the act still to come? Whatever the data say, it may then never be."""
    if issue is False:
        return []
    sure = Rang(id=ident, options=COMPTE, taux=ZERO, poids=poids)
    if issue is True:
        return [sure]
    causes = causes_of(issue)
    left = frozenset(
        frozenset((done is (poids > 0), False) for done in ways) for ways in by_data(issue, attend=ahead)
    )
    perhaps = Rang(
        id=ident.en_doute,
        options=COMPTE | DEHORS,
        taux=ZERO,
        causes=causes,
        selon=told_apart(left, causes),
    )
    return [perhaps] if poids > 0 else [sure, perhaps]


def entries(
    echange: Echange, mine: Callable[[str], bool], part: ir.Part, clef: Clef, cadre: Cadre
) -> tuple[Issue, Issue]:
    """Is the act, of those of its accounts that are `mine`, a dwelling more in the period on this part and
    cell, and one less? What both sides share is asked once: of two entries that are made together, whatever
    its day and the base are, none is left."""
    # Why by side: one that may be any reads as a name that the other may bear.
    own = tuple(map(mine, echange.comptes))
    day = _dated(echange, part, cadre) if any(own) else False
    if day is False:
        return False, False

    def sides(situation: Situation) -> Sequence[Issue]:
        of = tuple(
            is_of(echange, nom, part, situation, cadre) if held else False
            for nom, held in zip(echange.comptes, own, strict=True)
        )
        which = [frozenset(c for c in causes_of(issue) if _of_part(c)) for issue in of]
        # Why: of one convention, both sides are of one part, whichever that is.
        same = all(which) and which[0] == which[1]
        gives, gains = (_whichever(issue) if same else issue for issue in reversed(of))
        return et(of[0], non(gives)), et(of[1], non(gains))

    situation = on_part(echange, part, cadre)
    found = _each_way(situation, sides) if all(own) else sides(situation)
    if all(issue is False for issue in found):
        return False, False
    more, less = (
        et(et(day, _in_cell(echange, nom, part, clef, cadre)), issue) if issue is not False else False
        for nom, issue in zip(echange.comptes, found, strict=True)
    )
    return more, less


def _each_way(situation: Situation, sides: Callable[[Situation], Sequence[Issue]]) -> Sequence[Issue]:
    """What both sides say of the dwelling, were it in each of the situations that it may be in."""
    for nom in SITUATION:
        doubt = getattr(situation, nom)
        if isinstance(doubt, Indetermine):
            ways = (_each_way(replace(situation, **{nom: issue}), sides) for issue in (True, False))
            return [_either(doubt, *issues) for issues in zip(*ways, strict=True)]
    return sides(situation)


def _whichever(issue: Issue) -> Issue:
    """Without the doubt on the part."""
    others = frozenset(c for c in causes_of(issue) if not _of_part(c))
    return Indetermine(others) if others else True


def _of_part(cause: Cause) -> bool:
    return cause.fait == PART and cause.genre is Genre.MANQUANT


def _either(doubt: Issue, held: Issue, failed: Issue) -> Issue:
    """One where what is in doubt holds, the other where it does not."""
    return held if held == failed else ou(et(doubt, held), et(non(doubt), failed))


def apart(gains: Issue, gives: Issue) -> tuple[Issue, Issue]:
    """What is left of the two entries of an act on one account, which exchanges nothing with itself. Of two
    that are not known, each is perhaps there alone: one fact may lack to both and decide of them
    otherwise."""
    return et(gains, non(gives)), et(gives, non(gains))


def _concerns(echange: Echange, nom: str, part: ir.Part, clef: Clef, cadre: Cadre) -> bool:
    """May the act be in the period, and on this part and cell, for an account that it names?"""
    if _dated(echange, part, cadre) is False or _in_cell(echange, nom, part, clef, cadre) is False:
        return False
    return is_of(echange, nom, part, on_part(echange, part, cadre), cadre) is not False


def _dated(echange: Echange, part: ir.Part, cadre: Cadre) -> Issue:
    day = falls_in(echange.date, cadre.periode)
    return day if day is False else et(day, on_its_day(echange, part, cadre))


def is_kept(echange: Echange, cadres: Sequence[Cadre]) -> Issue:
    """Is the dwelling exchanged kept in the flow by one of the conventions that bear on it? One that none
    bears on is withdrawn by none."""
    covered: Issue = False
    kept: Issue = False
    for suivi in (exchanged(echange, cadre) for cadre in cadres):
        if suivi is not None:
            covered = ou(covered, suivi.couverte)
            kept = ou(kept, et(suivi.couverte, non(withdrawn(suivi.decision, None))))
    return ou(non(covered), kept)


def _in_cell(echange: Echange, nom: str, part: ir.Part, clef: Clef, cadre: Cadre) -> Issue:
    """That of its dwelling, if it is on the territory; under the identifier of a convention it may be
    elsewhere, and the cell is then that which the act names. One that does not say may be of any."""
    if not clef:
        return True
    suivi = exchanged(echange, cadre)
    fields = _fields(part, cadre)
    dimensions = [fields[dimension] for dimension, _ in clef]
    inside = _matches(echange, clef, _values(echange, suivi, dimensions))
    here = firm(suivi.decision.territoire) if suivi is not None else True
    if here is True or not is_named(cadre.programme, nom, cadre.finer):
        return inside
    named = _matches(echange, clef, _values(echange, None, dimensions))
    return inside if inside == named else ou(et(here, inside), et(non(here), named))


def _matches(echange: Echange, clef: Clef, found: Iterator[str | None]) -> Issue:
    inside: Issue = True
    for (nom, valeur), here in zip(clef, found, strict=True):
        cause = frozenset({Cause(fait=nom, ligne=f"journal {echange.id}")})
        inside = et(inside, Indetermine(cause) if here is None else here == valeur)
    return inside


def _fields(part: ir.Part, cadre: Cadre) -> Mapping[str, ir.Champ]:
    """Those that make the cells of the part in some text of it, by name."""
    clause = next(c for c in cadre.programme.clauses if c.ident == part.entete.ident)
    texts = (cas.valeur for cas in cases(*clause.regles["application"].versions))
    return {cited(f): f for text in texts if isinstance(text, ir.Application) for f in text.dimensions}


def _values(echange: Echange, suivi: Suivi | None, dimensions: Sequence[ir.Champ]) -> Iterator[str | None]:
    """What the vacancy says of each dimension, else the act."""
    place = locate(vacancy(suivi), dimensions) if suivi is not None else None
    for rang, champ in enumerate(dimensions):
        found = place.valeurs[rang] if place is not None else None
        # Why: where it names a vacancy, the act says the place only where that one does not.
        own = None if echange.vacance_tue else as_text(echange.ligne.cellule(cited(champ)))
        yield own if found is None else found
