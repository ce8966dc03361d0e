"""The only place, below the command line, that reads conventions from the disk."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path

from convrules.api.projet import Projet, absent, read_project, unsigned
from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.signes import REMPLACANT
from convrules.base.texte import t
from convrules.diagnostics.catalogue import aide, message
from convrules.diagnostics.model import Diagnostic
from convrules.facts.readers.ordinaires import Refus, read_ordinary, real_path, why_refused
from convrules.facts.readers.serveur import Serveur

PROJET = "convrules.toml"
LISTE = "convrules.acceptes.json"
"""Findings that a repository accepts, counted by file, code and thread."""
VERROU = "convrules.lock"
"""The texts that a repository relies on, each with its hash."""
TAILLE_MAX = 8_000_000  # LIMIT: bytes of one file of conventions; its characters have their own (CR901).
SUFFIXES = (".yaml", ".yml")
IGNORES = {"node_modules", "__pycache__", "venv", "build", "dist"}
_HEAD = Motif(
    r"\A(?:\ufeff)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*"
    r"(convention|socle|avenant|modèle|modele|politique|correspondance|essais)[ \t]*:[ \t]*"
    r"([^\s#]+(?:[ \t]+[^\s#]+)*)"
)
_VERSION = Motif(r"^version[ \t]*:[ \t]*[\"']?([^\s#\"']+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fichier:
    """A YAML file: its bytes, and what its first lines say it is (None when they do not)."""

    path: Path
    nom: str
    contenu: bytes
    genre: str | None
    ident: str | None
    version: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Essayee:
    """What nobody wrote, tried upon a convention as its amendments have it: written as the amendment that
    would make it, it changes what the text of `jour` says, as long as the text says it."""

    fichier: Fichier
    jour: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Empechement:
    """Why nothing can be done: bad usage or configuration, a file that does not open (exit code 2).
    `constat`: the finding that says it, with its place, when it is in a file."""

    texte: str
    constat: Diagnostic | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """A repository of conventions: the folder of its `convrules.toml`, or the folder given."""

    racine: Path
    nom: str
    data: tuple[str, ...]
    fichiers: tuple[Fichier, ...]
    empechements: tuple[Empechement, ...] = ()
    projet: Projet | None = None
    relatif: bool = False
    """Are files named from its root, the same wherever one stands? Otherwise from the current folder."""
    essayee: Essayee | None = None

    def named(self, path: Path) -> str:
        """The name of a file, in what is found and made of this repository."""
        return name_in(path, self.racine) if self.relatif else display_name(path)

    def beside(self, path: Path, others: "Iterable[Fichier]" = ()) -> str:
        """The same of a file that is not of it: that of no file of it, nor of the others."""
        taken = {f.nom for f in (*self.fichiers, *others) if real_path(f.path) != real_path(path)}
        return next(nom for nom in numbered(self.named(path)) if nom not in taken)

    @property
    def serveur(self) -> Serveur:
        """Where its project file says that PostgreSQL is; without a word of it, the environment."""
        sources = self.projet.sources if self.projet is not None else None
        return sources.serveur if sources is not None else Serveur()


def missing_data(depot: Depot, *, suffixes: tuple[str, ...] = ("",)) -> tuple[Empechement, ...]:
    """Paths of `data` that lead nowhere, each with its place. suffixes: only those that end so."""
    projet = depot.projet
    if projet is None:
        return ()
    gone = [d for d in depot.data if d.lower().endswith(suffixes) and not (depot.racine / d).exists()]
    files = depot.fichiers if gone else ()
    known = [f.path.relative_to(depot.racine).as_posix() for f in files if f.path.is_absolute()]
    return tuple(with_finding(absent(projet, d, known)) for d in gone)


def project_faults(depot: Depot) -> tuple[Empechement, ...]:
    """What is wrong with the project file."""
    shown = depot.named(depot.racine / PROJET)
    named = (e.constat is not None and e.constat.span.source.name == shown for e in depot.empechements)
    unread = depot.projet is None and (depot.racine / PROJET).exists()
    return tuple(e for e, of_project in zip(depot.empechements, named, strict=True) if of_project or unread)


def findings_of(empechements: Iterable[Empechement]) -> tuple[Diagnostic, ...]:
    return tuple(e.constat for e in empechements if e.constat is not None)


def with_finding(constat: Diagnostic) -> Empechement:
    """An impediment that has its place in a file."""
    line, column = constat.span.position
    remedy = aide(constat)
    told = f"{constat.span.source.name}:{line}:{column}\u00a0: {constat.code} {message(constat)}"
    return Empechement(texte=f"{told} {remedy}" if remedy else told, constat=constat)


def paths_read(depot: Depot) -> tuple[Path, ...]:
    """Every file that stands behind a repository: what a command reads it must never overwrite."""
    return (
        depot.racine / PROJET,
        depot.racine / LISTE,
        depot.racine / VERROU,
        *(f.path for f in (*depot.fichiers, *shipped_socles())),
    )


def find_root(start: Path) -> Path | None:
    """The nearest folder upward that holds a project file."""
    folder = (start if start.is_dir() else start.parent).absolute()
    for candidate in (folder, *folder.parents):
        if (candidate / PROJET).is_file():
            return candidate
    return None


def display_name(path: Path) -> str:
    """The path as shown: relative to the current folder when below it, with `/` separators."""
    # Not resolve(): a link that goes round in circles has a name all the same.
    normal, here = os.path.normpath(os.path.abspath(path)), os.path.join(os.getcwd(), "")
    if normal.startswith(here):
        return _of_one_line(normal.removeprefix(here).replace(os.sep, "/"))
    absolute = Path(normal)
    # Why normal in both: one file has one name, however it is reached.
    shown = absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute
    return _of_one_line(shown.as_posix())


def name_in(path: Path, racine: Path) -> str:
    """The path from the root of a repository, with `/` separators; elsewhere the name alone, for folders are
    those of one computer."""
    absolute = Path(os.path.normpath(path.absolute()))
    for one in (absolute, real_path(absolute.parent) / absolute.name):
        if one.is_relative_to(racine):
            return _of_one_line(one.relative_to(racine).as_posix())
    return _of_one_line(absolute.name)


def _of_one_line(nom: str) -> str:
    """Whatever signs it holds."""
    return nom.replace("\n", REMPLACANT)


def numbered(nom: str) -> Iterator[str]:
    """A name, and others for files that would have the same: a number before what says their kind."""
    bare, dot, kind = nom.rpartition(".")
    yield nom
    yield from (f"{bare} ({n}){dot}{kind}" if bare else f"{nom} ({n})" for n in count(2))


def load_depot(racine: Path, *, relatif: bool = False) -> Depot:
    """Read a repository whole: its project file and every YAML file that is not another repository's.
    relatif: as `Depot` says it."""
    depot = Depot(racine=racine, nom=racine.name, data=(), fichiers=(), relatif=relatif)
    empechements: list[Empechement] = []
    nom = racine.name
    data: tuple[str, ...] = ()
    projet: Projet | None = None
    contenu = read_ordinary(racine / PROJET, TAILLE_MAX)
    if isinstance(contenu, bytes):
        projet = read_project(contenu, depot.named(racine / PROJET), racine.name)
        nom, data = projet.nom, projet.data
        empechements += map(with_finding, projet.constats)
    elif contenu is not Refus.ABSENT:
        empechements.append(_unreadable(racine / PROJET, contenu))
    files: list[Fichier] = []
    # Why: what is known of a file is known by its name, and two must not be told alike.
    taken = {socle.nom for socle in shipped_socles()}
    closed: list[OSError] = []
    for path in yaml_files(racine, closed.append):
        shown = next(other for other in numbered(depot.named(path)) if other not in taken)
        taken.add(shown)
        read = read_file(path, shown)
        if isinstance(read, Empechement):
            empechements.append(read)
        else:
            files.append(read)
    if projet is not None and all(f.genre is not None for f in files):
        signed = [f.ident for f in files if f.genre == "convention" and f.ident is not None]
        empechements += map(with_finding, unsigned(projet, signed))
    empechements += (_unreadable(Path(e.filename), why_refused(e)) for e in closed if e.filename is not None)
    return replace(
        depot,
        nom=nom,
        data=data,
        fichiers=tuple(files),
        empechements=tuple(empechements),
        projet=projet,
    )


def read_file(path: Path, nom: str | None = None) -> Fichier | Empechement:
    """Read one file; what cannot be opened is an impediment, not a finding. nom: its name, when it is not as
    shown from here."""
    contenu = read_content(path)
    return contenu if isinstance(contenu, Empechement) else file_of(path, contenu, nom)


def read_content(path: Path) -> bytes | Empechement:
    """The bytes of one file."""
    contenu = read_ordinary(path, TAILLE_MAX)
    return _unreadable(path, contenu) if isinstance(contenu, Refus) else contenu


def file_of(path: Path, contenu: bytes, nom: str | None = None) -> Fichier:
    """The file that these bytes would be there: a text rewritten, or open in an editor."""
    genre, ident, version = _head(contenu)
    nom = display_name(path) if nom is None else nom
    return Fichier(path=path, nom=nom, contenu=contenu, genre=genre, ident=ident, version=version)


def _head(contenu: bytes) -> tuple[str | None, str | None, str | None]:
    """Kind, name and version, as the first lines say them."""
    head = contenu[:65_536].decode("utf-8", errors="replace")
    found = _HEAD.match(head)
    if found is None:
        return _head_of_tree(contenu)
    version = _VERSION.search(head)
    return found.group(1), found.group(2).strip("\"'"), version.group(1) if version else None


def _head_of_tree(contenu: bytes) -> tuple[str | None, str | None, str | None]:
    """The same for a head laid out otherwise: under `---`, between braces, a name below its key."""
    from convrules.syntax import entries, nodes
    from convrules.syntax.typography import clean_text
    from convrules.syntax.yaml_tree import decode, read_tree

    source = decode(contenu, "")
    text = None if source.diagnostics else clean_text(source.value)[0]
    tree = read_tree(source.value, text).value if text is not None else None
    if (
        not isinstance(tree, nodes.Table)
        or not tree.entrees
        or tree.entrees[0][0].texte not in entries.GENRES
    ):
        return None, None, None
    genre = tree.entrees[0][0].texte
    ident, version = (
        found.texte if isinstance(found := tree.get(key), nodes.Scalaire) else None
        for key in (genre, "version")
    )
    return genre, ident, version


def _unreadable(path: Path, refus: Refus) -> Empechement:
    raison: str = refus.value
    if refus is Refus.TROP_GROS:
        raison = t("{raison} (la limite est de {n} Mo)", raison=raison, n=str(TAILLE_MAX // 1_000_000))
    said = t("« {nom} » ne s'ouvre pas : {raison}.", nom=display_name(path), raison=raison)
    return Empechement(texte=said)


def yaml_files(folder: Path, refused: Callable[[OSError], object] | None = None) -> Iterator[Path]:
    """Every YAML file below a folder, sorted; hidden folders and other repositories are left out. refused:
    told of a folder that may not be read."""
    for here, folders, names in os.walk(folder, onerror=refused):
        current = Path(here)
        folders[:] = sorted(
            f
            for f in folders
            if not f.startswith(".") and f not in IGNORES and not _is_file(current / f / PROJET)
        )
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield current / name


def _is_file(path: Path) -> bool:
    """Not, of what may not be looked at."""
    try:
        return path.is_file()
    except OSError:
        return False


def nested_roots(folder: Path) -> Iterator[Path]:
    """Repositories that lie below a folder, itself included, sorted."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in IGNORES)
        if PROJET in names:
            yield Path(here)


@cache
def shipped_socles() -> tuple[Fichier, ...]:
    """Socles that come with the engine."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_conventions" / "socles", package.parents[1] / "conventions" / "socles"):
        if folder.is_dir():
            read = {path: read_file(path) for path in yaml_files(folder)}
            # Named after the engine: where it is installed is nobody's business, and differs.
            return tuple(
                replace(f, nom=f"convrules/socles/{path.relative_to(folder).as_posix()}")
                for path, f in read.items()
                if isinstance(f, Fichier) and f.genre == "socle"
            )
    return ()


def select(paths: Sequence[Path]) -> tuple[list[Path], list[Empechement]]:
    """The YAML files named by paths; a folder stands for all that lie below it, other repositories
    included."""
    files: dict[Path, None] = {}
    errors: list[Empechement] = []
    for path in paths:
        if path.is_dir():
            found = [*yaml_files(path)]
            for root in nested_roots(path):
                if root != path:
                    found += yaml_files(root)
            if not found:
                errors.append(
                    Empechement(
                        texte=t("« {nom} » ne contient aucun fichier de convention.", nom=display_name(path))
                    )
                )
            files |= dict.fromkeys(found)
        elif path.name == PROJET and path.is_file():
            texte = t(
                "« {nom} » est le fichier du projet : vérifiez le dossier qui le contient.",
                nom=display_name(path),
            )
            errors.append(Empechement(texte=texte))
        elif path.exists():
            files[path] = None
        else:
            errors.append(Empechement(texte=t("« {nom} » n'existe pas.", nom=display_name(path))))
    return sorted(files), errors
