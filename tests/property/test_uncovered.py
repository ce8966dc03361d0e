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


def stopped(bailleur: Bailleur, progs: tuple[Programme, ...], au: date, stop: date) -> Bilan:
    """The year as of a day, from files that have the vacancies that came by another, and say so."""
    seen = bailleur.facts(au)
    there = {f"V{n}-1" for n, x in enumerate(bailleur.logements) if x.disponible <= stop}
    facts = replace(
        seen,
        vacances=tuple(v for v in seen.vacances if v.id in there),
        actes=tuple(a for a in seen.actes or () if as_text(a.cellule("vacance")) in {None, *there}),
    )
    hypothese = replace(RYTHME, complets=((bailleur.signe.rattachement, stop),))
    before = comply(progs, facts, FIN.year - 1, au, hypothese=hypothese) if bailleur.chaine else None
    return comply(progs, facts, FIN.year, au, precedent=before, hypothese=hypothese)


@settings(deadline=None, max_examples=tirages(120))
@given(BAILLEURS, OBSERVES, st.integers(1, 500))
def test_what_is_sure_without_the_last_rows_is_so_with_them(bailleur: Bailleur, au: date, days: int) -> None:
    progs = tuple(bailleur.signe.programmes())
    cut = dict(sure(stopped(bailleur, progs, au, min(au, FIN) - timedelta(days))))
    whole = dict(sure(bailleur.bilan(progs, JOURS[-1])))
    held = 0
    for what, (verdict, *others) in cut.items():
        kept = SURS.get(verdict)
        if kept is not None and not others and what in whole:
            held += 1
            assert whole[what] <= kept, (what, verdict, sorted(whole[what]))
    event(f"said for certain: {bool(held)}, {bailleur.annonce}")
