"""Texts that name one thing and are not written alike: a spreadsheet took the first zeros of a number."""

import re
from collections.abc import Collection, Container, Iterable, Mapping
from functools import partial
from typing import Final, TypeAlias

from convrules.diagnostics.problems import donnees as problems
from convrules.facts.montre import identifying
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Constat, Rangee
from convrules.facts.titres import bare

Trait: TypeAlias = tuple[str, ...]
_TABLES_CITEES: Final = {"logement": "logements", "programme": "programmes", "demande": "demandes"}
_MORCEAU: Final = re.compile(r"\d+|[A-Z]+")
_DECIMALE: Final = re.compile(r"(?<=\d)[.,]0+$")


def outline(*textes: str) -> Trait:
    """What is left of a key without the zeros that begin its numbers, capitals, accents and punctuation."""
    found: list[str] = []
    for text in textes:
        pieces = _MORCEAU.findall(bare(_DECIMALE.sub("", text)))
        found += (*(p.lstrip("0") or "0" if p[0].isdigit() else p for p in pieces), "|")
    return tuple(found)


class Renvois:
    """What rows cite of other tables. connus: identifiers, by field; others are not verified."""

    def __init__(self, connus: Mapping[str, Container[str]]) -> None:
        self.connus = connus
        self._traits: dict[str, Mapping[Trait, tuple[str, ...]]] = {}

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
        if champ not in self._traits:
            known = self.connus[champ]
            # Of what is not in memory, only the very text can be asked for.
            self._traits[champ] = outlines((t,) for t in known) if isinstance(known, Collection) else {}
        text = rangee.valeurs[rank]
        for near in self._traits[champ].get(outline(text), ()):
            fichier.voisines.setdefault(rank, []).append((rangee, text, near))


def outlines(cles: Iterable[tuple[str, ...]]) -> Mapping[Trait, tuple[str, ...]]:
    """Keys by their outline, those that have one."""
    return {trait: cle for cle in cles if len(trait := outline(*cle)) > len(cle)}
