"""Nothing that identifies a person reaches an output, a file, a log or an error, whatever the command.

The same names, numbers and addresses are put everywhere a landlord's files may hold them; every command
is run on each of these files, and all that is printed or written is searched.
"""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from convrules.api.cle import read_key
from convrules.api.load import load_depot
from convrules.cli.group import COMMANDES
from convrules.cli.main import run
from pdf_lu import read_pdf

POISON = (
    "Zwyxqlaine", "ZWYXQLAINE", "06 98 76 54 32", "0698765432", "zwyx@exemple.fr", "2 69 05 49 588 157 80",
    "269054958815780", "093012500012311001", "093 0125 000123 11001", "17 rue Wkrzt", "14/07/1969",
)  # fmt: skip
TITRES = "NUM_VAC;INSEE;NATURE;TYPO;FINAN;QPV;USAGE;CONTINGENT;DT_DISPO;DT_INFO;DT_PROPO;DT_ATTRIB;DT_BAIL"
MENAGE = "NOM;PRENOM;DT_NAISSANCE;TEL;MAIL;NUR;ADRESSE_DEMANDEUR"
NUR = "093012500012311001"
VALEURS = f"Mme Zwyxqlaine;Zwyxqlaine;14/07/1969;06 98 76 54 32;zwyx@exemple.fr;{NUR};17 rue Wkrzt"
FORMES = ("06 98 76 54 32", "zwyx@exemple.fr", "2 69 05 49 588 157 80", NUR)
BONNE = "V-1;93066;ORD;T3;PLUS;N;LOC;;09/06/2025;26/05/2025;;;"


def row(place: int, value: str) -> str:
    cells = BONNE.split(";")
    cells[place] = value
    return ";".join(cells)


def poisoned() -> Iterator[tuple[str, bytes]]:
    """Files by what is wrong with them, each with what identifies somebody."""
    household = f"{TITRES};{MENAGE}\n{BONNE};{VALEURS}\n"
    yield "columns of households", household.encode()
    titles = "Identité;Locataire sortant;Né le;GSM;Contact;N° unique;Adresse du candidat"
    yield "households by other titles", f"{TITRES};{titles}\n{BONNE};{VALEURS}\n".encode()
    yield "rows too short and too long", f"{TITRES}\n{VALEURS}\n{BONNE};{VALEURS};{VALEURS}\n".encode()
    yield "no titles", f"{BONNE};{VALEURS}\n{BONNE};{VALEURS}\n".encode()
    yield "households for titles", f"{TITRES};{VALEURS}\n{BONNE};{VALEURS}\n".encode()
    yield "titles twice", f"{TITRES};{VALEURS};{VALEURS}\n".encode()
    yield "a quote left open", f'{household}V-2;"{VALEURS}\n'.encode()
    yield "a quote in a cell", f'{TITRES}\n{BONNE}\nV-2;"Zwyxqlaine" 06 98 76 54 32;{VALEURS}\n'.encode()
    yield "another encoding", household.replace("Zwyxqlaine", "Zwyxqlaine é").encode("cp1252")
    yield "a null", f"{household}V-2\0Zwyxqlaine;{VALEURS}\n".encode()
    yield "another separator", household.replace(";", ",").encode()
    cells = [(place, value) for value in FORMES for place in range(13)]
    # Why not as an identifier: there, a name cannot be told from that of a thing.
    cells += [(place, "Mme Zwyxqlaine") for place in range(1, 13)]
    for place, value in cells:
        text = f"{TITRES}\n{row(place, value)}\n{row(place, value)}\n"
        yield f"{value} in column {place}", text.encode()


CAS = dict(poisoned())


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    folder = tmp_path / "depot"
    monkeypatch.chdir(folder)
    for path in (folder / "donnees").iterdir():
        path.unlink()
    capsys.readouterr()
    return folder


AU = ("--as-of", "2025-06-30")
COMMANDS = (
    ("check",),
    ("check", "--format", "json"),
    ("fmt", "--diff"),
    ("schema",),
    ("test",),
    ("evaluate", *AU),
    ("evaluate", *AU, "--format", "json", "-o", "sortie.csv"),
    ("evaluate", *AU, "-o", "sortie.jsonl", "--rejets", "sortie.rejets.csv", "--qualite", "sortie.q.html"),
    ("orient", *AU),
    ("orient", *AU, "--format", "json"),
    ("orient", *AU, "--decide", "V-1=bailleur", "--par", "chef de service", "--motif", "choix"),
    ("compliance", *AU, "--year", "2025", "--qualite", "sortie.q.json"),
    ("compliance", *AU, "--year", "2025", "--format", "json", "-o", "sortie.html"),
    ("compliance", *AU, "--year", "2025", "-o", "envois/tableaux"),
    ("compare", *AU, "--year", "2024", "--year", "2025"),
    ("simulate", *AU, "--year", "2025", "--grille", "commune--mon-bailleur", "-o", "sortie.simulation.xlsx"),
    ("convert", *AU),
    ("replay", *AU, "--year", "2025", "-o", "sortie.rejeu.xlsx"),
    ("bilan", *AU, "--year", "2025"),
    ("bilan", *AU, "--year", "2025", "--format", "json", "-o", "envois"),
    ("explain", "V-1", *AU),
    ("explain", "V-1", *AU, "--format", "json"),
    ("journal", "show"),
    ("journal", "verify", "--format", "json"),
)


def written(path: Path) -> Iterator[str]:
    """What a file says; a workbook, part by part, and what is for paper, as it is read."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            yield from (book.read(name).decode("utf-8") for name in book.namelist())
    elif path.suffix == ".pdf":
        paper = read_pdf(path)
        yield from (paper.titre, paper.texte, *paper.marges)
    else:
        yield path.read_text("utf-8")


def everything(
    depot: Path, capsys: pytest.CaptureFixture[str], commands: Sequence[Sequence[str]] = COMMANDS
) -> str:
    """All that these commands print and write."""
    told = []
    for command in commands:
        assert run(list(command)) in (0, 1, 2), command
        streams = capsys.readouterr()
        told += [streams.out, streams.err]
    for pattern in ("sortie.*", "journal*", "envois/*/*"):
        told += [text for path in depot.glob(pattern) for text in written(path)]
    return "\n".join(told)


def ignoring_households(depot: Path) -> None:
    path = depot / "correspondance.yaml"
    path.write_text(path.read_text("utf-8").rstrip() + f"\nignore: [{MENAGE.replace(';', ', ')}]\n", "utf-8")


def test_every_command_is_run() -> None:
    # `init` reads no data of the landlord here, and `lsp` is spoken to by an editor.
    assert {command[0] for command in COMMANDS} == set(COMMANDES) - {"init", "lsp"}


@pytest.mark.parametrize("ignored", [False, True])
@pytest.mark.parametrize("case", CAS)
def test_nothing_that_identifies_a_person_comes_out(
    case: str, ignored: bool, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "donnees" / "vacances-2025.csv").write_bytes(CAS[case])
    if ignored:
        ignoring_households(depot)
    told = everything(depot, capsys, commands_of(case))
    assert told.strip()
    assert [poison for poison in POISON if poison in told] == []


def commands_of(case: str) -> Sequence[Sequence[str]]:
    """All of them on each way of spoiling a file; on one cell of one column, a quarter of them, another
    quarter for its neighbour: a value is refused by what reads the table, whoever asks."""
    rank = list(CAS).index(case)
    return COMMANDS[rank % 4 :: 4] if " in column " in case else COMMANDS


def test_every_command_meets_each_value_that_identifies() -> None:
    for value in (*FORMES, "Mme Zwyxqlaine"):
        met = {c for case in CAS if case.startswith(f"{value} in column ") for c in commands_of(case)}
        assert met == set(COMMANDS)


def test_what_is_ignored_hinders_nothing(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "donnees" / "vacances-2025.csv").write_bytes(CAS["columns of households"])
    ignoring_households(depot)
    told = everything(depot, capsys)
    assert "V-1" in told and "CR72" not in told and "CR77" not in told


DEMANDES = """
  - délai: attestation_delivree
    porte sur: demande
    règle: attestation au plus tard 1 mois après depot
    débiteur: bailleur
    source: { article: "1" }
  - obligation: demande_ancienne
    porte sur: candidature
    règle: demande.depot <= 2024-12-31
    débiteur: bailleur
    source: { article: "1" }
"""


# --- pseudonyms -------------------------------------------------------------------------------
def with_candidatures(depot: Path) -> None:
    """Demands known by their single number, to be replaced by a pseudonym."""
    (depot / "donnees" / "vacances-2025.csv").write_text(f"{TITRES}\n{BONNE}\n", "utf-8")
    rows = "NUM_VAC;NUR\nV-1;093012500012311001\nV-1;093012500012311001\nV-7;093012500012411001\n"
    (depot / "donnees" / "candidatures-2025.csv").write_text(rows, "utf-8")
    demands = "NUR;DEPOT\n093012500012311001;03/02/2025\n093012500012311001;04/02/2025\n"
    (depot / "donnees" / "demandes-2025.csv").write_text(demands, "utf-8")
    path = depot / "correspondance.yaml"
    text = path.read_text("utf-8")
    files = '{ fichier: "donnees/candidatures-*.csv", séparateur: ";" }'
    others = '{ fichier: "donnees/demandes-*.csv", séparateur: ";" }'
    text = text.replace("colonnes:", f"  candidatures: {files}\n  demandes: {others}\ncolonnes:")
    column = "{ colonne: NUR, pseudonymiser: oui }"
    path.write_text(
        f"{text.rstrip()}\n  candidatures:\n    vacance: NUM_VAC\n    id: {column}\n    demande: {column}\n"
        f"  demandes:\n    id: {column}\n    depot: {{ colonne: DEPOT, format: jj/mm/aaaa }}\n",
        "utf-8",
    )
    convention = depot / "conventions" / "convention.yaml"
    convention.write_text(convention.read_text("utf-8").rstrip() + DEMANDES, "utf-8")


def test_pseudonyms_come_out_and_numbers_do_not(
    depot: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_candidatures(depot)
    key = depot.parent / "cle"
    key.write_text("0f" * 3 + "3c9a51d27be84460" * 2, "utf-8")
    monkeypatch.setenv("CONVRULES_CLE", str(key))
    told = everything(depot, capsys)
    assert [poison for poison in (*POISON, "093012500012411001") if poison in told] == []
    assert "CR731" in told and "CR732" in told and key.read_text("utf-8") not in told
    assert str(key) not in told and "CR771" not in told


@pytest.mark.parametrize(
    ("where", "content", "said"),
    [
        ("depot/cle", "3c9a51d27be84460" * 2, "elle est dans le dépôt"),
        ("cle", "3c9a51d27be84460", "au moins 32 octets"),
        ("cle", "a" * 64, "se devine"),
        ("cle", None, "n'existe pas"),
    ],
)
def test_a_key_that_protects_nothing_is_refused(
    depot: Path, capsys: pytest.CaptureFixture[str], where: str, content: str | None, said: str
) -> None:
    with_candidatures(depot)
    path = depot.parent / where
    if content is not None:
        path.write_text(content, "utf-8")
    assert run(["evaluate", *AU, "--cle", str(path)]) == 2
    streams = capsys.readouterr()
    assert said in streams.err and str(path) not in streams.err and not streams.out
    assert content is None or content not in streams.err


def test_a_key_named_by_a_way_back_is_where_it_leads(
    depot: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """« ../cle », typed in the repository; and a way that comes back into it."""
    with_candidatures(depot)
    (depot.parent / "cle").write_text("3c9a51d27be84460" * 2, "utf-8")
    (depot / "cle").write_text("3c9a51d27be84460" * 2, "utf-8")
    monkeypatch.chdir(depot)
    assert run(["evaluate", *AU, "--cle", "../cle"]) in (0, 1)
    assert "La clé" not in capsys.readouterr().err
    assert run(["evaluate", *AU, "--cle", f"../{depot.name}/cle"]) == 2
    assert "elle est dans le dépôt" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_what_an_editor_puts_around_a_key_is_none_of_it(tmp_path: Path, encoding: str) -> None:
    """A shell of Windows writes UTF-16, an editor a mark before the text: the pseudonyms stay."""
    typed = "3c9a51d27be84460" * 2 + "\r\n"
    depot = load_depot(tmp_path)
    (tmp_path.parent / "plain").write_text(typed, "ascii")
    marked = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}.get(encoding, b"")
    (tmp_path.parent / "marked").write_bytes(marked + typed.encode(encoding.removesuffix("-bom")))
    plain, other = (read_key(tmp_path.parent / nom, depot) for nom in ("plain", "marked"))
    assert callable(plain) and callable(other)
    assert plain("DUPONT") == other("DUPONT")


def test_a_link_to_a_key_does_not_take_it_out_of_the_checkout(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_candidatures(depot)
    (depot.parent / ".git").mkdir()
    inside, link = depot.parent / "cle", depot.parent.parent / f"{depot.parent.name}-lien"
    inside.write_text("3c9a51d27be84460" * 2, "utf-8")
    link.symlink_to(inside)
    for path in (inside, link):
        assert run(["evaluate", *AU, "--cle", str(path)]) == 2
        assert "dans le dépôt" in capsys.readouterr().err
    link.unlink()


@pytest.mark.parametrize("marque", ["dossier", "fichier"])
def test_a_key_in_another_checkout_is_refused(
    depot: Path, capsys: pytest.CaptureFixture[str], marque: str
) -> None:
    """A worktree, whose `.git` is a file; ignored by git or not."""
    with_candidatures(depot)
    other = depot.parent / "autre"
    (other / "secrets").mkdir(parents=True)
    (other / ".gitignore").write_text("secrets/\n", "utf-8")
    if marque == "dossier":
        (other / ".git").mkdir()
    else:
        (other / ".git").write_text("gitdir: ailleurs\n", "utf-8")
    (other / "secrets/cle").write_text("3c9a51d27be84460" * 2, "utf-8")
    (depot.parent / "lien").symlink_to(other / "secrets/cle")
    for path in (other / "secrets/cle", depot.parent / "lien"):
        assert run(["evaluate", *AU, "--cle", str(path)]) == 2
        assert "dans une copie git" in capsys.readouterr().err


def test_without_a_key_nothing_is_evaluated(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_candidatures(depot)
    told = everything(depot, capsys)
    assert "CR771" in told and [poison for poison in POISON if poison in told] == []


# --- the journal ------------------------------------------------------------------------------
@pytest.mark.parametrize("value", ["Mme Zwyxqlaine", *FORMES])
@pytest.mark.parametrize("option", ["--par", "--motif"])
def test_the_journal_names_nobody(
    depot: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    (depot / "donnees" / "vacances-2025.csv").write_text(f"{TITRES}\n{BONNE}\n", "utf-8")
    said = {"--par": "chef de service", "--motif": "urgence", option: f"pour {value}"}
    assert run(["orient", *AU, "--decide", "V-1=bailleur", *(x for pair in said.items() for x in pair)]) == 2
    assert value not in capsys.readouterr().err
    assert not (depot / "journal.jsonl").exists()


# --- names of files ---------------------------------------------------------------------------
def test_a_file_named_after_somebody_is_shown_nowhere_and_never_written_over(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = f"{TITRES};LOCATAIRE\n{BONNE};\n"
    files = [depot / "donnees" / f"vacances-Zwyxqlaine-069876543{n}.csv" for n in (2, 3)]
    for path in files:
        path.write_text(rows.replace("V-1", f"V-{path.stem[-1]}"), "utf-8")
    told = everything(depot, capsys)
    assert "donnees/···.csv" in told and "donnees/··· (2).csv" in told
    assert [poison for poison in POISON if poison in told] == []
    before = files[0].read_bytes()
    assert run(["evaluate", *AU, "-o", str(files[0])]) == 2
    assert files[0].read_bytes() == before
