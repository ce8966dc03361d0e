"""`compare` says when one name stands for two texts, two kinds of clause or two forces, and which."""

import csv
import json
import re
from pathlib import Path

import pytest

from convrules.cli.main import run
from frames import frame_entete

CONVENTION = """convention: etat--{ident}
bailleur: {{ nom: {nom}, siren: "{siren}" }}
réservataire: {{ nom: Préfet, type: etat }}
territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1", "2"] }}
clauses:
  - part: part_etat
    règle: {taux} % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: {arrondi}
    report: aucun
    source: {{ article: "1" }}
  - délai: proposition_etat
    règle: proposition au plus tard {mois} mois après disponibilite
    débiteur: réservataire
    source: {{ article: "1" }}
  - part: meme
    règle: 10 % des vacances dans l'assiette
    compte: baux signés
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: {{ article: "{article}" }}
"""
UN = {"ident": "un", "nom": "Un", "siren": "000000000"}
AUTRE = {"ident": "autre", "nom": "Autre", "siren": "552046484"}
TEXTE = {"taux": 20, "arrondi": "inférieur", "mois": 1, "article": "1"}
QUOTA = """  - quota: meme
    règle: au moins 10 % des attributions du bailleur, pour typologie = T1
    application: ensemble
    arrondi: inférieur
    force: objectif
    source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: {ident}
bailleur: "{siren}"
fichiers:
  vacances: {{ fichier: v.csv, séparateur: ";" }}
colonnes:
  vacances:
    id: id
    commune: commune
    typologie: typo
    contingent: {{ colonne: cont, codes: {{ ETAT: etat, BAIL: bailleur }} }}
    disponibilite: {{ colonne: dispo, format: aaaa-mm-jj }}
    proposition: {{ colonne: attr, format: aaaa-mm-jj }}
    attribution: {{ colonne: attr, format: aaaa-mm-jj }}
    bail: {{ colonne: attr, format: aaaa-mm-jj }}
"""
AVENANT = """avenant: etat--un--1
à: etat--un
en vigueur: {{ du: {du} }}
modifications:
  - remplace: part_etat
    par:
      règle: 50 % des vacances dans l'assiette
    source: {{ article: "1" }}
"""
DEUX = ["compare", "--year", "2025", "--avec", "corr-autre.yaml", "--as-of", "2026-01-05", "--tout"]
ANNEES = ["compare", "--year", "2024", "--year", "2025", "--as-of", "2026-01-05", "--tout"]


@pytest.fixture(autouse=True)
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rows for both landlords, and for both years."""
    monkeypatch.chdir(tmp_path)
    for who in (UN, AUTRE):
        Path(f"corr-{who['ident']}.yaml").write_text(CORRESPONDANCE.format(**who), "utf-8")
        write(who)
    rows = (
        f"V{annee}-{n};93066;T1;ETAT;{annee}-03-0{n};{annee}-03-1{n}"
        for annee in (2024, 2025)
        for n in (1, 2)
    )
    Path("v.csv").write_text("\n".join(("id;commune;typo;cont;dispo;attr", *rows)) + "\n", "utf-8")
    Path("convrules.toml").write_text('[depot]\nnom = "x"\ndata = ["corr-un.yaml"]\n', "utf-8")


def write(who: dict[str, str], *, quota: bool = False, **text: object) -> None:
    said = CONVENTION.format(**who, **{**TEXTE, **text})
    if quota:
        said = said[: said.index("  - part: meme")] + QUOTA
    Path(f"etat-{who['ident']}.yaml").write_text(frame_entete(said), "utf-8")


def shown(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    assert run([*command]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_the_same_text_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is an article of another paper, or another name, another text."""
    write(AUTRE, article="2")
    assert "textes différents" not in shown(capsys, *DEUX)


def test_each_side_says_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    write(AUTRE, taux=35, arrondi="supérieur")
    said = shown(capsys, *DEUX)
    assert "part_etat — textes différents" in said and "meme — textes" not in said
    assert (
        "« part_etat » : textes différents : Un, part, 20 % des vacances dans l'assiette ; compte les "
        "attributions ; sur l'ensemble ; arrondi : inférieur ; report : aucun | Autre, part, 35 % des "
        "vacances dans l'assiette ; compte les attributions ; sur l'ensemble ; arrondi : supérieur ; "
        "report : aucun."
    ) in said


def test_each_side_says_its_text_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    write(AUTRE, taux=35)
    said = shown(capsys, *DEUX, "--lang", "en")
    assert "part_etat — different texts" in said
    assert "different texts: Un, part, 20% of the vacancies" in said
    assert "| Autre, part, 35% of the vacancies" in said


def declare(who: dict[str, str], said: str, *changes: tuple[str, str]) -> None:
    """Declarations of a convention, and what its clauses make of them."""
    path = Path(f"etat-{who['ident']}.yaml")
    text = path.read_text("utf-8").replace("clauses:\n", f"{said}clauses:\n", 1)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


POUR_PETIT = ("10 % des vacances dans l'assiette", "10 % des vacances dans l'assiette où petit")


def test_a_definition_that_is_not_the_same_makes_two_texts(capsys: pytest.CaptureFixture[str]) -> None:
    """Through another definition too, which says the same on both sides and is not told."""
    for who, code in ((UN, "T1"), (AUTRE, "T3")):
        said = f"définitions:\n  studio: typologie = {code}\n  petit: studio ou qpv\n"
        declare(who, said, POUR_PETIT)
    said = shown(capsys, *DEUX)
    assert "meme — textes différents" in said and "part_etat — textes" not in said
    assert "report : aucun ; « studio » veut dire : la typologie est « T1 » | Autre, part, 10 %" in said
    assert "report : aucun ; « studio » veut dire : la typologie est « T3 »." in said
    assert "« petit » veut dire" not in said
    declare(AUTRE, "", ("typologie = T3", "typologie = T1"))
    assert "textes différents" not in shown(capsys, *DEUX)


def test_a_line_that_the_sentence_of_a_table_leaves_out_makes_two_texts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for who, taux in ((UN, 25), (AUTRE, 40)):
        codes = [f"930{n}" for n in ("01", "05", "06", "07", "08", "10", "13", "14")]
        lines = ", ".join(f'"{code}": 20 %' for code in codes)
        dated = f'{{ du: 2024-01-01, table: {{ {lines}, "93066": {taux} % }}, sinon: 10 % }}'
        said = f"paramètres:\n  bareme: {{ selon: commune, valeurs: [{dated}] }}\n"
        declare(who, said, ("10 % des", "bareme des"))
        path = Path(f"etat-{who['ident']}.yaml")
        path.write_text(path.read_text("utf-8").replace("ensemble", "chaque commune"), "utf-8")
    said = shown(capsys, *DEUX)
    assert "« bareme » (à compter du 1er janvier 2024, 25 % pour « 93066 ») | Autre" in said
    assert "« bareme » (à compter du 1er janvier 2024, 40 % pour « 93066 »)." in said


DECISION = """  - décision humaine: accord
    question: SIDE consent-il ?
    qui: commission
    porte sur: vacance
    source: { article: "1" }
"""
REVISE = """paramètres:
  taux_dit:
    révision: tous les 2 ans à partir du 2024-01-01
    à défaut: 10 %
    valeurs: [{ du: 2024-01-01, valeur: 10 % }]
"""


@pytest.mark.parametrize(
    ("said", "changes", "sides", "told"),
    [
        (
            REVISE.replace("les 2 ans", "les SIDE ans"),
            (("10 % des", "taux_dit des"),),
            ("2", "3"),
            "révision : tous les {} ans à partir du 1er janvier 2024",
        ),
        (
            REVISE.replace("à défaut: 10", "à défaut: SIDE"),
            (("10 % des", "taux_dit des"),),
            ("12", "14"),
            "à défaut : {} %",
        ),
        (
            "",
            (
                ("  - part: meme", f"{DECISION}  - part: meme"),
                ("10 % des vacances dans l'assiette", "10 % des vacances dans l'assiette où accord"),
            ),
            ("Le maire", "Le préfet"),
            "{} consent-il (décision de « commission »)",
        ),
    ],
    ids=["révision", "à défaut", "décision"],
)
def test_what_the_sentence_leaves_out_makes_two_texts(
    said: str,
    changes: tuple[tuple[str, str], ...],
    sides: tuple[str, str],
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for who, side in zip((UN, AUTRE), sides, strict=True):
        declare(who, said.replace("SIDE", side), *((old, new.replace("SIDE", side)) for old, new in changes))
    nom, shown_texts = "taux_dit" if said else "accord", shown(capsys, *DEUX)
    one, other = (f"« {nom} » ({told.format(side)})" for side in sides)
    assert f"{one} | Autre" in shown_texts and f"{other}." in shown_texts


def test_each_convention_has_its_own_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    """Another of the same landlord gives the name to another value."""
    for who, taux in ((UN, 10), (AUTRE, 15)):
        said = f"paramètres:\n  taux_dit: {{ valeurs: [{{ du: 2024-01-01, valeur: {taux} % }}] }}\n"
        declare(who, said, ("10 % des", "taux_dit des"))
        path = Path(f"etat-{who['ident']}.yaml")
        other = path.read_text("utf-8").replace("convention: etat--", "convention: ville--")
        other = other.replace("nom: Préfet, type: etat", 'nom: Ville, type: commune, code: "93066"')
        Path(f"ville-{who['ident']}.yaml").write_text(other.replace(f"{taux} %", f"{taux + 1} %"), "utf-8")
    said = shown(capsys, *DEUX)
    assert "Un, part, 10 % (taux « taux_dit ») des vacances" in said
    assert "Autre, part, 16 % (taux « taux_dit ») des vacances" in said


def test_a_deadline_says_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    write(AUTRE, mois=2)
    assert (
        "« proposition_etat » : textes différents : Un, délai, la proposition doit intervenir au plus tard 1 "
        "mois après la mise à disposition ; le réservataire | Autre, délai, la proposition doit intervenir "
        "au plus tard 2 mois après la mise à disposition ; le réservataire."
    ) in shown(capsys, *DEUX)


def test_columns_are_headed_by_their_own_kind_and_force(capsys: pytest.CaptureFixture[str]) -> None:
    """What is missed of an objective is no breach; of a part that says nothing, it is."""
    write(AUTRE, quota=True)
    said = shown(capsys, *DEUX)
    assert "meme — textes différents · Un (part, sans force dite)" in said
    assert "· Autre (quota, objectif)" in said and "meme (objectif)" not in said


def test_json_and_tables_say_the_text_of_each_side(capsys: pytest.CaptureFixture[str]) -> None:
    write(AUTRE, taux=35)
    assert run([*DEUX, "--format", "json", "-o", "tables"]) == 0
    said = json.loads(capsys.readouterr().out)
    told = {r["clause"]: r["textes_differents"] for r in (*said["regles"], *said["echeances"])}
    assert told == {"part_etat": True, "meme": False, "proposition_etat": False}
    texts = [side["regle"] for side in said["regles"][0]["colonnes"]]
    assert [re.findall(r"\d+", text) for text in texts] == [["20"], ["35"]]
    assert said["echeances"][0]["colonnes"][0]["regle"].startswith("délai, la proposition doit")
    with Path("tables/regles.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = [r["texte"] for r in csv.DictReader(handle, delimiter=";") if r["clause"] == "part_etat"]
    assert rows == texts


def test_the_page_says_them_once_for_all_cells(capsys: pytest.CaptureFixture[str]) -> None:
    for who, taux in ((UN, 20), (AUTRE, 35)):
        write(who, taux=taux)
        path = Path(f"etat-{who['ident']}.yaml")
        path.write_text(path.read_text("utf-8").replace("ensemble", "chaque typologie"), "utf-8")
    rows = Path("v.csv").read_text("utf-8").replace("2025-2;93066;T1", "2025-2;93066;T2")
    Path("v.csv").write_text(rows, "utf-8")
    assert run([*DEUX, "-o", "page.html"]) == 0
    page = Path("page.html").read_text("utf-8")
    assert page.count("part_etat, T1 — textes différents") == page.count("part_etat, T2 — textes") == 1
    assert len(re.findall(r'<tr role="row" class="textes">', page)) == 1


@pytest.mark.parametrize(
    ("du", "premier"),
    [
        (
            "2025-01-01",
            "20 % des vacances dans l'assiette ; compte les attributions ; sur l'ensemble ; arrondi :",
        ),
        # In force within the first year: both of its texts, and the last one alone since.
        ("2024-07-01", "puis, à partir du 1er juillet 2024, 50 % des vacances dans l'assiette"),
    ],
)
def test_an_amendment_makes_two_texts_of_two_years(
    du: str, premier: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("avenant.yaml").write_text(AVENANT.format(du=du), "utf-8")
    said = shown(capsys, *ANNEES)
    (first, second) = re.search(r"textes différents : 2024, (.*?) \| 2025, (.*?)\.", said).groups()  # type: ignore[union-attr]
    assert premier in first and first.startswith("part, 20 %")
    assert second.startswith("part, 50 %") and "puis" not in second


def test_an_amendment_that_shortens_a_text_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    """What it asks is the beginning of what was asked before."""
    path = Path("etat-un.yaml")
    text = path.read_text("utf-8").replace(
        "compte: attributions", "compte: attributions où typologie = T1", 1
    )
    path.write_text(text, "utf-8")
    shorter = AVENANT.format(du="2024-07-01").replace(
        "      règle: 50 % des vacances dans l'assiette\n", "      compte: attributions\n"
    )
    Path("avenant.yaml").write_text(shorter, "utf-8")
    assert "puis, à partir du 1er juillet 2024, 20 % des vacances" in shown(capsys, *ANNEES)


def test_variants_of_a_year_are_named_by_what_they_try(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their texts differ: it is what is tried."""
    draft = tmp_path_factory.mktemp("projets") / "projet.yaml"
    draft.write_text(AVENANT.format(du="2025-01-01"), "utf-8")
    said = shown(capsys, "simulate", "--year", "2025", "--as-of", "2026-01-05", "--variante", str(draft))
    assert "· projet" in said and "textes différents" not in said
