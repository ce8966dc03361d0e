"""What of a project file may be shown: whoever writes a connection or a key there is told not to, and
messages show the line. A closed list says what is harmless: values of the keys below when they look like what
these keys hold, and keys that are words. All else is masked, sign by sign: places in
the text hold."""

import re
from collections.abc import Sequence
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.ressemblance import nearest

VOILE: Final = "·"
CACHE: Final = VOILE * 3
TABLE: Final = Motif(r"postgresql:((?:[a-z_][a-z0-9_]{0,62}\.)?[a-z_][a-z0-9_]{0,62})")
"""A journal kept in a table, its schema before it if it has one."""
CONNEXION: Final = Motif(
    r"(?i)\s*postgres|.*\b(?:host|password|dbname|user)\s*=|\w+://|.*:[^/\\]*@"
    r"|.*\b(?:password|passwd|pwd|mdp|mot.?de.?passe)\b"
)
"""How to connect, or a secret, where a name or a path is expected."""
_SECRET: Final = Motif(r"(?i)(?<=://)[^\s\"'@/]+(?=@)|(?<=password=)[^\s\"'&]+|(?<=passwd=)[^\s\"'&]+")
_CHEMIN: Final = Motif(r"[\w./\\ ()*+,~'=-]+")
_CHAINE: Final = r"(?:\"[^\"]*\"|'[^']*')"
_CITE: Final = Motif("\"[^\"]*(?:\"|$)|'[^']*(?:'|$)|[“«„][^”»]*(?:[”»]|$)|‘[^’]*(?:’|$)")
_ENTRE: Final = Motif(r"[\s\[\],]*")
_NOMBRES: Final = Motif(r"[\[\]\d\s,.%\"'\u00a0\u202f]*")
_METHODE: Final = Motif(r"[\"'](?:rythme|mobilite)[\"']")
_TEXTES: Final = frozenset({"depot.nom", "depot.data", "depot.journal"})
_CHIFFRES: Final = frozenset({
    "postgresql.delai", "seuils.lignes_refusees", "projection.mobilite", "alertes.retard", "alertes.marge",
    "alertes.jours", "bilan.periodes_construction",
})  # fmt: skip
_CLE_METHODE: Final = "projection.methode"
_SANS_VALEUR: Final = frozenset({
    "depot.tete_du_journal", "postgresql.service", "postgresql.variable", "requetes", "projection.parc",
})  # fmt: skip
"""Their names are shown, never what they hold."""
CONNUS: Final = frozenset(
    part for cle in (*_TEXTES, *_CHIFFRES, _CLE_METHODE, *_SANS_VALEUR) for part in cle.split(".")
)
_MOTS: Final = frozenset({
    "password", "passwd", "pwd", "mdp", "mot_de_passe", "cle", "clé", "cle_pseudonymes", "hote", "host",
    "port", "base", "dbname", "user", "utilisateur", "url", "connexion", "secret", "table",
})  # fmt: skip
"""Names under which secrets are written, and which are none."""
_MOT: Final = Motif(r"[a-z_]{1,24}")
_PROCHE: Final = 0.7
_PARTIE: Final = rf"(?:[\w-]+|{_CHAINE})"
_CLE: Final = rf"{_PARTIE}(?:[ \t]*\.[ \t]*{_PARTIE})*"
_TITRE: Final = Motif(rf"(\s*\[+\s*)({_CLE})?(\s*\]*)(.*)", re.S)
_PAIRE: Final = Motif(rf"(\s*)({_CLE})(\s*=\s*)(.*)", re.S)
_DEBUT: Final = Motif(r"(\s*)([\w-]*)(.*)", re.S)
_VALEUR: Final = Motif(rf"((?:{_CHAINE}|[^#\"'])*?)(\s*(?:#.*)?)", re.S)


def masked(text: str) -> str:
    """The text of a project file, of which nothing is left that may be a secret."""
    lines, section = [], ""
    for line in text.split("\n"):
        shown, section = _masked_line(line, section)
        lines.append(shown)
    return "\n".join(lines)


def without_addresses(text: str) -> str:
    """The text of another file, which is no place for secrets."""
    return _SECRET.sub(lambda found: VOILE * len(found[0]), text)


def said_key(cle: str) -> str:
    """A key as a message names it."""
    parts = cle.split(".")
    return ".".join(part if _is_word(part, parts[:rank]) else CACHE for rank, part in enumerate(parts))


def said_path(chemin: str) -> str:
    """A path as a message names it."""
    return chemin if _is_path(chemin) else CACHE


def _is_path(text: str) -> bool:
    return bool(TABLE.fullmatch(text) or (_CHEMIN.fullmatch(text) and not CONNEXION.match(text)))


def _is_word(part: str, before: Sequence[str]) -> bool:
    """Is a part of a key a name, and no secret? Under [postgresql], only names that are known."""
    if part in CONNUS or part in _MOTS or nearest(part, CONNUS, cutoff=_PROCHE):
        return True
    return "postgresql" not in before and _MOT.fullmatch(part) is not None


def _masked_line(line: str, section: str) -> tuple[str, str]:
    """The line, and the section that it leaves open."""
    title = _TITRE.fullmatch(line)
    if title is not None and "[" in title[1]:
        head, cle, end, rest = (part or "" for part in title.groups())
        return head + _shown_key(cle, ()) + end + _veiled(rest), ".".join(_parts(cle))
    pair = _PAIRE.fullmatch(line)
    if pair is None:
        found = _DEBUT.fullmatch(line)
        assert found is not None, "it takes any line"
        return found[1] + (found[2] if found[2] in CONNUS else _veiled(found[2])) + _veiled(found[3]), section
    before, cle, equal, rest = pair.groups()
    names = [part for part in section.split(".") if part]
    return before + _shown_key(cle, names) + equal + _shown_value([*names, *_parts(cle)], rest), section


def _parts(cle: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_PARTIE, cle)]


def _shown_key(cle: str, names: Sequence[str]) -> str:
    before = list(names)

    def show(found: re.Match[str]) -> str:
        part = found[0].strip("\"'")
        plain = _is_word(part, before) and (part == found[0] or part in CONNUS)
        before.append(part)
        return found[0] if plain else _veiled(found[0])

    return re.sub(_PARTIE, show, cle)


def _shown_value(names: Sequence[str], written: str) -> str:
    """What a key holds, its comment masked. Of a harmless key that holds something else, the signs."""
    cle = ".".join(names)
    if cle not in _TEXTES and cle not in _CHIFFRES and cle != _CLE_METHODE:
        return _veiled(written)
    split = _VALEUR.fullmatch(written)
    value, comment = (split[1], split[2]) if split is not None else (written, "")
    if cle in _TEXTES:
        texts = [found.strip("\"'“”«»„‘’") for found in _CITE.findall(value)]
        fine = _ENTRE.fullmatch(_CITE.sub("", value)) is not None
        fine = fine and all(not text or _is_path(text) for text in texts)
    else:
        fine = (_METHODE if cle == _CLE_METHODE else _NOMBRES).fullmatch(value.strip()) is not None
    return (value if fine else re.sub(r"[^\s\[\],\"'«»“”„‘’\\]", VOILE, value)) + _veiled(comment)


def _veiled(text: str) -> str:
    return re.sub(r"\S", VOILE, text)
