"""The index « le papier dit … cela s'écrit … »: each entry is checked in the convention that the page shows.

The code of the second column reads in order: a kind of clause begins a clause, with its name if it is said; a
key of an amendment, a change; any other `clé: valeur`, a line of what began last, or of the head when nothing
did. After `clé:` alone, the lines go inside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from convrules import api
from convrules.checking.words import GENRES
from test_conformance import FENCE, with_frame

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "langage" / "index-des-clauses.md"
TEXT = PAGE.read_text(encoding="utf-8")
CONVENTION = next(with_frame(f["texte"]) for f in FENCE.finditer(TEXT) if f["role"] == "convention")
ROW = re.compile(r"^\| (« .+? ».*?) \| (.+) \| (.+) \|$", re.M)
KINDS = set(GENRES.values())
ELSEWHERE = ("contrôle", "critère", "réserve")
CHANGES = ("remplace", "abroge", "prolonge", "résilie")
INSIDE = ("choix", "vocabulaire", "paramètres", "définitions")
# Not lines to write: names of tables, columns and acts, and what a row says in words.
NAMES = frozenset(
    {"droits", "soldes", "fin", "forme", "echange", "conversion", "du bailleur", "ajoute"}
    | {"reprise", "mobilite"}
)
NUMBER = r"règle: (au moins|au plus|exactement) (\d+ (?!%)|minimum_annuel |manque\()"
SOURCE = 'source: { article: "1" }'
# Mandatory keys that an entry leaves to the reader.
REST = {
    "part": {
        "compte": "attributions", "application": "ensemble", "arrondi": "inférieur", "report": "aucun",
    },
    "quota": {"application": "ensemble", "arrondi": "supérieur"},
    "délai": {"débiteur": "bailleur"},
    "obligation": {"débiteur": "bailleur"},
    "tour": {"débiteur": "bailleur", "application": "ensemble"},
    "transmission": {"débiteur": "bailleur", "destinataires": "chaque réservataire"},
    "soustraction": {"catégorie": "categorie_a"},
    "non codable": {
        "raison": "laissé au jugement des parties", "accepté par": "service habitat", "le": "2025-01-15",
    },
    "décision humaine": {"question": "Est-ce établi ?", "qui": "préfet", "porte sur": "vacance"},
}  # fmt: skip
CHOIX = next(b for b in re.split(r"^(?=\S)", CONVENTION, flags=re.M) if b.startswith("choix:"))
SOCLE = f"""\
socle: essai
version: 2026-01
{CHOIX}paramètres:
  plafond_prefet: {{ valeurs: [{{ du: 2020-01-01, valeur: 30 % }}] }}
"""
POLITIQUE = """\
politique: du-bailleur
bailleur: { nom: Bailleur d'essai, siren: "000000000" }
en vigueur: { du: 2025-01-01, au: 2027-12-31 }
hérite: { essai: 2026-01 }
"""


@dataclass
class Entry:
    paper: str
    spans: list[str]
    where: str


def entries() -> Iterator[Entry]:
    for m in ROW.finditer(TEXT):
        yield Entry(m[1], [s for s in re.findall(r"`([^`]+)`", m[2]) if s not in NAMES], m[3])


ENTRIES = list(entries())


class Writer:
    """What an entry writes: clauses after those of the page, changes of an amendment, lines of the head."""

    def __init__(self) -> None:
        self.head: list[list[str]] = []
        self.clauses: list[list[str]] = []
        self.changes: list[list[str]] = []
        self.depth = 0

    def read(self, span: str) -> None:
        key, _, value = span.partition(":")
        if key in KINDS:
            self.begin(self.clauses, f"{key}: {value.strip() or f'entree_{len(self.clauses)}'}")
        elif key in CHANGES and not (self.clauses or self.changes):
            self.begin(self.changes, span)
        elif self.depth or self.clauses or self.changes:
            self.last.append(" " * self.depth + span)
        else:
            self.begin(self.head, span)
        if span.endswith(":") or span.startswith("- "):
            self.depth += 2

    def begin(self, where: list[list[str]], line: str) -> None:
        where.append([line])
        self.last = where[-1]
        self.depth = 0

    def files(self) -> dict[str, str]:
        texts = {"convention.yaml": self.convention()}
        if self.changes:
            changes = "".join(item([*lines, SOURCE]) for lines in self.changes)
            texts["avenant.yaml"] = (
                "avenant: suite--conformite--1\nà: suite--conformite\n"
                f"en vigueur: {{ du: 2026-01-01 }}\nmodifications:\n{changes}"
            )
        elsewhere = [lines for lines in self.clauses if lines[0].startswith(ELSEWHERE)]
        if elsewhere:
            head = "" if elsewhere[0][0].startswith("contrôle") else POLITIQUE
            body = "clauses:\n" + "".join(map(clause, elsewhere))
            texts |= (
                {"politique.yaml": head + body, "socle.yaml": SOCLE} if head else {"socle.yaml": SOCLE + body}
            )
        return texts

    def convention(self) -> str:
        text = CONVENTION
        for lines in self.head:
            text = with_key(text, lines)
        return text + "".join(clause(c) for c in self.clauses if not c[0].startswith(ELSEWHERE))


def item(lines: list[str]) -> str:
    return f"  - {lines[0]}\n" + "".join(f"    {line}\n" for line in lines[1:])


def clause(lines: list[str]) -> str:
    """With the mandatory keys that the entry does not show."""
    kind = lines[0].partition(":")[0]
    said = {line.partition(":")[0] for line in lines[1:]}
    rest = [f"{key}: {value}" for key, value in REST.get(kind, {}).items() if key not in said]
    if kind == "quota" and any(re.match(NUMBER, line) for line in lines):
        rest = [line for line in rest if not line.startswith("arrondi")]
    return item([*lines, *rest, SOURCE if kind != "contrôle" else "source: { fondement: CCH R. 441-5 }"])


def with_key(text: str, lines: list[str]) -> str:
    """The convention with this key of its head, in place of its own, or inside it."""
    key, _, value = lines[0].partition(":")
    blocks = re.split(r"^(?=\S)", text, flags=re.M)
    own = next((rank for rank, block in enumerate(blocks) if block.startswith(f"{key}:")), None)
    if key in INSIDE:
        flow = value.strip().removeprefix("{").removesuffix("}").strip()
        inner = [f"  {flow}"] if flow else lines[1:]
        names = {line.strip().partition(":")[0] for line in inner}
        kept = [] if own is None else blocks[own].splitlines()[1:]
        kept = [line for line in kept if line.strip().partition(":")[0] not in names]
        block = "\n".join([f"{key}:", *kept, *inner]) + "\n"
    else:
        block = "\n".join(lines) + "\n"
    if own is None:
        rank = next(i for i, b in enumerate(blocks) if b.startswith("clauses:"))
        return "".join([*blocks[:rank], block, *blocks[rank:]])
    return "".join([*blocks[:own], block, *blocks[own + 1 :]])


def written(entry: Entry) -> Writer:
    writer = Writer()
    for span in entry.spans:
        writer.read(span)
    return writer


def faults(files: dict[str, str], folder: Path) -> list[tuple[str, str, str]]:
    for name, text in {"convrules.toml": "[depot]\n", **files}.items():
        (folder / name).write_text(text, encoding="utf-8")
    rapport = api.check([folder])
    assert not rapport.empechements
    return [(d.code, d.span.text, str(dict(d.args))) for d in rapport.diagnostics if api.is_error(d)]


@pytest.mark.parametrize("entry", [pytest.param(e, id=e.paper) for e in ENTRIES if e.spans])
def test_what_an_entry_writes_checks(entry: Entry, tmp_path: Path) -> None:
    assert faults(written(entry).files(), tmp_path) == []


def test_a_wrong_entry_is_seen(tmp_path: Path) -> None:
    entry = Entry(
        "« dans le mois »", ["délai", "règle: proposition au plus tard 1 mois apres information"], ""
    )
    assert faults(written(entry).files(), tmp_path)


def test_every_entry_says_what_to_write_or_where_to_read() -> None:
    assert len(ENTRIES) >= 90
    assert len({e.paper for e in ENTRIES}) == len(ENTRIES)
    assert [e.paper for e in ENTRIES if not re.search(r"\]\([A-Za-z_-]*(\.md)?#\S+\)", e.where)] == []
    rows = [line for line in TEXT.splitlines() if re.match(r"\| «", line)]
    assert len(rows) == len(ENTRIES)


def test_every_kind_of_clause_is_in_the_index() -> None:
    seen = {span.partition(":")[0] for e in ENTRIES for span in e.spans}
    assert seen >= KINDS
