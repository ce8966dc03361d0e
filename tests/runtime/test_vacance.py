"""One vacancy: example S1, eligibility, effects and the closing of the turn, versions of the text."""

# ruff: noqa: E501 - a table of cases reads one case per line.

from dataclasses import replace
from datetime import date, timedelta

import pytest

from convrules import ir
from convrules.base.dates import connu
from convrules.base.outcomes import Cause, Genre, causes_of, word
from convrules.base.values import Connu, Erreur, Inconnu
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.computed import computed_cell
from convrules.runtime.decision import Decision, EtatDelai, Statut
from convrules.runtime.vacance import evaluate_vacance
from runtime.build import (
    CHOIX,
    apres,
    champ,
    cmp,
    code,
    count,
    delai,
    eligibilite,
    entete,
    evenement,
    exception,
    ligne,
    lit,
    obligation,
    oui_non,
    programme,
    soustraction,
    vacance,
)

P = "pas survenu au 2025-12-31"
ORDINAIRE = champ("ordinaires", cmp(code("nature"), "=", lit("logement_ordinaire")))
MUTATIONS = soustraction("mutations", cmp(code("affectation"), "=", lit("mutation_interne")))
REMISE = ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=ir.Decompte.NON_COMPTEE)
FACULTE = replace(REMISE, faculte=True)
PROPOSITION = delai("proposer", apres("proposition", "1 mois", "information"), a_defaut=REMISE)
CANDIDATS = obligation(
    "candidats",
    ir.Entre(operande=count(ir.Classe.CANDIDATURES, ir.Niveau.CANDIDATURE), bas=lit(1), haut=lit(4)),
)


def decide(clauses: tuple[ir.Clause, ...], v: Vacance, au: str = "2025-12-31", **head: object) -> Decision:
    return evaluate_vacance(programme(*clauses, **head), v, date.fromisoformat(au))  # type: ignore[arg-type]


# --- status -----------------------------------------------------------------------------------
ORD = {"nature": "logement_ordinaire", "disponibilite": "2025-02-03"}
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


# --- effects and the turn ---------------------------------------------------------------------
SILENCE = {"disponibilite": "2025-02-03", "information": "2025-01-31", "proposition": P}


def test_silence_gives_the_dwelling_back_and_closes_the_turn() -> None:
    found = decide((PROPOSITION, CANDIDATS), vacance(**SILENCE), "2025-03-03")
    (late,) = found.delais
    assert (late.etat, late.retard_jours) == (EtatDelai.DEPASSE, 3)
    assert [(e.effet.acte, e.issue, e.date.connu) for e in found.effets] == [
        (ir.Acte.REMISE_AU_BAILLEUR, True, date(2025, 3, 1))
    ]
    assert found.tour_clos is not None and found.tour_clos.connu == date(2025, 3, 1)
    assert found.obligations[0].issue is False


def test_while_the_turn_is_open_candidates_may_still_come() -> None:
    found = decide((PROPOSITION, CANDIDATS), vacance(**SILENCE), "2025-02-20")
    assert [e.issue for e in found.effets] == [False]
    assert causes_of(found.obligations[0].issue) == {Cause(fait="candidatures", genre=Genre.FUTUR)}


def test_a_right_to_act_never_acts_by_itself() -> None:
    late = replace(PROPOSITION, a_defaut=FACULTE)
    found = decide((late, CANDIDATS), vacance(**SILENCE, remise=P, reprise=P), "2025-03-03")
    assert [e.issue for e in found.effets] == [False]
    unsaid = decide((late, CANDIDATS), vacance(**SILENCE), "2025-03-03")
    assert [causes_of(e.issue) for e in unsaid.effets] == [frozenset({Cause(fait="remise")})]
    assert found.tour_clos is not None and found.tour_clos.connu is None
    assert causes_of(found.obligations[0].issue)


def test_a_right_to_act_brings_no_event_about_even_in_doubt() -> None:
    late = replace(PROPOSITION, a_defaut=FACULTE)
    asked = obligation("rendu", ir.AEuLieu(evenement=evenement("remise")))
    v = vacance(disponibilite="2025-02-03", information="2025-01-31", remise=P)
    found = decide((late, asked), v, "2025-03-20")
    assert found.delais[0].etat is EtatDelai.INDETERMINE
    assert found.obligations[0].issue is False
    of_right = decide((PROPOSITION, asked), v, "2025-03-20")
    assert {c.fait for c in causes_of(of_right.obligations[0].issue)} == {"proposition"}


def suite(nom: str, after: str, effet: ir.Effet, si: ir.Expr | None = None) -> ir.Suite:
    return ir.Suite(entete=entete(nom, si=si), apres=after, effet=effet)


SUITES = [
    ("a lieu", {"refus_candidat": "2025-03-10", "dalo": True}, "vrai", date(2025, 3, 10)),
    ("sa condition est fausse", {"refus_candidat": "2025-03-10", "dalo": False}, "non_applicable", None),
    ("pas encore", {"refus_candidat": P, "dalo": True}, "faux", None),
    ("condition manquante", {"refus_candidat": "2025-03-10"}, "indetermine", None),
    ("événement manquant", {"dalo": True, "refus": None}, "indetermine", None),
    ("aucun refus dans la table", {"dalo": True}, "faux", None),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "outcome", "closed"), [s[1:] for s in SUITES], ids=[s[0] for s in SUITES])
def test_follow_up(cells: dict[str, object], outcome: str, closed: date | None) -> None:
    clause = suite("refus_dalo", "refus_candidat", REMISE, si=oui_non("dalo"))
    found = decide((clause,), vacance(disponibilite="2025-02-03", **cells))
    assert word(found.suites[0].issue) == outcome
    assert found.tour_clos is not None and found.tour_clos.connu == closed
    assert [e.issue is True for e in found.effets] == [closed is not None] * len(found.effets)


REPONSE = delai(
    "repondre",
    apres("reponse", "10 jour", "offre"),
    a_defaut=ir.Effet(acte=ir.Acte.REPUTE_REFUSE),
)
SUIVANT = delai("bail_signe", apres("bail", "30 jour", "reponse"))


def test_a_deadline_may_start_from_what_another_entails_whatever_the_order_of_the_paper() -> None:
    v = vacance(disponibilite="2025-02-03", offre="2025-03-01", reponse=P, bail=P)
    for clauses in ((REPONSE, SUIVANT), (SUIVANT, REPONSE)):
        found = {d.clause.entete.nom: d for d in decide(clauses, v, "2025-03-20").delais}
        assert found["repondre"].etat is EtatDelai.DEPASSE
        # Why: the answer is deemed given on 12 March, the day after the limit.
        assert found["bail_signe"].limite == date(2025, 4, 11)
        assert [d.clause.entete.nom for d in decide(clauses, v).delais] == [c.entete.nom for c in clauses]


def test_effects_in_a_circle_are_an_error_that_no_order_decides() -> None:
    rejoue = delai(
        "a",
        apres("proposition", "1 mois", "reprise"),
        a_defaut=REMISE,
        si=ir.AEuLieu(evenement=evenement("reponse")),
    )
    retour = delai(
        "b",
        apres("reponse", "1 mois", "remise"),
        a_defaut=ir.Effet(acte=ir.Acte.REPRISE),
    )
    v = vacance(disponibilite="2025-02-03", reprise=P, remise=P, proposition=P, reponse=P)
    for clauses in ((rejoue, retour), (retour, rejoue)):
        assert programme(*clauses).boucles == {"remise", "reprise"}
        found = {d.clause.entete.nom: d for d in decide(clauses, v).delais}
        assert found["b"].etat is EtatDelai.INDETERMINE
        assert {c.genre for c in found["b"].causes} == {Genre.ERREUR}


def test_a_recorded_act_and_an_effect_close_the_turn_at_the_earliest() -> None:
    found = decide((PROPOSITION,), vacance(**SILENCE, remise="2025-02-20"), "2025-03-03")
    assert found.tour_clos == connu(date(2025, 2, 20), "remise")


def test_the_lease_closes_the_turn() -> None:
    v = vacance(disponibilite="2025-02-03", bail="2025-03-10", candidatures=[ligne("candidatures", "a")])
    assert decide((CANDIDATS,), v).obligations[0].issue is True


def test_what_a_missed_obligation_entails() -> None:
    owed = replace(obligation("o", oui_non("x")), a_defaut=REMISE)
    outcomes = {
        cell: [e.issue for e in decide((owed,), vacance(disponibilite="2025-02-03", x=cell)).effets]
        for cell in (True, False)
    }
    assert outcomes == {True: [False], False: [True]}


def test_under_delegated_management_the_holder_owes_nothing() -> None:
    delegated = replace(CHOIX, gestion_deleguee=True)
    owed = replace(CANDIDATS, entete=entete("candidats", debiteur="réservataire"))
    mine = replace(CANDIDATS, entete=entete("du_bailleur", debiteur="bailleur"))
    found = decide((PROPOSITION, owed, mine), vacance(**SILENCE, retrait="2025-05-01"), choix=delegated)
    assert found.delais[0].etat is EtatDelai.SANS_OBJET
    assert [word(o.issue) for o in found.obligations] == ["non_applicable", "faux"]
    assert found.effets == ()


def test_effects_in_conflict_are_errors_that_close_nothing_for_certain() -> None:
    """`à défaut` replaced twice: no effect is lost, none is taken for certain."""
    other = exception("e", "proposer", {"à défaut": ir.Effet(acte=ir.Acte.SANS_EFFET)})
    third = exception("f", "proposer", {"à défaut": ir.Effet(acte=ir.Acte.REPRISE)})
    found = decide((PROPOSITION, other, third), vacance(**SILENCE), "2025-03-03")
    assert [e.effet.acte for e in found.effets] == [
        ir.Acte.REMISE_AU_BAILLEUR,
        ir.Acte.SANS_EFFET,
        ir.Acte.REPRISE,
    ]
    assert {word(e.issue) for e in found.effets} == {"erreur"}
    assert found.tour_clos is not None and found.tour_clos.connu is None


def test_a_debtor_in_doubt_is_still_judged_under_delegated_management() -> None:
    delegated = replace(CHOIX, gestion_deleguee=True)
    owed = replace(CANDIDATS, entete=entete("candidats", debiteur="réservataire"))
    moved = exception("e", "candidats", {"débiteur": "bailleur"}, si=oui_non("x"))
    outcomes = {
        x: word(
            decide((owed, moved), vacance(**SILENCE, retrait="2025-05-01", x=x), choix=delegated)
            .obligations[0]
            .issue
        )
        for x in (True, False, None)
    }
    assert outcomes == {True: "faux", False: "non_applicable", None: "faux"}


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
