"""Turns of phrase of conditions: comparisons by what they compare, and the verbs around them."""

from typing import Final

from convrules import ir
from convrules.base.texte import Texte, t
from convrules.render.french import Groupe, lie

_C = ir.Comparateur
OPPOSITE: Final = {
    _C.EGAL: _C.DIFFERENT,
    _C.DIFFERENT: _C.EGAL,
    _C.INFERIEUR: _C.SUPERIEUR_EGAL,
    _C.INFERIEUR_EGAL: _C.SUPERIEUR,
    _C.SUPERIEUR: _C.INFERIEUR_EGAL,
    _C.SUPERIEUR_EGAL: _C.INFERIEUR,
}
ORDER: Final = {
    _C.INFERIEUR: ("inférieur", ""),
    _C.INFERIEUR_EGAL: ("inférieur", "égal"),
    _C.SUPERIEUR: ("supérieur", ""),
    _C.SUPERIEUR_EGAL: ("supérieur", "égal"),
}
WHEN: Final = {
    _C.EGAL: ("intervient le jour même {de}", "intervient {le}"),
    _C.DIFFERENT: ("n'intervient pas le jour même {de}", "n'intervient pas {le}"),
    _C.INFERIEUR: ("intervient avant {x}", "intervient avant {le}"),
    _C.INFERIEUR_EGAL: ("intervient au plus tard le jour {de}", "intervient au plus tard {le}"),
    _C.SUPERIEUR: ("intervient après {x}", "intervient après {le}"),
    _C.SUPERIEUR_EGAL: ("intervient au plus tôt le jour {de}", "intervient au plus tôt {le}"),
}
TERM: Final = {
    _C.EGAL: "intervient exactement {duree}",
    _C.DIFFERENT: "n'intervient pas exactement {duree}",
    _C.INFERIEUR: "intervient avant le terme de {duree}",
    _C.INFERIEUR_EGAL: "intervient au plus tard {duree}",
    _C.SUPERIEUR: "intervient plus de {duree}",
    _C.SUPERIEUR_EGAL: "intervient au plus tôt {duree}",
}


LIENS: Final = {"et": (" et ", ", et "), "ou": (" ou ", ", ou ")}
"""A comma where what is joined has such words of its own."""


def compris(sujet: Groupe, verbe: str) -> str:
    """« est comprise »; in English "is"."""
    return lie(f"{verbe} {sujet.accord('compris')}", verbe)


def neither(sujet: Groupe, n: int) -> str:
    """« n'est pas T1 », but « n'est ni T1 ni T2 »."""
    several = lie(sujet.n_est_pas.removesuffix(" pas"), sujet.est)
    return t("{a} {b}", a=sujet.texte, b=sujet.n_est_pas if n == 1 else several)


def moved(modele: str, **trous: str) -> Texte:
    """« intervient avant {x} » with what fills it."""
    return Texte(modele.format_map(trous), modele, trous)
