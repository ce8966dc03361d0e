"""What is given as data: the mapping file, and the files that it reads."""

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from convrules import ir
from convrules.api.load import (
    SUFFIXES,
    Depot,
    Empechement,
    Fichier,
    display_name,
    missing_data,
    read_file,
    with_finding,
)
from convrules.api.memoire import EnMemoire
from convrules.api.noms import shown
from convrules.base.records import replace
from convrules.base.source import Span, make_source
from convrules.base.texte import t
from convrules.diagnostics.problems.depot import pas_une_correspondance
from convrules.facts.readers.ordinaires import real_path


def given(
    depot: Depot, data: Sequence[Path], memoire: EnMemoire
) -> tuple[Fichier | None, list[Path], list[Empechement]]:
    """The mapping, the data files, and what stands in the way."""
    if memoire.correspondance is not None:
        return memoire.correspondance, [], []
    gone = () if data else missing_data(depot)
    if gone:
        return None, [], list(gone)
    return _split(depot, list(data) or [depot.racine / name for name in depot.data])


def strangers(others: Sequence[Path], found: ir.Correspondance, mapping: Fichier) -> Iterable[Empechement]:
    """Data files given that fill no table: reading others in their place would mislead."""
    patterns = ", ".join(f.motif for f in found.fichiers)
    for path in others:
        if not any(_fills(path, f) for f in found.fichiers):
            yield Empechement(
                texte=t(
                    "« {fichier} » ne remplit aucune table : son nom ne répond à aucun motif de « {nom} » "
                    "({motifs}). Renommez-le, ou changez le motif.",
                    fichier=shown(path),
                    nom=display_name(mapping.path),
                    motifs=patterns,
                )
            )


def _fills(path: Path, source: ir.FichierSource) -> bool:
    """Does a file given on the command line answer to the pattern of a table?"""
    return path.match(PurePosixPath(source.motif).name or "*")


def _split(depot: Depot, given: Sequence[Path]) -> tuple[Fichier | None, list[Path], list[Empechement]]:
    """The mapping file among what is given (or the repository's only one), and the data files."""
    named = (p for p in given if p.suffix.lower() in SUFFIXES)
    mappings = list({real_path(p): p for p in named}.values())
    # One file of one name is read once, however often it is named.
    others = list({(real_path(p), p.name): p for p in given if p.suffix.lower() not in SUFFIXES}.values())
    blocked = [Empechement(texte=t("« {nom} » n'existe pas.", nom=shown(p))) for p in given if not p.exists()]
    if blocked:
        return None, others, blocked
    if len(mappings) > 1:
        names = ", ".join(display_name(p) for p in mappings)
        texte = t(
            "Plusieurs correspondances à la fois : {noms}. On en lit une : nommez-la seule avec --data.",
            noms=names,
        )
        return None, others, [Empechement(texte=texte)]
    if mappings:
        read = _read(depot, mappings[0])
        if isinstance(read, Empechement):
            return None, others, [read]
        wrong = _not_a_mapping(read)
        return (None, others, [wrong]) if wrong is not None else (read, others, [])
    own = [f for f in depot.fichiers if f.genre == "correspondance"]
    if len(own) == 1:
        return own[0], others, []
    texte = t(
        "« {depot} » {pourquoi} : nommez-le avec --data, ou dans la clé « data » de convrules.toml ; si vos "
        "conventions sont dans un autre dossier, nommez ce dossier avec --depot.",
        depot=depot.nom,
        pourquoi="n'a pas de fichier de correspondance"
        if not own
        else "a plusieurs fichiers de correspondance",
    )
    return None, others, [Empechement(texte=texte)]


def _read(depot: Depot, path: Path) -> Fichier | Empechement:
    """A mapping named on the command line: when it is of the repository, as it is known there."""
    own = next((f for f in depot.fichiers if real_path(f.path) == real_path(path)), None)
    # Why its path: patterns are relative to the folder through which it was named.
    return replace(own, path=path) if own is not None else read_file(path, depot.beside(path))


def unknown(mapping: Fichier) -> Empechement:
    """A mapping of which the check of the repository says nothing: no data are read through it."""
    texte = t(
        "« {nom} » n'a pas été vérifié comme correspondance, et rien n'est évalué : signalez-le-nous.",
        nom=display_name(mapping.path),
    )
    return Empechement(texte=texte)


def _not_a_mapping(fichier: Fichier) -> Empechement | None:
    """A convention or cases in the place of the mapping; what has no readable head has its own findings."""
    if fichier.genre in (None, "correspondance"):
        return None
    source = make_source(fichier.nom, fichier.contenu.decode("utf-8", errors="replace"))
    head = max(source.text.find(fichier.genre), 0)
    span = Span(source=source, start=head, end=head + len(fichier.genre))
    constat = pas_une_correspondance(span=span, fichier=fichier.nom, genre=fichier.genre)
    return with_finding(constat)
