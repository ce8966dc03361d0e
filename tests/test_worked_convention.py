"""The worked convention and its three cases, whole: read, checked, compiled, evaluated, compared."""

from pathlib import Path

import pytest

from convrules import api
from convrules.api.essais import RapportEssais

DATA = Path(__file__).parent / "data"
CONVENTION = DATA / "etat-93--oph-exemple.yaml"
ESSAIS = DATA / "etat-93--oph-exemple.essais.yaml"

CAS = [
    "une_mutation_interne_est_soustraite",
    "le_silence_rend_le_logement_au_bailleur",
    "six_mutations_pour_cinq_prevues",
]
NON_EVALUES = [
    ("mode correctif", "redressement"),
    ("imputation", "cascade_dalo"),
    ("délégation", "a_l_epci"),
]


@pytest.fixture(scope="module")
def rapport() -> RapportEssais:
    return api.run_essais([CONVENTION, ESSAIS])


def test_the_three_cases_are_met(rapport: RapportEssais) -> None:
    assert rapport.empechements == ()
    assert [(r.cas.nom, [(e.cle, e.attendu, e.obtenu) for e in r.ecarts]) for r in rapport.resultats] == [
        (nom, []) for nom in CAS
    ]
    assert {r.convention for r in rapport.resultats} == {"etat-93--oph-exemple"}


def test_what_is_not_evaluated_is_said_by_name(rapport: RapportEssais) -> None:
    """Nothing else is found: every kind that has no effect yet is a remark, and no clause is silent."""
    found = [(d.code, d.args["genre"], d.args["clause"]) for d in rapport.diagnostics]
    assert found == [("CR801", genre, nom) for genre, nom in NON_EVALUES]


def test_a_remark_stands_on_the_name_of_its_clause(rapport: RapportEssais) -> None:
    assert [d.span.text for d in rapport.diagnostics] == [nom for _, nom in NON_EVALUES]


@pytest.mark.parametrize(
    ("wrong", "cas", "cle"),
    [
        (("{ statut: soustrait, clause", "{ statut: dans l'assiette, clause"), 0, "statut"),
        (("dépassé de 3 jours", "dépassé de 2 jours"), 1, "premiere_proposition"),
        (("base: 104", "base: 103"), 2, "contingent_etat.base"),
        (("realise: 30, solde", "realise: 31, solde"), 2, "contingent_etat.realise"),
        (('"30/103"', '"30/104"'), 2, "quart_hors_qpv.part"),
    ],
)
def test_a_wrong_expectation_fails_its_case_alone(
    wrong: tuple[str, str], cas: int, cle: str, tmp_path: Path
) -> None:
    written = ESSAIS.read_text(encoding="utf-8")
    assert wrong[0] in written
    (tmp_path / CONVENTION.name).write_bytes(CONVENTION.read_bytes())
    (tmp_path / ESSAIS.name).write_text(written.replace(*wrong), encoding="utf-8")
    resultats = api.run_essais([tmp_path]).resultats
    assert [r.reussi for r in resultats] == [i != cas for i in range(3)]
    assert [e.cle for e in resultats[cas].ecarts] == [cle]
