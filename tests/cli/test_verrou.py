"""`convrules.lock`: what a repository relies on, and what `check` says when that is no longer what stands."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from convrules import __version__
from convrules.cli.main import run
from frames import frame_entete

VERROU = Path("convrules.lock")
SOCLE = """\
socle: maison
version: 2026-01
clauses:
  - champ: pas_de_foyers
    règle: nature != foyer
    source: { fondement: CCH R. 441-5 }
"""
MODELE = """\
modèle: {nom}
trous:
  taux: {{ question: Quel est le taux signé ?, min: 1, max: 30, exemple: 20 }}
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
  - part: part_ville
    règle: <taux> % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
"""
CONVENTION = """\
hérite: {{ {herite} }}
clauses:
  - champ: logements_ordinaires
    règle: nature = logement_ordinaire
    source: {{ article: "1" }}
"""


def write(herite: str = "cch: 2026-02, maison: 2026-01", socle: str = SOCLE) -> None:
    Path("c.yaml").write_text(frame_entete(CONVENTION.format(herite=herite)), "utf-8")
    Path("socle.yaml").write_text(socle, "utf-8")
    Path("modele.yaml").write_text(MODELE.format(nom="commune"), "utf-8")


@pytest.fixture(autouse=True)
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("convrules.toml").write_text('[depot]\nnom = "essai"\n', "utf-8")
    write()


def check(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> list[str]:
    """What is said of the lock: code, place, arguments that matter."""
    assert run(["check", "--format", "json", *options]) == code
    read = json.loads(capsys.readouterr().out)
    return [
        f"{d['code']} {d['fichier']}:{d['ligne']} {' '.join(d['arguments'].values())}"
        for d in read["diagnostics"]
        if d["code"] not in ("CR490", "CR491", "CR492")
    ]


def lock(capsys: pytest.CaptureFixture[str], *chemins: str) -> str:
    """Write it; what is said of the writing."""
    run(["check", "--lock", *chemins])
    return capsys.readouterr().err


def test_without_a_lock_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys) == []
    assert not VERROU.exists()


def test_the_lock_names_what_the_repository_relies_on(capsys: pytest.CaptureFixture[str]) -> None:
    said = lock(capsys)
    written = json.loads(VERROU.read_text("utf-8"))
    assert (written["schema"], written["moteur"]) == ("convrules/verrou/1", __version__)
    assert [(s["socle"], s["version"]) for s in written["socles"]] == [
        ("cch", "2026-02"),
        ("maison", "2026-01"),
    ]
    assert written["socles"][1]["sha256"] == sha256(SOCLE.encode()).hexdigest()
    assert [(m["modele"], m["fichier"]) for m in written["modeles"]] == [("commune", "modele.yaml")]
    assert "socle « maison » (2026-01)\u00a0: ajouté" in said
    assert check(capsys, "--strict", "c.yaml") == []


def test_the_same_repository_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    lock(capsys)
    before = VERROU.read_bytes()
    assert "rien de changé" in lock(capsys, "c.yaml")
    assert VERROU.read_bytes() == before


def test_line_ends_and_the_mark_of_order_are_not_text(capsys: pytest.CaptureFixture[str]) -> None:
    lock(capsys)
    Path("socle.yaml").write_bytes(b"\xef\xbb\xbf" + SOCLE.replace("\n", "\r\n").encode())
    assert check(capsys) == []


def test_another_text_under_the_same_version_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    lock(capsys)
    before = sha256(SOCLE.encode()).hexdigest()[:12]
    changed = SOCLE.replace("nature != foyer", "nature != residence_sociale")
    now = sha256(changed.encode()).hexdigest()[:12]
    write(socle=changed)
    assert check(capsys, code=1) == [f"CR631 convrules.lock:13 maison {now} {before} 2026-01"]
    assert "socle « maison » (2026-01)\u00a0: un autre texte" in lock(capsys)
    assert check(capsys) == []


def test_nothing_is_evaluated_under_another_text(capsys: pytest.CaptureFixture[str]) -> None:
    lock(capsys)
    write(socle=SOCLE.replace("foyer", "residence_sociale"))
    Path("m.yaml").write_text(
        'correspondance: m\nbailleur: "000000000"\nfichiers:\n  v: { table: vacances, fichier: v.csv }\n'
        "tables:\n  vacances:\n    id: { colonne: ID }\n",
        "utf-8",
    )
    Path("v.csv").write_text("ID\nV1\n", "utf-8")
    assert run(["evaluate", "--as-of", "2025-06-01"]) == 1
    said = capsys.readouterr().err
    assert "CR631" in said and "rien n'est évalué" in said


def test_a_new_version_is_not_in_the_lock_and_the_old_one_serves_no_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lock(capsys)
    write("cch: 2026-02, maison: 2026-02", SOCLE.replace("2026-01", "2026-02"))
    outside = "CR632 c.yaml:14 le socle « maison », version « 2026-02 »"
    # Asked about one file, nothing is known of what the others use.
    assert check(capsys, "c.yaml") == [outside]
    assert check(capsys, "--strict", code=1) == [
        outside,
        "CR635 convrules.lock:13 le socle « maison », version « 2026-01 »",
    ]
    said = lock(capsys)
    assert "(2026-01)\u00a0: retiré" in said and "(2026-02)\u00a0: ajouté" in said
    assert check(capsys) == []


def test_a_model_that_changed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    lock(capsys)
    Path("modele.yaml").write_text(MODELE.format(nom="commune").replace("max: 30", "max: 20"), "utf-8")
    assert check(capsys) == ["CR634 convrules.lock:20 modele.yaml commune"]
    assert check(capsys, "c.yaml") == []
    Path("modele.yaml").rename("autre.yaml")
    assert check(capsys) == [
        "CR632 autre.yaml:1 le modèle « commune »",
        "CR635 convrules.lock:20 le modèle « commune » (modele.yaml)",
    ]


def test_another_engine_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    lock(capsys)
    VERROU.write_text(VERROU.read_text("utf-8").replace(__version__, "0.0.1"), "utf-8")
    assert check(capsys) == [f"CR633 convrules.lock:3 {__version__} 0.0.1"]
    assert f"moteur {__version__}" in lock(capsys)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "[" * 5000,
        '{"schema": "convrules/verrou/2", "moteur": "0.1.0", "socles": [], "modeles": []}',
        '{"schema": "convrules/verrou/1", "moteur": 1, "socles": [], "modeles": []}',
        '{"schema": "convrules/verrou/1", "moteur": "0.1.0", "socles": [{"socle": "cch"}], "modeles": []}',
        '{"schema": "convrules/verrou/1", "moteur": "0.1.0", "modeles": [], "socles": ['
        '{"socle": "a", "version": "1", "sha256": "x"}, {"socle": "a", "version": "1", "sha256": "y"}]}',
    ],
)
def test_a_damaged_lock_is_an_error(content: str, capsys: pytest.CaptureFixture[str]) -> None:
    VERROU.write_text(content, "utf-8")
    raison = "ce n'est pas un verrou écrit par « convrules check --lock »"
    assert check(capsys, code=1) == [f"CR630 convrules.lock:1 {raison}"]
    lock(capsys)
    assert check(capsys) == []


def test_a_lock_that_is_not_text_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    VERROU.write_bytes(b"\xff\xfe\x00")
    assert [said.split()[0] for said in check(capsys, code=1)] == ["CR630"]


def test_a_repository_with_errors_keeps_the_lock_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    lock(capsys)
    before = VERROU.read_bytes()
    write("cch: 2026-02, maison: 2031-01")
    assert "n'est pas écrit : corrigez d'abord les erreurs" in lock(capsys)
    assert VERROU.read_bytes() == before


def test_a_lock_goes_without_the_text_of_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--lock", "--as-of", "2025-06-01"]) == 2
    assert "--lock" in capsys.readouterr().err
