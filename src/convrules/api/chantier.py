"""Work on one repository: what is known of it so far, each file parsed once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from convrules import ir
from convrules.api.calendar import calendar_of
from convrules.api.load import Depot, Fichier, shipped_socles
from convrules.api.model import Consolidation, Herite
from convrules.base.dates import common
from convrules.base.plus_tard import LaterMapping, LaterSequence
from convrules.base.records import dataclass
from convrules.checking.env import Environnement
from convrules.compiler import Emprunts, Programme, compile_convention, together
from convrules.diagnostics.catalogue import is_error
from convrules.diagnostics.model import Diagnostic
from convrules.syntax import nodes
from convrules.syntax.relecture import read_file
from convrules.syntax.yaml_tree import decode

if TYPE_CHECKING:
    from convrules.orientation.politique import PolitiqueCompilee

_Nom: TypeAlias = tuple[str | None, str | None, str | None]
"""Kind, name and version of a file, as its first lines say them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecrite:
    """A convention without errors and all that it is compiled from. `convention`: with what amendments make
    of it; `signee`: as written. `textes`: day by day, none without amendments."""

    convention: ir.Convention
    signee: ir.Convention
    socles: tuple[ir.Convention, ...]
    textes: tuple[ir.Texte, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecture:
    """What the bytes of a file read as: the tree, None when it has errors of form, and the findings."""

    contenu: bytes
    arbre: nodes.File | None
    constats: tuple[Diagnostic, ...]


@dataclass(slots=True, kw_only=True)
class Chantier:
    """Work on one repository: what is known so far, file by file. `voisines`: errors of conventions that
    nobody asked to check, beside which cases are played. `lectures`: files read, by name, for whoever reads
    them again. `rangees`: files at hand, by kind, name and version. `vues`: files of conventions that were
    checked, `liees` those of them on which the end of another depends; `pile`: conventions being
    checked, each for the end of the one before. `doubles`: identifiers of several conventions; which of them
    a file speaks of is not known."""

    depot: Depot
    socles: dict[tuple[str, str], ir.Convention] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    unsound: set[str] = field(default_factory=set)
    doubles: set[str] = field(default_factory=set)
    conventions: dict[str, ir.Convention] = field(default_factory=dict)
    ecrites: dict[str, Ecrite] = field(default_factory=dict)
    essais: list[ir.Essais] = field(default_factory=list)
    correspondances: dict[str, ir.Correspondance] = field(default_factory=dict)
    politiques: list[ir.Politique] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    textes: dict[tuple[str, str], bytes] = field(default_factory=dict)
    contenus: dict[str, bytes] = field(default_factory=dict)
    parsed: dict[str, nodes.File | None] = field(default_factory=dict)
    lectures: dict[str, Lecture] = field(default_factory=dict)
    rangees: dict[_Nom, list[Fichier]] = field(default_factory=dict)
    consolidations: dict[str, Consolidation] = field(default_factory=dict)
    avenants: dict[str, ir.Avenant] = field(default_factory=dict)
    versions: dict[str, tuple[ir.Convention, ...]] = field(default_factory=dict)
    liees: set[str] = field(default_factory=set)
    vues: set[str] = field(default_factory=set)
    pile: list[str] = field(default_factory=list)
    disponibles: frozenset[str] | None = None
    n_modeles: int = 0
    voisines: list[Diagnostic] = field(default_factory=list)

    def environment(self) -> Environnement:
        """What is known so far, as it stands: to be read before anything more is learnt."""
        return Environnement(
            socles=MappingProxyType(self.socles),
            conventions=_Sauf(self.conventions, self.doubles),
            refuses=_Refuses(self.refused, self.unsound),
            disponibles=self._disponibles(),
        )

    def _disponibles(self) -> frozenset[str]:
        if self.disponibles is None:
            named = ((ident, version) for genre, ident, version in self._shelf() if genre == "socle")
            self.disponibles = frozenset(f"{ident} {version}" for ident, version in named if version)
        return self.disponibles

    def named(self, genre: str, ident: str, version: str | None = None) -> Sequence[Fichier]:
        """Files of this kind and name, the repository's before those of the engine."""
        return self._shelf().get((genre, ident, version), ())

    def _shelf(self) -> Mapping[_Nom, list[Fichier]]:
        if not self.rangees:
            for f in (*self.depot.fichiers, *shipped_socles()):
                key = (f.genre, f.ident, f.version if f.genre == "socle" else None)
                self.rangees.setdefault(key, []).append(f)
        return self.rangees


class _Sauf(Mapping[str, ir.Convention]):
    """Conventions, but for some, as they stand when they are read."""

    __slots__ = ("found", "sauf")

    def __init__(self, found: Mapping[str, ir.Convention], sauf: Set[str]) -> None:
        self.found, self.sauf = found, sauf

    def __getitem__(self, ident: str) -> ir.Convention:
        if ident in self.sauf:
            raise KeyError(ident)
        return self.found[ident]

    def __iter__(self) -> Iterator[str]:
        return (ident for ident in self.found if ident not in self.sauf)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Refuses(Collection[str]):
    """Names of what has errors: socles (« cch 2026-02 ») and conventions."""

    __slots__ = ("conventions", "socles")

    def __init__(self, socles: Set[tuple[str, str]], conventions: Set[str]) -> None:
        self.socles, self.conventions = socles, conventions

    def __contains__(self, nom: object) -> bool:
        return nom in self.conventions or any(nom == " ".join(key) for key in self.socles)

    def __iter__(self) -> Iterator[str]:
        return iter({*(" ".join(key) for key in self.socles), *self.conventions})

    def __len__(self) -> int:
        return len({*self})


def parse(work: Chantier, fichier: Fichier) -> nodes.File | None:
    """The surface tree, or None when the file has errors of form (already reported)."""
    if fichier.nom in work.parsed:
        return work.parsed[fichier.nom]
    work.contenus[fichier.nom] = fichier.contenu
    lecture = work.lectures.get(fichier.nom)
    if lecture is None or lecture.contenu != fichier.contenu:
        lecture = work.lectures[fichier.nom] = _read(fichier)
    work.diagnostics += lecture.constats
    work.parsed[fichier.nom] = lecture.arbre
    return lecture.arbre


def _read(fichier: Fichier) -> Lecture:
    source = decode(fichier.contenu, fichier.nom)
    found = list(source.diagnostics)
    tree: nodes.File | None = None
    if not any(is_error(d) for d in found):
        parsed = read_file(source.value)
        found += parsed.diagnostics
        tree = parsed.value
    usable = tree is not None and tree.genre is not None
    return Lecture(contenu=fichier.contenu, arbre=tree if usable else None, constats=tuple(found))


def has_errors(work: Chantier, since: int) -> bool:
    """Has an error been found since there were `since` findings?"""
    return any(is_error(d) for d in work.diagnostics[since:])


def herites_of(work: Chantier, targets: Sequence[Fichier]) -> Iterable[Herite]:
    """Each socle that a file asked about names, at its version."""
    for fichier in targets:
        tree = work.parsed.get(fichier.nom)
        table = tree.racine.get("hérite") if tree is not None else None
        if isinstance(table, nodes.Table):
            for cle, valeur in table.entrees:
                if isinstance(valeur, nodes.Scalaire):
                    yield Herite(cle=(cle.texte, valeur.texte), span=valeur.span)


def inherited_of(tree: nodes.File) -> Iterable[tuple[str, str]]:
    table = tree.racine.get("hérite")
    if isinstance(table, nodes.Table):
        for cle, valeur in table.entrees:
            if isinstance(valeur, nodes.Scalaire):
                yield cle.texte, valeur.texte


# --- what it comes to -----------------------------------------------------------------------
def compiled(work: Chantier) -> tuple[Mapping[str, Programme], Sequence["PolitiqueCompilee"]]:
    """Programmes and policies of the conventions without errors, compiled when they are first asked for: most
    checks only tell what they found."""
    instruments = {ident: c.en_vigueur for ident, c in work.conventions.items()}
    programmes = LaterMapping(partial(_programmes, work.ecrites, instruments))
    return programmes, LaterSequence(partial(_policies, work.politiques, work.socles, programmes))


def _programmes(
    ecrites: Mapping[str, Ecrite], instruments: Mapping[str, ir.Validite]
) -> Mapping[str, Programme]:
    emprunts = Emprunts()
    alone = {
        ident: compile_convention(e.signee, e.socles, e.textes, calendar_of(e.signee.territoire), emprunts)
        for ident, e in ecrites.items()
    }
    return together(alone, instruments)


def _policies(
    politiques: Sequence[ir.Politique],
    socles: Mapping[tuple[str, str], ir.Convention],
    programmes: Mapping[str, Programme],
) -> Sequence["PolitiqueCompilee"]:
    from convrules.orientation.compilation import compile_politique

    found = []
    for politique in politiques:
        own = [c.calendrier for c in programmes.values() if c.convention.bailleur == politique.bailleur]
        inherited = tuple(socles[key] for key in politique.herite)
        found.append(compile_politique(politique, inherited, common(own)))
    return found
