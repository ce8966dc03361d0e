"""What is wrong with a journal, as findings with a place and a remedy."""

from collections.abc import Iterator
from typing import Final

from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import actes as problems
from convrules.facts.journal.chaine import Chaine, Fin, Rupture
from convrules.facts.readers.lieux import place_at_line

_RUPTURES: Final = {
    Rupture.MODIFIEE: problems.ligne_modifiee,
    Rupture.ILLISIBLE: problems.ligne_illisible,
    Rupture.ENCHAINEMENT: problems.ligne_mal_enchainee,
}


def findings(chaine: Chaine, nom: str) -> Iterator[Diagnostic]:
    """The first broken line, or the last one when a crash interrupted it. nom: the journal, as shown."""
    if chaine.rupture is not None:
        rang = len(chaine.entrees) + 1
        yield _RUPTURES[chaine.rupture](span=place_at_line(nom, rang), rang=str(rang))
    elif chaine.fin is Fin.CRLF:
        yield problems.fins_de_ligne_du_journal(span=place_at_line(nom, 1))
    elif chaine.fin is not Fin.NETTE:
        yield problems.ligne_interrompue(span=place_at_line(nom, chaine.lignes), rang=str(chaine.lignes))
