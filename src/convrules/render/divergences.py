"""Where the conventions of one landlord differ, on a screen: a line for each question, cut to its width."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from convrules.analyses.releves import Divergence, Reponse
from convrules.base.anglais import dire
from convrules.base.texte import Langue, compte, t
from convrules.render.numbers import count
from convrules.render.terminal import Style
from convrules.render.width import wrap

_LARGEUR: Final = 100
_REPONSES: Final = 4
"""Answers shown; the others are counted, and stand in the JSON."""
_NOMS: Final = 3
"""Conventions named; beyond, counted."""


def render_divergences(divergences: Sequence[Divergence], style: Style) -> str:
    """By landlord; a blank line after each."""
    lines: list[str] = []
    for _, own in groupby(divergences, key=lambda d: d.bailleur):
        told = list(own)
        lines.append(style.paint(dire(_title(told[0]), style.langue), "1"))
        for divergence in told:
            lines += _of_one(divergence, style.langue)
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def _title(d: Divergence) -> str:
    return t("Ce qui distingue les conventions de « {bailleur} » :", bailleur=d.nom)


def _of_one(d: Divergence, langue: Langue) -> list[str]:
    shown: list[str] = [_answer(r) for r in d.reponses[:_REPONSES]]
    left = len(d.reponses) - _REPONSES
    if left > 0:
        others = compte(left, "une autre réponse", "{n} autres réponses")
        shown.append(t("{autres} (toutes avec --format json)", autres=others))
    question = ", ".join(part for part in ("" if d.objet == "choix" else d.objet, d.cle) if part)
    colon, between = ("\u202f: ", "\u202f; ") if langue is Langue.FR else (": ", "; ")
    told = between.join(dire(answer, langue) for answer in shown)
    first, *rest = wrap(f"{question}{colon}{told}.", _LARGEUR - 4)
    return [f"  {first}", *(f"    {line}" for line in rest)]


def _answer(r: Reponse) -> str:
    who = ", ".join(r.conventions) if len(r.conventions) <= _NOMS else count(len(r.conventions), "convention")
    return t("{valeur} ({qui})", valeur=r.valeur, qui=who)
