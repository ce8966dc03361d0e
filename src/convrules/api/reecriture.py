"""New texts of files, for a command to show or to write: each file laid out, or mended by its findings."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from convrules.api.load import (
    VERROU,
    Empechement,
    Fichier,
    display_name,
    file_of,
    find_root,
    read_file,
    select,
)
from convrules.api.model import RapportCheck, Verifie
from convrules.api.rapport import asked_of, sorted_out, told
from convrules.api.verification import check_depot, verify_paths
from convrules.base.records import dataclass
from convrules.diagnostics.model import Diagnostic, Edit, in_order
from convrules.syntax.layout import DispositionInfidele, lay_out
from convrules.syntax.yaml_tree import decode

_BOM: Final = "\ufeff".encode()
PASSES_MAX: Final = 50  # LIMIT: one mistake told at a time, a file of more is mended in several runs.


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
    layout would have altered, which are left alone; `verrous`: locks that keep the hash of one of them."""

    reecritures: tuple[Reecriture, ...]
    n_justes: int
    diagnostics: tuple[Diagnostic, ...]
    empechements: tuple[Empechement, ...]
    infideles: tuple[str, ...]
    verrous: tuple[str, ...]


def layouts(paths: Sequence[Path]) -> Dispositions:
    """The canonical layout of files, and of every file of folders. One that cannot be read is left alone,
    with what is wrong in it."""
    files, empechements = select(paths)
    changed: list[Reecriture] = []
    found: list[Diagnostic] = []
    unfaithful: list[str] = []
    locks: set[str] = set()
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
            locks |= _lock_of(fichier)
        elif not laid.constats:
            right += 1
    return Dispositions(
        reecritures=tuple(changed),
        n_justes=right,
        diagnostics=in_order(found),
        empechements=tuple(empechements),
        infideles=tuple(unfaithful),
        verrous=tuple(sorted(locks)),
    )


def _lock_of(fichier: Fichier) -> set[str]:
    """The lock that keeps the hash of this file, if there is one."""
    root = find_root(fichier.path) if fichier.genre in ("socle", "modèle", "modele") else None
    return {display_name(root / VERROU)} if root is not None and (root / VERROU).exists() else set()


def rewriting(path: Path, nom: str, lu: bytes, avant: str, apres: str) -> Reecriture:
    return Reecriture(path=path, nom=nom, lu=lu, avant=avant, apres=apres, bom=lu.startswith(_BOM))


# --- corrections ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Files mended, and what is left to say of them."""

    rapport: RapportCheck
    reecritures: tuple[Reecriture, ...]
    n_sures: int
    n_a_relire: int


def corrections(paths: Sequence[Path], au: date, *, toutes: bool) -> Corrections:
    """Apply the corrections of findings, then check again, until none is left: mending one mistake may show
    another. toutes: also those that a person must review."""
    reports, empechements = verify_paths(paths, au)
    done: list[Edit] = []
    mended = [_mended(r, au, toutes, done) for r in reports]
    changed = (
        rewriting(one.path, one.nom, one.contenu, _text(one), _text(other))
        for before, after in zip(reports, mended, strict=True)
        for one, other in zip(before.depot.fichiers, after.depot.fichiers, strict=True)
        if one.contenu != other.contenu
    )
    return Corrections(
        rapport=told((mended, empechements), au),
        reecritures=tuple(changed),
        n_sures=sum(edit.sure for edit in done),
        n_a_relire=sum(not edit.sure for edit in done),
    )


def _mended(r: Verifie, au: date, toutes: bool, done: list[Edit]) -> Verifie:
    chosen = [f.path for f in asked_of(r)]
    words: set[tuple[str, str]] = set()
    for _ in range(PASSES_MAX):
        told = (d.fix for d in sorted_out(r, au).diagnostics)
        fixes = _forward((fix for fix in told if fix is not None and (toutes or fix.sure)), words)
        files = []
        for f in r.depot.fichiers:
            edits = (
                _apart(fix for fix in fixes if fix.span.source.name == f.nom) if f.nom in r.fichiers else []
            )
            files.append(_edited(f, edits))
            done += edits
        if all(one is other for one, other in zip(files, r.depot.fichiers, strict=True)):
            return r
        r = check_depot(replace(r.depot, fichiers=tuple(files)), chosen, au)
    return r


def _forward(edits: Iterable[Edit], words: set[tuple[str, str]]) -> list[Edit]:
    """Those that undo none of `words`, what was put for what in this run, by place: of two names that each is
    to be written as the other, the first stands."""
    kept = []
    for edit in edits:
        swap = (edit.span.text, edit.texte)
        if edit.sure or swap[::-1] not in words:
            kept.append(edit)
            words.add(swap)
    return kept


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """In order; of two that touch one another, the first: the other is told again once it is made."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        if not kept or edit.span.start > kept[-1].span.end:
            kept.append(edit)
    return kept


def _edited(f: Fichier, edits: Sequence[Edit]) -> Fichier:
    if not edits:
        return f
    text = _text(f)
    for edit in reversed(edits):
        assert edit.span.source.text == text or edit is not edits[-1], "an edit is made where it was told"
        text = text[: edit.span.start] + edit.texte + text[edit.span.end :]
    return file_of(f.path, (_BOM if f.contenu.startswith(_BOM) else b"") + text.encode())


def _text(f: Fichier) -> str:
    return decode(f.contenu, f.nom).value.text
