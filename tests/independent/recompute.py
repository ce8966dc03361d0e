"""The example landlord's year, recomputed without the engine.

Plain reading of the CSV files and of the four conventions, written again by hand: no import from
convrules, other data structures, and missing facts handled by trying every value they may take. Run
alone it prints what it finds:

    python tests/independent/recompute.py
"""

import csv
import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "conventions" / "exemples" / "oph-plaine-nord" / "donnees"
YEAR = 2025
PLAINE = {"93066", "93001", "93070", "93031", "93072", "93027", "93079", "93039"}
# Every value a missing cell may stand for; "" only marks the hole.
DOMAINS = {
    # The last one is before the conventions: a vacancy whose day is unknown is perhaps none of theirs.
    "DT_DISPO": ("01/06/2025", "01/06/2024", "01/06/2023"),
    "NATURE": ("LO", "FJT", "RS", "RU", "PF", "?"),
    "USAGE": ("LOC", "MUT", "NPNRU", "COPRO", "INSAL", "VENTE", "HL"),
    "FINAN": ("10", "11", "12", "13", "14", "16", "52", "?"),
    "CONV": ("oui", "non"),
    "QPV": ("1", "2"),
    "CONTINGENT": ("PREF", "AL", "VILLE", "EPT", "CD", "NR", "?"),
    "TYPO": ("T1", "T2", "T3", "T4", "T5", "T6"),
    **dict.fromkeys(("DALO", "AGENT_ETAT", "QUARTILE1", "RELOG_RU"), ("oui", "non")),
}
JAMAIS = "jamais"
WITHDRAWN = {"MUT", "NPNRU", "COPRO", "INSAL", "VENTE"}
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (FOLDER / f"{name}-2025.csv").open(encoding="cp1252", newline="") as handle:
        found = list(csv.DictReader(handle, delimiter=";"))
    return [{k: "" if v == "NC" else v for k, v in row.items()} for row in found]


@cache
def day(text: str) -> date | None:
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None


def happened(row: Row, column: str) -> bool:
    found = day(row[column])
    return found is not None and found.year == YEAR


def in_scope(row: Row) -> bool:
    aided = row["FINAN"] in ("10", "11", "13", "14")
    return row["NATURE"] == "LO" and (row["CONV"] == "oui" or aided)


def in_base(row: Row) -> bool:
    return in_scope(row) and row["USAGE"] not in WITHDRAWN


Domains = Mapping[str, tuple[str, ...]]


def completions(row: Row, columns: Iterable[str], domains: Domains = DOMAINS) -> Iterable[Row]:
    holes = [c for c in columns if row[c] == ""]
    for values in itertools.product(*(domains[c] for c in holes)):
        yield {**row, **dict(zip(holes, values, strict=True))}


Test = Callable[[Row], bool]


def under(row: Row) -> bool:
    """Does the vacancy fall under the conventions, which began in 2024?"""
    found = day(row["DT_DISPO"])
    return found is not None and found.year >= 2024


def corners(
    data: list[Row], counted: Test, base: Test, rate: Callable[[Row], Fraction], domains: Domains = DOMAINS
) -> dict[str, dict[str, Fraction]]:
    """Sums over rows: `best` and `worst` take every row at its best, then at its worst, for the holder
    (these decide); `low` and `high` take each number on its own (these are shown)."""
    order = ((True, False), (True, True), (False, False), (False, True))
    names = ("best", "worst", "low", "high")
    sums = {k: {"n": Fraction(0), "base": Fraction(0), "du": Fraction(0)} for k in names}
    for row in data:
        options = {
            (under(r) and counted(r), under(r) and base(r)) for r in completions(row, domains, domains)
        }
        ranked = sorted(options, key=order.index)
        low = (min(a for a, _ in options), min(b for _, b in options))
        high = (max(a for a, _ in options), max(b for _, b in options))
        for name, (a, b) in zip(names, (ranked[0], ranked[-1], low, high), strict=True):
            sums[name]["n"] += a
            sums[name]["base"] += b
            sums[name]["du"] += rate(row) * b
    return sums


def rounded(exact: Fraction, mode: str) -> Fraction:
    if mode == "inférieur":
        return Fraction(math.floor(exact))
    if mode == "supérieur":
        return Fraction(math.ceil(exact))
    if mode == "au plus proche sinon inférieur":
        return Fraction(math.ceil(exact - Fraction(1, 2)))
    return exact


def constant(numerator: int, denominator: int) -> Callable[[Row], Fraction]:
    return lambda _: Fraction(numerator, denominator)


def state_rate(row: Row) -> Fraction:
    found = day(row["DT_DISPO"])
    return Fraction(28, 100) if found is not None and found.year < 2025 else Fraction(30, 100)


class Counted:
    """Tests on a completed row, named once for the four conventions."""

    @staticmethod
    def available(row: Row) -> bool:
        return happened(row, "DT_DISPO")

    @staticmethod
    def flow(row: Row) -> bool:
        """In the base once the withdrawals *forecast*, not made, are taken off: withdrawn rows count."""
        return happened(row, "DT_DISPO") and in_scope(row)

    @staticmethod
    def base(row: Row) -> bool:
        return happened(row, "DT_DISPO") and in_base(row)

    @staticmethod
    def outside(row: Row) -> bool:
        return row["QPV"] == "2"

    @staticmethod
    def agent(row: Row) -> bool:
        return row["AGENT_ETAT"] == "oui"

    @staticmethod
    def leases(row: Row) -> bool:
        return happened(row, "DT_BAIL") and row["QPV"] == "2" and in_scope(row)

    @staticmethod
    def quartile(row: Row) -> bool:
        return row["QUARTILE1"] == "oui" or row["RELOG_RU"] == "oui"

    @staticmethod
    def large(row: Row) -> bool:
        return row["TYPO"] in ("T4", "T5", "T6")


def account(name: str, event: str, *more: Test) -> Test:
    """On this account, the event in the year, and further tests."""
    return lambda r: r["CONTINGENT"] == name and happened(r, event) and all(test(r) for test in more)


def both(*tests: Test) -> Test:
    return lambda r: all(test(r) for test in tests)


Found = dict[tuple[str, str, str], dict[str, object]]
NONE, FIVE, TWENTY, THIRTY = Fraction(0), Fraction(5, 100), Fraction(20, 100), Fraction(30, 100)


def recompute() -> Found:
    """(convention, clause, cell) -> base, due, done, target, balance: (min, max); verdict."""
    vacancies = rows("vacances")
    balance = {(r["CLAUSE"], r["INSEE"]): Fraction(r["SOLDE"].replace(",", ".")) for r in rows("soldes")}
    county = [r for r in vacancies if r["INSEE"].startswith("93")]
    city = [r for r in vacancies if r["INSEE"] == "93066"]
    return {
        **state(county, balance["contingent_etat", ""]),
        **action_logement(county, balance["part_als", ""]),
        **saint_denis(city, balance["part_ville", ""]),
        **plaine_commune(vacancies, balance),
    }


def planned(outside: bool = False) -> Fraction:
    """Withdrawals forecast, all or out of priority neighbourhoods only."""
    forecast = rows("soustractions")
    return sum((Fraction(r["NOMBRE"]) for r in forecast if not outside or r["QPV"] == "2"), NONE)


def state(county: list[Row], start: Fraction) -> Found:
    name, c = "etat-93--oph-plaine-nord", Counted
    # A dwelling withdrawn from the flow is on nobody's account, whatever is recorded.
    done = account("PREF", "DT_ATTRIB", in_base)
    agents = account("PREF", "DT_ATTRIB", in_base, c.agent)
    due = corners(county, done, c.flow, state_rate)
    inside = corners(county, agents, c.flow, constant(5, 100))
    quarter = corners(county, both(c.leases, c.quartile), c.leases, constant(25, 100))
    net = corners(county, done, c.flow, constant(30, 100))
    net_agents = corners(county, agents, c.flow, constant(5, 100))
    out = corners(county, both(done, c.outside), both(c.flow, c.outside), constant(30, 100))
    return {
        (name, "contingent_etat", ""): part(due, planned(), THIRTY, "inférieur", "solde arrondi", start, 20),
        (name, "agents_etat", ""): cap(inside, planned(), FIVE),
        (name, "quart_hors_qpv", ""): floor(quarter, NONE, NONE, "sans"),
        (name, "cch.plafond_etat", ""): cap(net, planned(), THIRTY),
        (name, "cch.plafond_etat_flux_total", ""): cap(net, NONE, THIRTY),
        (name, "cch.plafond_agents_etat", ""): cap(net_agents, planned(), FIVE),
        (name, "cch.plancher_hors_qpv", ""): floor(out, planned(True), THIRTY, "sans"),
    }


def action_logement(county: list[Row], start: Fraction) -> Found:
    sums = corners(county, both(in_base, account("AL", "DT_BAIL")), Counted.flow, constant(20, 100))
    mode = "au plus proche sinon inférieur"
    found = part(sums, planned(), TWENTY, mode, "solde exact", start, None)
    return {("als-93--oph-plaine-nord", "part_als", ""): found}


def saint_denis(city: list[Row], start: Fraction) -> Found:
    name, c = "saint-denis--oph-plaine-nord", Counted
    proposed = account("VILLE", "DT_PROPO")
    sums = corners(city, both(in_base, proposed), c.base, constant(20, 100))
    large = corners(city, both(proposed, in_scope, c.large), both(proposed, in_scope), constant(20, 100))
    return {
        (name, "part_ville", ""): part(sums, NONE, NONE, "supérieur", "fractions cumulées", start, None),
        (name, "grands_logements", ""): floor(large, NONE, NONE, "sans"),
    }


def plaine_commune(vacancies: list[Row], balance: dict[tuple[str, str], Fraction]) -> Found:
    found: Found = {}
    for commune in sorted(PLAINE):
        here = [r for r in vacancies if r["INSEE"] == commune]
        # Events count with their vacancy: the attribution may be of the next year, or still to come.
        coming = {**DOMAINS, "DT_ATTRIB": ("31/12/2026", JAMAIS)}
        sums = corners(here, both(Counted.base, own_attribution), Counted.base, constant(5, 100), coming)
        start = balance["part_territoire", commune]
        found["plaine-commune--oph-plaine-nord", "part_territoire", commune] = part(
            sums, NONE, NONE, "inférieur", "solde arrondi", start, 2
        )
    return found


def own_attribution(row: Row) -> bool:
    return row["CONTINGENT"] == "EPT" and row["DT_ATTRIB"] != JAMAIS


def part(sums, planned, rate, mode, carry, start, limit):  # type: ignore[no-untyped-def]
    """A share owed: target, balance and verdict at each corner."""
    out = {}
    for corner, s in sums.items():
        due = max(Fraction(0), s["du"] - rate * planned)
        target = rounded(due, mode) + start if carry == "solde arrondi" else rounded(due + start, mode)
        rest = {
            "solde arrondi": target - s["n"],
            "solde exact": due + start - s["n"],
            "fractions cumulées": due + start - target,
        }[carry]
        if limit is not None:
            rest = max(Fraction(-limit), min(Fraction(limit), rest))
        held = s["n"] >= max(Fraction(0), target)
        out[corner] = {
            "base": max(Fraction(0), s["base"] - planned), "du": due, "realise": s["n"], "cible": target,
            "solde": rest, "tenu": held, "fractions": carry == "fractions cumulées",
        }  # fmt: skip
    return summary(out)


def floor(sums, planned, rate, mode):  # type: ignore[no-untyped-def]
    out = {}
    for corner, s in sums.items():
        due = max(Fraction(0), s["du"] - rate * planned)
        out[corner] = {
            "base": max(Fraction(0), s["base"] - planned), "du": due, "realise": s["n"],
            "cible": rounded(due, mode), "tenu": s["n"] >= rounded(due, mode),
        }  # fmt: skip
    return summary(out)


def cap(sums, planned, rate):  # type: ignore[no-untyped-def]
    out = {}
    for corner, s in sums.items():
        due = max(Fraction(0), s["du"] - rate * planned)
        out[corner] = {
            "base": max(Fraction(0), s["base"] - planned), "du": due, "realise": s["n"], "cible": due,
            "tenu": s["n"] <= due,
        }  # fmt: skip
    return summary(out)


def summary(out):  # type: ignore[no-untyped-def]
    held = {out[c]["tenu"] for c in ("best", "worst")}
    verdict = "indetermine" if len(held) == 2 else "conforme" if held == {True} else "non_conforme"
    spans = {k: (out["low"][k], out["high"][k]) for k in ("base", "du", "realise", "cible")}
    if "solde" in out["best"]:
        ends = ("low", "high") if out["best"]["fractions"] else ("best", "worst")
        spans["solde"] = tuple(sorted(out[end]["solde"] for end in ends))
    return {**spans, "verdict": verdict}


if __name__ == "__main__":
    for (convention, clause, cell), result in recompute().items():
        shown = {
            key: " à ".join(map(str, dict.fromkeys(value))) if isinstance(value, tuple) else value
            for key, value in result.items()
        }
        print(convention, clause, cell, shown)
