"""What a rule forgives beside its target: a tolerance, and a force that only asks to tend towards it."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.base.texte import t
from convrules.render.accounts import shares
from convrules.render.clauses import tolerance
from convrules.render.decided import clause_in, where_decided
from convrules.render.french import cite, listing
from convrules.render.report.summary import cells_told
from convrules.year.model import BilanConvention, ResultatCellule, ResultatRegle


def leeway_notes(regle: ResultatRegle, b: BilanConvention) -> Iterator[str]:
    """Beside the figures of a rule, which are those of its target alone."""
    yield from _tolerances(regle, b)
    yield from _tends(regle, b)


def _tolerances(regle: ResultatRegle, b: BilanConvention) -> Iterator[str]:
    """One sentence for each tolerance: what it is, where, and what it saves."""
    groups: dict[ir.Tolerance, list[ResultatCellule]] = {}
    for cell in regle.cellules:
        marge = clause_in(regle, [cell]).tolerance
        if marge is not None and marge.valeur:
            groups.setdefault(marge, []).append(cell)
    for marge, cells in groups.items():
        where = t(" pour {a}", a=where_decided(cells)) if len(cells) < len(regle.cellules) else ""
        yield t(
            "Tolérance admise{where}\u202f: {marge}{saved}.",
            where=where,
            marge=tolerance(marge),
            saved=_saved(regle, cells, b),
        )


def _saved(regle: ResultatRegle, cells: Sequence[ResultatCellule], b: BilanConvention) -> str:
    """« ; sans elle, la règle serait manquée pour Bondy (93010) »."""
    ident = regle.clause.entete.ident
    lots = [(nom, lot) for c in cells for nom, lot, _ in shares(b, ident, c.cellule)]
    saved = [c for c in cells if c.sauve_par_tolerance]
    names = list(dict.fromkeys(nom for nom, lot in lots if lot.sauve_par_tolerance))
    if saved and len(regle.cellules) == 1:
        return t("\u202f; sans elle, la règle serait manquée")
    if saved and len(saved) == len(cells) < len(regle.cellules):
        return t("\u202f; sans elle, la règle y serait manquée")
    where = where_decided(saved) if saved else listing(names)
    return t("\u202f; sans elle, la règle serait manquée pour {a}", a=where) if where else ""


def _tends(regle: ResultatRegle, b: BilanConvention) -> Iterator[str]:
    """Where the rule asks to tend towards its target, and how far one is from it."""
    cells = [c for c in regle.cellules if clause_in(regle, [c]).entete.force is ir.Force.TENDRE_VERS]
    if not cells:
        return
    if len(regle.cellules) == 1:
        yield t(
            "{ident} demande de tendre vers cette cible\u202f: elle n'a pas de verdict, et ne pas "
            "l'atteindre n'est pas un manquement.",
            ident=cite(regle.clause.entete.ident),
        )
        return
    yield t(
        "Il s'agit seulement de tendre vers la cible, sans verdict\u202f: {told}.",
        told=cells_told(regle, cells, b),
    )
