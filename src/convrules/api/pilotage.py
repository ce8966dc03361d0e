"""What a project file says of the year under way: what projections suppose, and when to raise an alert."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from convrules.base.motifs import Motif
from convrules.diagnostics.model import Diagnostic
from convrules.year.ouverte import RYTHME, SANS_SEUIL, GenreAlerte, Hypothese, Methode, Seuils
from convrules.year.valeurs import Bornes

SECTIONS: Final = ("projection", "alertes")
CLES: Final = (
    "projection.methode", "projection.mobilite", "projection.parc",
    "alertes.retard", "alertes.marge", "alertes.jours",
)  # fmt: skip
_POURCENT: Final = Motif("([0-9]{1,3})(?:[.,]([0-9]{1,6}))?[ \u00a0\u202f]?%")
_TAUX: Final = 'un pourcentage, comme "8 %", ou ses deux bornes, comme ["7 %", "9 %"]'

Signal = Callable[[str, str], Diagnostic]
"""Key and what is expected of it, to the finding at its place."""


def read_assumption(content: Mapping[str, Any], signal: Signal) -> tuple[Hypothese, list[Diagnostic]]:
    """The section `projection`; the landlord's own pace without one, or when it is wrong."""
    section = content.get("projection", {})
    if not isinstance(section, dict):
        return RYTHME, [signal("projection", "une section [projection]")]
    if not section:
        return RYTHME, []
    methode = section.get("methode", Methode.RYTHME.value)
    if methode not in tuple(Methode):
        return RYTHME, [signal("methode", "« rythme » ou « mobilite »")]
    findings: list[Diagnostic] = []
    mobilite = bounds_of(section["mobilite"]) if "mobilite" in section else None
    if "mobilite" in section and mobilite is None:
        findings.append(signal("mobilite", _TAUX))
    parc = section.get("parc", {})
    if not isinstance(parc, dict) or not all(_is_count(n) and n > 0 for n in parc.values()):
        findings.append(signal("parc", "un nombre de logements par convention"))
        parc = {}
    if methode == Methode.MOBILITE.value and not findings and (mobilite is None or not parc):
        findings.append(signal("methode", "accompagnée de « mobilite » et d'une section [projection.parc]"))
    if findings:
        return RYTHME, findings
    return Hypothese(methode=Methode(methode), mobilite=mobilite, parc=tuple(sorted(parc.items()))), []


def read_thresholds(content: Mapping[str, Any], signal: Signal) -> tuple[Seuils, list[Diagnostic]]:
    """The section `alertes`; no alert without one."""
    section = content.get("alertes", {})
    if not isinstance(section, dict):
        return SANS_SEUIL, [signal("alertes", "une section [alertes]")]
    given = {genre.value: section[genre.value] for genre in GenreAlerte if genre.value in section}
    findings = [signal(cle, "un nombre entier, 0 ou plus") for cle, n in given.items() if not _is_count(n)]
    return (SANS_SEUIL, findings) if findings else (Seuils(**given), [])


def unknown_keys(content: Mapping[str, Any]) -> Iterator[str]:
    """Keys of these sections that nothing reads."""
    for section in SECTIONS:
        written = content.get(section, {})
        keys = [f"{section}.{k}" for k in written] if isinstance(written, dict) else []
        yield from (cle for cle in keys if cle not in CLES)


def _is_count(n: object) -> bool:
    return isinstance(n, int) and not isinstance(n, bool) and n >= 0


def bounds_of(written: object) -> Bornes | None:
    """One rate, or its two bounds in order."""
    ends = written if isinstance(written, list) else [written, written]
    found = [share for share in map(share_of, ends) if share is not None]
    if len(ends) != 2 or len(found) != 2 or found[0] > found[1]:
        return None
    return Bornes(min=found[0], max=found[1])


def share_of(written: object) -> Fraction | None:
    """« 17,76 % », to six decimals, of a whole at most."""
    found = _POURCENT.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        return None
    share = Fraction(int(found[1] + (found[2] or "")), 100 * 10 ** len(found[2] or ""))
    return share if share <= 1 else None
