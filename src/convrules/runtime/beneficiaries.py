"""The convention that a name stands for on a dwelling: whom `remise à X` gives the turn to.

Source: docs/langage, « La remise à un autre titulaire ».
"""

from collections.abc import Sequence

from convrules.base.dates import inconnu
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, et
from convrules.compiler import Programme
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatRemise
from convrules.runtime.eligibility import in_force_at
from convrules.runtime.holders import covering
from convrules.runtime.reading import read_event


def beneficiary(
    clause: str, destinataire: str, contexte: Contexte, voisins: Sequence[Programme]
) -> ResultatRemise:
    """The convention that a name stands for on this dwelling. Two that surely cover it are an error."""
    assert contexte.vacance is not None
    possible = {
        p.convention.ident: stands
        for p, covers in covering(destinataire, voisins, contexte.vacance)
        if (stands := et(covers, in_force(p, contexte))) is not False
    }
    sure = [ident for ident, stands in possible.items() if stands is True]
    issue: Issue = bool(sure)
    if len(sure) > 1:
        issue = Indetermine(frozenset({Cause(fait=", ".join(sorted(sure)), genre=Genre.ERREUR)}))
    elif len(possible) > len(sure):
        doubt = (i.causes for i in possible.values() if isinstance(i, Indetermine))
        issue = Indetermine(frozenset[Cause]().union(*doubt))
    return ResultatRemise(
        clause=clause,
        destinataire=destinataire,
        issue=issue,
        conventions=tuple(sorted(possible)),
        certaine=bool(sure),
    )


def in_force(programme: Programme, contexte: Contexte) -> Issue:
    """Is a convention in force on its own reference date of the vacancy?"""
    choix = programme.convention.choix
    reference = read_event(choix.rattachement, contexte) if choix else inconnu("rattachement")
    return in_force_at(programme.convention.en_vigueur, reference, contexte.au)
