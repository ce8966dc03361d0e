"""Explanations, tables, JSON and CSV, from results built by hand."""

import csv
import io
import json
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.base.signes import inert
from convrules.diagnostics.catalogue import page
from convrules.render import lignes, sheet
from convrules.render.cells import cell_name
from convrules.render.deadlines import state
from convrules.render.document import to_text
from convrules.render.essais_text import essais_text
from convrules.render.evaluate_text import evaluate_text
from convrules.render.explain import explain, missing
from convrules.render.lexicon import VIDE
from convrules.render.lost import lost_notes
from convrules.render.machine import check, vacancy, year
from convrules.render.machine.account import Lot
from convrules.render.machine.parts import Objet, Recu, dumps, envelope
from convrules.render.width import display_width
from convrules.render.year_notes import notes
from convrules.render.year_text import compliance_text, rule_rows
from convrules.runtime.decision import Decision, EtatDelai, ResultatDelai
from convrules.year.bornes import between, exactly
from convrules.year.model import Bornes, Verdict
from render import samples as s
from render.constats import repeated
from render.samples import RECU, plain

CONVENTIONS = {s.CONVENTION.ident: s.CONVENTION}


# --- explanation ----------------------------------------------------------------------------
def test_explanation_of_a_withdrawn_vacancy() -> None:
    assert plain(to_text(explain([s.SOUSTRAITE], CONVENTIONS, VIDE))) == (
        "Vacance V-2, vue au 3 mars 2025\n"
        "═══════════════════════════════\n"
        "\n"
        "En bref\n"
        "───────\n"
        "  • Le préfet de la Seine-Saint-Denis : soustrait du flux (mutations internes).\n"
        "\n"
        "le préfet de la Seine-Saint-Denis — convention « etat-93--oph-exemple »\n"
        "───────────────────────────────────────────────────────────────────────\n"
        "Date de référence : le 3 février 2025.\n"
        "Statut : soustrait du flux (catégorie « mutations internes »).\n"
        "  • Soustraction « cch.mutations_internes » (CCH R. 441-5, version du 22 février 2020, texte\n"
        "    vérifié) : l'affectation est « mutation interne » (catégorie « mutations internes ») ; le\n"
        "    logement est soustrait.\n"
        "    – Faits lus : usage auquel la vacance est destinée (affectation) : mutation interne.\n"
        "Orientation vers « le préfet de la Seine-Saint-Denis » : la question ne se pose pas.\n"
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Délai « premiere_proposition » (article 6) : la proposition doit intervenir au plus tard 1 mois "
        "après l'information (à la charge du réservataire).",
        "Délai dépassé de 3 jours, la limite était le 28 février 2025.",
        "L'information : le 31 janvier 2025 ; la proposition : aucune date au 3 mars 2025.",
        "À défaut : le logement revient au bailleur pour cette attribution, non compté pour le réservataire, "
        "le 1er mars 2025.",
        "Obligation indéterminée : donnée absente : offre faite au candidat (offre) ; pas encore survenu : "
        "réponse du candidat (reponse).",
        "Le tour de cette vacance s'est clos le 1er mars 2025.",
        "Éligibilité « hors_qpv » (article 5) : le logement n'est pas en quartier prioritaire ; condition "
        "indéterminée.",
    ],
)
def test_explanation_says(sentence: str) -> None:
    text = plain(to_text(explain([s.DECISION], CONVENTIONS, VIDE), largeur=1000))
    assert sentence in text
    assert "None" not in text and "Indetermine" not in text


def test_what_each_missing_fact_blocks() -> None:
    blocked = {c.fait: names for c, names in missing(s.DECISION).items()}
    assert blocked == {
        "qpv": ["hors_qpv"],
        "offre": ["delai_de_reponse"],
        "reponse": ["delai_de_reponse"],
    }


# --- tables ---------------------------------------------------------------------------------
def test_tables_fit_a_hundred_columns() -> None:
    texts = [
        compliance_text(s.BILAN, VIDE),
        evaluate_text([s.DECISION, s.SOUSTRAITE], CONVENTIONS, s.AU, VIDE),
        to_text(explain([s.DECISION], CONVENTIONS, VIDE)),
    ]
    assert max(display_width(line) for text in texts for line in text.splitlines()) <= 100


def test_compliance_rows() -> None:
    text = plain(compliance_text(s.BILAN, VIDE))
    row = next(line for line in text.splitlines() if line.startswith("contingent_etat"))
    assert row.split() == ["contingent_etat", "(3)", "104", "31,2", "31", "30", "1", "non", "conforme"]
    assert "Données à compléter d'abord : 1 vacance\n" in text
    said = "ménage relevant du premier quartile de ressources (premier_quartile) : 1 vacance, elle réduit"
    assert f"{said} « quart_hors_qpv » de 0,75 logement : V-<7>" in " ".join(text.split())
    assert "mutations internes : prévu 5, réalisé 5 à 6" in text


def test_rules_about_other_holders_are_only_named() -> None:
    (convention,) = s.BILAN.conventions
    silent = replace(convention.regles[0], cellules=(), verdict=Verdict.NON_APPLICABLE)
    clause = replace(silent.clause, entete=replace(silent.clause.entete, ident="cch.autre"))
    both = (silent, replace(silent, clause=clause))
    bilan = replace(s.BILAN, conventions=(replace(convention, regles=both),))
    text = plain(compliance_text(bilan, VIDE))
    assert "Sans objet pour ce réservataire : « cch.autre »." in text
    assert "Rien à juger cette année : « contingent_etat » (aucune ligne" in text
    assert "contingent_etat  3" not in text


def test_cells_are_named() -> None:
    assert cell_name(s.cellule("93066")) == "Saint-Denis (93066)"
    assert cell_name(s.cellule("00000")) == "00000"
    assert cell_name(s.cellule()) == "ensemble"


PLAFOND = ir.Report(mode=ir.ModeReport.SOLDE_EXACT, plafond=1)
UN_AN = ir.Report(mode=ir.ModeReport.SOLDE_EXACT, perdu=True)
DEFICIT = ir.Report(mode=ir.ModeReport.SOLDE_EXACT, sens=ir.SensReport.DEFICIT)


@pytest.mark.parametrize(
    ("report", "perdu", "said"),
    [
        (PLAFOND, exactly(Fraction(7, 2)), "3,5 logements de retard hors report, au-delà du plafond."),
        (UN_AN, exactly(2), "2 logements de retard hors report, perdus après un an."),
        (UN_AN, exactly(1), "1 logement de retard hors report, perdu après un an."),
        (UN_AN, between(0, 2), "de 0 à 2 logements de retard hors report, perdus après un an."),
        (DEFICIT, exactly(-2), "2 logements d'avance hors report, car une avance n'est pas reportée."),
    ],
)
def test_exceptions_conflicts_and_losses_are_said(report: ir.Report, perdu: Bornes, said: str) -> None:
    (convention,) = s.BILAN.conventions
    regle = replace(
        convention.regles[0],
        cas=("contingent_etat", "petites_operations"),
        conflit=("a", "b"),
        clause=replace(convention.regles[0].clause, report=report),
        cellules=(s.cellule(solde_perdu=perdu),),
    )
    found = [plain(n) for n in notes(replace(convention, regles=(regle,)), VIDE)]
    assert found == [
        "« contingent_etat », par exception : « petites_operations ».",
        "« contingent_etat » est en erreur : « a » et « b » se contredisent et aucun ne prime.",
        f"« contingent_etat » : {said}",
    ]


@pytest.mark.parametrize(
    ("perdus", "said"),
    [
        (
            (1, 0),
            "« contingent_etat » (Saint-Denis (93066)) : 1 logement de retard hors report, perdu "
            "après un an.",
        ),
        ((1, 2), "« contingent_etat », en tout : 3 logements de retard hors report, perdus après un an."),
    ],
)
def test_a_loss_says_in_which_cell(perdus: tuple[int, int], said: str) -> None:
    regle = s.BILAN.conventions[0].regles[0]
    cells = zip(("93066", "93048"), perdus, strict=True)
    lost = replace(
        regle,
        clause=replace(regle.clause, report=UN_AN),
        cellules=tuple(s.cellule(commune, solde_perdu=exactly(n)) for commune, n in cells),
    )
    assert [plain(n) for n in lost_notes("« contingent_etat »", lost)] == [said]


def test_a_base_too_small_for_a_share_is_said() -> None:
    (convention,) = s.BILAN.conventions
    few = s.b(Fraction(1, 4), Fraction(3, 4))
    one = replace(convention.regles[0], cellules=(s.cellule(du=few),))
    found = [plain(n) for n in notes(replace(convention, regles=(one,)), VIDE)]
    assert found == [
        "Petit effectif : « contingent_etat » demande moins d'un logement ; un pourcentage n'y dit presque "
        "rien."
    ]
    cells = (s.cellule("93066", du=few), s.cellule("93001"), s.cellule("93027", du=s.b(0)))
    several = replace(convention.regles[0], cellules=cells)
    (said,) = [plain(n) for n in notes(replace(convention, regles=(several,)), VIDE)]
    assert "moins d'un logement dans 1 commune (1 sur 3 : Saint-Denis (93066))" in said


def test_cells_that_may_still_come_are_said() -> None:
    (convention,) = s.BILAN.conventions
    regle = replace(convention.regles[0], cellules=(s.cellule("93066"),), verdict=Verdict.EN_COURS)
    come = "avant la fin de la période, il peut venir des lignes à une valeur de « commune » qu'aucune ligne"
    for cell, where in (
        ((("commune", None),), "ne porte encore"),
        ((("commune", "93001"),), "ne porte encore (Aubervilliers (93001))"),
    ):
        one = replace(regle, a_venir=(cell,))
        (said,) = [plain(n) for n in notes(replace(convention, regles=(one,)), VIDE)]
        then = "la règle y serait jugée à part, et le verdict en dépend."
        assert said == f"« contingent_etat » : {come} {where} ; {then}"
        assert next(iter(rule_rows(one, convention)))[-1] == "en cours"


LIMITE = date(2025, 2, 28)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"etat": EtatDelai.TENU, "limite": LIMITE}, "délai tenu, la limite était le 28 février 2025"),
        ({"etat": EtatDelai.EN_COURS, "limite": LIMITE}, "délai en cours jusqu'au 28 février 2025"),
        ({"etat": EtatDelai.EN_COURS}, "délai en cours, sans limite encore fixée"),
        (
            {"etat": EtatDelai.DEPASSE, "limite": LIMITE, "retard_jours": 1},
            "délai dépassé de 1 jour, la limite était le 28 février 2025",
        ),
        ({"etat": EtatDelai.SANS_OBJET}, "délai sans objet"),
        (
            {
                "etat": EtatDelai.INDETERMINE,
                "candidats": (EtatDelai.TENU, EtatDelai.SANS_OBJET),
                "causes": frozenset({Cause(fait="information")}),
            },
            "délai indéterminé (tenu ou sans objet) : donnée absente : information du réservataire "
            "(information)",
        ),
        (
            {"etat": EtatDelai.EN_COURS, "limite": LIMITE, "provisoire": True},
            "délai en cours jusqu'au 28 février 2025 (provisoire, d'après une prévision)",
        ),
    ],
)
def test_states_of_a_deadline(keys: dict[str, Any], expected: str) -> None:
    assert plain(state(ResultatDelai(clause=s.DELAI, **keys), VIDE)) == expected


def test_report_of_cases() -> None:
    text = plain(essais_text(s.ESSAIS))
    assert "──▶ essais/é.yaml:3:14" in text
    assert "contingent_etat.du : attendu 3, obtenu 156/5" in text
    assert text.endswith("0 cas réussi, 1 échec.\n")


# --- JSON -----------------------------------------------------------------------------------
def evaluated(*lots: Lot) -> Objet:
    found: Objet = json.loads("".join(vacancy.evaluate(lots, [repeated()], RECU)))
    return found


@pytest.mark.parametrize("lots", [(), (s.DECISION,), (s.DECISION, s.SOUSTRAITE)], ids=len)
def test_json_told_piece_by_piece_is_laid_out_as_the_whole(lots: tuple[Decision, ...]) -> None:
    texts = [
        "".join(vacancy.evaluate([(some, {}) for some in cut], [repeated()], RECU))
        for cut in (
            [[d] for d in lots],
            [list(lots)],
            [[], list(lots), []],
        )
    ]
    assert len(set(texts)) == 1
    assert texts[0] == dumps(json.loads(texts[0]))
    told = json.loads(texts[0])
    assert [v["id"] for v in told["vacances"]] == [d.vacance for d in lots]


def results() -> dict[str, Objet]:
    found = page("CR005")
    assert found is not None
    told = vacancy.explain([s.DECISION], "texte", CONVENTIONS, VIDE)
    return {
        "check": check.check(([repeated()], []), ["« x » ne s'ouvre pas"], (1, 2, 3, 1), Recu()),
        "test": check.essais(s.ESSAIS, [], Recu()),
        "evaluate": evaluated(([s.DECISION, s.SOUSTRAITE], {})),
        "compliance": year.compliance(s.BILAN, [], RECU, VIDE),
        "explain": envelope("explain", RECU, told),
        "explain:code": check.page(found),
    }


@pytest.mark.parametrize("name", list(results()))
def test_each_result_has_its_schema(name: str) -> None:
    command = name.partition(":")[0]
    schema = json.loads((files("convrules.render") / "schemas" / f"{command}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    result = json.loads(dumps(results()[name]))
    assert result["schema"] == f"convrules/{command}/1"
    errors = [f"{e.json_path}: {e.message}" for e in Draft202012Validator(schema).iter_errors(result)]
    assert errors == []


def test_exact_numbers_stand_beside_their_display() -> None:
    (convention,) = json.loads(dumps(results()["compliance"]))["conventions"]
    cell = convention["regles"][0]["cellules"][0]
    assert (cell["du"], cell["du_affiche"], cell["du_arrondi"]) == ("156/5", "31,2", 31)
    uncertain = convention["regles"][1]["cellules"][0]
    assert uncertain["base"] == [1000, 1044] and uncertain["part"] == ["271/1000", "38/125"]
    assert uncertain["verdict"] == "indetermine"
    assert uncertain["a_completer"][0]["causes"] == [
        {"fait": "premier_quartile", "genre": "manquant", "ligne": None}
    ]


def test_an_undetermined_status_is_a_list() -> None:
    from convrules.runtime.decision import ResultatStatut, Statut

    open_ = ResultatStatut(
        possibles=(Statut.SOUSTRAIT, Statut.DANS_L_ASSIETTE), causes=frozenset({Cause(fait="affectation")})
    )
    shape = vacancy.decision(replace(s.DECISION, statut=open_))
    assert shape["statut"] == ["soustrait", "dans_l_assiette"]
    assert vacancy.decision(s.DECISION)["statut"] == "dans_l_assiette"


# --- CSV ------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    (row,) = csv.reader(io.StringIO(lignes.csv_line([text, "b"]), newline=""), delimiter=";")
    assert row == [f"'{inert(text)}", "b"]


def test_cells_are_quoted() -> None:
    cells = ["a;b", 'c"d', "e\nf", "simple"]
    (row,) = csv.reader(io.StringIO(lignes.csv_line(cells), newline=""), delimiter=";")
    assert row == cells


def test_csv_rows() -> None:
    lines = "".join(sheet.to_csv([([s.DECISION, s.SOUSTRAITE], {})]))
    rows = list(csv.DictReader(io.StringIO(lines, newline=""), delimiter=";"))
    assert [r["vacance"] for r in rows] == ["V-1", "V-2"]
    assert rows[0]["delais"] == "premiere_proposition:depasse"
    assert rows[0]["causes"] == "offre|qpv|reponse"
    assert rows[1]["statut"] == "soustrait" and rows[1]["categorie"] == "mutation"
