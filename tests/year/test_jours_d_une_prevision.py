"""A forecast whose days fall under two texts: what comes on a day has the rate, the base and the eligibility
of that day, never a half of one day and a half of another. Each test states the texts, rows and a forecast of
one dwelling from 1 October to 31 December, and what is said of it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.compiler import Programme
from convrules.year.bornes import exactly
from convrules.year.dossier import Attendu, Jour
from convrules.year.model import Bilan, Verdict
from convrules.year.ouverte import EtatPortee, RaisonPortee
from year import build as b
from year.portees import bilan, verdict

TOUTES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.BAILLEUR)
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
LOUEE = b.rows(
    1, disponibilite="2025-02-03", attribution="2025-03-03", contingent="bailleur", qpv=False, dalo=False
)
DU_15 = ir.Validite(du=b.day("2025-11-15"), au=b.day("2027-12-31"))
JUSQU_AU_14 = ir.Validite(du=b.day("2025-01-01"), au=b.day("2025-11-14"))
JOURS = ({}, {"au": "2025-11-14"}, {"du": "2025-11-15"})
"""All of its days, then those of each text."""
HORS_QPV = ir.Non(operande=b.QPV)


def eligible(regle: ir.Expr, en_vigueur: ir.Validite) -> ir.Clause:
    return ir.Eligibilite(entete=b.entete("eligible", en_vigueur=en_vigueur), regle=regle, menage=False)


def from_the_15th(nom: str, regle: ir.ReglePart | ir.RegleQuota) -> ir.Clause:
    return b.exception("depuis", nom, remplace={"règle": regle}, en_vigueur=DU_15)


def part_of_nothing(*clauses: ir.Clause) -> Programme:
    """All of it until the 14th, nothing from the 15th."""
    part = b.part("p", b.taux("1"), arrondi=Arrondi.SUPERIEUR)
    return b.programme(part, from_the_15th("p", replace(part.regle, taux=b.taux("0"))), *clauses)


def quota_within_a_part() -> Programme:
    inner = b.quota("n", rate="1/2", base=b.flux(), pour=b.QPV)
    lettings = b.evenements(ir.Classe.ATTRIBUTIONS)
    part = b.part("p", compte=replace(lettings, condition=HORS_QPV), dont=(inner,))
    return b.programme(
        part,
        from_the_15th("n", replace(inner.regle, public=HORS_QPV)),
        b.exception("compte", "p", remplace={"compte": lettings}, en_vigueur=DU_15),
    )


def joint(found: Bilan) -> tuple[EtatPortee, RaisonPortee | None]:
    assert found.portee is not None
    return found.portee.etat, found.portee.raison


@pytest.mark.parametrize("jours", JOURS)
@pytest.mark.parametrize("least", [0, 1])
def test_a_cheap_day_on_which_it_may_not_be_had(jours: dict[str, str], least: int) -> None:
    """One let to the landlord. Until the 14th, one of two is had at most; from the 15th, none of one."""
    prog = part_of_nothing(eligible(HORS_QPV, DU_15))
    found = bilan([prog], LOUEE, (least, 1), qpv=True, **jours)
    assert verdict(found, "p") is Verdict.HORS_D_ATTEINTE
    assert joint(found) == (EtatPortee.HORS_D_ATTEINTE, None)


def test_the_sharing_alone_says_nothing_of_days_that_differ_in_more_than_rates() -> None:
    found = bilan([part_of_nothing(eligible(HORS_QPV, DU_15))], LOUEE, (1, 1), qpv=True, seul=True)
    assert joint(found) == (EtatPortee.NON_ETABLI, RaisonPortee.PREVISION_IMPRECISE)


@pytest.mark.parametrize("seul", [False, True])
def test_a_cheap_day_on_which_it_may_be_had(seul: bool) -> None:
    """From the 15th, one of one is had: that day is the best of both for every rule."""
    prog = part_of_nothing(eligible(HORS_QPV, JUSQU_AU_14))
    found = bilan([prog], LOUEE, (1, 1), qpv=True, seul=seul)
    assert verdict(found, "p") is Verdict.EN_COURS
    assert joint(found) == (EtatPortee.A_PORTEE, None)


@pytest.mark.parametrize("seul", [False, True])
def test_a_day_that_suits_one_rule_and_not_the_other(seul: bool) -> None:
    """The State may have it until the 14th, the commune from the 15th, each one of one or two: it is one
    dwelling, and half of what there is, rounded up, is one for each."""
    half = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR)
    one = b.programme(half, eligible(HORS_QPV, DU_15))
    other = b.programme(half, eligible(HORS_QPV, JUSQU_AU_14), ident="v-93", titulaire="commune")
    found = bilan([one, other], (), (1, 1), qpv=True, seul=seul)
    expected = RaisonPortee.PREVISION_IMPRECISE if seul else None
    etat = EtatPortee.NON_ETABLI if seul else EtatPortee.HORS_D_ATTEINTE
    assert joint(found) == (etat, expected)


@pytest.mark.parametrize("jours", JOURS)
@pytest.mark.parametrize("sens", [ir.Sens.AU_MOINS, ir.Sens.EXACTEMENT])
def test_of_a_quota(sens: ir.Sens, jours: dict[str, str]) -> None:
    every = b.quota("q", sens, "1", base=b.flux(), compte=MIENNES)
    none = from_the_15th("q", replace(every.regle, taux=b.taux("0")))
    prog = b.programme(every, none, eligible(HORS_QPV, DU_15))
    assert verdict(bilan([prog], LOUEE, (1, 1), qpv=True, **jours), "q") is Verdict.HORS_D_ATTEINTE


@pytest.mark.parametrize("jours", JOURS)
def test_of_a_ceiling_with_a_public_of_each_text(jours: dict[str, str]) -> None:
    """None at most out of the quarters until the 14th, all in the quarters from the 15th. One is let out of
    them; one in a quarter leaves one for a ceiling of none, or makes two for a ceiling of one."""
    cap = b.quota("c", ir.Sens.AU_PLUS, "0", base=b.flux(), pour=HORS_QPV)
    after = replace(cap.regle, taux=b.taux("1"), public=b.QPV)
    found = bilan([b.programme(cap, from_the_15th("c", after))], LOUEE, (1, 1), qpv=True, **jours)
    assert verdict(found, "c") is Verdict.HORS_D_ATTEINTE


@pytest.mark.parametrize("jours", JOURS)
def test_of_a_quota_within_a_part(jours: dict[str, str]) -> None:
    """Half, one let to the landlord: in a quarter until the 14th, when the part counts none in a quarter; out
    of them from the 15th, when it counts all."""
    prog = quota_within_a_part()
    assert verdict(bilan([prog], LOUEE, (1, 1), qpv=True, **jours), "n") is Verdict.HORS_D_ATTEINTE


@pytest.mark.parametrize("jours", JOURS)
def test_of_a_quota_on_top_of_another(jours: dict[str, str]) -> None:
    beneath = b.quota("a", rate="0", base=b.flux(), compte=MIENNES)
    every = b.quota("q", rate="1", base=b.flux(), compte=MIENNES, en_sus_de="a")
    none = from_the_15th("q", replace(every.regle, taux=b.taux("0")))
    prog = b.programme(beneath, every, none, eligible(HORS_QPV, DU_15))
    assert verdict(bilan([prog], LOUEE, (1, 1), qpv=True, **jours), "q") is Verdict.HORS_D_ATTEINTE


@pytest.mark.parametrize("jours", JOURS)
def test_of_one_that_turns_out_to_be_of_no_flow(jours: dict[str, str]) -> None:
    """Until the 14th it may be had, and is of the flow: one of two. From the 15th it is out of the scope, and
    may not be had: none of one."""
    every = b.quota("q", rate="1", base=b.flux(), compte=MIENNES)
    scope = replace(b.ORDINAIRES, entete=b.entete("ordinaires", en_vigueur=DU_15))
    prog = b.programme(every, scope, eligible(HORS_QPV, DU_15))
    found = bilan([prog], LOUEE, (0, 1), qpv=True, nature="foyer", **jours)
    assert verdict(found, "q") is Verdict.HORS_D_ATTEINTE


# --- a row of the data that has no day yet --------------------------------------------------------
SANS_JOUR = {"disponibilite": "-", "attribution": "-", "contingent": "?"}
NUL = (0, 0)


@pytest.mark.parametrize(
    ("quand", "expected"), [(DU_15, Verdict.HORS_D_ATTEINTE), (JUSQU_AU_14, Verdict.EN_COURS)]
)
def test_a_row_has_the_rate_of_the_day_on_which_it_may_be_had(quand: ir.Validite, expected: Verdict) -> None:
    rows = [*LOUEE, *b.rows(1, "W", **SANS_JOUR, qpv=True)]
    found = bilan([part_of_nothing(eligible(HORS_QPV, quand))], rows, NUL)
    assert verdict(found, "p") is expected
    etat = EtatPortee.A_PORTEE if expected is Verdict.EN_COURS else EtatPortee.HORS_D_ATTEINTE
    assert joint(found) == (etat, None)


@pytest.mark.parametrize("sens", [ir.Sens.AU_MOINS, ir.Sens.EXACTEMENT])
def test_a_row_of_a_quota(sens: ir.Sens) -> None:
    every = b.quota("q", sens, "1", base=b.flux(), compte=MIENNES)
    none = from_the_15th("q", replace(every.regle, taux=b.taux("0")))
    rows = [*LOUEE, *b.rows(1, "W", **SANS_JOUR, qpv=True)]
    prog = b.programme(every, none, eligible(HORS_QPV, DU_15))
    assert verdict(bilan([prog], rows, NUL), "q") is Verdict.HORS_D_ATTEINTE


def test_a_row_of_a_quota_within_a_part() -> None:
    rows = [*LOUEE, *b.rows(1, "W", **SANS_JOUR, qpv=True)]
    assert verdict(bilan([quota_within_a_part()], rows, NUL), "n") is Verdict.HORS_D_ATTEINTE


def test_a_row_of_a_ceiling_with_a_public_of_each_text() -> None:
    cap = b.quota("c", ir.Sens.AU_PLUS, "0", base=b.flux(), pour=HORS_QPV)
    after = from_the_15th("c", replace(cap.regle, taux=b.taux("1"), public=b.QPV))
    rows = [*LOUEE, *b.rows(1, "W", **SANS_JOUR, qpv=True)]
    assert verdict(bilan([b.programme(cap, after)], rows, NUL), "c") is Verdict.HORS_D_ATTEINTE


@pytest.mark.parametrize(("mois", "du"), [((10, 10), 1), ((10, 11), 0)])
def test_missing_data_choose_the_text_of_a_day_and_the_future_the_day(mois: tuple[int, int], du: int) -> None:
    """All or nothing, by two texts of one day, or by the texts of two days; the data at their worst."""
    jours = tuple(
        Jour(
            options=frozenset({(True, True)}),
            taux=exactly(rate),
            dates=frozenset({date(2025, month, 1)}),
        )
        for rate, month in zip((1, 0), mois, strict=True)
    )
    one = Attendu(min=1, max=1, selon_le_jour=jours)
    assert one.total(data_high=False, future_high=True, shift=Fraction(0)).du == du
