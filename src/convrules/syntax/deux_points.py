"""A second « : » on a line, and a quotation mark that is never closed: what the author meant by it."""

import re
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Source, Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import nodes as n
from convrules.syntax.entries import REMPLACEES
from convrules.syntax.yaml_slips import known_keys

_NOM: Final = r"[^\W\d_][\w' -]*?"
_LIGNE: Final = Motif(rf" *(?:- )?(?P<cle>{_NOM}): +(?P<suite>[^\s\"'{{\[>|].*)")
_AUTRE: Final = Motif(rf"(?P<valeur>[^:]+?) *[,;] *(?P<autre>{_NOM}): +(?P<reste>.+)")
_COMPARE: Final = Motif(r"(?P<nom>(?<![\w.])[a-z]\w*(?:\.\w+)?) *(?P<signe>:) +")
_ENTRE_ACCOLADES: Final = Motif(
    rf"[{{,] *(?P<cle>{_NOM}): +(?P<valeur>[^\s\"'{{\[,}}][^,}}\"{{]*?: +[^,}}\"{{]*?)\s*(?=[,}}]|$)"
)
_GROUPE: Final = Motif(rf"[{{,] *(?P<cle>{_NOM})(?P<signe>:| +|)(?=[\[{{])")
_GROUPE_SEUL: Final = Motif(rf" *(?:- )?(?P<cle>{_NOM}) +(?P<groupe>[\[{{].*)")
_UN_MOT: Final = Motif(r"[a-z]\w*")
_OUVERT: Final = Motif(rf" *(?:- )?(?P<cle>{_NOM}): +(?P<signe>[\"'])(?P<valeur>[^\"']*)")
_CLE: Final = Motif(rf" *(?:- )?(?P<cle>{_NOM}):(?: .*)?")
_SANS_GUILLEMETS: Final = Motif(r"[^\W\d_](?:(?!: | #).)*")
_EN_LISTE: Final = Motif(r"(?<=[\[,]) *(?P<texte>\"[^\"\[\]{},]*) *(?=[,\]}])")
_EN_TABLE: Final = Motif(rf"[{{,] *(?P<cle>{_NOM}): +(?P<texte>\"[^\"\[\]{{}}]*?) *(?=\}}|, *{_NOM}: )")
_PHRASES: Final = frozenset({"règle", *REMPLACEES})
_LIGNES: Final = 30
"""LIMIT: lines looked at before the one where reading stopped."""


def open_quote(source: Source, line: int) -> Diagnostic | None:
    """A value that opens a quotation mark, on a line after which comes a key: it ends there."""
    for number in range(line, max(0, line - _LIGNES), -1):
        found = _OUVERT.fullmatch(source.line(number).rstrip())
        if found is None or found["cle"] not in known_keys():
            continue
        after = _CLE.fullmatch(source.line(number + 1).rstrip()) if number < len(source.line_starts) else None
        if after is None or after["cle"] not in known_keys():
            return None
        valeur, signe = found["valeur"].strip(), found["signe"]
        written = valeur if _SANS_GUILLEMETS.fullmatch(valeur) else f"{signe}{valeur}{signe}"
        raison = t("un guillemet ouvert sur cette ligne n'est jamais refermé")
        return _told(source, number, found.span("signe"), raison, f"{found['cle']}: {written}")
    return None


def half_quoted(source: Source, number: int) -> Diagnostic | None:
    """`["93066", "93048, "93001"]`, `{ article: "3 }`: a text between braces or brackets is not closed."""
    line = source.line(number).split(" #")[0].rstrip()
    if line.count('"') % 2 == 0:
        return None
    found = _EN_LISTE.search(line) or _EN_TABLE.search(line)
    if found is None:
        return None
    written = found["texte"].removeprefix('"').strip()
    raison = t("le guillemet ouvert devant « {texte} » n'est jamais refermé", texte=written)
    start, end = found.start("texte"), found.start("texte") + len(found["texte"].rstrip())
    conseil = t("Refermez le guillemet : « {ligne} ».", ligne=f'"{written}"')
    return _finding(source, number, (start, end), raison, conseil)


def what_lacks(cle: str, signe: str) -> str:
    """After a key: its colon or, where that is written (`signe`), the space that comes next."""
    if signe == ":":
        return t("il manque une espace après « : »")
    return t("il manque « : » après « {cle} »", cle=cle)


def before_a_group(source: Source, number: int) -> Diagnostic | None:
    """`{ articles ["1"] }`, `{ source:{ article: "1" } }`: no colon before a list or a table, or no space."""
    line = source.line(number).split(" #")[0].rstrip()
    for found in _GROUPE.finditer(line):
        cle, signe = found["cle"].strip(), found["signe"]
        known = cle in known_keys() or signe == ":" or _UN_MOT.fullmatch(cle) is not None
        if known and line.count('"', 0, found.start()) % 2 == 0:
            written = f"{cle}: {_group(line[found.end() :])}"
            return _told(source, number, found.span("cle"), what_lacks(cle, signe), written)
    return None


def group_alone(source: Source, number: int, *, named: bool) -> Diagnostic | None:
    """`source { article: "2" }`: no colon between a key and the list or the table that ends its line. named:
    of a key that the schema names, no other word."""
    line = source.line(number).split(" #")[0].rstrip()
    found = _GROUPE_SEUL.fullmatch(line)
    if found is None or _group(found["groupe"]) != found["groupe"]:
        return None
    cle = found["cle"]
    if cle not in known_keys() and (named or _UN_MOT.fullmatch(cle) is None):
        return None
    return _told(source, number, found.span("cle"), what_lacks(cle, ""), f"{cle}: {found['groupe']}")


def group_in_a_key(source: Source, node: n.Yaml) -> Diagnostic | None:
    """The same where YAML reads on, and takes the brace for a part of the key."""
    if isinstance(node, n.Liste):
        return next((f for x in node.elements if (f := group_in_a_key(source, x)) is not None), None)
    if not isinstance(node, n.Table):
        return None
    for key, value in node.entrees:
        if not key.cite and ("{" in key.texte or "[" in key.texte):
            found = group_alone(source, source.position(key.span.start)[0], named=False)
            if found is not None:
                return found
        inner = group_in_a_key(source, value)
        if inner is not None:
            return inner
    return None


def _group(rest: str) -> str:
    """A list or a table, as far as the sign that closes it."""
    depth = 0
    for at, sign in enumerate(rest):
        depth += (sign in "[{") - (sign in "]}")
        if depth == 0:
            return rest[: at + 1]
    return rest


def second_colon(source: Source, number: int) -> Diagnostic | None:
    """`règle: nature: foyer`, `compte: baux, application: ensemble`, `{ fondement: CCH: R. 441-5 }`."""
    line = source.line(number).split(" #")[0].rstrip()
    whole = _LIGNE.fullmatch(line)
    if whole is not None and ": " in whole["suite"] and whole["cle"] in known_keys():
        found = _two_keys(source, number, whole) or _comparison(source, number, whole)
        if found is not None:
            return found
        if whole["cle"] == "fondement":
            place, written = whole.span("suite"), whole["suite"]
            return _citation(source, number, place, written)
    inner = _ENTRE_ACCOLADES.search(line)
    if inner is None or inner["cle"] not in known_keys():
        return None
    if inner["cle"] == "fondement":
        return _citation(source, number, inner.span("valeur"), inner["valeur"])
    comma = _comma(source, number, inner)
    if comma is not None:
        return comma
    raison = t("« : » est dans un texte sans guillemets, entre accolades")
    return _told(source, number, inner.span("valeur"), raison, f'{inner["cle"]}: "{inner["valeur"]}"')


def _comma(source: Source, number: int, inner: re.Match[str]) -> Diagnostic | None:
    """`{ format: jj/mm/aaaa complet au: 2026-01-05 }`: a comma parts two keys."""
    said, signe, reste = inner["valeur"].partition(":")
    words = said.split(" ")
    for rank in range(1, len(words)):
        cle = " ".join(words[rank:]).strip()
        if cle in known_keys() and " ".join(words[:rank]).strip():
            before = " ".join(words[:rank]).strip()
            start = inner.start("valeur") + len(said) - len(" ".join(words[rank:]))
            raison = t("il manque une virgule avant « {cle} »", cle=cle)
            ligne = f"{inner['cle']}: {before}, {cle}{signe}{reste}"
            return _told(source, number, (start, start + len(cle)), raison, ligne)
    return None


def _two_keys(source: Source, number: int, whole: re.Match[str]) -> Diagnostic | None:
    found = _AUTRE.fullmatch(whole["suite"])
    if found is None or found["autre"] not in known_keys():
        return None
    start = whole.start("suite")
    raison = t(
        "« {autre} » est une autre clé, sur la même ligne que « {cle} »",
        autre=found["autre"],
        cle=whole["cle"],
    )
    conseil = t(
        "Écrivez une clé par ligne : « {une} », puis « {deux} » dessous.",
        une=f"{whole['cle']}: {found['valeur'].strip()}",
        deux=f"{found['autre']}: {found['reste']}",
    )
    place = (start + found.start("autre"), start + found.end("autre"))
    return _finding(source, number, place, raison, conseil)


def _comparison(source: Source, number: int, whole: re.Match[str]) -> Diagnostic | None:
    """In a sentence, « : » stands for « = »."""
    said = _COMPARE.search(whole["suite"])
    if said is None or whole["cle"] not in _PHRASES:
        return None
    meant = whole["suite"][: said.start()] + f"{said['nom']} = " + whole["suite"][said.end() :]
    place = (whole.start("suite") + said.start("signe"), whole.start("suite") + said.end("signe"))
    raison = t("dans une phrase, une comparaison s'écrit avec « = », et non « : »")
    return _told(source, number, place, raison, f"{whole['cle']}: {meant}")


def _citation(source: Source, number: int, place: tuple[int, int], written: str) -> Diagnostic:
    meant = re.sub(r" *: +", " ", written)
    raison = t("une citation de la loi n'a pas de « : » après le nom du code")
    return _told(source, number, place, raison, f"fondement: {meant}")


def _told(source: Source, number: int, place: tuple[int, int], raison: str, ligne: str) -> Diagnostic:
    return _finding(source, number, place, raison, t("Écrivez « {ligne} ».", ligne=ligne))


def _finding(source: Source, number: int, place: tuple[int, int], raison: str, conseil: str) -> Diagnostic:
    start = source.line_starts[number - 1]
    span = Span(source=source, start=start + place[0], end=start + place[1])
    return problems.yaml_illisible(span=span, raison=raison, conseil=conseil)
