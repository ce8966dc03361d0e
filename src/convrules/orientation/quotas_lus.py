"""Quotas in every way that exceptions may have them read, and as one cell reads them.

Source: docs/langage, « L'orientation », « Exceptions ».
"""

from collections.abc import Iterator
from datetime import date
from itertools import product

from convrules import ir
from convrules.base.records import replace
from convrules.base.values import Arrondi
from convrules.compiler import ClauseCompilee, Programme
from convrules.compiler.model import cases
from convrules.year.communs import reads_household
from convrules.year.decisifs import exception_named
from convrules.year.textes import Cle, Textes


def readings(clause: ClauseCompilee, au: date) -> Iterator[ir.Quota]:
    """The text of a day, and all that its exceptions may make of it; nothing of what is no quota."""
    own = clause.on(au)
    if not isinstance(own, ir.Quota):
        return
    said = (
        {signed, *(cas.valeur for cas in cases(*clause.regles[cle].on(au).exceptions))}
        for cle, signed in (("règle", own.regle), ("compte", own.compte), ("force", own.entete.force))
    )
    for regle, compte, force in product(*said):
        if isinstance(regle, ir.RegleQuota):
            yield _with(own, regle, compte, force)


def in_cell(own: ir.Quota, textes: Textes, jour: date) -> ir.Quota | None:
    """The quota as a cell reads it on a day; what was signed where a key may say several things. None where
    it says nothing."""
    regle = next((v for v in textes.at("règle", jour).valeurs if isinstance(v, ir.RegleQuota)), None)
    if regle is None:
        return None
    compte, force = _said(textes.at("compte", jour), own.compte), textes.at("force", textes.jour_des_cles)
    arrondi = _said(textes.at("arrondi", textes.jour_des_cles), own.arrondi)
    assert isinstance(arrondi, Arrondi), "checked: its keys"
    read = replace(_with(own, regle, compte, _said(force, own.entete.force)), arrondi=arrondi)
    return _where_it_stands(read, textes, jour)


def _where_it_stands(own: ir.Quota, textes: Textes, jour: date) -> ir.Quota:
    """The same at the place of the exception that gives its rule for certain, which is what results cite."""
    candidates = textes.at("règle", jour).candidats
    names = candidates[0].cas if len(candidates) == 1 else ()
    if not names or textes.clause.ident in names:
        return own
    by = exception_named(textes.clause, names[0], jour).entete
    return replace(own, entete=replace(own.entete, source=by.source, retouches=by.retouches))


def _with(
    own: ir.Quota, regle: ir.RegleQuota, compte: ir.CleValeur | None, force: ir.CleValeur | None
) -> ir.Quota:
    assert isinstance(compte, ir.Population | None), "checked: its keys"
    entete = replace(own.entete, force=None if force is None else ir.Force(str(force)))
    return replace(own, regle=regle, compte=compte, entete=entete)


def _said(cle: Cle, signed: ir.CleValeur | None) -> ir.CleValeur | None:
    """What a key says in the cell; what was signed where it may say several things."""
    return cle.given[0] if len(cle.valeurs) == 1 and cle.given and not cle.conflit else signed


def binds(own: ir.Quota, programme: Programme) -> bool:
    """Is it a ceiling on what the holder receives? One on households of a kind is left out: of whom a
    dwelling will go to, nothing is known."""
    if own.regle.sens is not ir.Sens.AU_PLUS:
        return False
    if own.regle.taux is None and own.entete.force is ir.Force.TENDRE_VERS:
        return False
    return of_holder(own, programme) and not about_household(own, programme)


def of_holder(own: ir.Quota, programme: Programme) -> bool:
    """Does it count vacancies of the holder? What counts those of others, the choice does not change; what
    counts candidatures or refusals says nothing of dwellings."""
    within = any(c.ident == own.parent and isinstance(c.clause, ir.Part) for c in programme.clauses)
    counted = own.compte or own.regle.population
    return (within or own.du_reservataire) and counted.niveau is ir.Niveau.VACANCE


def about_household(quota: ir.Quota, programme: Programme) -> bool:
    """Does the ceiling count households of a kind?"""
    counted = (quota.regle.public, quota.compte.condition if quota.compte is not None else None)
    return any(reads_household(condition, programme) for condition in counted)
