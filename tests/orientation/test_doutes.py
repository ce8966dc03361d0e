"""What is not known of other vacancies leaves accounts between two numbers, and perhaps the order open.

« partie »: gone on 10 April, on this account. « statut »: perhaps withdrawn from the flow, not gone.
« refusee »: a refused row, of which nothing is known. « a_venir »: not due before June. Where nobody is
proposed for that, it is said who would come first without these vacancies.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from convrules import ir
from convrules.facts.records import Vacance
from convrules.orientation.journee import rank_day
from convrules.orientation.model import Orientation, Provisoire, Rangement
from convrules.orientation.ranking import Bailleur
from convrules.render.lexicon import VIDE
from convrules.render.orient_text import orient_text
from convrules.year.bornes import exactly, minus
from year import build as b

AU = date(2025, 5, 1)
LIBRE = {"disponibilite": "2025-04-01", "orientation": "-", "attribution": "-", "bail": "-"}
PARTI = LIBRE | {"orientation": "2025-04-10"}
INCONNU = "?"


def gone(nom: str, account: str) -> list[Vacance]:
    return b.rows(1, nom, **PARTI, affectation="location", contingent=account)


def status(nom: str) -> list[Vacance]:
    return b.rows(1, nom, **PARTI, affectation=INCONNU, contingent="bailleur")


def refused(nom: str) -> list[Vacance]:
    (row,) = b.rows(1, nom, disponibilite=INCONNU, affectation=INCONNU, contingent=INCONNU)
    return [replace(row, ligne=replace(row.ligne, refusee=True))]


def to_come(nom: str) -> list[Vacance]:
    return b.rows(1, nom, **LIBRE | {"disponibilite": "2025-06-01"}, affectation=INCONNU, contingent=INCONNU)


def advise(rates: dict[str, str], rows: list[Vacance], **tables: object) -> Orientation:
    programmes = tuple(
        b.programme(b.part("p", b.taux(rate)), b.MUTATIONS, ident=nom, titulaire=nom)
        for nom, rate in rates.items()
    )
    new = b.rows(1, "N", **LIBRE, affectation="location", contingent=INCONNU)
    found = rank_day(Bailleur(programmes=programmes), b.faits([*rows, *new], **tables), AU, new)
    return found[0]


DEMI = {"etat": "1/2"}
CAS = [
    # rates, rows, proposed, deficits before the dwelling (least, greatest), in doubt
    (DEMI, gone("A", "etat"), "bailleur", {"etat": ("-1/2", "-1/2"), "bailleur": ("1/2", "1/2")}, []),
    (DEMI, gone("A", INCONNU), None, {"etat": ("-1/2", "1/2"), "bailleur": ("-1/2", "1/2")}, ["A1"]),
    (
        DEMI,
        [*gone("A", INCONNU), *gone("B", INCONNU)],
        None,
        {"etat": ("-1", "1"), "bailleur": ("-1", "1")},
        ["A1", "B1"],
    ),
    (
        DEMI,
        [*gone("A", INCONNU), *gone("B", "etat"), *gone("C", "etat")],
        "bailleur",
        {"etat": ("-3/2", "-1/2"), "bailleur": ("1/2", "3/2")},
        ["A1"],
    ),
    (DEMI, refused("R"), None, {"etat": ("-1", "1/2"), "bailleur": ("-1", "1/2")}, ["R1"]),
    (
        {"etat": "1/10"},
        [*gone("A", "etat"), *refused("R")],
        "bailleur",
        {"etat": ("-19/10", "-4/5"), "bailleur": ("-1/10", "9/5")},
        ["R1"],
    ),
    # Sound, wider than needed: what S1 makes due and where it went hang together.
    (DEMI, status("S"), None, {"etat": ("0", "1/2"), "bailleur": ("-1", "1/2")}, ["S1"]),
    (DEMI, to_come("F"), "etat", {"etat": ("0", "0"), "bailleur": ("0", "0")}, []),
]


@pytest.mark.parametrize(("rates", "rows", "propose", "retards", "doutes"), CAS)
def test_accounts_in_doubt(
    rates: dict[str, str],
    rows: list[Vacance],
    propose: str | None,
    retards: dict[str, tuple[str, str]],
    doutes: list[str],
) -> None:
    advice = advise(rates, rows)
    found = {c.ident: c.compte.retards for c in advice.candidats}
    expected = {nom: (Fraction(low), Fraction(high)) for nom, (low, high) in retards.items()}
    assert {nom: (r.min, r.max) for nom, r in found.items() if r is not None} == expected
    assert (advice.propose.ident if advice.propose is not None else None) == propose
    assert sorted({row for c in advice.candidats for row in c.compte.doutes}) == doutes
    if doutes:
        assert advice.borne is None and advice.ecart is None
    assert (advice.provisoire is None) == (propose is not None)
    for c in advice.candidats:
        assert (c.rangement is Rangement.INDETERMINE) == (propose is None)
        assert propose is not None or (c.causes and c.viendrait_premier and c.motif is None)


@pytest.mark.parametrize(
    ("rates", "rows", "ident", "retard", "aside"),
    [
        # Nothing is left of the accounts: of two equal deficits, the landlord comes last.
        (DEMI, gone("A", INCONNU), "etat", "0", ("A1",)),
        (DEMI, refused("R"), "etat", "0", ("R1",)),
        (DEMI, status("S"), "etat", "0", ("S1",)),
        (DEMI, [*gone("A", INCONNU), *gone("B", "etat")], "bailleur", "1/2", ("A1",)),
        ({"etat": "1/3"}, [*refused("R"), *gone("A", INCONNU), *gone("B", "bailleur")],
         "etat", "1/3", ("A1", "R1")),
        # Certain in spite of the doubt: nothing provisional.
        ({"etat": "1/10"}, [*gone("A", "etat"), *refused("R")], None, None, ()),
    ],
)  # fmt: skip
def test_who_would_come_first_without_the_vacancies_in_doubt(
    rates: dict[str, str], rows: list[Vacance], ident: str | None, retard: str | None, aside: tuple[str, ...]
) -> None:
    advice = advise(rates, rows)
    found = advice.provisoire
    if ident is None or retard is None:
        assert found is None and advice.propose is not None
        return
    assert advice.propose is None
    assert found == Provisoire(ident=ident, retard=Fraction(retard), mises_de_cote=aside)
    # It is the advice of a file without these rows.
    without = advise(rates, [row for row in rows if row.id not in aside])
    assert without.propose is not None and without.provisoire is None
    assert (without.propose.ident, without.propose.compte.retard) == (ident, Fraction(retard))


def test_each_provisional_advice_supposes_those_before_it_and_changes_no_account() -> None:
    programmes = (b.programme(b.part("p", b.taux("1/2")), b.MUTATIONS, ident="etat", titulaire="etat"),)
    new = b.rows(3, "N", **LIBRE, affectation="location", contingent=INCONNU)
    days = rank_day(Bailleur(programmes=programmes), b.faits([*gone("A", INCONNU), *new]), AU, new)
    assert [a.propose for a in days] == [None, None, None]
    found = [(p.ident, p.retard, p.avis_suivis) for a in days if (p := a.provisoire) is not None]
    half = Fraction(1, 2)
    assert found == [("etat", 0, 0), ("bailleur", half, 1), ("etat", 0, 2)]
    for a in days:
        assert all(c.compte.suppose == 0 and c.compte.doutes == ("A1",) for c in a.candidats)
        assert {(r.min, r.max) for c in a.candidats if (r := c.compte.retards) is not None} == {(-half, half)}


ASCENSEUR = ir.Eligibilite(entete=b.entete("acces"), regle=b.champ("ascenseur"), menage=False)


@pytest.mark.parametrize(
    ("lift", "ident"), [(INCONNU, None), (False, "etat"), (True, "als")], ids=["unknown", "no", "yes"]
)
def test_nothing_provisional_when_it_would_not_be_sure_either(lift: object, ident: str | None) -> None:
    """The one of whom one does not know whether it may receive the dwelling would come first."""
    programmes = (
        b.programme(b.part("p", b.taux("3/10")), ident="etat", titulaire="etat"),
        b.programme(b.part("p", b.taux("2/5")), ASCENSEUR, ident="als", titulaire="als"),
    )
    new = b.rows(1, "N", **LIBRE, ascenseur=lift, contingent=INCONNU)
    facts = b.faits([*gone("A", INCONNU), *new])
    (advice,) = rank_day(Bailleur(programmes=programmes), facts, AU, new)
    assert advice.propose is None and advice.doutes == ("A1",)
    assert (advice.provisoire.ident if advice.provisoire is not None else None) == ident


def test_nothing_provisional_when_a_clause_in_doubt_changes_the_first() -> None:
    first = ir.Priorite(
        entete=b.entete("acces", si=b.champ("ascenseur")),
        regle=ir.Ordre(etapes=(ir.Etape(compte="bailleur"),)),
    )
    programmes = (b.programme(b.part("p", b.taux("1/2")), first, ident="etat", titulaire="etat"),)
    for lift, ident in ((INCONNU, None), (False, "etat")):
        new = b.rows(1, "N", **LIBRE, ascenseur=lift, contingent=INCONNU)
        facts = b.faits([*gone("A", INCONNU), *new])
        (advice,) = rank_day(Bailleur(programmes=programmes), facts, AU, new)
        assert advice.propose is None
        assert (advice.provisoire.ident if advice.provisoire is not None else None) == ident


def test_the_first_may_be_known_though_the_order_of_the_others_is_not() -> None:
    rows = [*gone("A", INCONNU), *(row for n in range(4) for row in gone(f"B{n}", "bailleur"))]
    advice = advise({"etat": "2/5", "als": "1/5", "commune": "1/5"}, rows)
    assert advice.propose is not None and advice.propose.ident == "etat"
    unsure = {c.ident for c in advice.candidats if c.rangement is Rangement.INDETERMINE}
    assert unsure == {"als", "commune"}
    assert not any(c.viendrait_premier for c in advice.candidats)


@pytest.mark.parametrize(("lift", "propose"), [(INCONNU, None), (False, "etat"), (True, "als")])
def test_a_clause_in_doubt_may_put_first_one_whose_place_is_not_known(
    lift: object, propose: str | None
) -> None:
    """The ranking shown is the one where the clause is silent: `als` comes first in the other one only."""
    first = ir.Priorite(
        entete=b.entete("acces", si=b.champ("ascenseur")), regle=ir.Ordre(etapes=(ir.Etape(compte="als"),))
    )
    rates = {"etat": "2/5", "als": "1/5", "commune": "1/5"}
    programmes = tuple(
        b.programme(b.part("p", b.taux(rate)), first, ident=nom, titulaire=nom) for nom, rate in rates.items()
    )
    rows = [*gone("A", INCONNU), *(row for n in range(4) for row in gone(f"B{n}", "bailleur"))]
    new = b.rows(1, "N", **LIBRE, affectation="location", ascenseur=lift, contingent=INCONNU)
    (advice,) = rank_day(Bailleur(programmes=programmes), b.faits([*rows, *new]), AU, new)
    assert (advice.propose.ident if advice.propose is not None else None) == propose
    assert advice.provisoire is None
    if lift == INCONNU:
        (perhaps,) = (c for c in advice.candidats if c.viendrait_premier)
        assert perhaps.ident == "als"
        assert {c.fait for c in perhaps.causes} == {"contingent", "ascenseur"}, "the fact of the clause too"


def test_a_step_that_perhaps_holds_leaves_the_order_open() -> None:
    """`jusqu'à 1 logement`, when one does not know whether one has gone to it."""
    once = ir.Etape(compte="etat", limite=1)
    order = ir.Priorite(
        entete=b.entete("une_fois"), regle=ir.Ordre(etapes=(once, ir.Etape(compte="bailleur")))
    )
    programmes = (b.programme(b.part("p", b.taux("1/100")), order, ident="etat", titulaire="etat"),)
    new = b.rows(1, "N", **LIBRE, contingent=INCONNU)
    for account, propose in (("bailleur", "etat"), ("etat", "bailleur"), (INCONNU, None)):
        facts = b.faits([*gone("A", account), *new])
        (advice,) = rank_day(Bailleur(programmes=programmes), facts, AU, new)
        assert (advice.propose.ident if advice.propose is not None else None) == propose


@pytest.mark.parametrize(
    ("use", "counts"), [("mutation_interne", False), ("location", True), (INCONNU, True)]
)
def test_a_dwelling_that_no_flow_holds_changes_no_account(use: str, counts: bool) -> None:
    """Withdrawn for certain: whoever takes it, deficits stay; so do those of the next one of the day."""
    programmes = (b.programme(b.part("p", b.taux("1/2")), b.MUTATIONS, ident="etat", titulaire="etat"),)
    first = b.rows(1, "A", **LIBRE, affectation=use, contingent=INCONNU)
    then = b.rows(1, "N", **LIBRE, affectation="location", contingent=INCONNU)
    facts = b.faits([*first, *then])
    advice = {a.vacance: a for a in rank_day(Bailleur(programmes=programmes), facts, AU, [*first, *then])}
    asked = advice["A1"]
    assert asked.hors_flux is not counts
    for c in asked.candidats:
        sinons = c.compte.sinons
        assert sinons is not None and c.compte.apres_bornes == minus(sinons, exactly(counts))
    if not counts:
        assert all(c.compte.retard == 0 and c.compte.suppose == 0 for c in advice["N1"].candidats)


@pytest.mark.parametrize(("day", "due_en"), [("2024-12-20", date(2024, 12, 20)), ("2025-01-02", None)])
def test_a_dwelling_due_in_another_year_is_given_without_being_due(day: str, due_en: date | None) -> None:
    since = ir.Validite(du=date(2024, 1, 1), au=date(2027, 12, 31))
    programmes = (b.programme(b.part("p", b.taux("1/2")), ident="etat", titulaire="etat", en_vigueur=since),)
    new = b.rows(1, "N", **LIBRE | {"disponibilite": day}, affectation="location", contingent=INCONNU)
    (advice,) = rank_day(Bailleur(programmes=programmes), b.faits(new), AU, new)
    assert (advice.due_en and advice.due_en.connu) == due_en
    assert (advice.borne is None) == (due_en is not None)
    text = " ".join(orient_text([advice], AU, VIDE).replace("\u202f", " ").replace("\u00a0", " ").split())
    said = "dû en 2024 (date de référence : 20 décembre 2024) ; il n'ajoute rien au dû de 2025, où il compte"
    assert (said in text) == (due_en is not None) and ("0 %" in text.replace("50 %", "")) is False


def test_a_dwelling_due_before_any_convention_counts_on_no_account() -> None:
    programmes = (b.programme(b.part("p", b.taux("1/2")), ident="etat", titulaire="etat"),)
    day = LIBRE | {"disponibilite": "2024-12-20"}
    new = b.rows(1, "N", **day, affectation="location", contingent=INCONNU)
    (advice,) = rank_day(Bailleur(programmes=programmes), b.faits(new), AU, new)
    assert advice.sans_convention and advice.hors_flux and advice.due_en is None
    assert {c.ident: c.compte.apres for c in advice.candidats} == {"bailleur": 0, "etat": 0}


def test_a_rank_is_said_only_when_it_is_certain() -> None:
    """Three holders; what one row gave may change the order of two of them, not the place of the third."""
    thirds = {"als": "3/10", "etat": "3/10"}
    last = advise(thirds, [*(r for n in "BCDE" for r in gone(n, "bailleur")), *gone("A", INCONNU)])
    assert [(c.ident, c.rang) for c in last.candidats] == [("bailleur", 3), ("als", None), ("etat", None)]
    first = advise(thirds, [*(r for n in "BCDE" for r in gone(n, "als")), *gone("A", INCONNU)])
    assert (first.propose, {c.rang for c in first.candidats if c.ident != "als"}) == (None, {None})
    assert next(c.rang for c in first.candidats if c.ident == "als") == 3


def test_a_rank_that_is_not_known_is_a_question_mark() -> None:
    found = advise(DEMI, [])
    open_ = replace(found.candidats[0], rang=None, rang_selon=(found.candidats[1].ident,))
    text = orient_text([replace(found, candidats=(open_, *found.candidats[1:]))], AU, VIDE)
    told = " ".join(text.split())
    assert "son rang n'est pas connu, car" in told and "passer avant ou après" in told
    assert any(line.split()[0] == "?" for line in text.splitlines() if line.split())


@pytest.mark.parametrize(
    ("dalo", "propose", "du"),
    [(True, "etat", ("3/5", "3/5")), (False, "bailleur", ("1/10", "1/10")), (INCONNU, None, ("0", "7/10"))],
)
def test_a_household_to_come_is_of_one_part_or_the_other(
    dalo: object, propose: str | None, du: tuple[str, str]
) -> None:
    flag = b.champ("dalo")
    parts = (
        b.part("prioritaires", b.taux("3/5"), base=b.flux(flag)),
        b.part("autres", b.taux("1/10"), base=b.flux(ir.Non(operande=flag))),
    )
    programmes = (b.programme(*parts, b.MUTATIONS, ident="etat", titulaire="etat"),)
    new = b.rows(1, "N", **LIBRE, affectation="location", contingent=INCONNU, dalo=dalo)
    (advice,) = rank_day(Bailleur(programmes=programmes), b.faits(new), AU, new)
    found = next(c for c in advice.candidats if c.ident == "etat").compte
    assert (advice.propose.ident if advice.propose is not None else None) == propose
    assert (found.taux.min, found.taux.max) == tuple(map(Fraction, du))
