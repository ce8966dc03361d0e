"""One row: its cells, as they are known on the day one looks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from .days import EARLY, NEVER
from .outcomes import F, HorsDePortee, N, U, V
from .vocabulary import Field

CLOSING = ("bail", "retrait", "abandon")
TURN = (*CLOSING, "remise", "reprise")
ACTS = ("remise", "reprise", "orientation")
BROUGHT = ("remise", "reprise", "reponse")
Value = Any  # bool as an outcome, Fraction, str, Possible; or N, or U


@dataclass(frozen=True)
class Possible:
    """An event: every day from `low` to `high`, both included; NEVER is a day after all others."""

    low: int
    high: int
    causes: frozenset[tuple[str, str]] = frozenset()
    or_never: bool = False  # one of the answers that are possible is « jamais »
    latest: int = NEVER  # the last of these days, « jamais » apart, where the end of the life says it

    @property
    def known(self) -> bool:
        return self.low == self.high

    @property
    def last(self) -> int:
        """The last of these days, « jamais » apart."""
        return min(self.high, self.latest)


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@dataclass(frozen=True)
class Row:
    cells: dict[str, Any]
    fields: dict[str, Field]
    au: int
    world: Any = field(default=None, compare=False, repr=False)
    source: Any = field(default=None, compare=False, repr=False)  # the judged vacancy, for what effects bring
    watched: bool = False  # an event that may still come perhaps has

    def field(self, name: str) -> Field:
        if name not in self.fields:
            raise HorsDePortee(f"nom {name}")
        return self.fields[name]

    def raw(self, name: str) -> str:
        found = self.cells.get(name, "inconnu")
        if not isinstance(found, str):
            raise HorsDePortee(f"cellule composée {name}")
        return found.strip()

    def cell(self, name: str) -> Value:
        if name.startswith("logement.") and name not in self.cells:
            name = name.removeprefix("logement.")
        if " " in name:  # « 2e refus_candidat »
            return self.event(name)
        field = self.field(name)
        if field.genre == "événement":
            return self.event(name)
        if name == "sens_reponse":
            return self.sense()
        return self.plain(name)

    def sense(self) -> Value:
        """An answer that is yet to come has no sense yet; nor one that may not have been given, and none ever
        where it never comes."""
        name = "sens_reponse"
        answer = self.event("reponse") if "bail" in self.fields else self.as_written("reponse")
        if self.au < answer.low < NEVER:
            return U(frozenset({(name, "futur")}))
        own = self.plain(name)
        if answer.low == NEVER and own == U(frozenset({(name, "manquant")})):
            return N
        if answer.high <= self.au or answer.low == NEVER or own == N:
            return own
        return U(answer.causes | (own.causes if isinstance(own, U) else frozenset()))

    def plain(self, name: str) -> Value:
        field = self.field(name)
        text = self.raw(name)
        if name == "sens_reponse" and text not in ("illisible", "sans objet") and self.source is not None:
            return self.source.tacit_answer(text)
        if text == "sans objet":
            return N
        if text in ("inconnu", "illisible"):
            return U(frozenset({(name, "erreur" if text == "illisible" else "manquant")}))
        if field.genre == "oui/non":
            return {"oui": V, "non": F}[text]
        if field.genre == "montant":
            return exact(text.removesuffix("€")) * 100
        if field.genre == "taux":
            return exact(text.removesuffix("%")) / 100
        if field.genre == "nombre":
            return exact(text.split()[0])
        if field.genre == "date":
            return Possible(ordinal(text), ordinal(text))
        return text

    def read(self, name: str) -> Any:
        """What a condition reads: of the account, also the act that sets it for this letting."""
        own = self.cell(name)
        if name != "contingent" or self.world is None or "id" not in self.cells:
            return own
        acts = [a for act in ("remise", "reprise") for a in self.world.acts(act)]
        mine = [a for a in acts if a.get("vacance") == self.cells["id"] and {"date", "compte"} <= set(a)]
        known = sorted((ordinal(a["date"]), a["compte"]) for a in mine if ordinal(a["date"]) <= self.au)
        if not known or own == known[-1][1]:
            return own
        unknown = isinstance(own, U) and own.causes == {("contingent", "manquant")}
        return known[-1][1] if unknown else U(frozenset({("contingent", "erreur")}))

    def event(self, name: str) -> Possible:
        if name.startswith("demande."):
            return self.as_written(name)  # it has a life of its own
        closed = self.closing()
        found = self.as_recorded(name)
        if self.source is not None and name in BROUGHT:
            found = self.source.with_brought(name, found)
        # A closed life makes every later event of that life « jamais ».
        if closed is None or found.low == NEVER or (name in CLOSING and found.low == closed) or found.known:
            return found
        if found.low > closed:
            return Possible(NEVER, NEVER)
        return replace(found, latest=min(closed, found.latest)) if found.high == NEVER else found

    def closing(self) -> int | None:
        """The day on which the life was closed, if one is recorded by `au`."""
        return self.first_of(CLOSING)

    def turn_closed(self) -> bool:
        return self.first_of(TURN) is not None

    def turn_end(self) -> int:
        """The last day of what belongs to the turn, as one looks."""
        closed = self.first_of(TURN)
        return self.au if closed is None else min(self.au, closed)

    def first_of(self, names: tuple[str, ...]) -> int | None:
        recorded = [self.as_recorded(name) for name in names if name in self.fields]
        days = [e.low for e in recorded if e.known and e.low <= self.au]
        return min(days, default=None)

    def as_recorded(self, name: str) -> Possible:
        rank, _, author = name.rpartition(" ")
        if author.startswith("refus_") and (rank or name not in self.cells):
            return self.refusal(int(rank.removesuffix("e")) if rank else 1, author, name)
        return self.with_act(name, self.as_written(name))

    def as_written(self, name: str) -> Possible:
        text = self.raw(name)
        if text == "jamais":
            return Possible(NEVER, NEVER)
        if text in ("inconnu", "illisible"):
            kind = "erreur" if text == "illisible" else "manquant"
            return Possible(EARLY, NEVER, frozenset({(name, kind)}))
        if text.startswith("pas survenu"):
            until = text.removeprefix("pas survenu").removeprefix(" au").strip()
            return self.not_yet(name, ordinal(until) if until else self.au)
        day = ordinal(text)
        return Possible(day, day) if day <= self.au else self.not_yet(name, self.au)

    def not_yet(self, name: str, until: int) -> Possible:
        until = min(until, self.au)
        kind = "futur" if until == self.au else "manquant"
        return Possible(until + 1, NEVER, frozenset({(name, kind)}))

    def with_act(self, name: str, found: Possible) -> Possible:
        """The journal gives what the data leave unknown; where both are known and differ, an error."""
        if name not in ACTS or self.world is None or "id" not in self.cells:
            return found
        own = [a for a in self.world.acts(name) if a.get("vacance") == self.cells["id"] and "date" in a]
        days = [ordinal(a["date"]) for a in own if ordinal(a["date"]) <= self.au]
        if not days:
            return found
        if found.low <= max(days) <= found.high:
            return Possible(max(days), max(days))
        return Possible(EARLY, NEVER, frozenset({(name, "erreur")}))

    def undated(self, *names: str) -> bool:
        """Does the journal record one of these acts without its day, which the data leave out too?"""
        if self.world is None or "id" not in self.cells:
            return False
        lines = [(name, line) for name in names for line in self.world.acts(name)]
        own = [name for name, line in lines if line.get("vacance") == self.cells["id"] and "date" not in line]
        return any(self.as_written(name).low == EARLY for name in own)

    def refusal(self, rank: int, author: str, name: str) -> Possible:
        """The n-th refusal of an author by date, from the table of refusals."""
        if rank > 1 and author in self.cells:
            first = self.as_written(author)
            if "refus" not in self.cells:
                if first.low == NEVER:
                    return first
                kinds = first.causes or {(author, "manquant")}
                return Possible(first.low, NEVER, frozenset((name, kind) for _, kind in kinds))
        who = author.removeprefix("refus_")
        sure: list[int] = []
        maybe: list[int] = []
        holes: set[str] = set()
        for line in self.cells.get("refus", ()):
            if line.get("auteur", who) != who:
                continue
            day = ordinal(line["date"]) if "date" in line else EARLY
            if day <= self.au:
                missing = next((column for column in ("auteur", "date") if column not in line), "")
                holes |= {missing} - {""}
                (maybe if missing else sure).append(day)
        early = sorted(sure + maybe)
        low = early[rank - 1] if len(early) >= rank else self.au + 1
        high = sorted(sure)[rank - 1] if len(sure) >= rank else NEVER
        if low == high:
            return Possible(low, high)
        if low > self.au:
            return Possible(low, high, frozenset({(name, "futur")}))
        return Possible(low, high, frozenset((column, "manquant") for column in holes))


def exact(text: str) -> Fraction:
    return Fraction(text.strip().replace(",", "."))


class Alone(Row):
    """A row that is no vacancy, nor of one: it has no life that may close."""

    def closing(self) -> int | None:
        return None
