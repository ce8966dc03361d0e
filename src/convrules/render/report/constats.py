"""What the reading of the files, and the year itself, left to be told: on a page, and in a workbook."""

from collections.abc import Sequence
from typing import Any, Final

from convrules.base.records import replace
from convrules.base.texte import Langue, Texte, t
from convrules.diagnostics.catalogue import aide, gravite, message
from convrules.diagnostics.model import Diagnostic, Gravite
from convrules.render import numbers
from convrules.render.feuilles import Colonne, Feuille
from convrules.render.french import ended
from convrules.render.report.pages import Nom
from convrules.render.terminal import where

CONSTATS_MAX: Final = 50
VIDES: Final = frozenset({"CR891"})
"""Codes of a year of which nothing was read: its figures are of nothing, and no other sentence says so."""


def findings_content(constats: Sequence[Diagnostic], langue: Langue, *, refused: bool) -> dict[str, Any]:
    """What `constats.html.j2` prints. refused: rows were, and the head of the page says what they become."""
    found = _told(constats, langue)
    return {
        "constats": found[:CONSTATS_MAX],
        "n_constats": numbers.count(len(found), "constat"),
        "dit_constats": _said_of_findings(len(found), constats, refused=refused),
        "constats_restants": max(0, len(found) - CONSTATS_MAX),
    }


def empty_years(constats: Sequence[Diagnostic], langue: Langue) -> list[str]:
    """What is said before any figure, each once."""
    return list(dict.fromkeys(message(d, langue) for d in constats if d.code in VIDES))


def with_findings(
    feuilles: Sequence[Feuille], constats: Sequence[Diagnostic], reserve: str
) -> tuple[Feuille, ...]:
    """The sheets of a workbook, and one more; the first says what must be read with it. reserve: of refused
    rows, empty when none was."""
    first, *others = feuilles
    said = [reserve] if reserve else []
    said += [*map(ended, empty_years(constats, Langue.FR)), *first.remarques]
    if found := _told(constats, Langue.FR):
        n = numbers.count(len(found), "constat")
        said.append(
            t("{found}, à lire avec ces chiffres\u202f: voir la feuille «\u00a0constats\u00a0».", found=n)
        )
    return replace(first, remarques=tuple(said)), *others, _sheet(constats, reserve)


def _sheet(constats: Sequence[Diagnostic], reserve: str) -> Feuille:
    found = _told(constats, Langue.FR)
    left = len(found) - CONSTATS_MAX
    rest = t("Il en reste {n}\u202f: tous sont dans le JSON (--format json).", n=numbers.group(left))
    return Feuille(
        nom="constats",
        titre="Ce que la lecture a signalé",
        colonnes=(
            Colonne(nom="ou", titre="Où"),
            Colonne(nom="constat", titre="Constat"),
            Colonne(nom="remede", titre="Que faire"),
        ),
        lignes=tuple(found[:CONSTATS_MAX]),
        remarques=tuple(filter(None, (reserve, rest if left > 0 else ""))),
    )


def _told(constats: Sequence[Diagnostic], langue: Langue) -> list[tuple[str, str, str]]:
    """(place, sentence, remedy) of errors and warnings, each once: rows refused, cells that could not be
    read. Two landlords of one repository have its findings in common."""
    found = (
        (Nom(where(d.span)), message(d, langue), aide(d, langue) or "")
        for d in constats
        if gravite(d) is not Gravite.REMARQUE
    )
    return list(dict.fromkeys(found))


def _said_of_findings(n: int, constats: Sequence[Diagnostic], *, refused: bool) -> Texte:
    """A cell that cannot be read is an error, never a warning."""
    found = numbers.count(n, "constat")
    if refused:
        return t(
            "{found}\u202f: ce que devient une ligne refusée est dit en tête de ce rapport\u202f; une case "
            "illisible rend incertain ce qui en dépend.",
            found=found,
        )
    if not any(gravite(d) is Gravite.ERREUR for d in constats):
        return t("{found}, à lire avec ces chiffres.", found=found)
    return t("{found}\u202f: une case illisible rend incertain ce qui en dépend.", found=found)
