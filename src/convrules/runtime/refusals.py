"""What the rows of `refus` tell of the events of refusal of their vacancy.

Source: docs/langage, « Les événements ».
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from convrules.base.dates import Evenement, connu, pas_survenu
from convrules.base.values import INCONNU, Cellule, Connu
from convrules.facts.records import Ligne

AUTEURS: Final = {"refus_candidat": "candidat", "refus_bailleur": "bailleur"}


def first_refusal(nom: str, refus: Sequence[Ligne], au: date) -> Cellule:
    """The first refusal by the author that the event names; the table being supplied whole, none in it had
    not happened by `au`. Unknown as soon as a row that may be this author's may have come before those that
    surely are."""
    auteur = Connu(AUTEURS[nom])
    days = [day for r in refus if r.cellule("auteur") == auteur and (day := _day(r)) is not None]
    first = min(days, default=None)
    for row in refus:
        author, day = row.cellule("auteur"), _day(row)
        sure = author == auteur
        if sure or not isinstance(author, Connu):
            earlier = day is None or first is None or day < first
            if earlier and not (sure and day is not None):
                return INCONNU
    return Connu(connu(first, nom) if first is not None else pas_survenu(au, nom))


def _day(row: Ligne) -> date | None:
    cell = row.cellule("date")
    if not isinstance(cell, Connu):
        return None
    return cell.valeur.connu if isinstance(cell.valeur, Evenement) else _plain(cell.valeur)


def _plain(valeur: object) -> date | None:
    return valeur if isinstance(valeur, date) else None
