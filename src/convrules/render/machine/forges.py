"""Findings for the two forges: GitHub workflow commands and job summary, GitLab Code Quality."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules.base.anglais import dire
from convrules.base.signes import inert
from convrules.base.texte import Langue, t
from convrules.diagnostics.catalogue import gravite, message
from convrules.diagnostics.model import Diagnostic, Gravite
from convrules.render.machine.fingerprints import fingerprints
from convrules.render.machine.parts import Json

# SOURCE: GitHub shows at most ten annotations of each level per step.
PAR_NIVEAU: Final = 10
COMMANDES: Final = {
    Gravite.ERREUR: "error",
    Gravite.AVERTISSEMENT: "warning",
    Gravite.REMARQUE: "notice",
}
_TITRES: Final = ("gravité", "code", "place", "constat")
SEVERITES: Final = {Gravite.ERREUR: "major", Gravite.AVERTISSEMENT: "minor", Gravite.REMARQUE: "info"}


def github(diagnostics: Sequence[Diagnostic], langue: Langue = Langue.FR) -> str:
    """Annotations, the ten first of each level; what is left out is counted in a last notice."""
    lines: list[str] = []
    left = 0
    for niveau, commande in COMMANDES.items():
        found = [d for d in diagnostics if gravite(d) is niveau]
        # One notice is kept for the count of what is left out.
        room = PAR_NIVEAU if niveau is not Gravite.REMARQUE else PAR_NIVEAU - 1
        lines += [_annotation(d, commande, langue) for d in found[:room]]
        left += len(found[room:])
    if left:
        more = t("{n} autres constats : voir le journal de l'étape.", n=str(left))
        lines.append(f"::notice title=convrules::{dire(more, langue)}")
    return "".join(f"{line}\n" for line in lines)


def _annotation(d: Diagnostic, commande: str, langue: Langue) -> str:
    line, column = d.span.position
    end_line, end_column = d.span.source.position(d.span.end)
    place = [f"file={_property(d.span.source.name)}"]
    if d.span.source.text:
        place += [f"line={line}", f"endLine={end_line}"]
        # GitHub refuses columns on an annotation of several lines.
        place += [f"col={column}", f"endColumn={end_column}"] if line == end_line else []
    return f"::{commande} {','.join(place)},title={d.code}::{_data(message(d, langue))}"


def _data(text: str) -> str:
    return inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def github_summary(diagnostics: Sequence[Diagnostic], bilan: str, langue: Langue = Langue.FR) -> str:
    """The table that GitHub shows on the page of the job. bilan: the last line of the text report."""
    rows = "".join(f"| {' | '.join(_cells(d, langue))} |\n" for d in diagnostics)
    titles = " | ".join(dire(title, langue) for title in _TITRES)
    table = f"\n| {titles} |\n|---|---|---|---|\n{rows}" if rows else ""
    return f"### convrules\n\n{_markdown(bilan)}\n{table}"


def _cells(d: Diagnostic, langue: Langue) -> Iterator[str]:
    line, column = d.span.position
    yield dire(gravite(d).value, langue)
    yield d.code
    yield _markdown(f"{d.span.source.name}:{line}:{column}")
    yield _markdown(message(d, langue))


def _markdown(text: str) -> str:
    """Plain text inside a table: nothing of it is markup."""
    plain = inert(text).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for char in "|`*_[]":
        plain = plain.replace(char, f"\\{char}")
    return " ".join(plain.split())


def gitlab(diagnostics: Sequence[Diagnostic]) -> list[Json]:
    """The Code Quality report: a list, one entry per finding."""
    marks = fingerprints(diagnostics)
    return [_entry(d, mark) for d, mark in zip(diagnostics, marks, strict=True)]


def _entry(d: Diagnostic, mark: str) -> Json:
    return {
        "description": message(d),
        "check_name": d.code,
        "fingerprint": mark,
        "severity": SEVERITES[gravite(d)],
        "location": {"path": d.span.source.name, "lines": {"begin": d.span.position[0]}},
    }
