"""A year replayed gives each dwelling to the holder that `orient` would have proposed on its day, all those
before having gone where it proposed."""

import html
import json
import random
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules.api.dossier import Dossier, open_depot, open_dossier
from convrules.api.load import Depot
from convrules.base.dates import connu
from convrules.base.values import INCONNU, Cellule, Connu
from convrules.cli.main import run
from convrules.facts.records import Vacance
from convrules.orientation.journee import rank
from convrules.orientation.ranking import Bailleur
from convrules.orientation.rejeu import replay
from convrules.orientation.replayed import Rejeu
from convrules.render.numbers import MOIS
from frames import ENTETE

HEAD = (
    """convention: {type}-essai
bailleur: {{ nom: B, siren: "000000000" }}
réservataire: {{ nom: {nom}, type: {type} }}
territoire: {{ département: "93" }}
en vigueur: {{ du: 2025-01-01, au: 2030-12-31 }}
document: {{ articles: ["1"] }}
"""
    + ENTETE[ENTETE.index("choix:") :]
    + """clauses:
  - part: part_{type}
    règle: {taux} % des vacances dans l'assiette
    compte: attributions
    application: {application}
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
"""
)
ELIGIBLE = """  - éligibilité: grands
    règle: typologie dans [T3, T4]
    source: { article: "1" }
"""
MAPPING = """correspondance: extrait
bailleur: "000000000"
fichiers: { vacances: { fichier: v.csv, séparateur: ";" } }
colonnes:
  vacances:
    id: id
    commune: commune
    typologie: typologie
    contingent: contingent
    disponibilite: { colonne: disponibilite, complet au: 2026-01-05 }
    attribution: { colonne: attribution, complet au: 2026-01-05 }
"""
TITRES = "id;commune;typologie;contingent;disponibilite;attribution"


def lay(folder: Path, rows: list[str], *, ouvert: bool, application: str = "ensemble") -> None:
    (folder / "conventions").mkdir()
    for type_, nom, taux in (("etat", "Préfet d'essai", 30), ("als", "Action", 20)):
        text = HEAD.format(type=type_, nom=nom, taux=taux, application=application)
        text += "" if ouvert or type_ == "etat" else ELIGIBLE
        (folder / "conventions" / f"{type_}.yaml").write_text(text, "utf-8")
    (folder / "correspondance.yaml").write_text(MAPPING, "utf-8")
    (folder / "v.csv").write_text("\n".join((TITRES, *rows)) + "\n", "utf-8")
    toml = '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n'
    (folder / "convrules.toml").write_text(toml, "utf-8")


def drawn(seed: int, number: int) -> list[str]:
    r = random.Random(seed)
    rows = []
    for n in range(number):
        month, day = r.randint(1, 12), r.randint(1, 28)
        place, size = r.choice(("93048", "93066")), r.choice(("T1", "T2", "T3", "T4"))
        account = r.choice(("etat", "als", "bailleur", "bailleur"))
        rows.append(f"V{n:02};{place};{size};{account};2025-{month:02}-{day:02};2025-12-30")
    return rows


def opened(folder: Path) -> Dossier:
    depot = open_depot(folder)
    assert isinstance(depot, Depot)
    return open_dossier(depot, [])


def replayed(dossier: Dossier) -> Rejeu:
    return replay(Bailleur(programmes=dossier.programmes), dossier.faits, 2025, date(2026, 1, 5))


@pytest.mark.parametrize("ouvert", [True, False])
@pytest.mark.parametrize("application", ["ensemble", "chaque commune"])
@pytest.mark.parametrize("seed", range(4))
def test_each_step_is_the_advice_of_its_day(
    tmp_path: Path, seed: int, application: str, ouvert: bool
) -> None:
    lay(tmp_path, drawn(seed, 12), ouvert=ouvert, application=application)
    dossier = opened(tmp_path)
    found = replayed(dossier)
    assert len(found.pas) == 12 and not found.laissees
    by_id = {v.id: v for v in dossier.faits.vacances}
    given: dict[str, Vacance] = {}
    for step in found.pas:
        here = with_cells(by_id[step.vacance], contingent=INCONNU, attribution=INCONNU)
        faits = replace(dossier.faits, vacances=(*given.values(), here))
        advice = rank(Bailleur(programmes=dossier.programmes), faits, here, step.jour)
        assert advice.propose is not None
        assert step.conseil == advice.propose.ident, step
        to = Connu(step.conseil.partition("-")[0])
        given[step.vacance] = with_cells(here, contingent=to, attribution=Connu(connu(step.jour)))


def with_cells(vacance: Vacance, **cells: Cellule) -> Vacance:
    return replace(vacance, ligne=replace(vacance.ligne, cellules={**vacance.ligne.cellules, **cells}))


def test_what_was_done_and_what_would_have_been(tmp_path: Path) -> None:
    """Rates 30, 20 and 50 %. Ten dwellings, all gone to the State: the landlord is late by 5 at the end, the
    employers by 2; in turn, nobody is ever late by more than half a dwelling and a third."""
    rows = [f"V{n};93048;T3;etat;2025-01-{n + 10};2025-06-01" for n in range(10)]
    lay(tmp_path, rows, ouvert=True)
    found = replayed(opened(tmp_path))
    told = {t.ident: t for t in found.titulaires}
    assert {k: (t.du, t.recu, t.conseille) for k, t in told.items()} == {
        "als-essai": (2, 0, 2),
        "etat-essai": (3, 10, 3),
        "bailleur": (5, 0, 5),
    }
    late = {k: t.pire.retard for k, t in told.items() if t.pire is not None}
    assert late == {"als-essai": 2, "etat-essai": Fraction(-7, 10), "bailleur": 5}
    assert found.borne == Fraction(1, 2) + Fraction(1, 3)
    first = found.pas[0]
    assert (first.vacance, first.fait, first.conseil) == ("V0", "etat-essai", "bailleur")


@pytest.mark.parametrize("seed", range(20))
def test_the_bound_holds_at_every_step(tmp_path: Path, seed: int) -> None:
    lay(tmp_path, drawn(seed, 30), ouvert=True)
    found = replayed(opened(tmp_path))
    assert found.borne is not None
    assert all(t.pire_conseil is not None and t.pire_conseil.retard <= found.borne for t in found.titulaires)


def test_no_bound_once_a_holder_cannot_take_everything(tmp_path: Path) -> None:
    lay(tmp_path, drawn(1, 12), ouvert=False)
    assert replayed(opened(tmp_path)).borne is None


def test_what_is_not_known_is_left_aside_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        "SUR;93048;T3;etat;2025-01-10;2025-06-01",
        "COMPTE;93048;T3;;2025-01-11;2025-06-01",
        "TYPE;93048;;etat;2025-01-12;2025-06-01",
        "OUVERTE;93048;T3;;2025-01-13;",
        "AVANT;93048;T3;etat;2024-12-31;2025-01-02",
        "AILLEURS;75101;T3;etat;2025-01-10;2025-06-01",
    ]
    lay(tmp_path, rows, ouvert=False)
    found = replayed(opened(tmp_path))
    assert [p.vacance for p in found.pas] == ["SUR"]
    assert {x.vacance: {c.fait for c in x.causes} for x in found.laissees} == {
        "COMPTE": {"contingent"},
        "TYPE": {"typologie"},
    }
    assert found.ouvertes == 1
    code, said = replay_said(tmp_path, capsys)
    assert code == 0
    assert "2 logements laissés de côté, faute de : contingent (1), typologie (1)." in said
    assert "1 logement de l'année n'était allé à personne au 31 décembre 2025." in said


def replay_said(
    folder: Path, capsys: pytest.CaptureFixture[str], *options: str, year: str = "2025"
) -> tuple[int, str]:
    capsys.readouterr()
    code = run(["replay", "--depot", str(folder), "--year", year, "--as-of", "2026-01-05", *options])
    return code, capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")


def test_json_follows_its_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, drawn(2, 8), ouvert=True)
    code, said = replay_said(tmp_path, capsys, "--format", "json")
    assert code == 0
    found: dict[str, Any] = json.loads(said)
    schema = json.loads((files("convrules.render") / "schemas" / "replay.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    assert len(found["logements"]) == 8 and found["borne"] == "5/6"


POLITIQUE = """politique: essai
bailleur: {{ nom: B, siren: "000000000" }}
en vigueur: {{ du: 2025-01-01, au: 2025-12-31 }}
anticipation: {}
"""
ATTENDUES = """  vacances_attendues:
    { du: du, au: au, min: min, max: max, typologie: typologie, commune: commune }
"""


def looking_ahead(folder: Path, forecast: str) -> None:
    """Large dwellings, the only ones that the employers take, come at the start of the year, but for one."""
    rows = [
        f"V{n:03};93048;{kind};bailleur;2025-{1 + n // 12:02}-{1 + 2 * (n % 12):02};2025-12-30"
        for n, kind in enumerate(["T1"] + ["T4"] * 24 + ["T1"] * 95)
    ]
    lay(folder, rows, ouvert=False)
    (folder / "conventions" / "politique.yaml").write_text(POLITIQUE.format(forecast), "utf-8")
    if forecast == "vacances attendues":
        files = 'vacances: { fichier: v.csv, séparateur: ";" }'
        more = 'vacances_attendues: { fichier: a.csv, séparateur: ";" }'
        mapping = MAPPING.replace(files, f"{files}, {more}") + ATTENDUES
        (folder / "correspondance.yaml").write_text(mapping, "utf-8")
        lines = ("du;au;min;max;typologie;commune", "2025-01-01;2025-02-28;24;24;T4;93048")
        (folder / "a.csv").write_text("\n".join((*lines, "2025-03-01;2025-10-31;90;102;T1;93048\n")), "utf-8")


def test_look_ahead_is_followed_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    looking_ahead(tmp_path, "vacances attendues")
    code, said = replay_said(tmp_path, capsys)
    assert code == 0 and "Politique suivie : « essai »." in said
    assert re.search(
        r"Anticipation \(les vacances attendues\) : le plan range \d+ logements et en donne \d+ à un autre",
        said,
    )
    code, said = replay_said(tmp_path, capsys, "--format", "json")
    found: dict[str, Any] = json.loads(said)
    schema = json.loads((files("convrules.render") / "schemas" / "replay.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    ahead = found["anticipation"]
    assert (ahead["annee_de_reference"], ahead["lignes"], ahead["lignes_laissees"]) == (None, 2, 0)
    assert ahead["autrement"] > 0 and ahead["suivis"] + sum(ahead["sans"].values()) == 120
    alone = json.loads(replay_said(tmp_path, capsys, "--sans-politique", "--format", "json")[1])
    assert alone["anticipation"] is None
    late = [max(Fraction(t["retard_max_conseil"]["retard"]) for t in x["titulaires"]) for x in (found, alone)]
    assert late[0] < late[1]


def test_policies_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The policy in force looks ahead; beside it, the deficit alone and one that serves the State first."""
    (tmp_path / "d").mkdir()
    looking_ahead(tmp_path / "d", "vacances attendues")
    other = tmp_path / "etat_d_abord.yaml"
    text = POLITIQUE.format("vacances attendues").replace("anticipation: vacances attendues\n", "")
    other.write_text(text + "clauses:\n  - priorité: etat\n    règle: etat puis les autres\n", "utf-8")
    tried = ("--variante", str(other))
    code, said = replay_said(tmp_path / "d", capsys, *tried)
    assert code == 0 and "Politiques, côte à côte" in said
    assert re.search(r"Titulaire +Fait +essai +retard seul +etat_d_abord", said)
    found: dict[str, Any] = json.loads(replay_said(tmp_path / "d", capsys, *tried, "--format", "json")[1])
    schema = json.loads((files("convrules.render") / "schemas" / "replay.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    ahead, alone, first = found["variantes"]
    assert [v["nom"] for v in found["variantes"]] == ["essai", "retard seul", "etat_d_abord"]
    assert ahead["titulaires"] == found["titulaires"]
    plain = json.loads(replay_said(tmp_path / "d", capsys, "--sans-politique", "--format", "json")[1])
    assert alone["titulaires"] == plain["titulaires"] and "variantes" not in plain
    given = {t["titulaire"]: t["conseil"] for t in first["titulaires"]}
    assert given == {"etat-essai": 120, "als-essai": 0, "bailleur": 0} and first["autrement"] == 120
    assert replay_said(tmp_path / "d", capsys, *tried, "-o", str(tmp_path / "r.html"))[0] == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    assert '<th scope="col" class="n">etat_d_abord</th>' in page and "Plus grand retard de tous" in page
    assert replay_said(tmp_path / "d", capsys, *tried, "-o", str(tmp_path / "t"))[0] == 0
    assert len((tmp_path / "t" / "politiques.csv").read_text("utf-8-sig").splitlines()) == 10


def test_a_policy_is_no_draft_to_simulate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d").mkdir()
    lay(tmp_path / "d", drawn(2, 3), ouvert=True)
    (tmp_path / "p.yaml").write_text(POLITIQUE.format("vacances attendues"), "utf-8")
    argv = ["simulate", "--depot", str(tmp_path / "d"), "--year", "2025", "--as-of", "2026-01-05"]
    assert run([*argv, "--variante", str(tmp_path / "p.yaml")]) == 2
    assert "convrules replay --variante" in re.sub(r"\s+", " ", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("convention: x\n", "n'est pas une politique"),
        (POLITIQUE.format("vacances attendues").replace("2025-", "2031-"), "ne vaut pas le dernier jour"),
        (POLITIQUE.format("hier"), "CR"),
    ],
)
def test_a_policy_that_cannot_be_tried_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    (tmp_path / "d").mkdir()
    lay(tmp_path / "d", drawn(2, 3), ouvert=True)
    (tmp_path / "v.yaml").write_text(text, "utf-8")
    argv = ["replay", "--depot", str(tmp_path / "d"), "--year", "2025", "--as-of", "2026-01-05"]
    assert run([*argv, "--variante", str(tmp_path / "v.yaml")]) == 2
    assert why in re.sub(r"\s+", " ", capsys.readouterr().err)


def test_the_advice_of_a_day_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    looking_ahead(tmp_path, "vacances attendues")
    rows = [TITRES, "V1;93048;T4;;2025-01-02;", "V2;93048;T1;;2025-01-02;"]
    (tmp_path / "v.csv").write_text("\n".join(rows) + "\n", "utf-8")

    def advised(*options: str) -> str:
        capsys.readouterr()
        assert run(["orient", "--depot", str(tmp_path), "--as-of", "2025-01-02", *options]) == 0
        return re.sub(r"\s+", " ", capsys.readouterr().out)

    text = advised()
    assert (
        "Anticipation (les vacances attendues) : « Action » plutôt que « Préfet d'essai », que le retard "
        "seul mettrait en premier, car des 12,61 logements de ce type attendus du 1er janvier 2025 au "
        "31 janvier 2025, le plan en garde"
    ) in text
    assert "sans effet ici, le retard seul range, car aucun logement de ce type n'est attendu" in text
    assert "l'anticipation de la politique" in text
    found = json.loads(advised("--format", "json"))
    schema = json.loads((files("convrules.render") / "schemas" / "orient.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    large, small = (
        next(v["anticipation"] for v in found["vacances"] if v["id"] == ident) for ident in ("V1", "V2")
    )
    assert large["sans"] is None and large["premier"]["convention"] == "als-essai"
    assert large["premier"]["ouverts"] == 24 and large["attendus"] == 120
    assert small["sans"] == "type" and small["premier"] is None
    assert "Look-ahead (the vacancies expected): “Action” rather than" in advised("--lang", "en")


@pytest.mark.parametrize("forecast", ["vacances attendues", "vacances de 2024"])
def test_a_forecast_without_a_row_is_told(
    tmp_path: Path, forecast: str, capsys: pytest.CaptureFixture[str]
) -> None:
    looking_ahead(tmp_path, forecast)
    if forecast == "vacances attendues":
        (tmp_path / "a.csv").write_text("du;au;min;max;typologie;commune\n", "utf-8")
    codes = [d.code for d in opened(tmp_path).diagnostics]
    assert codes.count("CR890") == 1
    said = replay_said(tmp_path, capsys)[1]
    assert (
        "Ailleurs le retard seul range : aucun logement n'est attendu d'ici à la fin de l'année (120)" in said
    )
    rows = (tmp_path / "v.csv").read_text("utf-8") + "A1;93048;T4;etat;2024-03-01;2024-06-01\n"
    (tmp_path / "v.csv").write_text(rows, "utf-8")
    assert ("CR890" in [d.code for d in opened(tmp_path).diagnostics]) is (forecast == "vacances attendues")


def test_a_forecast_of_which_months_are_known_has_rows(tmp_path: Path) -> None:
    looking_ahead(tmp_path, "vacances de 2024")
    months = MAPPING.replace("colonne: disponibilite,", "colonne: disponibilite, format: mm/aaaa,")
    (tmp_path / "correspondance.yaml").write_text(months, "utf-8")
    rows = [f"V{n};93048;T4;bailleur;0{1 + n}/2025;2025-12-30" for n in range(9)]
    for more, told in (([], 1), (["A1;93048;T4;etat;03/2024;2024-06-01"], 0)):
        (tmp_path / "v.csv").write_text("\n".join((TITRES, *rows, *more)) + "\n", "utf-8")
        assert [d.code for d in opened(tmp_path).diagnostics].count("CR890") == told


def test_decisions_are_where_the_next_advice_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All the large dwellings of a day decided for the State: the next ones go to the employers all the
    more."""
    looking_ahead(tmp_path, "vacances attendues")
    rows = [TITRES, "V0;93048;T1;bailleur;2025-01-01;2025-01-02"]
    rows += [f"V{n};93048;T4;;2025-01-02;" for n in range(1, 5)]
    (tmp_path / "v.csv").write_text("\n".join(rows) + "\n", "utf-8")

    def advice() -> dict[str, str]:
        capsys.readouterr()
        assert run(["orient", "--depot", str(tmp_path), "--as-of", "2025-01-02", "--format", "json"]) == 0
        found = json.loads(capsys.readouterr().out)
        return {v["id"]: v["propose"] for v in found["vacances"]}

    before = advice()
    assert before["V1"] == "als-essai" and set(before.values()) != {"als-essai"}
    decide = ["--decide", "V1=etat-essai", "--par", "responsable", "--motif", "urgence"]
    assert run(["orient", "--depot", str(tmp_path), "--as-of", "2025-01-02", *decide]) == 0
    after = advice()
    assert "V1" not in after and after["V2"] == "als-essai"


@pytest.mark.parametrize("until", ["2026-01-05", "2025-06-30", None])
def test_what_may_have_been_let_is_not_said_to_have_gone_to_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], until: str | None
) -> None:
    """No letting is written of two dwellings: by the last day, does the file say that there is none?"""
    lay(tmp_path, ["SUR;93048;T3;etat;2025-01-10;2025-06-01", *UNLET], ouvert=True)
    mapping = (tmp_path / "correspondance.yaml").read_text("utf-8")
    written = "" if until is None else f", complet au: {until}"
    whole = "attribution: { colonne: attribution, complet au: 2026-01-05 }"
    told = mapping.replace(whole, f"attribution: {{ colonne: attribution{written} }}")
    (tmp_path / "correspondance.yaml").write_text(told, "utf-8")
    known = until == "2026-01-05"
    _, said = replay_said(tmp_path, capsys, "-o", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text("utf-8")
    nobody = "2 logements de l'année n'étaient allés à personne au 31 décembre 2025."
    perhaps = "dont on ne sait pas s'ils étaient allés à quelqu'un au 31 décembre 2025 : A, B."
    for shown in (" ".join(text.split()) for text in (said, html.unescape(page).replace("’", "'"))):
        assert (nobody in shown, perhaps in shown) == (known, not known)
    _, found = replay_said(tmp_path, capsys, "--format", "json")
    left = [(x["vacance"], x["sort_inconnu"]) for x in json.loads(found)["laisses"]]
    assert (json.loads(found)["ouverts"], left) == ((2, []) if known else (0, [("A", True), ("B", True)]))
    replay_said(tmp_path, capsys, "-o", str(tmp_path / "sortie"))
    rows = (tmp_path / "sortie" / "laisses.csv").read_text("utf-8-sig").splitlines()[1:]
    assert rows == ([] if known else ["A;attribution;;oui", "B;attribution;;oui"])


UNLET = ["A;93048;T3;;2025-01-13;", "B;93048;T3;etat;2025-08-13;"]


def test_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, drawn(2, 8), ouvert=True)
    assert replay_said(tmp_path, capsys, "-o", str(tmp_path / "sortie"))[0] == 0
    steps = (tmp_path / "sortie" / "logements.csv").read_text("utf-8-sig").splitlines()
    assert steps[0].split(";") == ["vacance", "jour", "fait", "conseil"] and len(steps) == 9


def test_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten dwellings to the State, one a month but two in October: by month, the largest deficit on either
    side; whatever the files write is text."""
    rows = [f"V<b>{n};93048;T3;etat;2025-{min(n + 1, 10):02}-{n + 10};2025-11-01" for n in range(11)]
    lay(tmp_path, rows, ouvert=True)
    assert replay_said(tmp_path, capsys, "-o", str(tmp_path / "r.html"))[0] == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "default-src 'none'" in page and "<script" not in page and "<b>" not in page
    months = r'<th scope="row">(\w+)</th><td class="n">(\d+)</td><td class="n">([\d,]+)</td>'
    late = ("0,5", "1", "1,5", "2", "2,5", "3", "3,5", "4", "4,5", "5,5")
    expected = [(month, "1", was) for month, was in zip(MOIS, late, strict=False)]
    assert re.findall(months, page) == [*expected[:9], ("octobre", "2", "5,5")]
    assert page.count('class="fait" d="M') == 2 and "aucun (avance 0,7)" in page
    assert "V&lt;b&gt;0" in page and "≠" in page


def test_a_year_without_a_dwelling(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, drawn(2, 3), ouvert=True)
    code, said = replay_said(tmp_path, capsys, year="2024")
    assert code == 0 and "Aucun logement de l'année n'a pu être rejoué." in said
    assert replay_said(tmp_path, capsys, "-o", str(tmp_path / "r.html"), year="2024")[0] == 0
    assert "n’a pu être rejoué" in (tmp_path / "r.html").read_text("utf-8")
