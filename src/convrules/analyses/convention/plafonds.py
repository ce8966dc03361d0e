"""A floor above a cap on one base: no year can satisfy both.

Only what is sure before any data: same rows in the base, same rows counted, both without condition, rates
that are constants. Whether small bases leave no whole number at all is another question, for `prove`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.analyses.convention.lecture import exceptees, fixed_facts, is_excepted
from convrules.analyses.decision.recherche import PAS_VRAI, But, Reponse, possible
from convrules.analyses.taux import Taux, parameters, percent, taux_of
from convrules.base.records import dataclass
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lignes:
    """Rows of the base, rows counted, fields that make the cells."""

    base: ir.Population
    compte: ir.Population
    cellules: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Borne:
    """A floor or a cap: rows, and rate on each day."""

    clause: ir.Part | ir.Quota
    file: ir.Convention
    lignes: _Lignes
    taux: Taux
    sens: ir.Sens
    marge: Fraction = Fraction(0)

    def at(self, day: date) -> Fraction | None:
        files = (self.clause.entete.en_vigueur, self.file.en_vigueur)
        if not all(v.contains(day) for v in files):
            return None
        return self.taux.at(day)


def planchers_et_plafonds(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """Each floor of the convention with each cap, its own or inherited, and the reverse."""
    files = (convention, *socles)
    noms, params = exceptees(files), parameters(files)
    bornes = [
        b
        for file in files
        for clause in file.clauses
        if isinstance(clause, ir.Part | ir.Quota)
        and not is_excepted(clause, file, noms)
        and always(clause, convention)
        for b in _bounds(clause, file, params)
    ]
    floors = [b for b in bornes if b.sens is not ir.Sens.AU_PLUS]
    caps = [b for b in bornes if b.sens is not ir.Sens.AU_MOINS]
    for floor in floors:
        for cap in caps:
            if floor.clause is not cap.clause and convention in (floor.file, cap.file):
                yield from _conflict(convention, floor, cap)


def always(clause: ir.Clause, convention: ir.Convention) -> bool:
    """Without condition, or under one that this holder meets whatever the rows."""
    si = clause.entete.si
    if si is None:
        return True
    fails = But(expr=si, issues=PAS_VRAI, span=si.span)
    return possible([fails], fixed_facts(convention)) is Reponse.IMPOSSIBLE


def _bounds(
    clause: ir.Part | ir.Quota, file: ir.Convention, params: Mapping[str, ir.ParametreDeclare]
) -> Iterator[_Borne]:
    """What a clause asks of a share, the quotas of a part included: they count rows of the part."""
    cells = frozenset(d.nom for d in clause.application.dimensions)
    if isinstance(clause, ir.Part):
        base = replace(clause.regle.population, rattachement=ir.Rattachement.BAILLEUR)
        du = ir.Rattachement.RESERVATAIRE
        counted = replace(clause.compte, rattachement=du, statut=base.statut)
        lignes = _Lignes(base=base, compte=counted, cellules=cells)
        taux = taux_of(clause.regle.taux, params)
        yield _Borne(
            clause=clause,
            file=file,
            lignes=lignes,
            taux=taux,
            sens=ir.Sens.AU_MOINS,
            marge=_margin(clause.tolerance),
        )
        for inner in clause.dont:
            if inner.regle.public is not None and inner.entete.si is None:
                yield from _of_quota(
                    inner, file, replace(lignes, compte=only(counted, inner.regle.public)), params
                )
        return
    rows, public = clause.regle.population, clause.regle.public
    compte = clause.compte or (only(rows, public) if public is not None else None)
    if compte is not None:
        yield from _of_quota(clause, file, _Lignes(base=rows, compte=compte, cellules=cells), params)


def only(rows: ir.Population, public: ir.Expr) -> ir.Population:
    """The rows that satisfy a further condition."""
    both = public if rows.condition is None else ir.Et(gauche=rows.condition, droite=public)
    return replace(rows, condition=both)


def _of_quota(
    quota: ir.Quota, file: ir.Convention, lignes: _Lignes, params: Mapping[str, ir.ParametreDeclare]
) -> Iterator[_Borne]:
    # Why: a direction (`tendre vers`) is never missed, so nothing contradicts it.
    if quota.regle.taux is None or quota.entete.force is ir.Force.TENDRE_VERS:
        return
    yield _Borne(
        clause=quota,
        file=file,
        lignes=lignes,
        taux=taux_of(quota.regle.taux, params),
        sens=quota.regle.sens,
        marge=_margin(quota.tolerance),
    )


def _margin(tolerance: ir.Tolerance | None) -> Fraction:
    """What a tolerance in points adds to a rate."""
    return tolerance.valeur if tolerance is not None and tolerance.points else Fraction(0)


def _conflict(convention: ir.Convention, floor: _Borne, cap: _Borne) -> Iterator[Diagnostic]:
    low_rows, high_rows = floor.lignes, cap.lignes
    # Floors in each cell add up within the cells of the cap, if its cells are made of theirs.
    finer = high_rows.cellules <= low_rows.cellules
    if low_rows.base != high_rows.base or low_rows.compte != high_rows.compte or not finer:
        return
    for day in sorted({*_days(convention), *_days(floor.file), *_of(floor), *_of(cap)}):
        low, high = floor.at(day), cap.at(day)
        if not convention.en_vigueur.contains(day) or low is None or high is None:
            continue
        if low - floor.marge > high + cap.marge:
            own, other = (floor, cap) if floor.file is convention else (cap, floor)
            yield problems.plancher_au_dessus_du_plafond(
                span=own.clause.entete.span,
                plancher=percent(low, high),
                plafond=percent(high, low),
                clauses=suite((cite(floor.clause.entete.ident), cite(cap.clause.entete.ident)), "et"),
                clause=own.clause.entete.nom,
                jour=day.isoformat() if day > date.min else "",
                autre=other.clause.entete.span,
            )
            return


def _days(file: ir.Convention) -> Iterator[date]:
    yield file.en_vigueur.du or date.min


def _of(borne: _Borne) -> Iterator[date]:
    yield borne.clause.entete.en_vigueur.du or date.min
    yield from borne.taux.jours
    yield from _days(borne.file)
