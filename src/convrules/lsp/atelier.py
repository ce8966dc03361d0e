"""What the editor holds open, repository by repository: texts, trees, names, findings."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from pathlib import Path

from convrules.api.cibles import root_of
from convrules.api.load import Depot, Fichier, display_name, file_of, find_root, shipped_socles
from convrules.api.model import Verifie
from convrules.api.tampons import check_open, depot_open
from convrules.base.records import dataclass, replace
from convrules.base.source import Source, make_source
from convrules.diagnostics.catalogue import is_error
from convrules.diagnostics.model import Diagnostic
from convrules.lsp.index import Index, build
from convrules.syntax import nodes as n
from convrules.syntax.parser import parse_file
from convrules.syntax.yaml_tree import decode


@dataclass(slots=True, kw_only=True)
class Atelier:
    """Open texts by absolute path. Trees are kept by content: a text is parsed once. `bons`: the last tree of
    each file whose form was right, for what is asked while a line is being typed."""

    tampons: dict[Path, str] = field(default_factory=dict)
    _arbres: dict[tuple[str, bytes], n.File] = field(default_factory=dict)
    _bons: dict[str, n.File] = field(default_factory=dict)

    def source(self, path: Path) -> Source:
        """The text of a file as the editor shows it."""
        return make_source(display_name(path), self.tampons.get(path, ""))

    def concerns(self, path: Path) -> bool:
        """Is an open text one of ours? It stands in a repository, or says what it is; the settings of another
        tool do neither."""
        text = self.tampons.get(path, "")
        return find_root(path) is not None or file_of(path, text.encode("utf-8")).genre is not None

    def depot(self, path: Path) -> Depot:
        """The repository of a file, with every open text of it."""
        racine = root_of(path, ())
        own = {p: t.encode("utf-8") for p, t in self.tampons.items() if root_of(p, ()) == racine}
        return depot_open(racine, own)

    def check(self, path: Path, au: date) -> tuple[Verifie, Mapping[Path, tuple[Diagnostic, ...]]]:
        """Check every open file of the repository of a file; the findings of each."""
        depot = self.depot(path)
        inside = {f.path for f in depot.fichiers}
        opened = [p for p in self.tampons if p in inside and self.concerns(p)]
        checked, tri = check_open(depot, opened, au)
        by_name = {display_name(p): p for p in opened}
        found: dict[Path, list[Diagnostic]] = {p: [] for p in opened}
        for diagnostic in tri.diagnostics:
            place = by_name.get(diagnostic.span.source.name)
            if place is not None:
                found[place].append(diagnostic)
        return checked, {p: tuple(ds) for p, ds in found.items()}

    def broken_by(self, depot: Depot, textes: Mapping[Path, str], au: date) -> str:
        """The first file of a repository that would have more errors with these texts; empty: none would."""
        kept = [f for f in depot.fichiers if f.path not in textes]
        changed = [file_of(path, text.encode("utf-8")) for path, text in textes.items()]
        before = _errors(depot, au)
        after = _errors(replace(depot, fichiers=(*kept, *changed)), au)
        return next((nom for nom in sorted(after) if after[nom] > before[nom]), "")

    def tree(self, fichier: Fichier) -> n.File:
        """The tree of a file; when its form is wrong, the last that was right, if any."""
        key = (fichier.nom, fichier.contenu)
        if key not in self._arbres:
            parsed = parse_file(decode(fichier.contenu, fichier.nom).value).value
            self._arbres = {k: v for k, v in self._arbres.items() if k[0] != fichier.nom} | {key: parsed}
            if parsed.genre is not None:
                self._bons[fichier.nom] = parsed
        return self._arbres[key]

    def index(self, depot: Depot) -> Index:
        """The names of a repository, and of the socles that come with the engine."""
        own = {(f.ident, f.version) for f in depot.fichiers}
        shipped = (f for f in shipped_socles() if (f.ident, f.version) not in own)
        return build(self._readable((*depot.fichiers, *shipped)))

    def _readable(self, fichiers: Iterable[Fichier]) -> Iterable[n.File]:
        for fichier in fichiers:
            tree = self.tree(fichier)
            kept = tree if tree.genre is not None else self._bons.get(fichier.nom)
            if kept is not None:
                yield kept


def _errors(depot: Depot, au: date) -> Counter[str]:
    checked, _ = check_open(depot, [f.path for f in depot.fichiers], au)
    return Counter(d.span.source.name for d in checked.diagnostics if is_error(d))
