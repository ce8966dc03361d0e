"""The pipeline on one screen: the only composer of passes.

    read (api.load) -> parse (syntax) -> check (checking) -> compile (compiler)
    -> load data (facts) -> evaluate (runtime), comply (year), orient (orientation) -> render

Each step is imported when it is first used: `check` never loads what only evaluation needs. What judges
raises TypeError for an Empechement or a day that is no `date`, ValueError for a day or a year out of bounds,
and for data that the command does not judge either (`api.entraves`). A path is a `Path` or a text.
"""

import os
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from convrules.base.moteurs import MemoireInsuffisante as MemoireInsuffisante
from convrules.base.moteurs import MoteurEnEchec as MoteurEnEchec
from convrules.base.moteurs import ReglageRefuse as ReglageRefuse
from convrules.base.moteurs import SansMoteur as SansMoteur
from convrules.diagnostics.catalogue import is_error as is_error

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier as Dossier
    from convrules.api.essais import RapportEssais
    from convrules.api.load import Empechement as Empechement
    from convrules.api.model import RapportCheck
    from convrules.api.moteurs import Posees
    from convrules.api.ouverts import DepotOuvert as DepotOuvert
    from convrules.api.processus import Textes
    from convrules.columnar.en_colonnes import ReponsesEnColonnes
    from convrules.columnar.reponses import Jugees
    from convrules.diagnostics.model import Diagnostic
    from convrules.facts.chargement import Avancement
    from convrules.orientation.journee import Journee
    from convrules.orientation.model import Orientation
    from convrules.runtime.decision import Decision
    from convrules.year.ensembles.model import Agregats
    from convrules.year.model import Bilan, BilanConvention
    from convrules.year.travaux import Avancer

__all__ = (
    "DepotOuvert", "Dossier", "Empechement", "MemoireInsuffisante", "MoteurEnEchec", "ReglageRefuse",
    "SansMoteur", "aggregates", "alerts", "check", "comply", "day_of_advice", "evaluate", "in_columns",
    "is_error", "laid", "open_depot", "open_dossier", "open_tables", "orient", "run_essais", "statuses",
    "uncovered", "unread_judged", "unread_years",
)  # fmt: skip
"""What a program may count on: docs/python.md says each."""

Chemin: TypeAlias = str | os.PathLike[str]
Chemins: TypeAlias = Chemin | Iterable[Chemin]
"""One alone is itself, never its letters."""
Identifiants: TypeAlias = str | Iterable[str]
"""Likewise."""

_TARDIFS: Final = {
    "DepotOuvert": "convrules.api.ouverts",
    "Dossier": "convrules.api.dossier",
    "Empechement": "convrules.api.load",
}


def __getattr__(nom: str) -> Any:
    """What the functions below give, by name: loaded with its module, when it is first asked for."""
    if nom not in _TARDIFS:
        raise AttributeError(f"module {__name__!r} has no attribute {nom!r}")
    return getattr(import_module(_TARDIFS[nom]), nom)


def check(paths: Chemins) -> "RapportCheck":
    """Check convention files and whole repositories."""
    from convrules.api.checks import check_paths

    return check_paths(_paths("paths", paths))


def run_essais(paths: Chemins) -> "RapportEssais":
    """Run the cases kept beside conventions."""
    from convrules.api.essais import run_paths

    return run_paths(_paths("paths", paths))


def _path(nom: str, given: Chemin) -> Path:
    """nom: of the argument. Raises TypeError."""
    if not isinstance(given, str | os.PathLike):
        raise TypeError(f"{nom} is a path (pathlib.Path or str), not « {type(given).__name__} »")
    return Path(given)


def _path_or_none(nom: str, given: Chemin | None) -> Path | None:
    return None if given is None else _path(nom, given)


def _paths(nom: str, given: Chemins) -> list[Path]:
    """Likewise."""
    if isinstance(given, str | os.PathLike):
        return [Path(given)]
    if not isinstance(given, Iterable):
        raise TypeError(f"{nom} is a sequence of paths (pathlib.Path or str), not « {type(given).__name__} »")
    return [_path(nom, one) for one in given]


def open_dossier(
    start: Chemin,
    data: Chemins,
    avancer: "Avancement | None" = None,
    cle: Chemin | None = None,
    aujourdhui: date | None = None,
    *,
    cached: bool = False,
) -> "Dossier | Empechement":
    """A landlord's conventions and data, checked and loaded. avancer: told how far the reading is. cle: the
    file of the key of pseudonyms. aujourdhui: when a clock is read. cached: believe a check of the same files
    and what it said, kept in the user's cache, and keep this one there. Raises TypeError for what is
    no path or no day, ValueError for a day out of bounds."""
    from convrules.api.dossier import open_depot, open_dossier
    from convrules.api.load import Empechement
    from convrules.base.dates import check_day
    from convrules.facts.chargement import silence

    files, key = _paths("data", data), _path_or_none("cle", cle)
    if aujourdhui is not None:
        check_day("aujourdhui", aujourdhui)
    depot = open_depot(_path("start", start))
    if isinstance(depot, Empechement):
        return depot
    return open_dossier(depot, files, avancer or silence, key, aujourdhui, cached=cached)


def open_depot(start: Chemin) -> "DepotOuvert | Empechement":
    """A repository read and checked once, for as many calls of `open_tables` as one likes. Raises TypeError
    for what is no path."""
    from convrules.api.ouverts import opened

    return opened(_path("start", start))


def open_tables(
    start: "Chemin | DepotOuvert",
    tables: Mapping[str, object],
    *,
    correspondance: Chemin | None = None,
    bailleur: str = "",
    complet_au: date | None = None,
    peut_etre_vide: bool = False,
    cle: Chemin | None = None,
    aujourdhui: date | None = None,
) -> "Dossier | Empechement":
    """The same as `open_dossier` of tables that a program holds: dictionaries, Arrow tables, DuckDB
    relations, by name.

    start: a path, whose repository is then read and checked, or what `open_depot` gave of it. correspondance:
    the mapping that names these tables after `requête`; without it, bailleur, complet_au and peut_etre_vide
    say what it would: whose they are, when the repository has conventions of several, until when all is
    recorded, and that there may have been no vacancy. aujourdhui: when a clock is read. Raises TypeError for
    a table that is none, what is no path, no day, no text or no truth; ValueError for a name that is not that
    of a table or of a fact, a table that the mapping does not name, what does not go with it, a day out of
    bounds."""
    from convrules.api.load import Empechement
    from convrules.api.ouverts import DepotOuvert, opened
    from convrules.api.tables import Dits, open_tables
    from convrules.base.dates import check_day

    for nom, day in (("complet_au", complet_au), ("aujourdhui", aujourdhui)):
        if day is not None:
            check_day(nom, day)
    if not isinstance(peut_etre_vide, bool):
        raise TypeError(f"peut_etre_vide is True or False, not « {type(peut_etre_vide).__name__} »")
    if not isinstance(bailleur, str):
        raise TypeError(f"bailleur is a SIREN, a str, not « {type(bailleur).__name__} »")
    own, key = _path_or_none("correspondance", correspondance), _path_or_none("cle", cle)
    dits = Dits(bailleur=bailleur, complet_au=complet_au, peut_etre_vide=peut_etre_vide)
    if not isinstance(start, DepotOuvert | str | os.PathLike):
        raise TypeError(f"start is a path, or what open_depot gives, not « {type(start).__name__} »")
    ouvert = start if isinstance(start, DepotOuvert) else opened(Path(start))
    if isinstance(ouvert, Empechement):
        return ouvert
    return open_tables(ouvert, tables, correspondance=own, dits=dits, cle=key, aujourdhui=aujourdhui)


def evaluate(dossier: "Dossier", au: date) -> "tuple[tuple[Decision, ...], ...]":
    """Each vacancy, in file order, under each convention."""
    from convrules.api.demandees import check_asked
    from convrules.api.dossier import decisions

    check_asked(dossier, au)
    return tuple(found for _, found in decisions(dossier, au))


def statuses(
    dossier: "Dossier",
    au: date,
    *,
    engine: str | None = None,
    memoire: str | None = None,
    fils: int | None = None,
    session: Any = None,
    partage: Chemin | None = None,
    tranche: int | None = None,
    lignes: "Posees | None" = None,
) -> "tuple[Jugees, ...]":
    """Status and eligibility of every vacancy under each convention, all rows at once, by rank in
    `dossier.faits.vacances`. Row by row, what `evaluate` says, whichever engine answers.

    engine: « scalaire », « colonnes », « duckdb », « postgres », « spark » or « ballista »; without one, by
    the number of rows. memoire, fils: limits of memory (« 500MB ») and of threads (64 at most) of DuckDB,
    which alone takes them. session: of the last three, yours: a connection of psycopg, a SparkSession, a
    BallistaSessionContext; what you keep there is left as it was. partage: a folder that the executors of
    Ballista read too. tranche: vacancies that one of these three is asked about at once, when it cannot hold
    them all. lignes: these rows and this day, by `laid`, when several questions are asked of them. Raises
    ValueError for an engine that is none, what does not go with it or is out of bounds, or rows laid from
    other data; TypeError for an Empechement; SansMoteur for a library that is not installed; MoteurEnEchec
    for an engine that fails; of DuckDB, ReglageRefuse for a limit that it does not read, MemoireInsuffisante
    when it has too little."""
    from convrules.api.demandees import check_asked
    from convrules.api.moteurs import chosen, named, statuses_by

    check_asked(dossier, au)
    moteur = named(dossier, engine) or chosen(dossier)
    return statuses_by(
        dossier,
        au,
        moteur,
        memoire=memoire,
        fils=fils,
        session=session,
        partage=_path_or_none("partage", partage),
        tranche=tranche,
        lignes=lignes,
    )


def in_columns(jugees: "Jugees") -> "ReponsesEnColonnes":
    """The same answers of one convention as columns of numbers, one a row of its territory: for NumPy, pandas
    or Arrow, without an object for each. Raises TypeError for what `statuses` does not give."""
    from convrules.columnar.en_colonnes import ReponsesEnColonnes as EnColonnes

    if not all(hasattr(jugees, name) for name in ("convention", "rangs", "a_part", "at")):
        raise TypeError(f"answers of one convention are asked for, as api.statuses gives, not {jugees!r:.60}")
    return EnColonnes(jugees=jugees)


def laid(dossier: "Dossier", au: date) -> "Posees":
    """The vacancies laid by what they say, as of a day, for several calls of `statuses`: of the same data,
    under the same conventions or others (`dataclasses.replace(dossier, programmes=…)`)."""
    from convrules.api.demandees import check_asked
    from convrules.api.moteurs import laid as run

    check_asked(dossier, au)
    return run(dossier, au)


def comply(
    dossier: "Dossier",
    annee: int,
    au: date,
    depuis: int | None = None,
    *,
    soldes_dits: bool = False,
    processus: int | None = 1,
    textes: "Textes[BilanConvention] | None" = None,
    nommer: bool = False,
    avancer: "Avancer | None" = None,
) -> "Bilan":
    """The landlord's year, as of a day, and those before it from `depuis` on, each leaving its balances to
    the next; soldes_dits: but those that the table `soldes` says. processus: copies of this process to share
    conventions, this one included; None: as many as are worth it here. textes: has each told by the copy that
    judges it. nommer: with the rows behind what that year counts (`situations`, `echeances[…].lignes`).
    avancer: told how much is done, of how much. In a year when none is in force, each has no `periode`.

    Raises `api.processus.ProcessusPerdu` when one of them is ended from outside, and `TravailEnEchec`."""
    from convrules.api.annees import comply as run
    from convrules.api.demandees import check_asked, check_processus

    check_asked(dossier, au, annee, depuis)
    check_processus(processus)
    return run(
        dossier,
        annee,
        au,
        depuis,
        soldes_dits=soldes_dits,
        processus=processus,
        textes=textes,
        nommer=nommer,
        avancer=avancer,
    )


def aggregates(
    dossier: "Dossier",
    annee: int,
    au: date,
    *,
    engine: str | None = None,
    memoire: str | None = None,
    fils: int | None = None,
    session: Any = None,
    partage: Chemin | None = None,
    tranche: int | None = None,
    lignes: "Posees | None" = None,
    processus: int | None = 1,
) -> "Agregats":
    """The figures of a year that add up, without its rows nor its verdicts: of each convention, vacancies by
    status and category of withdrawal; of each part and quota, by cell, how many rows may be each set of
    (counted, in the base), hence the bounds of base, count and exact due; of each deadline, how many are in
    each state. Figure by figure, what `comply` shows of its rows, whichever engine answers.

    engine: as of `statuses`, « colonnes » without one; the other arguments and what is raised are those of
    `statuses` too. processus: of « colonnes », copies of this process that share its conventions, as of
    `comply`, and what is raised with them."""
    from convrules.api.demandees import check_asked, check_processus
    from convrules.api.moteurs import Moteur, aggregates_by, named

    check_asked(dossier, au, annee)
    check_processus(processus)
    moteur = named(dossier, engine) or Moteur.COLONNES
    return aggregates_by(
        dossier,
        annee,
        au,
        moteur,
        memoire=memoire,
        fils=fils,
        session=session,
        partage=_path_or_none("partage", partage),
        tranche=tranche,
        lignes=lignes,
        processus=processus,
    )


def alerts(dossier: "Dossier", bilan: "Bilan") -> "tuple[Diagnostic, ...]":
    """What passes the thresholds of the project file."""
    from convrules.api.alertes import findings
    from convrules.api.demandees import check_bilan, check_dossier

    check_dossier(dossier)
    check_bilan(bilan)
    return tuple(findings(bilan, dossier.verifie.depot.projet))


def uncovered(
    dossier: "Dossier", annee: int, au: date, depuis: int | None = None, *, prevision: bool = True
) -> "tuple[Diagnostic, ...]":
    """Months that the data lack at the start or the end of a year, as of a day, and days that they do not
    cover. depuis: the first of the years judged; prevision: does a forecast enter what is judged?"""
    from convrules.api.couverture import uncovered as run
    from convrules.api.demandees import check_asked

    check_asked(dossier, au, annee, depuis)
    return tuple(run(dossier, annee, au, depuis, prevision=prevision))


def unread_years(dossier: "Dossier", depuis: int, annee: int) -> "tuple[Diagnostic, ...]":
    """Of the years judged for the balances they leave, from `depuis` to the one before `annee`, those of
    which not one vacancy was read."""
    from convrules.api.couverture import unread_years as run
    from convrules.api.demandees import check_dossier, check_years

    check_dossier(dossier)
    check_years(annee, depuis)
    return tuple(run(dossier, depuis, annee))


def unread_judged(dossier: "Dossier", bilan: "Bilan") -> "tuple[Diagnostic, ...]":
    """Of a year judged, the conventions of which not one vacancy was read though other years have some, the
    rows of the forecast that are counted beside vacancies of the same days and, of the years judged before it
    too, days to come of which no row of the forecast speaks."""
    from convrules.api.couverture import unread_judged as run
    from convrules.api.demandees import check_bilan, check_dossier
    from convrules.api.inattendus import nothing_expected
    from convrules.api.recouvertes import counted_twice

    check_dossier(dossier)
    check_bilan(bilan)
    silent = nothing_expected(dossier, (*bilan.precedents, bilan))
    return (*run(dossier, bilan.annee, bilan.au), *counted_twice(bilan), *silent)


def orient(dossier: "Dossier", au: date, idents: Identifiants = ()) -> "tuple[Orientation, ...]":
    """To whom each open vacancy should go, ranked and explained. idents: of these alone, open or not; none:
    of all that wait on that day. Raises TypeError for what is no identifier, ValueError for one that the data
    do not have."""
    from convrules.api.demandees import check_asked, vacancies
    from convrules.api.dossier import orient as run

    check_asked(dossier, au)
    return run(dossier, au, vacancies(dossier, idents))


def day_of_advice(dossier: "Dossier", au: date, idents: Identifiants = ()) -> "Journee":
    """The same, and what giving the dwellings of the day all at once would change."""
    from convrules.api.demandees import check_asked, vacancies
    from convrules.api.dossier import day_of_advice as run

    check_asked(dossier, au)
    return run(dossier, au, vacancies(dossier, idents))
