"""Work on one repository: what is known of it so far, each file parsed once."""

from dataclasses import field

from convrules import ir
from convrules.api.load import Depot, Fichier, shipped_socles
from convrules.api.model import Consolidation
from convrules.base.records import dataclass
from convrules.checking.env import Environnement
from convrules.compiler import Emprunts, Programme
from convrules.diagnostics.catalogue import is_error
from convrules.diagnostics.model import Diagnostic
from convrules.syntax import nodes
from convrules.syntax.relecture import read_file
from convrules.syntax.yaml_tree import decode


@dataclass(slots=True, kw_only=True)
class Chantier:
    """Work on one repository: what is known so far, file by file. `voisines`: errors of conventions that
    nobody asked to check, beside which cases are played. `vues`: files of conventions that
    were checked, `liees` those of them on which the end of another depends; `pile`: conventions being
    checked, each for the end of the one before. `doubles`: identifiers of several conventions; which of them
    a file speaks of is not known."""

    depot: Depot
    socles: dict[tuple[str, str], ir.Convention] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    unsound: set[str] = field(default_factory=set)
    doubles: set[str] = field(default_factory=set)
    conventions: dict[str, ir.Convention] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    essais: list[ir.Essais] = field(default_factory=list)
    correspondances: dict[str, ir.Correspondance] = field(default_factory=dict)
    politiques: list[ir.Politique] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    textes: dict[tuple[str, str], bytes] = field(default_factory=dict)
    contenus: dict[str, bytes] = field(default_factory=dict)
    parsed: dict[str, nodes.File | None] = field(default_factory=dict)
    consolidations: dict[str, Consolidation] = field(default_factory=dict)
    avenants: dict[str, ir.Avenant] = field(default_factory=dict)
    versions: dict[str, tuple[ir.Convention, ...]] = field(default_factory=dict)
    liees: set[str] = field(default_factory=set)
    vues: set[str] = field(default_factory=set)
    pile: list[str] = field(default_factory=list)
    emprunts: Emprunts = field(default_factory=Emprunts)
    n_modeles: int = 0
    voisines: list[Diagnostic] = field(default_factory=list)

    def environment(self) -> Environnement:
        shelf = (*self.depot.fichiers, *shipped_socles())
        return Environnement(
            socles=dict(self.socles),
            conventions={i: c for i, c in self.conventions.items() if i not in self.doubles},
            refuses=frozenset({*(" ".join(key) for key in self.refused), *self.unsound}),
            disponibles=frozenset(
                f"{f.ident} {f.version}" for f in shelf if f.genre == "socle" and f.version
            ),
        )


def parse(work: Chantier, fichier: Fichier) -> nodes.File | None:
    """The surface tree, or None when the file has errors of form (already reported)."""
    if fichier.nom in work.parsed:
        return work.parsed[fichier.nom]
    work.contenus[fichier.nom] = fichier.contenu
    source = decode(fichier.contenu, fichier.nom)
    found = list(source.diagnostics)
    tree: nodes.File | None = None
    if not any(is_error(d) for d in found):
        parsed = read_file(source.value)
        found += parsed.diagnostics
        tree = parsed.value
    work.diagnostics += found
    usable = tree is not None and tree.genre is not None
    work.parsed[fichier.nom] = tree if usable else None
    return work.parsed[fichier.nom]


def has_errors(work: Chantier, since: int) -> bool:
    """Has an error been found since there were `since` findings?"""
    return any(is_error(d) for d in work.diagnostics[since:])
