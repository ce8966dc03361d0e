"""What a rule brings from one year to the next (docs/langage, « Report »)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from .outcomes import HorsDePortee
from .syntax import Parser


@dataclass(frozen=True)
class Carry:
    mode: str = "aucun"
    only: str = ""
    cap: int | None = None
    cap_share: Fraction | None = None  # of the due
    dies: bool = False  # what was brought is not brought again

    def clip(self, balance: Fraction, due: Fraction = Fraction(0)) -> Fraction:
        if self.only == "déficit":
            balance = max(balance, Fraction(0))
        if self.only == "excédent":
            balance = min(balance, Fraction(0))
        if self.cap is not None:
            balance = max(Fraction(-self.cap), min(balance, Fraction(self.cap)))
        if self.cap_share is not None:
            most = self.cap_share * due
            most = most if self.mode == "solde exact" else Fraction(math.floor(most))
            balance = max(-most, min(balance, most))
        return balance


def carry(text: str) -> Carry:
    p = Parser(text)
    modes = ("aucun", "solde arrondi", "solde exact", "fractions cumulées")
    mode = next((m for m in modes if p.accept(*m.split())), "")
    only, cap, share, dies = "", None, None, False
    while p.accept(","):
        if p.accept("plafonné", "à"):
            number = Fraction(p.take())
            if p.accept("%"):
                share = number / 100
                p.expect("du", "dû")
            else:
                cap = int(number)
                p.take()
        elif p.accept("perdu", "après", "1", "an"):
            dies = True
        else:
            only = p.take()
            p.expect("seul")
    p.end()
    if not mode:
        raise HorsDePortee(f"report « {text} »")
    return Carry(mode, only, cap, share, dies)
