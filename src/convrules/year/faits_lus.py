"""What a part or a quota reads of a vacancy, to say what the row may be in its cells."""

from collections.abc import Iterable, Iterator
from typing import Final

from convrules import ir
from convrules.compiler import ClauseCompilee, cases
from convrules.runtime.memoire import Memoire, Noms
from convrules.year.assiette import FLUX, PREMIERE
from convrules.year.publics import EVENEMENTS, QUI_HABITE

_PREMIERES: Final = frozenset({ir.Classe.MISES_EN_SERVICE, ir.Classe.REMISES_EN_LOCATION})


def facts_read(clause: ClauseCompilee, choix: ir.Choix, memoire: Memoire) -> Noms | None:
    """Facts on which the place of a row hangs, besides mark, account and events; None where it hangs on
    more."""
    regles = [r for r in _values(clause, "règle") if isinstance(r, ir.RegleQuota | ir.ReglePart)]
    populations = list(_populations(clause))
    for population in populations:
        classes = frozenset(population.classes)
        if population.niveau is not ir.Niveau.VACANCE or not classes <= FLUX | EVENEMENTS.keys():
            return None
    written: list[ir.Expr | None] = [p.condition for p in populations]
    written += [r.public for r in regles if isinstance(r, ir.RegleQuota)]
    written += [r.taux for r in regles]
    classes = frozenset(c for p in populations for c in p.classes)
    if classes & _PREMIERES or (ir.Classe.VACANCES in classes and choix.neufs_par_programme):
        written.append(PREMIERE)
    return memoire.noms(clause, "rang", lambda: _parts(written))


def _parts(written: Iterable[ir.Expr | None]) -> Iterator[ir.Expr]:
    for expr in written:
        if expr is not None:
            yield from ir.walk(expr)


def _values(clause: ClauseCompilee, cle: str) -> Iterator[ir.CleValeur]:
    """Every value that a key may have, exceptions and amendments included."""
    if cle in clause.regles:
        for cas in cases(*clause.regles[cle].versions):
            if cas.valeur is not None:
                yield cas.valeur


def _populations(clause: ClauseCompilee) -> Iterator[ir.Population]:
    for valeur in (*_values(clause, "règle"), *_values(clause, "compte")):
        if isinstance(valeur, ir.RegleQuota | ir.ReglePart):
            yield valeur.population
        elif isinstance(valeur, ir.Population):
            yield valeur


def events_read(clause: ClauseCompilee) -> Iterator[str]:
    """Events on which it hangs."""
    yield from (EVENEMENTS[c] for p in _populations(clause) for c in p.classes if c in EVENEMENTS)
    yield from QUI_HABITE


def asks_account(clause: ClauseCompilee) -> bool:
    """Does it hang on the account of the row?"""
    held = (p.rattachement is ir.Rattachement.RESERVATAIRE for p in _populations(clause))
    return isinstance(clause.clause, ir.Part) or any(held)
