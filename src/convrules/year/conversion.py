"""From the rights that a landlord's stock bears to shares of its flow, by the formula that each text states.

The formula of a parameter is worked out once by the convention, on the day its value begins. Here it is
worked out again on that day of other years, as rights begin and expire: what the text would give if it were
signed then. No formula is ours. Source: docs/langage, « Fichiers », Paramètres.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.outcomes import Indetermine, Issue
from convrules.base.records import dataclass
from convrules.base.values import Resultat, SansObjet
from convrules.compiler import Programme, expressions_of
from convrules.compiler.chain import values_of
from convrules.facts.records import Faits, Ligne
from convrules.runtime.context import Contexte
from convrules.runtime.counting import rows_counted
from convrules.runtime.decision import Trace
from convrules.runtime.numbers import Nombre
from convrules.runtime.reading import event_of_cell
from convrules.runtime.rights import live_on, rights_of
from convrules.runtime.scalar import belonging, evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    """One count of the formula: what is counted, how many, and the rows that are in it for certain or
    perhaps."""

    expr: ir.Compte | ir.Somme
    valeur: Resultat
    lignes: tuple[tuple[str, Issue], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calcul:
    """The formula on one day."""

    jour: date
    valeur: Resultat
    etapes: tuple[Etape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Droit:
    """A right that a formula counts on one of the days. `debut`, `fin` None: not known, or without end
    (`sans_fin`)."""

    id: str
    nombre: Nombre
    debut: date | None
    fin: date | None
    sans_fin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """`lus_par`: clauses that read the parameter. `droits`: those that one of the days counts, and that begin
    or end."""

    convention: ir.Convention
    parametre: ir.ParametreDeclare
    formule: ir.Expr
    lus_par: tuple[str, ...]
    calculs: tuple[Calcul, ...]
    droits: tuple[Droit, ...]


def convert(
    programmes: Sequence[Programme], faits: Faits, annees: Sequence[int], au: date
) -> Iterator[Conversion]:
    """Each parameter whose value is a formula over the stock, on its own day of each year."""
    for programme in programmes:
        for nom, declared in programme.parametres.items():
            last = declared.valeurs[-1]
            if not isinstance(last.valeur, ir.Expr) or not _counts(last.valeur):
                continue
            days = [_day(last.du, annee) for annee in annees]
            found = tuple(_on(last.valeur, programme, faits, day, au) for day in days)
            yield Conversion(
                convention=programme.convention,
                parametre=declared,
                formule=last.valeur,
                lus_par=tuple(_readers(programme, nom)),
                calculs=found,
                droits=tuple(_rights(found, faits.droits or ())),
            )


def _counts(expr: ir.Expr) -> bool:
    return any(isinstance(part, ir.Compte | ir.Somme) for part in ir.walk(expr))


def _day(du: date, annee: int) -> date:
    """The same day of another year; a 29 February is its eve elsewhere."""
    try:
        return du.replace(year=annee)
    except ValueError:
        return date(annee, 2, 28)


def _on(expr: ir.Expr, programme: Programme, faits: Faits, day: date, au: date) -> Calcul:
    contexte = Contexte(programme=programme, au=max(au, day), jour=day, faits=faits)
    trace = evaluate(expr, contexte)
    return Calcul(jour=day, valeur=trace.valeur, etapes=tuple(_steps(trace, contexte)))


def _steps(trace: Trace, contexte: Contexte) -> Iterator[Etape]:
    if isinstance(trace.expr, ir.Compte | ir.Somme):
        rows = tuple(
            (f"{row.ligne.table} {row.ligne.id}", issue)
            for row, issue in belonging(
                rows_counted(trace.expr.population, contexte), trace.expr.population, contexte
            )
            if issue is not False
        )
        yield Etape(expr=trace.expr, valeur=trace.valeur, lignes=rows)
        return
    for child in trace.enfants:
        yield from _steps(child, contexte)


def _readers(programme: Programme, nom: str) -> Iterator[str]:
    for clause in programme.clauses:
        read = (e for value in values_of(clause) for e in expressions_of(value))
        if any(isinstance(e, ir.Parametre) and e.nom == nom for e in read):
            yield clause.ident


def _rights(calculs: Sequence[Calcul], rows: Sequence[Ligne]) -> Iterator[Droit]:
    """Rights that some day counts and some other does not see alive."""
    counted = {nom for c in calculs for e in c.etapes for nom, _ in e.lignes}
    for row in rows:
        if f"{row.table} {row.id}" in counted and len({_alive(row, c.jour) for c in calculs}) > 1:
            yield _right(row)


def _alive(row: Ligne, day: date) -> str:
    live = live_on(row, day)
    return "?" if isinstance(live, Indetermine) else str(live)


def _right(row: Ligne) -> Droit:
    fin = row.cellule("fin")
    return Droit(
        id=row.id,
        nombre=rights_of(row),
        debut=event_of_cell(row.cellule("debut"), "debut").connu,
        fin=event_of_cell(fin, "fin").connu,
        sans_fin=isinstance(fin, SansObjet),
    )
