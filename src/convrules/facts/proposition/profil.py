"""What the first rows of a file show of a column: no value is kept but those that look like codes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Final

from convrules import geographie
from convrules.base.motifs import Motif
from convrules.base.notations import NOTATIONS
from convrules.base.records import dataclass
from convrules.base.signes import COMMANDE
from convrules.base.values import TNombre
from convrules.facts.dates import USUELS, Intervalle, read_date, read_format
from convrules.facts.formes import MOTS_USUELS, Forme, personal_form, somebody
from convrules.facts.inconnus import MANQUANTS
from convrules.facts.nombres import DefautNombre, number_reader
from convrules.facts.proposition import lexique
from convrules.facts.readers.lieux import Tableau
from convrules.facts.titres import bare, looks_personal, may_name_somebody

LIGNES: Final = 5_000  # LIMIT: rows looked at to propose a mapping.
VALEURS: Final = 60  # LIMIT: different values of a column of codes.
LONGUEUR: Final = 40
SEUIL: Final = 11
"""SOURCE: REP-07, small cells: a value that fewer rows hold is not shown."""
_NOMBRE, _UN = TNombre(), Fraction(1)
POINT_DE_MILLIERS: Final = "1.234,56"
A_DIRE: Final = ("1234.56", POINT_DE_MILLIERS, "1,234.56", "1'234,56", "1'234.56")
"""Notations that have to be declared: the others are read without."""
_JOUR_MOIS: Final = Motif("jj(.?)mm")
CONNUS: Final = MOTS_USUELS | {mot for codes in lexique.VALEURS.values() for mot in codes}
"""Words that are nobody's name, among those that files write for codes."""


@dataclass(slots=True, kw_only=True)
class Profil:
    """Of a column: how many cells are filled, and what may be seen in them.

    `formats`, `notations`: by usual format of dates or of numbers, how many cells it reads. `valeurs`: how
    many rows hold each; None when there are too many for codes. `nombres`, `communes`: how many read so.
    `chiffrees`: cells that hold a figure.
    `manquants`: words for the unknown; `sentinelles`: numbers that may stand for it. `repetees`: how many
    were met before.
    `jours_d_abord`: cells that read as a day, then a month; `sans_ordre`: those that also read the other way
    round; `ordre_su`: does some cell of the file read in one order only?
    `personnel`, `douteux`: the title announces a person, surely or perhaps.
    `forme`: the form of what identifies a person, in some cell; `menage`: the same, in a table of households,
    where an address is theirs; `stricte`: in a column of identifiers, where a bare number is of a thing."""

    titre: str
    rang: int
    pleines: int = 0
    vides: int = 0
    nombres: int = 0
    repetees: int = 0
    chiffrees: int = 0
    communes: int = 0
    jours_d_abord: int = 0
    sans_ordre: int = 0
    ordre_su: bool = False
    decimales: bool = False
    personnel: bool = False
    douteux: bool = False
    forme: Forme | None = None
    menage: Forme | None = None
    stricte: Forme | None = None
    formats: Counter[str] = field(default_factory=Counter)
    notations: Counter[str] = field(default_factory=Counter)
    valeurs: Counter[str] | None = field(default_factory=Counter)
    manquants: set[str] = field(default_factory=set)
    sentinelles: set[str] = field(default_factory=set)
    _vues: set[str] = field(default_factory=set)

    @property
    def titre_repete(self) -> bool:
        """Is the title a value of its own column?"""
        return self.titre in self._vues

    def look(self, text: str) -> None:
        # Why like an empty one: a cell with such a sign has no text (`readers.lieux.readable`).
        if not text or (not text.isprintable() and COMMANDE.search(text)):
            self.vides += 1
            return
        known = bare(text)
        if known in MANQUANTS or text in lexique.JOURS_MANQUANTS:
            self.manquants.add(text)
            return
        self.pleines += 1
        vu = _look(text)
        seen_in = (Forme.NOM,) * 3 if self.douteux and somebody(text, CONNUS) else vu.formes
        self.forme, self.menage, self.stricte = (
            kept or seen for kept, seen in zip((self.forme, self.menage, self.stricte), seen_in, strict=True)
        )
        self.repetees += text in self._vues
        self.chiffrees += any(c.isdigit() for c in text)
        self._vues.add(text)
        if vu.nombre:
            self.nombres += 1
            self.decimales = self.decimales or "," in text or "." in text
            if text in lexique.NOMBRES_MANQUANTS:
                self.sentinelles.add(text)
        self.communes += vu.commune
        for ecrit in vu.formats:
            self.formats[ecrit] += 1
        self.jours_d_abord += any(map(_inverse, vu.formats))
        self.sans_ordre += vu.sans_ordre
        for ecrit in vu.notations:
            self.notations[ecrit] += 1
        if self.valeurs is not None:
            self.valeurs[text] += 1
            if len(self.valeurs) > VALEURS or len(text) > LONGUEUR:
                self.valeurs = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vu:
    """What one text may be. `formes`: as in a `Profil`."""

    formes: tuple[Forme | None, Forme | None, Forme | None]
    nombre: bool
    commune: bool
    formats: tuple[str, ...]
    notations: tuple[str, ...]
    sans_ordre: bool


@lru_cache(maxsize=1 << 16)
def _look(text: str) -> _Vu:
    # Why first: what a table of households does not take for a person, no other does.
    menage = personal_form(text, "candidatures", "motif")
    formes: tuple[Forme | None, Forme | None, Forme | None] = (None, None, None)
    if menage is not None:
        formes = (personal_form(text, "vacances", "motif"), menage, personal_form(text, "vacances", "id"))
    formats = tuple(_formats(text))
    return _Vu(
        formes=formes,
        nombre=isinstance(number_reader(_NOMBRE, _UN, None)(text), Fraction),
        commune=len(text) in (4, 5)
        and (geographie.commune(text) is not None or geographie.commune(f"0{text}") is not None),
        formats=formats,
        sans_ordre=any(_reads(text, inverse) for f in formats if (inverse := _inverse(f))),
        notations=tuple(n for n in A_DIRE if isinstance(_as_written(text, n), Fraction)),
    )


def _as_written(text: str, notation: str) -> Fraction | DefautNombre:
    return number_reader(_NOMBRE, _UN, None, NOTATIONS[notation])(text)


def profiles(tableau: Tableau) -> Sequence[Profil]:
    """One by column. Cells under a title that announces a person are not looked at."""
    found = [
        Profil(titre=titre, rang=rang, personnel=looks_personal(titre), douteux=may_name_somebody(titre))
        for rang, titre in enumerate(tableau.entete.valeurs)
    ]
    seen = [p for p in found if not p.personnel]
    for rangee in islice(tableau.rangees(), LIGNES):
        if len(rangee.valeurs) == len(found):
            for profil in seen:
                profil.look(rangee.valeurs[profil.rang])
    known = any(p.jours_d_abord > p.sans_ordre for p in seen)
    for profil in seen:
        profil.ordre_su = known
    return found


def _formats(text: str) -> Iterator[str]:
    if not 4 <= len(text) <= 19 or not text[:1].isdigit():
        return
    yield from (ecrit for ecrit in USUELS if _reads(text, ecrit))


def _reads(text: str, ecrit: str) -> bool:
    format_ = read_format(ecrit)
    return format_ is not None and isinstance(read_date(text, format_), Intervalle)


def _inverse(ecrit: str) -> str:
    """The month before the day, in a format that has the day first; empty for another."""
    found = _JOUR_MOIS.match(ecrit)
    return f"mm{found[1]}jj{ecrit[found.end() :]}" if found is not None else ""
