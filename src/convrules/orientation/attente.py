"""Which dwellings advice looks at: those there to be offered, and those that an account may hold."""

from collections.abc import Iterator
from datetime import date

from convrules import ir
from convrules.base.records import replace
from convrules.base.values import Connu
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.runtime.lives import recorded_days
from convrules.runtime.reading import event_of_cell
from convrules.year.parc import Parc, stock_of

PARTI = ("orientation", "proposition", "attribution", "bail", "remise", "reprise", "retrait", "abandon")
"""Once one of these has taken place, a dwelling waits for no advice."""


VENU = ("information", "liberation", "disponibilite", "mise_en_service")
"""A dwelling is there to be offered once one of these has taken place."""


class Presentes:
    """The vacancies that advice looks at as of a day, found by where they stand: laid out once for all the
    conventions of a landlord, of which each looks at its own. `named`: dwellings asked for, whatever their
    dates; None: every vacancy matters, for an account depends on those before it."""

    def __init__(self, faits: Faits, au: date, named: frozenset[str] | None) -> None:
        self._faits, self._au, self._named = faits, au, named
        self._parcs: dict[str, Parc] = {}
        self._begun: frozenset[int] | None = None

    def on(self, territoire: ir.Territoire, rattachement: str) -> Iterator[Vacance]:
        """Those that may be due, gone or on offer, or that are named, and that are or may be on a territory:
        those whose reference date is certainly to come, and that nothing has happened to yet, change no
        account and cost as much to read."""
        key = "" if self._named is None else rattachement
        parc = self._parcs.get(key)
        if parc is None:
            rows = self._faits.vacances if self._named is None else tuple(self._that_matter(rattachement))
            parc = self._parcs[key] = stock_of(replace(self._faits, vacances=rows), self._au)
        return parc.on(territoire)

    def may_wait(self, vacance: Vacance) -> bool:
        """Is it named, or has nothing happened to it after which a dwelling waits for no advice?"""
        named = self._named is not None and vacance.id in self._named
        return named or not any(has_begun(vacance, nom, self._au) for nom in PARTI)

    def _that_matter(self, rattachement: str) -> Iterator[Vacance]:
        if self._begun is None:
            self._begun = frozenset(self._already())
        today = self._au.toordinal()
        for rank, vacance in enumerate(self._faits.vacances):
            reference = event_of_cell(vacance.cellule(rattachement), rattachement)
            if reference.low <= today or rank in self._begun:
                yield vacance

    def _already(self) -> Iterator[int]:
        """Ranks of those named, or that something has happened to."""
        asked = (self._named or frozenset()).union(map(_named, self._faits.actes or ()))
        for rank, vacance in enumerate(self._faits.vacances):
            if vacance.id in asked or any(has_begun(vacance, nom, self._au) for nom in (*VENU, *PARTI)):
                yield rank


def has_begun(vacance: Vacance, nom: str, au: date) -> bool:
    """Do the data record an event on a day that has come, or within days of which the first has?"""
    first, _ = recorded_days(vacance.cellule(nom))
    return first is not None and first <= au


def _named(acte: Ligne) -> str | None:
    cellule = acte.cellule("vacance")
    return cellule.valeur if isinstance(cellule, Connu) and isinstance(cellule.valeur, str) else None
