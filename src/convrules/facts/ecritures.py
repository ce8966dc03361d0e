"""What rows cite of other tables, told when it is only written otherwise."""

from collections.abc import Collection, Container, Mapping
from functools import partial
from typing import Final

from convrules.diagnostics.problems import donnees as problems
from convrules.facts.montre import identifying
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Constat, Rangee
from convrules.facts.traits import Trait, outline, outlines

_TABLES_CITEES: Final = {"logement": "logements", "programme": "programmes", "demande": "demandes"}


class Renvois:
    """What rows cite of other tables. connus: identifiers, by field; others are not verified."""

    def __init__(self, connus: Mapping[str, Container[str]]) -> None:
        self.connus = connus
        self._traits: dict[str, Mapping[Trait, tuple[str, ...]]] = {}

    def cited(self) -> Mapping[str, Container[str]]:
        """Identifiers of the tables that fields cite, by field."""
        return {champ: self.connus[champ] for champ in _TABLES_CITEES if champ in self.connus}

    def check(self, fichier: Fichier, rangee: Rangee, rank: int, champ: str) -> None:
        """A dwelling, programme or demand that its table lacks: the row stays, its facts are unknown."""
        text, table = rangee.valeurs[rank], _TABLES_CITEES.get(champ)
        if table is None or not text or champ not in self.connus or text in self.connus[champ]:
            return
        self.veil(fichier, rangee, rank)
        nom = fichier.name_of(rank)
        make: Constat = partial(problems.reference_inconnue, colonne=nom, valeur=text, table=table)
        fichier.note(rangee, rank, make)
        self.note_near(fichier, rangee, rank, champ)

    def veil(self, fichier: Fichier, rangee: Rangee, rank: int) -> None:
        """A number that names nothing here may well be somebody's."""
        if identifying(rangee.valeurs[rank]):
            fichier.hide(rangee, (rank,))

    def note_near(self, fichier: Fichier, rangee: Rangee, rank: int, champ: str) -> None:
        """A text that cites nothing: would it, were it written otherwise?"""
        text = rangee.valeurs[rank]
        for near in self.near(champ, text):
            fichier.voisines.setdefault(rank, []).append((rangee, text, near))

    def near(self, champ: str, text: str) -> tuple[str, ...]:
        """Identifiers that a text is, but for its spelling."""
        if champ not in self._traits:
            known = self.connus[champ]
            # Of what is not in memory, only the very text can be asked for.
            self._traits[champ] = outlines((t,) for t in known) if isinstance(known, Collection) else {}
        return self._traits[champ].get(outline(text), ())
