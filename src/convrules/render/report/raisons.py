"""Why the figures of a rule, as they are told, give its verdict where they do not seem to."""

from convrules.base.texte import compte, t
from convrules.render import numbers
from convrules.render.bounds import bornes_percent
from convrules.render.cell_text import asked_share
from convrules.render.cells import cells_word
from convrules.render.french import cite, listing
from convrules.year.model import ResultatCellule, ResultatRegle, Verdict


def share_done(c: ResultatCellule) -> str:
    """Where what is done and what is asked are both known by their bounds: the share that is done, which is
    what the verdict is of."""
    sure = c.realise.valeur is not None or c.cible is None or c.cible.valeur is not None
    return "" if sure or c.part is None else t(", soit {part},", part=bornes_percent(c.part, asked_share(c)))


def together(c: ResultatCellule) -> str:
    """They follow the same rows: one is not low where the other is high."""
    return t(", les deux nombres variant ensemble") if share_done(c) else ""


def of_no_cell(regle: ResultatRegle) -> str:
    """Not determined, though no cell that is shown is in doubt."""
    if regle.verdict is not Verdict.INDETERMINE or not (regle.ailleurs or regle.manquantes):
        return ""
    n = len(regle.cellules)
    shown = t(
        "{plural} {cells} {cells2} que l'on connaît",
        plural=numbers.plural(n, "la", "les"),
        cells=numbers.group(n),
        cells2=cells_word([c.cellule for c in regle.cellules], n),
    )
    if not regle.ailleurs:
        return t(
            "le doute n'est pas dans {shown}\u202f: il tient à des lignes qui manquent peut-être, ailleurs.",
            shown=shown,
        )
    return compte(
        len(regle.ailleurs),
        "le doute n'est pas dans {shown}\u202f: il tient à 1 ligne où manque {names}, peut-être ailleurs.",
        "le doute n'est pas dans {shown}\u202f: il tient à {n} lignes où manque {names}, peut-être ailleurs.",
        shown=shown,
        names=listing([cite(nom) for nom in regle.dimensions]),
    )
