"""A cell in words: its numbers, and its verdict with what stands behind it."""

from fractions import Fraction

from convrules.base.texte import t
from convrules.render import words
from convrules.render.bounds import bornes, bornes_percent
from convrules.render.covered import asked
from convrules.render.forces import verdict_word
from convrules.render.lots import by_tolerance, noted
from convrules.year.model import ResultatCellule, Verdict


def cell_numbers(c: ResultatCellule) -> tuple[str, ...]:
    """Base, dû, arrondi, cible, fait, solde."""
    cible = asked(c.cible)
    done = bornes(c.realise, seuil=None if cible is None else cible.valeur)
    return (*(bornes(b) for b in (c.base, c.du, c.du_arrondi, cible)), done, bornes(c.solde))


def verdict(v: Verdict | None) -> str:
    """`tendre vers` has none, nor a part whose accounts are judged each."""
    return words.VERDICT[v] if v is not None else t("sans verdict")


def cell_verdict(c: ResultatCellule) -> str:
    said = verdict_word(c.force, c.verdict)
    if c.verdict is Verdict.INDETERMINE and len(c.verdicts_possibles) == 2:
        return noted(said, words.possibles(words.VERDICT[v] for v in c.verdicts_possibles))
    if c.sous_minimum and c.base_minimale is not None:
        return noted(said, t("base de moins de {base_minimale}", base_minimale=bornes(c.base_minimale)))
    if c.sauve_par_tolerance:
        said = by_tolerance(said)
    if c.part is not None:
        said = noted(said, bornes_percent(c.part, asked_share(c)))
    return said


def asked_share(c: ResultatCellule) -> Fraction | None:
    """The share of a base that is due, where it is the same whatever the base is found to be."""
    if c.du is None:
        return None
    found = {due / base for due, base in ((c.du.min, c.base.min), (c.du.max, c.base.max)) if base}
    return found.pop() if len(found) == 1 else None
