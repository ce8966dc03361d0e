"""What is said for certain on a day is still so on every later day, whichever year an event is counted in; of
a year that is over, what is only known within bounds is never found out of them."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from hypothesis import event, given, settings

from convrules.year.model import Bilan, Bornes, ResultatRegle, Verdict
from convrules.year.ouverte import EtatPortee
from property.landlords import BAILLEURS, FIN, Bailleur
from year import build as b

JOURS = tuple(
    map(
        b.day,
        (
            "2025-03-31",
            "2025-06-15",
            "2025-09-30",
            "2025-12-01",
            "2025-12-31",
            "2026-01-05",
            "2026-06-30",
            "2027-06-30",
        ),
    )
)
"""All is known on the last."""
TENU = frozenset({Verdict.CONFORME, Verdict.NON_APPLICABLE})
MANQUE = frozenset({Verdict.NON_CONFORME, Verdict.HORS_D_ATTEINTE})
FIGURES = ("base", "du", "cible", "realise", "reste", "restituees", "solde")
JOINTES = ("part", "par_commune", "plafond", "pas_plus")
SURS = {Verdict.CONFORME: TENU, Verdict.HORS_D_ATTEINTE: MANQUE, Verdict.NON_CONFORME: MANQUE}


def sure(bilan: Bilan) -> Iterator[tuple[tuple[str, ...], frozenset[Verdict]]]:
    """Each rule, and each of its cells, with the verdicts that it may have."""
    for regle in bilan.conventions[0].regles:
        nom = regle.clause.entete.nom
        if regle.verdict is None:
            continue
        cells = [(c, frozenset(c.verdicts_possibles or (c.verdict,))) for c in regle.cellules]
        together = _together(regle, [found for _, found in cells])
        if together:
            yield (nom, "en tout"), together
        for cell, found in cells:
            yield (nom, *(valeur for _, valeur in cell.cellule)), found


def _together(regle: ResultatRegle, cells: list[frozenset[Verdict]]) -> frozenset[Verdict]:
    """What the rule may come to: its worst cell, each taking any of its verdicts. Nothing: cannot be told."""
    if regle.verdict is not Verdict.INDETERMINE:
        return frozenset({regle.verdict})
    every = [*cells, *([frozenset(regle.autre.verdicts_possibles)] if regle.autre is not None else ())]
    rank = {verdict: n for n, verdict in enumerate(Verdict)}
    if not every or regle.causes or regle.a_venir or regle.ailleurs:
        return frozenset()
    best = min(max(rank[v] for v in cell) for cell in every)
    return frozenset(v for cell in every for v in cell if rank[v] <= best)


def figures(bilan: Bilan) -> Iterator[tuple[tuple[str, ...], Bornes]]:
    for regle in bilan.conventions[0].regles:
        for cell in regle.cellules:
            for nom in FIGURES:
                if (found := getattr(cell, nom)) is not None:
                    yield (nom, regle.clause.entete.nom, *(valeur for _, valeur in cell.cellule)), found


def narrowed(before: Mapping[tuple[str, ...], Bornes], after: Mapping[tuple[str, ...], Bornes]) -> None:
    for what in before.keys() & after.keys():
        assert before[what].min <= after[what].min, (what, before[what], after[what])
        assert after[what].max <= before[what].max, (what, before[what], after[what])


@settings(deadline=None, max_examples=50)
@given(BAILLEURS)
def test_what_is_sure_on_a_day_is_so_on_every_later_day(bailleur: Bailleur) -> None:
    prog = bailleur.signe.programme()
    bilans = [b.whole([prog], bailleur.facts(au), au=au) for au in JOURS]
    told = [dict(sure(bilan)) for bilan in bilans]
    for (au, before), (_, after) in pairwise(zip(JOURS, told, strict=True)):
        for what, (verdict, *others) in before.items():
            kept = SURS.get(verdict)
            if kept is None or others or what not in after:
                continue
            event(f"{what[0]}, {verdict.value}")
            assert after[what] <= kept, (au, what, verdict, after[what])
    for before, after in pairwise(x for au, x in zip(JOURS, bilans, strict=True) if au >= FIN):
        narrowed(dict(figures(before)), dict(figures(after)))
    out_of_reach = any(x.portee is not None and x.portee.etat is EtatPortee.HORS_D_ATTEINTE for x in bilans)
    assert (
        not out_of_reach
        or not frozenset().union(*(told[-1].get((nom, "en tout"), ()) for nom in JOINTES)) <= TENU
    )
