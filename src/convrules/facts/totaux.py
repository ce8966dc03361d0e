"""Rows that are no facts: what a printed report ends with, titles again where files were put together.

They are told, and never left aside unasked."""

from collections.abc import Container, Sequence
from enum import StrEnum
from functools import partial
from typing import Final

from convrules.base.motifs import Motif
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee
from convrules.facts.titres import bare, looks_personal

BOM: Final = "\ufeff"
"""What a file begins with, and stands in the middle of two that were put together."""
_LARGE: Final = 4
"""Columns of a table in which a row with one cell filled says nothing."""


class Pied(StrEnum):
    """What such a row looks like, as a message says it."""

    TOTAL = "une ligne de total"
    MENTION = "une mention de fin d'état"
    FILET = "un trait de séparation"
    TITRES = "la ligne des titres, répétée"
    INTITULE = "un intitulé, seul sur sa ligne"


_FIN: Final = r"(?=[\s:.,;(=/]|$)"
_ESPACEE: Final = Motif(r"\b(?:[A-Z] ){2,}[A-Z]\b")
"""« T O T A L »."""
_FORMES: Final[tuple[tuple[Pied, Motif], ...]] = (
    (Pied.FILET, Motif(r"[-=_*~.#+|]{3,}$")),
    (
        Pied.TOTAL,
        Motif(
            r"\W*(?:(?:SOUS|S|SS)?[ -/]*TOTA(?:L|UX)|SOMME|CUMUL|MOYENNE|RECAPITULATIF|A REPORTER|"
            rf"NOMBRE (?:DE|TOTAL)){_FIN}|\W*ENSEMBLE\W*$"
        ),
    ),
    (
        Pied.MENTION,
        Motif(
            r"\W*(?:(?:EDITEE?|IMPRIMEE?|GENEREE?|EXTRAITE?|EXPORTEE?|ETABLIE?) (?:LE|LA|PAR|DU|DEPUIS)"
            r"|(?:EDITION|EXTRACTION|EXPORT|IMPRESSION) DU|DATE D'(?:EDITION|EXTRACTION|EXPORT)|PAGE:? ?\d+"
            rf"|FIN (?:DE|DU)|\(?\d+ (?:LIGNES?|ENREGISTREMENTS?|ROWS?|RESULTATS?)){_FIN}"
            r"|\W*FIN\W*$|\W*SOURCE ?:"
        ),
    ),
)


_PEUT_ETRE: Final = Motif(
    r"(?i)[\W_]*(?:t ?o ?t|[eé](?:ns|d[iî]|xp|xt|t)|so(?:us|mm|ur)|s?s?[ /-]|cum|moy|r[eé]c|[aà] rep|nom|imp|"
    r"g[eé]n|dat|pag|fin|\d+ [a-z]|$)"
)
"""What such a text begins with: nearly every identifier is told at once from it."""


def looks_like(texte: str) -> Pied | None:
    """What a row that begins with this text looks like, if it is no fact."""
    if _PEUT_ETRE.match(texte) is None:
        return None
    plain = bare(texte.replace("\u2019", "'"))
    plain = _ESPACEE.sub(lambda found: found[0].replace(" ", ""), plain)
    return next((pied for pied, form in _FORMES if form.match(plain)), None)


def begins_a_fact(titres: Container[str], valeurs: Sequence[str]) -> bool:
    """Does nothing below speak of a row, by the little that nearly every row shows: its first cell is filled
    and no title, no such text begins so, and another is filled?"""
    first = valeurs[0]
    if not first or first in titres or first[0] == BOM or _PEUT_ETRE.match(first) is not None:
        return False
    return any(valeurs[1:])


def titles_in_another_order(fichier: Fichier, rangee: Rangee) -> bool:
    """A row of titles, some under others: two extracts of different columns were put together, and the rows
    below are read under the wrong ones."""
    titles = fichier.tableau.entete.valeurs
    first = next(filter(None, rangee.valeurs), "")
    if first.lstrip(BOM) not in titles:
        return False
    filled = [(text.lstrip(BOM), titles[i]) for i, text in enumerate(rangee.valeurs[: len(titles)]) if text]
    moved = sum(text != title for text, title in filled)
    return len(filled) >= _LARGE and moved > 0 and {text for text, _ in filled} <= set(titles)


def note_footer(fichier: Fichier, rangee: Rangee) -> None:
    """A row whose first filled cell says that it is no fact is kept or refused as another, and is told."""
    values = rangee.valeurs
    rank = next((i for i, text in enumerate(values) if text), None)
    if rank is None:
        return
    pied = looks_like(values[rank])
    titles = fichier.tableau.entete.valeurs
    same = len(values) > 1 and values[0].lstrip(BOM) == titles[0]
    if same and tuple(text.lstrip(BOM) for text in values) == titles:
        pied = Pied.TITRES
    elif pied is None and len(values) >= _LARGE and not any(values[rank + 1 :]):
        pied = Pied.INTITULE
    if pied is None:
        return
    nom = fichier.name_of(rank) if rank < len(titles) else ""
    # Why: no column that tells of a person chooses rows, and none is named to do so.
    nom = "" if looks_personal(nom) else nom
    fichier.note(rangee, rank, partial(problems.pied_d_etat, colonne=nom, semblable=pied.value))
