"""What the rows of `refus` tell of the events of refusal of their vacancy.

Source: docs/langage, « Les événements ».
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from convrules.base.dates import INFINI, Evenement, connu, pas_survenu
from convrules.base.outcomes import Cause, Genre
from convrules.base.values import Cellule, Connu, Erreur
from convrules.facts.records import Ligne
from convrules.runtime.journal import day as day_of

AUTEURS: Final = {"refus_candidat": "candidat", "refus_bailleur": "bailleur"}


def refusal(nom: str, rang: int, refus: Sequence[Ligne], au: date) -> Cellule:
    """The refusal of this rank by the author that the event names; the table being supplied whole, one that
    it has not had not happened by `au`. A row without a date, or that may be another's, leaves the days on
    which it may be."""
    auteur = Connu(AUTEURS[nom])
    sure = [_ordinal(r) for r in refus if r.cellule("auteur") == auteur]
    perhaps = [_ordinal(r) for r in refus if not isinstance(r.cellule("auteur"), Connu)]
    earliest = sorted(-INFINI if day is None else day for day in (*sure, *perhaps))
    latest = sorted(INFINI if day is None else day for day in sure)
    if len(earliest) < rang:
        return Connu(pas_survenu(au))
    low = earliest[rang - 1]
    high = latest[rang - 1] if len(latest) >= rang else INFINI
    if low == high:
        return Connu(connu(date.fromordinal(low)))
    cause = _missing(auteur, refus)
    return Connu(
        Evenement(
            debut=date.fromordinal(low) if low > -INFINI else None,
            fin=date.fromordinal(high) if high < INFINI else None,
            jamais=len(latest) < rang,
            ouvert=True,
            fait=cause.fait,
            ligne=cause.ligne,
            genre=cause.genre,
        )
    )


def _missing(auteur: Connu, refus: Sequence[Ligne]) -> Cause:
    """The column that leaves a rank open, and its rows: the author first, for it may rule a row out."""
    perhaps = [
        r for r in refus if r.cellule("auteur") == auteur or not isinstance(r.cellule("auteur"), Connu)
    ]
    without = {
        "auteur": [r for r in perhaps if r.cellule("auteur") != auteur],
        "date": [r for r in perhaps if _ordinal(r) is None],
    }
    colonne, rows = next((nom, found) for nom, found in without.items() if found)
    wrong = any(isinstance(r.cellule(colonne), Erreur) for r in rows)
    return Cause(
        fait=colonne,
        genre=Genre.ERREUR if wrong else Genre.MANQUANT,
        ligne=f"refus {', '.join(sorted(r.id for r in rows))}",
    )


def after_the_first(first: Cellule) -> Cellule:
    """A later refusal, of which only the first is recorded: on its day or after, or never."""
    if not isinstance(first, Connu) or not isinstance(first.valeur, Evenement):
        return first
    event = first.valeur
    if event.est_jamais or event.connu is None:
        return first
    return Connu(Evenement(debut=event.connu, fin=None, jamais=True, ouvert=True))


def _ordinal(row: Ligne) -> int | None:
    day = day_of(row.cellule("date"))
    return None if day is None else day.toordinal()
