"""The project file `convrules.toml`: its keys, and every mistake with its code and place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Final

from convrules.api import pilotage
from convrules.api.masque import CONNEXION, TABLE, said_key, said_path
from convrules.api.restitution import CLES as CLES_DU_BILAN
from convrules.api.restitution import SECTION, read_bins, unknown_bins
from convrules.api.sources import CLES as CLES_DES_SOURCES
from convrules.api.sources import SECTIONS, Sources, read_sources, unknown_keys
from convrules.api.toml import read_toml
from convrules.base.chemins import leaves
from convrules.base.records import dataclass
from convrules.base.ressemblance import nearest
from convrules.base.signes import one_line
from convrules.base.source import Source, Span
from convrules.base.texte import suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems
from convrules.facts.journal.tete import read_head
from convrules.year.ouverte import RYTHME, SANS_SEUIL, Hypothese, Seuils

_DU_DEPOT: Final = (".yaml", ".yml", ".toml", ".lock", ".json")
"""Ends of the names of what a repository holds beside its journal."""
CLES: Final = (
    "depot.nom", "depot.data", "depot.journal", "depot.tete_du_journal", *CLES_DES_SOURCES,
    *pilotage.CLES, *CLES_DU_BILAN,
)  # fmt: skip


_SECTIONS: Final = ("depot", SECTION, *SECTIONS, *pilotage.SECTIONS)
_PROCHE: Final = 0.7
"""How alike a key and the one that was meant are, at least, of 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projet:
    """`constats`: what is wrong in it. `tete`: a head of the journal that must still be there. `source`: its
    text, to show where, without what may be a secret; `brut`: as it was written, to find where, never shown.
    `periodes`: first years of the bins of construction."""

    nom: str
    data: tuple[str, ...]
    source: Source
    brut: str = field(default="", compare=False, repr=False)
    constats: tuple[Diagnostic, ...] = ()
    journal: str | None = None
    tete: tuple[int, str] | None = None
    sources: Sources | None = None
    hypothese: Hypothese = RYTHME
    periodes: tuple[int, ...] = ()
    seuils: Seuils = SANS_SEUIL


def read_project(contenu: bytes, shown: str, nom: str) -> Projet:
    """Name and data of a project file. nom: that of its folder, for a project without one."""
    source, brut, content = read_toml(contenu, shown)
    if isinstance(content, Diagnostic):
        return Projet(nom=nom, data=(), source=source, brut=brut, constats=(content,))
    depot = content.get("depot", {})
    section = depot if isinstance(depot, dict) else {}
    unknown = [k for k in content if k not in _SECTIONS or not isinstance(depot, dict)]
    unknown += [f"depot.{k}" for k in section if f"depot.{k}" not in CLES]
    unknown += [*unknown_keys(content), *pilotage.unknown_keys(content), *unknown_bins(content)]
    findings = [_unknown(source, brut, k) for k in unknown]

    def signal(cle: str, attendu: str) -> Diagnostic:
        return problems.valeur_de_projet(span=_key(source, brut, cle), cle=said_key(cle), attendu=attendu)

    sources, wrong = read_sources(content, signal)
    hypothese, mistaken = pilotage.read_assumption(content, signal)
    periodes, unread = read_bins(content, signal)
    seuils, misread = pilotage.read_thresholds(content, signal)
    findings += [*wrong, *mistaken, *unread, *misread]
    data = section.get("data", [])
    if not (isinstance(data, list) and all(isinstance(d, str) for d in data)):
        findings.append(problems.donnees_de_projet(span=_key(source, brut, "data")))
        data = []
    journal, wrong = _journal(section, source, brut)
    tete, unlike = _head(section, source, brut)
    findings += [*wrong, *unlike]
    written = section.get("nom", nom)
    if not isinstance(written, str):
        findings.append(signal("nom", "un texte entre guillemets"))
        written = nom
    return Projet(
        nom=nom if CONNEXION.match(written) else one_line(written),
        data=tuple(data),
        source=source,
        brut=brut,
        constats=tuple(findings),
        journal=journal,
        tete=tete,
        sources=sources,
        hypothese=hypothese,
        periodes=periodes,
        seuils=seuils,
    )


def _journal(section: dict[str, object], source: Source, brut: str) -> tuple[str | None, list[Diagnostic]]:
    """A file, or a table of PostgreSQL: how to connect is never written here, nor shown if it is."""
    written = section.get("journal")
    if written is None:
        return None, []
    span = _key(source, brut, "journal")
    if not isinstance(written, str) or not written.strip():
        return None, [problems.journal_de_projet(span=span)]
    if CONNEXION.match(written) and not TABLE.fullmatch(written):
        return None, [problems.connexion_ecrite(span=span)]
    if leaves(written):
        return None, [problems.journal_hors_du_depot(span=span)]
    if written.lower().endswith(_DU_DEPOT):
        return None, [problems.journal_pris_pour_un_autre(span=span, fichier=said_path(written))]
    return written, []


def _head(
    section: dict[str, object], source: Source, brut: str
) -> tuple[tuple[int, str] | None, list[Diagnostic]]:
    written = section.get("tete_du_journal")
    found = read_head(written) if isinstance(written, str) else None
    if written is None or found is not None:
        return found, []
    return None, [problems.tete_mal_ecrite(span=_key(source, brut, "tete_du_journal"))]


def absent(projet: Projet, chemin: str, connus: list[str]) -> Diagnostic:
    """The finding for a path of `data` that leads to no file. connus: paths that could have been meant."""
    at = projet.brut.find(f'"{chemin}"')
    span = Span(source=projet.source, start=at, end=at + len(chemin) + 2)
    proche = nearest(chemin, connus)
    return problems.donnee_de_projet_absente(
        span=span if at >= 0 else _key(projet.source, projet.brut, "data"),
        chemin=said_path(chemin),
        proche=proche,
    )


def unsigned(projet: Projet, connus: Sequence[str]) -> Iterator[Diagnostic]:
    """Conventions whose stock is declared, and that the repository does not have. connus: those it has."""
    for ident, _ in projet.hypothese.parc:
        if ident not in connus:
            span = _key(projet.source, projet.brut, ident)
            yield problems.parc_sans_convention(
                span=span if span.end else _key(projet.source, projet.brut, "parc"),
                ident=said_path(ident),
                proche=nearest(ident, connus),
            )


def key_span(projet: Projet, cle: str) -> Span:
    """Where a key is written, for what it makes a command say."""
    return _key(projet.source, projet.brut, cle)


def _unknown(source: Source, brut: str, cle: str) -> Diagnostic:
    last = {known.rpartition(".")[2]: known for known in reversed((*CLES, *_SECTIONS))}
    proche = nearest(cle, CLES, cutoff=_PROCHE) or last.get(
        nearest(cle.rpartition(".")[2], last, cutoff=_PROCHE), ""
    )
    return problems.cle_de_projet_inconnue(
        span=_key(source, brut, cle.rpartition(".")[2]),
        cle=said_key(cle),
        proche=proche,
        permises=suite(CLES, "et"),
    )


def _key(source: Source, brut: str, nom: str) -> Span:
    """The key or section of this name, wherever it is written first."""
    found = re.search(rf"(?m)^[\s\[]*(?:[\w.\"]*\.)?\"?({re.escape(nom)})\"?\s*[=\]]", brut)
    start, end = found.span(1) if found is not None else (0, 0)
    return Span(source=source, start=start, end=end)
