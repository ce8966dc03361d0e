"""What a project file says of the year under way: what projections suppose."""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from convrules.diagnostics.model import Diagnostic
from convrules.year.ouverte import RYTHME, Hypothese, Methode
from convrules.year.valeurs import Bornes

SECTIONS: Final = ("projection",)
CLES: Final = ("projection.methode", "projection.mobilite", "projection.parc")
_POURCENT: Final = re.compile("([0-9]{1,3})(?:[.,]([0-9]{1,2}))? ?%")
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
    mobilite = _rate(section["mobilite"]) if "mobilite" in section else None
    if "mobilite" in section and mobilite is None:
        findings.append(signal("mobilite", _TAUX))
    parc = section.get("parc", {})
    if not isinstance(parc, dict) or not all(_is_count(n) for n in parc.values()):
        findings.append(signal("parc", "un nombre de logements par convention"))
        parc = {}
    if methode == Methode.MOBILITE.value and not findings and (mobilite is None or not parc):
        findings.append(signal("methode", "accompagnée de « mobilite » et d'une section [projection.parc]"))
    if findings:
        return RYTHME, findings
    return Hypothese(methode=Methode(methode), mobilite=mobilite, parc=tuple(sorted(parc.items()))), []


def unknown_keys(content: Mapping[str, Any]) -> Iterator[str]:
    """Keys of these sections that nothing reads."""
    written = content.get("projection", {})
    known = {"methode", "mobilite", "parc"}
    yield from (f"projection.{k}" for k in written if isinstance(written, dict) and k not in known)


def _is_count(n: object) -> bool:
    return isinstance(n, int) and not isinstance(n, bool) and n > 0


def _rate(written: object) -> Bornes | None:
    """One rate, or its two bounds in order."""
    ends = written if isinstance(written, list) else [written, written]
    found = [share for share in map(_share, ends) if share is not None]
    if len(ends) != 2 or len(found) != 2 or found[0] > found[1]:
        return None
    return Bornes(min=found[0], max=found[1])


def _share(written: object) -> Fraction | None:
    found = _POURCENT.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        return None
    share = Fraction(int(found[1] + (found[2] or "")), 100 * 10 ** len(found[2] or ""))
    return share if share <= 1 else None
