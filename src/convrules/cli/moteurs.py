"""`convrules evaluate --engine`: status and eligibility alone, by the engine that one names."""

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from convrules.base.moteurs import (
    FILS_AU_PLUS,
    Defaut,
    MemoireInsuffisante,
    MoteurEnEchec,
    ReglageRefuse,
    SansMoteur,
    check_libraries,
    is_size,
)
from convrules.base.records import dataclass
from convrules.base.texte import Texte, t
from convrules.cli import common
from convrules.cli.exports import write_tables
from convrules.cli.output import EcritureImpossible, Sortie, write_file

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.api.moteurs import Moteur
    from convrules.render.statuts import Statuts

SQL: Final = "sql"
AUTO: Final = "auto"
BALLISTA: Final = "ballista"
MOTEURS: Final = (AUTO, "scalaire", "colonnes", "duckdb", "postgres", "spark", BALLISTA, SQL)
ICI: Final = (AUTO, "scalaire", "colonnes")
"""In this process, without a library (`api.moteurs.chosen` never takes another)."""
AILLEURS: Final = ("postgres", "spark", BALLISTA)
DIALECTES: Final = ("duckdb", "postgres", "spark")
SUFFIXES: Final = (".csv", ".jsonl", ".xlsx", ".parquet")
EXTRAS: Final = {
    "duckdb": "convrules[sql,parquet]",
    SQL: "convrules[sql]",
    "postgres": "convrules[postgres,sql]",
    "spark": "convrules[spark]",
    BALLISTA: "convrules[ballista]",
}
"""What to install for an engine, whichever of its libraries is lacking."""
_ENGINE: Final = (
    "Statut et orientation seuls, par ce moteur (auto : selon la taille ; sql : le script, sans le jouer, "
    "avec les faits de ces vacances tels qu'ils sont ce jour : d'autres données, un autre script)."
)


ANNEE: Final = (AUTO, "scalaire", "colonnes", "duckdb", "postgres", "spark", BALLISTA)
_YEAR_ENGINE: Final = (
    "Agrégats seuls, sans verdict, par ce moteur (auto : selon la taille). Pas de script (sql) : ce qu'un "
    "moteur ne compte pas est jugé ici et ajouté, et un script ne donnerait que des totaux incomplets."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeMoteur:
    """What was asked of an engine. `fils`: threads; `ordonnanceur`: where Ballista's scheduler is; `tranche`:
    vacancies asked about at once."""

    nom: str
    dialecte: str | None
    memoire: str | None
    fils: int | None
    ordonnanceur: str | None
    tranche: int | None


def engine_options(command: Callable[..., int]) -> Callable[..., int]:
    """`--engine` and its own options, handed over as one `moteur`; None without it."""
    dialect = click.option(
        "--dialect", type=click.Choice(DIALECTES), help="Dialecte du script (duckdb sans lui)."
    )
    return _with_options(
        command, (dialect, click.option("--engine", type=click.Choice(MOTEURS), help=_ENGINE))
    )


def year_engine_options(command: Callable[..., int]) -> Callable[..., int]:
    """The same where figures are added up: no script."""
    return _with_options(command, (click.option("--engine", type=click.Choice(ANNEE), help=_YEAR_ENGINE),))


def _with_options(command: Callable[..., int], own: Sequence[Callable[..., Any]]) -> Callable[..., int]:
    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> int:
        nom, dialecte = options.pop("engine"), options.pop("dialect", None)
        memoire, fils = options.pop("memoire"), options.pop("fils")
        ordonnanceur, tranche = options.pop("ordonnanceur"), options.pop("tranche")
        if nom != SQL and dialecte is not None:
            raise click.UsageError(t("--dialect ne va qu'avec « --engine sql »."))
        if memoire is not None and not is_size(memoire):
            raise click.UsageError(t("--memoire est une taille, comme « 500MB »."))
        if nom != "duckdb" and (memoire is not None or fils is not None):
            raise click.UsageError(t("--memoire et --fils ne vont qu'avec « --engine duckdb »."))
        if nom == BALLISTA and ordonnanceur is None:
            raise click.UsageError(t("« --engine ballista » demande --ordonnanceur df://hôte:port."))
        if nom != BALLISTA and ordonnanceur is not None:
            raise click.UsageError(t("--ordonnanceur va avec « --engine ballista », et avec lui seul."))
        if tranche is not None and nom not in AILLEURS:
            raise click.UsageError(
                t("--tranche ne va qu'avec un moteur ailleurs : postgres, spark, ballista.")
            )
        asked = DemandeMoteur(
            nom=nom,
            dialecte=dialecte,
            memoire=memoire,
            fils=fils,
            ordonnanceur=ordonnanceur,
            tranche=tranche,
        )
        return command(*args, moteur=asked if nom else None, **options)

    decorated: Callable[..., int] = run
    for decorate in (
        click.option(
            "--tranche",
            type=click.IntRange(1),
            metavar="N",
            help="Vacances soumises à la fois à un moteur ailleurs.",
        ),
        click.option(
            "--ordonnanceur", metavar="ADRESSE", help="Ordonnanceur de Ballista (« df://hôte:port »)."
        ),
        click.option(
            "--fils",
            type=click.IntRange(1, FILS_AU_PLUS),
            metavar="N",
            help="Fils d'exécution de DuckDB (64 au plus).",
        ),
        click.option("--memoire", metavar="TAILLE", help="Mémoire laissée à DuckDB (« 500MB »)."),
        *own,
    ):
        decorated = decorate(decorated)
    return decorated


def check_asked(moteur: DemandeMoteur, forme: str, fichier: Path | None, qualite: Path | None) -> None:
    """What goes with an engine."""
    if forme == "json" or qualite is not None:
        raise click.UsageError(t("--format json et --qualite ne vont pas avec --engine : donnez -o."))
    if fichier is None:
        return
    if (fichier.suffix.lower() == f".{SQL}") != (moteur.nom == SQL):
        raise click.UsageError(
            t("-o « {fichier} » : un script s'écrit en .sql, et lui seul.", fichier=str(fichier))
        )
    if moteur.nom != SQL and fichier.suffix.lower() not in SUFFIXES:
        refuse_suffix(fichier)


def refuse_suffix(fichier: Path) -> NoReturn:
    raise click.UsageError(
        t(
            "-o « {fichier} » : cette commande écrit des fichiers .csv, .jsonl, .xlsx et .parquet.",
            fichier=str(fichier),
        )
    )


def by_engine(
    moteur: DemandeMoteur, dossier: "Dossier", day: date, fichier: Path | None, sortie: Sortie
) -> int:
    """Write the answers of an engine, or its script. EcritureImpossible when it cannot be had."""
    with told_failures(moteur):
        if moteur.nom == SQL:
            _script(moteur, dossier, day, fichier, sortie)
        else:
            _answers(moteur, dossier, day, fichier, sortie)
    return common.findings_code(dossier.diagnostics)


@contextmanager
def told_failures(moteur: DemandeMoteur) -> Iterator[None]:
    """What an engine that cannot be had, or fails, comes to: EcritureImpossible. Why not of those in this
    process: they need no library, nor load one."""
    if moteur.nom in ICI:
        yield
        return
    try:
        yield
    except SansMoteur as error:
        raise EcritureImpossible(_lacking(moteur.nom, error)) from error
    except MoteurEnEchec as error:
        raise EcritureImpossible(_failed(moteur.nom, error)) from error
    except MemoireInsuffisante as error:
        texte = t(
            "DuckDB n'a pas assez de mémoire : donnez-lui-en plus (--memoire), ou « --engine colonnes »."
        )
        raise EcritureImpossible(texte) from error
    except ReglageRefuse as error:
        raise EcritureImpossible(
            t("--memoire attend une taille que DuckDB lise : « 500MB », « 2GB ».")
        ) from error


def _script(
    moteur: DemandeMoteur, dossier: "Dossier", day: date, fichier: Path | None, sortie: Sortie
) -> None:
    from convrules.api.moteurs import sql_script

    lines = sql_script(dossier, day, moteur.dialecte or DIALECTES[0])
    if fichier is not None:
        write_file(fichier, lines)
        return
    for line in lines:
        sortie.write(line)


def _answers(
    moteur: DemandeMoteur, dossier: "Dossier", day: date, fichier: Path | None, sortie: Sortie
) -> None:
    from convrules.api.moteurs import Moteur, chosen, statuses_by
    from convrules.render.statuts import Statuts, lines, statuts_sheet, statuts_text

    engine = chosen(dossier) if moteur.nom == AUTO else Moteur(moteur.nom)
    with session_of(engine, moteur, dossier) as session:
        found = statuses_by(
            dossier,
            day,
            engine,
            memoire=moteur.memoire,
            fils=moteur.fils,
            session=session,
            tranche=moteur.tranche,
        )
    statuts = Statuts(vacances=[v.id for v in dossier.faits.vacances], jugees=found, au=day)
    _tell_engine(engine, statuts, sortie)
    if fichier is None:
        conventions = {p.convention.ident: p.convention for p in dossier.programmes}
        sortie.say(common.reserve(dossier))
        sortie.write(statuts_text(statuts, conventions, common.lexique(dossier), sortie.style.langue))
    elif fichier.suffix.lower() == ".jsonl":
        write_file(fichier, lines(statuts))
    else:
        write_tables(fichier, [statuts_sheet(statuts)], None, ("Statuts", day))


def session_of(engine: "Moteur", moteur: DemandeMoteur, dossier: "Dossier") -> "AbstractContextManager[Any]":
    """What leads to an engine outside of this process; None to the others. Raises SansMoteur."""
    from convrules.api.moteurs import AILLEURS as elsewhere
    from convrules.api.moteurs import Moteur

    if engine not in elsewhere:
        return nullcontext()
    check_libraries("sqlglot")
    from convrules.api.seances import ballista, postgres, spark

    match engine:
        case Moteur.POSTGRES:
            return postgres.opened(dossier.verifie.depot.serveur)
        case Moteur.SPARK:
            return spark.opened()
        case _:
            return ballista.opened(moteur.ordonnanceur or "")


def _lacking(nom: str, error: SansMoteur) -> Texte:
    """Which library, and what to install."""
    paquet = EXTRAS[nom]
    match error.defaut:
        case Defaut.ABSENTE:
            return t(
                '--engine {moteur} demande {bibliotheque} : pip install "{paquet}".',
                moteur=nom,
                bibliotheque=error.bibliotheque,
                paquet=paquet,
            )
        case Defaut.ILLISIBLE:
            return t(
                "--engine {moteur} demande {bibliotheque}, qui est installée ici et ne se charge pas\u202f: "
                'pip install --force-reinstall "{paquet}".',
                moteur=nom,
                bibliotheque=error.bibliotheque,
                paquet=paquet,
            )
        case Defaut.VERSION:
            low, high = error.bornes
            return t(
                "--engine {moteur} demande {bibliotheque} à partir de la version {min} et avant la {max}, or "
                'celle d\'ici est la {version}\u202f: pip install "{paquet}".',
                moteur=nom,
                bibliotheque=error.bibliotheque,
                min=low,
                max=high,
                version=error.version,
                paquet=paquet,
            )


def _failed(nom: str, error: MoteurEnEchec) -> Texte:
    """What to look at. What the engine says of it may hold an address or a password: it is not shown."""
    if nom == "postgres":
        from convrules.api.seances.postgres import why

        if told := why(error):
            return told
        return t(
            "PostgreSQL ne répond pas, ou refuse : voyez la section [postgresql] de convrules.toml, la "
            "variable ou le service qu'elle nomme, et le droit de créer des tables temporaires."
        )
    if nom == BALLISTA:
        return t(
            "L'ordonnanceur de Ballista ne répond pas, ou ses exécuteurs échouent : voyez --ordonnanceur."
        )
    return t("Spark n'a pas pu démarrer, ou a échoué : voyez sa configuration et Java.")


def _tell_engine(engine: "Moteur", statuts: "Statuts", sortie: Sortie) -> None:
    paires = sum(len(found.rangs) for found in statuts.jugees)
    tell_pairs(engine, paires, sum(len(found.a_part) for found in statuts.jugees), sortie)


def tell_pairs(engine: "Moteur", paires: int, seules: int, sortie: Sortie) -> None:
    """On standard error, for it is no part of the result: who answered, and how many pairs one by one."""
    sortie.note(
        t(
            "Moteur : {moteur} ; paires (vacance, convention) : {paires}, dont jugées une à une : {seules}.",
            moteur=engine.value,
            paires=str(paires),
            seules=str(seules),
        )
    )
