"""The accounts of a split, in the table of the year."""

from convrules.render import numbers, words
from convrules.render.bounds import bornes
from convrules.render.french import cite
from convrules.year.model import BilanConvention, Lot, ResultatRepartition, Verdict

FIN = numbers.FINE


def lot_numbers(lot: Lot) -> tuple[str, ...]:
    """Base, due, rounded due, target, done, balance: no base of its own, and a due that is whole already."""
    target = lot.cible if lot.cible is not None else lot.du
    balance = bornes(lot.solde) if lot.solde is not None else ""
    return "", "", bornes(lot.du), bornes(target), bornes(lot.realise), balance


def lot_verdict(lot: Lot) -> str:
    if lot.verdict is None:
        return "sans verdict"
    if lot.verdict is Verdict.INDETERMINE and len(lot.verdicts_possibles) == 2:
        return f"indéterminé ({words.possibles(words.VERDICT[v] for v in lot.verdicts_possibles)})"
    said = words.VERDICT[lot.verdict]
    return f"{said} (par tolérance)" if lot.sauve_par_tolerance else said


def judged_each(split: ResultatRepartition, b: BilanConvention) -> str:
    """Why the part itself may have no verdict."""
    part = next((r for r in b.regles if r.clause.entete.ident == split.clause.de), None)
    if split.issue is False or part is None or part.verdict is not None or split.verdict is None:
        return ""
    whole = f"{cite(split.clause.de)} n'a pas de verdict à elle seule"
    return f"{FIN}; chaque compte est jugé sur ce qui lui revient, et {whole}"
