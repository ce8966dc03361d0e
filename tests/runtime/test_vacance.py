"""One vacancy: example S1, territory, eligibility, versions of the text."""

# ruff: noqa: E501 - a table of cases reads one case per line.

from dataclasses import replace
from datetime import date, timedelta

import pytest

from convrules import ir
from convrules.base.outcomes import Cause, causes_of, word
from convrules.base.values import Connu, Erreur, Inconnu
from convrules.facts.records import Ligne
from convrules.runtime.computed import computed_cell
from convrules.runtime.decision import EtatDelai, Statut
from runtime.build import (
    apres,
    cmp,
    code,
    delai,
    eligibilite,
    entete,
    exception,
    ligne,
    lit,
    obligation,
    oui_non,
    soustraction,
    vacance,
)
from runtime.une_vacance import MUTATIONS, ORD, ORDINAIRE, PROPOSITION, P, decide

# --- status -----------------------------------------------------------------------------------
STATUSES = [
    ("S1 deux statuts", {**ORD}, ("soustrait", "dans_l_assiette"), None, "affectation"),
    ("S1 hors champ d'abord", {**ORD, "nature": "foyer", "affectation": "mutation_interne"}, ("hors_champ",), "ordinaires", ""),
    ("soustrait", {**ORD, "affectation": "mutation_interne"}, ("soustrait",), "mutations", ""),
    ("dans l'assiette", {**ORD, "affectation": "location"}, ("dans_l_assiette",), None, ""),
    ("sans objet n'exclut pas", {**ORD, "nature": "sans objet", "affectation": "location"}, ("dans_l_assiette",), None, ""),
    ("nature manquante", {"disponibilite": "2025-02-03", "affectation": "mutation_interne"}, ("hors_champ", "soustrait"), None, "nature"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "possibles", "clause", "causes"), [s[1:] for s in STATUSES], ids=[s[0] for s in STATUSES]
)
def test_status(
    cells: dict[str, object], possibles: tuple[str, ...], clause: str | None, causes: str
) -> None:
    found = decide((ORDINAIRE, MUTATIONS), vacance(**cells)).statut
    assert tuple(s.value for s in found.possibles) == possibles
    assert found.clause == clause
    assert {c.fait for c in found.causes} == set(causes.split())


def test_the_category_may_be_undetermined_while_the_status_is_not() -> None:
    vente = soustraction("ventes", oui_non("vente"), "vente")
    both = decide((MUTATIONS, vente), vacance(**ORD, affectation="mutation_interne")).statut
    assert (both.statut, both.categorie) == (Statut.SOUSTRAIT, None)
    one = decide((MUTATIONS, vente), vacance(**ORD, affectation="mutation_interne", vente=False)).statut
    assert one.categorie == "mutation"


RIGHTS = [
    ("aucun droit", (), True, "dans_l_assiette"),
    ("table absente", None, False, "reserve_identifie"),
    ("droit sur un autre", (ligne("droits", "1", logement="L2", debut="2020-01-01", fin="sans objet"),), True, "dans_l_assiette"),
    ("droit éteint", (ligne("droits", "1", logement="L1", debut="2020-01-01", fin="2024-01-01"),), True, "dans_l_assiette"),
    ("droit vivant", (ligne("droits", "1", logement="L1", debut="2020-01-01", fin="sans objet"),), True, "reserve_identifie"),
    ("début manquant", (ligne("droits", "1", logement="L1", fin="sans objet", vivant=True),), False, "reserve_identifie"),
]  # fmt: skip


@pytest.mark.parametrize(("droits", "certain", "first"), [r[1:] for r in RIGHTS], ids=[r[0] for r in RIGHTS])
def test_identified_rights_lock_their_dwelling(
    droits: tuple[Ligne, ...] | None, certain: bool, first: str
) -> None:
    clause = ir.DroitIdentifie(entete=entete("services"), regle=oui_non("vivant", ir.Niveau.DROIT))
    there = vacance(droits=droits, **ORD)
    there = replace(there, ligne=ligne("vacances", "V1", logement="L1", **ORD))
    found = decide((clause,), there)
    assert found.statut.possibles[0].value == first
    assert (found.statut.statut is not None) == certain
    missing = set() if certain else {"droits"} if droits is None else {"debut"}
    assert {c.fait for c in found.statut.causes} == missing


# --- territory and eligibility ----------------------------------------------------------------
SEINE = ir.Territoire(departements=frozenset({"93"}))


@pytest.mark.parametrize(
    ("commune", "outcome"), [("93048", "vrai"), ("75056", "faux"), (None, "indetermine")]
)
def test_territory(commune: str | None, outcome: str) -> None:
    assert word(decide((), vacance(**ORD, commune=commune), territoire=SEINE).territoire) == outcome


def test_a_territory_is_the_union_of_what_it_names() -> None:
    both = ir.Territoire(departements=frozenset({"93"}), communes=frozenset({"75056"}))
    found = {
        c: decide((), vacance(**ORD, commune=c), territoire=both).territoire
        for c in ("93048", "75056", "77001")
    }
    assert found == {"93048": True, "75056": True, "77001": False}


def test_a_region_and_a_grouping_are_read_in_the_commune() -> None:
    island = ir.Territoire(regions=frozenset({"11"}))
    assert decide((), vacance(**ORD, commune="93048"), territoire=island).territoire is True
    grouping = ir.Territoire(epcis=frozenset({"000000001"}))
    assert decide((), vacance(**ORD, commune="93048"), territoire=grouping).territoire is False
    assert word(decide((), vacance(**ORD, commune="99999"), territoire=grouping).territoire) == "erreur"


PUBLIC = eligibilite("publics", oui_non("pmr"))
INTERDIT = eligibilite("interdit", ir.Non(operande=oui_non("qpv")))
MENAGE = eligibilite("menages", oui_non("dalo"), menage=True)
ELIGIBLE = [
    ("vrai", {"pmr": True, "qpv": False}, "vrai", ""),
    ("exigence fausse", {"pmr": False}, "faux", ""),
    ("interdiction", {"pmr": True, "qpv": True}, "faux", ""),
    ("un fait manque", {"pmr": True}, "indetermine", "qpv"),
    ("exigence sans objet", {"pmr": "sans objet", "qpv": False}, "vrai", ""),
    ("soustrait", {"pmr": True, "qpv": False, "affectation": "mutation_interne"}, "non_applicable", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "outcome", "causes"), [e[1:] for e in ELIGIBLE], ids=[e[0] for e in ELIGIBLE]
)
def test_eligibility(cells: dict[str, object], outcome: str, causes: str) -> None:
    v = vacance(**{**ORD, "affectation": "location", **cells})
    found = decide((MUTATIONS, PUBLIC, INTERDIT, MENAGE), v).eligible
    assert word(found) == outcome
    assert {c.fait for c in causes_of(found)} == set(causes.split())


def test_eligibility_asks_for_the_convention_in_force() -> None:
    ended = ir.Validite(du=date(2020, 1, 1), au=date(2024, 12, 31))
    assert decide((), vacance(**ORD), en_vigueur=ended).eligible is False


def test_an_undetermined_status_leaves_eligibility_undetermined() -> None:
    found = decide((MUTATIONS, PUBLIC), vacance(**ORD, pmr=True)).eligible
    assert {c.fait for c in causes_of(found)} == {"affectation"}


# --- versions ---------------------------------------------------------------------------------
def test_the_text_is_that_of_the_reference_date() -> None:
    change = exception("e", "o", {"règle": lit(False)}, du="2025-07-01")
    clauses = (obligation("o", lit(True)), change)
    outcomes = {
        day: word(decide(clauses, vacance(disponibilite=day)).obligations[0].issue)
        for day in ("2025-06-30", "2025-07-01", "inconnu", "pas survenu au 2025-07-15")
    }
    assert outcomes == {
        "2025-06-30": "vrai",
        "2025-07-01": "faux",
        "inconnu": "indetermine",
        "pas survenu au 2025-07-15": "faux",
    }


def test_an_unknown_reference_date_is_the_cause_only_where_versions_differ() -> None:
    change = exception("e", "o", {"règle": lit(False)}, du="2025-07-01")
    found = decide((obligation("o", lit(True)), change, MUTATIONS), vacance(affectation="location"))
    assert causes_of(found.obligations[0].issue) == {Cause(fait="disponibilite")}
    assert found.statut.statut is Statut.DANS_L_ASSIETTE


def test_an_unknown_reference_date_stays_within_the_validity_of_the_convention() -> None:
    change = exception("e", "o", {"règle": lit(False)}, du="2025-07-01")
    until = ir.Validite(du=date(2020, 1, 1), au=date(2025, 6, 30))
    found = decide((obligation("o", lit(True)), change), vacance(), en_vigueur=until)
    assert found.obligations[0].issue is True


def test_a_case_is_in_force_on_its_last_day_and_no_longer() -> None:
    ending = exception("e", "o", {"règle": lit(False)}, au="2025-03-31")
    life = ir.Validite(du=date(2025, 3, 15), au=date(2025, 12, 31))
    found = decide((obligation("o", lit(True)), ending), vacance(), en_vigueur=life)
    assert {c.fait for c in causes_of(found.obligations[0].issue)} == {"disponibilite"}


def test_a_deadline_that_versions_disagree_on_keeps_its_possible_states() -> None:
    longer = exception(
        "e", "proposer", {"règle": apres("proposition", "6 mois", "information")}, du="2025-07-01"
    )
    v = vacance(information="2025-01-31", proposition=P)
    (found,) = decide((PROPOSITION, longer), v, "2025-04-01").delais
    assert found.etat is EtatDelai.INDETERMINE
    assert found.candidats == (EtatDelai.EN_COURS, EtatDelai.DEPASSE)
    assert {c.fait for c in found.causes} == {"disponibilite"}


def test_a_right_that_ends_matters_when_the_reference_date_is_not_known() -> None:
    clause = ir.DroitIdentifie(entete=entete("services"), regle=oui_non("vivant", ir.Niveau.DROIT))
    droit = ligne("droits", "1", logement="L1", debut="2020-01-01", fin="2024-12-31")
    until = ir.Validite(du=date(2024, 1, 1), au=date(2026, 12, 31))
    there = vacance(droits=[droit])
    there = replace(there, ligne=ligne("vacances", "V1", logement="L1"))
    found = decide((clause,), there, en_vigueur=until).statut
    assert found.possibles == (Statut.RESERVE_IDENTIFIE, Statut.DANS_L_ASSIETTE)
    assert {c.fait for c in found.causes} == {"disponibilite"}


END = "2026-03-31"


def test_what_is_said_without_the_reference_date_holds_for_every_one_of_them() -> None:
    """Against each day of the convention's life: a determined answer is the same, a state is possible."""
    each_year = ir.RegleDelai(
        evenement="bail", echeance=ir.EcheanceFixe(date=None, jour=28, mois=2, inclus=True)
    )
    clauses = (
        obligation("o", oui_non("x")),
        exception("e", "o", {"règle": lit(True)}, du="2025-02-01", au="2025-03-31"),
        PROPOSITION,
        exception("f", "proposer", {"règle": apres("proposition", "3 mois", "information")}, du="2025-05-01"),
        delai("annuel", each_year),
        eligibilite("g", oui_non("y"), menage=False),
    )
    validity = ir.Validite(du=date(2024, 10, 1), au=date(2026, 3, 31))
    cells: dict[str, object] = {
        "information": "2025-01-31",
        "proposition": "2025-03-10",
        "bail": "2025-07-01",
        "x": True,
        "y": False,
    }
    unknown = decide(clauses, vacance(**cells), END, en_vigueur=validity)
    assert unknown.obligations[0].issue is True
    assert unknown.eligible is False
    possible = {d.clause.entete.nom: set(d.candidats or (d.etat,)) for d in unknown.delais}
    met: dict[str, set[EtatDelai]] = {nom: set() for nom in possible}
    for day in (date(2024, 10, 1) + timedelta(days=n) for n in range(547)):
        known = decide(clauses, vacance(**cells, disponibilite=day.isoformat()), END, en_vigueur=validity)
        assert known.obligations[0].issue is True
        assert known.eligible is False
        for found in known.delais:
            met[found.clause.entete.nom].add(found.etat)
    assert met == possible
    assert met["annuel"] == met["proposer"] == {EtatDelai.TENU, EtatDelai.DEPASSE}


# --- computed columns -------------------------------------------------------------------------
def test_computed_column() -> None:
    expr = ir.Et(gauche=oui_non("pmr"), droite=cmp(code("financement"), "=", lit("plai")))
    assert computed_cell(expr, vacance(pmr=True, financement="plai")) == Connu(True)
    assert computed_cell(expr, vacance(pmr=True)) == Inconnu()
    assert computed_cell(expr, vacance(pmr=True, financement="illisible")) == Erreur("financement")
