"""The example landlord's year, recomputed without the engine.

Plain reading of the CSV files and of the four conventions, written again by hand: no import from
convrules, other data structures, and missing facts handled by trying every value they may take. Run
alone it prints what it finds:

    python tests/independent/recompute.py
"""

import csv
import itertools
import math
from collections.abc import Callable, Iterable
from datetime import date, datetime
from fractions import Fraction
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
WITHDRAWN = {"MUT", "NPNRU", "COPRO", "INSAL", "VENTE"}
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (FOLDER / f"{name}-2025.csv").open(encoding="cp1252", newline="") as handle:
        found = list(csv.DictReader(handle, delimiter=";"))
    return [{k: "" if v == "NC" else v for k, v in row.items()} for row in found]


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


def completions(row: Row, columns: Iterable[str]) -> Iterable[Row]:
    holes = [c for c in columns if row[c] == ""]
    for values in itertools.product(*(DOMAINS[c] for c in holes)):
        yield {**row, **dict(zip(holes, values, strict=True))}


Test = Callable[[Row], bool]


def under(row: Row) -> bool:
    """Does the vacancy fall under the conventions, which began in 2024?"""
    found = day(row["DT_DISPO"])
    return found is not None and found.year >= 2024


def corners(
    data: list[Row], counted: Test, base: Test, rate: Callable[[Row], Fraction]
) -> dict[str, dict[str, Fraction]]:
    """Sums over rows: `best` and `worst` take every row at its best, then at its worst, for the holder
    (these decide); `low` and `high` take each number on its own (these are shown)."""
    order = ((True, False), (True, True), (False, False), (False, True))
    names = ("best", "worst", "low", "high")
    sums = {k: {"n": Fraction(0), "base": Fraction(0), "du": Fraction(0)} for k in names}
    for row in data:
        options = {(under(r) and counted(r), under(r) and base(r)) for r in completions(row, DOMAINS)}
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


def recompute() -> dict[tuple[str, str, str], dict[str, object]]:
    """(convention, clause, cell) -> base, due, done, target, balance: (min, max); verdict."""
    vacancies = rows("vacances")
    forecast = rows("soustractions")
    planned = sum(Fraction(r["NOMBRE"]) for r in forecast)
    planned_outside = sum(Fraction(r["NOMBRE"]) for r in forecast if r["QPV"] == "2")
    balance = {
        (r["CLAUSE"], r["INSEE"]): Fraction(r["SOLDE"].replace(",", ".")) for r in rows("soldes")
    }
    county = [r for r in vacancies if r["INSEE"].startswith("93")]
    city = [r for r in vacancies if r["INSEE"] == "93066"]
    found: dict[tuple[str, str, str], dict[str, object]] = {}

    def available(row: Row) -> bool:
        return happened(row, "DT_DISPO")

    def flow(row: Row) -> bool:
        """In the base once the withdrawals *forecast*, not made, are taken off: withdrawn rows count."""
        return available(row) and in_scope(row)

    def counts(account: str, event: str, more: Test = lambda _: True) -> Test:
        return lambda r: in_base(r) and r["CONTINGENT"] == account and happened(r, event) and more(r)

    def outside(row: Row) -> bool:
        return row["QPV"] == "2"

    etat = "etat-93--oph-plaine-nord"
    done = counts("PREF", "DT_ATTRIB")
    found[etat, "contingent_etat", ""] = part(
        corners(county, done, flow, state_rate), planned, Fraction(30, 100), "inférieur",
        "solde arrondi", balance["contingent_etat", ""], 20,
    )  # fmt: skip
    found[etat, "agents_etat", ""] = cap(
        corners(county, counts("PREF", "DT_ATTRIB", lambda r: r["AGENT_ETAT"] == "oui"), flow, constant(5, 100)),
        planned, Fraction(5, 100),
    )  # fmt: skip
    quartile = lambda r: r["QUARTILE1"] == "oui" or r["RELOG_RU"] == "oui"  # noqa: E731
    leases = lambda r: happened(r, "DT_BAIL") and outside(r)  # noqa: E731
    found[etat, "quart_hors_qpv", ""] = floor(
        corners(county, lambda r: leases(r) and quartile(r), leases, constant(25, 100)), Fraction(0), Fraction(0), "sans"
    )
    als = "als-93--oph-plaine-nord"
    found[als, "part_als", ""] = part(
        corners(county, counts("AL", "DT_BAIL"), flow, constant(20, 100)), planned, Fraction(20, 100),
        "au plus proche sinon inférieur", "solde exact", balance["part_als", ""], None,
    )  # fmt: skip
    ville = "saint-denis--oph-plaine-nord"
    found[ville, "part_ville", ""] = part(
        corners(city, counts("VILLE", "DT_PROPO"), lambda r: available(r) and in_base(r), constant(20, 100)),
        Fraction(0), Fraction(0), "supérieur", "fractions cumulées", balance["part_ville", ""], None,
    )  # fmt: skip
    proposed = lambda r: r["CONTINGENT"] == "VILLE" and happened(r, "DT_PROPO")  # noqa: E731
    large = lambda r: r["TYPO"] in ("T4", "T5", "T6")  # noqa: E731
    found[ville, "grands_logements", ""] = floor(
        corners(city, lambda r: proposed(r) and large(r), proposed, constant(20, 100)), Fraction(0), Fraction(0), "sans"
    )
    ept = "plaine-commune--oph-plaine-nord"
    for commune in sorted(PLAINE):
        here = [r for r in vacancies if r["INSEE"] == commune]
        base: Test = lambda r: available(r) and in_base(r)  # noqa: E731
        found[ept, "part_territoire", commune] = part(
            corners(here, lambda r: base(r) and r["CONTINGENT"] == "EPT" and bool(r["DT_ATTRIB"]), base, constant(5, 100)),
            Fraction(0), Fraction(0), "inférieur", "solde arrondi", balance["part_territoire", commune], 2,
        )  # fmt: skip
    socle(found, etat, county, flow, in_scope, available, done, planned, planned_outside)
    return found


def socle(found, etat, county, flow, scope, available, done, planned, planned_outside) -> None:  # type: ignore[no-untyped-def]
    """The caps and defaults of the law, on the State's convention."""
    owned = lambda r: r["CONTINGENT"] == "PREF" and happened(r, "DT_ATTRIB")  # noqa: E731
    agents = lambda r: owned(r) and r["AGENT_ETAT"] == "oui"  # noqa: E731
    thirty, five = Fraction(30, 100), Fraction(5, 100)
    found[etat, "cch.plafond_etat", ""] = cap(corners(county, owned, flow, constant(30, 100)), planned, thirty)
    found[etat, "cch.plafond_etat_flux_total", ""] = cap(
        corners(county, owned, flow, constant(30, 100)), Fraction(0), thirty
    )
    found[etat, "cch.plafond_agents_etat", ""] = cap(
        corners(county, agents, flow, constant(5, 100)), planned, five
    )
    out = lambda r: r["QPV"] == "2"  # noqa: E731
    found[etat, "cch.plancher_hors_qpv", ""] = floor(
        corners(county, lambda r: owned(r) and out(r), lambda r: flow(r) and out(r), constant(30, 100)),
        planned_outside,
        thirty,
        "inférieur",
    )


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
        shown = {k: " à ".join(map(str, dict.fromkeys(v))) if isinstance(v, tuple) else v for k, v in result.items()}
        print(f"{convention} {clause} {cell} {shown}")
