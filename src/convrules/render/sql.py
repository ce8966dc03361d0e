"""The script of an engine of databases, with what a reader of it needs: which bit is which convention, which
clause is which rule and article, which group is which facts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, assert_never

from convrules.base.dates import Evenement
from convrules.base.values import Cellule, Connu, Erreur, Inconnu, SansObjet, Type
from convrules.columnar.sql.model import Consultation, Convention, Famille, Groupe, HorsDePortee, Obstacle
from convrules.columnar.sql.script import DEBUT, FIN, Dialecte, Enonce
from convrules.compiler import Programme
from convrules.render import numbers
from convrules.render.applied import applied
from convrules.render.french import cite
from convrules.render.lexicon import lexique_of
from convrules.render.places import validite
from convrules.render.values import event, value
from convrules.render.words import holder

NOMS: Final = {Dialecte.DUCKDB: "DuckDB", Dialecte.POSTGRES: "PostgreSQL", Dialecte.SPARK: "Spark"}
FAMILLES: Final = {
    Famille.CHAMP: "champ",
    Famille.SOUSTRACTION: "soustraction",
    Famille.ELIGIBILITE: "éligibilité",
}
A_PART: Final = (
    "leur date de référence n'est pas connue au jour, ou une autre convention du même réservataire peut "
    "porter sur elles"
)
REJOUABLE: Final = (
    "  seule la session qui le joue les voit, et elles finissent avec elle. Aucune autre table n'est",
    "  lue, remplie ni supprimée. Il peut être rejoué, dans la même session ou dans une autre.",
)
ENSEMBLE: Final = (
    "  Il ouvre et ferme une transaction : jouez-le en dehors des vôtres. Après une erreur, rien n'est dit.",
)
USAGES: Final = {
    Dialecte.DUCKDB: (
        "Ce script fait des tables temporaires, nommées convrules_… :",
        *REJOUABLE,
        *ENSEMBLE,
        "  Avec la commande duckdb : duckdb -bail base.duckdb < script.sql",
    ),
    Dialecte.POSTGRES: (
        "Ce script fait des tables temporaires, nommées convrules_… :",
        *REJOUABLE,
        *ENSEMBLE,
        "  Avec psql : psql -X -v ON_ERROR_STOP=1 -f script.sql",
    ),
    Dialecte.SPARK: (
        "Ce script fait des vues temporaires, nommées convrules_… :",
        *REJOUABLE,
        "  Avec la commande spark-sql : spark-sql -f script.sql",
    ),
}
"""What it makes, and how to run it."""
OBJETS: Final = {
    DEBUT: "",
    FIN: "",
    "dit": "Ce que les vacances (rang) disent de chaque groupe de faits, sous un code ; ce dont aucune "
    "convention ne dit rien n'y est pas.",
    "combinaisons": "De ces codes, la classe : ce dont toutes les conventions disent la même chose.",
    "reponses": "Les réponses : de chaque classe, par mot, les conventions (bits) qui disent chaque chose.",
    "manques": "Les faits qui manquent : les conventions que chaque cause laisse indéterminées.",
    "decisives": "Les conventions dont la clause de ce rang (ordre) écarte le logement.",
    "a_part": "Les paires que ces tables ne jugent pas : elles sont retirées, convrules les juge une à une.",
    "vacances": "Les vacances, par rang.",
    "valeurs": "Ce que dit chaque code, fait par fait.",
    "conventions": "Les conventions : un mot, un bit.",
    "clauses": "Les clauses de chaque convention, par famille et par ordre.",
    "causes": "Les faits qui peuvent manquer.",
    "jugees": "Par vacance et par mot : les conventions sous lesquelles chaque statut est possible, puis "
    "celles auxquelles la vacance peut aller (eligible), ne peut pas (refuse), peut-être (indetermine).",
    "manquants": "Par vacance, mot et cause : les conventions dont statut, éligibilité sont indéterminés.",
    "premieres": "Par vacance et mot : les conventions dont cette clause est la première qui décide.",
    "decisions": "À lire : une ligne par vacance et convention.",
    "faits_manquants": "À lire : une ligne par fait qui manque.",
}


def script(
    consultation: Consultation,
    enonces: Iterable[Enonce],
    programmes: Sequence[Programme],
    entete: tuple[Dialecte, date, int],
) -> Iterator[str]:
    """The text, line after line. entete: the engine, the day of the answers, how many vacancies."""
    dialecte, au, vacances = entete
    paires = sum(len(c.a_part) for c in consultation.conventions)
    yield from comment(
        f"{NOMS[dialecte]}. {numbers.count(len(consultation.conventions), 'convention')}, "
        f"{numbers.count(vacances, 'vacance')}, au {numbers.jour(au)}.",
        "Les règles sont des données : les conventions sont des lignes, les requêtes n'en dépendent pas.",
        f"Paires (vacance, convention) hors de portée de ces tables : {numbers.group(paires)}.",
        "",
        *USAGES[dialecte],
        "",
        "Conventions, avec les règles qui décident du statut et de l'éligibilité, et leurs articles. Celles",
        "d'un ménage n'en sont pas. Un texte vaut pour les vacances dont la date de référence est un de ses",
        "jours :",
    )
    for declared, programme in zip(consultation.conventions, programmes, strict=True):
        yield from comment(*_convention(declared, programme))
    yield from comment("", "Groupes de faits lus ensemble :", *map(_groupe, consultation.groupes))
    objet = ""
    for found in enonces:
        if found.objet != objet:
            objet = found.objet
            yield "\n"
            yield from comment(OBJETS[objet]) if OBJETS[objet] else ()
        yield f"{found.texte};\n"


def _convention(declared: Convention, programme: Programme) -> Iterator[str]:
    """What a convention is, why the tables do not judge it or some of its rows, and every clause that decides
    of its rows, as it applies."""
    convention = programme.convention
    lexique = lexique_of((convention, *programme.socles))
    days = validite(convention.en_vigueur)
    named = f"{declared.ident} ({holder(convention)})" + (f", en vigueur {days}" if days else "")
    yield f"  mot {declared.mot}, masque {declared.masque} : {named}"
    if declared.hors_de_portee is not None:
        yield f"    hors de portée de ces tables, {_alone(declared)} : {_obstacle(declared.hors_de_portee)}"
    elif declared.a_part:
        yield f"    {_alone(declared)} (convrules_a_part) : {A_PART}"
    clauses = {clause.ident: clause for clause in programme.clauses}
    for famille, idents in declared.clauses.items():
        for ordre, ident in enumerate(idents):
            for depth, said in applied(clauses[ident], lexique):
                yield "    " + ("  " * depth + said if depth else f"{FAMILLES[famille]} {ordre} : {said}")


def _alone(declared: Convention) -> str:
    return f"{numbers.count(len(declared.a_part), 'vacance')} à juger une à une"


def _obstacle(why: HorsDePortee) -> str:
    nom = cite(why.nom)
    match why.obstacle:
        case Obstacle.RATTACHEMENT:
            event = f" ({nom})" if why.nom else ""
            return f"la date qui lui rattache une vacance{event} ne se lit pas dans la vacance seule"
        case Obstacle.AUTRE:
            return (
                f"la convention {nom}, du même réservataire, se rattache ses vacances par une date qui ne se "
                "lit pas dans la vacance seule"
            )
        case Obstacle.DROIT:
            return f"la clause {nom} réserve des logements identifiés"
        case Obstacle.JOUR:
            return "aucune vacance n'a une date de référence connue au jour"
        case Obstacle.CLAUSE:
            return f"la clause {nom} lit autre chose que les faits de la vacance"
        case Obstacle.TROP:
            return f"ce que dit la clause {nom} prend trop de valeurs différentes"
        case _:
            assert_never(why.obstacle)


def _groupe(groupe: Groupe) -> str:
    read = [champ.nom for champ in groupe.champs]
    read += [f"texte en vigueur le jour de « {groupe.jour} »"] if groupe.jour is not None else []
    codes: Sequence[int] = groupe.column.firsts
    return f"  groupe {groupe.numero} : {', '.join(read)} ({numbers.count(len(codes), 'combinaison')})"


def cell(cellule: Cellule, type_: Type) -> str:
    """What a row says, as people write it."""
    match cellule:
        case Connu(valeur=Evenement() as valeur):
            return event(valeur)
        case Connu(valeur=valeur):
            return value(valeur, type_)
        case SansObjet():
            return "sans objet"
        case Inconnu():
            return "inconnu"
        case Erreur():
            return "illisible"
        case _:
            assert_never(cellule)


def comment(*lines: str) -> Iterator[str]:
    """Why without breaks: what a convention says never leaves a comment. Why no `${`: what Spark would put in
    its place might. Why no backslash at the end: Spark reads the next line as part of the comment."""
    for line in lines:
        plain = "".join(c if c.isprintable() else " " for c in line)
        told = f"-- {plain.replace('${', '$ {')}".rstrip()
        yield f"{told} .\n" if told.endswith("\\") else f"{told}\n"
