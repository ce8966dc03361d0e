"""What a project file says of its data beside their paths: queries, the server, thresholds."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from convrules.api.pilotage import share_of
from convrules.api.toml import SERVEUR
from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.facts.readers.serveur import Serveur

SECTIONS: Final = ("requetes", "postgresql", "seuils")
CLES: Final = (
    "requetes.NOM", "postgresql.service", "postgresql.variable", "postgresql.delai", "seuils.lignes_refusees",
)  # fmt: skip
_VARIABLE: Final = Motif("[A-Z][A-Z0-9_]*")
_SERVICE: Final = Motif("[A-Za-z][A-Za-z0-9_.-]*")
_DELAI_MAX: Final = 3_600

Signal = Callable[[str, str], Diagnostic]
"""Key and what is expected of it, to the finding at its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """`seuil`: the share of refused rows of a table beyond which nothing is evaluated; None: no limit."""

    requetes: Mapping[str, str]
    serveur: Serveur
    seuil: Fraction | None = None


def read_sources(content: Mapping[str, Any], signal: Signal) -> tuple[Sources, list[Diagnostic]]:
    """The sections of a project file that speak of data."""
    findings: list[Diagnostic] = []
    sections = {nom: content.get(nom, {}) for nom in SECTIONS}
    for nom in SECTIONS:
        if not isinstance(sections[nom], dict):
            findings.append(signal(nom, t("une section [{nom}]", nom=nom)))
            sections[nom] = {}
    requetes = {k: v for k, v in sections["requetes"].items() if isinstance(v, str) and v.strip()}
    findings += (signal(k, "un texte SQL, sous un nom") for k in sections["requetes"] if k not in requetes)
    serveur, wrong = _serveur(sections["postgresql"], signal)
    seuil = sections["seuils"].get("lignes_refusees")
    read = share_of(seuil) if seuil is not None else None
    if seuil is not None and read is None:
        wrong = [*wrong, signal("lignes_refusees", 'un pourcentage entre guillemets, comme "2 %"')]
    return Sources(requetes=requetes, serveur=serveur, seuil=read), [*findings, *wrong]


def unknown_keys(content: Mapping[str, Any]) -> Iterator[str]:
    """Keys of these sections that nothing reads."""
    known = {"postgresql": set(SERVEUR), "seuils": {"lignes_refusees"}}
    for section, keys in known.items():
        written = content.get(section, {})
        yield from (f"{section}.{k}" for k in written if isinstance(written, dict) and k not in keys)


def _serveur(section: Mapping[str, Any], signal: Signal) -> tuple[Serveur, list[Diagnostic]]:
    findings: list[Diagnostic] = []
    service, variable, delai = (section.get(k) for k in ("service", "variable", "delai"))
    if service is not None and not (isinstance(service, str) and _SERVICE.fullmatch(service)):
        findings.append(signal("service", "le nom d'un service de libpq, jamais une adresse"))
        service = None
    if variable is not None and not (isinstance(variable, str) and _VARIABLE.fullmatch(variable)):
        findings.append(signal("variable", "le nom d'une variable d'environnement, jamais une adresse"))
        variable = None
    if service is not None and variable is not None:
        findings.append(signal("variable", "seule : « service » dit déjà où est le serveur"))
    whole = isinstance(delai, int) and not isinstance(delai, bool) and 0 < delai <= _DELAI_MAX
    if delai is not None and not whole:
        findings.append(signal("delai", t("un nombre de secondes, de 1 à {max}", max=str(_DELAI_MAX))))
        delai = None
    bare = Serveur()
    made = Serveur(
        service=service,
        variable=variable or bare.variable,
        delai_s=delai if delai is not None else bare.delai_s,
    )
    return made, findings
