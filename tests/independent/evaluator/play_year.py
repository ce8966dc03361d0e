"""A case on a year, or on several that follow."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from . import candidates, elements
from .accounts import ledger
from .case import rows
from .convention import Clause
from .expected import account, causes_differ, differ, known, number
from .facts import ordinal
from .findings import Watch, lettings, watch_differs
from .judge import NONE, Judged
from .lines import Period, rule_of
from .outcomes import HorsDePortee, U, V, both
from .seen import Seen
from .sendings import Office
from .sendings_expected import by_event, sendings, state_of
from .texts import Life
from .vacancy import Vacancy
from .world import World
from .year import Year

READ = {
    "cas", "au", "faits", "année", "années", "vacances", "soldes", "prévu", "soustractions", "attendu",
    "énoncé", "vacances_attendues", "journal", "droits", "logements", "programmes", "candidatures", "refus",
    "vacance", "conventions", "demandes",
}  # fmt: skip
NUMBERS = {"base", "du", "du_arrondi", "cible", "realise", "solde", "solde_initial", "solde_perdu", "part"}
SAID = {"vrai": "respectee", "faux": "manquee", "non applicable": "sans_objet"}


def of_year(life: Life, world: World, case: dict[str, Any], au: str) -> list[str]:
    known(case, READ, "clé d'un cas")
    if "année" in case:
        return of_one(year_of(life, world, case, int(case["année"]), case.get("au", au)), case["attendu"])
    lines: list[str] = []
    before: dict[tuple[str, str], set[Fraction]] = {}
    prior: Year | None = None
    for number_ in case["années"]:
        year = year_of(life, world, case, int(number_), case.get("au", au))
        year.before, year.prior = before, prior
        lines += [f"{number_} : {line}" for line in of_one(year, case["attendu"].get(number_, {}))]
        before, prior = left(year), year
    return lines


def left(year: Year) -> dict[tuple[str, str], set[Fraction]]:
    """The balances that a year leaves to the next, by rule and by cell."""
    found = {}
    for clause in year.convention.of("part", "quota"):
        judged_ = year.judge(clause)
        for name, cell in (judged_.cells or {"": judged_}).items():
            found[clause.name, name] = cell.balances
    return found


def year_of(life: Life, world: World, case: dict[str, Any], number_: int, au: str) -> Year:
    forecasts = [{k: str(v) for k, v in line.items()} for line in case.get("soustractions", ())]
    # Why named: under `prévu`, it is of the convention of the case.
    own = {"annee": str(number_), "convention": life.name}
    forecasts += [{**own, "nombre": str(n)} for n in case.get("prévu", {}).values()]
    given = rows(life, world, case, au)
    return Year(life, world, number_, given, ordinal(au), forecasts, case.get("soldes", {}))


def of_one(year: Year, attended: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, wanted in attended.items():
        lines += [f"{key} : {line}" for line in of_key(year, key, wanted)]
    return lines


def of_key(year: Year, key: str, wanted: Any) -> list[str]:
    if key == "comptes":
        return entries(year, wanted)
    if key == "statuts":
        return counts(wanted, statuses(year))
    clause = year.convention.clauses.get(key) or added_later(year, key)
    if clause is None and a_number(year, key):
        return judged(wanted, Judged(NONE, {NONE}))
    if clause is None:
        raise HorsDePortee(f"attendu « {key} » d'une année")
    if clause.genre in ("part", "quota"):
        return judged(wanted, year.judge(clause))
    if clause.keys.get("porte sur") in candidates.TABLES and clause.of_elements:
        rows = [one for seen, _ in of_the_year(year) for one in candidates.judged(seen, clause)]
        return elements.compared(rows, wanted)
    if clause.of_elements:
        return elements.differs(year, clause, wanted)
    if clause.genre in ("délai", "obligation", "tour"):
        return counts(wanted, states(year, clause))
    if clause.genre == "mode correctif":
        lines = watch_differs(wanted, Watch(year, clause))
        if isinstance(wanted, dict) and "attributions" in wanted:
            lines += counts(wanted["attributions"], lettings(of_the_year(year), clause))
        return lines
    if clause.genre == "transmission":
        office = Office(year.life, year.world, key, year.number, year.au)
        if by_event(clause):
            return counts(wanted, sent_on(year, clause, office))
        return sendings(wanted, office.sent())
    raise HorsDePortee(f"attendu « {clause.genre} » d'une année")


def added_later(year: Year, name: str) -> Clause | None:
    """A clause that an amendment brings in the course of the year."""
    found = (s.text.clauses[name] for s in year.life.spans if name in s.text.clauses)
    return next((c for c in found if c.of_elements), None)


def a_number(year: Year, name: str) -> bool:
    """Is it a quota of a number that begins in the course of the year?"""
    found = (s.text.clauses[name] for s in year.life.spans if name in s.text.clauses)
    return any(c.genre == "quota" and rule_of(c).counts_dwellings for c in found)


def sent_on(year: Year, clause: Clause, office: Office) -> dict[str, tuple[int, int]]:
    found: Counter[str] = Counter()
    for seen, times in of_the_year(year):
        found[plain(state_of(seen, clause, office))] += times
    return {name: (n, n) for name, n in found.items()}


def entries(year: Year, wanted: dict[str, Any]) -> list[str]:
    by_id = {row.cells.get("id"): row for row, _ in year.rows}
    lines = []
    for name, one in wanted.items():
        vacancy = Seen(year.life, by_id[name]).only
        lines += [f"{name} : {line}" for line in account(one, ledger(vacancy).entry(vacancy.row))]
    return lines


# Vacancies counted by what is said of them


def of_the_year(year: Year) -> list[tuple[Seen, int]]:
    found = []
    for row, times in year.rows:
        seen = Seen(year.life, row)
        inside = both(both(year.life.here(row), year.life.lasts), period_holds(year.period, seen.only))
        if isinstance(inside, U):
            raise HorsDePortee("vacance peut-être de l'année")
        if inside == V:
            found.append((seen, times))
    return found


def period_holds(period: Period, vacancy: Vacancy) -> Any:
    return period.holds(vacancy.reference_event)


def states(year: Year, clause: Clause) -> dict[str, tuple[int, int]]:
    found: Counter[str] = Counter()
    for seen, times in of_the_year(year):
        if clause.genre == "délai":
            state = seen.state(clause.name, Vacancy.deadline)[0]
            (name,) = state.names if len(state.names) == 1 else ("indetermine",)
        else:
            outcome = seen.clause(clause.name, Vacancy.obligation)
            error = isinstance(outcome, U) and any(kind == "erreur" for _, kind in outcome.causes)
            name = ("erreur" if error else "indetermine") if isinstance(outcome, U) else SAID[outcome]
        found[plain(name)] += times
    return {name: (n, n) for name, n in found.items()}


def statuses(year: Year) -> dict[str, tuple[int, int]]:
    low: Counter[str] = Counter()
    high: Counter[str] = Counter()
    for seen, times in of_the_year(year):
        names = seen.status[0]
        for name in names:
            high[plain(name)] += times
            low[plain(name)] += times * (len(names) == 1)
    return {name: (low[name], high[name]) for name in high}


def plain(name: str) -> str:
    return name.replace("é", "e").replace(" ", "_").replace("'", "_")


def counts(wanted: dict[str, Any], found: dict[str, tuple[int, int]]) -> list[str]:
    lines = []
    for name, value in wanted.items():
        low, high = found.get(plain(name), (0, 0))
        lines += number(name, value, (Fraction(low), Fraction(high)))
    return lines


# A rule of the year


def judged(wanted: Any, found: Judged) -> list[str]:
    if isinstance(wanted, str):
        return differ("verdict", wanted, found.verdict)
    wanted = {plain(key).replace(" ", "_"): value for key, value in wanted.items()}
    known(wanted, NUMBERS | {"verdict", "verdicts_possibles", "sauve_par_tolerance", "cellules", "causes"})
    lines: list[str] = []
    for key, value in wanted.items():
        if key in NUMBERS:
            if found.cells:
                raise HorsDePortee("somme de cellules")
            lines += number(key, value, found.numbers.get(key))
        elif key == "verdict":
            lines += differ(key, value, found.verdict)
        elif key == "causes":
            lines += causes_differ(value, found.causes)
        elif key == "verdicts_possibles":
            lines += differ(key, sorted(value), sorted(found.possible))
        elif key == "sauve_par_tolerance":
            lines += differ(key, value, "oui" if found.saved else "non")
        else:
            for name, one in value.items():
                if name not in found.cells:
                    lines.append(f"cellule {name} absente")
                else:
                    lines += [f"{name} : {line}" for line in judged(one, found.cells[name])]
    return lines
