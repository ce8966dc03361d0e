"""Ceilings of a base that may stay empty, cells that may not be there, days that choose a rate: what only the
future decides is no missing fact, and the answer does not wait for one."""

from dataclasses import replace

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.year.model import Verdict
from convrules.year.ouverte import EtatPortee, RaisonPortee, RaisonSeules
from year import build as b
from year.portees import bilan, said, verdict

TOUTES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.BAILLEUR)
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
EN_QUARTIER = b.flux(b.champ("qpv"))
LOUE = {"disponibilite": "2025-02-03", "attribution": "2025-03-03", "bail": "2025-03-10"}
ATTEND = {"disponibilite": "-", "attribution": "-", "bail": "-", "contingent": "?"}
NUL = (0, 0)
# What a solver is asked for: kept by no row.
PLANCHER = b.quota("f", rate="1/10", base=TOUTES, pour=ir.Ou(gauche=b.QPV, droite=ir.Non(operande=b.QPV)))


def none_of_the_quarter(rate: str) -> ir.Quota:
    """Of all that is let, at most a rate of what comes free in the quarter: nothing asked of none there."""
    return b.quota("c", ir.Sens.AU_PLUS, rate, base=EN_QUARTIER, compte=TOUTES)


@pytest.mark.parametrize("rate", ["0", "1/10"])
@pytest.mark.parametrize(("qpv", "etat"), [(False, EtatPortee.A_PORTEE), (True, EtatPortee.HORS_D_ATTEINTE)])
def test_a_ceiling_asks_nothing_of_a_base_that_stays_empty(rate: str, qpv: bool, etat: EtatPortee) -> None:
    """One is let elsewhere; one that waits in the quarter may never come, one expected there surely does."""
    prog = b.programme(none_of_the_quarter(rate), PLANCHER)
    rows = [*b.rows(1, **LOUE, qpv=False, contingent="bailleur"), *b.rows(1, "W", **ATTEND, qpv=True)]
    assert said(bilan([prog], rows, (1, 1), qpv=qpv))[0] is etat


def test_what_is_missing_may_still_empty_a_base() -> None:
    """Is the one that waits let in the quarter? It is for the data to say: available, it is of the base."""
    prog = b.programme(none_of_the_quarter("0"), PLANCHER)
    rows = [
        *b.rows(1, **LOUE, qpv=False, contingent="bailleur"),
        *b.rows(1, "W", **ATTEND | {"disponibilite": "2025-05-10"}),
    ]
    assert said(bilan([prog], rows, NUL))[0] is EtatPortee.INDETERMINE


@pytest.mark.parametrize("also", [(), (PLANCHER,)])
def test_a_number_at_most_of_a_place_where_nothing_comes_is_kept(also: tuple[ir.Quota, ...]) -> None:
    """None let in any town, and half: what would be let for the second brings its town into the first."""
    none = b.quota("n", ir.Sens.AU_PLUS, combien=0, base=MIENNES, application=b.CHAQUE_COMMUNE)
    part = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR)
    prog = b.programme(none, part, *also, choix=b.choix(rattachement="attribution"))
    rows = b.rows(1, **LOUE, commune="93048", contingent="bailleur")
    found = bilan([prog], [*rows, *b.rows(1, "W", **ATTEND, commune="93066")], NUL)
    assert found.portee is not None and found.portee.etat is EtatPortee.HORS_D_ATTEINTE
    assert tuple(e.clause for e in found.portee.bloquantes) == ("n", "p")


@pytest.mark.parametrize(
    ("compte", "seul", "etat"),
    [
        ("etat", True, EtatPortee.NON_ETABLI),
        ("etat", False, EtatPortee.HORS_D_ATTEINTE),
        ("bailleur", True, EtatPortee.A_PORTEE),
        ("bailleur", False, EtatPortee.A_PORTEE),
        ("?", True, EtatPortee.A_PORTEE),
    ],
)
def test_a_base_does_not_grow_from_what_is_not_counted(compte: str, seul: bool, etat: EtatPortee) -> None:
    """The holder has all that is let, and may have two fifths, rounded: none, of one or of two that are its
    own; one, of two."""
    rate = b.quota("c", ir.Sens.AU_PLUS, "2/5", base=TOUTES, compte=MIENNES, arrondi=Arrondi.PROCHE_HAUT)
    part = b.part("p", b.taux("1/3"), arrondi=Arrondi.INFERIEUR)
    rows = b.rows(1, **LOUE, contingent="etat")
    found = bilan([b.programme(rate, part)], rows, (1, 1), seul=seul, contingent=compte).portee
    assert found is not None and found.etat is etat
    assert (found.raison is RaisonPortee.PREVISION_IMPRECISE) is (etat is EtatPortee.NON_ETABLI)


@pytest.mark.parametrize(("seul", "etat"), [(False, EtatPortee.A_PORTEE), (True, EtatPortee.INDETERMINE)])
def test_a_day_that_chooses_the_rate_of_two_rules_is_chosen_once(seul: bool, etat: EtatPortee) -> None:
    """Half, then nothing from the middle of November, of a part as of a ceiling on it: of two let, one is
    done. What comes before makes two due where one is allowed; after it, one of each. A sharing gives each
    rule the day that suits it worst."""
    step = ir.ParametreDeclare(
        nom="t",
        type=b.taux("0").type,
        valeurs=tuple(
            ir.ValeurDatee(du=b.day(day), valeur=b.taux(rate))
            for day, rate in (("2025-01-01", "1/2"), ("2025-11-15", "0"))
        ),
    )
    rate = ir.Parametre(nom="t", type=step.type)
    cap = b.quota("c", ir.Sens.AU_PLUS, base=b.flux(), compte=MIENNES)
    cap = replace(cap, regle=replace(cap.regle, taux=rate))
    prog = b.programme(b.part("p", rate, arrondi=Arrondi.SUPERIEUR), cap, parametres=(step,))
    rows = [*b.rows(1, "A", **LOUE, contingent="etat"), *b.rows(1, "B", **LOUE, contingent="bailleur")]
    found = bilan([prog], rows, (1, 1), du="2025-11-01", seul=seul)
    assert found.portee is not None and found.portee.etat is etat
    assert found.portee.seules_car is (RaisonSeules.SOLVEUR_ABSENT if seul else None)


@pytest.mark.parametrize("also", [(), (PLANCHER,)])
@pytest.mark.parametrize(
    ("commune", "etat"),
    [
        ("?", EtatPortee.INDETERMINE),
        ("93066", EtatPortee.HORS_D_ATTEINTE),
        ("93048", EtatPortee.A_PORTEE),
    ],
)
def test_a_row_without_a_place_may_be_judged_apart(
    commune: str, etat: EtatPortee, also: tuple[ir.Quota, ...]
) -> None:
    """Half in each town, rounded up: one of two where both are; none of one, where it would be alone."""
    part = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR, application=b.CHAQUE_COMMUNE)
    rows = [
        *b.rows(1, "U", **LOUE, commune="93048", contingent="etat", qpv=False),
        *b.rows(1, "V", **LOUE, commune=commune, contingent="bailleur", qpv=False),
    ]
    found = bilan([b.programme(part, *also)], rows, NUL, commune="93048")
    assert found.portee is not None and found.portee.etat is etat
    assert all(e.clause == "p" for e in found.portee.bloquantes)


@pytest.mark.parametrize(
    ("missing", "etat"),
    [
        ({"contingent": "?", "qpv": False}, EtatPortee.INDETERMINE),
        ({"contingent": "bailleur", "qpv": False}, EtatPortee.HORS_D_ATTEINTE),
        ({"contingent": "etat", "qpv": False}, EtatPortee.A_PORTEE),
    ],
)
def test_what_is_allocated_goes_to_whom_the_data_say(missing: dict[str, object], etat: EtatPortee) -> None:
    """One lease of the holder at least: a dwelling is allocated and waits for its own. To whom it went, where
    nothing is recorded, is for the data to say, no more for the future."""
    mine = b.evenements(ir.Classe.BAUX, ir.Rattachement.RESERVATAIRE)
    one = b.quota("g", combien=1, base=mine)
    rows = b.rows(1, "M", **LOUE | {"bail": "-"} | missing)
    assert said(bilan([b.programme(one, PLANCHER)], rows, NUL))[0] is etat


@pytest.mark.parametrize(
    ("dalo", "etat"),
    [
        ("?", EtatPortee.INDETERMINE),
        (False, EtatPortee.HORS_D_ATTEINTE),
        (True, EtatPortee.A_PORTEE),
    ],
)
def test_who_lives_in_what_is_allocated_is_known(dalo: object, etat: EtatPortee) -> None:
    leases = b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR)
    one = b.quota("g", combien=1, base=leases, pour=b.champ("dalo"))
    rows = b.rows(1, "M", **LOUE | {"bail": "-"}, contingent="etat", dalo=dalo, qpv=False)
    assert said(bilan([b.programme(one, PLANCHER)], rows, NUL))[0] is etat


@pytest.mark.parametrize("also", [(), (PLANCHER,)])
@pytest.mark.parametrize("commune", ["?", "93066"])
def test_a_row_without_a_place_may_bring_room_to_a_ceiling(commune: str, also: tuple[ir.Quota, ...]) -> None:
    """Two fifths at most in each town, to the nearest: one of two, none of one. What waits may be of the town
    of the one that is let to the holder."""
    cap = b.quota("c", ir.Sens.AU_PLUS, "2/5", base=b.flux(), compte=MIENNES, application=b.CHAQUE_COMMUNE)
    cap = replace(cap, arrondi=Arrondi.PROCHE_BAS)
    none = b.part("p", b.taux("0"), application=b.CHAQUE_COMMUNE)
    waits = {"disponibilite": "2025-05-10", "attribution": "-", "bail": "-", "contingent": "?"}
    rows = [
        *b.rows(1, "U", **LOUE, commune="93066", contingent="etat", qpv=False),
        *b.rows(1, "W", **waits, commune=commune, qpv=False),
    ]
    found = bilan([b.programme(cap, none, *also)], rows, (1, 1), commune="93010", qpv=False)
    assert found.portee is not None
    assert found.portee.etat is not EtatPortee.HORS_D_ATTEINTE


@pytest.mark.parametrize(
    ("qpv", "etat"),
    [
        ("?", EtatPortee.INDETERMINE),
        (True, EtatPortee.HORS_D_ATTEINTE),
        (False, EtatPortee.A_PORTEE),
    ],
)
def test_what_waits_is_eligible_by_the_text_of_its_own_day(qpv: object, etat: EtatPortee) -> None:
    """Half of one, rounded up. It came in May, when the holder took none in a quarter; since July, it takes
    any."""
    may = ir.Validite(du=b.day("2025-01-01"), au=b.day("2025-06-30"))
    eligible = ir.Eligibilite(
        entete=b.entete("eligible", en_vigueur=may), regle=ir.Non(operande=b.QPV), menage=False
    )
    waits = {"disponibilite": "2025-05-10", "attribution": "-", "bail": "-", "contingent": "?", "qpv": qpv}
    part = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR)
    found = bilan([b.programme(part, eligible)], b.rows(1, "W", **waits), NUL)
    assert found.portee is not None and found.portee.etat is etat


@pytest.mark.parametrize(
    ("force", "etat", "seules"),
    [
        (ir.Force.OBJECTIF, EtatPortee.A_PORTEE, ("p",)),
        (ir.Force.ENGAGEMENT, EtatPortee.HORS_D_ATTEINTE, ()),
        (None, EtatPortee.HORS_D_ATTEINTE, ()),
    ],
)
@pytest.mark.parametrize("seul", [False, True])
def test_an_aim_that_is_missed_hinders_nothing(
    force: ir.Force | None, etat: EtatPortee, seules: tuple[str, ...], seul: bool
) -> None:
    """One is let to another, and nothing is to come: all is asked for, or a tenth, rounded down."""
    whole, tenth = b.part("p", b.taux("1"), force=force), b.part("d", b.taux("1/10"))
    rows = b.rows(1, **LOUE, contingent="bailleur")
    found = bilan([b.programme(whole, tenth)], rows, NUL, seul=seul).portee
    assert found is not None and found.etat is etat
    assert tuple(e.clause for e in found.bloquantes) == (() if seules else ("p",))
    assert tuple(clause for _, clause in found.seules) == seules


@pytest.mark.parametrize("also", [(), (PLANCHER,)])
@pytest.mark.parametrize(
    ("attendues", "etat"), [((0, 1), EtatPortee.A_PORTEE), ((1, 1), EtatPortee.HORS_D_ATTEINTE)]
)
def test_a_turn_that_was_ceded_lacks_only_if_something_comes(
    also: tuple[ir.Quota, ...], attendues: tuple[int, int], etat: EtatPortee
) -> None:
    """A tenth of what comes, rounded up: one of one, two with the turn that was ceded; nothing of none."""
    ceded = b.ligne("journal", "E", acte="echange", compte="als", cedant="etat", date=b.day("2025-03-01"))
    part = b.part("p", b.taux("1/10"), arrondi=Arrondi.SUPERIEUR)
    found = bilan([b.programme(part, *also)], (), attendues, tables={"actes": (ceded,)})
    assert verdict(found, "p") is (
        Verdict.EN_COURS if etat is EtatPortee.A_PORTEE else Verdict.HORS_D_ATTEINTE
    )
    assert found.portee is not None and found.portee.etat is etat


@pytest.mark.parametrize("also", [(), (PLANCHER,)])
@pytest.mark.parametrize(
    ("attendues", "etat"), [((0, 2), EtatPortee.A_PORTEE), ((2, 2), EtatPortee.HORS_D_ATTEINTE)]
)
def test_a_ceiling_asks_nothing_of_a_base_that_withdrawals_empty(
    also: tuple[ir.Quota, ...], attendues: tuple[int, int], etat: EtatPortee
) -> None:
    """Three tenths at most, rounded down, of what two withdrawals leave: one is let to the holder. Of three,
    one is left, of which none may be; of one or two, none is left."""
    cap = b.quota("c", ir.Sens.AU_PLUS, "3/10", base=b.flux(), compte=MIENNES, arrondi=Arrondi.INFERIEUR)
    how = b.choix(soustractions=ir.ModeSoustraction.PREVISION)
    prog = b.programme(b.MUTATIONS, b.part("p", b.taux("1/10")), cap, *also, choix=how)
    rows = b.rows(1, **LOUE, contingent="etat", affectation="location")
    withdrawn = {"soustractions": b.prevu(mutation=2)}
    found = bilan([prog], rows, attendues, affectation="location", tables=withdrawn)
    assert found.portee is not None and found.portee.etat is etat


@pytest.mark.parametrize("also", [(), (PLANCHER,)])
def test_what_empties_one_base_may_be_what_another_rule_asks_for(also: tuple[ir.Quota, ...]) -> None:
    """The State lacks a turn that it ceded, unless nothing comes; the town asks for a vacancy: neither is
    possible with the other, each is without."""
    ceded = b.ligne("journal", "E", acte="echange", compte="als", cedant="etat", date=b.day("2025-03-01"))
    part = b.part("p", b.taux("1"), arrondi=Arrondi.SUPERIEUR)
    one = b.quota("n", combien=1, base=MIENNES)
    progs = [
        b.programme(part, *also),
        b.programme(part, one, ident="commune-93", titulaire="commune"),
    ]
    found = bilan(progs, (), (0, 1), tables={"actes": (ceded,)}).portee
    assert found is not None and found.etat is EtatPortee.HORS_D_ATTEINTE
    assert {e.convention for e in found.bloquantes} == {"etat-93", "commune-93"}
