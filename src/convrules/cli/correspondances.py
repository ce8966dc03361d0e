"""Ready mappings that come with the engine: the shapes of file that landlords have, each with an example."""

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from textwrap import fill
from typing import Final

import click

from convrules.base.motifs import Motif

EXEMPLES: Final[Mapping[str, str]] = {
    "vacances": "vacances.csv",
    "rpls": "rpls.csv",
    "rpls-vacances": "rpls.csv",
    "rpls-droits": "rpls.csv",
    "rpls-ouvert": "rpls-ouvert.csv",
    "sne-radiations": "sne-radiations.csv",
    "apilos": "apilos.xlsx",
}
"""By mapping, its example: an invented file of that shape."""
_NOMS: Final = {"sne-radiations": "sne", "rpls-ouvert": "ouvert-rpls"}
"""How examples are called in the new folder, when not as here: no mapping reads the file of another."""
_PARTIES: Final = Motif(
    r"(?P<dit>(?:#[^\n]*\n)+)correspondance: [^\n]*\n(?P<bailleur>bailleur: [^\n]*\n)"
    r"fichiers:\n(?P<fichiers>.*?)colonnes:\n(?P<colonnes>.*?)(?:ignore:\s*\[(?P<ignore>.*)\]\n)?",
    re.DOTALL,
)
_TABLE: Final = Motif(r"^  (\w+):", re.MULTILINE)
_COLONNE: Final = Motif(r"^(?: {4}\w+:(?: *\{ *colonne:)?| {6}colonne:) +([^\s,{}\"]+)", re.MULTILINE)
"""In the columns of a mapping, the title that each names."""
_LARGEUR: Final = 110


def mapping_of(names: Sequence[str]) -> str:
    """One mapping that fills the tables of all of these. Two that fill one table are bad usage."""
    unique = tuple(dict.fromkeys(names))
    if len(unique) == 1:
        return _text(unique[0])
    parts = [_parts(name) for name in unique]
    fillers: dict[str, str] = {}
    for name, part in zip(unique, parts, strict=True):
        for table in _TABLE.findall(part["fichiers"]):
            other = fillers.setdefault(table, name)
            if other != name:
                raise click.UsageError(
                    f"« {other} » et « {name} » remplissent toutes deux la table « {table} » : choisissez."
                )
    read = dict(zip(unique, parts, strict=True))
    ignored = dict.fromkeys(x for name in unique for x in _left(name, read))
    listed = fill(", ".join(ignored), _LARGEUR, initial_indent="  [", subsequent_indent="   ")
    return (
        "#\n".join(part["dit"] for part in parts)
        + f"correspondance: {'-et-'.join(unique)}\n"
        + parts[0]["bailleur"]
        + "fichiers:\n"
        + "".join(part["fichiers"] for part in parts)
        + "colonnes:\n"
        + "".join(part["colonnes"] for part in parts)
        + (f"ignore:\n{listed}]\n" if ignored else "")
    )


def _left(name: str, parts: Mapping[str, re.Match[str]]) -> list[str]:
    """Columns that a mapping ignores and that no other reading of the same file links."""
    same = (part for other, part in parts.items() if EXEMPLES[other] == EXEMPLES[name])
    linked = {x for part in same for x in _COLONNE.findall(part["colonnes"])}
    return [x for x in re.findall(r"[^\s,]+", parts[name]["ignore"] or "") if x not in linked]


def examples_of(names: Sequence[str]) -> dict[str, bytes]:
    """Path in the new folder to content: the example of each, under a name that its mapping reads."""
    found = {EXEMPLES[name]: name for name in names}
    return {_place(example): (_package() / example).read_bytes() for example in found}


def _place(example: str) -> str:
    stem, _, end = example.partition(".")
    return f"donnees/{_NOMS.get(stem, stem)}-exemple.{end}"


def _parts(name: str) -> re.Match[str]:
    found = _PARTIES.fullmatch(_text(name))
    assert found is not None, f"« {name} » is laid out like the others"
    return found


def _text(name: str) -> str:
    return (_package() / f"{name}.yaml").read_text(encoding="utf-8")


def _package() -> Traversable:
    return files("convrules.cli") / "gabarit" / "correspondances"
