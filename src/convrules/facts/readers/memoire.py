"""Rows that a program holds in memory, to texts: read as those of a database, from line 2 on.

Where they come from (dictionaries, an Arrow table, a DuckDB relation) is the business of who gives them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.diagnostics.model import Checked
from convrules.diagnostics.problems import lecture
from convrules.facts.formes import IDENTIFIANTS
from convrules.facts.readers.csv_reader import clean, header_problems
from convrules.facts.readers.lieux import Rangee, Tableau, places
from convrules.facts.readers.valeurs import Condensat, Valeur, make_row, usages

_DESIGNENT: Final = IDENTIFIANTS | {"vacance", "demande"}
"""Fields that name a row."""
_LISIBLES = (str, bool, int, float, Decimal, date, datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEnMemoire:
    """`titres`: of the columns; `rangees`: the values of each row, in their order (None: nothing)."""

    titres: tuple[str, ...]
    rangees: Sequence[Sequence[object]]


def read_rows(
    nom: str, table: TableEnMemoire, fichier: ir.FichierSource, colonnes: Sequence[ir.Colonne]
) -> Checked[Tableau | None]:
    """Look at the titles, and at the types of the columns that are mapped; line 1 is that of the titles."""
    wanted = dict.fromkeys(map(clean, (*(c.colonne for c in colonnes if c.colonne), *fichier.outils)))
    # Why those that are read: without a row, dictionaries do not say which columns there would be.
    unsaid = not (table.titres or table.rangees)
    titles = tuple(wanted) if unsaid else tuple(map(clean, table.titres))
    entete = Rangee(ligne=1, suivante=2, valeurs=titles)
    chosen = [i for i, titre in enumerate(titles) if titre in wanted]
    uses = usages(titles, colonnes)

    def row(ligne: int, values: Sequence[object]) -> Rangee:
        cells: list[Valeur] = [None] * len(titles)
        for rank in chosen:
            value = values[rank]
            assert value is None or isinstance(value, _LISIBLES), "other types are refused with their column"
            cells[rank] = value
        return make_row(ligne, cells, uses)

    def digest() -> str:
        found = Condensat()
        for ligne, values in enumerate(table.rangees, 2):
            found.add(row(ligne, values))
        return found.hexdigest()

    tableau = Tableau(
        nom=f"table {nom}",
        separateur="\t",
        entete=entete,
        rangees=lambda: (row(n, values) for n, values in enumerate(table.rangees, 2)),
        total=len(table.rangees),
        empreinte=digest,
    )
    names = {clean(c.colonne or "") for c in colonnes if c.champ in _DESIGNENT}
    strange = {i: _strange(table, i, nomme=titles[i] in names) for i in chosen}
    spans = places(tableau, [(entete, i) for i in chosen], frozenset())
    wrong = (
        *header_problems(tableau),
        *(
            lecture.type_illisible(span=spans[1, i], colonne=titles[i], type=kind)
            for i, kind in strange.items()
            if kind
        ),
    )
    return Checked(value=None if wrong else tableau, diagnostics=wrong)


def _strange(table: TableEnMemoire, rank: int, *, nomme: bool) -> str:
    """The name of a type that is none of a fact, among the values of a column; nothing when there is none.
    nomme: the column names rows, which no truth does."""
    for values in table.rangees:
        value = values[rank]
        if value is not None and not isinstance(value, _LISIBLES):
            return type(value).__name__
        if nomme and isinstance(value, bool):
            return "bool"
        if isinstance(value, datetime) and value.tzinfo is not None:
            return "horodatage avec fuseau, dont le jour dépend du lieu"
    return ""
