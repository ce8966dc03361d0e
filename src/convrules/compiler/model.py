"""What a convention becomes: rule objects, every key of every clause a base case with exceptions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from convrules import ir
from convrules.base.dates import SANS_FERIE, Calendrier
from convrules.base.records import dataclass, replace
from convrules.ir.textes import Versions
from convrules.vocabulary import codes

COMPTE: Final = "contingent"
COMPTES: Final = frozenset(codes(COMPTE))
"""Accounts of the language."""
"""The fact that says on whose account a dwelling is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cas:
    """A case of a rule. `ident`: the clause it stands in, as cited. `condition` None: always vrai.
    `valeur` None: the key is not given. `ecarte`: the case sets its target aside (value `non
    applicable`). `exceptions`: the cases that except this one, each under its own condition only."""

    ident: str
    clause: ir.Clause
    condition: ir.Expr | None
    valeur: ir.CleValeur | None
    ecarte: bool
    en_vigueur: ir.Validite
    exceptions: tuple["Cas", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Regle:
    """One key of one clause (`règle`, `arrondi`, `report`, `à défaut`, `si`…, spelled as in files).
    `ensuite`: what amendments put in the place of the base case, by effect; their days do not meet."""

    cle: str
    base: Cas
    ensuite: tuple[Cas, ...] = ()

    @property
    def versions(self) -> tuple[Cas, ...]:
        return (self.base, *self.ensuite)

    def on(self, jour: date) -> Cas:
        """The base case of a day; one out of force when there is none."""
        if not self.ensuite:
            return self.base
        return next((cas for cas in self.versions if cas.en_vigueur.contains(jour)), self.base)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCompilee:
    """A clause (never an `exception`, which lives in the cases it makes) with a rule for every key that
    an exception may replace, whether or not the clause gives it. `clause`: as first written, in force from
    its first day to its last; `versions`: what amendments made of it, in date order."""

    clause: ir.Clause
    regles: Mapping[str, Regle]
    versions: Versions = ()
    ouvre: frozenset[str] = frozenset()
    """Keys that may open a second window, in the clause or by exception."""
    situee: bool = False
    """Does it read something that has a date: an event, rows of the vacancy, a decision?"""
    reversible: bool = False
    """May a later event turn its outcome from vrai to faux (`a eu lieu`, `est renseigné`, a decision)?"""
    guette: bool = False
    """Does it ask whether an event has happened?"""
    decisions: frozenset[str] = frozenset()
    """Human decisions that it reads."""
    atteintes: frozenset[str] = frozenset()
    """Accounts and quotas that it asks to be reached on a day, and turns."""
    lit_comptes: bool = False
    """Does it read what other vacancies make of an account: reached, a turn, a number of dwellings?"""
    lit_le_sien: bool = False
    """Does it read the account of the vacancy itself?"""
    interroge: bool = False
    """Does it ask whether another instrument is in force?"""
    attendus: frozenset[str] = frozenset()
    """Events that its conditions depend on, of those that clauses may bring about."""
    apporte: frozenset[str] = frozenset()
    """Events that its effects may bring about, those of its exceptions included."""
    chiffree: bool = False
    """Does it ask a number of dwellings rather than a share of them, in some text?"""

    @property
    def ident(self) -> str:
        return self.clause.entete.ident

    def stands_on(self, jour: date) -> bool:
        """Is some text of it in force on a day?"""
        return any(c.entete.en_vigueur.contains(jour) for c in self.versions or (self.clause,))

    def on(self, jour: date) -> ir.Clause:
        """The clause as it reads on a day."""
        if len(self.versions) < 2:
            return self.clause
        return next((c for c in self.versions if c.entete.en_vigueur.contains(jour)), self.clause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A convention ready to evaluate: own clauses first, then those of its socles (`cch.nom`), in the order
    of the paper; parameters of both, by name as cited. `chaine`: clauses that bring events about (`délai`,
    `suite`), each after those whose events it reads; one that comes twice is judged again, once those it is
    judged with are known. `boucles`: events that clauses bring about and read in a circle. `elements`:
    deadlines and obligations that judge something else than vacancies, and stand in `clauses` no more than
    exceptions do; `par_ligne`: those that judge each candidature or refusal of a vacancy. `delegations`: its
    clauses of that kind; `remet`: to whom its effects may hand a dwelling; `designes`: controls that name who
    takes the place of an absent holder; `denombre`: does the chain count rows of the vacancy? `relues`:
    clauses whose effects follow what other clauses bring about, as it was then (`relues_recues`: what those
    of other conventions do). `non_lues`: human decisions that no rule reads. `calendrier`: the holidays of
    its territory. `voisins`: the landlord's other conventions, `concurrents`: those of the same holder,
    `instruments`: the validity of every convention of the repository (`together`); `recoit`: may another
    convention hand a dwelling to its holder? `a_part`: no other bears on its vacancies, and its own clauses
    hand over none; `comptes_a_part`: no clause of another bears on what counts them. `comptes`: finer
    accounts that the landlord's files declare; `rattaches`: the type of holder of each. `titulaires`: whose
    each of the landlord's conventions is, wherever it bears and whenever.
    Exists only for files without errors."""

    convention: ir.Convention
    socles: tuple[ir.Convention, ...]
    clauses: tuple[ClauseCompilee, ...]
    parametres: Mapping[str, ir.ParametreDeclare]
    chaine: tuple[ClauseCompilee, ...]
    boucles: frozenset[str]
    elements: tuple[ClauseCompilee, ...] = ()
    par_ligne: tuple[ClauseCompilee, ...] = ()
    delegations: tuple[ClauseCompilee, ...] = ()
    remet: frozenset[str] = frozenset()
    designes: tuple[ir.Controle, ...] = ()
    denombre: bool = False
    relues: frozenset[str] = frozenset()
    relues_recues: frozenset[str] = frozenset()
    non_lues: frozenset[str] = frozenset()
    calendrier: Calendrier = field(default=SANS_FERIE, compare=False, repr=False)
    voisins: tuple["Programme", ...] = field(default=(), compare=False, repr=False)
    concurrents: tuple["Programme", ...] = field(default=(), compare=False, repr=False)
    recoit: bool = field(default=False, compare=False, repr=False)
    a_part: bool = field(default=False, compare=False, repr=False)
    comptes_a_part: bool = field(default=False, compare=False, repr=False)
    comptes: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    rattaches: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )
    titulaires: Mapping[str, ir.Reservataire] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )
    instruments: Mapping[str, ir.Validite] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )
    evaluations: "dict[int, tuple[ir.Expr, Any]]" = field(default_factory=dict, compare=False, repr=False)
    """For the evaluator: by the identity of an expression (kept beside), how it is evaluated."""
    seuls: "dict[tuple[int, str], tuple[ClauseCompilee, Any]]" = field(
        default_factory=dict, compare=False, repr=False
    )
    """The same, by the identity of a clause and one of its keys: its only case."""
    genres: "dict[type[ir.ClauseBase], tuple[object, tuple[ClauseCompilee, ...]]]" = field(
        default_factory=dict, compare=False, repr=False
    )
    """Its clauses of one kind, beside all those that they were chosen among."""
    proches: "dict[tuple[object, ...], tuple[object, Programme]]" = field(
        default_factory=dict, compare=False, repr=False
    )
    """The same with those of its neighbours that bear on one place, beside all those that it was among."""

    def hangs_on_others(self, ident: str) -> bool:
        """May what other clauses bring about date the effects of this one?"""
        return ident in self.relues or (self.recoit and ident in self.relues_recues)

    def is_of_one_holder(self, ident: str, other: str) -> bool:
        """Are these two conventions of the landlord of the same holder?"""
        a, b = self.titulaires.get(ident), self.titulaires.get(other)
        return ident == other or (a is not None and b is not None and a.is_same(b))

    def of(self, kind: type[ir.ClauseBase]) -> tuple[ClauseCompilee, ...]:
        """Its clauses of one kind, in the order of the paper."""
        kept = self.genres.get(kind)
        if kept is None or kept[0] is not self.clauses:
            found = tuple(c for c in self.clauses if isinstance(c.clause, kind))
            kept = self.genres[kind] = self.clauses, found
        return kept[1]


def cases(*found: Cas) -> Iterator[Cas]:
    """Cases and every case that excepts them, at any depth."""
    for cas in found:
        yield cas
        yield from cases(*cas.exceptions)


def without_aside(cas: Cas) -> Cas:
    """The case as if no exception set it aside as a whole."""
    return replace(cas, exceptions=tuple(e for e in cas.exceptions if not e.ecarte))


def finer_accounts(programme: Programme) -> Mapping[str, str]:
    """Finer code of account to the type of holder that the landlord's files attach it to."""
    return {**programme.rattaches, **attached(files_of([programme]))}


def files_of(programmes: Iterable[Programme]) -> Iterator[ir.Convention]:
    return (file for programme in programmes for file in (programme.convention, *programme.socles))


def attached(files: Iterable[ir.Convention]) -> Mapping[str, str]:
    """The same of these files."""
    return {code: kind for one in _of_accounts(files) for code, kind in one.titulaires}


def declared_accounts(files: Iterable[ir.Convention]) -> frozenset[str]:
    """Codes of account that files declare."""
    return frozenset(code for one in _of_accounts(files) for code in one.codes)


def _of_accounts(files: Iterable[ir.Convention]) -> Iterator[ir.ChampDeclare]:
    return (declared for file in files for declared in file.vocabulaire if declared.nom == COMPTE)


def is_named(programme: Programme, compte: str, finer: Mapping[str, str]) -> bool:
    """Is it the identifier of the convention? One that is also an account, of its own files or of the
    landlord's, is read as that account."""
    own = compte == programme.convention.ident
    return own and compte not in finer and compte not in COMPTES and compte not in programme.comptes


def is_holder(programme: Programme, compte: str, finer: Mapping[str, str]) -> bool:
    """Is the account that of the convention's holder: its identifier, its type, or a code of its type?"""
    if is_named(programme, compte, finer):
        return True
    titulaire = programme.convention.reservataire
    return titulaire is not None and finer.get(compte, compte) == titulaire.type


def designates(nom: str, programme: Programme) -> bool:
    """The same for a name that a clause writes, under the codes of its own files."""
    return is_holder(programme, nom, finer_accounts(programme))


class Semblables:
    """Of many conventions, those of the holder of another one (`Reservataire.is_same`), found by code and by
    name: the cost follows what is found."""

    def __init__(self, holders: Sequence[ir.Reservataire | None]) -> None:
        self.holders = holders
        self.by_code: dict[tuple[str, str], list[int]] = {}
        self.by_name: dict[tuple[str, str], list[int]] = {}
        self.without_code: dict[tuple[str, str], list[int]] = {}
        for rank, holder in enumerate(holders):
            if holder is None:
                continue
            name = (holder.type, holder.nom.casefold())
            self.by_name.setdefault(name, []).append(rank)
            if holder.code is None:
                self.without_code.setdefault(name, []).append(rank)
            else:
                self.by_code.setdefault((holder.type, holder.code), []).append(rank)

    def of(self, rank: int) -> list[int]:
        """Ranks of the others, rising."""
        holder = self.holders[rank]
        if holder is None:
            return []
        name = (holder.type, holder.nom.casefold())
        if holder.code is None:
            found = self.by_name[name]
        else:
            found = [*self.by_code[holder.type, holder.code], *self.without_code.get(name, ())]
        return sorted(other for other in found if other != rank)
