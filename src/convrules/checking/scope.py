"""What names mean in one file, and where findings go while it is checked."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field, fields, is_dataclass, replace
from datetime import date
from typing import Final

from convrules import ir, vocabulary
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.values import TCode, TCondition, Type
from convrules.checking.env import Environnement
from convrules.diagnostics.model import Diagnostic
from convrules.syntax import nodes as n

LISENT_UN_COMPTE: Final = ("éligibilité", "obligation", "délai", "suite", "priorité")
"""Kinds that neither the base of an account, nor what it counts, depends on, and that may ask if it is
reached."""


INCONNUS: Final = ("CR201", "CR208", "CR211")
"""Codes of a name that nothing bears."""
NOMMENT: Final = ("vocabulaire", "paramètres", "définitions", "hérite")
"""Sections whose names the rest of a file cites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lieu:
    """Where an expression stands. `contexte`: in French, for messages (« la règle du champ « x » »).
    `renseigne`: may it ask whether a cell is filled? `formule`: may it choose (`si … alors`)? `exercice`: may
    it ask whether a delegate exercises the rights?"""

    niveau: ir.Niveau
    contexte: str
    renseigne: bool = False
    formule: bool = False
    exercice: bool = False

    def at(self, niveau: ir.Niveau) -> "Lieu":
        return replace(self, niveau=niveau)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaitConnu:
    """A field that may be read: built in, or declared by a file."""

    nom: str
    niveau: ir.Niveau
    type: Type
    menage: bool = False
    dimension: bool = False

    @property
    def a_codes(self) -> bool:
        """Is its value one of several that have a name?"""
        return self.dimension or isinstance(self.type, TCode | TCondition)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseConnue:
    """A clause that may be cited. `genre`: as files write it. `herite`: stands in an inherited socle."""

    ident: str
    genre: str
    span: Span
    groupe: str | None
    caractere: str | None
    herite: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Amende:
    """What amendments made of a text. `retouches`: by clause, what changed it. `articles`: of each clause
    that an amendment added, the articles of the paper it stands in (empty when not listed). `abroges`: those
    that are no longer there."""

    retouches: Mapping[str, tuple[ir.Retouche, ...]] = field(default_factory=dict)
    articles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    abroges: Mapping[str, "Abrogee"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Abrogee:
    """By which amendment a clause went, from which day; `span`: where it says so."""

    avenant: str
    du: date
    span: Span


@dataclass(slots=True, kw_only=True)
class Chantier:
    """Work on one file. Filled by `heads` and `clauses` in the order in which names become known."""

    env: Environnement = field(default_factory=Environnement)
    amende: Amende = field(default_factory=Amende)
    jour: date | None = None
    """First day of a text that amendments leave; None of the text as signed."""
    socle: str = ""
    illisible: bool = False
    """Is a section that names things of another form, which is told? Then no name is told as unknown."""
    choix: bool = False
    repetes: set[str] = field(default_factory=set)
    """Names that are two things: what reads one of them may mean the other."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    fil: tuple[str, ...] = ()
    declares: dict[tuple[str, str], ir.ChampDeclare] = field(default_factory=dict)
    menages: set[str] = field(default_factory=set)
    parametres: dict[str, ir.ParametreDeclare] = field(default_factory=dict)
    definitions: dict[str, n.Expr] = field(default_factory=dict)
    definitions_heritees: dict[str, ir.Expr] = field(default_factory=dict)
    definitions_refusees: set[str] = field(default_factory=set)
    decisions: dict[str, str] = field(default_factory=dict)
    elements: dict[str, str] = field(default_factory=dict)
    clauses: dict[str, ClauseConnue] = field(default_factory=dict)
    arbres: dict[str, ir.Clause] = field(default_factory=dict)
    menages_par_exception: set[str] = field(default_factory=set)
    exceptions: dict[str, str] = field(default_factory=dict)
    herites: dict[str, ir.Convention] = field(default_factory=dict)
    socles_absents: set[str] = field(default_factory=set)
    en_cours: list[str] = field(default_factory=list)
    demandes: dict[int, tuple[object, tuple[ir.Atteint | ir.Chiffre | ir.TourDe, ...]]] = field(
        default_factory=dict
    )
    """By identity of what is written, which is kept: what it asks of accounts."""

    def report(self, found: Diagnostic) -> None:
        if self.illisible and found.code in INCONNUS:
            return
        self.diagnostics.append(replace(found, fil=self.fil) if self.fil else found)

    @contextmanager
    def by_place(self) -> Iterator[None]:
        """What is reported meanwhile is about the clause that its place is in."""
        kept, self.fil = self.fil, ()
        yield
        self.fil = kept

    def refuse(self, found: Diagnostic) -> ir.Invalide:
        """Report, and stand in for what was refused."""
        self.report(found)
        return ir.Invalide(span=found.span)

    def cited(self, nom: str) -> str:
        """The name under which what this file declares is cited from elsewhere."""
        return f"{self.socle}.{nom}" if self.socle else nom

    # --- fields -----------------------------------------------------------------------------
    def fait(self, nom: str, niveau: str) -> FaitConnu | None:
        """The field of this name at this level."""
        own = self.declares.get((str(niveau), nom))
        built_in = vocabulary.champ(nom, niveau)
        if built_in is not None:
            return FaitConnu(
                nom=nom,
                niveau=ir.Niveau(niveau),
                type=built_in.type,
                menage=built_in.menage,
                dimension=built_in.dimension,
            )
        if own is not None:
            closed = isinstance(own.type, TCode) or own.type == vocabulary.rows.OUI_NON
            return FaitConnu(
                nom=nom,
                niveau=own.niveau,
                type=own.type,
                menage=nom in self.menages,
                dimension=closed,
            )
        return None

    def fait_a_codes(self, ecrit: str, niveau: ir.Niveau) -> FaitConnu | None:
        """The field that chooses the line of a table, read from this level: its own, else of the first level
        above that has it; of the level that is written, when one is."""
        prefixe, _, nom = ecrit.rpartition(".")
        for level in (niveau, *vocabulary.ACCES[niveau]):
            found = self.fait(nom, level) if prefixe in ("", level) else None
            if found is not None and found.a_codes:
                return found
        return None

    def parametre(self, expr: ir.Expr) -> ir.ParametreDeclare | None:
        """What an expression cites, when that is a parameter."""
        cited = expr.nom if isinstance(expr, ir.Parametre) else None
        return next((p for p in self.parametres.values() if p.nom == cited), None)

    def valeurs(self, expr: ir.Expr) -> tuple[ir.Expr, ...]:
        """The values of a parameter of this file; those of a socle were looked at where they are written."""
        declared = self.parametre(expr)
        if declared is None or declared.nom.rpartition(".")[0] != self.socle:
            return ()
        return tuple(e for v in declared.valeurs for e in v.possibles)

    def faits(self, niveau: str) -> Iterator[FaitConnu]:
        """Every field of a level."""
        names = [nom for n_, nom in vocabulary.CHAMPS if n_ == niveau]
        names += [nom for n_, nom in self.declares if n_ == niveau]
        for nom in dict.fromkeys(names):
            found = self.fait(nom, niveau)
            assert found is not None, "listed from the same tables"
            yield found

    def codes(self, enumeration: str) -> tuple[str, ...]:
        """Codes of an enumeration: the built-in ones, then those that files declare."""
        declared = [c for d in self.declares.values() if d.type == TCode(enumeration) for c in d.codes]
        return tuple(dict.fromkeys((*vocabulary.codes(enumeration), *declared)))


def judges_by_account(c: Chantier) -> bool:
    """Is what is being checked a clause that may ask if an account is reached?"""
    return c.fil[-1].partition(" «")[0] in LISENT_UN_COMPTE if c.fil else False


def walk(node: object) -> Iterator[n.Noeud]:
    """A node of the surface tree and everything below it, in reading order."""
    if isinstance(node, n.Noeud):
        yield node
        assert is_dataclass(node)
        for f in fields(node):
            yield from walk(getattr(node, f.name))
    elif isinstance(node, tuple):
        for element in node:
            yield from walk(element)


def names_in(node: n.Expr) -> Iterable[str]:
    """Names cited by an expression, dotted ones joined."""
    return (".".join(x.noms) for x in walk(node) if isinstance(x, n.Chemin))
