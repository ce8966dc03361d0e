"""Days to come of which a forecast that has rows says nothing: it is read as one that expects none there.

A declared choice, told of: last year's forecast, left in the folder, would make verdicts certain.
Source: docs/langage, « Ce qui peut encore venir »."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from convrules import ir
from convrules.api.lacunes import Lus, days_said, judged_periods, lacunes, of_conventions, recorded_in
from convrules.base.records import replace
from convrules.base.texte import t
from convrules.base.trous import UN_JOUR
from convrules.compiler import Programme
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.complets import Complet
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne
from convrules.year.couverture import unforeseen, unsaid
from convrules.year.model import Bilan
from convrules.year.periode import Intervalle
from convrules.year.valeurs import Inattendus, Perimetre


def perimeter(dossier: Lus, bilan: Bilan, depuis: int) -> Perimetre:
    """What was read, with the days that the data do not cover and those that the forecast does not. depuis:
    the first of the years judged, for what they leave to the next."""
    return replace(
        bilan.perimetre,
        lacunes=lacunes(dossier, (depuis, bilan.annee), bilan.au),
        inattendus=tuple(_unexpected(dossier, bilan.annee, bilan.au)),
    )


def nothing_expected(dossier: Lus, bilans: Iterable[Bilan]) -> Iterator[Diagnostic]:
    """The same, told: the days of several judgements once, with all conventions that are judged on them."""
    once: dict[tuple[date, date], Inattendus] = {}
    for one in (one for bilan in bilans for one in bilan.perimetre.inattendus):
        known = once.setdefault((one.du, one.au), one)
        whose = tuple(sorted({*known.conventions, *one.conventions}))
        once[one.du, one.au] = replace(known, conventions=whose, toutes=known.toutes and one.toutes)
    for one in once.values():
        yield problems.prevision_muette(
            span=row_span(next(iter(dossier.faits.vacances_attendues or ()))),
            jours=days_said(one.du, one.au),
            ou=t("des conventions jugées") if one.toutes else of_conventions(one.conventions),
        )


def _unexpected(dossier: Lus, annee: int, au: date) -> Iterator[Inattendus]:
    """Of the periods of a year that are open: the same days once, for the conventions that are judged on
    them."""
    if not dossier.faits.vacances_attendues:
        return
    found: dict[tuple[date, date], list[str]] = {}
    asked, until = set[str](), recorded_in(dossier)
    for programme in filter(_counts, dossier.programmes):
        ident = programme.convention.ident
        still = [periode for periode in judged_periods(programme, annee) if au < periode.au]
        asked |= {ident for _ in still}
        for jours in _together(_silent(programme, still, dossier.faits.vacances_attendues, until, au)):
            found.setdefault(jours, []).append(ident)
    for (du, last), conventions in sorted(found.items()):
        yield Inattendus(
            du=du, au=last, conventions=tuple(sorted(conventions)), toutes=asked <= {*conventions}
        )


def _counts(programme: Programme) -> bool:
    """Has it rules of which what may still come decides?"""
    judged = (isinstance(c.clause, ir.Part | ir.Quota) for c in programme.clauses)
    return programme.convention.choix is not None and any(judged)


def _silent(
    programme: Programme,
    periodes: Iterable[Intervalle],
    expected: Sequence[Ligne],
    until: Mapping[str, Sequence[Complet]],
    au: date,
) -> Iterator[tuple[date, date]]:
    """The days that remain of those of which no row speaks."""
    choix, territoire = programme.convention.choix, programme.convention.territoire
    assert choix is not None, "asked of a convention that has some"
    trous = [one.trou for one in until.get(choix.rattachement, ())]
    for periode in periodes:
        # Why not where days lack before these: nothing then bounds what may come.
        lacks = unsaid(periode, trous, au, expected, territoire) is not None
        if not lacks and unforeseen(periode, au, expected, territoire):
            yield max(periode.du, au + UN_JOUR), periode.au


def _together(jours: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """Days that follow one another, or are those of a year and of its quarters, once."""
    held: tuple[date, date] | None = None
    for du, au in sorted(jours):
        if held is not None and du <= held[1] + UN_JOUR:
            held = held[0], max(held[1], au)
            continue
        if held is not None:
            yield held
        held = du, au
    if held is not None:
        yield held
