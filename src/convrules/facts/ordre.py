"""Dates of a row that contradict one another, each finding placed under the cells it speaks of."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from convrules.base.records import dataclass, replace
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic, Label
from convrules.diagnostics.problems import recoupements as problems
from convrules.facts.coherence import Desordre, a_year_off, disorders, far_apart, is_after, said, unfilled
from convrules.facts.readers.lieux import Constat
from convrules.facts.records import Ligne

FERMETURES: Final = ("retrait", "abandon")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstatDeDates:
    """A finding about cells of one row: the first is the place, the others are shown beside it."""

    champs: tuple[str, ...]
    constat: Constat

    def placed(self, ligne: Ligne, spans: Sequence[Span]) -> Diagnostic:
        """spans: one for each of `champs`."""
        labels = tuple(
            Label(span=span, texte=t("{nom}\u00a0: {dit}", nom=nom, dit=said(ligne, nom)))
            for nom, span in zip(self.champs[1:], spans[1:], strict=True)
        )
        return replace(self.constat(span=spans[0]), labels=labels)


def check_dates(ligne: Ligne) -> Iterator[ConstatDeDates]:
    """What a row of vacancies says against itself. One mistake, one finding: of a lease, an attribution and
    a proposal that come too early the first is told; the end of a letting by another way is told apart."""
    found = list(disorders(ligne))
    letting = next((d for d in found if d.suite not in FERMETURES), None)
    if letting is not None:
        make = problems.bail_avant_tout if letting.suite == "bail" else problems.dates_en_desordre
        yield _contradiction(ligne, letting, make)
    elif is_after(ligne.cellule("information"), ligne.cellule("proposition")):
        told = Desordre(suite="proposition", avant=("information",))
        yield _contradiction(ligne, told, problems.proposition_avant_information)
    closing = next((d for d in found if d.suite in FERMETURES), None)
    if closing is not None:
        yield _contradiction(ligne, closing, problems.fin_avant_la_suite)
    far = far_apart(ligne) if not found else None
    if far is not None:
        yield _contradiction(ligne, Desordre(suite=far[0], avant=far[1:]), problems.dates_eloignees)
    odd = a_year_off(ligne) if not found and far is None else None
    if odd is not None:
        yield _contradiction(ligne, Desordre(suite=odd[0], avant=odd[1:]), problems.date_a_un_an)
    for nom in unfilled(ligne):
        empty: Constat = partial(
            problems.bail_sans_suite, vacance=ligne.id, bail=said(ligne, "bail"), evenement=nom
        )
        yield ConstatDeDates(champs=(nom, "bail"), constat=empty)


def _contradiction(ligne: Ligne, desordre: Desordre, make: Callable[..., Diagnostic]) -> ConstatDeDates:
    suite, first = desordre.suite, desordre.avant[0]
    return ConstatDeDates(
        champs=(suite, *desordre.avant),
        constat=partial(
            make,
            vacance=ligne.id,
            suite=suite,
            date=said(ligne, suite),
            evenement=first,
            jour=said(ligne, first),
        ),
    )
