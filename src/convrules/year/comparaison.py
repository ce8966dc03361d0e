"""Several judgements laid side by side: of a year under other texts, of two years, of two landlords.

Nothing is computed here: each column is a `Bilan` that stands by itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.year.cellules import Clef
from convrules.year.comptes_repartis import accounts_of
from convrules.year.model import (
    Bilan,
    BilanConvention,
    Bornes,
    ResultatCellule,
    ResultatEcheance,
    ResultatRegle,
    Verdict,
)
from convrules.year.soldes import by_rank
from convrules.year.trimestres import quarter_of

Cle: TypeAlias = tuple[str, str, Clef]
"""Whose convention, which clause, which cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPropre:
    """The landlord's own share: `base`, vacancies in the base of some part; `du`, what the parts make due to
    no holder; `fait`, dwellings that have gone to none."""

    base: Bornes
    du: Bornes
    fait: Bornes


@dataclass(frozen=True, slots=True, kw_only=True)
class Choix:
    """A choice tried on a part: of what (`cle`: « taux », « base », « compte », « arrondi », « report »), and
    which."""

    convention: str
    clause: str
    cle: str
    valeur: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonne:
    """One of the judgements. `note`: what must be said of it. `propre`: of a year replayed, the landlord's
    own share (None: no part is in force). `textes`: conventions and socles that declare the words of its
    rules. `options`: what names its data to another command, from its repository."""

    nom: str
    bilan: Bilan
    note: str = ""
    propre: PartPropre | None = None
    textes: tuple[ir.Convention, ...] = ()
    options: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vu:
    """A rule in one column. `cellule` None: it says nothing there (`regle` tells why). `force`: how binding
    it is there, or the account of a split, which `repartition` is then."""

    regle: ResultatRegle
    cellule: ResultatCellule | None
    force: ir.Force | None = None
    repartition: ir.Repartition | None = None

    @property
    def ecartee(self) -> bool:
        """Does the rule ask nothing there, set aside?"""
        return self.cellule is None and self.regle.ecartee_par is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegleComparee:
    """A cell of a part or quota, or of an account of a split, in each column (None: no such cell there).
    `convention`: of the first column that has it; `conventions`: of each column, its own (None: no convention
    with that holder); `jointe`: what they have in common, a convention or, between landlords, a holder.
    `cellule`: between years, a quarter by its rank (« T1 »); what is seen has its own (« 2024-T1 »).
    `ecrites`: does the column have the rule? `eteintes`: it has that account, of a split that does not apply
    there."""

    jointe: str
    reservataire: str
    convention: str
    conventions: tuple[str | None, ...]
    clause: str
    cellule: Clef
    vus: tuple[Vu | None, ...]
    ecrites: tuple[bool, ...]
    eteintes: tuple[bool, ...]

    def moved(self, colonne: int) -> bool:
        """Does a column say something else than the first?"""
        return _figures(self.vus[colonne]) != _figures(self.vus[0])

    @property
    def differe(self) -> bool:
        return any(map(self.moved, range(len(self.vus))))


@dataclass(frozen=True, slots=True, kw_only=True)
class EcheanceComparee:
    """A deadline or an obligation, in each column: how it was kept (None: no such clause there).
    `convention`, `conventions`, `jointe`: as of a rule."""

    jointe: str
    reservataire: str
    convention: str
    conventions: tuple[str | None, ...]
    clause: str
    vus: tuple[ResultatEcheance | None, ...]

    def moved(self, colonne: int) -> bool:
        return _counts(self.vus[colonne]) != _counts(self.vus[0])

    @property
    def differe(self) -> bool:
        return any(map(self.moved, range(len(self.vus))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparaison:
    """`entre`: are the columns of several landlords, whose conventions meet by holder? `rejouee`: of one year
    of the same facts, under several texts? `refusees`: one sentence on each text that could not be tried."""

    colonnes: tuple[Colonne, ...]
    regles: tuple[RegleComparee, ...]
    echeances: tuple[EcheanceComparee, ...]
    entre: bool = False
    rejouee: bool = False
    refusees: tuple[str, ...] = ()

    def own_moved(self, colonne: int) -> bool:
        """Is the landlord's own share in a column another than in the first?"""
        return self.colonnes[colonne].propre != self.colonnes[0].propre


def compare(colonnes: Sequence[Colonne], *, rejouee: bool = False) -> Comparaison:
    """Rules in the order of the first column that has them."""
    several = len({c.bilan.bailleur for c in colonnes}) > 1
    name = _by_holder if several else _by_convention
    shared = by_rank if len({c.bilan.annee for c in colonnes}) > 1 else _as_it_is
    rules = [dict(_rules(c.bilan, name, shared)) for c in colonnes]
    kept = [dict(_deadlines(c.bilan, name)) for c in colonnes]
    signed = [_signed(c.bilan, name) for c in colonnes]
    return Comparaison(
        colonnes=tuple(colonnes),
        regles=tuple(_rules_at(rules, [dict(_written(c.bilan, name)) for c in colonnes], signed)),
        echeances=tuple(_deadline(key, [found.get(key) for found in kept], signed) for key in _keys(kept)),
        entre=several,
        rejouee=rejouee,
    )


Nommer: TypeAlias = Callable[[BilanConvention], str]
Joindre: TypeAlias = Callable[[Clef], Clef]
"""By what the cell of a column meets those of the others."""


def _by_convention(b: BilanConvention) -> str:
    return b.convention.ident


def _by_holder(b: BilanConvention) -> str:
    """Two landlords sign each their own convention with one holder."""
    holder = b.convention.reservataire
    return b.convention.ident if holder is None else f"{holder.type} {holder.code or holder.nom}"


def _as_it_is(clef: Clef) -> Clef:
    return clef


def _rules(bilan: Bilan, name: Nommer, shared: Joindre) -> Iterator[tuple[Cle, tuple[BilanConvention, Vu]]]:
    for b in bilan.conventions:
        for regle in b.regles:
            ident, force = regle.clause.entete.ident, regle.clause.entete.force
            for cell in regle.cellules:
                yield (
                    (name(b), ident, shared(cell.cellule)),
                    (b, Vu(regle=regle, cellule=cell, force=cell.force)),
                )
            for clef, dite in regle.ecartees if regle.ecartee_par is None else ():
                aside = replace(regle, verdict=None, ecartee_par=dite.noms[0])
                yield (name(b), ident, shared(clef)), (b, Vu(regle=aside, cellule=None, force=None))
            if not regle.cellules and (regle.ecartee_par is not None or regle.verdict is not None):
                yield (name(b), ident, ()), (b, Vu(regle=regle, cellule=None, force=force))
            for compte, lot, cell in accounts_of(regle, b):
                own = replace(regle, verdict=lot.verdict)
                split = next(r.clause for r in b.repartitions if compte == _account(r.clause, lot.compte))
                seen = Vu(regle=own, cellule=cell, force=lot.force, repartition=split)
                yield (name(b), compte, shared(cell.cellule)), (b, seen)


def _account(split: ir.Repartition, compte: str) -> str:
    return f"{split.entete.ident}.{compte}"


def _deadlines(bilan: Bilan, name: Nommer) -> Iterator[tuple[Cle, tuple[BilanConvention, ResultatEcheance]]]:
    for b in bilan.conventions:
        for echeance in b.echeances:
            yield (name(b), echeance.clause.entete.ident, ()), (b, echeance)


def _keys(columns: Sequence[Mapping[Cle, object]]) -> list[Cle]:
    """Each once; conventions and their clauses stay together, in the order in which they are first met, and
    the quarters of a clause in theirs."""
    met = list(dict.fromkeys(key for found in columns for key in found))
    conventions = {nom: n for n, nom in enumerate(dict.fromkeys(key[0] for key in met))}
    clauses = {own: n for n, own in enumerate(dict.fromkeys(key[:2] for key in met))}
    return sorted(met, key=lambda key: (conventions[key[0]], clauses[key[:2]], quarter_of(key[2])))


def _written(bilan: Bilan, name: Nommer) -> Iterator[tuple[tuple[str, str], bool]]:
    """Rules and accounts of splits that the texts have, with or without a row: does it apply?"""
    for b in bilan.conventions:
        yield from (((name(b), regle.clause.entete.ident), True) for regle in b.regles)
        for split in b.repartitions:
            for compte, _ in split.clause.entre:
                yield (name(b), _account(split.clause, compte)), split.issue is not False


def _rules_at(
    rules: Sequence[Mapping[Cle, tuple[BilanConvention, Vu]]],
    written: Sequence[Mapping[tuple[str, str], bool]],
    signed: Sequence[Mapping[str, str]],
) -> Iterator[RegleComparee]:
    for key in _keys(rules):
        found = [column.get(key) for column in rules]
        first = next(pair[0] for pair in found if pair is not None)
        yield RegleComparee(
            jointe=key[0],
            reservataire=_holder(first.convention),
            convention=first.convention.ident,
            conventions=_own(key, found, signed),
            clause=key[1],
            cellule=key[2],
            vus=tuple(None if pair is None else pair[1] for pair in found),
            ecrites=tuple(key[:2] in column for column in written),
            eteintes=tuple(column.get(key[:2]) is False for column in written),
        )


def _deadline(
    key: Cle,
    found: Sequence[tuple[BilanConvention, ResultatEcheance] | None],
    signed: Sequence[Mapping[str, str]],
) -> EcheanceComparee:
    first = next(pair[0] for pair in found if pair is not None)
    return EcheanceComparee(
        jointe=key[0],
        reservataire=_holder(first.convention),
        convention=first.convention.ident,
        conventions=_own(key, found, signed),
        clause=key[1],
        vus=tuple(None if pair is None else pair[1] for pair in found),
    )


def _signed(bilan: Bilan, name: Nommer) -> Mapping[str, str]:
    """The convention of each name; of two with one holder, neither."""
    found: dict[str, list[str]] = {}
    for b in bilan.conventions:
        found.setdefault(name(b), []).append(b.convention.ident)
    return {nom: idents[0] for nom, idents in found.items() if len(idents) == 1}


def _own(
    key: Cle,
    found: Sequence[tuple[BilanConvention, object] | None],
    signed: Sequence[Mapping[str, str]],
) -> tuple[str | None, ...]:
    """The convention of each column: the one whose clause is seen, else the one that it has of that name."""
    return tuple(
        of.get(key[0]) if pair is None else pair[0].convention.ident
        for pair, of in zip(found, signed, strict=True)
    )


def _holder(convention: ir.Convention) -> str:
    return convention.reservataire.nom if convention.reservataire is not None else convention.ident


def _figures(vu: Vu | None) -> object:
    """What a reader compares; rows are not. A rule that bears on nothing is as one that is not there."""
    if vu is None:
        return None
    if vu.cellule is None:
        silent = vu.regle.verdict is Verdict.NON_APPLICABLE and vu.regle.ecartee_par is None
        return None if silent else (vu.regle.verdict, vu.regle.ecartee_par is None)
    c = vu.cellule
    return (c.base, c.du, c.du_arrondi, c.cible, c.realise, c.solde_initial, c.solde, c.verdict)


def _counts(vu: ResultatEcheance | None) -> object:
    return None if vu is None else {word: n for word, n in vu.decomptes if n}
