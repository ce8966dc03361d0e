"""Parts of a convention that an account has, or has a share of, on the day of an act.

Source: docs/langage, « Échanges ».
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from convrules import ir
from convrules.base.dates import Evenement, why
from convrules.base.outcomes import Indetermine, Issue
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee, Programme
from convrules.runtime.holders import is_holder, is_named
from convrules.year.assiette import Cadre
from convrules.year.imputation import within_account
from convrules.year.partage import applies_on, first_day, splits_of
from convrules.year.periode import Intervalle, periods

Applique = Callable[[ClauseCompilee, date], bool]
"""Is a part, or what splits it, one that applies on that day, or may?"""


def shares(nom: str, compte: str, programme: Programme, finer: Mapping[str, str]) -> bool:
    """Is what an act names an account that has a share of a part? The identifier of a convention is the
    account of its holder in its own parts alone."""
    if within_account(nom, compte, finer):
        return True
    own = is_named(programme, nom, finer) and compte not in finer
    return own and is_holder(programme, compte, finer)


def parts_of(
    nom: str,
    programme: Programme,
    finer: Mapping[str, str],
    jours: Sequence[tuple[Intervalle, Intervalle]],
    applique: Applique,
) -> Iterator[ClauseCompilee]:
    """Those that stand on one of these days, and are of the holder whom the name designates, or split among
    accounts of which it is one. jours: a period, and those of its days that the act may be of."""
    holder = is_holder(programme, nom, finer)
    for part in programme.of(ir.Part):
        for periode, fenetre in jours:
            day = first_day(part, fenetre)
            # Why of one day alone: of several, it may be set aside on some and not on others.
            if day is None or (fenetre.du == fenetre.au and not applique(part, day)):
                continue
            debut = first_day(part, periode) or day
            if holder or _split(nom, part, programme, finer, debut, applique):
                yield part
                break


def _split(
    nom: str,
    part: ClauseCompilee,
    programme: Programme,
    finer: Mapping[str, str],
    day: date,
    applique: Applique,
) -> bool:
    """day: that of the period on which a split is read."""
    return any(
        applique(split, day) and any(shares(nom, compte, programme, finer) for compte, _ in own.entre)
        for split, own in splits_of(part.ident, programme)
    )


def days_of(programme: Programme, day: Evenement, annee: int) -> Sequence[tuple[Intervalle, Intervalle]]:
    """Periods on which the convention judges its parts, each with those of its days that the event may be of;
    of a year, when the event may be of any."""
    choix, known = programme.convention.choix, day.connu
    kind = choix.periode if choix is not None else ir.Periode.ANNEE
    every = periods(kind, annee if known is None else known.year, programme.convention.en_vigueur)
    found = []
    for periode in every:
        first, last = max(periode.du.toordinal(), day.low), min(periode.au.toordinal(), day.high)
        if first <= last:
            days = Intervalle(du=date.fromordinal(first), au=date.fromordinal(last))
            found.append((periode, days))
    return found


def days_of_texts(part: ClauseCompilee, programme: Programme, day: Evenement, cadre: Cadre) -> Iterator[date]:
    """One for each text of the part, of the days on which it stands and that the act may be of."""
    for _, fenetre in days_of(programme, day, cadre.annee):
        first = first_day(part, fenetre)
        if first is not None:
            yield first
            later = (v for v in cadre.versions if first < v <= fenetre.au)
            yield from (v for v in later if part.stands_on(v))


def _of(programme: Programme, cadre: Cadre) -> Cadre:
    """What a convention of the landlord is asked with, by another one."""
    return cadre if programme is cadre.programme else replace(cadre, programme=programme)


def applied_on(part: ClauseCompilee, programme: Programme, day: Evenement, cadre: Cadre) -> Issue:
    """Is a part, which stands on one of the days that the act may be of, in force on its day, and set aside
    neither by its `si` nor by an exception?"""
    if day.connu is None:
        return Indetermine(why(day).causes)
    return applies_on(part, _of(programme, cadre), day.connu)


def parts_in(nom: str, programme: Programme, day: Evenement, cadre: Cadre) -> Sequence[ClauseCompilee]:
    """The same of a convention of the landlord, on the day of an act, as far as this one knows of it."""

    def ask() -> Sequence[ClauseCompilee]:
        seen, jours = _of(programme, cadre), days_of(programme, day, cadre.annee)
        return tuple(
            parts_of(nom, programme, cadre.finer, jours, lambda c, d: applies_on(c, seen, d) is not False)
        )

    if cadre.memoire is None:
        return ask()
    key = ("parts d'un compte", id(programme), nom, day, cadre.annee)
    return cadre.memoire.of(key, programme, ask)
