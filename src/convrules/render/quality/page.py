"""The state of the data, ready to print: figures with their shares, rows in their order, sentences."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from convrules.base.outcomes import Genre
from convrules.base.records import dataclass
from convrules.base.texte import t, tel_quel
from convrules.facts.qualite import ColonneMesuree, Contenu, TableMesuree
from convrules.render import numbers
from convrules.render.french import cite, joined, listing
from convrules.render.lexicon import Lexique, shown
from convrules.render.quality.lacunes import Lacune

FIN = numbers.FINE
VACANCES_MAX = 8
TITRES: Final = (
    t("Donnée"),
    t("Colonne du fichier"),
    t("Renseigné"),
    t("Pas encore"),
    t("Jamais"),
    t("Sans objet"),
    t("Non enregistré"),
    t("En erreur"),
    t("Remarques"),
)
LECTURE: Final = t(
    "Renseigné : une valeur, ou une date, même connue au mois près. Pas encore : "
    "la cellule est vide et la colonne est dite complète jusqu'à un jour. Jamais : "
    "c'est écrit. Non enregistré : la cellule est vide, et rien ne dit pourquoi. "
    "En erreur : ce qui est écrit ne se lit pas, ou une autre ligne le contredit."
)
MANQUES: Final = t(
    "Une règle indéterminée l'est faute de ces données, ou d'autres aussi : "
    "remplir une seule colonne ne suffit pas toujours. Ce qui n'a pas encore eu "
    "lieu, et ce qu'une personne doit décider, n'y est pas."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualite:
    """`lacunes` None: nothing was evaluated, so that what gaps change is not known. `muettes`: events said to
    be complete that seem not to be."""

    tables: tuple[TableMesuree, ...]
    lacunes: tuple[Lacune, ...] | None
    muettes: tuple[str, ...] = ()


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
        colonne=c.colonne or t("(calculée)"),
        nombres=(_share(filled, c.lignes), *(numbers.group(n[x]) if n[x] else "–" for x in others)),
        remarques=joined(list(_remarks(c)), "\u202f; "),
        plein=_thousandths(filled, c.lignes),
        explique=_thousandths(explained, c.lignes),
    )


def _remarks(c: ColonneMesuree) -> Iterator[str]:
    if c.nombres[Contenu.APPROCHE]:
        yield t("{nombres} au mois ou à l'année près", nombres=numbers.group(c.nombres[Contenu.APPROCHE]))
    if c.par_defaut:
        yield t("{par_defaut} par défaut", par_defaut=numbers.group(c.par_defaut))
    if c.reparees:
        yield t("{reparees} au zéro de tête rétabli", reparees=numbers.group(c.reparees))


def _share(n: int, total: int) -> str:
    """Rounded down: « 100 % » is said of all of them only."""
    if not total:
        return "–"
    return t("{a} ({b})", a=numbers.group(n), b=numbers.percent_down(Fraction(n, total)))


def _thousandths(n: int, total: int) -> int:
    return 1000 * n // total if total else 0


def account(table: TableMesuree) -> str:
    """« 12 lignes lues = 11 gardées + 1 refusée. »"""
    files = table.fichiers
    read, kept = sum(f.lues for f in files), sum(f.gardees for f in files)
    refused, aside = sum(f.refusees for f in files), sum(f.ecartees for f in files)
    unread = [f.nom for f in files if not f.lisible]
    rows = numbers.count(read, "ligne lue", "lignes lues")
    told = t("{a} = {b} + {c}", a=rows, b=numbers.count(kept, "gardée"), c=numbers.count(refused, "refusée"))
    told += t(" + {a}.", a=numbers.count(aside, "écartée")) if aside else "."
    return t("{told} Non lu\u202f: {unread}.", told=told, unread=joined(unread, ", ")) if unread else told


def doubtful(qualite: Qualite, lexique: Lexique) -> str:
    """What no rule shows as missing, and is perhaps."""
    if not qualite.muettes:
        return ""
    return t(
        "Des colonnes dites complètes sont vides, ou le sont un temps\u202f: {noms}. Leurs vides se lisent "
        "« pas survenu », et ce que les règles en concluent est peut-être faux.",
        noms=listing([shown(nom, lexique) for nom in qualite.muettes]),
    )


def gaps(lacunes: Sequence[Lacune], tables: Sequence[TableMesuree], lexique: Lexique) -> list[LigneManque]:
    mapped = {c.champ for table in tables for c in table.colonnes}
    return [
        LigneManque(
            donnee=shown(x.fait, lexique) + (t(", dans {table}", table=cite(x.table)) if x.table else ""),
            pourquoi=_why(x, mapped),
            convention=x.convention,
            regle=t("{a} ({b})", a=tel_quel(x.regle), b=x.article) if x.article else x.regle,
            vacances=numbers.group(len(x.vacances)),
            lesquelles=_named(x.vacances),
        )
        for x in lacunes
    ]


def _why(lacune: Lacune, mapped: set[str]) -> str:
    if lacune.genre is Genre.ERREUR:
        return t("en erreur")
    field = lacune.fait.rsplit(".", 1)[-1]
    return t("non enregistré") if field in mapped else t("aucune colonne ne le remplit")


def _named(vacances: Sequence[str]) -> str:
    left = len(vacances) - VACANCES_MAX
    told = joined(list(vacances[:VACANCES_MAX]), ", ")
    return t("{told} et {left}", told=told, left=numbers.count(left, "autre")) if left > 0 else told
