"""Rows of the stock on the territory of a convention.

A right stands where its dwelling is, else its programme, else where its own row says. Where the cell of its
dwelling is empty, it may be any dwelling of its programme, or none. Source: docs/langage, « Les fichiers ».
"""

from collections.abc import Mapping
from functools import cached_property

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of
from convrules.base.values import Connu, Erreur, SansObjet
from convrules.facts.records import Faits, Ligne, found_in
from convrules.runtime.operators import normal_text
from convrules.runtime.places import on_territory


class Ressort:
    def __init__(self, territoire: ir.Territoire, faits: Faits | None) -> None:
        self.territoire, self.faits = territoire, faits

    def has(self, ligne: Ligne) -> Issue:
        """Is the place that a row says on the territory?"""
        return on_territory(self.territoire, ligne.cellule, f"{ligne.table} {ligne.id}")

    def has_right(self, droit: Ligne) -> Issue:
        cell = droit.cellule("logement")
        of_programme = self.has(self._named(droit, "programme") or droit)
        if "logement" not in droit.cellules or isinstance(cell, SansObjet):
            return of_programme
        if isinstance(cell, Connu):
            logement = self._named(droit, "logement")
            return self.has(logement) if logement is not None else of_programme
        return self._anywhere(droit, of_programme)

    def _named(self, droit: Ligne, champ: str) -> Ligne | None:
        key, faits = droit.cellule(champ), self.faits
        if faits is None or not isinstance(key, Connu):
            return None
        return found_in(faits.logements if champ == "logement" else faits.programmes, str(key.valeur))

    def _anywhere(self, droit: Ligne, of_programme: Issue) -> Issue:
        """A right that does not say which dwelling it bears on."""
        key = droit.cellule("programme")
        name = normal_text(str(key.valeur)) if isinstance(key, Connu) else None
        known = (n for n in self._dwellings if n is None or name is None or n == name)
        found = {of_programme}.union(*(self._dwellings[n] for n in known))
        if len(found) == 1:
            return of_programme
        genre = Genre.ERREUR if isinstance(droit.cellule("logement"), Erreur) else Genre.MANQUANT
        own = Cause(fait="logement", genre=genre, ligne=f"droits {droit.id}")
        return Indetermine(frozenset({own}).union(*map(causes_of, found)))

    @cached_property
    def _dwellings(self) -> Mapping[str | None, set[Issue]]:
        """Whether the dwellings of each programme are there (None: the programme is not said)."""
        found: dict[str | None, set[Issue]] = {}
        for row in (self.faits.logements if self.faits is not None else None) or ():
            key = row.cellule("programme")
            name = normal_text(str(key.valeur)) if isinstance(key, Connu) else None
            found.setdefault(name, set()).add(self.has(row))
        return found
