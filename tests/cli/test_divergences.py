"""What the conventions of one landlord do not have in common: listed, never a finding."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from convrules.cli.main import run
from frames import frame_entete

BASE = """\
clauses:
  - champ: ordinaires
    règle: nature = logement_ordinaire et non pmr
    source: { article: "1" }
  - soustraction: mutations
    règle: affectation = mutation_interne
    catégorie: mutation
    source: { article: "1" }
  - part: due
    règle: 10 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
  - quota: modestes
    règle: au moins 25 % des baux signés du bailleur, pour premier_quartile
    application: ensemble
    arrondi: supérieur
    source: { article: "1" }
"""


def write(name: str, clauses: str = BASE, **keys: str) -> None:
    """A convention of this name; keys: top-level lines in place of those of the frame."""
    text = frame_entete(clauses).replace("convention: exemple", f"convention: {name}", 1)
    text = text.replace("nom: Préfet", f"nom: {name}", 1)
    for old, new in keys.items():
        line = next(
            line for line in text.splitlines() if line.strip().startswith(f"{old.replace('_', ' ')}:")
        )
        indent = line[: len(line) - len(line.lstrip())]
        text = text.replace(line, f"{indent}{new}", 1)
    Path(f"{name}.yaml").write_text(text, "utf-8")


@pytest.fixture(autouse=True)
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("convrules.toml").write_text('[depot]\nnom = "essai"\n', "utf-8")
    write("une")


def listed(capsys: pytest.CaptureFixture[str], *paths: str) -> list[str]:
    """« objet, cle : valeur = conventions | … », as the JSON gives them; `check` has nothing to say of it."""
    code = run(["check", "--strict", "--format", "json", *paths])
    read = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / "check.json").read_text("utf-8"))
    jsonschema.validate(read, schema)
    assert (code, read["diagnostics"]) == (0, [])
    return [
        f"{', '.join(p for p in (d['objet'], d['cle']) if p)} : "
        + " | ".join(f"{r['valeur']} = {' '.join(r['conventions'])}" for r in d["reponses"])
        for d in read["divergences"]
    ]


def test_two_that_say_the_same_are_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    write("deux")
    assert listed(capsys) == []


CASES = [
    (
        "a choice",
        {"rattachement": "rattachement: information"},
        ("", ""),
        "choix, rattachement : information = deux | disponibilite = une",
    ),
    (
        "the counted event",
        {},
        ("compte: attributions", "compte: baux signés"),
        "part, compte : baux signés = deux | attributions = une",
    ),
    (
        "the base",
        {},
        ("10 % des vacances dans l'assiette", "10 % des remises en location dans l'assiette"),
        "part, base : remises en location dans l'assiette = deux | vacances dans l'assiette = une",
    ),
    (
        "the rounding",
        {},
        ("arrondi: inférieur", "arrondi: au plus proche sinon supérieur"),
        "part, arrondi : au plus proche sinon supérieur = deux | inférieur = une",
    ),
    (
        "the carry-over",
        {},
        ("report: aucun", "report: solde exact, plafonné à 2 logements"),
        "part, report : solde exact, plafonné à 2 logements = deux | aucun = une",
    ),
    (
        "the cells",
        {},
        ("application: ensemble", "application: chaque commune"),
        "part, application : chaque commune = deux | ensemble = une",
    ),
    (
        "what is withdrawn",
        {},
        ("affectation = mutation_interne", "affectation dans [mutation_interne, relogement_ru]"),
        "soustraction : affectation dans [mutation_interne, relogement_ru] = deux"
        " | affectation = mutation_interne = une",
    ),
    (
        "what it is about",
        {},
        ("non pmr", "non qpv"),
        "champ : nature = logement_ordinaire et non qpv = deux"
        " | nature = logement_ordinaire et non pmr = une",
    ),
    (
        "a quota of one name",
        {},
        ("arrondi: supérieur", "arrondi: supérieur\n    tolérance: 1 logement"),
        "quota modestes, tolérance : 1 logement = deux | aucun = une",
    ),
    (
        "a quota that is counted otherwise",
        {},
        ("pour premier_quartile", "pour dalo"),
        "quota modestes, pour : dalo = deux | premier_quartile = une",
    ),
]


@pytest.mark.parametrize(("keys", "change", "said"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_one_difference_is_one_line(
    keys: dict[str, str], change: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert change[0] in BASE
    write("deux", BASE.replace(*change, 1), **keys)
    assert listed(capsys) == [said]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("10 %", "20 %"),
        ("- part: due", "- part: autre_nom"),
        ("- quota: modestes", "- quota: autre_nom"),
        ("non pmr", "(non pmr)"),
    ],
    ids=["a rate", "the name of a part", "quotas of two names", "another writing of the same"],
)
def test_what_is_not_a_difference(old: str, new: str, capsys: pytest.CaptureFixture[str]) -> None:
    write("deux", BASE.replace(old, new, 1))
    assert listed(capsys) == []


def test_the_version_of_a_socle(capsys: pytest.CaptureFixture[str]) -> None:
    for version in ("2026-01", "2026-02"):
        Path(f"socle-{version}.yaml").write_text(
            f"socle: maison\nversion: {version}\nclauses:\n  - champ: pas_de_foyers\n"
            "    règle: nature != foyer\n    source: { fondement: CCH R. 441-5 }\n",
            "utf-8",
        )
    write("une", "hérite: { maison: 2026-01 }\n" + BASE)
    write("deux", "hérite: { maison: 2026-02 }\n" + BASE)
    assert listed(capsys) == ["hérite, maison : 2026-02 = deux | 2026-01 = une"]
    write("deux")
    assert listed(capsys) == ["hérite, maison : aucun = deux | 2026-01 = une"]


def test_days_that_do_not_meet_and_other_landlords(capsys: pytest.CaptureFixture[str]) -> None:
    other = BASE.replace("arrondi: inférieur", "arrondi: sans arrondi")
    write("deux", other, en_vigueur="en vigueur: { du: 2027-01-01, au: 2028-12-31 }")
    assert listed(capsys) == []
    write("deux", other, bailleur='bailleur: { nom: Autre, siren: "732829320" }')
    assert listed(capsys) == []
    write("deux", other, en_vigueur="en vigueur: { du: 2026-12-31, au: 2028-12-31 }")
    assert len(listed(capsys)) == 1
    # Only what one asks about is compared.
    assert listed(capsys, "deux.yaml") == []


def test_an_amendment_may_make_the_difference(capsys: pytest.CaptureFixture[str]) -> None:
    write("deux")
    Path("avenant.yaml").write_text(
        "avenant: avenant-1\nà: deux\nen vigueur: { du: 2025-07-01 }\nmodifications:\n"
        '  - remplace: due\n    par: { arrondi: supérieur }\n    source: { article: "1" }\n',
        "utf-8",
    )
    assert listed(capsys) == ["part, arrondi : inférieur = deux une | supérieur = deux"]


def test_one_name_defined_otherwise_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    clauses = BASE.replace("pour premier_quartile", "pour prioritaire")
    write("une", "définitions:\n  prioritaire: dalo\n" + clauses)
    write("deux", "définitions:\n  prioritaire: premier_quartile\n" + clauses)
    assert listed(capsys) == [
        "quota modestes, pour : prioritaire = deux | prioritaire (autrement défini) = une"
    ]


def test_the_screen_names_a_few_and_counts_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    for rank in range(4):
        write(f"c{rank}")
    for rank, report in enumerate(
        ("solde exact", "solde arrondi", "fractions cumulées", "solde exact, déficit seul")
    ):
        write(f"d{rank}", BASE.replace("report: aucun", f"report: {report}"))
    assert run(["check"]) == 0
    said = capsys.readouterr().out
    assert "Ce qui distingue les conventions de « OPH Exemple » :\n" in said
    flat = " ".join(said.split())
    assert "part, report : aucun (5 conventions) ; solde exact (d0) ;" in flat
    assert "une autre réponse (toutes avec --format json)." in flat
    assert flat.endswith("Rien à signaler (9 fichiers, 36 règles, 0 cas).")
    assert max(map(len, said.splitlines())) <= 100
