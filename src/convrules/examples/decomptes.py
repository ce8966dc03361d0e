"""What a case obtains where a clause has no state of its own over the year: counts, or nothing due."""

from convrules import ir
from convrules.runtime.decision import ResultatDelai, ResultatElement
from convrules.year.model import ResultatEcheance

INSECABLE = "\u202f"


def no_single_state(e: ResultatEcheance, en_vigueur: ir.Validite) -> str:
    """« rien n'est dû cette année… », with the year to write, or a number for each state."""
    if e.elements or e.niveau is ir.Niveau.VACANCE:
        told = ", ".join(f"{mot}{INSECABLE}: {n}" for mot, n in e.decomptes if n)
        return f"un nombre par état ({told or 'zéro partout'})"
    if not e.ailleurs:
        return "rien à juger cette année"
    first, *others = dict.fromkeys(_when(one, en_vigueur) for one in e.ailleurs)
    more = f" (et d'autres){INSECABLE}" if others else INSECABLE
    return f"rien n'est dû cette année{more}; {first}"


def _when(e: ResultatElement, en_vigueur: ir.Validite) -> str:
    """Which year judges a deadline that the year at hand does not."""
    delai = e.resultat
    assert isinstance(delai, ResultatDelai), "an obligation is judged every year"
    if delai.limite is None:
        made = delai.cible.connu if delai.cible is not None else None
        if made is None:
            return "le délai n'a pas commencé au jour considéré"
        return f"c'est fait le {made.isoformat()}{INSECABLE}: écrivez « année{INSECABLE}: {made.year} »"
    limit = f"la limite est le {delai.limite.isoformat()}"
    if en_vigueur.du is not None and delai.limite < en_vigueur.du:
        return f"{limit}, avant le premier jour de la convention{INSECABLE}: aucune année ne la juge"
    year = delai.limite.year if en_vigueur.au is None else min(delai.limite.year, en_vigueur.au.year)
    return f"{limit}{INSECABLE}: écrivez « année{INSECABLE}: {year} »"
