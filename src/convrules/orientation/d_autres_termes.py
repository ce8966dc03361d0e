"""Conventions that are not in force in the year of the advice: what they still decide of accounts, and the
dwellings of those that have ended which still wait.

Source: docs/langage, « Comptes », « Le livre ».
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from convrules.base.records import replace
from convrules.compiler import Programme
from convrules.facts.records import Faits
from convrules.orientation.apports import Apport
from convrules.orientation.attente import Presentes
from convrules.orientation.comptes import Titulaire, frame, gone_in, prepare_ended
from convrules.year.assiette import Cadre, is_row
from convrules.year.d_autres_termes import held_over, nearest_year
from convrules.year.imputation import Livre
from convrules.year.livre import speaks
from convrules.year.periode import Intervalle


class DAutresTermes:
    """Each in its nearest year: read once, when something asks for them."""

    def __init__(
        self, programmes: Sequence[Programme], faits: Faits, annee: int, au: date, presentes: Presentes
    ) -> None:
        years = [(p, nearest_year(p.convention.en_vigueur, annee)) for p in programmes]
        self._annee = annee
        self._read = [partial(frame, p, faits, au, presentes, annee=year) for p, year in years]
        self._presentes = presentes
        self._known: Sequence[Cadre] | None = None

    def of_ledger(self, cadres: Sequence[Cadre]) -> Sequence[Cadre]:
        """None where no account is named. cadres: of those that are in force."""
        if not cadres:
            return ()
        bare = [c for c in (one(chosen=()) for one in self._read) if c is not None]
        return self._let() if any(map(speaks, (*cadres, *bare))) else ()

    def gone(self, cadres: Sequence[Cadre], livre: Livre) -> tuple[Apport, ...]:
        """What went to somebody on a day of the year that is not of the term its dwelling is under, in these
        conventions and in those that are in force for a part of the year."""
        year = self._year
        some = (c for c in cadres if (c.periode.du, c.periode.au) != (year.du, year.au))
        every = (*some, *(replace(c, livre=livre) for c in self._let()))
        return tuple(apport for cadre in every for apport in gone_in(year, cadre))

    def ended(self, livre: Livre) -> Iterator[Titulaire]:
        """Those of years before under which a dwelling waits, or one that is asked for is."""
        for cadre in self._every():
            rows = (s for s in cadre.suivis if is_row(s) is not False)
            if cadre.annee < self._annee and any(self._presentes.may_wait(s.vacance) for s in rows):
                yield prepare_ended(replace(cadre, livre=livre), self._year)

    @property
    def _year(self) -> Intervalle:
        return Intervalle(du=date(self._annee, 1, 1), au=date(self._annee, 12, 31))

    def _let(self) -> Sequence[Cadre]:
        """With those of their dwellings that are let in the year of the advice."""
        return [held_over(cadre, self._annee) for cadre in self._every()]

    def _every(self) -> Sequence[Cadre]:
        if self._known is None:
            self._known = [c for c in (one() for one in self._read) if c is not None]
        return self._known
