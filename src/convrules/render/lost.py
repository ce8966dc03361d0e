"""What a carry-over cuts from a balance, and the words of the clause that cut it."""

from collections.abc import Iterable, Iterator
from functools import reduce

from convrules import ir
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.cells import cell_name
from convrules.render.decided import clause_in
from convrules.render.french import listing
from convrules.year.bornes import ZERO, exactly, plus, times
from convrules.year.model import Bornes, ResultatRegle, ResultatRepartition


def lost_notes(ident: str, regle: ResultatRegle) -> Iterator[str]:
    """« part » (Montreuil (93048)) : 2 logements de retard hors report, perdus après un an »; bounds while
    facts are missing; of several cells, their sum."""
    cut = [] if regle.partagee else [c for c in regle.cellules if c.solde_perdu not in (None, ZERO)]
    alone = len(cut) == 1 and cut[0].cellule
    where = t(" ({a})", a=cell_name(cut[0])) if alone else t(", en tout") if len(cut) > 1 else ""
    for said in _lost((c.solde_perdu for c in cut), clause_in(regle, cut)):
        yield t("{a}{where}\u202f: {b}.", a=ident, where=where, b=said)


def lost_on_account(split: ResultatRepartition, compte: str, part: ir.Clause) -> Iterator[str]:
    """The same of an account of a split."""
    found = (lot.solde_perdu for c in split.cellules for lot in c.lots if lot.compte == compte)
    yield from _lost(found, part)


def _lost(perdus: Iterable[Bornes | None], clause: ir.Clause) -> Iterator[str]:
    total = reduce(plus, (perdu for perdu in perdus if perdu is not None), ZERO)
    if total == ZERO:
        return
    amount = times(total, exactly(-1)) if total.max <= 0 else total
    said: str = numbers.count(amount.max, "logement")
    if amount.valeur is None:
        said = t("de {min} à {said}", min=numbers.decimal(amount.min), said=said)
    why = _why(clause, total, plural=abs(amount.max) >= 2)
    mot = t(", {a}", a=why) if why else ""
    yield t("{said}{quoi} hors report{mot}", said=said, quoi=_what(total), mot=mot)


def _what(total: Bornes) -> str:
    """Who loses: the holder what was due to it, or the landlord what it gave ahead."""
    if total.max <= 0:
        return t(" d'avance")
    return t(" de retard") if total.min >= 0 else ""


def _why(clause: ir.Clause, total: Bornes, *, plural: bool) -> str:
    report = clause.report if isinstance(clause, ir.Part | ir.Quota) else None
    if report is None:
        return ""
    why = [t("perdu{mot} après un an", mot="s" if plural else "")] if report.perdu else []
    if (report.plafond, report.plafond_du) != (None, None):
        why.append(t("au-delà du plafond"))
    if report.sens is ir.SensReport.DEFICIT and total.min < 0:
        why.append(t("car une avance n'est pas reportée"))
    if report.sens is ir.SensReport.EXCEDENT and total.max > 0:
        why.append(t("car un manque n'est pas reporté"))
    return listing(why, "ou")
