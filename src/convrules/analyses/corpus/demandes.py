"""Which controls apply to which convention: those of the socles it inherits, under their own condition."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Generic, TypeVar

from convrules import ir
from convrules.analyses.convention.lecture import covers, fixed_facts
from convrules.analyses.decision.recherche import PAS_VRAI, But, Reponse, possible
from convrules.base.records import dataclass
from convrules.base.texte import t

R = TypeVar("R", bound=ir.Reglage)
Socles = Mapping[tuple[str, str], ir.Convention]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande(Generic[R]):
    """A control asked of a convention. `jours`: those on which it is: of the clause, its socle and the
    convention together. `fondement`: the article it rests on, or the socle."""

    convention: ir.Convention
    socle: ir.Convention
    controle: ir.Controle
    reglage: R
    jours: ir.Validite

    @property
    def fondement(self) -> str:
        return self.controle.entete.source.fondement or t("socle « {ident} »", ident=self.socle.ident)


def demandes(conventions: Sequence[ir.Convention], socles: Socles, genre: type[R]) -> Iterator[Demande[R]]:
    """Every control of this kind that bears on one of the conventions."""
    asked: dict[int, list[tuple[ir.Controle, R]]] = {}
    applied: dict[tuple[int, str], bool] = {}
    for convention in conventions:
        for socle in inherited(convention, socles):
            if id(socle) not in asked:
                asked[id(socle)] = list(_controls(socle, genre))
            for clause, reglage in asked[id(socle)]:
                jours = common(convention.en_vigueur, socle.en_vigueur, clause.entete.en_vigueur)
                if jours is None:
                    continue
                # Why: a control reads nothing but the type of the holder.
                key = (id(clause), convention.reservataire.type if convention.reservataire else "")
                if key not in applied:
                    applied[key] = _applies(clause, convention)
                if applied[key] and not _set_aside(clause, convention):
                    yield Demande(
                        convention=convention,
                        socle=socle,
                        controle=clause,
                        reglage=reglage,
                        jours=jours,
                    )


def _controls(socle: ir.Convention, genre: type[R]) -> Iterator[tuple[ir.Controle, R]]:
    for clause in socle.clauses:
        if isinstance(clause, ir.Controle) and isinstance(clause.reglage, genre):
            yield clause, clause.reglage


def inherited(convention: ir.Convention, socles: Socles) -> tuple[ir.Convention, ...]:
    return tuple(socles[key] for key in convention.herite if key in socles)


def _applies(clause: ir.Controle, convention: ir.Convention) -> bool:
    si = clause.entete.si
    if si is None:
        return True
    return (
        possible([But(expr=si, issues=PAS_VRAI, span=si.span)], fixed_facts(convention)) is Reponse.IMPOSSIBLE
    )


def _set_aside(clause: ir.Controle, convention: ir.Convention) -> bool:
    """Does the convention say that it departs from the control? `ordre public` forbids it elsewhere."""
    return any(
        isinstance(c, ir.ExceptionClause)
        and c.ecarte
        and c.a == clause.entete.ident
        and c.entete.si is None
        and covers(c.entete.en_vigueur, convention.en_vigueur)
        for c in convention.clauses
    )


def common(*periods: ir.Validite) -> ir.Validite | None:
    """The days that belong to all; None when there is none."""
    du = max((p.du for p in periods if p.du is not None), default=None)
    au = min((p.au for p in periods if p.au is not None), default=None)
    return None if du is not None and au is not None and au < du else ir.Validite(du=du, au=au)


def first_day(jours: ir.Validite) -> date:
    return jours.du or date.min


def day_text(day: date) -> str:
    return day.isoformat() if day > date.min else ""
