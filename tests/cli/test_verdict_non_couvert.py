"""The verdict of a year of which days are not covered is what holds whatever vacancies lack, in every form
that shows it; the figures are those of the files."""

from pathlib import Path

import pytest

from cli import test_periode_non_couverte as cadre
from cli.test_periode_non_couverte import PAR_TRIMESTRE, PART, REPORT, read, told
from convrules.cli.main import run
from frames import frame_clauses

JUIN = "2025-06-30"
LIGNES = """ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE;NATURE;NEUF
V1;93066;05/01/2025;10/01/2025;ETAT;LO;non
V2;93066;12/02/2025;20/02/2025;BAIL;LO;non
V3;93066;14/03/2025;02/04/2025;ETAT;LO;non
V4;93048;22/04/2025;29/04/2025;BAIL;LO;non
"""
AVANT = "V0;93066;05/01/2024;10/01/2024;ETAT;LO;non\n"
SUITE = "V9;93066;05/01/2026;10/01/2026;ETAT;LO;non\n"
QUOTA = """- quota: q
  règle: {regle}
  application: {application}
{sans}  force: engagement
  source: {{ article: "1" }}
"""
JUGEE = ("compliance", "--year", "2025", "--as-of", "2026-01-05")


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "exemple.yaml").write_text(frame_clauses(PART), "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "vacances.csv").write_text(LIGNES, "utf-8")
    return tmp_path


def mapped(depot: Path, complet: str, attendues: str = "") -> None:
    """Nothing else lacks: what the rows do not say is what the days make of it."""
    cadre.mapped(depot, complet, attendues)
    path = depot / "correspondance.yaml"
    more = "    nature: { colonne: NATURE, codes: { LO: logement_ordinaire } }\n    premiere_location: NEUF\n"
    own = "    contingent: { colonne: COMPTE, codes: { ETAT: etat, BAIL: bailleur } }\n"
    path.write_text(path.read_text("utf-8").replace(own, own + more), "utf-8")


def quota(regle: str, application: str = "ensemble") -> str:
    sans = "  arrondi: sans arrondi\n" if "%" in regle else ""
    return QUOTA.format(regle=regle, application=application, sans=sans)


PART_93066 = 'des attributions dans l\'assiette du bailleur, pour commune = "93066"'
REMISES = "remises en location dans l'assiette du bailleur"


@pytest.mark.parametrize(
    ("regle", "application", "couverte", "manquante"),
    [
        # Four attributions, three in this town: any share of them may come.
        (f"au moins 40 % {PART_93066}", "ensemble", "conforme", "indetermine"),
        (f"au moins 80 % {PART_93066}", "ensemble", "non_conforme", "indetermine"),
        (f"au plus 80 % {PART_93066}", "ensemble", "conforme", "indetermine"),
        # Of all of them, one row elsewhere is enough, whatever comes.
        (f"au moins 100 % {PART_93066}", "ensemble", "non_conforme", "non_conforme"),
        # A number that is reached, or passed, is so whatever comes; one that is not may be.
        (f"au moins 3 {REMISES}", "ensemble", "conforme", "conforme"),
        (f"au moins 5 {REMISES}", "ensemble", "non_conforme", "indetermine"),
        (f"au plus 3 {REMISES}", "ensemble", "non_conforme", "non_conforme"),
        (f"au plus 5 {REMISES}", "ensemble", "conforme", "indetermine"),
        # In a town that no row shows some may be.
        (f"au plus 5 {REMISES}", "chaque commune", "conforme", "indetermine"),
        (f"au moins 1 {REMISES}", "chaque commune", "conforme", "indetermine"),
    ],
)
def test_a_verdict_holds_whatever_lacks(
    regle: str,
    application: str,
    couverte: str,
    manquante: str,
    depot: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (depot / "exemple.yaml").write_text(frame_clauses(quota(regle, application)), "utf-8")
    rows = {}
    for complet, verdict in (("2025-12-31", couverte), (JUIN, manquante)):
        mapped(depot, complet)
        found = read(depot, capsys, *JUGEE)["conventions"][0]["regles"][0]
        assert found["verdict"] == verdict, complet
        rows[complet] = [(c["base"], c["realise"], c["lignes_base"]) for c in found["cellules"]]
    assert rows[JUIN] == rows["2025-12-31"]


def test_it_says_what_lacks_in_every_form(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped(depot, JUIN)
    said, _ = told(depot, capsys, *JUGEE)
    assert "tiers (1) 4 1,2 1 2 0 indéterminé" in said
    why = "onnée absente : des vacances de 2025 que les fichiers ne disent pas"
    assert why in said
    assert why in told(depot, capsys, "explain", "2025", "--as-of", "2026-01-05")[0]
    english = told(depot, capsys, "explain", "2025", "--as-of", "2026-01-05", "--lang", "en")[0]
    assert "ata missing: vacancies of 2025 that the files do not give" in english
    page = depot / "bilan.html"
    told(depot, capsys, *JUGEE, "-o", str(page))
    assert "indéterminé (non conforme ou conforme)" in page.read_text("utf-8")
    found = read(depot, capsys, *JUGEE)["conventions"][0]["regles"][0]
    cell = found["cellules"][0]
    assert cell["verdicts_possibles"] == ["non_conforme", "conforme"]
    assert [c["fait"] for c in cell["causes"]] == ["vacances 2025"]


def test_strict_does_not_fail_for_want_of_rows(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As of any verdict that is not known: what is missed for certain alone is a breach."""
    (depot / "vacances.csv").write_text(
        "ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE;NATURE;NEUF\n"
        + "".join(f"V{n};93066;05/01/2025;10/01/2025;BAIL;LO;non\n" for n in range(9)),
        "utf-8",
    )
    for complet, code in (("2025-12-31", 1), (JUIN, 0)):
        mapped(depot, complet)
        assert _code(depot, capsys, *JUGEE, "--strict") == code


def _code(depot: Path, capsys: pytest.CaptureFixture[str], *command: str) -> int:
    capsys.readouterr()
    return run([command[0], "--depot", str(depot), *command[1:]])


def test_a_quarter_that_is_covered_keeps_its_verdict(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first has three, the second is cut in its last days, and the year goes on."""
    (depot / "exemple.yaml").write_text(frame_clauses(PART + PAR_TRIMESTRE), "utf-8")
    mapped(depot, "2025-06-20")
    found = read(depot, capsys, "compliance", "--year", "2025", "--as-of", "2025-07-05")
    quarters = next(r for r in found["conventions"][0]["regles"] if r["clause"] == "deux")["cellules"]
    assert [c["verdict"] for c in quarters[:2]] == ["conforme", "indetermine"]


def test_the_balance_that_it_leaves_is_not_known(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "exemple.yaml").write_text(frame_clauses(REPORT), "utf-8")
    (depot / "vacances.csv").write_text((depot / "vacances.csv").read_text("utf-8") + SUITE, "utf-8")
    year = ("compliance", "--year", "2026", "--since", "2024", "--as-of", "2026-12-31")
    for complet, solde in (("2026-12-31", True), (JUIN, False)):
        mapped(depot, complet)
        cell = read(depot, capsys, *year)["conventions"][0]["regles"][0]["cellules"][0]
        assert (cell["solde_initial"] is not None) is solde


@pytest.mark.parametrize(
    ("attendues", "verdict"),
    [
        # Nothing to come, from the first day that lacks: one attribution of two, and two are asked.
        ("01/07/2025;31/12/2025;0;0;93066\n", "hors_d_atteinte"),
        # Of September nothing is said.
        ("01/10/2025;31/12/2025;0;0;93066\n", "en_cours"),
        ("", "en_cours"),
    ],
)
def test_a_forecast_bounds_what_it_speaks_of(
    attendues: str, verdict: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clause = quota(f"au moins 80 % {PART_93066}")
    (depot / "exemple.yaml").write_text(frame_clauses(clause), "utf-8")
    mapped(depot, JUIN, attendues)
    found = read(depot, capsys, "compliance", "--year", "2025", "--as-of", "2025-09-30")
    assert found["conventions"][0]["regles"][0]["verdict"] == verdict


def test_figures_are_told_beside_the_finding(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped(depot, JUIN)
    beside = told(depot, capsys, *JUGEE)[1]
    assert "une part ou un quota n'y a de verdict que s'il tient quoi qu'il manque" in beside
    beside = told(depot, capsys, *JUGEE, "--engine", "colonnes")[1]
    assert "ce qui est dit de 2025 suppose qu'il n'en manque aucune" in beside


# --- what a year reads beyond its own rows -----------------------------------------------------
FINIE = """- quota: finie
  règle: {regle}
  application: ensemble
{sans}  force: engagement
  en vigueur: {{ du: 2025-01-01, au: 2025-09-30 }}
  source: {{ article: "1" }}
"""


@pytest.mark.parametrize("attendues", ["", "16/10/2025;31/12/2025;0;0;93066\n"])
@pytest.mark.parametrize(
    "regle", [f"au plus 80 % {PART_93066}", f"au plus 3 {REMISES}", f"au moins 5 {REMISES}"]
)
def test_a_rule_that_has_ended_may_still_count_vacancies_that_lack(
    regle: str, attendues: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of July to September: nothing to come changes it, what lacks does. Saying less makes nothing sure."""
    sans = "  arrondi: sans arrondi\n" if "%" in regle else ""
    (depot / "exemple.yaml").write_text(frame_clauses(FINIE.format(regle=regle, sans=sans)), "utf-8")
    year = ("compliance", "--year", "2025", "--as-of", "2025-10-15")
    sure = regle.startswith("au plus 3")
    mapped(depot, JUIN, attendues)
    verdict = read(depot, capsys, *year)["conventions"][0]["regles"][0]["verdict"]
    assert verdict == ("hors_d_atteinte" if sure else "en_cours")
    if "%" in regle:
        mapped(depot, "2025-10-15", attendues)
        assert read(depot, capsys, *year)["conventions"][0]["regles"][0]["verdict"] == "conforme"


RETRAITS = """- soustraction: mutations
  catégorie: mutation
  règle: affectation = mutation_interne
  limite: 50 % du flux
  source: { article: "1" }
"""


def test_a_limit_of_the_flow_grows_with_what_lacks(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four mutations, two of which stay in the base; any number of others may let them all be withdrawn."""
    clause = quota("au moins 2 vacances dans l'assiette du bailleur")
    (depot / "exemple.yaml").write_text(frame_clauses(RETRAITS + clause), "utf-8")
    rows = "".join(f"V{n};93066;05/01/2025;10/01/2025;BAIL;LO;non;MUT\n" for n in range(4))
    (depot / "vacances.csv").write_text(LIGNES.splitlines()[0] + f";AFF\n{rows}", "utf-8")
    for complet, verdict in (("2025-12-31", "conforme"), (JUIN, "indetermine")):
        mapped(depot, complet)
        path = depot / "correspondance.yaml"
        own = "    affectation: { colonne: AFF, codes: { MUT: mutation_interne } }\n"
        path.write_text(path.read_text("utf-8") + own, "utf-8")
        found = read(depot, capsys, *JUGEE)["conventions"][0]["regles"]
        assert [r["verdict"] for r in found] == [verdict]


def test_what_lacks_before_the_year_may_count_in_it(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An attribution of January of a vacancy of December, where events count at their own date."""
    clause = quota(f"au moins 3 {PART_93066.replace('des attributions', 'attributions')}".split(", pour")[0])
    text = frame_clauses(clause)
    year = ("compliance", "--year", "2026", "--as-of", "2026-01-15")
    mapped(depot, "2025-12-20", "01/01/2026;31/12/2026;0;2;93066\n")
    for choice, verdict in (("à leur date", "en_cours"), ("avec leur vacance", "hors_d_atteinte")):
        changed = text.replace("événements: à leur date", f"événements: {choice}")
        (depot / "exemple.yaml").write_text(changed, "utf-8")
        assert read(depot, capsys, *year)["conventions"][0]["regles"][0]["verdict"] == verdict


def deux_fichiers(depot: Path, arret: str, reprise: str) -> None:
    """A first file up to a day, and one that continues it from another, to the end of 2025."""
    first = LIGNES.splitlines()[0] + "\nA1;93066;05/01/2023;10/01/2023;BAIL;LO;non\n"
    (depot / "avant.csv").write_text(first, "utf-8")
    mapped(depot, "2025-12-31")
    path = depot / "correspondance.yaml"
    one = '{ fichier: vacances.csv, séparateur: ";" }'
    two = (
        f'\n    - {{ fichier: avant.csv, séparateur: ";", complet au: {arret} }}\n'
        '    - { fichier: vacances.csv, séparateur: ";", suite de: avant.csv, '
        f"complet du: {reprise}, complet au: 2025-12-31 }}\n"
    )
    text = path.read_text("utf-8").replace(", complet au: 2025-12-31 }", " }")
    path.write_text(text.replace(f"{{ vacances: {one} }}", f"\n  vacances:{two}"), "utf-8")


def test_days_between_two_files_are_those_of_their_own_years(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second half of 2024 lacks: 2025 is covered, alone or beside 2024, whatever else is judged."""
    alone = frame_clauses(quota(f"au plus 4 {REMISES}"))
    alone = alone.replace("événements: à leur date", "événements: avec leur vacance")
    (depot / "exemple.yaml").write_text(alone, "utf-8")
    deux_fichiers(depot, "2024-06-30", "2025-01-01")
    said: dict[str, str] = {}
    for asked in ((), ("--since", "2024")):
        found = read(depot, capsys, *JUGEE, *asked)
        assert found["conventions"][0]["regles"][0]["verdict"] == "conforme"
        said[" ".join(asked)] = told(depot, capsys, *JUGEE, *asked)[1]
    assert "CR893" not in said[""]
    assert "du 1er juillet 2024 au 31 décembre 2024" in said["--since 2024"]
    before = read(depot, capsys, "compliance", "--year", "2024", "--as-of", "2026-01-05")
    assert before["conventions"][0]["regles"][0]["verdict"] == "indetermine"


@pytest.mark.parametrize(
    ("arret", "reprise", "connu"), [("2023-03-01", "2023-04-01", True), ("2024-06-30", "2024-08-01", False)]
)
def test_a_forecast_is_settled_on_the_days_of_its_own_year(
    arret: str, reprise: str, connu: bool, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clauses = RETRAITS.replace("  limite: 50 % du flux\n", "") + PART
    text = frame_clauses(clauses).replace("soustractions: réalisé", "soustractions: prévision régularisée")
    text = text.replace("événements: à leur date", "événements: avec leur vacance")
    (depot / "exemple.yaml").write_text(text.replace("du: 2024-01-01", "du: 2023-01-01"), "utf-8")
    deux_fichiers(depot, arret, reprise)
    rows = (depot / "vacances.csv").read_text("utf-8")
    (depot / "vacances.csv").write_text(rows + "V8;93066;05/11/2024;10/11/2024;BAIL;LO;non\n", "utf-8")
    path = depot / "correspondance.yaml"
    table = "colonnes:\n  soustractions: { annee: AN, categorie: CAT, nombre: N }\n"
    text = path.read_text("utf-8").replace("colonnes:\n", table, 1)
    text = text.replace("fichiers:", 'fichiers:\n  soustractions: { fichier: s.csv, séparateur: ";" }', 1)
    path.write_text(text, "utf-8")
    (depot / "s.csv").write_text("AN;CAT;N\n2024;mutation;0\n2025;mutation;0\n", "utf-8")
    cell = read(depot, capsys, *JUGEE)["conventions"][0]["regles"][0]["cellules"][0]
    assert (cell["du"] is not None) is connu


def test_the_report_due_to_holders_counts_events_at_their_own_date(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An attribution of 2025 of a vacancy of December 2024, of which no file says all."""
    for choice in ("à leur date", "avec leur vacance"):
        text = frame_clauses(PART).replace("événements: à leur date", f"événements: {choice}")
        (depot / "exemple.yaml").write_text(text, "utf-8")
        deux_fichiers(depot, "2024-11-30", "2025-01-01")
        found = read(depot, capsys, "bilan", "--year", "2025", "--as-of", "2026-01-05")
        assert [one["du"] for one in found["non_couvert"]] == ["2024-12-01"]


def test_no_pace_is_that_of_days_that_lack(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "exemple.yaml").write_text(frame_clauses(PART), "utf-8")
    deux_fichiers(depot, "2025-01-31", "2025-03-01")
    year = ("compliance", "--year", "2025", "--as-of", "2025-09-30")
    found = read(depot, capsys, *year)["conventions"][0]["avancements"][0]
    assert found["projection"] is None and found["sans_projection"] == "trou"
    said, _ = told(depot, capsys, *year)
    assert "des jours manquent entre deux fichiers, et le rythme n'est pas connu" in said


@pytest.mark.parametrize(
    ("regle", "lignes", "verdicts"),
    [
        # Of no row, a rule that is always kept is so in a town where some lack, and else without object.
        (f"au plus 100 % {PART_93066}", "", ("non_applicable", "indetermine")),
        (f"au plus 100 % {PART_93066}", LIGNES, ("conforme", "conforme")),
        (f"au moins 0 {REMISES}", "", ("non_applicable", "indetermine")),
    ],
)
def test_a_rule_that_is_always_kept_is_perhaps_without_object(
    regle: str, lignes: str, verdicts: tuple[str, str], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "exemple.yaml").write_text(frame_clauses(quota(regle, "chaque commune")), "utf-8")
    (depot / "vacances.csv").write_text(lignes or f"{LIGNES.partition('V1')[0]}{AVANT}", "utf-8")
    found = []
    for complet in ("2025-12-31", JUIN):
        mapped(depot, complet)
        found.append(read(depot, capsys, *JUGEE)["conventions"][0]["regles"][0]["verdict"])
    assert tuple(found) == verdicts


def test_all_the_parts_together_lack_the_days_and_not_the_forecast(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is there, and says nothing of the summer."""
    year = ("compliance", "--year", "2025", "--as-of", "2025-09-30")
    for complet, raison in ((JUIN, "jours_manquants"), ("2025-09-30", None)):
        mapped(depot, complet, "01/10/2025;31/12/2025;0;1;93066\n")
        assert read(depot, capsys, *year)["portee"]["raison"] == raison
    mapped(depot, JUIN, "01/10/2025;31/12/2025;0;1;93066\n")
    assert (
        "rien n'est établi, car ni les fichiers ni les vacances attendues ne disent tous les jours passés de "
        "la période (CR893) : complétez-les d'abord."
    ) in told(depot, capsys, *year)[0]
