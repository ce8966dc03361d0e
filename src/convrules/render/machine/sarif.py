"""SARIF 2.1.0: findings for code scanning. Columns in UTF-16 units, addresses relative to the repository."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from convrules import __version__
from convrules.base.source import Span
from convrules.diagnostics.catalogue import Page, aide, gravite, message, page
from convrules.diagnostics.model import Accepte, Diagnostic, Gravite, Label
from convrules.render.machine.fingerprints import fingerprints
from convrules.render.machine.parts import Objet

RACINE: Final = "%SRCROOT%"
NIVEAUX: Final = {Gravite.ERREUR: "error", Gravite.AVERTISSEMENT: "warning", Gravite.REMARQUE: "note"}


def sarif(diagnostics: Sequence[Diagnostic], acceptes: Sequence[Accepte] = ()) -> Objet:
    """One run: its rules (the pages of the codes met), and a result per finding, accepted ones last with
    their reason."""
    every = [*diagnostics, *(a.diagnostic for a in acceptes)]
    codes = sorted({d.code for d in every})
    rank = {code: i for i, code in enumerate(codes)}
    results = [_result(d, rank[d.code], m) for d, m in zip(every, fingerprints(every), strict=True)]
    for one, result in zip(acceptes, results[len(diagnostics) :], strict=True):
        kind = "inSource" if one.commentaire else "external"
        result["suppressions"] = [{"kind": kind, "justification": one.motif}]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "convrules",
                        "semanticVersion": __version__,
                        "rules": [_rule(code) for code in codes],
                    }
                },
                "columnKind": "utf16CodeUnits",
                "originalUriBaseIds": {RACINE: {"description": {"text": "Racine du dépôt."}}},
                "results": list(results),
            }
        ],
    }


def _rule(code: str) -> Objet:
    found = page(code)
    assert found is not None, f"{code} has no page"
    return {
        "id": code,
        "name": found.nom,
        "shortDescription": {"text": found.nom.replace("-", " ")},
        "fullDescription": {"text": why(found)},
        "defaultConfiguration": {"level": NIVEAUX[found.gravite]},
        "help": {"text": found.corps, "markdown": found.corps},
    }


def why(found: Page) -> str:
    """The first section of a page, as one paragraph."""
    _, _, rest = found.corps.partition("## Pourquoi\n")
    return " ".join(rest.partition("\n## ")[0].split())


def _result(d: Diagnostic, rank: int, mark: str) -> Objet:
    remedy = aide(d)
    said = message(d) + (f"\n{remedy}" if remedy else "")
    result: Objet = {
        "ruleId": d.code,
        "ruleIndex": rank,
        "level": NIVEAUX[gravite(d)],
        "message": {"text": said},
        "locations": [{"physicalLocation": _physical(d.span)}],
        "partialFingerprints": {"convrules/1": mark},
    }
    if d.labels:
        result["relatedLocations"] = [_related(label, i) for i, label in enumerate(d.labels)]
    if d.fix is not None:
        result["fixes"] = [_fix(d)]
    return result


def _related(label: Label, rank: int) -> Objet:
    return {"id": rank, "physicalLocation": _physical(label.span), "message": {"text": label.texte or "ici"}}


def _fix(d: Diagnostic) -> Objet:
    assert d.fix is not None
    replacement: Objet = {"deletedRegion": _region(d.fix.span), "insertedContent": {"text": d.fix.texte}}
    sure = "sûre" if d.fix.sure else "à relire"
    return {
        "description": {"text": f"correction {sure}"},
        "artifactChanges": [
            {"artifactLocation": _artifact(d.fix.span), "replacements": [replacement]},
        ],
    }


def _physical(span: Span) -> Objet:
    located: Objet = {"artifactLocation": _artifact(span)}
    if span.source.text:
        located["region"] = _region(span)
    return located


def _artifact(span: Span) -> Objet:
    name = span.source.name.replace("\\", "/")
    return {"uri": quote(name, safe="/-._~", errors="backslashreplace"), "uriBaseId": RACINE}


def _region(span: Span) -> Objet:
    line, column = span.position
    end_line, end_column = span.source.position(span.end)
    return {
        "startLine": line,
        "startColumn": _utf16(span.source.line(line)[: column - 1]) + 1,
        "endLine": end_line,
        "endColumn": _utf16(span.source.line(end_line)[: end_column - 1]) + 1,
    }


def _utf16(text: str) -> int:
    """Length in UTF-16 units: a character beyond the first plane counts for two."""
    return sum(2 if ord(char) > 0xFFFF else 1 for char in text)
