"""What checking makes of whole files: the worked convention, and the tree it gives."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from checking.harness import ENV, ENV_ESSAIS, SOCLES, convention_of, findings_of, parsed
from convrules import ir
from convrules.base.dates import Duree, UniteDuree
from convrules.base.values import Arrondi, Base, TCode, TDuree, TNombre
from convrules.checking.convention import check_convention
from convrules.checking.env import Environnement
from convrules.checking.essais import check_essais
from convrules.diagnostics.catalogue import gravite
from convrules.diagnostics.model import Gravite
from frames import frame_clauses, frame_entete

DATA = Path(__file__).parent.parent / "data"
WORKED = (DATA / "etat-93--oph-exemple.yaml").read_text(encoding="utf-8")


def worked() -> ir.Convention:
    tree, found = parsed(WORKED)
    assert found == []
    checked = check_convention(tree, ENV)
    assert [d.code for d in checked.diagnostics if gravite(d) is Gravite.ERREUR] == []
    return checked.value


def clause_of(text: str, nom: str = "essai") -> ir.Clause:
    convention = convention_of(frame_clauses(text), ENV)
    return next(c for c in convention.clauses if c.entete.nom == nom)


def rule_of(rule: str) -> ir.Expr:
    clause = clause_of(f'- champ: essai\n  règle: {rule}\n  source: {{ article: "1" }}\n')
    assert isinstance(clause, ir.ClauseChamp)
    return clause.regle


# --- the worked convention ------------------------------------------------------------------
def test_the_worked_convention_has_no_mistake_and_says_what_is_not_evaluated() -> None:
    tree, _ = parsed(WORKED)
    remarks = [(d.code, d.span.text) for d in check_convention(tree, ENV).diagnostics]
    assert remarks == []


def test_every_clause_of_the_worked_convention_is_in_the_tree_in_file_order() -> None:
    written = re.findall(r"^  - ([^:]+): (\w+)$", WORKED, re.M)
    assert [c.entete.nom for c in worked().clauses] == [nom for _, nom in written]


def test_the_cases_of_the_worked_convention_have_no_mistake() -> None:
    tree, found = parsed((DATA / "etat-93--oph-exemple.essais.yaml").read_text(encoding="utf-8"))
    convention = worked()
    env = Environnement(socles=SOCLES, conventions={convention.ident: convention})
    checked = check_essais(tree, env)
    assert [*found, *checked.diagnostics] == []
    assert [c.nom for c in checked.value.cas] == [
        "une_mutation_interne_est_soustraite",
        "le_silence_rend_le_logement_au_bailleur",
        "six_mutations_pour_cinq_prevues",
    ]
    assert sum(x.nombre for x in checked.value.cas[2].lignes) == 109


def test_heads() -> None:
    convention = worked()
    assert convention.territoire == ir.Territoire(departements=frozenset({"93"}))
    assert convention.herite == (("cch", "2026-02"),)
    assert convention.choix is not None
    assert convention.choix.soustractions is ir.ModeSoustraction.PREVISION
    (part,) = convention.parametres
    assert (part.nom, part.type) == ("part_etat", TNombre(taux=True))
    assert [v.du for v in part.valeurs] == [date(2024, 1, 1), date(2025, 1, 1)]
    assert part.revision == ir.Periodicite(nombre=3, unite=UniteDuree.AN, depuis=date(2024, 1, 1))


def test_a_nested_quota_takes_the_cells_of_its_part() -> None:
    part = next(c for c in worked().clauses if isinstance(c, ir.Part))
    (agents,) = part.dont
    assert (agents.parent, agents.application, agents.compte) == (
        "contingent_etat",
        part.application,
        None,
    )
    assert agents.regle.population == part.regle.population


# --- values ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rule", "valeur", "type_"),
    [
        ("loyer / surface <= 6.50 €/m²", Fraction(650), TNombre(unite=(("centime", 1), ("m²", -1)))),
        ("loyer <= 450.50 €", Fraction(45050), TNombre(unite=(("centime", 1),))),
        ("loyer / loyer <= 80 %", Fraction(4, 5), TNombre(taux=True)),
        ("programme.logements >= 9", Fraction(9), TNombre(unite=(("logement", 1),), entier=True)),
        ("nature = foyer", "foyer", TCode("nature")),
        ("location = affectation", "location", TCode("affectation")),
        ("attribution - information <= 2 semaines", Fraction(14), TNombre(unite=(("jour", 1),), entier=True)),
    ],
)
def test_literals_are_exact_and_typed_by_their_place(rule: str, valeur: object, type_: object) -> None:
    expr = rule_of(rule)
    assert isinstance(expr, ir.Comparaison)
    literal = expr.gauche if rule.startswith("location") else expr.droite
    assert literal == ir.Litteral(valeur=valeur, type=type_)  # type: ignore[arg-type]  # any value


def test_a_code_and_a_flag_of_one_name_stay_apart() -> None:
    expr = rule_of("affectation = relogement_ru et relogement_ru")
    assert isinstance(expr, ir.Et) and isinstance(expr.gauche, ir.Comparaison)
    assert isinstance(expr.gauche.droite, ir.Litteral) and isinstance(expr.droite, ir.Champ)


def test_an_eligibility_that_reads_a_household_is_marked() -> None:
    text = """\
- éligibilité: essai
  règle: {}
  source: {{ article: "1" }}
"""
    expected = {"dalo": True, "typologie = T1": False, "nombre(candidatures où dalo) >= 1": False}
    for rule, menage in expected.items():
        clause = clause_of(text.format(rule))
        assert isinstance(clause, ir.Eligibilite) and clause.menage is menage, rule


def test_a_definition_is_expanded_at_the_level_of_its_use() -> None:
    text = """\
définitions:
  prioritaire: dalo
clauses:
  - obligation: essai
    règle: prioritaire et nombre(candidatures où prioritaire) >= 1
    débiteur: bailleur
    source: { article: "1" }
"""
    convention = convention_of(frame_entete(text), ENV)
    (clause,) = convention.clauses
    assert isinstance(clause, ir.Obligation)
    levels = [x.niveau for x in ir.walk(clause.regle) if isinstance(x, ir.Champ)]
    assert levels == [ir.Niveau.VACANCE, ir.Niveau.CANDIDATURE]


def test_a_duration_may_be_a_parameter() -> None:
    text = """\
paramètres:
  delai_vise:
    valeurs:
      - { du: 2024-01-01, valeur: 1 mois }
clauses:
  - délai: essai
    règle: proposition au plus tard delai_vise après information
    débiteur: réservataire
    source: { article: "1" }
"""
    (clause,) = convention_of(frame_entete(text), ENV).clauses
    assert isinstance(clause, ir.Delai) and isinstance(clause.regle.echeance, ir.EcheanceRelative)
    assert clause.regle.echeance.duree == ir.Parametre(nom="delai_vise", type=TDuree(UniteDuree.MOIS))


QUOTA = """\
- quota: essai
  règle: au moins 25 % des baux signés du bailleur, pour dalo
  application: chaque commune
  arrondi: supérieur
  base minimale: {}
  source: {{ article: "1" }}
"""


def test_a_minimum_of_the_base_is_a_number_of_what_it_counts() -> None:
    for written in ("5", "5 logements"):
        clause = clause_of(QUOTA.format(written))
        assert isinstance(clause, ir.Quota) and isinstance(clause.base_minimale, ir.Litteral)
        assert clause.base_minimale.valeur == 5
    for wrong in ("5 droits", "5 %", "5 €", "5.5", "2 + 3", "5 jours"):
        assert findings_of(frame_clauses(QUOTA.format(wrong)), ENV), wrong


def test_a_tolerance_in_points_is_a_fraction_of_the_base() -> None:
    clause = clause_of(
        """\
- quota: essai
  règle: au moins 25 % des baux signés du bailleur, pour dalo
  application: ensemble
  arrondi: au plus proche sinon inférieur
  tolérance: 2 points
  report: solde exact, déficit seul, plafonné à 3 logements
  source: { article: "1" }
"""
    )
    assert isinstance(clause, ir.Quota)
    assert clause.tolerance == ir.Tolerance(valeur=Fraction(1, 50), points=True)
    assert clause.report == ir.Report(mode=ir.ModeReport.SOLDE_EXACT, sens=ir.SensReport.DEFICIT, plafond=3)
    assert clause.arrondi is Arrondi.PROCHE_BAS


# --- socles ---------------------------------------------------------------------------------
def test_names_of_a_socle_are_those_it_is_cited_by() -> None:
    cch = SOCLES[("cch", "2026-02")]
    assert [c.entete.ident for c in cch.clauses] == ["cch.plafond_etat", "cch.part_uniforme", "cch.unicite"]
    quota = cch.clauses[1]
    assert isinstance(quota, ir.Quota)
    assert quota.regle.taux == ir.Parametre(nom="cch.plafond_prefet", type=TNombre(taux=True))
    assert quota.regle.population.base is Base.FLUX


def test_an_exception_cites_the_clause_of_the_socle() -> None:
    exception = next(c for c in worked().clauses if isinstance(c, ir.ExceptionClause))
    assert (exception.a, exception.ecarte) == ("cch.part_uniforme", True)


def test_a_refused_socle_is_not_reported_again_where_it_is_inherited() -> None:
    text = frame_entete("hérite: { cch: 2030-01 }\n")
    tree, _ = parsed(text)
    refused = Environnement(socles=SOCLES, refuses=frozenset({"cch 2030-01"}))
    assert check_convention(tree, refused).diagnostics == ()
    assert [d.code for d in check_convention(tree, ENV).diagnostics] == ["CR209"]


# --- findings -------------------------------------------------------------------------------
def test_a_finding_knows_its_article() -> None:
    text = '- champ: essai\n  règle: surfaces > 3 m²\n  source: { article: "7" }\n'
    (found,) = findings_of(frame_clauses(text))
    assert found.fil == ("convention « exemple »", "article 7", "champ « essai »")


def test_the_near_name_proposed_is_one_of_the_wished_sort() -> None:
    text = '- champ: essai\n  règle: relogement\n  source: { article: "1" }\n'
    (found,) = findings_of(frame_clauses(text))
    assert found.args["proche"] == "relogement_ru"


def test_a_slip_of_underscore_wins_over_a_near_word() -> None:
    text = '- champ: essai\n  règle: public_L4411\n  source: { article: "1" }\n'
    (found,) = findings_of(frame_clauses(text))
    assert found.args["proche"] == "public_l441_1"


def test_a_group_is_departed_from_as_a_whole() -> None:
    clause = clause_of(
        """\
- champ: un
  règle: non qpv
  groupe: lieux
  source: { article: "1" }
- champ: deux
  règle: non zone_tendue
  groupe: lieux
  source: { article: "1" }
- exception: essai
  à: lieux
  si: pmr
  écarte: oui
  source: { article: "1" }
"""
    )
    assert isinstance(clause, ir.ExceptionClause) and clause.a == "lieux"


def test_a_case_types_its_cells() -> None:
    text = """\
essais: exemple
au: 2025-12-31
faits: { commune: "93066", surface: 30 m² }
cas:
  - cas: premier
    vacance: { surface: 45.5 m², loyer: 450 €, candidatures: [{ dalo: oui }, { dalo: non }] }
    attendu: { statut: hors champ }
"""
    tree, found = parsed(text)
    assert found == []
    (cas,) = check_essais(tree, ENV_ESSAIS).value.cas
    (ligne,) = cas.lignes
    values = {nom: getattr(cell, "valeur", cell) for nom, cell in ligne.cellules.items()}
    assert values == {"commune": "93066", "surface": Fraction(91, 2), "loyer": Fraction(45000)}
    assert len(ligne.candidatures) == 2


def test_an_exception_that_reads_a_household_makes_its_eligibility_about_households() -> None:
    clause = clause_of(
        """\
- éligibilité: essai
  règle: typologie = T1
  source: { article: "1" }
- exception: urgences
  à: essai
  si: dalo
  écarte: oui
  source: { article: "1" }
"""
    )
    assert isinstance(clause, ir.Eligibilite) and clause.menage


def test_a_duration_is_read_whole() -> None:
    clause = clause_of(
        """\
- délai: essai
  règle: proposition au plus tard 5 jours ouvrés après le dernier de [offre, visite]
  débiteur: réservataire
  source: { article: "1" }
"""
    )
    assert isinstance(clause, ir.Delai)
    assert clause.regle.echeance == ir.EcheanceRelative(
        duree=Duree(nombre=5, unite=UniteDuree.JOUR_OUVRE),
        apres=True,
        instant=ir.Instant(genre=ir.GenreInstant.DERNIER, evenements=("offre", "visite")),
    )


# --- a transmission and its condition --------------------------------------------------------
def transmission_findings(rule: str) -> list[tuple[str, str]]:
    clause = f"""- transmission: essai
  si: reprise a eu lieu
  règle: {rule}
  débiteur: bailleur
  destinataires: chaque réservataire
  source: {{ article: "1" }}
"""
    found = findings_of(frame_clauses(clause))
    return [(d.code, d.span.text) for d in found if gravite(d) is Gravite.ERREUR]


def test_counted_from_an_event_of_the_vacancy_its_condition_reads_the_vacancy() -> None:
    assert transmission_findings("au plus tard 1 mois après bail") == []


def test_with_a_yearly_due_date_an_event_is_said_to_be_of_the_vacancy() -> None:
    assert transmission_findings("avant le 28 février") == [("CR203", "reprise")]


def test_a_socle_inherits_nothing() -> None:
    """What it would bring in could be cited, and evaluation found nothing of it."""
    text = "socle: loi\nversion: 2026-01\nhérite: { cch: 2026-02 }\nen vigueur: { du: 2020-01-01 }\n"
    assert [(d.code, d.args["cle"]) for d in findings_of(text)] == [("CR020", "hérite")]
