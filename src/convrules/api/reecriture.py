"""New texts of files, for a command to show or to write: each file laid out, or mended by its findings."""

from collections.abc import Sequence
from pathlib import Path

from convrules.api.load import Empechement, display_name, read_file, select
from convrules.base.records import dataclass
from convrules.diagnostics.model import Diagnostic, in_order
from convrules.syntax.layout import DispositionInfidele, lay_out
from convrules.syntax.yaml_tree import decode

_BOM = "\ufeff".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reecriture:
    """A file and the text it would have. `lu`: its bytes as read; `bom`: whether they start with a mark."""

    path: Path
    nom: str
    lu: bytes
    avant: str
    apres: str
    bom: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispositions:
    """What laying out files comes to. `reecritures`: those that change; `infideles`: names of those that our
    layout would have altered, which are left alone."""

    reecritures: tuple[Reecriture, ...]
    n_justes: int
    diagnostics: tuple[Diagnostic, ...]
    empechements: tuple[Empechement, ...]
    infideles: tuple[str, ...]


def layouts(paths: Sequence[Path]) -> Dispositions:
    """The canonical layout of files, and of every file of folders. One that cannot be read is left alone,
    with what is wrong in it."""
    files, empechements = select(paths)
    changed: list[Reecriture] = []
    found: list[Diagnostic] = []
    unfaithful: list[str] = []
    right = 0
    for path in files:
        fichier = read_file(path)
        if isinstance(fichier, Empechement):
            empechements.append(fichier)
            continue
        source = decode(fichier.contenu, fichier.nom)
        if source.diagnostics:
            found += source.diagnostics
            continue
        try:
            laid = lay_out(source.value)
        except DispositionInfidele:
            unfaithful.append(display_name(path))
            continue
        found += laid.constats
        if laid.texte != source.value.text:
            changed.append(rewriting(path, fichier.nom, fichier.contenu, source.value.text, laid.texte))
        elif not laid.constats:
            right += 1
    return Dispositions(
        reecritures=tuple(changed),
        n_justes=right,
        diagnostics=in_order(found),
        empechements=tuple(empechements),
        infideles=tuple(unfaithful),
    )


def rewriting(path: Path, nom: str, lu: bytes, avant: str, apres: str) -> Reecriture:
    return Reecriture(path=path, nom=nom, lu=lu, avant=avant, apres=apres, bom=lu.startswith(_BOM))
