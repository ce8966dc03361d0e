"""Which rows `nombre` and `somme` look at, and what is still open about them.

Source: docs/langage, « Les niveaux »: a vacancy's own rows below it (its candidatures, its refusals, the
rights on its dwelling), the territory's rows in a parameter; a table not supplied is unknown, never empty.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement, why
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, et
from convrules.base.records import dataclass
from convrules.base.values import Connu
from convrules.compiler import REPONSE
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.lives import life_closed
from convrules.runtime.numbers import ZERO, Nombre, Plage, add, at_least, bounded
from convrules.runtime.places import there
from convrules.runtime.reading import event_of_cell
from convrules.runtime.ressort import Ressort
from convrules.runtime.rights import live_on, on_dwelling, rights_of, same_cell, why_not_read, with_life

UN: Final = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneComptee:
    """A row, how many it stands for, and whether it is there at all (territory, life of a right)."""

    ligne: Ligne
    poids: Nombre
    presence: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class LignesComptees:
    """`causes`: why further rows may exist (an open turn, a table not supplied); empty when none may."""

    lignes: tuple[LigneComptee, ...]
    causes: frozenset[Cause] = frozenset()


def rows_counted(population: ir.Population, contexte: Contexte) -> LignesComptees:
    """Rows of a population, before its own condition: candidatures and refus of a vacancy, logements, droits
    and demandes (checked: events of a period are counted by the year, in its accounts)."""
    causes: frozenset[Cause] = frozenset()
    rows: tuple[LigneComptee, ...] = ()
    for classe in population.classes:
        found = _of_class(classe, contexte)
        rows += found.lignes
        causes |= found.causes
    return LignesComptees(lignes=rows, causes=causes)


def _of_class(classe: ir.Classe, contexte: Contexte) -> LignesComptees:
    if classe in (ir.Classe.CANDIDATURES, ir.Classe.REFUS):
        return _below_vacancies(classe, contexte)
    ligne = contexte.ligne
    of_dwelling = ligne is not None and ligne.table == "logements"
    if classe is ir.Classe.DROITS and (contexte.vacance is not None or of_dwelling):
        return _of_the_dwelling(contexte)
    if classe is ir.Classe.DEMANDES:
        return _demands(contexte)
    if classe in (ir.Classe.LOGEMENTS, ir.Classe.DROITS):
        found = _stock(classe, contexte)
        of_programme = ligne is not None and ligne.table == "programmes"
        return _in_programme(found, ligne.id) if ligne is not None and of_programme else found
    raise AssertionError(f"checked: {classe.value} are counted by accounts")


def _not_supplied(nom: str) -> LignesComptees:
    return LignesComptees(lignes=(), causes=frozenset({Cause(fait=nom)}))


# --- rows of a vacancy ----------------------------------------------------------------------
def _below_vacancies(classe: ir.Classe, contexte: Contexte) -> LignesComptees:
    vacance = contexte.vacance
    assert vacance is not None, "checked: rows of a vacancy are counted from it"
    table = vacance.candidatures if classe is ir.Classe.CANDIDATURES else vacance.refus
    if table is None:
        return LignesComptees(lignes=(), causes=vacance.uncounted(classe.value))
    closed = contexte.clos is not None and _is_past(contexte.clos, contexte.au)
    still_open = frozenset() if closed else frozenset({Cause(fait=classe.value, genre=Genre.FUTUR)})
    return LignesComptees(lignes=_known_by(table, vacance, contexte), causes=still_open)


def _is_past(event: Evenement, au: date) -> bool:
    return event.high <= au.toordinal()


def _known_by(table: Iterable[Ligne], vacance: Vacance, contexte: Contexte) -> tuple[LigneComptee, ...]:
    """Rows known as of `au`: one dated later is not there yet; one without a date is there, though nobody
    knows since when."""
    rows = []
    for ligne in table:
        cell = ligne.cellule("date")
        day = cell.valeur if isinstance(cell, Connu) else None
        day = day.connu if isinstance(day, Evenement) else day
        if isinstance(day, date) and day > contexte.au:
            continue
        presence: Issue = _of_the_turn(day, contexte) if isinstance(day, date) else True
        if presence is False:
            continue
        seen = contexte.retrospectif
        if seen is not None and not isinstance(day, date) and _latest(ligne, vacance, seen) > contexte.au:
            presence = Indetermine(frozenset({Cause(fait="date", ligne=f"{ligne.table} {ligne.id}")}))
        rows.append(LigneComptee(ligne=ligne, poids=UN, presence=presence))
    return tuple(rows)


def _of_the_turn(day: date, contexte: Contexte) -> Issue:
    """Once the turn is closed, what comes after is not of it."""
    closed = contexte.clos
    if closed is None or not _is_past(closed, contexte.au) or day.toordinal() <= closed.low:
        return True
    return False if day.toordinal() > closed.high else Indetermine(why(closed).causes)


def _latest(ligne: Ligne, vacance: Vacance, au: date) -> date:
    """The day by which a row without a date was there, at the latest: that of its answer, the end of the life
    of its vacancy, the day one looks."""
    answer = event_of_cell(ligne.cellule(REPONSE), REPONSE)
    ends = (au, life_closed(vacance, au), None if answer.jamais else answer.fin)
    return min(day for day in ends if day is not None)


# --- demands --------------------------------------------------------------------------------
def _demands(contexte: Contexte) -> LignesComptees:
    """All those of the landlord: a demand is in no place of its own."""
    table = None if contexte.faits is None else contexte.faits.demandes
    if table is None:
        return _not_supplied(ir.Classe.DEMANDES.value)
    return LignesComptees(
        lignes=tuple(LigneComptee(ligne=row, poids=UN, presence=there(row)) for row in table.values())
    )


# --- stock ----------------------------------------------------------------------------------
def _stock(classe: ir.Classe, contexte: Contexte) -> LignesComptees:
    """Rows of the landlord on the convention's territory, on the reference day."""
    faits = contexte.faits
    rights = classe is ir.Classe.DROITS
    table = None if faits is None else (faits.droits if rights else faits.logements)
    if table is None:
        return _not_supplied(classe.value)
    terrain = Ressort(contexte.programme.convention.territoire, faits)
    rows = []
    for row in table:
        ligne = row
        presence = et(there(row), terrain.has_right(row) if rights else terrain.has(row))
        if rights:
            live = _live(ligne, contexte)
            presence, ligne = et(presence, live), with_life(ligne, live)
        poids = rights_of(ligne) if rights else UN
        rows.append(LigneComptee(ligne=ligne, poids=poids, presence=presence))
    return LignesComptees(lignes=tuple(rows))


def _live(droit: Ligne, contexte: Contexte) -> Issue:
    """Does the right run on the day of the context? Where a formula says how rights end, only what it reads
    of the right can tell (`convrules.runtime.scalar.belonging`)."""
    return live_on(droit, contexte.jour) if contexte.fin_des_droits is None else True


def _in_programme(found: LignesComptees, programme: str) -> LignesComptees:
    """Of the stock, what is in one programme."""
    rows = []
    for row in found.lignes:
        ligne = row.ligne
        inside = same_cell(
            ligne.cellule("programme"), Connu(programme), "programme", f"{ligne.table} {ligne.id}"
        )
        presence = et(row.presence, inside)
        if presence is not False:
            rows.append(LigneComptee(ligne=ligne, poids=row.poids, presence=presence))
    return LignesComptees(lignes=tuple(rows), causes=found.causes)


def _of_the_dwelling(contexte: Contexte) -> LignesComptees:
    """Rights below a vacancy, or a dwelling of the stock: those that bear on this very dwelling."""
    vacance, ligne = contexte.vacance, contexte.ligne
    if vacance is not None:
        table: Sequence[Ligne] | None = vacance.droits
        dwelling = (vacance.cellule("logement"), vacance.cellule("programme"))
    else:
        assert ligne is not None and ligne.table == "logements", "checked: what rights may be counted from"
        table = contexte.faits.droits if contexte.faits is not None else None
        dwelling = (Connu(ligne.id), ligne.cellule("programme"))
    if table is None:
        cause = why_not_read(vacance, contexte.faits) if vacance is not None else Cause(fait="droits")
        return LignesComptees(lignes=(), causes=frozenset({cause}))
    rows = []
    for droit in table:
        live = _live(droit, contexte)
        presence = et(on_dwelling(droit, *dwelling), live)
        if presence is not False:
            rows.append(LigneComptee(ligne=with_life(droit, live), poids=rights_of(droit), presence=presence))
    return LignesComptees(lignes=tuple(rows))


# --- folding --------------------------------------------------------------------------------
def fold_rows(weighed: Sequence[tuple[Issue, Nombre]], further: frozenset[Cause]) -> Nombre:
    """Number of rows: those that belong, at most those in doubt besides, and any more that may come."""
    total: Nombre = ZERO
    for issue, poids in weighed:
        if issue is True:
            total = add(total, poids)
        elif isinstance(issue, Indetermine):
            total = add(total, _perhaps(poids, issue.causes))
    return add(total, at_least(ZERO, further)) if further else total


def _perhaps(poids: Nombre, causes: frozenset[Cause]) -> Nombre:
    if isinstance(poids, Plage):
        return Plage(causes | poids.causes, ZERO, poids.max)
    return bounded(ZERO, poids, causes)
