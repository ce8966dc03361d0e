"""From the rights that a landlord's stock bears to shares of its flow, by the formula that each text states.

The formula of a parameter is worked out once by the convention, on the day its value begins. Here it is
worked out again on that day of other years, as rights begin and expire: what the text would give if it were
signed then. No formula is ours. Source: docs/langage, « Fichiers », Paramètres.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Indetermine, Issue
from convrules.base.records import dataclass, replace
from convrules.base.values import Resultat, SansObjet, TNombre
from convrules.compiler import Programme, expressions_of
from convrules.compiler.chain import values_of
from convrules.facts.records import Faits, Ligne
from convrules.runtime.context import Contexte
from convrules.runtime.counting import rows_counted
from convrules.runtime.decision import Trace
from convrules.runtime.numbers import ZERO, Nombre, Plage, add
from convrules.runtime.reading import event_of_cell
from convrules.runtime.rights import live_on, rights_of
from convrules.runtime.scalar import belonging, evaluate, still_runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    """One count of the formula: what is counted, how many, and the rows that are in it for certain or
    perhaps."""

    expr: ir.Compte | ir.Somme
    valeur: Resultat
    lignes: tuple[tuple[str, Issue], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calcul:
    """The formula on one day. `prolonges`: rights that it counts for certain though the end that their row
    bears has passed; `nombre_prolonge`: how many they are."""

    jour: date
    valeur: Resultat
    etapes: tuple[Etape, ...]
    prolonges: tuple[str, ...] = ()
    nombre_prolonge: Nombre = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Droit:
    """A right that a formula counts on one of the days. `debut`, `fin` None: not known, or without end
    (`sans_fin`). `jusqu_au`: its last day as the formula says it, when that is another than `fin`."""

    id: str
    nombre: Nombre
    debut: date | None
    fin: date | None
    sans_fin: bool
    jusqu_au: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """`lus_par`: clauses that read the parameter. `droits`: those that one of the days counts, and that begin
    or end. `fin_des_droits`: what the file says of their last day, where it says it."""

    convention: ir.Convention
    parametre: ir.ParametreDeclare
    formule: ir.Expr
    fin_des_droits: ir.Expr | None
    lus_par: tuple[str, ...]
    calculs: tuple[Calcul, ...]
    droits: tuple[Droit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Somme:
    """Rates of several conventions that add up to more than the whole flow, if they bear on the same
    vacancies. `taux`: their sum; `au_moins`: some are known by their least only, or not at all."""

    annee: int
    conventions: tuple[ir.Convention, ...]
    taux: Fraction
    au_moins: bool


def is_rate(conversion: Conversion) -> bool:
    """Is the parameter a share, of which more than 100 % cannot be given?"""
    kind = conversion.parametre.type
    return isinstance(kind, TNombre) and kind.taux


def at_least(valeur: Resultat) -> Fraction:
    """What a share is for certain."""
    found = valeur if isinstance(valeur, Fraction) else valeur.min if isinstance(valeur, Plage) else None
    return found if found is not None else Fraction(0)


def too_much(found: Sequence[Conversion]) -> Iterator[Somme]:
    """Years in which shares that clauses read add up to more than the whole."""
    rates = [c for c in found if is_rate(c) and c.lus_par]
    for rang in range(len(rates[0].calculs) if len(rates) > 1 else 0):
        values = [c.calculs[rang].valeur for c in rates]
        whole = sum(map(at_least, values), Fraction(0))
        counted = [c for c, v in zip(rates, values, strict=True) if at_least(v) > 0]
        if whole > 1 and len(counted) > 1:
            yield Somme(
                annee=rates[0].calculs[rang].jour.year,
                conventions=tuple(c.convention for c in counted),
                taux=whole,
                au_moins=not all(isinstance(v, Fraction) for v in values),
            )


def convert(
    programmes: Sequence[Programme], faits: Faits, annees: Sequence[int], au: date
) -> Iterator[Conversion]:
    """Each parameter whose value is a formula over the stock, on its own day of each year."""
    for programme in programmes:
        for nom, declared in programme.parametres.items():
            last = declared.valeurs[-1]
            if not isinstance(last.valeur, ir.Expr) or not _counts(last.valeur):
                continue
            days = [same_day(last.du, annee) for annee in annees]
            seen = [_seen(last.fin_des_droits, programme, faits, day, au) for day in days]
            found = tuple(_on(last.valeur, contexte) for contexte in seen)
            yield Conversion(
                convention=programme.convention,
                parametre=declared,
                formule=last.valeur,
                fin_des_droits=last.fin_des_droits,
                lus_par=tuple(_readers(programme, nom)),
                calculs=found,
                droits=tuple(_rights(found, seen, faits.droits or ())),
            )


def as_of_year(programme: Programme, annee: int) -> Programme:
    """The same texts, each formula over the stock worked out as on its own day of that year."""
    parametres = {
        nom: replace(declared, valeurs=_moved(declared.valeurs[-1], annee))
        if isinstance(declared.valeurs[-1].valeur, ir.Expr) and _counts(declared.valeurs[-1].valeur)
        else declared
        for nom, declared in programme.parametres.items()
    }
    return replace(programme, parametres=parametres)


def _moved(last: ir.ValeurDatee, annee: int) -> tuple[ir.ValeurDatee, ...]:
    """Before its day of the year holds what the year before gave."""
    return tuple(replace(last, du=same_day(last.du, year)) for year in (annee - 1, annee))


def _seen(fin: ir.Expr | None, programme: Programme, faits: Faits, day: date, au: date) -> Contexte:
    return Contexte(programme=programme, au=max(au, day), jour=day, faits=faits, fin_des_droits=fin)


def _counts(expr: ir.Expr) -> bool:
    return any(isinstance(part, ir.Compte | ir.Somme) for part in ir.walk(expr))


def same_day(du: date, annee: int) -> date:
    """The same day of another year; a 29 February is its eve elsewhere."""
    try:
        return du.replace(year=annee)
    except ValueError:
        return date(annee, 2, 28)


def _on(expr: ir.Expr, contexte: Contexte) -> Calcul:
    trace = evaluate(expr, contexte)
    steps = tuple(_steps(trace, contexte))
    counted = {nom for step in steps for nom, issue in step.lignes if issue is True}
    faits = contexte.faits
    rows = [
        row
        for row in (faits.droits if faits is not None else None) or ()
        if _named(row) in counted and _past(row, contexte.jour)
    ]
    return Calcul(
        jour=contexte.jour,
        valeur=trace.valeur,
        etapes=steps,
        prolonges=tuple(row.id for row in rows),
        nombre_prolonge=_how_many(rows),
    )


def _how_many(rows: Sequence[Ligne]) -> Nombre:
    found: Nombre = ZERO
    for row in rows:
        found = add(found, rights_of(row))
    return found


def _named(row: Ligne) -> str:
    return f"{row.table} {row.id}"


def _past(row: Ligne, day: date) -> bool:
    """Has the end that the row bears passed?"""
    end = event_of_cell(row.cellule("fin"), "fin").connu
    return end is not None and end < day


def _steps(trace: Trace, contexte: Contexte) -> Iterator[Etape]:
    if isinstance(trace.expr, ir.Compte | ir.Somme):
        rows = tuple(
            (_named(row.ligne), issue)
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


def _rights(calculs: Sequence[Calcul], seen: Sequence[Contexte], rows: Sequence[Ligne]) -> Iterator[Droit]:
    """Rights that some day counts and some other does not see alive."""
    counted = {nom for c in calculs for e in c.etapes for nom, _ in e.lignes}
    for row in rows:
        if _named(row) in counted and len({_alive(row, contexte) for contexte in seen}) > 1:
            yield _right(row, seen[0])


def _alive(row: Ligne, contexte: Contexte) -> str:
    end = contexte.fin_des_droits
    live = live_on(row, contexte.jour) if end is None else still_runs(row, end, contexte)
    return "?" if isinstance(live, Indetermine) else str(live)


def _right(row: Ligne, contexte: Contexte) -> Droit:
    cell = row.cellule("fin")
    end = event_of_cell(cell, "fin").connu
    said = _last_day(row, contexte)
    return Droit(
        id=row.id,
        nombre=rights_of(row),
        debut=event_of_cell(row.cellule("debut"), "debut").connu,
        fin=end,
        sans_fin=isinstance(cell, SansObjet),
        jusqu_au=said if said != end else None,
    )


def _last_day(row: Ligne, contexte: Contexte) -> date | None:
    if contexte.fin_des_droits is None:
        return None
    found = evaluate(contexte.fin_des_droits, replace(contexte, ligne=row)).valeur
    day = found.connu if isinstance(found, Evenement) else found
    return day if isinstance(day, date) else None
