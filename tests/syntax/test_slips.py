"""What people write instead: each slip has its own code, its own place and its own mending."""

import re
from time import perf_counter

import pytest

from convrules.syntax.words import as_files_write_it
from syntax.trees import sentence

NBSP, FINE, NUL, ACCENT = "\u00a0", "\u202f", "\u200b", "\u0301"

# entry, sentence, code, text under the caret, replacement (None: no fix)
SLIPS = [
    ("echeance", "tous les ans", "CR132", "tous les ans", "chaque année"),
    ("echeance", "tous les trimestres", "CR132", "tous les trimestres", "chaque trimestre"),
    ("echeance", "chaque an", "CR132", "chaque an", "chaque année"),
    ("delai", "proposition au plus tard un mois après information", "CR132", "un mois", "1 mois"),
    ("echeance", "deux fois par an", "CR132", "deux fois par", "2 fois par"),
    ("echeance", "au moins 2 fois par an", "CR132", "au moins 2 fois par", "2 fois par"),
    ("echeance", "au moins deux fois par an", "CR132", "au moins deux fois par", "2 fois par"),
    ("echeance", "tous les trois ans", "CR132", "trois ans", "3 ans"),
    (
        *(
            "delai",
            "proposition dans les dix jours suivant information",
            "CR132",
            "dans les dix jours suivant",
        ),
        "au plus tard 10 jours après",
    ),
    (
        *("expr", "qpv et la part p n'est pas atteinte", "CR132", "la part p n'est pas atteinte"),
        "non (la part p est atteinte à date)",
    ),
    (
        *("expr", "realise(p, période précédente) > 2", "CR132", "realise(p, période précédente)"),
        "réalisé(p sur la période précédente)",
    ),
    (
        *("expr", "manque(p sur l'année) > 2", "CR132", "manque(p sur l'année)"),
        "manque(p sur la période)",
    ),
    ("expr", "manque(p) > 2", "CR101", ")", None),
    ("expr", "qpv etage", "CR101", "etage", None),
    ("expr", "qpv outre", "CR101", "outre", None),
    ("expr", "a etb", "CR101", "etb", None),
    ("expr", "3et4", "CR119", "3et4", None),
    ("expr", "etage > et qpv", "CR101", "et", None),
    ("expr", "etage > 3 )", "CR101", ")", None),
    ("expr", "a, b", "CR101", ",", None),
    ("effet", "remise", "CR101", "remise", None),
    ("quota", "25 % des logements", "CR132", "25 %", None),
    ("delai", "proposition au plus tard après information", "CR101", "après", None),
    ("report", "solde", "CR101", "solde", None),
    ("part", "30 des vacances dans l'assiette", "CR129", "30", None),
    ("quota", "au moins 0,3 des logements", "CR129", "0,3", None),
    ("quota", "au plus 0.25 des vacances dans l'assiette du bailleur", "CR129", "0.25", None),
    ("expr", "etage >", "CR102", "", None),
    ("expr", "(etage > 3", "CR102", "", None),
    ("part", "30 % des", "CR102", "", None),
    ("part", "30", "CR131", "30", None),
    ("part", "30 %", "CR131", "30 %", None),
    ("part", "30 % du flux", "CR131", "30 % du flux", None),
    ("part", "30 logements", "CR131", "30 logements", None),
    ("quota", "25 vacances", "CR131", "25 vacances", None),
    ("quota", "au moins  25 % du flux", "CR131", "au moins  25 % du flux", None),
    ("quota", "exactement 7.5 %", "CR131", "exactement 7.5 %", None),
    ("limite", "20", "CR131", "20", None),
    ("limite", "20 %", "CR131", "20 %", None),
    ("tolerance", "1", "CR131", "1", None),
    ("tolerance", "2 %", "CR131", "2 %", None),
    ("tolerance", "2 % du flux", "CR131", "2 % du flux", None),
    ("etendue", "40 %", "CR131", "40 %", None),
    ("etendue", "40 % du flux", "CR131", "40 % du flux", None),
    ("report", "solde exact, déficit seul, plafonné à 3", "CR131", "3", None),
    ("report", "solde arrondi, plafonné à 10 %", "CR131", "10 %", None),
    ("report", "solde arrondi, plafonné à 10 % du flux", "CR131", "10 % du flux", None),
    ("expr", "20 % du flux", "CR131", "20 % du flux", None),
    ("ordre", "epci puis ", "CR102", "", None),
    ("expr", "surface > 12,5", "CR103", "12,5", "12.5"),
    ("expr", "typologie dans [12,5]", "CR103", "12,5", "12.5"),
    ("expr", "loyer > 1 000", "CR104", "1 000", "1000"),
    ("expr", "conge < 01/01/2024", "CR105", "01/01/2024", "2024-01-01"),
    ("expr", "conge < 31/02/2024", "CR105", "31/02/2024", None),
    ("expr", "5 ans et 6 mois", "CR132", "5 ans et 6 mois", "66 mois"),
    ("expr", " 1 an et demi", "CR132", "1 an et demi", "18 mois"),
    ("expr", "2 semaines et 3 jours", "CR132", "2 semaines et 3 jours", "17 jours"),
    ("expr", "5 mois et demi", "CR137", "5 mois et demi", None),
    ("expr", "conge >= 1er juillet 2024", "CR105", "1er juillet 2024", "2024-07-01"),
    ("expr", "conge >= le 31 déc. 2015 et qpv", "CR105", "le 31 déc. 2015", "2015-12-31"),
    ("expr", "conge entre 1 mars 2024 et 3 avril 2024", "CR105", "1 mars 2024", "2024-03-01"),
    ("expr", "conge <= 31 juin 2024", "CR105", "31 juin 2024", None),
    ("echeance", "au plus tard le 31 mars 2025", "CR105", "31 mars 2025", "2025-03-31"),
    ("expr", "a = “b”", "CR106", "“b”", "b"),
    ("expr", f"a = «{NBSP}b{NBSP}»", "CR106", f"«{NBSP}b{NBSP}»", "b"),
    ("expr", "a dans [« b », « c_d »]", "CR106", "« b »", "b"),
    ("expr", f"commune = «{FINE}93066{FINE}»", "CR106", f"«{FINE}93066{FINE}»", '"93066"'),
    ("expr", "commune = « 93066 »", "CR106", "« 93066 »", '"93066"'),
    ("expr", "en_vigueur(« oph »)", "CR106", "« oph »", '"oph"'),
    ("expr", 'commune = “93066"', "CR106", "“", '"'),
    ("delai", "reponse au plus tard 48 heures après offre", "CR128", "48 heures", None),
    ("delai", "reponse au plus tard 72h après offre", "CR128", "72h", None),
    ("delai", "reponse au plus tard 90 Minutes après offre", "CR128", "90 Minutes", None),
    ("expr", "reponse < offre + 25 heures", "CR128", "25 heures", None),
    ("part", "-5 % des vacances dans l'assiette", "CR127", "-5 %", None),
    ("quota", "au plus - 12.5 % des vacances dans l'assiette", "CR127", "- 12.5 %", None),
    ("expr", f"bail est renseigne{ACCENT}", "CR107", f"e{ACCENT}", "é"),
    ("expr", f"loyer > 1{NBSP}000", "CR108", NBSP, " "),
    ("expr", f"30{FINE}%", "CR108", FINE, " "),
    ("expr", f"eta{NUL}ge > 3", "CR109", NUL, ""),
    ("expr", "id % 3 = 0", "CR110", "%", None),
    ("expr", "12 % 3 = 0", "CR110", "%", None),
    ("expr", "(id) % (3) = 0", "CR110", "%", None),
    ("expr", "etage // 2 = 1", "CR111", "//", None),
    ("expr", "qpv où neuf", "CR112", "où", "ou"),
    ("quota", "au moins 25 % des logements ou non qpv", "CR113", "ou", "où"),
    ("delai", "a au plus tard 1 mois apres b", "CR114", "apres", "après"),
    ("delai", "a au plus tard 1 mois après b a defaut c", "CR114", "a defaut", "à défaut"),
    ("delai", "a au plus tard 5 jours ouvres après b", "CR114", "jours ouvres", "jours ouvrés"),
    ("quota", "au moins 25 % des baux signes", "CR114", "baux signes", "baux signés"),
    ("quota", "au moins 25 % des logements du resérvataire", "CR114", "du resérvataire", "du réservataire"),
    ("effet", "remise au bailleur, non comptee", "CR114", "non comptee", "non comptée"),
    ("ordre", "epci jusqu'a epuisement", "CR114", "jusqu'a epuisement", "jusqu'à épuisement"),
    ("constat", "tous les 2 ans a partir du 2024-12-31", "CR114", "a partir du", "à partir du"),
    ("expr", "etage == 3", "CR115", "==", "="),
    ("expr", "etage =< 3", "CR115", "=<", "<="),
    ("expr", "etage <> 3", "CR115", "<>", "!="),
    ("expr", "etage ≥ 3", "CR115", "≥", ">="),
    ("expr", "a – b > 0", "CR115", "–", "-"),
    ("expr", "qpv and neuf", "CR115", "and", "et"),
    ("expr", "qpv or neuf", "CR115", "or", "ou"),
    ("expr", "not qpv", "CR115", "not", "non"),
    ("expr", "jour = 3", "CR116", "jour", None),
    ("expr", "nature = 'x'", "CR117", "'", None),
    ("expr", "a; b", "CR117", ";", None),
    ("echeance", "avant le 30 février", "CR118", "30 février", None),
    ("echeance", "au plus tard le 2025-02-30", "CR118", "2025-02-30", None),
    ("expr", "commune = 01004", "CR119", "01004", None),
    ("expr", "commune = 2A004", "CR119", "2A004", None),
    ("expr", "id = 1_000", "CR119", "1_000", None),
    ("expr", "id = 12.", "CR135", ".", ""),
    ("expr", "nature = logement_ordinaire.", "CR135", ".", ""),
    ("expr", "nature = foyer sauf qpv", "CR132", "sauf qpv", "et non qpv"),
    ("expr", "ni qpv ni neuf", "CR132", "ni qpv ni neuf", "non (qpv ou neuf)"),
    ("expr", "dalo et ni qpv ni neuf", "CR132", "ni qpv ni neuf", "non (qpv ou neuf)"),
    ("expr", "moins de 10 logements", "CR132", "moins de 10 logements", "programme.logements < 10"),
    ("expr", "bail a lieu", "CR132", "bail a lieu", "bail a eu lieu"),
    ("delai", "offre au plus tard 1 an et 6 mois après bail", "CR132", "1 an et 6 mois", "18 mois"),
    (
        "delai",
        "offre au plus tard 2 semaines et 3 jours après bail",
        "CR132",
        "2 semaines et 3 jours",
        "17 jours",
    ),
    ("delai", "offre au plus tard 1 mois et 15 jours après bail", "CR137", "1 mois et 15 jours", None),
    ("quota", "au plus 5 % de la part, pour dalo", "CR138", "de la part", None),
    ("quota", "au plus 5 % du contingent", "CR138", "du contingent", None),
    ("expr", "dalo ;", "CR135", ";", ""),
    ("expr", "surface.", "CR135", ".", ""),
    ("expr", "surface et.", "CR101", ".", None),
    ("application", "ensemble.", "CR135", ".", ""),
    ("effet", "remise au bailleur, non comptée.", "CR135", ".", ""),
    ("delai", "proposition au plus tard 1 mois après information.", "CR135", ".", ""),
    ("expr", "28 % (annexe 1)", "CR136", "(annexe 1)", ""),
    ("expr", "dalo (voir l'article 3) et qpv", "CR136", "(voir l'article 3)", ""),
    ("expr", "nombre(candidats) >= 1", "CR101", "candidats", "candidatures"),
    ("expr", "nombre(candidats) plop 1", "CR101", "candidats", None),
    ("population", "attributions de l'État", "CR101", "de", None),
    ("expr", "le tour x est a als", "CR114", "est a", "est à"),
    ("expr", "origine = garantie d'emprunt", "CR132", "garantie d'emprunt", "garantie_emprunt"),
    ("expr", "bail >= 10 jours après offre", "CR132", "10 jours après offre", "offre + 10 jours"),
    (
        "echeance",
        "dans le mois suivant chaque trimestre",
        "CR132",
        "dans le mois suivant chaque",
        "dans le mois qui suit chaque",
    ),
    ("echeance", "au plus tard 30 jours du bail", "CR132", "30 jours du bail", "30 jours après bail"),
    (
        "delai",
        "bail au plus tard 10 jours suivant information",
        "CR132",
        "10 jours suivant information",
        "10 jours après information",
    ),
    ("delai", "bail au plus tard 1 mois après la réception de information", "CR101", "la", None),
    ("expr", "id = 3/4", "CR119", "3/4", None),
    ("quota", "au moins 25 % logements", "CR120", "", "des "),
    ("quota", "au moins 25 pourcent des logements", "CR121", "pourcent", "%"),
    ("quota", "au moins 25 pour cent des logements", "CR121", "pour cent", "%"),
    ("expr", "loyer <= 50 euros", "CR121", "euros", "€"),
    ("expr", "surface < 40 m2", "CR121", "m2", "m²"),
    ("delai", "a au plus tard 2 années après b", "CR121", "années", "ans"),
    ("quota", "Au moins 25 % des logements", "CR122", "Au moins", "au moins"),
    ("expr", "qpv ET neuf", "CR122", "ET", "et"),
    ("expr", "NON qpv", "CR122", "NON", "non"),
    ("application", "Ensemble", "CR122", "Ensemble", "ensemble"),
    ("part", "30 % des vacances dans l’assiette", "CR123", "’", "'"),
    ("expr", "1 < etage < 3", "CR124", "<", None),
    ("expr", "étage > 3", "CR125", "étage", "etage"),
    ("expr", "etagé > 3", "CR125", "etagé", "etage"),
    ("report", "solde arrondi, plafonné à 3.5 logements", "CR126", "3.5", None),
    ("quota", "au moins 1.5 attributions", "CR126", "1.5", None),
    ("tolerance", "1.5 logement", "CR126", "1.5", None),
    ("expr", "non " * 120 + "a", "CR904", "non " * 120 + "a", None),
    ("expr", "a" + " ou a" * 120, "CR904", "a" + " ou a" * 120, None),
    ("expr", "(" * 120 + "a" + ")" * 120, "CR904", "(" * 120 + "a" + ")" * 120, None),
    ("expr", "a" * 5000, "CR905", "a" * 5000, None),
]


@pytest.mark.parametrize(("entree", "text", "code", "place", "fix"), SLIPS)
def test_slip(entree: str, text: str, code: str, place: str, fix: str | None) -> None:
    found = sentence(entree, text).diagnostics
    assert [d.code for d in found][:1] == [code]
    assert found[0].span.text == place
    assert (found[0].fix.texte if found[0].fix else None) == fix


@pytest.mark.parametrize(("entree", "text", "fix"), [(s[0], s[1], s[4]) for s in SLIPS if s[4] is not None])
def test_mending_leads_to_a_sentence(entree: str, text: str, fix: str) -> None:
    """Applying the fixes, as often as needed, ends in a sentence without findings."""
    for _ in range(4):
        found = sentence(entree, text).diagnostics
        if not found:
            return
        edit = found[0].fix
        assert edit is not None, found[0]
        start, end = edit.span.start - 5, edit.span.end - 5
        text = text[:start] + edit.texte + text[end:]
    assert sentence(entree, text).diagnostics == ()


def test_end_of_sentence_is_the_true_end() -> None:
    (found,) = sentence("expr", "etage >").diagnostics
    assert (found.span.start, found.span.end) == (5 + 7, 5 + 7)


@pytest.mark.parametrize(
    ("entree", "text", "attendu"),
    [
        ("expr", "etage >", "une valeur (un nom, un nombre, une date)"),
        ("expr", "a et", "une condition"),
        ("part", "taux_commune", "« des »"),
        ("quota", "au moins 25 % des", "une population (« vacances », « attributions »…)"),
        ("quota", "premier_quartile", "« au moins », « au plus » ou « exactement »"),
    ],
)
def test_expected_is_told_in_french(entree: str, text: str, attendu: str) -> None:
    (found,) = sentence(entree, text).diagnostics
    assert found.args["attendu"] == attendu


def test_comma_between_members_of_a_list_is_not_surely_a_decimal() -> None:
    alone, listed = (
        sentence("expr", "a > 1,5").diagnostics[0],
        sentence("expr", "a dans [1,5]").diagnostics[0],
    )
    assert alone.fix is not None and alone.fix.sure
    assert listed.fix is not None and not listed.fix.sure


def test_quoted_text_is_left_alone() -> None:
    assert sentence("expr", 'en_vigueur("a == b // c")').diagnostics == ()


@pytest.mark.parametrize(
    ("ecrit", "juste"),
    [
        ("01/01/2024", "2024-01-01"),
        ("1-2-2024", "2024-02-01"),
        ("31.12.2024", "2024-12-31"),
        ("1er janvier 2024", "2024-01-01"),
        ("3 Fevrier 2024", "2024-02-03"),
        ("2024/1/5", "2024-01-05"),
        ("20240105", "2024-01-05"),
        ("31/02/2024", ""),
        ("01/01/24", ""),
        ("2024015", ""),
        ("1 brumaire 2024", ""),
        ("hier", ""),
    ],
)
def test_a_date_is_given_as_files_write_it(ecrit: str, juste: str) -> None:
    assert as_files_write_it(ecrit) == juste


QUANTITES = [(entree, text) for entree, text, code, _, _ in SLIPS if code == "CR131"]


@pytest.mark.parametrize(("entree", "text"), QUANTITES, ids=[f"{e}: {t}" for e, t in QUANTITES])
def test_what_is_proposed_for_a_quantity_can_be_written(entree: str, text: str) -> None:
    (found,) = sentence(entree, text).diagnostics
    forms = re.findall("« ([^»]*) »", found.args["formes"])
    assert forms
    for form in forms:
        before = text[: found.span.start - 5].replace("plafonné à ", "")
        assert sentence(entree, f"{before}{form}").diagnostics == (), form


def test_one_is_singular() -> None:
    (found,) = sentence("tolerance", "1").diagnostics
    assert found.args["formes"] == "« 1 logement » ou « 1 point »"


LONGUES = [
    "au moins 20 % des " + "attributions de " * 200 + "x, avec un ",
    "au moins 20 % " + "des attributions, avec un minimum de " * 90 + "rien",
    "au moins 20 % des attributions, avec " + "minimum " * 400 + "5 pour",
    "au moins 20 % des attributions" + " " * 3000 + ", avec un minimum de 5 5",
    "au moins 20 % " + "des attributions avec au moins 5 " * 90 + ", rien",
]


@pytest.mark.parametrize("text", LONGUES)
def test_a_long_sentence_is_refused_at_once(text: str) -> None:
    """No reading of a mistake takes more than a moment: some patterns took minutes on such sentences."""
    start = perf_counter()
    assert sentence("quota", text).diagnostics
    assert perf_counter() - start < 5


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        (
            "solde exact, plafonné à 1 logement, déficit seul",
            "solde exact, déficit seul, plafonné à 1 logement",
        ),
        (
            "solde arrondi, perdu après 1 an, plafonné à 10 % du dû",
            "solde arrondi, plafonné à 10 % du dû, perdu après 1 an",
        ),
        # Not a matter of order.
        ("solde exact, plafonné à 1 logement, déficit toujours", ""),
        ("solde exact, déficit seul, excédent seul", ""),
    ],
)
def test_a_carry_over_in_another_order_is_given_in_its_own(ecrit: str, attendu: str) -> None:
    found = sentence("report", ecrit).diagnostics[0]
    assert found.code == "CR101"
    assert found.args["ordonnee"] == attendu
