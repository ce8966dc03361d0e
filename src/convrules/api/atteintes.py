"""What the facts make of the accounts, for clauses that ask."""

from collections.abc import Sequence
from datetime import date

from convrules.compiler import Programme
from convrules.facts.records import Faits


def with_accounts(programmes: Sequence[Programme], faits: Faits, au: date) -> Faits:
    """As `year.atteinte.with_accounts`; what counts is loaded where a clause asks."""
    if not any(clause.atteintes for programme in programmes for clause in programme.clauses):
        return faits
    from convrules.year.atteinte import with_accounts

    return with_accounts(programmes, faits, au)
