"""Read, parse, check and compile the files of a repository. Nothing here looks at a landlord's data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from convrules import ir
from convrules.analyses.corpus import findings
from convrules.analyses.corpus.politiques import politiques
from convrules.api.load import (
    Depot,
    Empechement,
    Fichier,
    find_root,
    load_depot,
    read_file,
    select,
    shipped_socles,
)
from convrules.api.model import RapportCheck, Verifie
from convrules.checking.convention import check_convention
from convrules.checking.env import Environnement
from convrules.compiler import Programme, compile_convention
from convrules.diagnostics.catalogue import is_error
from convrules.diagnostics.model import Diagnostic, in_order
from convrules.diagnostics.problems import depot as problems
from convrules.orientation.compilation import compile_politique
from convrules.syntax import nodes
from convrules.syntax.parser import parse_file
from convrules.syntax.skeleton import check_skeleton
from convrules.syntax.yaml_tree import decode


@dataclass(slots=True, kw_only=True)
class _Chantier:
    """Work on one repository: what is known so far, file by file."""

    depot: Depot
    socles: dict[tuple[str, str], ir.Convention] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    unsound: set[str] = field(default_factory=set)
    conventions: dict[str, ir.Convention] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    essais: list[ir.Essais] = field(default_factory=list)
    correspondances: dict[str, ir.Correspondance] = field(default_factory=dict)
    politiques: list[ir.Politique] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    textes: dict[tuple[str, str], bytes] = field(default_factory=dict)
    contenus: dict[str, bytes] = field(default_factory=dict)
    parsed: dict[str, nodes.File | None] = field(default_factory=dict)

    def environment(self) -> Environnement:
        shelf = (*self.depot.fichiers, *shipped_socles())
        return Environnement(
            socles=dict(self.socles),
            conventions=dict(self.conventions),
            refuses=frozenset({*(" ".join(key) for key in self.refused), *self.unsound}),
            disponibles=frozenset(f"{f.ident} {f.version}" for f in shelf if f.genre == "socle"),
        )


def check_depot(depot: Depot, chosen: Sequence[Path] | None = None) -> Verifie:
    """Check the files of a repository, or the chosen ones with what they inherit and speak of."""
    work = _Chantier(depot=depot)
    wanted = {path.resolve() for path in chosen} if chosen is not None else None
    targets = [f for f in depot.fichiers if wanted is None or f.path.resolve() in wanted]
    by_kind: dict[str | None, list[Fichier]] = {}
    for fichier in targets:
        by_kind.setdefault(fichier.genre, []).append(fichier)
    for fichier in by_kind.get("socle", []):
        _check_socle(work, fichier)
    cited = {f.ident for f in by_kind.get("essais", [])}
    names = {f.path for f in by_kind.get("convention", [])}
    # Why: who comes first for a dwelling depends on all the landlord's conventions, and on its policy.
    ranking = any(b"orientation" in f.contenu for f in by_kind.get("essais", []))
    spoken_of = [
        f
        for f in depot.fichiers
        if f.genre == "convention" and (ranking or f.ident in cited) and f.path not in names
    ]
    chosen_ones = {f.path for f in targets}
    policies = [f for f in depot.fichiers if f.genre == "politique" and f.path not in chosen_ones]
    for fichier in [*by_kind.get("convention", []), *spoken_of]:
        _check_one_convention(work, fichier)
    for fichier in [*targets, *(policies if ranking else ())]:
        if fichier.genre not in ("socle", "convention"):
            _check_other(work, fichier)
    work.diagnostics += findings(tuple(work.conventions.values()), work.socles)
    work.diagnostics += _across_policies(work)
    return _result(work, targets)


def _across_policies(work: _Chantier) -> Iterable[Diagnostic]:
    """What policies say against one another, and against the conventions of the repository."""
    written = {f.ident for f in work.depot.fichiers if f.genre == "convention"}
    return politiques(
        work.politiques, tuple(work.conventions.values()), entier=written <= work.conventions.keys()
    )


def _result(work: _Chantier, targets: Sequence[Fichier]) -> Verifie:
    rules = sum(len(c.clauses) for c in (*work.conventions.values(), *work.socles.values()))
    return Verifie(
        depot=work.depot,
        programmes=work.programmes,
        essais=tuple(work.essais),
        correspondances=work.correspondances,
        politiques=tuple(
            compile_politique(p, tuple(work.socles[key] for key in p.herite)) for p in work.politiques
        ),
        diagnostics=in_order(work.diagnostics),
        n_fichiers=len(targets),
        n_regles=rules,
        n_cas=sum(len(e.cas) for e in work.essais),
        contenus=work.contenus,
    )


def _parse(work: _Chantier, fichier: Fichier) -> nodes.File | None:
    """The surface tree, or None when the file has errors of form (already reported)."""
    if fichier.nom in work.parsed:
        return work.parsed[fichier.nom]
    work.contenus[fichier.nom] = fichier.contenu
    source = decode(fichier.contenu, fichier.nom)
    found = list(source.diagnostics)
    tree: nodes.File | None = None
    if not any(is_error(d) for d in found):
        parsed = parse_file(source.value)
        found += parsed.diagnostics
        tree = parsed.value
        if tree.genre is not None:
            found += check_skeleton(tree)
    work.diagnostics += found
    usable = tree is not None and tree.genre is not None
    work.parsed[fichier.nom] = tree if usable else None
    return work.parsed[fichier.nom]


def _check_socle(work: _Chantier, fichier: Fichier) -> None:
    key = (fichier.ident or "", fichier.version or "")
    before = len(work.diagnostics)
    same = work.textes.setdefault(key, _text_of(key, fichier)) == _lines(fichier)
    if same and (key in work.socles or key in work.refused):
        return
    tree = _parse(work, fichier)
    if tree is not None and not same:
        found = tree.racine.get("socle") or tree.racine
        work.diagnostics.append(problems.socle_contrefait(span=found.span, nom=key[0], version=key[1]))
    elif tree is not None:
        checked = check_convention(tree, work.environment())
        work.diagnostics += checked.diagnostics
        if not _has_errors(work, before):
            work.socles[key] = checked.value
            return
    work.refused.add(key)


def _text_of(key: tuple[str, str], fichier: Fichier) -> bytes:
    """The text that a name and version stand for: the engine's own, when it has one."""
    return next((_lines(f) for f in shipped_socles() if (f.ident, f.version) == key), _lines(fichier))


def _lines(fichier: Fichier) -> bytes:
    return fichier.contenu.replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")


def _has_errors(work: _Chantier, since: int) -> bool:
    return any(is_error(d) for d in work.diagnostics[since:])


def _check_one_convention(work: _Chantier, fichier: Fichier) -> None:
    before = len(work.diagnostics)
    tree = _parse(work, fichier)
    work.unsound.add(fichier.ident or fichier.nom)
    if tree is None:
        return
    inherited = list(_inherited(tree))
    for key in inherited:
        _load_socle(work, key)
    checked = check_convention(tree, work.environment())
    work.diagnostics += checked.diagnostics
    if _has_errors(work, before):
        return
    convention = checked.value
    twin = work.conventions.get(convention.ident)
    if twin is not None:
        work.diagnostics.append(
            problems.identifiant_en_double(span=convention.span, ident=convention.ident, autre=twin.span)
        )
        return
    work.unsound.discard(fichier.ident or fichier.nom)
    work.conventions[convention.ident] = convention
    work.programmes[convention.ident] = compile_convention(
        convention, [work.socles[key] for key in inherited]
    )


def _inherited(tree: nodes.File) -> Iterable[tuple[str, str]]:
    table = tree.racine.get("hérite")
    if isinstance(table, nodes.Table):
        for cle, valeur in table.entrees:
            if isinstance(valeur, nodes.Scalaire):
                yield cle.texte, valeur.texte


def _load_socle(work: _Chantier, key: tuple[str, str]) -> None:
    """Find an inherited socle in the repository, else among those that come with the engine. It is not
    what one asked to check: only what forbids to use it is told."""
    for fichier in (*work.depot.fichiers, *shipped_socles()):
        if fichier.genre == "socle" and (fichier.ident, fichier.version) == key:
            before = len(work.diagnostics)
            _check_socle(work, fichier)
            work.diagnostics[before:] = [d for d in work.diagnostics[before:] if is_error(d)]
            return


def _check_other(work: _Chantier, fichier: Fichier) -> None:
    before = len(work.diagnostics)
    tree = _parse(work, fichier)
    if tree is None:
        return
    match tree.genre:
        case nodes.GenreFichier.CORRESPONDANCE:
            from convrules.checking.correspondance import check_correspondance

            mapping = check_correspondance(tree, work.environment())
            work.diagnostics += mapping.diagnostics
            if not _has_errors(work, before):
                work.correspondances[fichier.nom] = mapping.value
        case nodes.GenreFichier.ESSAIS:
            from convrules.checking.essais import check_essais

            essais = check_essais(tree, work.environment())
            work.diagnostics += essais.diagnostics
            if not _has_errors(work, before):
                work.essais.append(essais.value)
        case nodes.GenreFichier.POLITIQUE:
            from convrules.checking.politique import check_politique

            for key in _inherited(tree):
                _load_socle(work, key)
            politique = check_politique(tree, work.environment())
            work.diagnostics += politique.diagnostics
            if not _has_errors(work, before):
                work.politiques.append(politique.value)
        case _:
            from convrules.checking.unsupported import check_unsupported

            work.diagnostics += check_unsupported(tree)


def check_paths(paths: Sequence[Path]) -> RapportCheck:
    """Check files and folders, each file with the repository it belongs to."""
    reports, empechements = verify_paths(paths)
    return RapportCheck(
        diagnostics=in_order(d for r in reports for d in r.diagnostics),
        empechements=tuple(empechements),
        n_fichiers=sum(r.n_fichiers for r in reports),
        n_regles=sum(r.n_regles for r in reports),
        n_cas=sum(r.n_cas for r in reports),
    )


def verify_paths(paths: Sequence[Path]) -> tuple[list[Verifie], list[Empechement]]:
    """One verified repository per root, with what kept anything from being read."""
    files, empechements = select(paths)
    by_root: dict[Path, list[Path]] = {}
    for path in files:
        by_root.setdefault(_root_of(path, paths), []).append(path)
    reports = []
    for root, chosen in sorted(by_root.items()):
        depot = load_depot(root)
        empechements += depot.empechements
        reports.append(check_depot(_with_files(depot, chosen), chosen))
    if not empechements and not any(r.n_regles or r.n_cas or r.diagnostics for r in reports):
        empechements.append(Empechement(texte="Aucune règle à vérifier dans ce qui est donné."))
    return reports, empechements


def _root_of(path: Path, given: Sequence[Path]) -> Path:
    """The repository of a file: its project folder, else the folder given, else its own."""
    found = find_root(path)
    if found is not None:
        return found.resolve()
    folders = [p for p in given if p.is_dir() and path.resolve().is_relative_to(p.resolve())]
    return folders[0].resolve() if folders else path.parent.resolve()


def _with_files(depot: Depot, chosen: Sequence[Path]) -> Depot:
    """The repository, with the chosen files that its own listing leaves out (hidden, other suffix)."""
    known = {f.path.resolve() for f in depot.fichiers}
    extra = [read_file(p) for p in chosen if p.resolve() not in known]
    read = tuple(f for f in extra if isinstance(f, Fichier))
    blocked = tuple(e for e in extra if isinstance(e, Empechement))
    return Depot(
        racine=depot.racine,
        nom=depot.nom,
        data=depot.data,
        fichiers=(*depot.fichiers, *read),
        empechements=(*depot.empechements, *blocked),
    )
