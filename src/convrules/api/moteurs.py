"""Which engine answers for many vacancies at once: one meaning, the form that suits the number of rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from convrules.api.dossier import Dossier
from convrules.columnar.lowering import Atoms
from convrules.columnar.statuses import Jugees, Reponse, Work, one_by_one, statuses
from convrules.columnar.tables import table_of

if TYPE_CHECKING:
    from convrules.columnar.sql.model import Consultation

PEU: Final = 40
"""Up to so many pairs of a row and a convention, one by one costs less than sets of rows."""


class Moteur(StrEnum):
    """The evaluator, sets of rows in this process, an engine of databases in this process."""

    SCALAIRE = "scalaire"
    COLONNES = "colonnes"
    DUCKDB = "duckdb"


class SansMoteur(Exception):
    """A library that the engine takes is not installed; the argument is its name."""


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
) -> tuple[Jugees, ...]:
    """Of each convention, by this engine. Raises SansMoteur; of an engine of databases, MemoireInsuffisante,
    ReglageRefuse."""
    atoms = Atoms(table=table_of(dossier.faits, au))
    match moteur:
        case Moteur.SCALAIRE:
            return tuple(one_by_one(programme, atoms) for programme in dossier.programmes)
        case Moteur.COLONNES:
            return tuple(statuses(programme, atoms) for programme in dossier.programmes)
        case Moteur.DUCKDB:
            return _by_duckdb(dossier, atoms, memoire, fils)


def _by_duckdb(dossier: Dossier, atoms: Atoms, memoire: str | None, fils: int | None) -> tuple[Jugees, ...]:
    try:
        from convrules.columnar.sql.moteur_duckdb import judge
    except ImportError as error:
        raise SansMoteur(error.name or "") from error
    from convrules.columnar.sql.answers import answered
    from convrules.columnar.sql.lookups import lookups

    consultation = lookups(dossier.programmes, atoms)
    bits = judge(consultation, memoire=memoire, fils=fils)
    return answered(consultation, bits, _apart(dossier, atoms, consultation))


def _apart(dossier: Dossier, atoms: Atoms, consultation: "Consultation") -> Sequence[Mapping[int, Reponse]]:
    """For each convention, its rows that no table of answers reaches."""
    both = zip(dossier.programmes, consultation.conventions, strict=True)
    works = ((Work(programme=programme, atoms=atoms), declared) for programme, declared in both)
    return [{rank: work.one(rank) for rank in declared.a_part} for work, declared in works]
