"""Caps on the parts of a class of holders (contrôle « somme_des_parts »)."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.analyses.corpus.demandes import Demande, Socles, demandes
from convrules.analyses.corpus.parts import Due, Sommes, parts_of, within
from convrules.analyses.taux import Taux, parameters, percent, taux_of
from convrules.base.texte import cite, suite, t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def plafonds_de_parts(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """For each convention asked, each of its shares with those of the class that bear on all its base."""
    classes: dict[int, _Classe] = {}
    for demande in demandes(conventions, socles, ir.SommeDesParts):
        for plafond in demande.reglage.plafonds:
            if _concerns(plafond, demande.convention):
                if id(plafond) not in classes:
                    classes[id(plafond)] = _Classe(plafond, demande.socle, conventions, socles)
                yield from _over(demande, plafond, classes[id(plafond)])


class _Classe:
    """The shares that a cap bears on, and its rate."""

    def __init__(
        self, plafond: ir.Plafond, socle: ir.Convention, conventions: Sequence[ir.Convention], socles: Socles
    ) -> None:
        concerned = (c for c in conventions if _concerns(plafond, c))
        dues = [d for c in concerned for d in _dues(plafond, c, socles)]
        self.sums = Sommes(dues)
        self.taux = taux_of(plafond.taux, parameters((socle,)))
        self.by_convention: dict[int, list[Due]] = {}
        for due in dues:
            self.by_convention.setdefault(id(due.convention), []).append(due)


def _limited(taux: Taux, demande: Demande[ir.SommeDesParts]) -> Taux:
    """The cap on the days of the control only."""
    du, au = demande.jours.du or date.min, demande.jours.au or date.max
    kept = tuple((d, t) for d, t in taux.suite if d <= au)
    before = [(du, t) for d, t in kept if d <= du][-1:]
    return Taux(suite=(*before, *((d, t) for d, t in kept if d > du)))


def _concerns(plafond: ir.Plafond, convention: ir.Convention) -> bool:
    holder = convention.reservataire
    return not plafond.titulaires or (holder is not None and holder.type in plafond.titulaires)


def _dues(plafond: ir.Plafond, convention: ir.Convention, socles: Socles) -> Iterator[Due]:
    for part in parts_of(convention, socles):
        if plafond.pour is None:
            yield part
        else:
            yield from within(part, plafond.pour, socles)


def _over(demande: Demande[ir.SommeDesParts], plafond: ir.Plafond, classe: _Classe) -> Iterator[Diagnostic]:
    taux = _limited(classe.taux, demande)
    seen: set[frozenset[str]] = set()
    for due in classe.by_convention.get(id(demande.convention), ()):
        found = classe.sums.excess(due, taux)
        if found is None or found.noms in seen:
            continue
        day, summed = found.jour, found.parts
        seen.add(found.noms)
        total, cap = sum((d.at(day) or Fraction(0) for d in summed), Fraction(0)), taux.at(day) or Fraction(0)
        who = suite(map(cite, plafond.titulaires), "ou")
        yield problems.plafond_de_parts(
            span=due.clause.entete.span,
            total=percent(total, cap),
            plafond=percent(cap, total),
            jour=day.isoformat(),
            qui=t("des réservataires {qui}", qui=who) if who else "des réservataires",
            fondement=demande.fondement,
            autres=tuple(d.clause.entete.span for d in summed if d is not due),
        )
