"""What each missing fact leaves undetermined: which rules, for how many vacancies.

What has not happened yet, and what a person has still to decide, are no gaps of the data.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, Genre, causes_of
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.render.decided import cell_places
from convrules.render.year_text import short_article
from convrules.runtime.decision import Decision, EtatDelai
from convrules.year.model import Bilan

STATUT = t("statut de la vacance")
LACUNES = (Genre.MANQUANT, Genre.ERREUR)

Attente: TypeAlias = tuple[str, str, str, str, Iterable[Cause]]
"""Convention, rule, its article, vacancy, and what it waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacune:
    """A fact that is missing, or cannot be read (`genre`), and what it leaves undetermined. `table`: the row
    that lacks it is not the vacancy's, but one of that table."""

    fait: str
    genre: Genre
    table: str
    convention: str
    regle: str
    article: str
    vacances: tuple[str, ...]


class DesDecisions:
    """Statuses, ways to the holder, deadlines and obligations of each vacancy, none of them kept."""

    def __init__(self) -> None:
        self._recueil = _Recueil()

    def add(self, d: Decision) -> None:
        for waiting in () if d.muette else _of_decision(d):
            self._recueil.add(waiting)

    def lacunes(self) -> tuple[Lacune, ...]:
        return self._recueil.lacunes()


def of_year(bilan: Bilan) -> tuple[Lacune, ...]:
    """Parts and quotas of the year: rows that keep a number between two bounds. Deadlines and obligations:
    those of which nothing is known."""
    recueil = _Recueil()
    for b in bilan.conventions:
        for regle in b.regles:
            ident, signed = _named(regle.clause)
            for cell in regle.cellules:
                named = b.convention.ident, ident, cell_places(regle, cell) or signed
                for row in cell.a_completer:
                    recueil.add((*named, row.vacance, row.causes))
        for echeance in b.echeances:
            for vacance, causes in echeance.ouvertes:
                recueil.add((b.convention.ident, *_named(echeance.clause), vacance, causes))
    return recueil.lacunes()


def _of_decision(d: Decision) -> Iterator[Attente]:
    if d.statut.statut is None:
        yield d.convention, STATUT, "", d.vacance, d.statut.causes
    for found in (*d.eligibilites, *d.obligations):
        yield d.convention, *_named(found.clause), d.vacance, causes_of(found.issue)
    for resultat in (*d.delais, *d.nouvelles_propositions):
        if resultat.etat is EtatDelai.INDETERMINE:
            yield d.convention, *_named(resultat.clause), d.vacance, resultat.causes


def _named(clause: ir.Clause) -> tuple[str, str]:
    return clause.entete.ident, short_article(clause)


class _Recueil:
    def __init__(self) -> None:
        self._found: dict[tuple[str, Genre, str, str, str, str], dict[str, None]] = {}

    def add(self, waiting: Attente) -> None:
        convention, regle, article, vacance, causes = waiting
        for cause in causes:
            if cause.genre in LACUNES:
                table = cause.ligne.split(" ")[0] if cause.ligne else ""
                key = (cause.fait, cause.genre, table, convention, regle, article)
                self._found.setdefault(key, {})[vacance] = None

    def lacunes(self) -> tuple[Lacune, ...]:
        """Those that keep most vacancies first."""
        found = (
            Lacune(
                fait=fait, genre=genre, table=table, convention=convention, regle=regle, article=article,
                vacances=tuple(rows),
            )
            for (fait, genre, table, convention, regle, article), rows in self._found.items()
        )  # fmt: skip
        return tuple(sorted(found, key=lambda x: (-len(x.vacances), x.fait, x.convention, x.regle, x.genre)))
