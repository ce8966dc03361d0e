"""What a message shows of a file: the one gate that values, excerpts and names of rows go through.

Shown: cells of mapped columns that hold no free text, once none of them looks like what identifies a person
(`personnel.protected`); not those that their row makes doubtful (`decalage`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from convrules import ir
from convrules.base.texte import masked, suite, t
from convrules.base.values import TTexte
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import tri as problems
from convrules.diagnostics.problems.donnees import court
from convrules.facts.formes import IDENTIFIANTS, lost_zero, personal_form
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import MASQUE
from convrules.facts.tri import TriLu

DESIGNENT: Final = IDENTIFIANTS | {"vacance", "demande"}
"""Fields whose texts name a row for its reader."""
COURANT: Final = 11
"""SOURCE: CCH R. 411-5, as for other outputs: what so many rows have in a column is nobody's name."""
CITES: Final = 3
"""Texts shown beside a finding that speaks of several."""
POINTS: Final = MASQUE * 3


def free_text(colonne: ir.Colonne) -> bool:
    """Does a column read any text?"""
    return isinstance(colonne.type, TTexte) and colonne.codes is None


def visible(fichier: Fichier) -> frozenset[int]:
    """Columns whose cells a message may show. A key that fills no fact is not among them."""
    return frozenset(i for c, i, _ in fichier.colonnes if c.champ in DESIGNENT or not free_text(c))


def hidden_cells(fichier: Fichier) -> Mapping[int, Collection[int]]:
    """Cells of these columns that are not shown for all that, by line."""
    rows = {rangee.ligne: rangee for rangee, _, _ in fichier.constats if rangee.ligne in fichier.caches}
    met = Counter((r, row.valeurs[r]) for ligne, row in rows.items() for r in fichier.caches[ligne])
    return {
        ligne: {r for r in fichier.caches[ligne] if met[r, row.valeurs[r]] < COURANT}
        for ligne, row in rows.items()
    }


def without(constat: Diagnostic, texte: str) -> Diagnostic:
    """A finding that does not say the text of its cell; its title, which is shown wherever it may be, is said
    though a row of titles has it for its cell."""
    said = court(texte)
    hidden = {k: POINTS if v == said else masked(v, texte, POINTS) for k, v in constat.args.items()}
    titles = {k: v for k, v in constat.args.items() if k == "colonne"}
    return replace(constat, args=hidden | titles) if texte else constat


def spelt(textes: Sequence[tuple[str, str]], lien: str = "pour") -> str:
    """Some texts, each with the one that it looks like; neither when one may be somebody's."""
    pairs = ((POINTS, POINTS) if any(map(identifying, pair)) else pair for pair in textes[:CITES])
    if lien == "pour":
        said = suite(t("« {texte} » pour « {autre} »", texte=text, autre=near) for text, near in pairs)
    else:
        said = suite(t("« {texte} » comme « {autre} »", texte=text, autre=near) for text, near in pairs)
    return t("{liste}, …", liste=said) if len(textes) > CITES else said


def identifying(texte: str) -> bool:
    """Does a text, of whatever field, look like what identifies a person?"""
    return lost_zero(texte) or personal_form(texte) is not None


def uncited(fichiers: Iterable[Sequence[TriLu]]) -> Iterator[Diagnostic]:
    """Of a column that keeps rows by what it says, the texts that no key names: their rows are set aside.

    fichiers: the choices of one source, in each of its files."""
    met: dict[str, tuple[ir.Tri, Counter[str]]] = {}
    for one in (one for choix in fichiers for one in choix if one.tri.garde and one.non_cites):
        met.setdefault(one.tri.colonne, (one.tri, Counter()))[1].update(one.non_cites)
    for tri, rows in met.values():
        yield problems.tri_non_cite(
            span=tri.span, colonne=tri.colonne, lignes=str(rows.total()), textes=_common(rows)
        )


def _common(rows: Counter[str]) -> str:
    """The most frequent texts of a column that may fill no fact, each with its rows: of so many that they are
    nobody's. Empty when there is none."""
    shown = [(texte, n) for texte, n in rows.most_common(CITES) if n >= COURANT and not identifying(texte)]
    said = suite(t("« {texte} » ({n})", texte=court(texte), n=str(n)) for texte, n in shown)
    return t("{liste}, …", liste=said) if shown and len(shown) < len(rows) else said
