"""Findings that a person accepts: by a comment beside them, or by the list of the repository.

An error is never accepted: what has one has no meaning. A finding that is accepted is counted apart, with the
reason that was given.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from convrules.api.load import LISTE, Fichier, display_name
from convrules.api.model import MARQUE, Liste, Tri
from convrules.base.source import Source, Span, make_source
from convrules.checking.words import closest
from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Accepte, Diagnostic, Gravite, in_order
from convrules.diagnostics.problems import acceptation as problems
from convrules.facts.readers.ordinaires import Refus, read_ordinary, real_path
from convrules.syntax.directives import Acceptation, read_directives
from convrules.syntax.yaml_tree import decode

SCHEMA: Final = "convrules/acceptes/1"
LISTE_MAX: Final = 8_000_000  # LIMIT: bytes.
MOTIF_DE_LISTE: Final = f"liste « {LISTE} »"
# What is said of acceptances is never itself accepted.
PROPRES: Final = frozenset({"CR031", "CR032", "CR033", "CR034", "CR035", "CR036", "CR037", "CR038"})

Cle = tuple[str, str, str]
"""File (relative to its repository), code, thread: what the list counts by."""


def sort_out(
    racine: Path, fichiers: Sequence[Fichier], diagnostics: Iterable[Diagnostic], au: date | None
) -> Tri:
    """Findings on the files asked about, less what is accepted. au: the day, for what expires; without it
    nothing expires and nothing is said to be useless."""
    found = list(diagnostics)
    whole = not any(catalogue.is_error(d) for d in found)
    acceptes: list[Accepte] = []
    for fichier in fichiers:
        if MARQUE in fichier.contenu:
            source = decode(fichier.contenu, fichier.nom).value
            found, told, taken = _by_comments(source, found, au, whole)
            acceptes += taken
            found += told
    path = racine / LISTE
    if path.exists():
        found, told, taken = _by_list(path, fichiers, found, whole and au is not None)
        acceptes += taken
        found += told
    return Tri(diagnostics=in_order(found), acceptes=tuple(acceptes))


# --- comments -------------------------------------------------------------------------------
def _by_comments(
    source: Source, diagnostics: Sequence[Diagnostic], au: date | None, whole: bool
) -> tuple[list[Diagnostic], list[Diagnostic], list[Accepte]]:
    """What is left, what is said of the comments, what they accept."""
    read = read_directives(source)
    told = list(read.diagnostics)
    sound: list[Acceptation] = []
    for one in read.value:
        refusal = _refusal(one, au)
        if refusal is None:
            sound.append(one)
        else:
            told.append(refusal)
    left: list[Diagnostic] = []
    taken: list[Accepte] = []
    used: set[Acceptation] = set()
    for d in diagnostics:
        by = next((a for a in sound if _speaks_of(a, d)), None)
        if by is None or catalogue.is_error(d) or d.code in PROPRES:
            left.append(d)
        else:
            used.add(by)
            taken.append(Accepte(diagnostic=d, motif=by.motif, jusqu_au=by.jusqu_au, commentaire=True))
    if whole and au is not None:
        told += [
            problems.acceptation_inutile(span=a.span, code=a.code, ligne=str(a.ligne))
            for a in sound
            if a not in used
        ]
    return left, told, taken


def _speaks_of(one: Acceptation, d: Diagnostic) -> bool:
    here = d.span.source.name == one.span.source.name and d.span.position[0] == one.ligne
    return here and d.code == one.code


def _refusal(one: Acceptation, au: date | None) -> Diagnostic | None:
    page = catalogue.page(one.code)
    if page is None:
        propose = closest(one.code, catalogue.codes())
        return problems.code_inconnu(span=one.span, code=one.code, propose=propose)
    if page.gravite is Gravite.ERREUR:
        return problems.erreur_acceptee(span=one.span, code=one.code)
    if au is not None and one.jusqu_au is not None and au > one.jusqu_au:
        return problems.acceptation_expiree(span=one.span, code=one.code, jour=one.jusqu_au.isoformat())
    return None


# --- list of a repository -------------------------------------------------------------------
def _by_list(
    path: Path, fichiers: Sequence[Fichier], diagnostics: Sequence[Diagnostic], whole: bool
) -> tuple[list[Diagnostic], list[Diagnostic], list[Accepte]]:
    """A count not exceeded accepts all of its findings; exceeded, none: which is new cannot be told."""
    accepted = read_list(path)
    if isinstance(accepted, Diagnostic):
        return list(diagnostics), [accepted], []
    names = _names(path.parent, fichiers)
    met = Counter(key_of(d, names) for d in diagnostics if _may_be_listed(d))
    left: list[Diagnostic] = []
    taken: list[Accepte] = []
    for d in diagnostics:
        key = key_of(d, names)
        if _may_be_listed(d) and met[key] <= accepted.get(key, 0):
            taken.append(Accepte(diagnostic=d, motif=MOTIF_DE_LISTE, jusqu_au=None, commentaire=False))
        else:
            left.append(d)
    span = _place(path)
    told = [
        problems.liste_trop_longue(
            span=span, fichier=key[0], code=key[1], acceptes=str(number), trouves=str(met[key])
        )
        for key, number in sorted(accepted.items())
        if whole and met[key] < number and (key[0] in names.values() or not _is_there(path.parent / key[0]))
    ]
    return left, told[:1], taken


def _is_there(path: Path) -> bool:
    """Not, of a name that no file can have."""
    try:
        return path.exists()
    except OSError:
        return False


def _may_be_listed(d: Diagnostic) -> bool:
    return not catalogue.is_error(d) and d.code not in PROPRES


def _names(racine: Path, fichiers: Sequence[Fichier]) -> dict[str, str]:
    """Names shown → names in the repository."""
    root = real_path(racine)
    return {
        f.nom: real_path(f.path).relative_to(root).as_posix()
        for f in fichiers
        if real_path(f.path).is_relative_to(root)
    }


def key_of(d: Diagnostic, names: dict[str, str]) -> Cle:
    return names.get(d.span.source.name, d.span.source.name), d.code, " › ".join(d.fil)


def read_list(path: Path) -> dict[Cle, int] | Diagnostic:
    """Counts of a list, or why it cannot be used."""
    content = read_ordinary(path, LISTE_MAX)
    if isinstance(content, Refus):
        return problems.liste_illisible(span=_place(path), raison=content.value)
    try:
        read = json.loads(content)
        if read["schema"] != SCHEMA:
            raise ValueError(SCHEMA)
        counts: dict[Cle, int] = {}
        for entry in read["constats"]:
            key = (str(entry["fichier"]), str(entry["code"]), str(entry["fil"]))
            if type(entry["nombre"]) is not int or entry["nombre"] < 1 or key in counts:
                raise ValueError(key)
            counts[key] = entry["nombre"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raison = "ce n'est pas une liste écrite par « convrules check --write-baseline »"
        return problems.liste_illisible(span=_place(path), raison=raison)
    return counts


def _place(path: Path) -> Span:
    return Span(source=make_source(display_name(path), ""), start=0, end=0)


def listing_of(racine: Path, fichiers: Sequence[Fichier], tri: Tri, *, prune: bool) -> Liste:
    """The list as it must be written, and how many findings it accepts. Files that were not looked at keep
    what they had. prune: nothing new is accepted, only what is gone goes."""
    path = racine / LISTE
    before = read_list(path) if path.exists() else {}
    if isinstance(before, Diagnostic):
        return Liste(path=path, texte=None, nombre=0)
    names = _names(racine, fichiers)
    told = [*tri.diagnostics, *(a.diagnostic for a in tri.acceptes if not a.commentaire)]
    met = Counter(key_of(d, names) for d in told if _may_be_listed(d))
    looked = set(names.values())
    kept = {key: n for key, n in before.items() if key[0] not in looked and (racine / key[0]).exists()}
    now = {key: min(n, before.get(key, 0)) if prune else n for key, n in met.items() if key[0] in looked}
    counts = {key: n for key, n in sorted({**kept, **now}.items()) if n}
    return Liste(path=path, texte=_written(counts), nombre=sum(counts.values()))


def _written(counts: dict[Cle, int]) -> str:
    entries = [
        {"fichier": fichier, "code": code, "fil": fil, "nombre": n}
        for (fichier, code, fil), n in counts.items()
    ]
    return json.dumps({"schema": SCHEMA, "constats": entries}, ensure_ascii=False, indent=1) + "\n"
