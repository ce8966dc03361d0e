"""Conventions that are not in force in the year of the advice: what they still decide of accounts.

Source: docs/langage, « Comptes », « Le livre ».
"""

from collections.abc import Sequence
from functools import partial

from convrules.compiler import Programme
from convrules.orientation.attente import Presentes
from convrules.orientation.comptes import frame
from convrules.year.assiette import Cadre
from convrules.year.d_autres_termes import held_over, nearest_year
from convrules.year.livre import speaks


def of_other_terms(
    programmes: Sequence[Programme], cadres: Sequence[Cadre], presentes: Presentes
) -> Sequence[Cadre]:
    """Each in its nearest year, with those of its dwellings that are let in that of the advice; none where
    no account is named. cadres: of those that are in force."""
    if not cadres:
        return ()
    faits, au = cadres[0].faits, cadres[0].au
    years = [(p, nearest_year(p.convention.en_vigueur, au.year)) for p in programmes]
    read = [partial(frame, p, faits, au, presentes, annee=annee) for p, annee in years]
    bare = [c for one in read if (c := one(chosen=())) is not None]
    if not any(map(speaks, (*cadres, *bare))):
        return ()
    return [held_over(c, au.year) for one in read if (c := one()) is not None]
