"""Findings of `check` in every form, and what forges are told without being asked."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from convrules.cli.output import EcritureImpossible, Sortie
from convrules.diagnostics.model import Diagnostic

if TYPE_CHECKING:
    from convrules.api.model import RapportCheck
    from convrules.render.terminal import Lus, Style

# SOURCE: GitHub keeps at most one mebibyte of summary per step, and drops the whole of a longer one.
RESUME_MAX: Final = 1_000_000


def render(rapport: "RapportCheck", forme: str, style: "Style | None") -> str:
    """The report in one form. style: of the stream it goes to; None for a file."""
    return FORMES[forme](rapport, style)


def _text(rapport: "RapportCheck", style: "Style | None") -> str:
    from convrules.render.terminal import SIMPLE, render_all

    if style is not None and nothing_done(rapport):
        return ""
    told = render_all(rapport.diagnostics, style or SIMPLE)
    if rapport.divergences:
        from convrules.render.divergences import render_divergences

        told += render_divergences(rapport.divergences, style or SIMPLE)
    return told + _summary(rapport) + "\n"


def nothing_done(rapport: "RapportCheck") -> bool:
    """Something kept everything from being checked: on a screen that alone is said, on standard error."""
    return bool(rapport.empechements) and not rapport.diagnostics


def _summary(rapport: "RapportCheck") -> str:
    from convrules.render.terminal import summary

    if nothing_done(rapport):
        return " ".join(f"Rien n'est vérifié : {e.texte}" for e in rapport.empechements)
    return summary(rapport.diagnostics, _read(rapport), rapport.acceptes)


def _read(rapport: "RapportCheck") -> "Lus":
    return rapport.n_fichiers, rapport.n_regles, rapport.n_cas, rapport.n_correspondances


def _concise(rapport: "RapportCheck", style: "Style | None") -> str:
    from convrules.render.terminal import concise

    return "".join(f"{concise(d)}\n" for d in rapport.diagnostics)


def _json(rapport: "RapportCheck", style: "Style | None") -> str:
    from convrules.render.machine.check import check
    from convrules.render.machine.parts import Recu, dumps

    blocked = [e.texte for e in rapport.empechements]
    return dumps(
        check(
            (rapport.diagnostics, rapport.acceptes),
            blocked,
            _read(rapport),
            Recu(au=rapport.au),
            rapport.couverture,
            rapport.divergences,
        )
    )


def _sarif(rapport: "RapportCheck", style: "Style | None") -> str:
    from convrules.render.machine.parts import dumps
    from convrules.render.machine.sarif import sarif

    return dumps(sarif(rapport.diagnostics, rapport.acceptes))


def _github(rapport: "RapportCheck", style: "Style | None") -> str:
    from convrules.render.machine.forges import github

    return github(rapport.diagnostics)


def _gitlab(rapport: "RapportCheck", style: "Style | None") -> str:
    from convrules.render.machine.forges import gitlab
    from convrules.render.machine.parts import dumps

    return dumps(gitlab(rapport.diagnostics))


def _junit(rapport: "RapportCheck", style: "Style | None") -> str:
    from convrules.render.machine.junit import junit_check

    return junit_check(rapport.diagnostics, rapport.fichiers)


FORMES: Final[Mapping[str, Callable[["RapportCheck", "Style | None"], str]]] = {
    "text": _text,
    "concise": _concise,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
}
DE_JSON: Final = frozenset({"json", "sarif", "gitlab"})


# --- unasked --------------------------------------------------------------------------------
def tell_github(rapport: "RapportCheck", sortie: Sortie) -> None:
    """In a GitHub workflow: annotations in the log, and the table on the page of the job."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    sortie.write(_github(rapport, None))
    for page in summary_page():
        append_summary(page, rapport)


def summary_page() -> list[Path]:
    """The file of the job's page that GitHub names; nothing elsewhere."""
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    return [Path(page)] if page and os.environ.get("GITHUB_ACTIONS") == "true" else []


def append_summary(path: Path, rapport: "RapportCheck") -> None:
    from convrules.render.machine.forges import github_summary

    told: list[Diagnostic] = list(rapport.diagnostics)
    text = github_summary(told, _summary(rapport))
    while told and len(text.encode()) > RESUME_MAX:
        told = told[: len(told) // 2]
        left = f"\n{len(rapport.diagnostics) - len(told)} autres constats : voir le journal de l'étape.\n"
        text = github_summary(told, _summary(rapport)) + left
    try:
        with path.open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
    except OSError as error:
        raise EcritureImpossible(f"« {path} » ne peut pas être écrit.") from error
