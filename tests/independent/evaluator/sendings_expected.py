"""Sendings: what a case expects of them, by period, by recipient, or by vacancy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .convention import Clause
from .deadlines import State, judge, read_rule
from .expected import LATE, UNTIL, causes_differ, differ, norm
from .facts import Possible, ordinal
from .outcomes import F, HorsDePortee, N, U
from .rules import condition
from .seen import Seen
from .sendings import Office, Sent, day_of, worst
from .vacancy import Vacancy

PARTS = ("état", "etat", "issue", "limite", "faite_le", "candidats", "causes", "cas", "destinataire")
COUNTS = ("faits", "attendus")


def sendings(wanted: Any, found: list[Sent]) -> list[str]:
    one = worst(found)
    if isinstance(wanted, str):
        return named(wanted, one)
    lines: list[str] = []
    for key, value in wanted.items():
        if key in COUNTS:
            due = one.due
            least, most = one.made
            made = str(least) if least == most else [str(least), str(most)]
            seen = made if key == "faits" else str(due.times if due else 0)
            said = [str(v) for v in value] if isinstance(value, list) else str(value)
            lines += differ(key, said, seen)
        elif key not in PARTS:
            mine = [s for s in found if s.due and key in (s.due.label, norm(s.due.recipient))]
            mine = mine or [s for s in found if s.due and norm(key) == norm(s.due.recipient)]
            lines += [f"{key} : {x}" for x in sendings(value, mine)] if mine else [f"{key} absente"]
        elif key in ("état", "etat", "issue"):
            lines += named(value, one)
        elif key == "causes":
            lines += causes_differ(value, one.causes)
        elif key == "candidats":
            lines += differ(key, sorted(norm(v) for v in value), sorted(norm(n) for n in one.names))
        else:
            due = one.due
            parts = {
                "limite": day_of(due.limit if due else None),
                "faite_le": day_of(one.done),
                "destinataire": due.recipient if due else "",
                "cas": sorted(due.cases) if due else [],
            }
            lines += differ(key, sorted(value) if isinstance(value, list) else value, parts[key])
    return lines


def named(wanted: str, found: Sent) -> list[str]:
    late, until = LATE.fullmatch(wanted), UNTIL.fullmatch(wanted)
    if late:
        return differ("état", "dépassé", found.name) + differ("retard", int(late[1]), found.late)
    if until:
        limit = day_of(found.due.limit if found.due else None)
        return differ("état", "en cours", found.name) + differ("limite", until[1], limit)
    return differ("état", wanted, found.name)


# Counted from an event of each vacancy


def by_event(clause: Clause) -> bool:
    return " après " in clause.keys["règle"] and "la fin de chaque" not in clause.keys["règle"]


@dataclass(frozen=True)
class Dates:
    """The days that a deadline reads, without the life that a lease closes: the notice of it comes after."""

    row: Any
    au: int
    sent: Possible

    def event(self, name: str) -> Possible:
        found: Possible = self.sent if name == "transmission" else self.row.event(name)
        return found

    def closing(self) -> None:
        return None


def state_of(seen: Seen, clause: Clause, office: Office) -> str:
    """Of one vacancy: the worst of what is owed to each recipient."""
    vacancy = seen.only
    held = condition(vacancy.reader, clause)
    if held in (F, N):
        return "sans objet"
    states = [of_recipient(vacancy, clause, office, to) for to in office.recipients(clause)]
    order = ("dépassé", "indéterminé", "en cours", "tenu", "sans objet")
    found = min(states, key=order.index)
    return "indéterminé" if isinstance(held, U) and found != "sans objet" else found


def of_recipient(vacancy: Vacancy, clause: Clause, office: Office, to: str) -> str:
    rule = read_rule(f"transmission {clause.keys['règle']}")
    if rule.named:
        raise HorsDePortee("durée d'un envoi en paramètre")
    sure, maybe = [], []
    for line in office.world.acts("transmission"):
        if line.get("clause") != clause.name or line.get("vacance") != vacancy.row.cells.get("id"):
            continue
        several = len(office.recipients(clause)) > 1
        if "destinataire" in line and norm(line["destinataire"]) not in (norm(to), norm(office.life.name)):
            continue
        # A line that tells no day may be of any, hence of one before all the others.
        day = ordinal(line["date"]) if "date" in line else 1
        untold = "date" not in line or (several and "destinataire" not in line)
        if day <= office.au:
            (maybe if untold else sure).append(day)
    tries = [sure] + ([[*sure, *maybe]] if maybe else [])
    names = {n for days in tries for n in one_state(vacancy, rule, days, office.au).names}
    return names.pop() if len(names) == 1 else "indéterminé"


def one_state(vacancy: Vacancy, rule: Any, days: list[int], au: int) -> State:
    sent = Possible(min(days), min(days)) if days else vacancy.row.not_yet("transmission", au)
    dates: Any = Dates(vacancy.row, au, sent)
    return judge(rule, dates, False, 0)
