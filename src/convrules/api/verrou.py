"""The lock of a repository: the texts that its files rely on without holding them, each with its hash.

A version names a text, and only one; the lock is what lets anyone see that it still does.
"""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from hashlib import sha256
from pathlib import Path
from typing import Final

from convrules import __version__
from convrules.api.cibles import lines
from convrules.api.load import VERROU, Depot, Fichier, shipped_socles
from convrules.api.model import Ecriture, Herite
from convrules.base.records import dataclass
from convrules.base.source import Source, Span, make_source
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import verrou as problems
from convrules.facts.readers.ordinaires import Refus, read_ordinary, real_path

SCHEMA: Final = "convrules/verrou/1"
VERROU_MAX: Final = 1_000_000  # LIMIT: bytes.
PROPRES: Final = frozenset({"CR630", "CR631", "CR632", "CR633", "CR634", "CR635"})
"""What is said of the lock: to write it again answers all of it."""

Cle = tuple[str, str]
"""Name and version of a socle; name and path of a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verrou:
    """Hash of each text, and the engine that read them."""

    moteur: str
    socles: Mapping[Cle, str]
    modeles: Mapping[Cle, str]


# --- what stands ----------------------------------------------------------------------------
def standing(depot: Depot, herites: Iterable[Herite], racine: Path) -> Verrou:
    """What the files of a repository rely on, as it stands now. A socle that is nowhere is told of
    elsewhere."""
    shelf: dict[Cle, Fichier] = {}
    for f in (*depot.fichiers, *shipped_socles()):
        if f.genre == "socle":
            shelf.setdefault((f.ident or "", f.version or ""), f)
    wanted = {h.cle for h in herites}
    return Verrou(
        moteur=__version__,
        socles={cle: _hash(shelf[cle]) for cle in wanted & shelf.keys()},
        modeles={(f.ident or "", _path(f, racine)): _hash(f) for f in depot.fichiers if _is_model(f)},
    )


def _is_model(fichier: Fichier) -> bool:
    return fichier.genre in ("modèle", "modele")


def _path(fichier: Fichier, racine: Path) -> str:
    path, root = real_path(fichier.path), real_path(racine)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else fichier.nom


def _hash(fichier: Fichier) -> str:
    return sha256(lines(fichier)).hexdigest()


# --- what was locked ------------------------------------------------------------------------
def findings(depot: Depot, herites: Sequence[Herite], asked: Set[str]) -> Iterable[Diagnostic]:
    """How what stands differs from what was locked. asked: names of the files to check; what nothing uses any
    more is told when they are the whole repository."""
    path = depot.racine / VERROU
    if not path.exists():
        return ()
    read = _read(path, depot.named(path))
    if isinstance(read, Diagnostic):
        return (read,)
    source, locked = read
    now = standing(depot, herites, depot.racine)
    told = [*_engine(source, locked), *_socles(source, locked, now, herites)]
    return (*told, *_models(depot, source, locked, now, asked), *_unused(depot, source, locked, now, asked))


def _engine(source: Source, locked: Verrou) -> Iterable[Diagnostic]:
    if locked.moteur != __version__:
        span = _at(source, f'"moteur": {json.dumps(locked.moteur)}')
        yield problems.autre_moteur(span=span, verrouille=locked.moteur, present=__version__)


def _socles(source: Source, locked: Verrou, now: Verrou, herites: Sequence[Herite]) -> Iterable[Diagnostic]:
    first = {h.cle: h.span for h in reversed(herites)}
    for cle, found in sorted(now.socles.items()):
        nom, version = cle
        before = locked.socles.get(cle)
        if before is None:
            yield problems.hors_du_verrou(
                span=first[cle],
                texte=t("le socle « {nom} », version « {version} »", nom=nom, version=version),
            )
        elif before != found:
            yield problems.socle_change(
                span=_at(source, before), nom=nom, version=version, verrouille=before, present=found
            )


def _models(
    depot: Depot, source: Source, locked: Verrou, now: Verrou, asked: Set[str]
) -> Iterable[Diagnostic]:
    for f in depot.fichiers:
        cle = (f.ident or "", _path(f, depot.racine))
        if f.nom not in asked or cle not in now.modeles:
            continue
        before = locked.modeles.get(cle)
        if before is None:
            head = Span(source=make_source(f.nom, f.contenu.decode("utf-8", "replace")), start=0, end=0)
            yield problems.hors_du_verrou(span=head, texte=t("le modèle « {nom} »", nom=cle[0]))
        elif before != now.modeles[cle]:
            yield problems.modele_change(span=_at(source, before), nom=cle[0], fichier=cle[1])


def _unused(
    depot: Depot, source: Source, locked: Verrou, now: Verrou, asked: Set[str]
) -> Iterable[Diagnostic]:
    if not {f.nom for f in depot.fichiers} <= asked:
        return
    for (nom, version), before in sorted(locked.socles.items()):
        if (nom, version) not in now.socles:
            texte = t("le socle « {nom} », version « {version} »", nom=nom, version=version)
            yield problems.verrou_inutile(span=_at(source, before), texte=texte)
    for (nom, path), before in sorted(locked.modeles.items()):
        if (nom, path) not in now.modeles:
            texte = t("le modèle « {nom} » ({fichier})", nom=nom, fichier=path)
            yield problems.verrou_inutile(span=_at(source, before), texte=texte)


def _at(source: Source, written: str) -> Span:
    at = max(source.text.find(written), 0)
    return Span(source=source, start=at, end=at + len(written))


# --- the file -------------------------------------------------------------------------------
def _read(path: Path, nom: str) -> tuple[Source, Verrou] | Diagnostic:
    content = read_ordinary(path, VERROU_MAX)
    nowhere = Span(source=make_source(nom, ""), start=0, end=0)
    if isinstance(content, Refus):
        return problems.verrou_illisible(span=nowhere, raison=content.value)
    try:
        text = content.decode("utf-8")
        read = json.loads(text)
        if read["schema"] != SCHEMA or type(read["moteur"]) is not str:
            raise ValueError(SCHEMA)
        locked = Verrou(
            moteur=read["moteur"],
            socles=_entries(read["socles"], "socle", "version"),
            modeles=_entries(read["modeles"], "modele", "fichier"),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raison = "ce n'est pas un verrou écrit par « convrules check --lock »"
        return problems.verrou_illisible(span=nowhere, raison=raison)
    return make_source(nom, text), locked


def _entries(read: Sequence[Mapping[str, object]], nom: str, more: str) -> Mapping[Cle, str]:
    found: dict[Cle, str] = {}
    for entry in read:
        texts = (entry[nom], entry[more], entry["sha256"])
        if not all(isinstance(t, str) for t in texts) or (key := (str(texts[0]), str(texts[1]))) in found:
            raise ValueError(texts)
        found[key] = str(texts[2])
    return found


def written(depot: Depot, herites: Iterable[Herite], *, sound: bool) -> Ecriture:
    """The lock of a repository as it must be written, and what it changes."""
    path = depot.racine / VERROU
    if not sound:
        return Ecriture(path=path, texte=None)
    now = standing(depot, herites, depot.racine)
    read = _read(path, depot.named(path)) if path.exists() else None
    before = read[1] if isinstance(read, tuple) else Verrou(moteur="", socles={}, modeles={})
    changes = [t("moteur {version}", version=now.moteur)] if before.moteur != now.moteur else []
    for kind, was, is_ in (
        ("socle", before.socles, now.socles),
        ("modèle", before.modeles, now.modeles),
    ):
        for nom, more in sorted(was.keys() | is_.keys()):
            one = t("{genre} « {nom} » ({plus})", genre=kind, nom=nom, plus=more)
            if (nom, more) not in was:
                changes.append(t("{un}\u00a0: ajouté", un=one))
            elif (nom, more) not in is_:
                changes.append(t("{un}\u00a0: retiré", un=one))
            elif was[nom, more] != is_[nom, more]:
                changes.append(t("{un}\u00a0: un autre texte", un=one))
    content = {
        "schema": SCHEMA,
        "moteur": now.moteur,
        "socles": [{"socle": n, "version": v, "sha256": h} for (n, v), h in sorted(now.socles.items())],
        "modeles": [{"modele": n, "fichier": p, "sha256": h} for (n, p), h in sorted(now.modeles.items())],
    }
    texte = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return Ecriture(path=path, texte=texte, changements=tuple(changes))
