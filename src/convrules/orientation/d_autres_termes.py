"""Conventions that are not in force in the year of the advice: what they still decide of accounts.

Source: docs/langage, « Comptes », « Le livre ».
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

from convrules.base.records import replace
from convrules.compiler import Programme
from convrules.facts.records import Faits
from convrules.orientation.apports import Apport
from convrules.orientation.attente import Presentes
from convrules.orientation.comptes import frame, gone_in
from convrules.year.assiette import Cadre
from convrules.year.d_autres_termes import held_over, nearest_year
from convrules.year.imputation import Livre
from convrules.year.livre import speaks
from convrules.year.periode import Intervalle


class DAutresTermes:
    """Each in its nearest year, with those of its dwellings that are let in that of the advice: read once,
    when something asks for them."""

    def __init__(
        self, programmes: Sequence[Programme], faits: Faits, annee: int, au: date, presentes: Presentes
    ) -> None:
        years = [(p, nearest_year(p.convention.en_vigueur, annee)) for p in programmes]
        self._annee = annee
        self._read = [partial(frame, p, faits, au, presentes, annee=year) for p, year in years]
        self._rows: Sequence[Cadre] | None = None

    def of_ledger(self, cadres: Sequence[Cadre]) -> Sequence[Cadre]:
        """None where no account is named. cadres: of those that are in force."""
        if not cadres:
            return ()
        bare = [c for c in (one(chosen=()) for one in self._read) if c is not None]
        return self._with_rows() if any(map(speaks, (*cadres, *bare))) else ()

    def gone(self, cadres: Sequence[Cadre], livre: Livre) -> tuple[Apport, ...]:
        """What went to somebody on a day of the year that is not of the term its dwelling is under, in these
        conventions and in those that are in force for a part of the year."""
        year = Intervalle(du=date(self._annee, 1, 1), au=date(self._annee, 12, 31))
        some = (c for c in cadres if (c.periode.du, c.periode.au) != (year.du, year.au))
        every = (*some, *(replace(c, livre=livre) for c in self._with_rows()))
        return tuple(apport for cadre in every for apport in gone_in(year, cadre))

    def _with_rows(self) -> Sequence[Cadre]:
        if self._rows is None:
            found = (one() for one in self._read)
            self._rows = [held_over(c, self._annee) for c in found if c is not None]
        return self._rows
