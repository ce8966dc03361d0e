"""Rows that a mapping leaves aside, by what one of their columns says: never refused, always counted.

Source: docs/langage, « Correspondance ».
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from functools import partial
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import TCode
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import lecture
from convrules.diagnostics.problems import tri as problems
from convrules.facts.conversion import ERREURS, nearest
from convrules.facts.readers.csv_reader import clean
from convrules.facts.readers.lieux import Constat, Rangee, Tableau
from convrules.facts.titres import bare, looks_personal
from convrules.facts.traits import misspelt, written_around

CLES = {True: "lignes gardées", False: "lignes écartées"}
"""Key of the mapping, by what it does of the rows."""
_MUETS: Final = frozenset({"NULL", "(NULL)", "NAN", "INCONNU", "INCONNUE", "NSP"})
"""Words that no list of codes holds. « NR » or « NC » may well be codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doute:
    """`dit`: of the cell, as a message says it. `proche`: the text that it may stand for."""

    dit: str
    proche: str = ""


@dataclass(slots=True, kw_only=True)
class TriLu:
    """A choice of rows, in one file. `rank`: index of its column; `vues`: those of its texts it has met.
    `inconnus`: texts of the column that say nothing; `autres`: those that another choice names there;
    `codes`: those that the mapping gives a fact of this column, if it does. `non_cites`: texts that no key
    names, with how many rows they set aside."""

    tri: ir.Tri
    rank: int
    textes: frozenset[str]
    inconnus: frozenset[str] = frozenset()
    autres: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    vues: set[str] = field(default_factory=set)
    non_cites: Counter[str] = field(default_factory=Counter)

    def keeps(self, texte: str) -> bool:
        """What a text decides, doubts apart."""
        if texte not in self.textes:
            return not self.tri.garde
        self.vues.add(texte)
        return self.tri.garde

    def doubt(self, texte: str) -> Doute | None:
        """Why a text does not decide: it says nothing where rows are kept by what they say, or it is nearly
        one of those that are named, or it is none of them where both sorts are."""
        if texte in self.textes or texte in self.autres:
            return None
        if texte in self.inconnus or not any(map(str.isalnum, texte)) or bare(texte) in _MUETS:
            return Doute(dit="ne dit rien") if self.tri.garde else None
        if self.codes and texte in self.codes:
            return None
        proche = misspelt(texte, self.textes) or written_around(texte, self.textes)
        if proche:
            return Doute(dit="ressemble, sans l'être, à un texte cité", proche=proche)
        if self.tri.garde and (self.autres or self.codes):
            return Doute(dit="n'est aucun des textes cités")
        return None


def choices(
    tableau: Tableau, source: ir.FichierSource, colonnes: Sequence[ir.Colonne] = ()
) -> tuple[TriLu, ...]:
    """Those of a source whose column this file has. colonnes: of the mapping."""
    names = tableau.entete.valeurs
    coded: dict[str, set[str]] = {}
    for colonne in colonnes:
        if isinstance(colonne.type, TCode) and colonne.codes:
            coded.setdefault(clean(colonne.colonne or ""), set()).update(clean(c) for c, _ in colonne.codes)
    return tuple(
        TriLu(
            tri=t,
            rank=names.index(clean(t.colonne)),
            textes=_texts(t),
            inconnus=frozenset(map(clean, source.manquant)),
            codes=frozenset(coded.get(clean(t.colonne), ())),
            autres=frozenset(
                x
                for o in source.tris
                if o is not t and clean(o.colonne) == clean(t.colonne)
                for x in _texts(o)
            ),
        )
        for t in source.tris
        if clean(t.colonne) in names and not looks_personal(clean(t.colonne))
    )


def _texts(tri: ir.Tri) -> frozenset[str]:
    return frozenset(clean(v) for v, _ in tri.valeurs)


def check_choices(tableau: Tableau, source: ir.FichierSource) -> Iterator[Diagnostic]:
    """Every column that chooses rows is in the file, and tells nothing of a person."""
    names = tableau.entete.valeurs
    for tri in source.tris:
        nom = clean(tri.colonne)
        if looks_personal(nom):
            yield problems.tri_personnel(span=tri.span, colonne=nom, cle=CLES[tri.garde])
        elif nom not in names:
            yield problems.tri_absent(
                span=tri.span,
                colonne=nom,
                cle=CLES[tri.garde],
                fichier=tableau.nom,
                proche=nearest(nom, names),
            )


def untold(rangee: Rangee, tableau: Tableau, choix: Sequence[TriLu]) -> tuple[int, Constat] | None:
    """A cell that should choose and does not, when no other sets the row aside: where it is, and
    the finding."""
    found: tuple[int, Constat] | None = None
    for one in choix:
        texte, nom = rangee.valeurs[one.rank], tableau.entete.valeurs[one.rank]
        if one.rank in rangee.fautes:
            return one.rank, rangee.fautes[one.rank]
        if texte in ERREURS and texte not in one.textes:
            return one.rank, partial(lecture.cellule_en_erreur, colonne=nom, valeur=texte)
        doute = one.doubt(texte)
        if doute is not None:
            make = partial(
                problems.tri_indecis, colonne=nom, cle=CLES[one.tri.garde], dit=doute.dit, proche=doute.proche
            )
            found = found or (one.rank, make)
        elif not one.keeps(texte):
            return None
    return found


def kept(rangee: Rangee, choix: Sequence[TriLu]) -> bool:
    """Is the row one that is read? Each choice is asked, for it remembers what it has met."""
    answers = [one.keeps(rangee.valeurs[one.rank]) for one in choix]
    for one, answer in zip(choix, answers, strict=True):
        texte = rangee.valeurs[one.rank]
        if not answer and texte not in one.textes | one.autres | one.codes:
            one.non_cites[texte] += 1
    return all(answers)


def excluded(rangee: Rangee, choix: Sequence[TriLu]) -> bool:
    """Of a row that has not the width of the titles: is one of its cells, where it stands, a text that the
    mapping wants out? A report ends with such rows."""
    width = len(rangee.valeurs)
    named = [o for o in choix if not o.tri.garde and o.rank < width and rangee.valeurs[o.rank]]
    answers = [one.keeps(rangee.valeurs[one.rank]) for one in named]
    return not all(answers)


def never_met(fichiers: Iterable[Sequence[TriLu]]) -> Iterator[Diagnostic]:
    """Texts that no row of any file of a source says: most often a slip of the pen.

    fichiers: the choices of one source, in each of its files."""
    seen: dict[tuple[str, bool], set[str]] = {}
    tris: dict[tuple[str, bool], ir.Tri] = {}
    for choix in fichiers:
        for one in choix:
            key = (one.tri.colonne, one.tri.garde)
            tris[key] = one.tri
            seen.setdefault(key, set()).update(one.vues)
    for key, tri in tris.items():
        for texte, span in tri.valeurs:
            if clean(texte) not in seen[key]:
                yield problems.tri_sans_ligne(
                    span=span, colonne=tri.colonne, valeur=texte, cle=CLES[tri.garde]
                )
