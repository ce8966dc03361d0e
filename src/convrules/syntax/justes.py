"""A value of a key as it is to be written, where what was written leaves no doubt."""

import re
from typing import Final

from convrules.base.motifs import Motif
from convrules.syntax import nodes as n
from convrules.syntax import schema
from convrules.syntax.schema import Schema
from convrules.syntax.words import as_files_write_it, fold

_MOT: Final = "^[a-z][a-z0-9_]*$"
_IDENTIFIANT: Final = "^[a-z0-9][a-z0-9_-]*$"
"""The patterns of names: of those that sentences use, and of files."""
_TIRETS: Final = Motif("[\u2010-\u2015\u2212]")
"""Signs that a word processor puts in the place of a hyphen."""
_CHIFFRES_COUPES: Final = Motif(r"[0-9]+(?:[\s.\u00a0\u202f-]+[0-9]+)+")
_CODE: Final = "^[0-9A-Za-z_-]+$"
"""The pattern of codes."""
_CODE_ET_NOM: Final = Motif(
    r"\s*([0-9]{2,3}|2[AB]|[0-9]{5}|[0-9]{9})\s*[-\u2010-\u2015:,(/]?\s*[^\W\d][^0-9]*"
)
_GENRE_ET_NOM: Final = Motif(
    r"(?:la\s+|le\s+|l['’])?(?:convention|avenant|socle|modèle|politique)\s+([a-z0-9_-]+)"
)
_SIRET: Final = Motif(r"[0-9]{14}")
_SIREN: Final = 9
_VERSION: Final = Motif(r"(?P<annee>[0-9]{4})[-./](?P<mois>[0-9]{1,2})")


def mended(node: n.Scalaire, wanted: Schema) -> tuple[str, bool]:
    """The value as it is to be written, and whether nothing is guessed: a day, a number cut into groups of
    figures, the month of a version, a code beside its name, a name without its accents and
    hyphens. Empty when it cannot be told."""
    pattern = schema.text(wanted, "pattern")
    hyphens = _TIRETS.sub("-", node.texte)
    if hyphens != node.texte and re.search(pattern, hyphens) is not None:
        return hyphens, True
    if schema.text(wanted, "format") == "date":
        return as_files_write_it(node.texte), False
    unquoted = node.texte.strip("\"'")
    if unquoted != node.texte and re.search(pattern, unquoted) is not None:
        return f'"{unquoted}"', True
    figures = joined(node.texte)
    if figures and re.search(pattern, figures) is not None:
        return f'"{figures}"', True
    if _SIRET.fullmatch(figures or node.texte) and re.search(pattern, (figures or node.texte)[:_SIREN]):
        return f'"{(figures or node.texte)[:_SIREN]}"', False
    titled = _CODE_ET_NOM.fullmatch(node.texte) if pattern == _CODE else None
    if titled is not None:
        return f'"{titled[1]}"', False
    version = _VERSION.fullmatch(node.texte)
    if version is not None:
        meant = f"{version['annee']}-{int(version['mois']):02}"
        return (meant, False) if re.search(pattern, meant) is not None else ("", False)
    kind = _GENRE_ET_NOM.fullmatch(node.texte) if pattern == _IDENTIFIANT else None
    if kind is not None:
        return kind[1], False
    gaps, dash = (r"[\s'’]+", "-") if pattern == _IDENTIFIANT else (r"[\s'’-]+", "_")
    name = re.sub(gaps, dash, fold(node.texte).strip())
    named = pattern in (_MOT, _IDENTIFIANT) or " " not in node.texte.strip()
    return (name, False) if named and re.search(pattern, name) is not None else ("", False)


def joined(text: str) -> str:
    """The figures of a number cut by spaces, points or dashes; empty of any other text."""
    return re.sub(r"[^0-9]", "", text) if _CHIFFRES_COUPES.fullmatch(text.strip()) else ""
