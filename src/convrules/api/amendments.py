"""The amendments of a repository, joined to the conventions they change."""

from collections.abc import Sequence
from datetime import date

from convrules import ir
from convrules.api.chantier import Chantier, has_errors, parse
from convrules.api.load import Fichier
from convrules.api.model import Consolidation
from convrules.diagnostics.catalogue import is_error
from convrules.diagnostics.problems import avenants
from convrules.syntax import nodes
from convrules.syntax.avenants import modifications


class Amendments:
    """The amendments of a repository, each read once, with the convention it names."""

    def __init__(self, work: Chantier) -> None:
        self.work = work
        self.files = [f for f in work.depot.fichiers if f.genre == "avenant"]
        self.known = tuple(f.ident or "" for f in work.depot.fichiers if f.genre == "convention")
        self.named: dict[str, nodes.File] = {}
        self.about: dict[str | None, list[Fichier]] | None = None

    def target(self, fichier: Fichier) -> str | None:
        tree = parse(self.work, fichier)
        found = tree.racine.get("à") if tree is not None else None
        return found.texte if isinstance(found, nodes.Scalaire) else None

    def texts(self, tree: nodes.File, convention: ir.Convention) -> tuple[ir.Texte, ...] | None:
        """What the convention becomes: nothing without amendments, None when one of them is wrong."""
        before = len(self.work.diagnostics)
        about = self._about(convention.ident)
        trees = [t for t in (parse(self.work, f) for f in about) if t is not None and self._alone(t)]
        changes = tuple(m for t in trees for m in modifications(t))
        if has_errors(self.work, before) or any(_wrong(self.work, f) for f in about):
            return None
        self.work.consolidations[convention.ident] = Consolidation(fichier=tree, changements=changes)
        essai = self._tried(convention.ident)
        if not trees and essai is None:
            return ()
        from convrules.checking.avenants import check_avenants, read_avenant

        self.work.avenants |= {a.ident: a for a in map(read_avenant, trees)}
        checked = check_avenants(tree, convention, trees, self.work.environment(), essai)
        # What the text as signed says already is not said again of each later text.
        files = {d.span.source.name for d in checked.diagnostics}
        known = {(d.code, d.span) for d in self.work.diagnostics if d.span.source.name in files}
        self.work.diagnostics += (d for d in checked.diagnostics if (d.code, d.span) not in known)
        return None if has_errors(self.work, before) else checked.value

    def _tried(self, ident: str) -> tuple[nodes.File, date] | None:
        """What is tried upon a convention, and the day whose text it changes."""
        held = self.work.depot.essayee
        if held is None or self.target(held.fichier) != ident:
            return None
        tree = parse(self.work, held.fichier)
        return None if tree is None else (tree, held.jour)

    def _about(self, ident: str) -> Sequence[Fichier]:
        """The amendments of one convention; all are read when the first is asked for."""
        if self.about is None:
            self.about = {}
            for fichier in self.files:
                self.about.setdefault(self.target(fichier), []).append(fichier)
        return self.about.get(ident, ())

    def _alone(self, tree: nodes.File) -> bool:
        """One identifier, one amendment."""
        found = tree.racine.get("avenant")
        ident = found.texte if isinstance(found, nodes.Scalaire) else ""
        first = self.named.setdefault(ident, tree)
        if first is tree or found is None:
            return True
        other = (first.racine.get("avenant") or first).span
        self.work.diagnostics.append(avenants.avenant_en_double(span=found.span, ident=ident, autre=other))
        return False

    def check_targets(self, fichiers: Sequence[Fichier]) -> None:
        from convrules.checking.avenants import check_target

        for fichier in fichiers:
            tree = parse(self.work, fichier)
            if tree is not None:
                self.work.diagnostics += check_target(tree, self.known)


def _wrong(work: Chantier, fichier: Fichier) -> bool:
    """Was an error of form found in this file, whenever it was read?"""
    return any(is_error(d) and d.span.source.name == fichier.nom for d in work.diagnostics)
