"""Cells that no row shows, and that the verdict of a rule depends on."""

from collections.abc import Iterator, Sequence

from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.cells import named_cell
from convrules.render.completing import some_rows, unnamed
from convrules.render.french import cite, listing
from convrules.year.model import ResultatRegle
from convrules.year.valeurs import Tue

FIN = numbers.FINE
NOMMEES_MAX = 5


def unseen_notes(ident: str, regle: ResultatRegle) -> Iterator[str]:
    """Of rows that may be there, then of those still to come; nothing when the verdict depends on none."""
    if regle.ailleurs:
        yield _elsewhere(ident, regle)
    if regle.a_venir:
        yield _to_come(ident, regle)


def _elsewhere(ident: str, regle: ResultatRegle) -> str:
    """A rule judged by commune (say), when a row may be of one that no other row is of."""
    n = len(regle.ailleurs)
    names = listing([cite(nom) for nom in regle.dimensions])
    may = t("ont peut-être") if n > 1 else t("a peut-être")
    return t(
        "{ident}\u202f: {named}, où manque {names}, {may} une valeur qu'aucune autre "
        "ligne ne porte\u202f: la règle y serait jugée à part, et le verdict en dépend.",
        ident=ident,
        named=_rows(regle.ailleurs),
        names=names,
        may=may,
    )


def _to_come(ident: str, regle: ResultatRegle) -> str:
    """A rule judged by commune (say), when one that has no row may have some before the end, or lack some."""
    names = listing([cite(nom) for nom, _ in regle.a_venir[0]])
    cells = [[(nom, v) for nom, v in cell if v is not None] for cell in regle.a_venir]
    told = all(None not in dict(cell).values() for cell in regle.a_venir)
    where = t("à une valeur de {names} qu'aucune ligne ne porte encore", names=names) + (
        t(" ({a})", a=_named([named_cell(cell) for cell in cells])) if told else ""
    )
    if regle.manquantes:
        return t(
            "{ident}\u202f: il peut manquer des lignes {where}\u202f; la règle y serait jugée à part, et le "
            "verdict en dépend.",
            ident=ident,
            where=where,
        )
    return t(
        "{ident}\u202f: avant la fin de la période, il peut venir des lignes "
        "{where}\u202f; la règle y serait jugée à part, et le verdict en dépend.",
        ident=ident,
        where=where,
    )


def _rows(rows: Sequence[str]) -> str:
    hidden = sum(isinstance(row, Tue) for row in rows)
    if not hidden:
        return _named(rows)
    return unnamed(hidden, alone=True) if hidden == len(rows) else some_rows(rows, NOMMEES_MAX)


def _named(noms: Sequence[str]) -> str:
    more = len(noms) - NOMMEES_MAX
    return listing([*noms[:NOMMEES_MAX], *([numbers.count(more, "autre")] if more > 0 else [])])
