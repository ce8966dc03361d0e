"""The script of an engine of databases, with what a reader of it needs: which bit is which convention, which
clause is which rule and article, which group is which facts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, assert_never

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.values import Cellule, Connu, Erreur, Inconnu, SansObjet, TNombre, Type
from convrules.columnar.sql.model import Consultation, Convention, Famille, Groupe
from convrules.columnar.sql.script import DEBUT, FIN, Dialecte, Enonce
from convrules.compiler import Programme
from convrules.render import numbers
from convrules.render.clauses import enonce
from convrules.render.lexicon import Lexique
from convrules.render.places import citation
from convrules.render.values import event, value
from convrules.render.words import holder

NOMS: Final = {Dialecte.DUCKDB: "DuckDB", Dialecte.POSTGRES: "PostgreSQL", Dialecte.SPARK: "Spark"}
FAMILLES: Final = {
    Famille.CHAMP: "champ",
    Famille.SOUSTRACTION: "soustraction",
    Famille.ELIGIBILITE: "éligibilité",
}
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
    "dit": "Ce que chaque vacance (rang) dit de chaque groupe de faits, sous un code.",
    "combinaisons": "De chaque code, sa classe : ce dont toutes les conventions disent la même chose.",
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
    lexique: Lexique,
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
        "Conventions, avec leurs règles et leurs articles :",
    )
    for declared, programme in zip(consultation.conventions, programmes, strict=True):
        yield from comment(*_convention(declared, programme, lexique))
    yield from comment("", "Groupes de faits lus ensemble :", *map(_groupe, consultation.groupes))
    objet = ""
    for found in enonces:
        if found.objet != objet:
            objet = found.objet
            yield "\n"
            yield from comment(OBJETS[objet]) if OBJETS[objet] else ()
        yield f"{found.texte};\n"


def _convention(declared: Convention, programme: Programme, lexique: Lexique) -> Iterator[str]:
    titulaire = holder(programme.convention)
    yield f"  mot {declared.mot}, masque {declared.masque} : {declared.ident} ({titulaire})"
    if declared.hors_de_portee:
        yield f"    hors de portée de ces tables, {_alone(declared)}"
        return
    if declared.a_part:
        yield f"    {_alone(declared)} (convrules_a_part)"
    clauses = {clause.ident: clause.clause for clause in programme.clauses}
    for famille, idents in declared.clauses.items():
        for ordre, ident in enumerate(idents):
            yield f"    {FAMILLES[famille]} {ordre} : {ident}{_rule(clauses[ident], lexique)}"


def _alone(declared: Convention) -> str:
    return f"{numbers.count(len(declared.a_part), 'vacance')} à juger une à une"


def _rule(clause: ir.Clause, lexique: Lexique) -> str:
    """What the clause says, and where it is written."""
    place = citation(clause.entete.source)
    return f" : {enonce(clause, lexique)}" + (f" ({place})" if place else "")


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
            return value(valeur, type_.unite if isinstance(type_, TNombre) else ())
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
    its place might."""
    for line in lines:
        plain = "".join(c if c.isprintable() else " " for c in line)
        yield f"-- {plain.replace('${', '$ {')}".rstrip() + "\n"
