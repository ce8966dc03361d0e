"""What is proposed for a slip of a sentence or of a cell is accepted once written, and says where it is."""

import unicodedata
from pathlib import Path

import pytest

from checking.harness import findings_of
from checking.test_cascades import VILLE, told
from convrules.base.source import Span, make_source
from convrules.diagnostics import catalogue
from convrules.syntax.nodes import Entree
from convrules.syntax.parser import parse_sentence
from frames import frame_clauses, frame_entete

BILAN = (
    "- transmission: bilan\n  règle: {}\n  débiteur: bailleur\n  destinataires: chaque réservataire\n"
    '  source: {{ article: "1" }}\n'
)
DELAI = (
    "- délai: d\n  règle: proposition au plus tard 1 mois après information\n  débiteur: réservataire\n"
    '  {}\n  source: {{ article: "1" }}\n'
)
BAUX = (
    "- quota: q\n  règle: {}\n  force: engagement\n  application: ensemble\n  arrondi: inférieur\n"
    '  source: {{ article: "1" }}\n'
)
PUBLIC = "baux signés du champ du bailleur, pour dalo"
DES_BAUX = "au moins 25 % des baux signés du champ du bailleur "
DELAI_DE = DELAI.replace("proposition au plus tard 1 mois après information", "proposition {}").replace(
    "  {}\n", ""
)
CHAMP = '- champ: c\n  règle: {}\n  source: {{ article: "1" }}\n'
DELEGATION = (
    "- délégation: d\n  titulaire: etat\n  délégataire: commune\n  porte sur: {}\n"
    "  en vigueur: {{ du: 2024-01-01, au: 2026-12-31 }}\n"
    '  source: {{ article: "1" }}\n'
)
PART = (
    "- part: p\n  règle: {}\n  compte: attributions\n  application: ensemble\n  arrondi: inférieur\n"
    '  report: aucun\n  source: {{ article: "1" }}\n'
)
QUOTA = (
    "      - quota: {}\n        règle: {} 40 % des vacances dans l'assiette, pour dalo\n"
    '        arrondi: inférieur\n        force: {}\n        {}source: {{ article: "2" }}\n'
)


@pytest.mark.parametrize(
    ("text", "code", "written", "meant"),
    [
        (BILAN.format("au plus tard le 30/06"), "CR134", "30/06", "30 juin"),
        (BILAN.format("avant le 1/7"), "CR134", "1/7", "1er juillet"),
        (BILAN.format("au plus tard le 30.06"), "CR134", "30.06", "30 juin"),
        (BILAN.format("au plus tard le 30-06"), "CR134", "30-06", "30 juin"),
        (BILAN.format("30/06"), "CR134", "30/06", "au plus tard le 30 juin"),
        (DELAI.format("suspension: entre le 1er août et le 31/08"), "CR134", "31/08", "31 août"),
        (DELAI.format("à défaut: remise au maire"), "CR132", "remise au maire", "remise à commune"),
        (DELAI.format("à défaut: remise à la ville"), "CR132", "remise à la ville", "remise à commune"),
        (DELAI.format("à défaut: remise à l'État"), "CR132", "remise à l'État", "remise à etat"),
        (DELAI.format("à défaut: retour au bailleur"), "CR132", "retour au bailleur", "remise au bailleur"),
        *(
            (DELAI_DE.format(written), "CR132", written, meant)
            for written, meant in (
                ("dans le mois qui suit information", "au plus tard 1 mois après information"),
                ("dans le mois qui suit chaque information", "au plus tard 1 mois après information"),
                ("dans le mois suivant l'information", "au plus tard 1 mois après information"),
                ("dans la quinzaine qui suit l'information", "au plus tard 15 jours après information"),
                ("dans les dix jours suivant l'information", "au plus tard 10 jours après information"),
                ("sous 8 jours à compter de l'information", "au plus tard 8 jours après information"),
                ("10 jours à compter d'information", "au plus tard 10 jours après information"),
                ("1 mois après l'information", "au plus tard 1 mois après information"),
            )
        ),
        *(
            (DELAI_DE.format(f"au plus tard {written}"), "CR132", written, meant)
            for written, meant in (
                ("1 mois après l'information", "1 mois après information"),
                ("un mois après la demande_pieces", "1 mois après demande_pieces"),
            )
        ),
        (DELAI_DE.format("au plus tard 1 mois avant le conge"), "CR132", "avant le conge", "avant conge"),
        *(
            (DELAI.format(f"suspension: entre {article} et reception_pieces"), "CR132", f"entre {article}",
             "entre demande_pieces")
            for article in ("la demande_pieces", "cette demande_pieces")
        ),
        *(
            (BAUX.format(before + written + after), "CR132", written, meant)
            for before, written, after, meant in (
                ("au moins ", "un quart", f" des {PUBLIC}", "25 %"),
                ("au moins ", "la moitié", f" des {PUBLIC}", "50 %"),
                ("au moins ", "trois quarts", f" des {PUBLIC}", "75 %"),
                ("au moins ", "un cinquième", f" des {PUBLIC}", "20 %"),
                ("au moins ", "un huitième", f" des {PUBLIC}", "12.5 %"),
                ("", "25 % au moins", f" des {PUBLIC}", "au moins 25 %"),
                ("", "25 % au minimum", f" des {PUBLIC}", "au moins 25 %"),
                ("", "au moins 25 % au moins", f" des {PUBLIC}", "au moins 25 %"),
                ("", "au minimum", f" 25 % des {PUBLIC}", "au moins"),
                (DES_BAUX, "hors qpv", ", pour dalo", "où non qpv"),
                (f"{DES_BAUX}où ", "hors QPV", ", pour dalo", "non qpv"),
                (f"{DES_BAUX}où etage > 1 ", "hors qpv", ", pour dalo", "et non qpv"),
                (f"{DES_BAUX}où ", "qpv = non", ", pour dalo", "non qpv"),
                (f"{DES_BAUX}où ", "qpv != non", ", pour dalo", "qpv"),
                ("au moins 25 % des ", "baux", " du champ du bailleur, pour dalo", "baux signés"),
                ("au moins ", "un des", " baux signés du champ du bailleur où dalo", "1"),
            )
        ),
        *(
            (CHAMP.format(f"{before}{written}{after}"), "CR132", written, meant)
            for before, written, after, meant in (
                ("typologie dans ", "[T4; T5]", "", "[T4, T5]"),
                ("typologie dans ", "[T4 et T5]", "", "[T4, T5]"),
                ("typologie dans ", "[T3, T4 ou T5]", "", "[T3, T4, T5]"),
                ("typologie dans ", "[T4 T5]", " et qpv", "[T4, T5]"),
                ("", "typologie = T4 ou T5", "", "typologie dans [T4, T5]"),
                ("qpv ou ", "typologie = T3 ou T4 ou T5", "", "typologie dans [T3, T4, T5]"),
                ("qpv et ", "typologie = T4 ou T5", "", "typologie dans [T4, T5]"),
                ("", "typologie != T4 et T5", " et qpv", "non typologie dans [T4, T5]"),
                ("", "typologie non dans", " [T4, T5]", "non typologie dans"),
                ("", "etage non entre", " 1 et 3", "non etage entre"),
                ("", "typologie pas T4", "", "typologie != T4"),
                ("", "typologie n'est pas T4", "", "typologie != T4"),
                ("", "typologie est T4", " et qpv", "typologie = T4"),
                ("", "echange est survenu", "", "echange a eu lieu"),
                ("non (", "echange est intervenu", ")", "echange a eu lieu"),
                ("disponibilite entre le ", "15 déc.", " et le 31 décembre", "15 décembre"),
                ("disponibilite entre le ", "7 sept.", " et le 31 décembre", "7 septembre"),
            )
        ),
        (CHAMP.format("loyer <= 1 000,50 €"), "CR104", "1 000,50", "1000.50"),
        (CHAMP.format("disponibilite >= 2024–01–01"), "CR115", "2024–01–01", "2024-01-01"),
        (CHAMP.format("disponibilite >= 2024-01\u201101"), "CR115", "2024-01\u201101", "2024-01-01"),
        (DELEGATION.format("tous droits"), "CR132", "tous droits", "tous les droits"),
        (DELEGATION.format("tous droits où typologie = T1"), "CR132", "tous droits", "tous les droits"),
        (DELEGATION.format("toutes droits"), "CR132", "toutes droits", "tous les droits"),
        (PART.format("toutes vacances dans l'assiette"), "CR132", "toutes vacances", "100 % des vacances"),
        (CHAMP.format("logement_ordinaire"), "CR201", "logement_ordinaire", "nature = logement_ordinaire"),
        (CHAMP.format("qpv et plus"), "CR201", "plus", "financement = plus"),
        (CHAMP.format("nonqpv"), "CR201", "nonqpv", "non qpv"),
        (CHAMP.format("non_qpv et premiere_location"), "CR201", "non_qpv", "non qpv"),
        (CHAMP.format("premiere-location ou qpv"), "CR201", "premiere-location", "premiere_location"),
        (CHAMP.format("premiere-locatio ou qpv"), "CR201", "premiere-locatio", "premiere_location"),
        (CHAMP.format("nature = logment-ordinaire"), "CR202", "logment-ordinaire", "logement_ordinaire"),
        (CHAMP.format("nature = logement-ordinaire"), "CR202", "logement-ordinaire", "logement_ordinaire"),
    ],
)  # fmt: skip
def test_a_sentence(text: str, code: str, written: str, meant: str) -> None:
    wrong = frame_clauses(text)
    (found,) = findings_of(wrong)
    fix = found.fix
    assert (found.code, found.span.text, fix and fix.texte) == (code, written, meant)
    assert fix is not None
    assert findings_of(wrong[: fix.span.start] + fix.texte + wrong[fix.span.end :]) == []


@pytest.mark.parametrize("regle", ["surface / 2 > 10 m²", "surface >= 20 m² et etage / 3 < 6"])
def test_a_division_is_no_day(regle: str) -> None:
    assert findings_of(frame_clauses(CHAMP.format(regle))) == []


@pytest.mark.parametrize("decimales", ["{ surface: 45,5 }", "{surface: 45,5}", "{ surface: 45,5, etage: 2 }"])
def test_decimals_between_braces(decimales: str) -> None:
    text = f"essais: exemple\nau: 2025-03-01\ncas:\n  - cas: un\n    vacance: {decimales}\n"
    assert findings_of(text + "    attendu: { ordinaires: { issue: indéterminé, causes: [nature] } }\n") == []


@pytest.mark.parametrize(
    ("entree", "regle"),
    [
        ("expr", "surface dans [30 m², 40 m²]"),
        ("expr", "duree_occupation dans [1 mois, 2 mois]"),
        ("expr", 'nom = "[T4; T5]"'),
        ("expr", 'nom dans ["T4; T5", "b et c"]'),
    ],
)
def test_a_list_that_is_well_parted(entree: str, regle: str) -> None:
    source = make_source("x", regle)
    span = Span(source=source, start=0, end=len(regle))
    assert parse_sentence(span, Entree(entree)).diagnostics == ()


def test_a_third_is_a_rate_to_declare() -> None:
    (found,) = findings_of(frame_clauses(BAUX.format(f"au moins deux tiers des {PUBLIC}")))
    assert (found.code, found.args["parametre"], found.args["formule"]) == (
        "CR132",
        "deux_tiers",
        "200 % / 3",
    )
    assert found.fix is None
    declared = (
        "paramètres:\n  deux_tiers:\n    valeurs:\n      - du: 2024-01-01\n        formule: 200 % / 3\n"
    )
    declared += '    source: { article: "1" }\n'
    written = frame_clauses(BAUX.format(f"au moins deux_tiers des {PUBLIC}"))
    assert findings_of(written.replace("clauses:", f"{declared}clauses:")) == []


def test_an_amount_cut_by_spaces_in_a_cell() -> None:
    text = "essais: exemple\nau: 2025-03-01\ncas:\n  - cas: un\n    vacance: { loyer: 1 000,50 € }\n"
    (found,) = findings_of(text + "    attendu: { ordinaires: { issue: indéterminé, causes: [nature] } }\n")
    assert (found.code, found.args["juste"]) == ("CR321", "1000,50 €")


def test_shares_with_decimals_between_braces() -> None:
    part = (
        "- part: p\n  règle: 20 % des vacances dans l'assiette\n  compte: attributions\n"
        "  application: ensemble\n  arrondi: inférieur\n  report: aucun\n"
        '  source: { article: "1" }\n'
        "- répartition: r\n  de: p\n  entre: { commune: 20,5 %, epci: 79,5 % }\n  restes: plus forts restes\n"
        '  source: { article: "1" }\n'
    )
    found = findings_of(frame_clauses(part))
    assert [(d.code, d.fix and d.fix.texte) for d in found] == [("CR103", "20.5"), ("CR103", "79.5")]


@pytest.mark.parametrize(
    ("regle", "unite"),
    [("part", "30 %"), ("délai", "30 jours")],
)
def test_a_parameter_without_its_unit(regle: str, unite: str) -> None:
    clause = {
        "part": "  - part: p\n    règle: x des vacances dans l'assiette\n    compte: attributions\n"
        "    application: ensemble\n    arrondi: inférieur\n    report: aucun\n",
        "délai": "  - délai: d\n    règle: proposition au plus tard x après information\n"
        "    débiteur: réservataire\n",
    }[regle]
    head = "paramètres:\n  x:\n    valeurs:\n      - { du: 2024-01-01, valeur: 30 }\nclauses:\n"
    text = frame_entete(head + clause + '    source: { article: "1" }\n')
    (found,) = findings_of(text)
    assert found.code == "CR301" and f"valeur: {unite}" in (catalogue.aide(found) or "")
    assert findings_of(text.replace("valeur: 30", f"valeur: {unite}")) == []


def test_all_the_letters_in_two_signs_are_one_finding() -> None:
    text = frame_clauses(CHAMP.format('{} = "{}" et {} = "x"')).replace("{}", "e\u0301te\u0301")
    found = [d for d in findings_of(text) if d.code == "CR107"]
    fix = found[0].fix
    assert len(found) == 1 and fix is not None and fix.sure and found[0].args["autres"] == "5"
    assert text[: fix.span.start] + fix.texte + text[fix.span.end :] == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("sens", "force", "plus", "code"),
    [
        ("au moins", "plafond", "", "CR411"),
        ("au moins", "engagement", "en vigueur: { du: 2025-06-01, au: 2024-06-01 }\n        ", "CR415"),
    ],
)
def test_what_is_inside_a_part_says_so(sens: str, force: str, plus: str, code: str, tmp_path: Path) -> None:
    inner = QUOTA.format("dedans", sens, force, plus)
    (found,) = told(
        tmp_path, VILLE, ("    force: engagement\n", f"    force: engagement\n    dont:\n{inner}")
    )
    assert found.code == code
    assert [str(part) for part in found.fil[1:]] == ["article 2", "quota « dedans »"]


def test_a_floor_above_a_cap_inside_a_part_says_so(tmp_path: Path) -> None:
    floor = QUOTA.format("plancher", "au moins", "engagement", "").replace("40 %", "4 %")
    cap = QUOTA.format("plafonne", "au plus", "plafond", "").replace("40 %", "3 %")
    (found,) = told(
        tmp_path, VILLE, ("    force: engagement\n", f"    force: engagement\n    dont:\n{floor}{cap}")
    )
    assert found.code == "CR504"
    assert [str(part) for part in found.fil[1:]] == ["article 2", "quota « plancher »"]


def test_a_hole_near_the_one_that_is_described() -> None:
    head, clause = frame_clauses(
        "- part: p\n  règle: <tau> % des vacances dans l'assiette\n  compte: attributions\n"
        "  application: ensemble\n  arrondi: inférieur\n  report: aucun\n"
        '  source: { article: "1" }\n'
    ).split("choix:")
    asked = 'trous:\n  taux: { question: "Quel taux ?", exemple: 30 }\n'
    found = findings_of(f"modèle: exemple\n{asked}choix:{clause}")
    assert head and [(d.code, d.fix and d.fix.texte) for d in found] == [("CR493", "<taux>")]


@pytest.mark.parametrize(
    "regle", ["surface", "logemen_ordinaire", "qpv - premiere_location > 0", "logement-foyr"]
)
def test_a_name_that_no_condition_is(regle: str) -> None:
    """What is proposed is never refused as it stands."""
    found = findings_of(frame_clauses(CHAMP.format(regle)))
    assert found and all(not d.args.get("proche", "") and d.fix is None for d in found)


def test_a_clause_is_near_the_name_of_a_group() -> None:
    text = DELAI.format("groupe: article_3") + (
        "- exception: e\n  à: article_33\n  si: premiere_location\n  écarte: oui\n"
        '  source: { article: "1" }\n'
    )
    (found,) = findings_of(frame_clauses(text))
    assert (found.code, found.fix and found.fix.texte) == ("CR208", "article_3")


@pytest.mark.parametrize(
    ("code", "juste"),
    [
        ("93 - Seine-Saint-Denis", '"93"'),
        ("93 (Seine-Saint-Denis)", '"93"'),
        ("2A Corse-du-Sud", '"2A"'),
        ("974 – La Réunion", '"974"'),
        ("Seine-Saint-Denis (93)", ""),
    ],
)
def test_a_code_beside_its_name(code: str, juste: str) -> None:
    (found,) = findings_of(frame_entete(f'territoire: {{ département: "{code}" }}\n'))
    assert (found.code, found.fix.texte if found.fix else "") == ("CR025", juste)


@pytest.mark.parametrize(
    ("duree", "entier"),
    [("1,5 mois", "45 jours"), ("1.5 an", "18 mois"), ("1,5 jour", ""), ("0,5 an", "6 mois")],
)
def test_a_duration_with_decimals_is_told_once(duree: str, entier: str) -> None:
    wrong = frame_clauses(DELAI_DE.format(f"au plus tard {duree} après information"))
    (found,) = findings_of(wrong)
    assert (found.code, found.span.text, found.args["entier"]) == ("CR318", duree, entier)
    assert findings_of(wrong.replace(duree, entier or "2 jours")) == []


@pytest.mark.parametrize("written", ["1 à 3", "1..3", "articles 1 à 3"])
def test_a_run_of_articles(written: str) -> None:
    wrong = frame_clauses(CHAMP.format("qpv")).replace(
        "choix:", f'document: {{ articles: ["{written}"] }}\nchoix:'
    )
    found = findings_of(wrong)
    assert [d.code for d in found][:1] == ["CR048"] and "CR416" not in {d.code for d in found}
    fix = found[0].fix
    assert fix is not None and fix.texte == '"1", "2", "3"'
    right = wrong[: fix.span.start] + fix.texte + wrong[fix.span.end :]
    assert not {"CR048", "CR416"} & {d.code for d in findings_of(right)}


def test_an_article_of_two_figures_is_no_run() -> None:
    text = frame_clauses(CHAMP.format("qpv"))
    text = text.replace("choix:", 'document: { articles: ["1-3"] }\nchoix:')
    assert "CR048" not in {d.code for d in findings_of(text)}


def test_a_name_in_two_words_that_the_file_declares() -> None:
    text = frame_clauses(CHAMP.format("public jeune ou qpv"))
    (found,) = findings_of(text.replace("clauses:", "définitions:\n  public_jeune: qpv\nclauses:"))
    assert (found.code, found.args["ensemble"]) == ("CR101", "public_jeune")
    assert findings_of(text)[0].args["ensemble"] == ""


def test_a_rate_that_is_none_shows_where_it_is_made() -> None:
    part = (
        "- part: p\n  règle: taux_retenu des vacances dans l'assiette\n  compte: attributions\n"
        "  application: ensemble\n  arrondi: inférieur\n  report: aucun\n"
        '  source: { article: "1" }\n'
    )
    declared = "paramètres:\n  taux_retenu:\n    valeurs:\n      - { du: 2024-01-01, valeur: 30 logements }\n"
    text = frame_clauses(part).replace("clauses:", declared + '    source: { article: "1" }\nclauses:')
    (found,) = findings_of(text)
    assert (found.code, [label.span.text for label in found.labels]) == ("CR301", ["30 logements"])


def test_a_definition_that_bears_the_name_of_a_code_is_a_condition() -> None:
    text = frame_clauses(CHAMP.format("nature = logement_ordinaire ou foyer"))
    assert findings_of(text)[0].code == "CR132"
    assert "CR132" not in {
        d.code for d in findings_of(text.replace("clauses:", "définitions:\n  foyer: qpv\nclauses:"))
    }
