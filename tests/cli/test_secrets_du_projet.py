"""No secret written in the project file is ever shown: wherever it stands, however it is spelled, by any
command and in any form. What is harmless still is."""

import contextlib
import io
from pathlib import Path

import pytest

from convrules.api.masque import CACHE, masked, said_key, said_path
from convrules.api.projet import absent, read_project
from convrules.cli.main import run
from convrules.diagnostics.catalogue import aide, message
from convrules.render.terminal import SIMPLE, concise, render_one

SECRET = "S3cr3tPWD"
SAIN = '[depot]\nnom = "X"\ndata = ["correspondance.yaml"]\n'
CLES = (
    "cle_pseudonymes", "password", "passwd", "mdp", "mot_de_passe", "mot de passe", '"mot de passe"',
    "cle", "clé", "connexion", "service", "variable", "delai", "PGPASSWORD", "nom", "data", "journal",
    "tete_du_journal", "lignes_refusees", "methode", "periodes_construction", "a.b.pwd",
    "postgresql.password",
)  # fmt: skip
SECTIONS = (
    "", "[depot]", "[postgresql]", '["postgresql"]', "['postgresql']", '[ "postgresql" ]',
    "[postgresql.acces]", "[[postgresql]]", "[depot.postgresql]", "[Postgresql]", "[bilan]",
    "[pseudonymes]", "[requetes]", "[seuils]", "[projection.parc]", "[alertes]", "[postgresql",
    "[postgresql]]",
)  # fmt: skip
VALEURS = (
    '= "{}x@y:z"', "= {}", ': "{}"', ": {}", " {}", '="""\n{}\n"""', "= '''{}", '= ["a",\n "{}:x"]\n',
    '= "host=h password = {}"', '= "postgresql://u:{}@h/b"', '= ["postgresql://u:{}@h/b"]',
    '= {{ pwd = "{}" }}', '= {{ a = {{ b = "{}" }} }}', '= 5 ; mot_de_passe="{}"', '= "a" # {}',
    '= "password: {}"', '= "a"\n"{}" = 1', '= "a"\n{} = 1', '= "a"\n["{}"]\n', '= "é{}\\q"',
    '= "u:{}@h/b.yaml"', "=\n{}", '= "?user=u&password={}"',
)  # fmt: skip
NOMS = {
    (section, cle, valeur)
    for section in ("", "[depot]")
    for cle in ("nom", "data", "journal")
    for valeur in ("= '''{}", '= "é{}\\q"')
}
"""Names and paths, where names and paths are written."""


def projects() -> list[str]:
    return [
        f"{SAIN}{section}\n{cle} {valeur.format(SECRET)}\n"
        for section in SECTIONS
        for cle in CLES
        for valeur in VALEURS
        if (section, cle, valeur) not in NOMS
    ]


def test_no_secret_is_in_what_is_said_of_a_project_file() -> None:
    """Each section, key and value; those that read without a word say nothing."""
    told = 0
    for text in projects():
        projet = read_project(text.encode(), "convrules.toml", "dossier")
        found = [*projet.constats, *(absent(projet, chemin, ["a.yaml"]) for chemin in projet.data)]
        for d in found:
            said = f"{message(d)}{aide(d)}{render_one(d, SIMPLE)}{concise(d)}{d.args}{d.span.source.text}"
            assert SECRET not in said, text
        assert SECRET not in masked(text) and len(masked(text)) == len(text), text
        told += len(found)
    assert told > len(projects())


COMMANDES = (
    *(("check", "--format", form) for form in ("texte", "json", "sarif", "github", "gitlab")),
    ("check", "--explain"),
    ("compliance", "--year", "2025", "--as-of", "2026-01-05"),
    ("compliance", "--year", "2025", "--as-of", "2026-01-05", "--format", "json"),
    ("evaluate", "--as-of", "2026-01-05"),
    ("orient", "--as-of", "2026-01-05"),
    ("journal", "verify"),
    ("bilan", "--year", "2025", "--as-of", "2026-01-05"),
    ("test", "."),
)
ENTIERS = (
    SAIN + f'[postgresql]\nservice="a"\nmot_de_passe : "{SECRET}"\n',
    SAIN + f'["postgresql"]\nmot_de_passe = "{SECRET}"\n',
    SAIN + f'[postgresql]\nservice = "host=h password = {SECRET}"\n',
    SAIN + f'cle = "{SECRET}"\n[bilan]\nclé = "{SECRET}"\n',
    SAIN + f'[postgresql]\ndelai = 5 ; mot_de_passe="{SECRET}"\n',
    SAIN + f'[postgresql]\ndelai = [\n"a",\n]\npassword = "{SECRET}"\n',
    SAIN + f'x = {{ postgresql = {{ pwd = "{SECRET}" }} }}\n',
    SAIN + f'[postgresql]\n"{SECRET}" = 1\n',
    SAIN + f'journal = "u:{SECRET}@h/b"\n',
    f'[depot]\nnom = "postgresql://u:{SECRET}@h/b"\ndata = ["postgresql://u:{SECRET}@h/b"]\n',
    f'[depot]\ndata = ["u:{SECRET}@h/b.csv"]\n',
)


@pytest.mark.parametrize("texte", ENTIERS)
def test_no_command_shows_it_in_any_form(texte: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "depot"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert run(["init", str(folder), "--modele", "commune"]) == 0
    (folder / "convrules.toml").write_text(texte, encoding="utf-8")
    monkeypatch.chdir(folder)
    for command in COMMANDES:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(list(command))
        assert code != 3 and out.getvalue() + err.getvalue(), command
        assert SECRET not in out.getvalue() + err.getvalue(), command
    written = [p for p in folder.rglob("*") if p.is_file() and p.name != "convrules.toml"]
    assert not any(SECRET.encode() in p.read_bytes() for p in written)


@pytest.mark.parametrize(
    "line",
    [
        'nom = "OPH de la Plaine (93)"',
        'data = ["correspondance.yaml", "donnees/annee=2025/vac.csv"]',
        "data = ['a.yaml']",
        'journal = "journal.jsonl"',
        'journal = "postgresql:suivi.journal"',
        "nom = « x »",
    ],
)
def test_harmless_lines_are_shown(line: str) -> None:
    assert masked(f"[depot]\n{line}\n") == f"[depot]\n{line}\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('[depot]\nnom = "a"  # pour 2025\n', '[depot]\nnom = "a"  · ···· ····\n'),
        ('[depot]\nnon = "abc"\n', "[depot]\nnon = ·····\n"),
        ('[seuils]\nlignes_refusees = "2 %"\n', '[seuils]\nlignes_refusees = "2 %"\n'),
        ("[postgresql]\ndelai = 5\n", "[postgresql]\ndelai = 5\n"),
        ('[postgresql]\nservice = "erp"\n', "[postgresql]\nservice = ·····\n"),
        ('[requetes]\nvacances = "SELECT 1"\n', "[requetes]\nvacances = ······· ··\n"),
        ('[projection]\nmethode = "rythme"\n', '[projection]\nmethode = "rythme"\n'),
    ],
)
def test_of_others_the_key_is(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_names_in_messages() -> None:
    assert said_key("depot.dat") == "depot.dat" and said_key("postgresql.hote") == "postgresql.hote"
    assert (
        said_key(f"postgresql.{SECRET}") == f"postgresql.{CACHE}"
        and said_key("postgresql.hunter") != "hunter"
    )
    assert said_path("donnees/vac 2025.csv") == "donnees/vac 2025.csv"
    assert said_path("postgresql://u:x@h/b") == CACHE
