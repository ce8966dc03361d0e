"""Which engine answers for many vacancies at once: one meaning, the form that suits the number of rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from convrules.api.atteintes import with_accounts
from convrules.api.dossier import Dossier
from convrules.base.moteurs import FILS_AU_PLUS, check_libraries, is_size
from convrules.base.records import dataclass
from convrules.columnar.atoms import Atoms, Fields
from convrules.columnar.statuses import Jugees, Reponse, Work, one_by_one, statuses
from convrules.columnar.tables import Table, table_of

if TYPE_CHECKING:
    from convrules.columnar.sql.answers import Bits
    from convrules.columnar.sql.model import Consultation
    from convrules.year.ensembles.model import Agregats
    from convrules.year.ensembles.requete import Compter

    Juger: TypeAlias = Callable[[Consultation], Bits]

PEU: Final = 8
"""Up to so many pairs of a row and a convention, one by one costs no more than sets of rows."""


class Moteur(StrEnum):
    """The evaluator, sets of rows in this process, an engine of databases in this process; then those that a
    session leads to."""

    SCALAIRE = "scalaire"
    COLONNES = "colonnes"
    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"
    BALLISTA = "ballista"


AILLEURS: Final = (Moteur.POSTGRES, Moteur.SPARK, Moteur.BALLISTA)
"""Engines outside of this process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posees:
    """The vacancies of a landlord laid by what they say, as of a day: no answer, nothing of any rule. They
    serve as many questions as one likes about these rows, under these conventions or others."""

    table: Table
    fields: Fields


def named(dossier: Dossier, engine: str | None) -> Moteur | None:
    """The engine of this name, for a landlord's data. Raises ValueError for a name of none, TypeError for
    data that could not be opened."""
    if engine is not None and engine not in tuple(Moteur):
        raise ValueError(f"no engine {engine!r}: {', '.join(Moteur)}; without one, by the number of rows")
    return None if engine is None else Moteur(engine)


def laid(dossier: Dossier, au: date) -> Posees:
    """Nothing is laid before it is first asked for. Raises TypeError."""
    return Posees(table=table_of(dossier.faits, au), fields=Fields())


def chosen(dossier: Dossier) -> Moteur:
    """By size. Why never a base: see ARCHITECTURE.md, « Which engine »."""
    pairs = len(dossier.faits.vacances) * len(dossier.programmes)
    return Moteur.SCALAIRE if pairs <= PEU else Moteur.COLONNES


def statuses_by(
    dossier: Dossier,
    au: date,
    moteur: Moteur,
    *,
    memoire: str | None = None,
    fils: int | None = None,
    session: Any = None,
    partage: Path | None = None,
    tranche: int | None = None,
    lignes: Posees | None = None,
) -> tuple[Jugees, ...]:
    """Of each convention, by this engine. session: what leads to one of `AILLEURS`; partage: a folder that
    the executors of Ballista read; tranche: vacancies that one of `AILLEURS` is asked about at once; lignes:
    these rows, laid before (TypeError for anything else). Raises ValueError for what does not go with the
    engine; SansMoteur; of DuckDB, MemoireInsuffisante, ReglageRefuse; of an engine elsewhere,
    MoteurEnEchec."""
    _fitting(moteur, memoire=memoire, fils=fils, session=session, partage=partage, tranche=tranche)
    atoms = _atoms(dossier, au, lignes)
    match moteur:
        case Moteur.SCALAIRE:
            return tuple(one_by_one(programme, atoms) for programme in dossier.programmes)
        case Moteur.COLONNES:
            return tuple(statuses(programme, atoms) for programme in dossier.programmes)
        case Moteur.DUCKDB:
            return _by_base(dossier, atoms, _duckdb(memoire, fils)[0])
        case _:
            return _by_base(dossier, atoms, _elsewhere(moteur, session, partage, tranche)[0])


def aggregates_by(
    dossier: Dossier,
    annee: int,
    au: date,
    moteur: Moteur,
    *,
    memoire: str | None = None,
    fils: int | None = None,
    session: Any = None,
    partage: Path | None = None,
    tranche: int | None = None,
    lignes: Posees | None = None,
    processus: int | None = 1,
) -> "Agregats":
    """The aggregates of a year, by this engine: what is given and raised is that of `statuses_by`.
    processus: for « colonnes », as of `comply`."""
    from convrules.api.processus import sharing
    from convrules.year.ensembles.agregats import aggregates
    from convrules.year.ensembles.scalaire import one_by_one

    _fitting(moteur, memoire=memoire, fils=fils, session=session, partage=partage, tranche=tranche)
    atoms = _atoms(dossier, au, lignes, rien_ne_manque=True)
    match moteur:
        case Moteur.SCALAIRE:
            return one_by_one(dossier.programmes, atoms.table.faits, annee, au)
        case Moteur.COLONNES:
            repartir = sharing(dossier.faits, dossier.programmes, processus)
            return aggregates(dossier.programmes, atoms, annee, repartir)
        case Moteur.DUCKDB:
            _, compter = _duckdb(memoire, fils)
        case _:
            _, compter = _elsewhere(moteur, session, partage, tranche)
    from convrules.year.ensembles import requete

    return requete.aggregates_by(dossier.programmes, atoms, annee, compter)


def _fitting(
    moteur: Moteur,
    *,
    memoire: str | None,
    fils: int | None,
    session: Any,
    partage: Path | None,
    tranche: int | None,
) -> None:
    """Raises ValueError for what does not go with the engine, or is out of bounds."""
    elsewhere = moteur in AILLEURS
    if elsewhere and session is None:
        raise ValueError(f"{moteur} takes a session, yours")
    if session is not None and not elsewhere:
        raise ValueError(f"a session goes with {', '.join(AILLEURS)}, and with them alone")
    if moteur is not Moteur.DUCKDB and (memoire is not None or fils is not None):
        raise ValueError(f"memoire and fils go with {Moteur.DUCKDB}, and with it alone")
    if memoire is not None and not is_size(memoire):
        raise ValueError("memoire is a size, like « 500MB »")
    if fils is not None and (type(fils) is not int or not 1 <= fils <= FILS_AU_PLUS):
        raise ValueError(f"fils is a number of threads from 1 to {FILS_AU_PLUS}")
    if tranche is not None and not elsewhere:
        raise ValueError(f"tranche goes with {', '.join(AILLEURS)}, and with them alone")
    if tranche is not None and (type(tranche) is not int or tranche < 1):
        raise ValueError("tranche is a number of vacancies, from 1 on")
    if partage is not None and moteur is not Moteur.BALLISTA:
        raise ValueError(f"partage goes with {Moteur.BALLISTA}, and with it alone")
    if partage is not None and not partage.is_dir():
        raise ValueError(f"partage is a folder that is there: « {partage} » is none")


def sql_script(dossier: Dossier, au: date, dialecte: str) -> Iterator[str]:
    """The tables of answers and the queries in the words of an engine, line after line. Raises SansMoteur,
    and what `api.statuses` raises of what is asked."""
    from convrules.api.demandees import check_asked

    check_asked(dossier, au)
    check_libraries("sqlglot")
    from convrules.columnar.sql.lookups import lookups
    from convrules.columnar.sql.script import Dialecte, Mots, statements
    from convrules.render.sql import cell, script

    atoms, engine = _atoms(dossier, au), Dialecte(dialecte)
    consultation = lookups(dossier.programmes, atoms)
    mots = Mots(
        vacances=[vacance.id for vacance in dossier.faits.vacances],
        valeur=lambda champ, rang: cell(atoms.table.cellule(champ, rang), champ.type),
    )
    entete = (engine, au, len(mots.vacances))
    return script(consultation, statements(consultation, engine, mots), dossier.programmes, entete)


def _atoms(
    dossier: Dossier, au: date, lignes: Posees | None = None, *, rien_ne_manque: bool = False
) -> Atoms:
    """rien_ne_manque: as of `with_accounts`."""
    if lignes is not None and not isinstance(lignes, Posees):
        raise TypeError(f"lignes is what api.laid gives, not « {type(lignes).__name__} »")
    if lignes is not None and (lignes.table.faits is not dossier.faits or lignes.table.au != au):
        raise ValueError("these rows were laid from other data, or as of another day")
    faits = with_accounts(dossier, au, rien_ne_manque=rien_ne_manque)
    if lignes is None or faits is not dossier.faits:
        # Why not those that were laid: what clauses ask of the accounts hangs on the conventions.
        return Atoms(table=table_of(faits, au))
    return Atoms(table=lignes.table, fields=lignes.fields)


def _by_base(dossier: Dossier, atoms: Atoms, judge: "Juger") -> tuple[Jugees, ...]:
    from convrules.columnar.sql.answers import answered
    from convrules.columnar.sql.lookups import lookups

    consultation = lookups(dossier.programmes, atoms)
    return answered(consultation, judge(consultation), _apart(dossier, atoms, consultation))


def _duckdb(memoire: str | None, fils: int | None) -> "tuple[Juger, Compter]":
    """What judges each pair, and what counts rows, there."""
    check_libraries("duckdb", "sqlglot")
    from convrules.columnar.sql.moteur_duckdb import count, judge

    return partial(judge, memoire=memoire, fils=fils), partial(count, memoire=memoire, fils=fils)


def _elsewhere(
    moteur: Moteur, session: Any, partage: Path | None, tranche: int | None
) -> "tuple[Juger, Compter]":
    """The same of an engine outside of this process."""
    check_libraries("sqlglot")
    from convrules.api.seances import ballista, postgres, spark

    own: dict[str, Any] = {"tranche": tranche}
    match moteur:
        case Moteur.POSTGRES:
            own["connexion"] = session
            return partial(postgres.judge, **own), partial(postgres.count, **own)
        case Moteur.SPARK:
            own["session"] = session
            return partial(spark.judge, **own), partial(spark.count, **own)
        case _:
            own |= {"session": session, "folder": partage}
            return partial(ballista.judge, **own), partial(ballista.count, **own)


def _apart(dossier: Dossier, atoms: Atoms, consultation: "Consultation") -> Sequence[Mapping[int, Reponse]]:
    """For each convention, its rows that no table of answers reaches."""
    both = zip(dossier.programmes, consultation.conventions, strict=True)
    works = ((Work(programme=programme, atoms=atoms), declared) for programme, declared in both)
    return [{rank: work.one(rank) for rank in declared.a_part} for work, declared in works]
