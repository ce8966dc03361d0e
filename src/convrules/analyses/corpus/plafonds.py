"""Caps on the parts of a class of holders (contrôle « somme_des_parts »)."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.analyses.corpus.demandes import Demande, Socles, demandes
from convrules.analyses.corpus.parts import Due, covers, excess, parts_of, within
from convrules.analyses.corpus.sommes import names
from convrules.analyses.taux import Taux, parameters, percent, taux_of
from convrules.base.texte import cite, suite, t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def plafonds_de_parts(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """For each convention asked, each of its shares with those of the class that bear on all its base."""
    for demande in demandes(conventions, socles, ir.SommeDesParts):
        params = parameters((demande.socle,))
        for plafond in demande.reglage.plafonds:
            if _concerns(plafond, demande.convention):
                class_ = [c for c in conventions if _concerns(plafond, c)]
                dues = [d for c in class_ for d in _dues(plafond, c, socles)]
                yield from _over(demande, plafond, _limited(taux_of(plafond.taux, params), demande), dues)


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


def _over(
    demande: Demande[ir.SommeDesParts], plafond: ir.Plafond, taux: Taux, dues: Sequence[Due]
) -> Iterator[Diagnostic]:
    seen: set[frozenset[str]] = set()
    for due in dues:
        if due.convention is not demande.convention:
            continue
        found = excess(due, [other for other in dues if covers(other, due)], taux)
        if found is None or names(found[1]) in seen:
            continue
        day, summed = found
        seen.add(names(summed))
        total = sum((d.at(day) or Fraction(0) for d in summed), Fraction(0))
        who = suite(map(cite, plafond.titulaires), "ou")
        yield problems.plafond_de_parts(
            span=due.clause.entete.span,
            total=percent(total),
            plafond=percent(taux.at(day) or Fraction(0)),
            jour=day.isoformat(),
            qui=t("des réservataires {qui}", qui=who) if who else "des réservataires",
            fondement=demande.fondement,
            autres=tuple(d.clause.entete.span for d in summed if d is not due),
        )
