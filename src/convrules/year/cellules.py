"""Cells: the rows of a clause that share the values named by its `application`.

Cells exist for the values met in rows; a row with a missing dimension is perhaps in each of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, NonApplicable, causes_of
from convrules.base.records import dataclass, replace
from convrules.base.values import INCONNU, Cellule, Connu, Erreur, Resultat, SansObjet
from convrules.facts.records import Ligne
from convrules.geographie import lies_in
from convrules.runtime.context import Contexte
from convrules.runtime.parameters import code_of
from convrules.runtime.reading import cited, event_of_cell, find_cell, read_field
from convrules.year.assiette import Sujet
from convrules.year.rangs import DEHORS, Rang, only_future, told_apart

Clef: TypeAlias = tuple[tuple[str, str], ...]
"""(dimension, value) pairs, in the order of `application`."""
NON_VUE: Final = "?"
"""Stands for the value of a dimension that no row shows: no code and no text of a file is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row stands: a value per dimension, None where it is not known (for `causes`)."""

    valeurs: tuple[str | None, ...]
    causes: frozenset[Cause] = frozenset()

    def may_be(self, clef: Clef) -> bool:
        return all(v is None or v == k for v, (_, k) in zip(self.valeurs, clef, strict=True))

    @property
    def sure(self) -> bool:
        return None not in self.valeurs


def locate(sujet: Sujet, dimensions: Sequence[ir.Champ]) -> Place | None:
    """The cell of a row; None when a dimension does not exist for it."""
    valeurs: list[str | None] = []
    causes: frozenset[Cause] = frozenset()
    for champ in dimensions:
        valeur = _dimension(champ, sujet)
        if isinstance(valeur, NonApplicable):
            return None
        missing = causes_of(valeur)
        causes |= missing
        valeurs.append(None if missing else code_of(valeur))
    return Place(valeurs=tuple(valeurs), causes=causes)


def _dimension(champ: ir.Champ, sujet: Sujet) -> Resultat:
    contexte = sujet.mondes[0].contexte
    valeur = read_field(champ, contexte)
    if champ.nom == "programme" and causes_of(valeur):
        programme = contexte.vacance.programme if contexte.vacance else None
        return programme.id if programme is not None and programme.id else valeur
    return valeur


def key_of(place: Place, dimensions: Sequence[ir.Champ]) -> Clef:
    names = (cited(champ) for champ in dimensions)
    return tuple((nom, v) for nom, v in zip(names, place.valeurs, strict=True) if v is not None)


def unseen_clef(dimensions: Sequence[ir.Champ]) -> Clef:
    """The key of cells that no row shows."""
    return unseen_of([cited(champ) for champ in dimensions])


def unseen_of(fields: Sequence[str]) -> Clef:
    """The same, by the names of their dimensions."""
    return tuple((nom, NON_VUE) for nom in fields)


def is_unseen(clef: Clef) -> bool:
    """Is it that of cells that no row shows?"""
    return NON_VUE in dict(clef).values()


def facts_of(clef: Clef) -> Mapping[str, Cellule]:
    """The facts that every row of a cell shares."""
    return {nom: Connu(_typed(valeur)) for nom, valeur in clef}


@dataclass(frozen=True, slots=True, kw_only=True)
class Groupe:
    """One cell: rows certainly in it, and those that may be for want of a dimension."""

    clef: Clef
    surs: tuple[Sujet, ...]
    peut_etre: tuple[tuple[Sujet, frozenset[Cause]], ...]


def group(sujets: Iterable[Sujet], dimensions: Sequence[ir.Champ], carried: Iterable[Clef]) -> list[Groupe]:
    """Cells met by rows or by a balance brought forward, in the order of their values."""
    sure: dict[Clef, list[Sujet]] = {clef: [] for clef in carried}
    unsure: list[tuple[Sujet, Place]] = []
    if not dimensions:
        sure[()] = list(sujets)
    for sujet in sujets if dimensions else ():
        place = locate(sujet, dimensions)
        if place is None:
            continue
        if place.sure:
            sure.setdefault(key_of(place, dimensions), []).append(sujet)
        else:
            unsure.append((sujet, place))
    return [
        Groupe(
            clef=clef,
            surs=tuple(rows),
            peut_etre=tuple((s, p.causes) for s, p in unsure if p.may_be(clef)),
        )
        for clef, rows in sorted(sure.items())
    ]


def perhaps(rang: Rang, causes: frozenset[Cause]) -> Rang:
    """A row that may be in another cell."""
    if rang.options == DEHORS:
        return rang
    options, every, left = rang.options | DEHORS, rang.causes | causes, rang.restes
    selon = frozenset(o | DEHORS for o in left) if only_future(causes) else left | {DEHORS}
    worlds = tuple(o | DEHORS for o in rang.par_monde)
    return replace(rang, options=options, causes=every, selon=told_apart(selon, every), par_monde=worlds)


def shared_facts(conditions: Sequence[ir.Expr], groupe: Groupe) -> Mapping[str, Cellule]:
    """Facts that the conditions of a clause read, where all rows of the cell agree on them. `check` has
    made sure that such a fact is constant over a cell; rows that differ are a mistake of data. Of a cell that
    only a balance makes, the key alone is known."""
    facts = {**facts_of(groupe.clef)}
    for champ in _fields(conditions):
        nom = cited(champ)
        if nom not in facts or (groupe.surs and isinstance(facts[nom], Connu)):
            facts[nom] = _agreed(champ, [s.mondes[0].contexte for s in groupe.surs])
    return facts


def _typed(valeur: str) -> bool | str:
    return {"oui": True, "non": False}.get(valeur, valeur)


def _fields(conditions: Sequence[ir.Expr]) -> Iterable[ir.Champ]:
    upper = (ir.Niveau.RESERVATAIRE, ir.Niveau.CONVENTION)
    found = [e for c in conditions for e in ir.walk(c) if isinstance(e, ir.Champ)]
    return dict.fromkeys(champ for champ in found if champ.niveau not in upper)


def _agreed(champ: ir.Champ, contextes: Sequence[Contexte]) -> Cellule:
    cells = [find_cell(champ, contexte)[0] for contexte in contextes]
    known = list(dict.fromkeys(c for c in cells if isinstance(c, Connu | SansObjet)))
    if len(known) == 1:
        return known[0]
    if known:
        return Erreur("les lignes de la cellule ne disent pas la même chose")
    return next((c for c in cells if isinstance(c, Erreur)), INCONNU)


def may_be_both(nom: str, a: str, b: str) -> bool:
    """Of two communes as lines write them, is one a municipal arrondissement of the other? What is said of
    the one may be of the other, or not."""
    other = nom.rpartition(".")[2] == "commune" and a != b
    return other and (lies_in(a, b) or lies_in(b, a))


def as_number(cellule: Cellule) -> Fraction | None:
    """The number in a cell, None when there is none."""
    if isinstance(cellule, Connu) and isinstance(cellule.valeur, Fraction):
        return cellule.valeur
    return None


def as_text(cellule: Cellule) -> str | None:
    """The text or code in a cell, None when there is none."""
    if isinstance(cellule, Connu):
        return code_of(cellule.valeur)
    return None


def day_of(ligne: Ligne, nom: str) -> date | None:
    """The day that a row says, None when it says none."""
    cellule = ligne.cellule(nom)
    return event_of_cell(cellule, nom).connu if isinstance(cellule, Connu) else None
