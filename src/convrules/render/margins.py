"""The tolerance of a part or quota: how far below what is due is no miss, and who is kept thanks to it."""

from collections.abc import Iterator

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.render.accounts import shares
from convrules.render.cells import cell_name
from convrules.render.clauses import tolerance
from convrules.render.decided import exception_names, first_named, readings
from convrules.render.french import cite, joined, listing
from convrules.render.places import where
from convrules.year.model import (
    MANQUES,
    BilanConvention,
    Dite,
    Lot,
    ResultatCellule,
    ResultatRegle,
)

AUCUNE = t("aucune")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marge:
    """Cells that have one tolerance, by one text."""

    dite: Dite
    cellules: list[ResultatCellule]


def margin(regle: ResultatRegle, cell: ResultatCellule) -> str:
    """« 1 logement »; « aucune ou 1 logement » where one does not know which; empty where there is none."""
    every = dict.fromkeys(_words(d.clause) for d in readings(regle, cell) if not d.ecartee)
    return listing([said or AUCUNE for said in every], "ou") if any(every) else ""


def written(clause: ir.Part | ir.Quota) -> str:
    """« 1 logement », as a file writes it; empty where there is none."""
    return _words(clause).replace("\u00a0", " ")


def with_margin(regle: ResultatRegle, cell: ResultatCellule) -> str:
    """« (tolérance : 1 logement) », after what is asked."""
    said = margin(regle, cell)
    return t(" (tolérance\u202f: {marge})", marge=said) if said else ""


def margin_notes(regle: ResultatRegle, b: BilanConvention) -> Iterator[str]:
    """« « p » : tolérance de 1 logement (article 1) ; conforme grâce à elle : Bondy ; elle ne suffit pas :
    Pantin. »"""
    for marge in _margins(regle):
        head = t("tolérance de {marge}{par}", marge=_words(marge.dite.clause), par=_by(marge.dite))
        everywhere = len(marge.cellules) == len(regle.cellules)
        places = first_named([cell_name(c) for c in marge.cellules])
        yield t(
            "{a}\u202f: {b}.",
            a=cite(regle.clause.entete.ident),
            b=joined(
                [
                    head if everywhere else t("pour {a}, {b}", a=places, b=head),
                    *_made_of(marge, regle, b, alone=len(marge.cellules) == 1 and not everywhere),
                ],
                "\u202f; ",
            ),
        )


def _margins(regle: ResultatRegle) -> list[_Marge]:
    found: dict[tuple[object, ...], _Marge] = {}
    for cell in regle.cellules:
        for dite in readings(regle, cell):
            if dite.clause.tolerance is not None and not dite.ecartee:
                key = dite.clause.tolerance, dite.noms if "tolérance" in dite.cles else (), dite.certaine
                found.setdefault(key, _Marge(dite=dite, cellules=[])).cellules.append(cell)
    return list(found.values())


def _words(clause: ir.Part | ir.Quota) -> str:
    return tolerance(clause.tolerance) if clause.tolerance is not None else ""


def _by(dite: Dite) -> str:
    """The text that gives it."""
    if "tolérance" in dite.cles:
        names = exception_names(dite.exceptions)
        if dite.certaine:
            return t(", par exception {names}", names=names)
        return t(", peut-être, par exception {names}", names=names)
    place = where(dite.clause.entete)
    return t(" ({a})", a=place) if place else ""


def _made_of(marge: _Marge, regle: ResultatRegle, b: BilanConvention, *, alone: bool) -> Iterator[str]:
    """Who is kept thanks to it, who is missed all the same. alone: of a cell that has been named."""
    judged = [one for cell in marge.cellules for one in _judged(regle, cell, b)]
    kept = [nom for nom, one in judged if one.sauve_par_tolerance]
    short = [nom for nom, one in judged if one.verdict in MANQUES]
    for names, said in ((kept, t("conforme grâce à elle")), (short, t("elle ne suffit pas"))):
        if names and (names == [""] or (alone and len(judged) == 1)):
            yield said
        elif names:
            yield t("{a}\u202f: {b}", a=said, b=first_named(names))


def _judged(
    regle: ResultatRegle, cell: ResultatCellule, b: BilanConvention
) -> Iterator[tuple[str, ResultatCellule | Lot]]:
    """Each account of a part that is split, by its name; the cell otherwise."""
    lots = shares(b, regle.clause.entete.ident, cell.cellule)
    if not lots or cell.verdict is not None:
        yield cell_name(cell) if cell.cellule else "", cell
    for nom, lot, _ in lots:
        yield t("{a}, {b}", a=cell_name(cell), b=nom) if cell.cellule else nom, lot
