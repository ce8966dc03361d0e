"""How full the tables of a landlord are: for each column that its mapping reads, what its cells hold.

Of an empty cell, its three meanings are told apart: not yet, never, not recorded.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu, Erreur, Inconnu, SansObjet
from convrules.diagnostics.model import Diagnostic
from convrules.facts.chargement import ChargementFaits, FichierLu

REPAREE = "CR754"
MUETTES = frozenset({"CR869", "CR880", "CR882"})
"""What is told of events of which empty cells are read as « not happened », perhaps wrongly."""


class Contenu(StrEnum):
    """What a cell holds, once read and held against the others."""

    RENSEIGNE = "renseigne"
    APPROCHE = "approche"
    PAS_ENCORE = "pas_encore"
    JAMAIS = "jamais"
    SANS_OBJET = "sans_objet"
    INCONNU = "inconnu"
    ERREUR = "erreur"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColonneMesuree:
    """`colonne`: its title in the file, empty when it is computed. `nombres`: cells by what they hold.
    `par_defaut`: among the filled ones, those that `par défaut` filled; `reparees`: those that a
    spreadsheet had damaged."""

    champ: str
    colonne: str
    nombres: Counter[Contenu]
    par_defaut: int = 0
    reparees: int = 0

    @property
    def lignes(self) -> int:
        return self.nombres.total()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMesuree:
    """`fichiers`: what each gave and refused; `lignes`: rows that its columns were measured on."""

    table: str
    fichiers: tuple[FichierLu, ...]
    lignes: int
    colonnes: tuple[ColonneMesuree, ...]


def measure(
    correspondance: ir.Correspondance, chargement: ChargementFaits, diagnostics: Sequence[Diagnostic]
) -> tuple[TableMesuree, ...]:
    """In the order of the mapping. A refused row is counted with its file, not in the columns."""
    found = []
    for table, colonnes in correspondance.colonnes:
        counted = {c.champ: Counter[Contenu]() for c in colonnes if c.champ != "id"}
        lignes = 0
        for row in chargement.lignes(table):
            if row.refusee:
                continue
            lignes += 1
            for champ, nombres in counted.items():
                nombres[_content(row.cellule(champ))] += 1
        fichiers = tuple(f for f in chargement.fichiers if f.table == table)
        found.append(
            TableMesuree(
                table=table,
                fichiers=fichiers,
                lignes=lignes,
                colonnes=tuple(
                    ColonneMesuree(
                        champ=colonne.champ,
                        colonne=colonne.colonne or "",
                        nombres=counted[colonne.champ],
                        par_defaut=_defaults(chargement, table, colonne.champ),
                        reparees=_repaired(diagnostics, fichiers, colonne.colonne),
                    )
                    for colonne in colonnes
                    if colonne.champ != "id"
                ),
            )
        )
    return tuple(found)


def silent(diagnostics: Iterable[Diagnostic]) -> tuple[str, ...]:
    """Events of which rules may conclude from cells that nobody filled."""
    return tuple(dict.fromkeys(str(d.args["champ"]) for d in diagnostics if d.code in MUETTES))


def _content(cell: Cellule) -> Contenu:
    match cell:
        case Connu(valeur=Evenement() as event):
            return _of_event(event)
        case Connu():
            return Contenu.RENSEIGNE
        case SansObjet():
            return Contenu.SANS_OBJET
        case Inconnu():
            return Contenu.INCONNU
        case Erreur():
            return Contenu.ERREUR


def _of_event(event: Evenement) -> Contenu:
    if event.est_jamais:
        return Contenu.JAMAIS
    if event.jamais:
        return Contenu.PAS_ENCORE
    return Contenu.RENSEIGNE if event.connu is not None else Contenu.APPROCHE


def _defaults(chargement: ChargementFaits, table: str, champ: str) -> int:
    return sum(d.nombre for d in chargement.defauts if (d.table, d.champ) == (table, champ))


def _repaired(diagnostics: Iterable[Diagnostic], fichiers: Sequence[FichierLu], colonne: str | None) -> int:
    names = {f.nom for f in fichiers}
    return sum(
        int(d.args["nombre"])
        for d in diagnostics
        if d.code == REPAREE and d.span.source.name in names and d.args["colonne"] == colonne
    )
