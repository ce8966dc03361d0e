"""What is looked for in a row of which something may have to be said, before it is read."""

from functools import partial

from convrules.diagnostics.problems import vie_privee
from convrules.facts.avalees import without_rows_inside
from convrules.facts.decalage import shift
from convrules.facts.personnel import Sosies, protected
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee
from convrules.facts.totaux import note_footer


class Regard:
    """Looks at rows of one table."""

    def __init__(self, table: str, sosies: Sosies | None) -> None:
        self.table, self.sosies = table, sosies

    def examined(
        self, fichier: Fichier, rangee: Rangee, whole: bool, placed: bool
    ) -> tuple[Rangee, tuple[int, int] | None]:
        """The row with nothing that identifies a person, and how its cells are moved, if they are."""
        known = whole and fichier.connues.of(rangee) is not None
        if whole and not known:
            rangee = self._protected(fichier, rangee)
        note_footer(fichier, rangee)
        return rangee, shift(fichier, rangee) if whole and not known and placed else None

    def _protected(self, fichier: Fichier, rangee: Rangee) -> Rangee:
        """The row with nothing that identifies a person; a person that has two names is told, once a file."""
        before = self.sosies.doubles if self.sosies is not None else 0
        lieu = (self.table, fichier.tableau.separateur)
        whole = without_rows_inside(rangee, lieu[1], fichier.colonnes)
        found = protected(whole, lieu, fichier.colonnes, self.sosies)
        if self.sosies is not None and self.sosies.doubles > before and not fichier.sosies:
            fichier.sosies = True
            rank = next(r for c, r, _ in fichier.colonnes if c.pseudonymise)
            make = partial(vie_privee.pseudonymes_voisins, colonne=fichier.name_of(rank))
            fichier.note(found, rank, make)
        return found
