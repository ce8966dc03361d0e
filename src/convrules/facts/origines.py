"""By identifier, the row of each file that gives the cells of a row of facts: findings are placed there."""

from collections.abc import Sequence
from dataclasses import field

from convrules.base.records import dataclass
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee, Relire

Rangees = Sequence[tuple[Fichier, Rangee]]


@dataclass(slots=True, kw_only=True)
class _Ecrites:
    """Rows of one file, as they stand in it: their lines and their texts, by rank; the rank, by identifier.

    Why not the rows themselves: hardly any is asked for again, and their cells take ten times more."""

    fichier: Fichier
    relire: Relire
    rangs: dict[str, int] = field(default_factory=dict)
    lignes: list[int] = field(default_factory=list)
    textes: list[str] = field(default_factory=list)

    def note(self, idents: Sequence[str], rangees: Sequence[Rangee]) -> None:
        self.rangs.update(zip(idents, range(len(self.lignes), len(self.lignes) + len(idents)), strict=True))
        self.lignes += [rangee.ligne for rangee in rangees]
        self.textes += [rangee.brut for rangee in rangees]

    def of(self, rang: int) -> Rangee:
        return self.relire(self.lignes[rang], self.textes[rang])


class Origines:
    def __init__(self) -> None:
        self._rangees: dict[str, Rangees] = {}
        self._ecrites: list[_Ecrites] = []

    def note(self, ident: str, rangees: Rangees) -> None:
        self._rangees[ident] = rangees

    def note_all(self, fichier: Fichier, idents: Sequence[str], rangees: Sequence[Rangee]) -> None:
        """Rows of one file, each alone to give its cells."""
        relire = fichier.tableau.relire
        if relire is None or any(one.suivante > one.ligne + 1 for one in rangees):
            self._rangees.update(
                (ident, ((fichier, rangee),)) for ident, rangee in zip(idents, rangees, strict=True)
            )
            return
        if not self._ecrites or self._ecrites[-1].fichier is not fichier:
            self._ecrites.append(_Ecrites(fichier=fichier, relire=relire))
        self._ecrites[-1].note(idents, rangees)

    def of(self, ident: str) -> Rangees:
        """None, of an identifier that was not kept."""
        found = self._rangees.get(ident)
        if found is not None:
            return found
        for one in self._ecrites:
            rang = one.rangs.get(ident)
            if rang is not None:
                return ((one.fichier, one.of(rang)),)
        return ()
