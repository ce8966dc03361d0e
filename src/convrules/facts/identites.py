"""What names the rows of a table, and what stands for those that are refused: whatever counts the table must
not be surer than with them.

Source: docs/langage, « Correspondance »."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from convrules.base.texte import t
from convrules.base.values import Cellule, Erreur
from convrules.diagnostics.problems import donnees as problems
from convrules.diagnostics.problems import lecture
from convrules.facts.constats import Origines, lost
from convrules.facts.conversion import ERREURS
from convrules.facts.entete import ENFANTS
from convrules.facts.entrees import Entrees
from convrules.facts.inconnus import names_nothing
from convrules.facts.jointure import Jointures, Repetees, repeated
from convrules.facts.pertes import Pertes, row_name, vacancy_of
from convrules.facts.places import with_places
from convrules.facts.plan import Fichier, Plan
from convrules.facts.readers.lieux import Constat, Rangee
from convrules.facts.readers.reserve import Reserve
from convrules.facts.records import Ligne, adds_up
from convrules.facts.redites import COMPTEES as PAR_VACANCE
from convrules.facts.repetitions import LIGNE_DE_TROP, alike, said_by

COMPTEES: Final = frozenset({"vacances", "logements", "programmes", "demandes", "droits"})
"""Tables of which a row that is refused stands for one that is perhaps there."""
_VIE: Final = ("debut", "fin")
"""Between which days a right runs."""


class Identites:
    """`perdues`: rows that stand for the refused ones. `partages`: identifiers of vacancies that rows
    which say different things bear. `pertes`: vacancies whose rows of this table can no
    longer be counted."""

    def __init__(
        self, plan: Plan, jointures: Jointures, repetees: Repetees, pertes: Pertes, entrees: Entrees
    ) -> None:
        self.plan, self.jointures, self.repetees, self.entrees = plan, jointures, repetees, entrees
        self.numero = 0
        self.perdues: list[Ligne] = []
        self.partages: set[str] = set()
        self.pertes = pertes

    def lose(self, fichier: Fichier, rangee: Rangee, placed: bool = True) -> None:
        """A row that is there though it cannot be read: nothing is known of it, and results say between what
        and what it may change them. placed: each of its cells is surely under its own title."""
        if not self.plan.principale(fichier.source):
            return
        if self.plan.table in PAR_VACANCE:
            fichier.ouvertes += self.pertes.lose(fichier, rangee, placed)
        elif self.plan.table == "droits" and placed:
            self._lose_right(fichier, rangee)
        elif self.plan.table == "soustractions":
            self._lose_withdrawals(fichier, rangee, placed)
        elif self.plan.table == "vacances_attendues":
            fichier.ouvertes += 1  # What is to come is then not bounded at all.
        elif self.plan.table in COMPTEES:
            fichier.ouvertes += self.plan.table != "vacances"
            self.perdues.append(lost(self.plan, fichier, rangee))

    def _lose_right(self, fichier: Fichier, rangee: Rangee) -> None:
        """Perhaps there is one right more: of whom is said, on what days is not."""
        fichier.ouvertes += 1
        unknown: dict[str, Cellule] = {nom: Erreur(LIGNE_DE_TROP) for nom in _VIE}
        kept = {**said_by(fichier, rangee), **unknown}
        self.perdues.append(replace(lost(self.plan, fichier, rangee), cellules=kept))

    def _lose_withdrawals(self, fichier: Fichier, rangee: Rangee, placed: bool) -> None:
        """Withdrawals that were forecast: of what is said where it is surely read, how many is not."""
        fichier.ouvertes += 1
        said = said_by(fichier, rangee) if placed else {}
        kept: dict[str, Cellule] = {**said, "nombre": Erreur(LIGNE_DE_TROP)}
        self.perdues.append(replace(lost(self.plan, fichier, rangee), cellules=kept))

    def name(self, fichier: Fichier, rangee: Rangee, reserve: Reserve, origines: Origines) -> str | None:
        """The identifier of a row; None if it is refused for what names it."""
        rank = fichier.rank("id")
        if rank is None:
            self.numero += 1
            return f"{self.plan.table}-{self.numero}"
        text = rangee.valeurs[rank]
        why = _nameless(fichier, rangee, rank)
        if why is not None:
            fichier.refuse(rangee, rank, why)
            self.lose(fichier, rangee)
            # It is there, and may be the one that a joined row is about.
            self.call(fichier, rangee)
            return None
        first = reserve.place_of(text)
        if first is None:
            return text
        another = self._another(fichier, rangee, text, reserve.row(text), origines)
        shown = t("{fichier}, ligne {ligne}", fichier=first.fichier, ligne=str(first.ligne))
        again = (first.fichier, first.ligne) == (fichier.nom, rangee.ligne)
        by = self.entrees.giving(fichier.nom) if again else ""
        fichier.refuse(rangee, rank, repeated(fichier, rangee, (self.plan.table, rank), shown, another, by))
        self.repetees.setdefault(("", (text,)), []).append((fichier, rangee))
        return None

    def name_all(self, fichier: Fichier, rangees: Sequence[Rangee], reserve: Reserve) -> list[str] | None:
        """The identifiers of rows of which no cell has a fault; None if one of them may be refused."""
        rank = fichier.rank("id")
        if rank is None:
            first, self.numero = self.numero + 1, self.numero + len(rangees)
            return [f"{self.plan.table}-{number}" for number in range(first, self.numero + 1)]
        texts = [rangee.valeurs[rank] for rangee in rangees]
        named = not any(map(names_nothing, texts)) and ERREURS.isdisjoint(texts)
        unknown = frozenset(fichier.unknown("id"))
        fresh = unknown.isdisjoint(texts) and len(set(texts)) == len(texts) and not reserve.met(texts)
        return texts if named and fresh else None

    def _another(
        self,
        fichier: Fichier,
        rangee: Rangee,
        ident: str,
        first: Ligne | None,
        origines: Origines,
    ) -> bool:
        """Is a row of an identifier that was met perhaps another one? A copy says all that the first
        says, and joins the same rows. What hangs on the identifier is then of one or of the other."""
        if self.plan.table == "vacances":
            return self._another_vacancy(fichier, rangee, ident, origines.of(ident)[0])
        cells = said_by(fichier, rangee)
        own = first.cellules if first is not None else {}
        if all(own.get(nom) == cell and not isinstance(cell, Erreur) for nom, cell in cells.items()):
            return False
        if self.plan.table in ENFANTS:
            fichier.ouvertes += 1
            for vacance in dict.fromkeys(map(vacancy_of, (own, cells))):
                self.pertes.add(vacance, row_name(fichier, rangee))
        elif self.plan.table == "droits":
            self._lose_right(fichier, rangee)
        elif self.plan.table in COMPTEES or (self.plan.table == "journal" and adds_up(cells)):
            fichier.ouvertes += 1
            self.perdues.append(replace(lost(self.plan, fichier, rangee), cellules=with_places(cells)))
        return True

    def _another_vacancy(
        self, fichier: Fichier, rangee: Rangee, ident: str, first: tuple[Fichier, Rangee]
    ) -> bool:
        same_key = self.jointures.cles.of(*first) == self.jointures.cles.of(fichier, rangee)
        if same_key and alike(first, (fichier, rangee)):
            return False
        self.partages.add(ident)
        self.lose(fichier, rangee)
        if not same_key:
            self.call(fichier, rangee)
        return True

    def call(self, fichier: Fichier, rangee: Rangee) -> None:
        """A row that is refused calls for those that join it all the same."""
        tuple(self.jointures.called(fichier, rangee, f"{fichier.nom}, ligne {rangee.ligne}"))


def _nameless(fichier: Fichier, rangee: Rangee, rank: int) -> Constat | None:
    """Why a cell is no identifier."""
    text = rangee.valeurs[rank]
    if rank in rangee.fautes:
        return rangee.fautes[rank]
    if names_nothing(text) or text in fichier.unknown("id"):
        return partial(problems.ligne_sans_identifiant, colonne=fichier.name_of(rank), valeur=text)
    if text in ERREURS:
        return partial(lecture.cellule_en_erreur, colonne=fichier.name_of(rank), valeur=text)
    return None
