"""What is said for certain of a year of which the data stop too early is so once they are whole: of days that
neither the data nor the forecast say, any vacancy may lack."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from convrules.compiler import Programme
from convrules.year.bilan import comply
from convrules.year.cellules import as_text
from convrules.year.model import Bilan
from convrules.year.ouverte import RYTHME
from playing import tirages
from property.landlords import BAILLEURS, FIN, Bailleur
from property.said import JOURS, SURS, sure
from year import build as b

OBSERVES = st.sampled_from([b.day("2025-09-30"), FIN, *JOURS[-3:]])


def stopped(
    bailleur: Bailleur, progs: tuple[Programme, ...], au: date, stop: date, reprise: date | None
) -> Bilan:
    """The year as of a day, from files that have the vacancies that came by another, or from a later one on
    (`reprise`), and say so."""
    seen = bailleur.facts(au)
    kept = (
        f"V{n}-1"
        for n, x in enumerate(bailleur.logements)
        if x.disponible <= stop or (reprise is not None and reprise <= x.disponible)
    )
    there = {*kept}
    facts = replace(
        seen,
        vacances=tuple(v for v in seen.vacances if v.id in there),
        actes=tuple(a for a in seen.actes or () if as_text(a.cellule("vacance")) in {None, *there}),
    )
    gaps = ((stop, reprise), (au, None)) if reprise is not None else ((stop, None),)
    hypothese = replace(RYTHME, trous=((bailleur.signe.rattachement, gaps),))
    before = comply(progs, facts, FIN.year - 1, au, hypothese=hypothese) if bailleur.chaine else None
    return comply(progs, facts, FIN.year, au, precedent=before, hypothese=hypothese)


@settings(deadline=None, max_examples=tirages(120))
@given(BAILLEURS, OBSERVES, st.integers(1, 500), st.one_of(st.none(), st.integers(2, 200)))
def test_what_is_sure_without_some_rows_is_so_with_them(
    bailleur: Bailleur, au: date, days: int, again: int | None
) -> None:
    progs = tuple(bailleur.signe.programmes())
    stop = min(au, FIN) - timedelta(days)
    # Why disponibilite alone: of a later event, files that begin on a day have vacancies that came before it.
    dated = bailleur.signe.rattachement == "disponibilite"
    reprise = stop + timedelta(again) if again is not None and dated else None
    cut = dict(sure(stopped(bailleur, progs, au, stop, reprise if reprise and reprise <= au else None)))
    whole = dict(sure(bailleur.bilan(progs, JOURS[-1])))
    held = 0
    for what, (verdict, *others) in cut.items():
        kept = SURS.get(verdict)
        if kept is not None and not others and what in whole:
            held += 1
            assert whole[what] <= kept, (what, verdict, sorted(whole[what]))
    event(f"said for certain: {bool(held)}, {bailleur.annonce}, gap {reprise is not None}")
