"""Turns exchanged so far: what they add to the account of a holder, or to the landlord's own.

Source: docs/langage, « Les comptes », « Échanges ».
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, Indetermine, Issue, causes_of, et, ou
from convrules.base.records import dataclass, replace
from convrules.orientation.flux import Clefs, of_data
from convrules.runtime.holders import is_holder
from convrules.runtime.memoire import Communes
from convrules.year.assiette import Cadre
from convrules.year.echanges import apart, entries
from convrules.year.periode import Intervalle, falls_in
from convrules.year.suivi import memory_of
from convrules.year.tours_echanges import Echange, Quelconque, exchanges, is_told
from convrules.year.valeurs import Echangee

Tour: TypeAlias = tuple[Echange, Issue, Issue]
"""An act, with whether it is a dwelling more on the account, and a dwelling less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Echanges:
    """`fait`: dwellings gained for certain, less those given, perhaps or for certain; `en_doute`: those
    gained perhaps, or perhaps not given. `actes`: each with what it does; `doutes`: those in doubt, for
    `causes`."""

    fait: int = 0
    en_doute: int = 0
    actes: tuple[Echangee, ...] = ()
    doutes: tuple[Echangee, ...] = ()
    causes: frozenset[Cause] = frozenset()


def frame_of_turns(cadre: Cadre, communes: Communes) -> Cadre:
    """The same year, where what several acts ask of the landlord's conventions is answered once. communes:
    shared by those of a day."""
    if not cadre.faits.actes:
        return cadre
    return replace(cadre, memoire=memory_of(cadre.programme, cadre.au, communes))


def exchanged_turns(cadre: Cadre | None, keys: Clefs, without: frozenset[str]) -> Echanges:
    """On the account of a holder, in these cells. cadre: none where exchanges do not count."""
    return _added(_of_holder(cadre, keys), without) if cadre is not None else Echanges()


def own_turns(cadre: Cadre | None, without: frozenset[str]) -> Echanges:
    """On the landlord's own account, which no place splits. cadre: of any of its conventions."""
    return _added(_of_landlord(cadre), without) if cadre is not None else Echanges()


def turns_since(cadre: Cadre, since: date) -> Iterator[Echangee]:
    """Acts of a day that is not surely before one, as what is set aside names them."""
    found = (e for e in turns_so_far(cadre) if e.date.high >= since.toordinal())
    return (Echangee.of(e.id, gagne=True) for e in found)


def turns_so_far(cadre: Cadre) -> Iterator[Echange]:
    """Acts that may have taken place, of whatever year and holders."""
    return (e for e in exchanges(cadre) if e.date.low <= cadre.au.toordinal())


def _of_holder(cadre: Cadre, keys: Clefs) -> Iterator[Tour]:
    parts = {c.ident: c.clause for c in cadre.programme.of(ir.Part)}
    mine = partial(is_holder, cadre.programme, finer=cadre.finer)
    for echange in turns_so_far(cadre):
        # Why once: it is a dwelling, whatever the parts that it is of.
        gains: Issue = False
        gives: Issue = False
        for ident, clef in sorted(keys):
            part = parts[ident]
            assert isinstance(part, ir.Part), "cells of an account are of parts"
            more, less = entries(echange, mine, part, clef, cadre)
            gains, gives = ou(gains, more), ou(gives, less)
        yield echange, gains, gives


def _of_landlord(cadre: Cadre) -> Iterator[Tour]:
    year = Intervalle(du=date(cadre.annee, 1, 1), au=date(cadre.annee, 12, 31))
    holders = (cadre.programme, *cadre.programme.voisins)
    for echange in turns_so_far(cadre):
        day = et(echange.there, falls_in(echange.date, year))
        # Why of nobody: what has gone to no holder is the landlord's own.
        gains, gives = (
            is_told(nom)
            if isinstance(nom, Quelconque)
            else not any(is_holder(p, nom, cadre.finer) for p in holders)
            for nom in echange.comptes
        )
        more, less = apart(gains, gives)
        yield echange, et(day, more), et(day, less)


def _added(turns: Iterable[Tour], without: frozenset[str]) -> Echanges:
    aside = {row.acte for row in without if isinstance(row, Echangee)}
    fait, en_doute = 0, 0
    actes: list[Echangee] = []
    causes: frozenset[Cause] = frozenset()
    for echange, gains, gives in turns:
        if echange.id in aside:
            continue
        for gagne, side in zip((True, False), apart(gains, gives), strict=True):
            issue, acte = today(side), Echangee.of(echange.id, gagne=gagne)
            if issue is False:
                continue
            sure = issue is True
            fait += int(sure) if gagne else -1
            en_doute += not sure
            actes.append(acte if sure else acte.en_doute)
            causes |= causes_of(issue)
    return Echanges(
        fait=fait,
        en_doute=en_doute,
        actes=tuple(sorted(actes)),
        doutes=tuple(sorted(acte for acte in actes if acte.doute)),
        causes=causes,
    )


def today(issue: Issue) -> Issue:
    """What only the days to come can make true is not so yet."""
    if not isinstance(issue, Indetermine):
        return issue
    causes = of_data(issue.causes)
    return Indetermine(causes) if causes else False
