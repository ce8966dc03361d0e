"""Slips of a key and its colon, which the reader of YAML finds a line too late or takes for another thing."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Source, Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import schema

_LARGE: Final = "\uff1a"
_CLE: Final = Motif(rf"(?P<retrait> *(?:- )?)(?P<cle>[^\W\d_][\w' -]*?)(?P<signe>[:{_LARGE}])(?P<suite>.*)")
_MOTS: Final = Motif(rf" *(?:- )?(?P<mots>[^\W\d_][^:{_LARGE}#\"]*)")
_TIRET: Final = Motif(
    r" *(?P<signe>[-\u2010-\u2015\u2022\u2023\u2043\u2212\u25aa\u00b7*+])(?P<vide> *)"
    r"(?P<cle>[^\W\d_][\w' -]*?):(?P<suite>(?: .*)?)"
)
_DEUX_CLES: Final = Motif(
    r" *(?:- )?(?P<cle>[^\W\d_][\w' -]*?): (?P<autre>[^\W\d_][\w' -]*?): "
    r"(?P<suite>[^:]+(?:, *[^\W\d_][\w' -]*: [^:]+)*)"
)
_CROCHET: Final = Motif(
    r"[{,] *(?P<cle>[^\W\d_][\w' -]*): +"
    r"(?P<valeur>[^\s\"'\[{#&*!|>%@`,}][^,\"{}\[]*(?P<signe>[\[{])[^,\"]*?)\s*(?=[,}]|$)"
)
_TIRETS: Final = Motif(r" *(?P<tirets>- *-)(?= )")
_BLOC_OUVERT: Final = Motif(r" *(?:- )?(?P<cle>[^\W\d_][\w' -]*?): *[>|][-+]? *\r?")
_ELEMENT: Final = Motif(r"( *)- +[^\W\d_][\w' -]*: ")
_AUTRE_COMMENTAIRE: Final = Motif(r" *(?P<signe>//+|/\*|--+|;+|<!--)(?!-)(?=\s|\w)")
"""How other languages begin a comment."""
_COURTE: Final = 40
"""LIMIT: characters of a value that a remedy writes again."""
_LIGNES: Final = 30
"""LIMIT: lines looked at before the one where reading stopped."""


def slip(source: Source, line: int, problem: str) -> Diagnostic | None:
    """The likeliest slip where reading stopped at a line, of which those before may be the cause."""
    above = list(_above(source, line))
    for number in (*above, line):
        found = (
            _two_dashes(source, number)
            or _dash(source, number)
            or _colon(source, number)
            or _inline(source, number)
        )
        if found is not None:
            return found
    if "',' or '}'" in problem or "',' or ']'" in problem:
        found = _bracket(source, line)
        if found is not None:
            return found
    for number in reversed(above):
        found = _without_colon(source, number)
        if found is not None:
            return found
    if "'-'" in problem or "block end" in problem or "expected key" in problem:
        found = _at_the_margin(source, above)
        if found is not None:
            return found
        found = _dash_column(source, line)
        if found is not None:
            return found
    if "mapping values" in problem or "'-' indicator" in problem:
        return _lost_comment(source, line) or _indent(source, line)
    if "could not find" in problem:
        return _without_colon(source, line) or _bare(source, line)
    return None


def foreign_comment(source: Source, line: int) -> Diagnostic | None:
    """`// la part`, on the line where reading stopped or on those just before that hold no key."""
    for number in range(line, max(0, line - _LIGNES), -1):
        match = _AUTRE_COMMENTAIRE.match(source.line(number))
        if match is not None:
            raison = t("« {signe} » ne commence pas un commentaire ici", signe=match["signe"])
            return _told(
                source, number, match.span("signe"), raison, t("Commencez cette ligne par « # » à la place.")
            )
        if number < line and source.line(number).strip():
            return None
    return None


def _above(source: Source, line: int) -> Iterator[int]:
    """The lines before that say something, the nearest first, as far as a key that is well written."""
    for number in range(line - 1, max(0, line - 1 - _LIGNES), -1):
        text = source.line(number)
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        match = _CLE.match(text)
        yield number
        if match is not None and match["cle"].strip() in known_keys() and match["suite"][:1] in (" ", ""):
            return


def _two_dashes(source: Source, number: int) -> Diagnostic | None:
    match = _TIRETS.match(source.line(number))
    if match is None:
        return None
    raison = t("il y a deux tirets, là où un élément de la liste en prend un")
    return _told(source, number, match.span("tirets"), raison, t("Gardez un seul tiret : « - »."))


def _dash(source: Source, number: int) -> Diagnostic | None:
    """A dash that is stuck to its key, or the sign that a word processor puts in its place."""
    match = _TIRET.match(source.line(number))
    if match is None or match["cle"].strip() not in known_keys():
        return None
    if match["signe"] == "-" and match["vide"]:
        return None
    raison = (
        t("il manque une espace après le tiret")
        if match["signe"] == "-"
        else t("ce « {signe} » n'est pas le tiret « - » du clavier", signe=match["signe"])
    )
    ligne = f"- {_line(match['cle'], match['suite'])}"
    return _told(source, number, match.span("signe"), raison, t("Écrivez « {ligne} ».", ligne=ligne))


def _inline(source: Source, number: int) -> Diagnostic | None:
    """`source: article: "5"`: a group of keys on the line of its own key, without its braces."""
    match = _DEUX_CLES.fullmatch(source.line(number).split(" #")[0].rstrip())
    if match is None or not {match["cle"], match["autre"]} <= known_keys():
        return None
    raison = t(
        "« {autre} » est une clé de « {cle} » : il faut des accolades", autre=match["autre"], cle=match["cle"]
    )
    ligne = f"{match['cle']}: {{ {match['autre']}: {match['suite'].rstrip(' }')} }}"
    return _told(source, number, match.span("autre"), raison, t("Écrivez « {ligne} ».", ligne=ligne))


def _colon(source: Source, number: int) -> Diagnostic | None:
    """A known key whose colon has no space after it, or is that of another alphabet."""
    match = _CLE.match(source.line(number))
    if match is None or match["cle"].strip() not in known_keys():
        return None
    if match["signe"] == _LARGE:
        raison = t("ce « ： » n'est pas le signe « : » du clavier")
    elif match["suite"][:1].strip():
        raison = t("il manque une espace après « : »")
    else:
        return None
    return _told(source, number, match.span("signe"), raison, _written(match["cle"], match["suite"]))


def _without_colon(source: Source, number: int) -> Diagnostic | None:
    """A line that begins with a known key and holds no colon at all."""
    match = _MOTS.fullmatch(source.line(number).split(" #")[0].rstrip())
    if match is None:
        return None
    words = match["mots"].split(" ")
    for n in range(len(words), 0, -1):
        cle = " ".join(words[:n])
        if cle in known_keys():
            start = match.start("mots")
            raison = t("il manque « : » après « {cle} »", cle=cle)
            remedy = _written(cle, " ".join(words[n:]).removeprefix("="))
            return _told(source, number, (start, start + len(cle)), raison, remedy)
    return None


def _at_the_margin(source: Source, above: list[int]) -> Diagnostic | None:
    """A key of a clause that stands at the beginning of its line, where the keys of the file are."""
    for number in above:
        match = _CLE.match(source.line(number))
        if match is None or match["retrait"] or match["cle"] not in known_keys() - root_keys():
            continue
        before = next((m for n in _above(source, number) if (m := _CLE.match(source.line(n)))), None)
        if before is None or not before["retrait"]:
            continue
        cle, wanted = match["cle"], len(before["retrait"])
        raison = t("« {cle} » n'est pas dans l'alignement de « {autre} »", cle=cle, autre=before["cle"])
        conseil = t("Mettez {n} espaces devant cette clé, comme devant celle d'avant.", n=str(wanted))
        return _told(source, number, match.span("cle"), raison, conseil)
    return None


def _dash_column(source: Source, number: int) -> Diagnostic | None:
    """The dash of an element that does not stand under those before it."""
    here = _ELEMENT.match(source.line(number))
    above = (_ELEMENT.match(source.line(n)) for n in range(number - 1, 0, -1))
    before = next((m for m in above if m is not None), None)
    if here is None or before is None or len(here[1]) == len(before[1]):
        return None
    n = str(len(before[1]))
    raison = t("ce tiret n'est pas sous ceux des éléments qui précèdent")
    place = (len(here[1]), len(here[1]) + 1)
    return _told(
        source, number, place, raison, t("Mettez {n} espaces devant le tiret, comme devant eux.", n=n)
    )


def _lost_comment(source: Source, line: int) -> Diagnostic | None:
    """The first line of the file, without the « # » that made it a comment."""
    said = [n for n in range(1, line) if source.line(n).strip() and not source.line(n).startswith("#")]
    return _bare(source, line) if len(said) == 1 else None


def _bare(source: Source, line: int) -> Diagnostic | None:
    """A line that holds no key, found at the next one, which is sound."""
    here = source.line(line)
    said = [n for n in range(line - 1, max(0, line - _LIGNES), -1) if source.line(n).strip()]
    if not said or ": " not in f"{here} " or ":" in source.line(said[0]).split(" #")[0]:
        return None
    number, text = said[0], source.line(said[0])
    place = (len(text) - len(text.lstrip()), len(text.rstrip()))
    before = next((source.line(n) for n in said[1:] if not source.line(n).lstrip().startswith("#")), "")
    opened = _BLOC_OUVERT.fullmatch(before)
    if opened is not None:
        raison = t("cette ligne continue le texte de « {cle} », mais n'est pas en retrait", cle=opened["cle"])
        return _told(source, number, place, raison, t("Mettez-la en retrait : plus à droite que sa clé."))
    raison = t("cette ligne n'a pas de « : » après sa clé")
    if not before:
        return _told(
            source, number, place, raison, t("Si c'est un commentaire, commencez la ligne par « # ».")
        )
    conseil = t("Écrivez « clé: valeur », ou mettez la ligne en retrait si elle continue la précédente.")
    return _told(source, number, place, raison, conseil)


def _bracket(source: Source, number: int) -> Diagnostic | None:
    """`{ nom: OPH [Plaine] Nord }`: a bracket within a text, between braces."""
    match = _CROCHET.search(source.line(number))
    if match is None:
        return None
    signe, valeur = match["signe"], match["valeur"].strip()
    raison = t("« {signe} » est dans un texte sans guillemets, entre accolades", signe=signe)
    ligne = f'{match["cle"]}: "{valeur}"'
    return _told(source, number, match.span("signe"), raison, t("Écrivez « {ligne} ».", ligne=ligne))


def _written(cle: str, suite: str) -> str:
    return t("Écrivez « {ligne} ».", ligne=_line(cle, suite))


def _line(cle: str, suite: str) -> str:
    shown = suite.strip() if len(suite.strip()) <= _COURTE else "…"
    return f"{cle.strip()}: {shown}".rstrip()


def _indent(source: Source, number: int) -> Diagnostic | None:
    """A known key that stands a little out of the column of the key before."""
    here = _CLE.match(source.line(number))
    before = (_CLE.match(source.line(n)) for n in _above(source, number))
    above = next((m for m in before if m is not None and m["cle"].strip() in known_keys()), None)
    if here is None or above is None or here["cle"].strip() not in known_keys() or "-" in here["retrait"]:
        return None
    column, wanted = len(here["retrait"]), len(above["retrait"])
    if column == wanted or not above["suite"].strip() or above["cle"].strip() not in known_keys():
        return None
    cle, autre = here["cle"].strip(), above["cle"].strip()
    line = next(n for n in range(number - 1, 0, -1) if _CLE.match(source.line(n)) is not None)
    if column > wanted and _is_too_far_left(source, line, column) and not _goes_on(source, number, wanted):
        raison = t("« {cle} » n'est pas dans l'alignement de « {autre} »", cle=autre, autre=cle)
        conseil = (
            t(
                "Mettez {n} espaces devant le tiret : « {cle} » sera au-dessus de « {autre} ».",
                n=str(max(column - 2, 0)),
                cle=autre,
                autre=cle,
            )
            if "-" in above["retrait"]
            else t("Mettez {n} espaces devant cette clé, comme devant celle d'après.", n=str(column))
        )
        return _told(source, line, above.span("cle"), raison, conseil)
    raison = t("« {cle} » n'est pas dans l'alignement de « {autre} »", cle=cle, autre=autre)
    conseil = (
        t("Mettez {n} espaces devant cette clé, comme devant celle d'avant.", n=str(wanted))
        if wanted
        else t("Mettez cette clé au tout début de la ligne, comme celle d'avant.")
    )
    return _told(source, number, here.span("cle"), raison, conseil)


def _goes_on(source: Source, number: int, wanted: int) -> bool:
    """Is the next key in the column of those before this line?"""
    after = (
        _CLE.match(source.line(n)) for n in range(number + 1, min(number + _LIGNES, len(source.line_starts)))
    )
    below = next((m for m in after if m is not None), None)
    return below is not None and "-" not in below["retrait"] and len(below["retrait"]) == wanted


def _is_too_far_left(source: Source, number: int, column: int) -> bool:
    """Does the key of this line come after one of the column, or after the key that it should be under?"""
    line = next((n for n in _above(source, number)), 0)
    before = _CLE.match(source.line(line)) if line else None
    if before is None:
        return False
    return len(before["retrait"]) == column or not before["suite"].strip()


def _told(source: Source, number: int, place: tuple[int, int], raison: str, conseil: str) -> Diagnostic:
    start = source.line_starts[number - 1]
    span = Span(source=source, start=start + place[0], end=start + place[1])
    return problems.yaml_illisible(span=span, raison=raison, conseil=conseil)


@cache
def root_keys() -> frozenset[str]:
    """Keys that stand at the beginning of a line in some kind of file."""
    branches = (schema.resolve(b) for b in schema.schemas(schema.root(), "oneOf"))
    return frozenset(key for branch in branches for key in schema.mapping(branch, "properties"))


@cache
def known_keys() -> frozenset[str]:
    """Every key that the published schema names."""
    return frozenset(_keys(schema.root()))


def _keys(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _keys(part)
    elif isinstance(node, dict):
        properties = node.get("properties")
        if isinstance(properties, dict):
            yield from properties
        for part in node.values():
            yield from _keys(part)
