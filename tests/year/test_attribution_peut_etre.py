"""A dwelling of which the data do not say whether it is let, where an order of accounts has a limit: it may
be let, on the account that the order gives, or not, and then on any. So is one that is let, whose lease may
never come: its turn is then that of its allocation. Each test states an order, rows, and what is said."""

from dataclasses import replace

import pytest

from convrules import ir
from convrules.base.dates import jamais
from convrules.base.values import Arrondi
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.year.model import Verdict
from convrules.year.ouverte import EtatPortee
from year import build as b
from year.portees import bilan, verdict

NUL = (0, 0)
HORS, EN_COURS, DOUTE = Verdict.HORS_D_ATTEINTE, Verdict.EN_COURS, Verdict.INDETERMINE
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
PROPOSEES = b.evenements(ir.Classe.PROPOSITIONS, ir.Rattachement.RESERVATAIRE)
BAUX = b.evenements(ir.Classe.BAUX)
DALO = b.champ("dalo")


def order(*lines: tuple[str, int | None]) -> ir.Imputation:
    steps = tuple(ir.Etape(compte=compte, limite=limite) for compte, limite in lines)
    return ir.Imputation(entete=b.entete("ordre"), regle=ir.Ordre(etapes=steps))


ETAT_D_ABORD = order(("etat", 1), ("bailleur", None))
BAILLEUR_D_ABORD = order(("bailleur", 1), ("etat", None))


def proposed(nom: str, day: str, attribution: str, *, dalo: bool, contingent: str = "?") -> list[Vacance]:
    days = {"disponibilite": "2025-02-01", "proposition": day, "attribution": attribution, "bail": "-"}
    return b.rows(1, nom, **days, dalo=dalo, contingent=contingent)


def counting(clause: ir.Clause, ordre: ir.Imputation) -> Programme:
    none = b.part("p", b.taux("0"), compte=b.evenements(ir.Classe.PROPOSITIONS))
    return b.programme(none, ordre, clause)


@pytest.mark.parametrize(
    ("ordre", "attribution", "expected"),
    [
        (ETAT_D_ABORD, "?", DOUTE),
        (ETAT_D_ABORD, "-", DOUTE),
        (ETAT_D_ABORD, "2025-06-03", HORS),
        (BAILLEUR_D_ABORD, "?", DOUTE),
        (BAILLEUR_D_ABORD, "-", DOUTE),
        (BAILLEUR_D_ABORD, "2025-06-03", EN_COURS),
    ],
)
def test_what_is_perhaps_let_perhaps_fills_a_limit(
    ordre: ir.Imputation, attribution: str, expected: Verdict
) -> None:
    """One proposed before another of the public, which is let: the first has the first place if it is let."""
    found = b.quota("q", combien=1, base=PROPOSEES, pour=DALO)
    rows = [
        *proposed("M1", "2025-02-21", attribution, dalo=False),
        *proposed("M0", "2025-05-20", "2025-06-01", dalo=True),
    ]
    told = bilan([counting(found, ordre)], rows, NUL)
    assert verdict(told, "q") in ({expected} if expected is not EN_COURS else {Verdict.CONFORME})


@pytest.mark.parametrize(("attribution", "compte"), [("-", "?"), ("2025-06-03", "bailleur")])
def test_one_of_its_completions_is_not_excluded(attribution: str, compte: str) -> None:
    found = b.quota("q", combien=1, base=PROPOSEES, pour=DALO)
    rows = [
        *proposed("M1", "2025-02-21", attribution, dalo=False, contingent=compte),
        *proposed("M0", "2025-05-20", "2025-06-01", dalo=True),
    ]
    assert verdict(bilan([counting(found, ETAT_D_ABORD)], rows, NUL), "q") is not HORS


@pytest.mark.parametrize(
    ("bail", "plancher", "plafond"),
    [
        ("-", DOUTE, DOUTE),
        (jamais(), Verdict.CONFORME, HORS),
        ("2025-08-02", HORS, Verdict.CONFORME),
    ],
)
def test_a_lease_that_may_never_come_leaves_the_turn_of_the_allocation(
    bail: object, plancher: Verdict, plafond: Verdict
) -> None:
    """Leases order the accounts; that of the dwelling let last has come, and its place is the other's if that
    one never has a lease."""
    avec = b.choix(evenements=ir.ComptageEvenements.AVEC_LEUR_VACANCE)
    none = b.part("p", b.taux("0"), compte=BAUX)
    least = b.quota("q", combien=2, base=MIENNES)
    most = b.quota("m", ir.Sens.AU_PLUS, combien=1, base=MIENNES)
    prog = b.programme(none, ETAT_D_ABORD, least, most, choix=avec)
    days = {"disponibilite": "2025-02-01", "contingent": "?"}
    rows = [
        *b.rows(1, "A", **days, attribution="2025-06-04", bail="2025-07-04"),
        *b.rows(1, "B", **days, attribution="2025-06-03", bail=bail),
    ]
    told = bilan([prog], rows, NUL)
    assert (verdict(told, "q"), verdict(told, "m")) == (plancher, plafond)


@pytest.mark.parametrize(
    ("attribution", "alone", "joint"),
    [("?", DOUTE, EtatPortee.INDETERMINE), ("-", EN_COURS, EtatPortee.A_PORTEE)],
)
@pytest.mark.parametrize("limite", [None, 1])
@pytest.mark.parametrize("seul", [True, False])
def test_rules_together_take_it_for_neither(
    attribution: str, alone: Verdict, joint: EtatPortee, limite: int | None, seul: bool
) -> None:
    """The order of another convention gives it to the State; half is due to the town."""
    lines = (("etat", limite), ("bailleur", None))
    etat = b.programme(order(*lines), ident="etat")
    half = b.part("c", b.taux("1/2"), compte=BAUX, arrondi=Arrondi.SUPERIEUR)
    ville = b.programme(half, ident="ville", titulaire="commune")
    days = {"disponibilite": "2025-02-01", "attribution": attribution, "bail": "-", "contingent": "?"}
    told = bilan([etat, ville], b.rows(1, "M", **days), NUL, seul=seul)
    assert verdict(told, "c") is alone
    assert told.portee is not None and told.portee.etat is joint


@pytest.mark.parametrize(("dalo", "expected"), [(True, HORS), (False, EN_COURS), ("?", DOUTE)])
@pytest.mark.parametrize("evenements", list(ir.ComptageEvenements))
def test_what_dates_the_vacancy_is_what_is_counted_of_it(
    evenements: ir.ComptageEvenements, dalo: object, expected: Verdict
) -> None:
    """Half of the holder's leases at most, rounded down, to the public: of one, none; of two, one. The other
    dwelling, on its account, is of the base once its lease is signed, and counted then."""
    inner = b.quota("d", ir.Sens.AU_PLUS, "1/2", base=b.flux(), pour=DALO, arrondi=Arrondi.INFERIEUR)
    part = b.part("p", b.taux("0"), compte=BAUX, dont=(replace(inner, parent="p"),))
    choix = b.choix(rattachement="bail", evenements=evenements)
    days = {"disponibilite": "2025-02-01", "attribution": "2025-06-03", "contingent": "etat"}
    rows = [
        *b.rows(1, "F", **days, bail="2025-09-01", dalo=True),
        *b.rows(1, "M", **days, bail="-", dalo=dalo),
    ]
    told = bilan([b.programme(part, replace(inner, parent="p"), choix=choix)], rows, NUL)
    found = {r.clause.entete.nom: r.verdict for r in told.conventions[0].regles}
    assert found["d"] is expected
