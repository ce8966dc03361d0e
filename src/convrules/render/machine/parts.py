"""What every JSON result is made of: the envelope, exact numbers, causes, sources, places."""

import json.encoder
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

from convrules import __version__, ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.base.signes import escaped
from convrules.base.source import Span
from convrules.render.numbers import decimal, exact
from convrules.year.model import Bornes
from convrules.year.valeurs import Lacune

_quoted: Final[Callable[[str], str]] = json.encoder.encode_basestring
_WORDS: Final = {None: "null", True: "true", False: "false"}
Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
Objet: TypeAlias = dict[str, Json]


class Commun(list[Json]):
    """A list that many rows of a result share. `ecrits`: its text at each margin, once it was written."""

    def __init__(self, items: Iterable[Json]) -> None:
        super().__init__(items)
        self.ecrits: dict[str, str] = {}


class Reste:
    """Fields that many objects share after the one that is their own. `ecrits`: their text at each margin."""

    def __init__(self, champs: Objet) -> None:
        self.champs = champs
        self.ecrits: dict[str, str] = {}


class Pareil(dict[str, Json]):
    """An object that says what others say but for its first field."""

    __slots__ = ("cle", "propre", "reste")

    def __init__(self, cle: str, propre: str, reste: Reste) -> None:
        super().__init__({cle: propre, **reste.champs})
        self.cle, self.propre, self.reste = cle, propre, reste


@dataclass(frozen=True, slots=True, kw_only=True)
class Recu:
    """The receipt: what a result was computed from. SHA-256 by file name; `au` None where no date is
    looked at."""

    au: date | None = None
    conventions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    donnees: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def envelope(commande: str, recu: Recu, contenu: Objet) -> Objet:
    """`schema`, engine, receipt, then the content of the command."""
    return {
        "schema": f"convrules/{commande}/1",
        "moteur": __version__,
        "au": day(recu.au),
        "empreintes": {
            "conventions": dict(sorted(recu.conventions.items())),
            "donnees": dict(sorted(recu.donnees.items())),
        },
        **contenu,
    }


def dumps(objet: Json) -> str:
    """Text of a result, one line end after the last line; same input, same bytes. Signs that command a screen
    are escaped."""
    return escaped(_written(objet, "\n")) + "\n"


def item(objet: Json) -> str:
    """Text of one item of a list that stands on top."""
    return escaped(_written(objet, "\n  "))


def listed(objet: Objet, cle: str, items: Iterable[Json]) -> Iterator[str]:
    """The same text, in pieces, with these items in the list of that name, which is empty: each is made, told
    and let go before the next."""
    return told(objet, cle, map(item, items))


def told(objet: Objet, cle: str, items: Iterable[str]) -> Iterator[str]:
    """The same with the texts of these items."""
    # Why it is found: no text of JSON holds the end of a line, and only what stands on top has this margin.
    before, found, after = dumps(objet).partition(f'\n "{cle}": [')
    yield before + found
    between = ""
    for item in items:
        yield f"{between}\n  "
        yield item
        between = ","
    yield ("\n " if between else "") + after


def _written(objet: Json, line: str) -> str:
    """What `json.JSONEncoder(ensure_ascii=False, indent=1)` writes, in half the time. `line`: the end of a
    line, and the margin of the next."""
    if isinstance(objet, str):
        return _quoted(objet)
    if objet is None or isinstance(objet, bool):
        return _WORDS[objet]
    if isinstance(objet, int):
        return int.__repr__(objet)
    if not objet:
        return "{}" if isinstance(objet, Mapping) else "[]"
    inner = line + " "
    if isinstance(objet, Pareil):
        rest = objet.reste.ecrits.get(inner)
        if rest is None:
            rest = objet.reste.ecrits[inner] = _fields(objet.reste.champs, inner)
        return "{" + inner + _key(objet.cle) + _quoted(objet.propre) + "," + inner + rest + line + "}"
    if isinstance(objet, dict):
        return "{" + inner + _fields(objet, inner) + line + "}"
    if isinstance(objet, Commun):
        if line not in objet.ecrits:
            objet.ecrits[line] = _written(tuple(objet), line)
        return objet.ecrits[line]
    assert isinstance(objet, list | tuple), f"no JSON: {objet!r}"
    items = [_quoted(value) if value.__class__ is str else _written(value, inner) for value in objet]
    return "[" + inner + ("," + inner).join(items) + line + "]"


def _fields(objet: Objet, inner: str) -> str:
    # Why the two most frequent kinds here: a year says millions of them.
    return ("," + inner).join(
        [
            _key(key) + (_quoted(value) if value.__class__ is str else _written(value, inner))
            for key, value in objet.items()
        ]
    )


@lru_cache(maxsize=4_096)
def _key(key: str) -> str:
    return _quoted(key) + ": "


def number(x: Fraction) -> int | str:
    """A whole number as such, any other as the exact fraction « n/d »."""
    return x.numerator if x.denominator == 1 else exact(x)


def bounds(b: Bornes | None) -> Json:
    """The number, or the list of its two bounds where it is not known."""
    if b is None:
        return None
    return number(b.min) if b.valeur is not None else [number(b.min), number(b.max)]


def shown(b: Bornes | None, seuil: Fraction | None = None) -> Json:
    """The same rounded for display, decimal comma. seuil: what it is held against."""
    if b is None:
        return None
    least, most = (decimal(x, seuil=seuil) for x in (b.min, b.max))
    return least if b.valeur is not None else [least, most]


def causes(found: Iterable[Cause]) -> Json:
    """Missing facts by column, with the kind of lack and the row that lacks it (null: the vacancy)."""
    return list(_causes(found))


def _causes(found: Iterable[Cause]) -> Iterator[Json]:
    return ({"fait": c.fait, "genre": c.genre.value, "ligne": c.ligne or None} for c in sorted(found))


def shared_causes() -> Callable[[frozenset[Cause]], Json]:
    """The same for rows of which many lack the same."""
    known: dict[frozenset[Cause], Commun] = {}

    def told(found: frozenset[Cause]) -> Json:
        if found not in known:
            known[found] = Commun(_causes(found))
        return known[found]

    return told


def forecast(annee: int | None, lues: int, laissees: int, lacunes: Iterable[Cause]) -> Objet:
    """What a policy that looks ahead read. annee: of reference (null: the vacancies declared as expected)."""
    return {
        "annee_de_reference": annee,
        "lignes": lues,
        "lignes_laissees": laissees,
        "causes": causes(lacunes),
    }


def uncovered(lacune: Lacune) -> Objet:
    """Days judged of which vacancies may lack."""
    return {
        "evenement": lacune.evenement,
        "complet_au": day(lacune.complet),
        "du": day(lacune.du),
        "au": day(lacune.au),
        "mois": [f"{year:04}-{month:02}" for year, month in lacune.mois],
        "conventions": list(lacune.conventions),
    }


def day(d: date | None) -> str | None:
    return d.isoformat() if d is not None else None


def event(e: Evenement | None) -> Json:
    """A day, « jamais », bounds of what is possible, or null when nothing is computed."""
    if e is None:
        return None
    if e.connu is not None:
        return e.connu.isoformat()
    if e.est_jamais:
        return "jamais"
    return {"debut": day(e.debut), "fin": day(e.fin), "jamais": e.jamais}


def source(s: ir.SourceJuridique) -> Json:
    return {
        "article": s.article,
        "page": s.page,
        "fondement": s.fondement,
        "document": s.document,
        "version": day(s.version),
        "verifie_le": day(s.verifie_le),
        "confiance": s.confiance,
    }


def place(span: Span) -> Objet:
    """File, line and column from 1; end excluded."""
    line, column = span.position
    end_line, end_column = span.source.position(span.end)
    return {
        "fichier": span.source.name,
        "ligne": line,
        "colonne": column,
        "ligne_fin": end_line,
        "colonne_fin": end_column,
    }
