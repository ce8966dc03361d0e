"""What the facts make of the accounts, for clauses that ask."""

from datetime import date
from typing import TYPE_CHECKING

from convrules.facts.records import Faits

if TYPE_CHECKING:
    from convrules.api.lacunes import Lus


def with_accounts(dossier: "Lus", au: date, *, rien_ne_manque: bool = False) -> Faits:
    """As `year.atteinte.with_accounts`; what counts is loaded where a clause asks. rien_ne_manque: are the
    files supposed to say every vacancy?"""
    programmes, faits = dossier.programmes, dossier.faits
    if not any(clause.atteintes for programme in programmes for clause in programme.clauses):
        return faits
    from convrules.api.lacunes import supposed_of
    from convrules.year.atteinte import with_accounts
    from convrules.year.ouverte import RYTHME

    return with_accounts(programmes, faits, au, RYTHME if rien_ne_manque else supposed_of(dossier, None))
