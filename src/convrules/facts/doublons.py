"""Rows that exclude one another, or that may be one row entered twice. Nothing is chosen among them: what
they decided is not known, and each is a finding.

Source: docs/langage, « Correspondance ».
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from types import MappingProxyType
from typing import Final, TypeAlias

from convrules.base.dates import Evenement
from convrules.base.records import dataclass, replace
from convrules.base.texte import cite, suite
from convrules.base.values import Cellule, Connu, Erreur
from convrules.diagnostics.attendues import JOURS, days_unsaid, is_backwards, unbounded
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import attendues
from convrules.diagnostics.problems import doublons as problems
from convrules.facts.chevauchements import incomplete, overlaps
from convrules.facts.coherence import filled
from convrules.facts.inconnus import stands_for_nothing
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import RIEN, Incomptees, Ligne, adds_up
from convrules.facts.redites import COMPTEES, told_again

Tables: TypeAlias = Mapping[str, Sequence[Ligne] | None]
"""Rows by table; None or absent: unknown."""

FINS: Final = ("bail", "retrait", "abandon")
VIE: Final = (
    "liberation", "disponibilite", "information", "orientation", "proposition", "attribution", *FINS,
)  # fmt: skip
"""Events of one letting, from the departure of the last tenant to its end. Not the first placing in service:
it is of the dwelling, whose vacancies all have it."""
DEUX_VIES: Final = "deux vacances de ce logement se chevauchent"
BEAUCOUP: Final = 5
"""Vacancies of one dwelling at once from which it may be no dwelling."""
RECOUVERTE: Final = "une autre ligne prévoit les mêmes logements"
INCOMPLETE: Final = "cette ligne ne prévoit pas un nombre de logements"
DEUX_FOIS: Final = "cette ligne est donnée deux fois"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accordees:
    """Tables of which no row is believed against another. `incertaines`: by table, vacancies whose rows can
    no longer be counted."""

    tables: Tables
    constats: tuple[Diagnostic, ...] = ()
    incertaines: Mapping[str, Incomptees] = field(default_factory=dict)


def settle(
    tables: Tables,
    partages: frozenset[str] = frozenset(),
    incertaines: Mapping[str, Incomptees] = MappingProxyType({}),
    ordinaires: frozenset[int] = frozenset(),
) -> Accordees:
    """What rows say against one another, table by table. partages: identifiers that perhaps two vacancies
    bear, so that nothing tells of which a row is. incertaines: by table, vacancies whose rows cannot be
    counted for want of one that is read. ordinaires: identities of the rows of vacancies whose dates need no
    second look."""
    constats: list[Diagnostic] = []
    done = dict(tables)
    if rows := tables.get("vacances"):
        done["vacances"] = _lives(rows, constats, ordinaires)
    if rows := tables.get("soustractions"):
        done["soustractions"] = _withdrawals(rows, constats)
    if rows := tables.get("journal"):
        done["journal"] = _repeated("journal", rows, None, constats)
    if rows := tables.get("vacances_attendues"):
        done["vacances_attendues"] = _expected(rows, constats)
    uncounted = {
        table: _uncounted(
            told_again(table, tables.get(table) or (), constats), partages, incertaines.get(table, RIEN)
        )
        for table in COMPTEES
    }
    uncounted["previsions"] = _uncounted({}, partages, incertaines.get("previsions", RIEN))
    return Accordees(tables=done, constats=tuple(constats), incertaines=uncounted)


def _uncounted(
    again: Mapping[str, tuple[str, ...]], partages: frozenset[str], lost: Incomptees
) -> Incomptees:
    """By vacancy, the rows for which its own cannot be counted."""
    shared = {ident: (f"vacances {ident}",) for ident in partages}
    idents = (*shared, *again, *lost.par_vacance)
    causes = (again, lost.par_vacance, shared)
    by_vacancy = {i: tuple(r for some in causes for r in some.get(i, ())) for i in idents}
    return Incomptees(par_vacance=by_vacancy, toutes=lost.toutes)


# --- two lives of one dwelling ----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Vie:
    """Days between which a vacancy certainly lasted; nothing between when the first comes after the last."""

    debut: int
    fin: int
    ligne: Ligne


def _lives(
    rows: Sequence[Ligne], constats: list[Diagnostic], ordinaires: frozenset[int]
) -> tuple[Ligne, ...]:
    """Of two vacancies of one dwelling at once, no date is believed, nor the dwelling."""
    by_dwelling: dict[str, list[Ligne]] = defaultdict(list)
    dwellings = [_text(row, "logement") for row in rows]
    times = Counter(dwellings)
    for row, dwelling in zip(rows, dwellings, strict=True) if len(times) < len(rows) else ():
        if dwelling and times[dwelling] > 1:
            by_dwelling[dwelling].append(row)
    wrong: set[str] = set()
    for dwelling, own in by_dwelling.items():
        lives = [_life(row if id(row) in ordinaires else filled(row)) for row in own]
        found = list(_at_once([life for life in lives if life is not None]))
        wrong |= {row.id for pair in found for row in pair}
        if found:
            first, second = found[0]
            count = len({row.id for pair in found for row in pair})
            constats.append(
                problems.vacances_simultanees(
                    span=row_span(second),
                    autre=row_span(first),
                    vacance=second.id,
                    premiere=first.id,
                    logement=dwelling,
                    nombre=str(count),
                    faute_de=dwelling if count >= BEAUCOUP or stands_for_nothing(dwelling) else "",
                )
            )
    return tuple(_disbelieved(row) if row.id in wrong else row for row in rows) if wrong else tuple(rows)


def _at_once(lives: Sequence[_Vie]) -> Iterator[tuple[Ligne, Ligne]]:
    """Each life that begins before the longest of those before it has ended, with that one."""
    ordered = sorted(lives, key=lambda life: (life.debut, life.fin, life.ligne.id))
    if not ordered:
        return
    longest = ordered[0]
    for life in ordered[1:]:
        if life.debut < longest.fin or _share_a_day(longest.ligne, life.ligne):
            yield longest.ligne, life.ligne
        longest = max(longest, life, key=lambda one: one.fin)


def _life(row: Ligne) -> _Vie | None:
    """From the latest day on which it can have begun to the soonest on which it can have ended."""
    events = [e for nom in VIE if (e := _event(row.cellule(nom))) is not None]
    happened = [e for e in events if not e.jamais and e.fin is not None]
    if not happened:
        return None
    ends = [e.low for nom in FINS if (e := _event(row.cellule(nom))) is not None]
    lasted = min(ends) if len(ends) == len(FINS) else 0
    return _Vie(min(e.high for e in happened), max(lasted, *(e.low for e in happened)), row)


def _share_a_day(one: Ligne, other: Ligne) -> bool:
    """The same event of two vacancies, on the same day."""
    days = ((_event(one.cellule(nom)), _event(other.cellule(nom))) for nom in VIE)
    return any(a and b and a.connu is not None and a.connu == b.connu for a, b in days)


def _disbelieved(row: Ligne) -> Ligne:
    error = Erreur(DEUX_VIES)
    dates = {nom: error for nom, cell in row.cellules.items() if _event(cell) is not None}
    return replace(row, cellules={**row.cellules, **dates, "logement": error})


# --- rows given twice -------------------------------------------------------------------------
def _repeated(
    table: str, rows: Sequence[Ligne], wrong: str | None, constats: list[Diagnostic]
) -> tuple[Ligne, ...]:
    """Rows that add up, and of which two are alike in every cell: the second may be the first again. wrong:
    the cell that says how much it adds; None of a row which is there or not, and then says all that it
    says."""
    seen: dict[frozenset[tuple[str, Cellule]], Ligne] = {}
    found = []
    for row in rows:
        adds = table != "journal" or adds_up(row.cellules)
        if adds and seen.setdefault(frozenset(row.cellules.items()), row) is not row:
            constats.append(_told_twice(table, row, seen[frozenset(row.cellules.items())]))
            doubted = row.cellules if wrong is None else {**row.cellules, wrong: Erreur(DEUX_FOIS)}
            row = replace(row, cellules=doubted, refusee=wrong is None)
        found.append(row)
    return tuple(found)


def _told_twice(table: str, row: Ligne, first: Ligne) -> Diagnostic:
    return problems.ligne_donnee_deux_fois(span=row_span(row), autre=row_span(first), table=table)


def _withdrawals(rows: Sequence[Ligne], constats: list[Diagnostic]) -> tuple[Ligne, ...]:
    """Forecasts of withdrawals: of two for one cell, of a total, of less than nothing, the number is not
    believed."""
    wrong: dict[int, str] = {}
    for rang, row in enumerate(rows):
        if (found := incomplete(row)) is not None:
            constats.append(found)
            wrong[rang] = INCOMPLETE
    met = overlaps("soustractions", rows)
    constats += met.constats
    wrong |= dict.fromkeys(met.rangs, RECOUVERTE)
    told = _repeated("soustractions", rows, "nombre", constats)
    return tuple(
        replace(row, cellules={**row.cellules, "nombre": Erreur(wrong[rang])}) if rang in wrong else row
        for rang, row in enumerate(told)
    )


def _expected(rows: Sequence[Ligne], constats: list[Diagnostic]) -> tuple[Ligne, ...] | None:
    """Forecasts of vacancies: one that cannot be read, or counted, leaves the whole table unknown."""
    wrong = [found for row in rows for found in unbounded(row.cellule, row_span(row))]
    # Why not those: of which days they are is not known.
    wrong += overlaps("vacances_attendues", [row for row in rows if not is_backwards(row.cellule)]).constats
    _repeated("vacances_attendues", rows, "max", wrong)
    constats += wrong or _without_days(rows)
    return None if wrong else tuple(rows)


def _without_days(rows: Sequence[Ligne]) -> Iterator[Diagnostic]:
    """Told once a file, at the first of its rows."""
    found: dict[str, list[tuple[Ligne, tuple[str, ...]]]] = defaultdict(list)
    for row in rows:
        if unsaid := days_unsaid(row.cellule):
            found[row.place.fichier if row.place is not None else ""].append((row, unsaid))
    for own in found.values():
        columns = [nom for nom in JOURS if any(nom in unsaid for _, unsaid in own)]
        yield attendues.attente_sans_jours(
            span=row_span(own[0][0]), jours=suite(map(cite, columns), "ou"), nombre=str(len(own))
        )


# --- cells ------------------------------------------------------------------------------------
def _text(row: Ligne, champ: str) -> str | None:
    cell = row.cellule(champ)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, str) else None


def _event(cell: Cellule) -> Evenement | None:
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, Evenement) else None
