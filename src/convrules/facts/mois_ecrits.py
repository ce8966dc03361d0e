"""Months that names of files write in letters: « v-mai.csv », « v-05-mai.csv », « V_DEC_2025.csv »."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.records import dataclass

_NOMS: Final = (
    ("janvier", "janv", "jan"),
    ("février", "févr", "fév"),
    ("mars", "mar"),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("août",),
    ("septembre", "sept", "sep"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("décembre", "déc"),
)
_AN: Final = 12


def _plain(texte: str) -> str:
    """Without capitals nor accents, sign for sign."""
    return "".join(unicodedata.normalize("NFD", sign)[0].lower() for sign in texte)


_RANGS: Final = {_plain(nom): (rank, n) for rank, noms in enumerate(_NOMS) for n, nom in enumerate(noms)}
_MOT: Final = Motif(
    r"(?:(?<![0-9])(?P<numero>0?[1-9]|1[0-2])(?P<lien>[-_. ]?))?(?<![a-z])(?P<mot>"
    + "|".join(sorted(_RANGS, key=len, reverse=True))
    + ")(?![a-z])"
)
_ANNEE: Final = Motif("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Gabarit:
    """A name without its month. `morceaux`: around it, and around its year when it has one; `annee`: does
    the year come first (None: none is there); `lien`: what follows the number of the month (None: none)."""

    morceaux: tuple[str, ...]
    annee: bool | None
    lien: str | None


@dataclass(frozen=True, slots=True)
class MoisEcrit:
    """One name. `rang`: of its month, from 0; counted from year 0 when it has one."""

    gabarit: Gabarit
    rang: int
    mot: str
    numero: str = ""


def month_in(nom: str) -> MoisEcrit | None:
    """The month of a name that has one, and one only."""
    nom = unicodedata.normalize("NFC", nom)
    plain = _plain(nom)
    found = list(_MOT.finditer(plain))
    if len(found) != 1:
        return None
    rank, _ = _RANGS[found[0]["mot"]]
    own = found[0]["numero"] is not None and int(found[0]["numero"]) == rank + 1
    start, end = found[0].start() if own else found[0].start("mot"), found[0].end()
    years = [y for y in _ANNEE.finditer(plain) if y.end() <= start or y.start() >= end]
    first = len(years) == 1 and years[0].start() < start
    cuts = [(start, end)]
    if len(years) == 1:
        cuts.insert(0 if first else 1, years[0].span())
        rank += _AN * int(years[0][0])
    edges = [0, *(edge for cut in cuts for edge in cut), len(nom)]
    pieces = tuple(nom[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    lien = found[0]["lien"] if own else None
    return MoisEcrit(
        gabarit=Gabarit(pieces, first if len(years) == 1 else None, lien),
        rang=rank,
        mot=nom[found[0].start("mot") : end],
        numero=found[0]["numero"] if own else "",
    )


def name_of(rang: int, presents: Sequence[MoisEcrit]) -> str:
    """A name that is not there, written as the others of its series are."""
    template = presents[0].gabarit
    forms = _NOMS[rang % _AN]
    wanted = max(_RANGS[_plain(one.mot)][1] for one in presents)
    word = forms[min(wanted, len(forms) - 1)]
    if not any(one.mot.lower() != _plain(one.mot) for one in presents) and any(
        "é" in full or "û" in full for one in presents for full in _NOMS[one.rang % _AN]
    ):
        word = _plain(word)
    shown = presents[0].mot
    word = word.upper() if shown.isupper() else word.capitalize() if shown[:1].isupper() else word
    if template.lien is not None:
        width = min(len(one.numero) for one in presents)
        word = f"{rang % _AN + 1:0{width}}{template.lien}{word}"
    filling = [word]
    if template.annee is not None:
        filling.insert(0 if template.annee else 1, f"{rang // _AN:04}")
    pieces = template.morceaux
    return pieces[0] + "".join(said + rest for said, rest in zip(filling, pieces[1:], strict=True))
