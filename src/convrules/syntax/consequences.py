"""What one mistake makes the schema say twice, told once: a key missing because it is written amiss, keys
beside the one that should hold them; and a group written on one line, as it is to be written."""

import re
from collections.abc import Iterator
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import entries
from convrules.syntax import nodes as n
from convrules.syntax.cles import ENVELOPPES
from convrules.syntax.words import as_files_write_it

_JOURS: Final = Motif(
    r"\s*(?:du|dès le|depuis le|à partir du|à compter du)?\s*(?P<du>[0-9][\w/. -]*?)"
    r"(?:(?:\s+(?:au|jusqu['’]au|-|–)\s+|\s*[;,]\s*)(?P<au>[0-9][\w/. -]*?))?\s*"
)
_EGALE: Final = Motif(r"(?P<nom>[a-z]\w*) *(?:=|:=) *(?P<condition>.+)", re.ASCII | re.DOTALL)
_TABLE: Final = "une table de clés"
_LISTES: Final = ("valeurs", "clauses", "modifications", "dont", "plafonds", "cas")
_VOISINES: Final = {("clauses", "modifications"), ("modifications", "clauses")}
"""A list of entries under another name: the key that is there, the one that is due."""


def told_once(root: n.Table, found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings of the skeleton, those that follow from another one left out."""
    if len(found) == 0:
        return found
    for table in _tables(root):
        for mend in (_misspelt, _beside, _to_wrap, _neighbour):
            found = mend(table, found)
    return [_with_example(root, d) for d in found]


def _tables(node: n.Yaml) -> Iterator[n.Table]:
    if isinstance(node, n.Table):
        yield node
        for _, value in node.entrees:
            yield from _tables(value)
    elif isinstance(node, n.Liste):
        for element in node.elements:
            yield from _tables(element)


def anchor(node: n.Table) -> Span:
    """A table is shown by its first key (a clause, by its kind)."""
    kind = next((key for key, _ in node.entrees if key.texte in entries.CLAUSES), None)
    if kind is not None:
        return kind.span
    return node.entrees[0][0].span if node.entrees else node.span


def _unknown(table: n.Table, found: list[Diagnostic]) -> dict[Span, Diagnostic]:
    keys = {key.span for key, _ in table.entrees}
    return {d.span: d for d in found if d.code == "CR020" and d.span in keys}


def _missing(table: n.Table, found: list[Diagnostic]) -> list[Diagnostic]:
    place = anchor(table)
    return [
        d
        for d in found
        if d.span == place and (d.code == "CR022" or (d.code == "CR030" and d.args["manquent"]))
    ]


def _misspelt(table: n.Table, found: list[Diagnostic]) -> list[Diagnostic]:
    """A key that is missing because it is written amiss, one part of the schema knowing it, another asking
    for it."""
    told = [d.args["proche"] or d.args.get("sous", "") for d in _unknown(table, found).values()]
    meant = {cite(key) for key in told if key}
    gone = [d for d in _missing(table, found) if any(key in d.args["cles"] for key in meant)]
    return [d for d in found if d not in gone or (d.code == "CR022" and d.args["cles"] not in meant)]


def _beside(table: n.Table, found: list[Diagnostic]) -> list[Diagnostic]:
    """A key without a value, and those after it, that it should hold: `réservataire:` then `nom:` below."""
    unknown = _unknown(table, found)
    for rank, (key, value) in enumerate(table.entrees):
        due = next((d for d in found if d.code == "CR023" and d.span == value.span), None)
        if due is None or not isinstance(value, n.Scalaire) or value.texte or due.args["cle"] != key.texte:
            continue
        held: list[n.Scalaire] = []
        for after, _ in table.entrees[rank + 1 :]:
            told = unknown.get(after.span)
            if told is None or told.args["proche"]:
                break
            held.append(after)
        if not held:
            continue
        spans = {k.span for k in held}
        single = problems.cle_trop_a_gauche(
            span=held[0].span,
            cle=held[0].texte,
            sous=key.texte,
            autres=suite(cite(k.texte) for k in held) if len(held) > 1 else "",
        )
        found = [single if d is due else d for d in found if d.code != "CR020" or d.span not in spans]
    return found


def _to_wrap(table: n.Table, found: list[Diagnostic]) -> list[Diagnostic]:
    """`remplace: x` then `règle: …`: what changes stands under « par »; in an exception, « remplace »."""
    unknown = _unknown(table, found)
    for due in _missing(table, found):
        under = next((key for key in ENVELOPPES if cite(key) in due.args["cles"]), None)
        held = [key for key, _ in table.entrees if key.span in unknown and _is_of_a_clause(key.texte)]
        if under is None or not held:
            continue
        spans = {key.span for key in held}
        single = problems.cle_a_mettre_dessous(
            span=held[0].span,
            cles=suite(cite(key.texte) for key in held),
            sous=under,
        )
        found = [single if d is due else d for d in found if d.code != "CR020" or d.span not in spans]
    return found


def _is_of_a_clause(key: str) -> bool:
    return key in entries.REMPLACEES or any(key in held for held in entries.CLAUSES.values())


def _neighbour(table: n.Table, found: list[Diagnostic]) -> list[Diagnostic]:
    """`clauses:` in an amendment, which has `modifications:`."""
    for due in _missing(table, found):
        for told in _unknown(table, found).values():
            pair = next(
                (p for p in _VOISINES if p[0] == told.args["cle"] and cite(p[1]) == due.args["cles"]), None
            )
            if pair is not None:
                single = problems.cle_inconnue(
                    span=told.span,
                    cle=pair[0],
                    lieu=told.args["lieu"],
                    proche=pair[1],
                    permises=told.args["permises"],
                )
                found = [single if d is told else d for d in found if d is not due]
    return found


# --- what to write --------------------------------------------------------------------------
def _with_example(root: n.Table, d: Diagnostic) -> Diagnostic:
    """Of a table or a list written on one line, the same as it is to be written."""
    if d.code == "CR023" and d.args["cle"] == "définitions" and d.args["trouve"] == "un texte":
        return _defined(d)
    if d.code == "CR023" and d.args["cle"] == "en vigueur":
        return _period(d)
    if d.code == "CR023" and d.args["cle"] == "valeurs" and d.args["trouve"] not in ("rien", _TABLE):
        return _dated(root, d, "valeurs", d.span.text)
    if d.code == "CR023" and d.args["trouve"] == _TABLE and d.span.text.startswith("{"):
        return _in_a_list(d)
    if d.code == "CR020" and d.args["cle"] == "valeur" and d.args["proche"] == "valeurs":
        value = next((v for t in _tables(root) for k, v in t.entrees if k.span == d.span), None)
        if isinstance(value, n.Scalaire | n.Phrase) and value.span.text:
            return _dated(root, d, "valeur", value.span.text)
    return d


def _defined(d: Diagnostic) -> Diagnostic:
    """`publics = dalo ou public_local` under `définitions`: a name, « : », and its condition."""
    found = _EGALE.fullmatch(d.span.text.strip())
    nom, condition = (
        (found["nom"], found["condition"]) if found is not None else ("mon_public", "dalo ou qpv")
    )
    return problems.forme_inattendue(
        span=d.span,
        cle=d.args["cle"],
        attendu=d.args["attendu"],
        trouve=d.args["trouve"],
        exemple=f"{nom}: {condition}",
    )


def _in_a_list(d: Diagnostic) -> Diagnostic:
    """A lone group between braces, where a list of them is due."""
    if d.args["cle"] not in _LISTES or not d.span.text.endswith("}"):
        return d
    return problems.forme_inattendue(
        span=d.span,
        cle=d.args["cle"],
        attendu=d.args["attendu"],
        trouve=d.args["trouve"],
        exemple=f"{d.args['cle']}: [{d.span.text}]",
    )


def _period(d: Diagnostic) -> Diagnostic:
    found = _JOURS.fullmatch(d.span.text.strip("\"'"))
    du, au = (as_files_write_it(found[k] or "") for k in ("du", "au")) if found is not None else ("", "")
    if not du:
        return d
    until = f", au: {au}" if au else ""
    return problems.forme_inattendue(
        span=d.span,
        cle=d.args["cle"],
        attendu=d.args["attendu"],
        trouve=d.args["trouve"],
        exemple=f"en vigueur: {{ du: {du}{until} }}",
    )


def _dated(root: n.Table, d: Diagnostic, cle: str, value: str) -> Diagnostic:
    """A parameter says from which day it has its value: that of the convention, when it says one."""
    period = root.get("en vigueur")
    first = period.get("du") if isinstance(period, n.Table) else None
    du = first.texte if isinstance(first, n.Scalaire) else "…"
    return problems.forme_inattendue(
        span=d.span,
        cle=cle,
        attendu="une liste de valeurs datées",
        trouve="un texte",
        exemple=f"valeurs: [{{ du: {du}, valeur: {value} }}]",
    )
