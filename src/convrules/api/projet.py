"""The project file `convrules.toml`: its keys, and every mistake with its code and place."""

import re
import tomllib
from difflib import get_close_matches
from typing import Final

from convrules.base.records import dataclass
from convrules.base.source import Source, Span, make_source
from convrules.diagnostics.catalogue import aide, message
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems

CLES: Final = ("depot.nom", "depot.data")


@dataclass(frozen=True, slots=True, kw_only=True)
class Projet:
    """`empechements`: what is wrong in it, one line each, as « fichier:ligne:colonne\u00a0: code phrase »."""

    nom: str
    data: tuple[str, ...]
    empechements: tuple[str, ...] = ()


def read_project(contenu: bytes, shown: str, nom: str) -> Projet:
    """Name and data of a project file. nom: that of its folder, for a project without one."""
    source = make_source(shown, contenu.decode("utf-8-sig", errors="replace"))
    try:
        content = tomllib.loads(contenu.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = problems.projet_illisible(span=_where(source, str(error)))
        return Projet(nom=nom, data=(), empechements=(_line(found),))
    depot = content.get("depot", {})
    section = depot if isinstance(depot, dict) else {}
    unknown = [k for k in content if k != "depot" or not isinstance(depot, dict)]
    unknown += [f"depot.{k}" for k in section if f"depot.{k}" not in CLES]
    findings = [_unknown(source, k) for k in unknown]
    data = section.get("data", [])
    if not (isinstance(data, list) and all(isinstance(d, str) for d in data)):
        findings.append(problems.donnees_de_projet(span=_key(source, "data")))
        data = []
    return Projet(
        nom=str(section.get("nom", nom)),
        data=tuple(data),
        empechements=tuple(_line(d) for d in findings),
    )


def _unknown(source: Source, cle: str) -> Diagnostic:
    close = get_close_matches(cle, CLES, n=1) or get_close_matches(f"depot.{cle}", CLES, n=1)
    return problems.cle_de_projet_inconnue(
        span=_key(source, cle.rpartition(".")[2]),
        cle=cle,
        proche=close[0] if close else "",
        permises=" et ".join(CLES),
    )


def _where(source: Source, said: str) -> Span:
    """The place that the reader names, else the beginning."""
    line = re.search(r"line (\d+)", said)
    column = re.search(r"column (\d+)", said)
    if line is None or int(line[1]) > len(source.line_starts):
        return Span(source=source, start=0, end=0)
    start = source.line_starts[int(line[1]) - 1] + (int(column[1]) - 1 if column else 0)
    return Span(source=source, start=start, end=start)


def _key(source: Source, nom: str) -> Span:
    """The key or section of this name, wherever it is written first."""
    found = re.search(rf"(?m)^[\s\[]*(?:[\w.\"]*\.)?\"?({re.escape(nom)})\"?\s*[=\]]", source.text)
    start, end = found.span(1) if found is not None else (0, 0)
    return Span(source=source, start=start, end=end)


def _line(found: Diagnostic) -> str:
    line, column = found.span.position
    remedy = aide(found)
    told = f"{found.span.source.name}:{line}:{column}\u00a0: {found.code} {message(found)}"
    return f"{told} {remedy}" if remedy else told
