"""Chance that can be drawn again: each number comes from the seed and from what it is drawn for.

A draw is the first eight bytes, most significant first, of the SHA-256 of « graine|année tirée|usage|sujet »
(UTF-8), as a whole number below 2^64. So a dwelling is drawn the same whatever the others are, whatever
texts are tried, on every machine; one more dwelling changes no other.
"""

from fractions import Fraction
from hashlib import sha256
from typing import Final

from convrules.base.records import dataclass

TOUT: Final = 1 << 64


@dataclass(frozen=True, slots=True)
class Hasard:
    """The chance of one drawn year."""

    graine: int
    rang: int

    def draw(self, usage: str, sujet: str) -> int:
        """A whole number below 2^64."""
        said = f"{self.graine}|{self.rang}|{usage}|{sujet}".encode()
        return int.from_bytes(sha256(said).digest()[:8], "big")

    def happens(self, taux: Fraction, usage: str, sujet: str) -> bool:
        """True in the share `taux` of the draws."""
        return self.draw(usage, sujet) * taux.denominator < taux.numerator * TOUT

    def below(self, number: int, usage: str, sujet: str) -> int:
        """One of 0 … number - 1, all alike."""
        return self.draw(usage, sujet) * number // TOUT

    def between(self, least: Fraction, most: Fraction, usage: str, sujet: str) -> Fraction:
        return least + (most - least) * Fraction(self.draw(usage, sujet), TOUT)
