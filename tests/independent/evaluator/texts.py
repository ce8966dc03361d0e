"""A convention over its life: the text of each day (docs/langage, « Avenants », « Versions »)."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .convention import Convention
from .days import add
from .facts import Possible, Row, ordinal
from .outcomes import F, HorsDePortee, Outcome, U, V, both
from .places import among

END = "9999-01-01"
ASKED = (
    "part",
    "quota",
    "répartition",
    "transmission",
    "délai",
    "obligation",
    "tour",
    "suite",
    "mode correctif",
)
HEAD = ("convention", "socle")


@dataclass(frozen=True)
class Span:
    first: int
    last: int
    text: Convention


class Life:
    def __init__(self, keys: dict[str, Any], amendments: Iterable[dict[str, Any]] = ()) -> None:
        self.keys = keys
        self.amendments = sorted(amendments, key=lambda a: str(a["en vigueur"]["du"]))
        self.others: list[Life] = []

    @property
    def name(self) -> str:
        return str(self.keys["convention"])

    @property
    def holder(self) -> dict[str, str]:
        found: dict[str, str] = self.keys["réservataire"]
        return found

    @cached_property
    def force(self) -> tuple[int, int]:
        other = self.ends_with
        first, last = self.own_force
        return first, min(last, other.force[1]) if other is not None else last

    @property
    def ends_with(self) -> Life | None:
        """The convention with which it ends, when the repository has it."""
        name = self.keys["en vigueur"].get("prend fin avec")
        return next((life for life in self.others if life.name == name), None)

    @property
    def suspended(self) -> str:
        """The convention whose end would be its own, and that nobody has."""
        name = str(self.keys["en vigueur"].get("prend fin avec", ""))
        return self.ends_with.suspended if self.ends_with is not None else name

    @property
    def lasts(self) -> Outcome:
        return U(frozenset({(self.suspended, "manquant")})) if self.suspended else V

    @cached_property
    def own_force(self) -> tuple[int, int]:
        days = self.keys["en vigueur"]
        last, ended = days.get("au", END), False
        for one in self.amendments:
            for change in one["modifications"]:
                for word in ("prolonge", "résilie"):
                    ended = ended or word in change
                    last = change.get(word, {"au": last})["au"]
        if "reconduction tacite" in days and not ended:
            return ordinal(days["du"]), renewed(ordinal(last), days)
        return ordinal(days["du"]), ordinal(last)

    @cached_property
    def terms(self) -> list[int]:
        """The last day of each term: silence prolongs the first, then each one, up to the end of the whole.
        Those of a century will do."""
        days, last = self.keys["en vigueur"], self.force[1]
        if "reconduction tacite" not in days:
            return [last]
        number, unit = days["reconduction tacite"].split()
        times = int(days.get("reconductions", 100))
        after = ordinal(days["au"]) + 1
        ends = [add(after, int(number) * n, "mois" if unit == "mois" else "ans") - 1 for n in range(times)]
        return [*(end for end in ends if end < last), last]

    def term(self, day: int) -> int:
        """The last day of the term that runs on a day."""
        return next((end for end in self.terms if end >= day), self.force[1])

    @cached_property
    def spans(self) -> list[Span]:
        first, last = self.force
        starts = sorted({first} | {d for d in self.cuts() if first < d <= last})
        ends = [*(s - 1 for s in starts[1:]), last]
        return [Span(s, e, Convention(self.text(s), life=self)) for s, e in zip(starts, ends, strict=True)]

    def cuts(self) -> set[int]:
        found: set[int] = set()
        validity = [c["en vigueur"] for c in all_clauses(self.keys["clauses"]) if "en vigueur" in c]
        for one in self.amendments:
            validity.append(one["en vigueur"])
            for change in one["modifications"]:
                validity.append(change.get("en vigueur", {}))
                validity.append(change.get("ajoute", {}).get("en vigueur", {}))
        for days in validity:
            found |= {ordinal(days["du"])} if "du" in days else set()
            found |= {ordinal(days["au"]) + 1} if "au" in days else set()
        return found

    def text(self, day: int) -> dict[str, Any]:
        keys = deepcopy(self.keys)
        for one in self.amendments:
            for change in one["modifications"]:
                if valid({**one["en vigueur"], **change.get("en vigueur", {})}, day):
                    apply(keys, change)
        keys["clauses"] = [c for c in keys["clauses"] if valid(c.get("en vigueur", {}), day)]
        for clause in all_clauses(keys["clauses"]) if self.suspended else ():
            if next(iter(clause)) in ASKED:  # if the convention lasts
                own = f" et ({clause['si']})" if "si" in clause else ""
                clause["si"] = f'en_vigueur("{self.suspended}"){own}'
        return keys

    def on(self, day: int) -> Convention:
        """The text of a day; of the first or the last day, outside the convention's life."""
        for span in self.spans:
            if day <= span.last:
                return span.text
        return self.spans[-1].text

    @cached_property
    def decisions(self) -> dict[str, dict[str, Any]]:
        """Every human decision of its life, in force or not."""
        found = {}
        for span in self.spans:
            found |= {c.name: c.keys for c in span.text.of("décision humaine")}
        for keys in all_clauses(self.keys["clauses"]):
            if "décision humaine" in keys:
                found.setdefault(keys["décision humaine"], keys)
        return found

    @cached_property
    def imputations(self) -> bool:
        return any(span.text.of("imputation") for span in self.spans)

    # The dwellings it covers

    def in_force(self, row: Row) -> Outcome:
        reference = row.event(str(self.keys["choix"]["rattachement"]))
        first, last = self.force
        if row.au < reference.low <= last:  # not come yet: on the day one looks
            reference = Possible(row.au, row.au)
        if first <= reference.low and reference.high <= last:
            return self.lasts
        outside = reference.last < first or reference.low > last
        return F if outside else both(U(reference.causes), self.lasts)

    def here(self, row: Row) -> Outcome:
        places = self.keys["territoire"]
        found = [self.place(row, k, listed(vs)) for one in listed(places) for k, vs in one.items()]
        if V in found:
            return V
        return next((o for o in found if isinstance(o, U)), F)

    def place(self, row: Row, kind: str, codes: list[str]) -> Outcome:
        commune = row.cell("commune")
        if kind == "commune":
            return commune if isinstance(commune, U) else among(commune, codes)
        if kind != "département":
            raise HorsDePortee(f"territoire « {kind} »")
        department = row.cell("departement")
        if not isinstance(department, U):
            return V if department in codes else F
        return commune if isinstance(commune, U) else V if commune.startswith(tuple(codes)) else F

    def covers(self, row: Row) -> Outcome:
        return both(self.here(row), self.in_force(row))


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def valid(days: dict[str, str], day: int) -> bool:
    return ordinal(days.get("du", "0001-01-01")) <= day <= ordinal(days.get("au", END))


def renewed(last: int, days: dict[str, Any]) -> int:
    """The last day once silence has prolonged as often as it may; without a number of times, for ever."""
    number, unit = days["reconduction tacite"].split()
    if "reconductions" not in days:
        return ordinal(END)
    return add(last + 1, int(number) * int(days["reconductions"]), "mois" if unit == "mois" else "ans") - 1


def all_clauses(clauses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [c for one in clauses for c in (one, *all_clauses(one.get("dont", [])))]


def named(clauses: list[dict[str, Any]], name: str) -> dict[str, Any] | None:
    return next((c for c in all_clauses(clauses) if next(iter(c.values())) == name), None)


def apply(keys: dict[str, Any], change: dict[str, Any]) -> None:
    if "ajoute" in change:
        keys["clauses"].append(change["ajoute"])
    elif "abroge" in change:
        for holder in (keys["clauses"], *(c["dont"] for c in keys["clauses"] if "dont" in c)):
            holder[:] = [c for c in holder if next(iter(c.values())) != change["abroge"]]
    elif "remplace" in change:
        replaced(keys, change["remplace"], change["par"])


def replaced(keys: dict[str, Any], name: str, by: dict[str, Any]) -> None:
    clause = named(keys["clauses"], name)
    if clause is None:
        parameter = keys["paramètres"][name]
        if "valeurs" in by:
            start = by["valeurs"][0]["du"]
            parameter["valeurs"] = [v for v in parameter["valeurs"] if v["du"] < start] + by["valeurs"]
        parameter |= {k: v for k, v in by.items() if k != "valeurs"}
    elif "exception" in clause:
        own = {k: v for k, v in by.items() if k == "si"}
        clause |= own
        clause["remplace"] = {**clause.get("remplace", {}), **{k: v for k, v in by.items() if k != "si"}}
    else:
        clause |= by
