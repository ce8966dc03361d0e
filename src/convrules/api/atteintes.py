"""What the facts make of the accounts, for clauses that ask."""

from datetime import date
from typing import TYPE_CHECKING

from convrules.facts.records import Faits
from convrules.runtime.identified import identified_clauses

if TYPE_CHECKING:
    from convrules.api.lacunes import Lus


def with_accounts(dossier: "Lus", au: date, *, rien_ne_manque: bool = False) -> Faits:
    """As `year.atteinte.with_accounts`; what counts is loaded where a clause asks, and the days that lack are
    looked for where a right may be used up in them. rien_ne_manque: are the files supposed to say every
    vacancy?"""
    programmes, faits = dossier.programmes, dossier.faits
    asked = any(clause.atteintes for programme in programmes for clause in programme.clauses)
    used = faits.droits and not rien_ne_manque and any(map(identified_clauses, programmes))
    if not asked and not used:
        return faits
    from convrules.api.lacunes import supposed_of
    from convrules.year.atteinte import with_accounts
    from convrules.year.ouverte import RYTHME

    return with_accounts(programmes, faits, au, RYTHME if rien_ne_manque else supposed_of(dossier, None))
