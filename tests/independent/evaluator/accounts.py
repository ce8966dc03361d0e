"""On whose account a letting is (docs/langage, « Les comptes »)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from . import cascade, effects, exchanges, neighbours, turns
from .facts import ACTS, NEVER, Possible, Row, ordinal
from .outcomes import Cause, F, HorsDePortee, N, Outcome, U, V, both
from .seen import Seen
from .texts import Life
from .world import World

if TYPE_CHECKING:
    from .vacancy import Vacancy

SIDES = (("compte", 1), ("cedant", -1))
NOBODY, LANDLORD = "aucun", "bailleur"
MISSING: frozenset[Cause] = frozenset({("contingent", "manquant")})


@dataclass(frozen=True)
class Entry:
    """The accounts on which a letting may be; None: any of them."""

    accounts: tuple[str, ...] | None
    reason: str
    clause: str = ""
    causes: frozenset[Cause] = frozenset()
    conflict: tuple[str, ...] = ()
    remark: tuple[str, ...] = ()


@dataclass
class Ledger:
    """The entries of every row, as one convention sees them."""

    life: Life
    world: World
    entries: dict[int, Entry] = field(default_factory=dict)
    written: list[tuple[Row, Entry]] = field(default_factory=list)

    def entry(self, row: Row) -> Entry:
        if not any(life.imputations for life in self.world.lives):
            return self.of_row(row)
        if not self.entries:
            self.write()
        return self.entries[self.key(row)]

    def key(self, row: Row) -> int:
        return next(n for n, one in enumerate(self.world.rows) if one.cells == row.cells)

    def write(self) -> None:
        """In the order of their days, then of their names; a day that is not known may come anywhere."""
        order = sorted(range(len(self.world.rows)), key=lambda n: self.rank(self.world.rows[n]))
        undated = [n for n in order if not self.counted(self.world.rows[n]).known]
        self.written = [(self.world.rows[n], self.of_row(self.world.rows[n])) for n in undated]
        for n in order:
            row = self.world.rows[n]
            entry = self.of_row(row)
            self.entries[n] = entry
            if n not in undated:
                self.written.append((row, entry))

    @cached_property
    def others(self) -> list[tuple[int, str, int]]:
        """The entries that are not lettings: what effects count, and exchanges of turns. A dwelling withdrawn
        is on no account."""
        found = []
        for life in self.world.lives:
            holder = life.holder["type"]
            for row in self.world.rows:
                vacancy = Seen(life, row).only
                if vacancy.status[0] == ("soustrait",):
                    continue
                for one in turns.settled(vacancy).taking_place(row.au):
                    if one.counted != "comptée":
                        continue
                    account = row.cell("contingent")
                    if self.world.finer.get(account, account) == holder:
                        raise HorsDePortee("tour perdu compté et attribution enregistrée")
                    found.append((one.when.high, holder, 1))
        for act in exchanges.sure(self.world):
            if "date" in act and "compte" in act:
                day = ordinal(act["date"])
                found += [(day, act[side], n) for side, n in SIDES if self.written_down(act, act[side])]
        return found

    @cached_property
    def doubtful(self) -> list[tuple[int, str]]:
        """What effects count perhaps: from which day, and for whom."""
        found = []
        for life in self.world.lives:
            holder = life.holder["type"]
            for row in self.world.rows:
                for one in turns.settled(Seen(life, row).only).doubtful(row.au):
                    if one.counted != "comptée":
                        continue
                    account = row.cell("contingent")
                    if isinstance(account, U) or self.world.finer.get(account, account) == holder:
                        raise HorsDePortee("tour peut-être perdu compté, et attribution sur ce compte")
                    found.append((one.when.low, holder))
        return found

    def written_down(self, act: dict[str, str], account: str) -> bool:
        """Is the exchange an entry of the account? That of a dwelling withdrawn, or out of scope, is none."""
        rows, holders = exchanges.named(self.world, act), self.world.holders(account)
        if len(holders) > 1:
            raise HorsDePortee("échange d'un compte que portent plusieurs conventions")
        lives = [life for life in holders if exchanges.bears(self.world, life, act, account)]
        if not rows or not lives:
            return bool(lives) or not holders
        names, _ = Seen(lives[0], rows[0]).only.status
        if len(names) > 1:
            raise HorsDePortee("échange d'un logement au statut en doute")
        return names == ("dans l'assiette",)

    def counted(self, row: Row) -> Possible:
        return row.event(cascade.event_counted(self.world))

    def placed(self, row: Row) -> Possible:
        """When the entry comes: a letting that nothing counts, on the day of its attribution."""
        when = self.counted(row)
        return row.event("attribution") if when.low >= NEVER else when

    def rank(self, row: Row) -> tuple[int, str]:
        return self.placed(row).low, str(row.cells.get("id", ""))

    def of_row(self, row: Row) -> Entry:
        vacancy = Seen(self.life, row).only
        gone = self.withdrawn(row, vacancy)
        if gone == V:
            return Entry((NOBODY,), "sans_compte")
        kept = self.if_kept(row, vacancy)
        if not isinstance(gone, U):
            return kept
        found = either_of(kept, Entry((NOBODY,), "sans_compte", causes=gone.causes))
        return replace(found, reason=kept.reason, clause=kept.clause)

    def withdrawn(self, row: Row, vacancy: Vacancy) -> Outcome:
        """Is it, by the convention that asks? One that it is perhaps not of withdraws it perhaps."""
        names, causes = vacancy.status
        if "soustrait" not in names:
            return F
        covers, others = self.life.covers(row), (x for x in self.world.lives if x.name != self.life.name)
        if covers != V and any(life.covers(row) != F for life in others):
            raise HorsDePortee("peut-être d'une convention qui soustrait, et d'une autre")
        return both(covers, V if names == ("soustrait",) else U(causes))

    def if_kept(self, row: Row, vacancy: Vacancy) -> Entry:
        """The account of a dwelling that is not withdrawn."""
        turned = by_orientation(row)
        act = by_act(row, since=turned[1] if turned else "")
        recorded = row.cell("contingent")
        if not isinstance(recorded, U):
            if act is not None and act[1] and act[0] != recorded:
                return Entry(None, "enregistre", causes=frozenset({("contingent", "erreur")}))
            cascading = cascade.of(self, vacancy)
            return Entry((recorded,), "enregistre", remark=differing(self.world, recorded, cascading))
        if undated(row):
            return Entry(None, "erreur", causes=frozenset({("contingent", "erreur")}))
        if act is not None:
            return Entry((act[0],), "acte")
        if self.may_come_back():
            raise HorsDePortee("faculté de remise, et remise en retour")
        tied = self.handed_to_several(row, ordinal(turned[1]) if turned else 0)
        if tied:
            return Entry(tied, "inconnu", causes=frozenset({("remise", "erreur")}))
        after = by_effect(vacancy, since=ordinal(turned[1]) if turned else 0)
        if after is not None and after.reason == "effet":
            return after
        if self.handed_elsewhere(row):
            raise HorsDePortee("remise d'une autre convention à un tiers")
        found = cascade.of(self, vacancy)
        if (found.reason == "cascade" and self.lost_elsewhere(row, row.au)) or (
            turned is not None and self.lost_elsewhere(row, NEVER - 1)
        ):
            raise HorsDePortee("effet d'une autre convention, et cascade ou orientation")
        if found.reason == "cascade" and self.letting_open(row):
            raise HorsDePortee("attribution dont la date manque, et cascade")
        if turned is not None and found.reason == "inconnu":
            found = beside(found, cascade.in_doubt(self, vacancy), turned[0])
        return self.or_lost_later(row, found if after is None else either_of(after, found))

    def lost_elsewhere(self, row: Row, by: int) -> bool:
        """May the turn be closed, by a day, by an effect of another convention?"""
        others = (life for life in self.world.lives if life.name != self.life.name)
        each = (one for life in others for one in turns.settled(Seen(life, row).only).effects)
        return any(one.event in ("remise", "reprise") and one.when.low <= by for one in each)

    def may_come_back(self) -> bool:
        """May it hand the turn over by an act, and another convention hand it back?"""
        names = (self.life.name, self.life.holder["type"])
        others = [str(life.keys["clauses"]) for life in self.world.lives if life.name != self.life.name]
        back = any(f"remise à {name}" in clauses for clauses in others for name in names)
        return back and "faculté de remise à" in str(self.life.keys["clauses"])

    def handed_to_several(self, row: Row, since: int) -> tuple[str, ...]:
        """The accounts to which conventions hand the turn over on one day, the first of all, when they are
        several."""
        found: dict[int, dict[str, None]] = {}
        for life in self.world.lives:
            other = Seen(life, row).only
            for one in turns.settled(other).effects:
                if one.to and one.when.known and since <= one.when.low <= row.au:
                    accounts = neighbours.account_of(other, one)
                    found.setdefault(one.when.low, {}).update(dict.fromkeys(accounts))
        first = tuple(found[min(found)]) if found else ()
        return first if len(first) > 1 else ()

    def handed_elsewhere(self, row: Row) -> bool:
        """May another convention have handed the turn over to somebody else?"""
        mine = self.life.holder["type"]
        for life in self.world.lives:
            if life.name != self.life.name:
                other = Seen(life, row).only
                for one in turns.settled(other).effects:
                    to = neighbours.account_of(other, one) if turns.closes(one) else ()
                    if one.when.low <= row.au and set(to) - {mine, LANDLORD}:
                        return True
        return False

    def letting_open(self, row: Row) -> bool:
        """For want of its day, may the letting have taken place, and may it still be to come?"""
        day, lease = row.event("attribution"), row.event("bail")
        return day.low <= row.au < day.high and lease.high > row.au

    def or_lost_later(self, row: Row, entry: Entry) -> Entry:
        """A turn that is still running may close, under any convention, and give the letting to another."""
        accounts = entry.accounts
        if accounts is None:
            return entry
        for life in self.world.lives:
            other = Seen(life, row).only
            for one in turns.settled(other).effects:
                if one.event in ACTS[:2] and one.when.high > row.au:
                    accounts += neighbours.account_of(other, one)
        if set(accounts) == set(entry.accounts or ()):
            return entry
        causes = entry.causes | {("contingent", "futur")}
        return replace(entry, accounts=tuple(dict.fromkeys(accounts)), causes=causes)


def differing(world: World, recorded: str, cascading: Entry) -> tuple[str, ...]:
    """A finer code is not another account than its type."""
    if cascading.reason != "cascade" or cascading.accounts is None:
        return ()
    same = {recorded, world.finer.get(recorded, recorded)}
    return () if same & set(cascading.accounts) else cascading.accounts


def either_of(a: Entry, b: Entry) -> Entry:
    accounts = (
        None if a.accounts is None or b.accounts is None else tuple(dict.fromkeys(a.accounts + b.accounts))
    )
    return Entry(accounts, "inconnu", causes=a.causes | b.causes)


def ledger(vacancy: Vacancy) -> Ledger:
    key = ("livre", vacancy.convention.life.name, vacancy.row.au)
    cache = vacancy.row.world.cache
    if key not in cache:
        cache[key] = Ledger(vacancy.convention.life, vacancy.row.world)
    found: Ledger = cache[key]
    return found


def beside(found: Entry, doubt: list[cascade.Read], account: str) -> Entry:
    """An orientation's account stands when no clause speaks; when one may, either is possible."""
    if not doubt:
        return Entry((account,), "acte")
    accounts = tuple(dict.fromkeys([account, *(a for read in doubt for a in read.accounts)]))
    return Entry(accounts, "inconnu", causes=found.causes - MISSING)


def acts_on(row: Row, *acts: str) -> list[dict[str, str]]:
    return [
        line
        for act in acts
        for line in row.world.acts(act)
        if line.get("vacance") == row.cells.get("id") and "date" in line and ordinal(line["date"]) <= row.au
    ]


def undated(row: Row) -> bool:
    """Is there an act that decides of the account, and does not say its day?"""
    return any(
        line.get("vacance") == row.cells.get("id")
        and "date" not in line
        and (act in ACTS[:2] or "compte" in line)
        for act in ("orientation", *ACTS[:2])
        for line in row.world.acts(act)
    )


def by_orientation(row: Row) -> tuple[str, str] | None:
    """The account that the last orientation names, and its day; after the end of a turn it opens another."""
    own = [line for line in acts_on(row, "orientation") if "compte" in line]
    last = max(own, key=lambda line: line["date"], default=None)
    return None if last is None else (last["compte"], last["date"])


def decided(row: Row, entry: Entry) -> bool:
    """By an act; an effect that gives it to the same leaves it so."""
    oriented = by_orientation(row) or ("",)
    return entry.reason == "acte" or (entry.reason == "effet" and entry.accounts == oriented[:1])


def by_act(row: Row, since: str) -> tuple[str, bool] | None:
    """The account that the last act gives to this letting alone; does the act name it?"""
    own = [line for line in acts_on(row, "remise", "reprise") if line["date"] >= since]
    if not own:
        return None
    last = max(own, key=lambda line: line["date"])
    return last.get("compte", LANDLORD), "compte" in last


def by_effect(vacancy: Vacancy, since: int) -> Entry | None:
    """An effect that closed the turn: of this convention, or of another that hands over to it. « inconnu »
    when it is not known whether it has taken place."""
    life = vacancy.convention.life
    doubt: tuple[tuple[str, ...], frozenset[Cause]] | None = None
    received = neighbours.turn(vacancy)
    for one, held in turns.closing(vacancy):
        if one.when.high < since:
            continue
        to = neighbours.account_of(vacancy, one)
        if held == V:
            lost = Entry(to, "effet", one.clause.name)
            again = Entry((life.holder["type"],), "effet", neighbours.handing_clause(vacancy))
            if received is None or received.low > vacancy.row.au or received.high <= one.when.low:
                return lost
            later = received.low > one.when.low and received.high <= vacancy.row.au
            return again if later else either_of(lost, replace(again, causes=received.causes))
        if isinstance(held, U) and not future(held):
            doubt = (tuple(dict.fromkeys([*(doubt[0] if doubt else ()), *to])), held.causes)
    if received is not None and received.high <= vacancy.row.au:
        return Entry((life.holder["type"],), "effet", neighbours.handing_clause(vacancy))
    if received is None and any(recorded(vacancy.row, name, since) for name in ACTS[:2]):
        return Entry((LANDLORD,), "effet")
    if received is not None and received.causes and not future(U(received.causes)):
        return Entry((life.holder["type"],), "inconnu", causes=received.causes)
    return None if doubt is None else Entry(doubt[0], "inconnu", causes=doubt[1])


def future(found: U) -> bool:
    return effects.only_future(found)


def recorded(row: Row, name: str, since: int) -> bool:
    found = row.as_recorded(name)
    return found.known and since <= found.low <= row.au


def on_account(vacancy: Vacancy, names: set[str], *, kept: bool, scoped: bool = False) -> Outcome:
    """Is the letting on the account of a holder so named? kept: it is asked beside that the dwelling is not
    withdrawn, which would leave it on nobody's. scoped: beside that it is in the scope."""
    if {*vacancy.status[0]} - ({"hors champ"} if scoped else set()) == {"soustrait"}:
        return F
    entry = ledger(vacancy).entry(vacancy.row)
    if entry.accounts is None:
        return U(entry.causes or MISSING)
    finer = vacancy.row.world.finer
    asked = [a for a in entry.accounts if not kept or a != NOBODY] or [NOBODY]
    held = {bool({name, finer.get(name, name)} & names) for name in asked}
    if len(held) == 2:
        return U(entry.causes or MISSING)
    return V if True in held else F


def of_effects(vacancy: Vacancy, inside: Callable[[Possible], Outcome]) -> dict[str, Outcome]:
    """What effects add to what is done for the holder, or to what is due to it."""
    found: dict[str, Outcome] = {}
    if vacancy.in_scope in (F, N):
        return found
    for one in turns.settled(vacancy).effects:
        if one.counted in ("comptée", "restituée"):
            there = inside(one.when)
            if there != F:
                found[one.counted] = there
                if one.counted == "comptée" and one.event in ("remise", "reprise"):
                    # The letting is then on another account, unless one is recorded.
                    found["exclusif"] = F if isinstance(vacancy.row.cell("contingent"), str) else V
    return found


FUTURE = U(frozenset({("contingent", "futur")}))


def awaits(row: Row) -> bool:
    """A letting that has not taken place, nor been written down: any account may yet be recorded."""
    written = row.cells.get("contingent", "inconnu")
    return (
        written == "inconnu"
        and row.event("attribution").low > row.au
        and row.event("attribution").low < NEVER
    )
