"""Balances that the table says, and that a year judged in the same run leaves otherwise."""

from collections.abc import Iterator

from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.bounds import bornes
from convrules.render.cells import named_cell
from convrules.render.french import cite
from convrules.year.model import Bilan, Contredit


def contradicted_notes(bilan: Bilan, convention: str) -> Iterator[str]:
    """Of a convention, in any of the years judged."""
    for year in (*bilan.precedents, bilan):
        remis = any(b.remis for b in year.conventions)
        for found in year.contredits:
            if found.convention == convention:
                yield contradiction(found, remis=remis)


def contradiction(found: Contredit, *, remis: bool = False) -> str:
    """Both figures, and the one that is taken up. remis: said to a holder, who does not know of tables."""
    return t(
        "{ident}{where}\u202f: le solde de {annee} est {dit} d'après {qui}, et {laisse} d'après {annee}, "
        "jugée ici\u202f; {apres} reprend {repris}.",
        ident=cite(found.clause),
        where=t(" ({a})", a=named_cell(found.cellule)) if found.cellule else "",
        annee=str(found.annee),
        dit=numbers.decimal(found.dit),
        qui=t("le bailleur") if remis else t("la table «\u202fsoldes\u202f»"),
        laisse=bornes(found.laisse),
        apres=str(found.annee + 1),
        repris=bornes(found.repris) if found.repris is not None else t("un solde qui n'est pas connu"),
    )
