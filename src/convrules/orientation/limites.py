"""Caps over a replayed year: each step counts those before it, whatever was done of them.

The flow of the year is known, so a cap is a hard rule of each step: n + 1 ≤ ⌊ρF⌋, F being the base of the
year; n + 1 ≤ N for a cap that is a number. Whether a cap counts a dwelling is read on the year as it would be
had every step gone to the holder. Source: docs/langage, « Rejouer une année ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from functools import reduce

from convrules import ir
from convrules.base.outcomes import Cause, Indetermine, Issue
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu
from convrules.facts.records import Vacance
from convrules.ir.parcours import everything
from convrules.orientation.comptes import Titulaire
from convrules.orientation.model import Plafond
from convrules.orientation.plafonds import Nombre, PlafondLu, number_of, read_caps
from convrules.orientation.quotas_lus import binds
from convrules.runtime.context import Contexte
from convrules.runtime.delegation import of_landlord
from convrules.runtime.holders import COMPTE
from convrules.year.bornes import ZERO, between, plus
from convrules.year.lues import CelluleLue, RegleLue
from convrules.year.model import Bornes, Imputation, Raison
from convrules.year.rangs import Rang
from convrules.year.regles import read_rule
from convrules.year.suivi import follow_some
from convrules.year.textes import Textes, text_of_cell


@dataclass(slots=True, kw_only=True)
class _Limite:
    """A cap in one cell. `permis`: dwellings that it allows; `fait`: counted so far, those of no step
    included; `pas`: what each step adds to it, given to the holder; `nombre`: of a cap that is a number."""

    clause: ir.Quota
    permis: Bornes
    fait: Bornes
    pas: Mapping[str, Bornes]
    causes: frozenset[Cause] = frozenset()
    nombre: Nombre | None = None

    def reached(self, vacance: str) -> Plafond | None:
        """What giving it the dwelling would break, for certain or perhaps."""
        own = self.pas.get(vacance, ZERO)
        if own == ZERO:
            return None
        after = plus(self.fait, own)
        if after.max <= self.permis.min:
            return None
        certain = after.min > self.permis.max and own.min > 0
        issue: Issue = False if certain else Indetermine(self.causes | {Cause(fait=self.clause.entete.ident)})
        said = self.nombre is None or self.nombre.dit
        return Plafond(
            clause=self.clause,
            fait=after.min if certain else after.max,
            plafond=(self.permis.max if certain else self.permis.min) if said else None,
            prevu=self.nombre is None,
            absolu=self.nombre is not None,
            issue=issue,
        )


@dataclass(slots=True, kw_only=True)
class _Plafonds:
    """The caps of one holder. `libres`: dwellings that none can forbid, whichever they are; beyond, `exactes`
    are read. `donnes`: given so far."""

    titulaire: Titulaire
    steps: frozenset[str]
    libres: Fraction | None
    donnes: list[str] = field(default_factory=list)
    exactes: list[_Limite] | None = None

    def reached(self, vacance: str) -> Iterator[Plafond]:
        if self.libres is None or len(self.donnes) < self.libres:
            return
        if self.exactes is None:
            self.exactes = [*_limits_of(self.titulaire, self.steps)]
            for before in self.donnes:
                self._count(before)
        for limite in self.exactes:
            found = limite.reached(vacance)
            if found is not None:
                yield found

    def give(self, vacance: str) -> None:
        self.donnes.append(vacance)
        self._count(vacance)

    def _count(self, vacance: str) -> None:
        for limite in self.exactes or ():
            limite.fait = plus(limite.fait, limite.pas.get(vacance, ZERO))


@dataclass(slots=True, kw_only=True)
class Limites:
    """The caps of every holder over a replayed year, by convention."""

    par_titulaire: Mapping[str, _Plafonds] = field(default_factory=dict)

    def reached(self, convention: str, vacance: str) -> Iterator[Plafond]:
        own = self.par_titulaire.get(convention)
        return own.reached(vacance) if own is not None else iter(())

    def give(self, convention: str, vacance: str) -> None:
        """Suppose the dwelling given to this holder."""
        own = self.par_titulaire.get(convention)
        if own is not None:
            own.give(vacance)


def limits(titulaires: Sequence[Titulaire], steps: frozenset[str]) -> Limites:
    """steps: the dwellings that the replay gives. A cap on a share of what the holder itself receives has no
    base before the year is over, and forbids nothing."""
    return Limites(
        par_titulaire={
            t.programme.convention.ident: _Plafonds(titulaire=t, steps=steps, libres=_free(t, steps))
            for t in titulaires
        }
    )


def _free(titulaire: Titulaire, steps: frozenset[str]) -> Fraction | None:
    """How many dwellings no cap can forbid, each counting in all; None when there is no cap. Where the
    account of a dwelling decides of the flow, none is free: the base is read with the dwellings given."""
    found = list(_read(titulaire.plafonds, steps))
    if not found:
        return None
    if _flow_reads_account(titulaire):
        return Fraction(0)
    return max(Fraction(0), min(limite.permis.min - limite.fait.max for limite in found))


def _flow_reads_account(titulaire: Titulaire) -> bool:
    clauses = (c.clause for c in titulaire.programme.clauses)
    flow = (c for c in clauses if isinstance(c, ir.ClauseChamp | ir.Soustraction))
    return any(isinstance(n, ir.Champ) and n.nom == COMPTE for c in flow for n in everything(c))


def _limits_of(titulaire: Titulaire, steps: frozenset[str]) -> Iterator[_Limite]:
    return _read(_as_if_given(titulaire, steps), steps)


def _read(plafonds: Iterable[PlafondLu], steps: frozenset[str]) -> Iterator[_Limite]:
    """The caps, cell by cell."""
    for plafond in plafonds:
        for cell in _cells(plafond.lue):
            textes = text_of_cell(plafond.lue.clause, cell.groupe, plafond.cadre)
            own = plafond.in_cell(textes, textes.jour_des_cles)
            if own is None or not binds(own, plafond.cadre.programme):
                continue
            allowed = _allowed(own, cell, textes)
            if allowed is None:
                continue
            others = (_amount(rang) for s, rang in cell.rangs if s.id not in steps)
            causes = frozenset[Cause]().union(allowed.causes, *(rang.causes for _, rang in cell.rangs))
            yield _Limite(
                clause=own,
                permis=allowed.bornes,
                fait=reduce(plus, others, ZERO),
                pas={s.id: _amount(rang) for s, rang in cell.rangs if s.id in steps},
                causes=causes,
                nombre=allowed if own.regle.taux is None else None,
            )


def _allowed(own: ir.Quota, cell: CelluleLue, textes: Textes) -> Nombre | None:
    """How many dwellings a cap allows in a cell; None when it forbids nothing. A share of what the holder
    itself receives has no base before the year is over."""
    if own.regle.taux is None:
        return number_of(textes, len(textes.cadre.suivis))
    if own.parent is None and own.regle.population.rattachement is ir.Rattachement.RESERVATAIRE:
        return None
    return Nombre(bornes=_whole(cell.resultat.du)) if cell.resultat.du is not None else None


def _cells(lue: RegleLue) -> tuple[CelluleLue, ...]:
    return (*lue.cellules, *((lue.autre,) if lue.autre is not None else ()))


def _whole(due: Bornes) -> Bornes:
    """The rounding of the clause judges the year; a dwelling given beyond the cap stays given."""
    least, most = (Fraction(d.numerator // d.denominator) for d in (due.min, due.max))
    return Bornes(min=least, max=most)


def _amount(rang: Rang) -> Bornes:
    """What the row adds: nothing, itself, or one does not know."""
    counted = {a for a, _ in rang.options}
    least = rang.poids if counted == {True} else 0
    most = rang.poids if True in counted else 0
    return between(least, most)


def _as_if_given(titulaire: Titulaire, steps: frozenset[str]) -> Iterator[PlafondLu]:
    """Its caps on the year in which every step has gone to it."""
    cadre, ident = titulaire.cadre, titulaire.programme.convention.ident
    given = {s.vacance.id: _on(s.vacance, ident) for s in cadre.suivis if s.vacance.id in steps}
    faits = replace(cadre.faits, vacances=tuple(given.get(v.id, v) for v in cadre.faits.vacances))
    anywhere = Contexte(
        exercer=of_landlord, programme=cadre.programme, au=cadre.au, jour=cadre.au, faits=cadre.faits
    )
    followed = {s.vacance.id: s for s in follow_some(given.values(), anywhere, cadre.versions)}
    livre = cadre.livre
    if livre.ecritures:
        entries = {v: Imputation(vacance=v, raison=Raison.ENREGISTRE, possibles=(ident,)) for v in given}
        livre = replace(livre, ecritures={**livre.ecritures, **entries})
    supposed = replace(
        cadre,
        faits=faits,
        suivis=tuple(followed.get(s.vacance.id, s) for s in cadre.suivis),
        livre=livre,
    )
    parts = tuple(
        read_rule(c, supposed, None, None) for c in cadre.programme.clauses if isinstance(c.clause, ir.Part)
    )
    yield from read_caps(supposed, parts)


def _on(vacance: Vacance, convention: str) -> Vacance:
    cells = {**vacance.ligne.cellules, COMPTE: Connu(convention)}
    return replace(vacance, ligne=replace(vacance.ligne, cellules=cells))
