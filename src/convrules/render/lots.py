"""The accounts of a split, in the table of the year."""

from typing import Final

from convrules.base.texte import Texte, t
from convrules.render import words
from convrules.render.bounds import bornes
from convrules.render.covered import asked
from convrules.render.forces import verdict_word
from convrules.render.french import cite
from convrules.year.model import BilanConvention, Lot, ResultatRepartition, Verdict

NOTE: Final = "{verdict} ({note})"


def lot_numbers(lot: Lot) -> tuple[str, ...]:
    """Base, due, rounded due, target, done, balance: no base of its own, and a due that is whole already."""
    balance = bornes(lot.solde) if lot.solde is not None else ""
    target = asked(lot.demande)
    done = bornes(lot.realise, seuil=None if target is None else target.valeur)
    return "", "", bornes(lot.du), bornes(target), done, balance


def lot_verdict(lot: Lot) -> str:
    said = verdict_word(lot.force, lot.verdict)
    if lot.verdict is Verdict.INDETERMINE and len(lot.verdicts_possibles) == 2:
        return noted(said, words.possibles(words.VERDICT[v] for v in lot.verdicts_possibles))
    return by_tolerance(said) if lot.sauve_par_tolerance else said


def noted(verdict: str, note: str) -> Texte:
    """« conforme (50 %) »."""
    return t("{verdict} ({note})", verdict=verdict, note=note)


def by_tolerance(said: str) -> Texte:
    """What makes the verdict, not a note beside it: every form says it."""
    return t("{verdict} (par tolérance)", verdict=said)


def bare_verdict(said: str) -> str:
    """The same without its notes."""
    while isinstance(said, Texte) and said.modele == NOTE:
        said = said.trous["verdict"]
    return said


def judged_each(split: ResultatRepartition, b: BilanConvention) -> str:
    """Why the part itself may have no verdict."""
    part = next((r for r in b.regles if r.clause.entete.ident == split.clause.de), None)
    if split.issue is False:
        return t("\u202f; elle ne s'applique pas à ce bilan")
    if part is None or part.verdict is not None or split.verdict is None:
        return ""
    whole = t("{de} n'a pas de verdict à elle seule", de=cite(split.clause.de))
    return t("\u202f; chaque compte est jugé sur ce qui lui revient, et {whole}", whole=whole)
