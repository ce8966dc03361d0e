"""Write the table of the catalogue of real clauses from the fragments themselves.

    .venv/bin/python scripts/catalogue_table.py

A test compares the table with what this would write.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "conventions" / "catalogue"
PAGE = FOLDER / "README.md"
HEAD = re.compile(r"# clause (?P<number>\d{2}|u\d{2}|v\d) : (?P<line>.+) — (?P<source>.+)\n")
CLAUSE = re.compile(
    r"^ +- (?P<kind>champ|droit identifié|soustraction|part|quota|répartition|éligibilité|délai|suite"
    r"|obligation|priorité|imputation|délégation|mode correctif|transmission|exception"
    r"|contrôle|décision humaine|non codable): (?P<name>\w+)(?:  #.*)?$",
    re.MULTILINE,
)
PAPER = re.compile(r"^(?P<kind>avenant|modèle): (?P<name>[\w-]+)$", re.MULTILINE)
SOCLE = re.compile(r"\bcch\w*\.\w+")
CASE = re.compile(r"^ +- cas: \w+$", re.MULTILINE)
INTRODUCTION = """\
# Catalogue des clauses réelles

Une clause de contrat, de modèle ou de règlement par fichier, dans nos mots, avec ses cas
(`clause-NN.essais.yaml`). Le numéro est celui du relevé des clauses ; la numérotation a des trous. Les
parties (bailleur, réservataire) sont inventées ; les nombres que la source ne donne pas le sont aussi, et le
disent. Cette page est écrite par `scripts/catalogue_table.py`. Quand une clause demande plusieurs papiers
(un avenant, la convention d'un autre réservataire, un socle), les autres sont à côté : `clause-NN-mot.yaml`.
"""
UNNUMBERED = """\

## La vie de la convention

Clauses du même relevé, qui n'y sont pas numérotées.

"""
EXPECTED = """\

## Constructions attendues, non vérifiées

Aucun texte signé n'a été lu pour celles-ci. Ce sont des **illustrations inventées**, qui montrent que le
langage saurait les dire ; ni un fait, ni une règle de droit.

"""
TABLE = """\
| clause | ce qu'elle dit | source | encodé | laissé à une personne | non codable | cas |
|---|---|---|---|---|---|---|
"""
SECTIONS = (
    (INTRODUCTION + "\n", "[0-9][0-9]"),
    (UNNUMBERED, "v[0-9]"),
    (EXPECTED, "u[0-9][0-9]"),
)


@dataclass(frozen=True)
class Fragment:
    path: Path
    text: str
    cases: str

    def head(self) -> re.Match[str] | None:
        return HEAD.match(self.text)

    def names(self, *kinds: str) -> list[str]:
        return [f"{m['kind']} `{m['name']}`" for m in CLAUSE.finditer(self.text) if m["kind"] in kinds]

    def encoded(self) -> list[str]:
        human = ("décision humaine", "non codable")
        found = [*CLAUSE.finditer(self.text), *PAPER.finditer(self.text)]
        own = [f"{m['kind']} `{m['name']}`" for m in found if m["kind"] not in human]
        socle = sorted({f"`{name}`" for name in SOCLE.findall(self.text + self.cases)})
        return [*own, *socle]


def fragments(numbers: str) -> Iterator[Fragment]:
    """Those whose number matches the pattern, each with the other papers of its clause."""
    for path in sorted(FOLDER.glob(f"clause-{numbers}.yaml")):
        others = sorted(FOLDER.glob(f"{path.stem}-*.yaml"))
        cases = [p for p in (path.with_name(f"{path.stem}.essais.yaml"), *others) if ".essais." in p.name]
        papers = [path, *(p for p in others if ".essais." not in p.name)]
        yield Fragment(path=path, text=_joined(papers), cases=_joined(p for p in cases if p.exists()))


def _joined(paths: Iterable[Path]) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in paths)


def row(fragment: Fragment) -> str:
    head = fragment.head()
    if head is None:
        raise SystemExit(f"{fragment.path.name} : la première ligne n'est pas « # clause NN : … — source »")
    cells = [
        f"[{head['number']}]({fragment.path.name})",
        head["line"],
        head["source"],
        ", ".join(fragment.encoded()),
        ", ".join(fragment.names("décision humaine")),
        ", ".join(fragment.names("non codable")),
        str(len(CASE.findall(fragment.cases))),
    ]
    return "| " + " | ".join(cells) + " |\n"


def page() -> str:
    return "".join(
        title + TABLE + "".join(rows)
        for title, numbers in SECTIONS
        if (rows := [row(fragment) for fragment in fragments(numbers)])
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
