"""The worked convention and its three cases, whole: read, checked, compiled, evaluated, compared.
Likewise the cases kept beside the conventions of this repository: all met, none of their clauses left out."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from convrules import api, ir
from convrules.api.essais import RapportEssais
from convrules.api.verification import verify_paths

DATA = Path(__file__).parent / "data"
CONVENTION = DATA / "etat-93--oph-exemple.yaml"
ESSAIS = DATA / "etat-93--oph-exemple.essais.yaml"

CAS = [
    "une_mutation_interne_est_soustraite",
    "le_silence_rend_le_logement_au_bailleur",
    "six_mutations_pour_cinq_prevues",
]
NON_EVALUES = []


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


# --- the conventions of this repository -----------------------------------------------------
CONVENTIONS = Path(__file__).parents[1] / "conventions"
JUGEES = (
    ir.ClauseChamp,
    ir.Soustraction,
    ir.Part,
    ir.Quota,
    ir.Eligibilite,
    ir.Delai,
    ir.Obligation,
    ir.Suite,
    ir.ModeCorrectif,
    ir.Transmission,
)
EXEMPLES = {"anticipation": 2, "conversion": 3, "oph-plaine-nord": 4, "paris": 1, "socle-cch": 4}


@pytest.mark.parametrize(("depot", "conventions"), EXEMPLES.items())
def test_the_cases_beside_the_conventions_are_met(depot: str, conventions: int) -> None:
    found = api.run_essais([CONVENTIONS / "exemples" / depot])
    assert found.empechements == ()
    assert [r.cas.nom for r in found.resultats if not r.reussi] == []
    assert len({r.convention for r in found.resultats}) == conventions


def test_no_example_is_forgotten() -> None:
    assert {p.name for p in (CONVENTIONS / "exemples").iterdir() if p.is_dir()} == EXEMPLES.keys()


@pytest.mark.parametrize("depot", EXEMPLES)
def test_every_clause_has_two_cases(depot: str) -> None:
    """One where it applies, one where it does not, at least: those of the convention's own, and of the
    socles where these are tried (`socle-cch`). Cases of one depot count together."""
    (verifie,) = verify_paths([CONVENTIONS / "exemples" / depot])[0]
    cases = Counter(
        f"{essais.convention}/{nom}"
        for essais in verifie.essais
        for cas in essais.cas
        for nom in set(named(cas))
    )
    wanted = [
        f"{p.convention.ident}/{clause.clause.entete.nom}"
        for p in verifie.programmes.values()
        for clause in p.clauses
        if isinstance(clause.clause, JUGEES) and ("." not in clause.ident or tries(p.convention.ident))
    ]
    assert wanted and [nom for nom in wanted if cases[nom] < 2] == []


def tries(convention: str) -> bool:
    """Is it the convention under which a socle's clauses are tried, one by one?"""
    return convention == "etat--essai-du-socle"


def named(cas: ir.CasEssai) -> Iterator[str]:
    """Clauses, by their short name, that a case expects something of."""
    for cle, attente in cas.attendu:
        yield cle.rpartition(".")[2]
        if cle == "clause" and isinstance(attente, str):
            yield attente
