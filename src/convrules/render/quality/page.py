"""The state of the data, ready to print: figures with their shares, rows in their order, sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from convrules.base.outcomes import Genre
from convrules.facts.qualite import ColonneMesuree, Contenu, TableMesuree
from convrules.render import numbers
from convrules.render.french import cite
from convrules.render.lexicon import Lexique, shown
from convrules.render.quality.lacunes import Lacune

FIN = numbers.FINE
VACANCES_MAX = 8
TITRES: Final = (
    "Donnée", "Colonne du fichier", "Renseigné", "Pas encore", "Jamais", "Sans objet", "Non enregistré",
    "En erreur", "Remarques",
)  # fmt: skip
LECTURE: Final = (
    "Renseigné : une valeur, ou une date, même connue au mois près. Pas encore : la cellule est vide et la "
    "colonne est dite complète jusqu'à un jour. Jamais : c'est écrit. Non enregistré : la cellule est vide, "
    "et rien ne dit pourquoi. En erreur : ce qui est écrit ne se lit pas, ou une autre ligne le contredit."
)
MANQUES: Final = (
    "Une règle indéterminée l'est faute de ces données, ou d'autres aussi : remplir une seule colonne ne "
    "suffit pas toujours. Ce qui n'a pas encore eu lieu, et ce qu'une personne doit décider, n'y est pas."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualite:
    """`lacunes` None: nothing was evaluated, so that what gaps change is not known."""

    tables: tuple[TableMesuree, ...]
    lacunes: tuple[Lacune, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneColonne:
    """`champ`: the name that files use; `donnee`: with its label. `nombres`: one figure by title between the
    column and the remarks. `plein`, `explique`: shares out of a thousand, for the bar: cells with a value;
    empty cells whose meaning is known."""

    champ: str
    donnee: str
    colonne: str
    nombres: tuple[str, ...]
    remarques: str
    plein: int
    explique: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneManque:
    donnee: str
    pourquoi: str
    convention: str
    regle: str
    vacances: str
    lesquelles: str


def column(c: ColonneMesuree, lexique: Lexique) -> LigneColonne:
    n = c.nombres
    filled = n[Contenu.RENSEIGNE] + n[Contenu.APPROCHE]
    explained = n[Contenu.PAS_ENCORE] + n[Contenu.JAMAIS] + n[Contenu.SANS_OBJET]
    others = (Contenu.PAS_ENCORE, Contenu.JAMAIS, Contenu.SANS_OBJET, Contenu.INCONNU, Contenu.ERREUR)
    return LigneColonne(
        champ=c.champ,
        donnee=shown(c.champ, lexique),
        colonne=c.colonne or "(calculée)",
        nombres=(_share(filled, c.lignes), *(numbers.group(n[x]) if n[x] else "–" for x in others)),
        remarques=f"{FIN}; ".join(_remarks(c)),
        plein=_thousandths(filled, c.lignes),
        explique=_thousandths(explained, c.lignes),
    )


def _remarks(c: ColonneMesuree) -> Iterator[str]:
    if c.nombres[Contenu.APPROCHE]:
        yield f"{numbers.group(c.nombres[Contenu.APPROCHE])} au mois ou à l'année près"
    if c.par_defaut:
        yield f"{numbers.group(c.par_defaut)} par défaut"
    if c.reparees:
        yield f"{numbers.group(c.reparees)} au zéro de tête rétabli"


def _share(n: int, total: int) -> str:
    """Rounded down: « 100 % » is said of all of them only."""
    if not total:
        return "–"
    return f"{numbers.group(n)} ({numbers.percent(Fraction(1000 * n // total, 1000))})"


def _thousandths(n: int, total: int) -> int:
    return 1000 * n // total if total else 0


def account(table: TableMesuree) -> str:
    """« 12 lignes lues = 11 gardées + 1 refusée. »"""
    files = table.fichiers
    read, kept = sum(f.lues for f in files), sum(f.gardees for f in files)
    refused, aside = sum(f.refusees for f in files), sum(f.ecartees for f in files)
    unread = [f.nom for f in files if not f.lisible]
    rows = numbers.count(read, "ligne lue", "lignes lues")
    told = f"{rows} = {numbers.count(kept, 'gardée')} + {numbers.count(refused, 'refusée')}"
    told += f" + {numbers.count(aside, 'écartée')}." if aside else "."
    return f"{told} Non lu{FIN}: {', '.join(unread)}." if unread else told


def gaps(lacunes: Sequence[Lacune], tables: Sequence[TableMesuree], lexique: Lexique) -> list[LigneManque]:
    mapped = {c.champ for table in tables for c in table.colonnes}
    return [
        LigneManque(
            donnee=shown(x.fait, lexique) + (f", dans {cite(x.table)}" if x.table else ""),
            pourquoi=_why(x, mapped),
            convention=x.convention,
            regle=f"{x.regle} ({x.article})" if x.article else x.regle,
            vacances=numbers.group(len(x.vacances)),
            lesquelles=_named(x.vacances),
        )
        for x in lacunes
    ]


def _why(lacune: Lacune, mapped: set[str]) -> str:
    if lacune.genre is Genre.ERREUR:
        return "en erreur"
    field = lacune.fait.rsplit(".", 1)[-1]
    return "non enregistré" if field in mapped else "aucune colonne ne le remplit"


def _named(vacances: Sequence[str]) -> str:
    left = len(vacances) - VACANCES_MAX
    told = ", ".join(vacances[:VACANCES_MAX])
    return f"{told} et {numbers.count(left, 'autre')}" if left > 0 else told
