"""Findings of `check` in every form, and what forges are told without being asked."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from convrules.base.anglais import dire
from convrules.base.signes import inert
from convrules.base.texte import Langue, t
from convrules.cli.langue import langue
from convrules.cli.output import EcritureImpossible, Sortie
from convrules.diagnostics.model import Diagnostic

if TYPE_CHECKING:
    from convrules.api.load import Empechement
    from convrules.api.model import RapportCheck
    from convrules.render.terminal import Lus, Style

# SOURCE: GitHub keeps at most one mebibyte of summary per step, and drops the whole of a longer one.
RESUME_MAX: Final = 1_000_000


def render(rapport: "RapportCheck", forme: str, sortie: "Sortie | None") -> str:
    """The report in one form. sortie: the stream it goes to; None for a file. What is JSON is French."""
    from convrules.render.terminal import SIMPLE

    style = replace(SIMPLE, langue=langue()) if sortie is None else sortie.style
    if sortie is not None and forme == "text" and nothing_done(rapport):
        return ""
    told = FORMES[forme](rapport, style)
    return inert(told) if sortie is None else told


def _text(rapport: "RapportCheck", style: "Style") -> str:
    from convrules.render.terminal import render_all

    told = render_all(rapport.diagnostics, style)
    if rapport.divergences:
        from convrules.render.divergences import render_divergences

        told += render_divergences(rapport.divergences, style)
    return told + _summary(rapport, style.langue) + "\n"


def nothing_done(rapport: "RapportCheck") -> bool:
    """Something kept everything from being checked: on a screen that alone is said, on standard error."""
    return bool(rapport.empechements) and not rapport.diagnostics


def _summary(rapport: "RapportCheck", langue: Langue) -> str:
    from convrules.render.terminal import summary

    if nothing_done(rapport):
        reasons = (_blocked(e, langue) for e in rapport.empechements)
        return " ".join(dire(t("Rien n'est vérifié : {raison}", raison=r), langue) for r in reasons)
    return dire(summary(rapport.diagnostics, _read(rapport), rapport.acceptes), langue)


def _blocked(empechement: "Empechement", langue: Langue) -> str:
    """Why nothing is checked; a finding says it in the language asked for."""
    from convrules.diagnostics.catalogue import aide
    from convrules.render.terminal import concise

    constat = empechement.constat
    if constat is None or langue is Langue.FR:
        return empechement.texte
    return f"{concise(constat, langue)} {aide(constat, langue) or ''}".strip()


def _read(rapport: "RapportCheck") -> "Lus":
    return rapport.n_fichiers, rapport.n_regles, rapport.n_cas, rapport.n_correspondances


def _concise(rapport: "RapportCheck", style: "Style") -> str:
    from convrules.render.terminal import concise

    return "".join(f"{concise(d, style.langue)}\n" for d in rapport.diagnostics)


def _json(rapport: "RapportCheck", style: "Style") -> str:
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


def _sarif(rapport: "RapportCheck", style: "Style") -> str:
    from convrules.render.machine.parts import dumps
    from convrules.render.machine.sarif import sarif

    return dumps(sarif(rapport.diagnostics, rapport.acceptes))


def _github(rapport: "RapportCheck", style: "Style") -> str:
    from convrules.render.machine.forges import github

    return github(rapport.diagnostics, style.langue)


def _gitlab(rapport: "RapportCheck", style: "Style") -> str:
    from convrules.render.machine.forges import gitlab
    from convrules.render.machine.parts import dumps

    return dumps(gitlab(rapport.diagnostics))


def _junit(rapport: "RapportCheck", style: "Style") -> str:
    from convrules.render.machine.junit import junit_check

    return junit_check(rapport.diagnostics, rapport.fichiers, style.langue)


FORMES: Final[Mapping[str, Callable[["RapportCheck", "Style"], str]]] = {
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
    sortie.write(_github(rapport, sortie.style))
    for page in summary_page():
        append_summary(page, rapport, sortie.style.langue)


def summary_page() -> list[Path]:
    """The file of the job's page that GitHub names; nothing elsewhere."""
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    return [Path(page)] if page and os.environ.get("GITHUB_ACTIONS") == "true" else []


def append_summary(path: Path, rapport: "RapportCheck", langue: Langue) -> None:
    from convrules.render.machine.forges import github_summary

    told: list[Diagnostic] = list(rapport.diagnostics)
    text = github_summary(told, _summary(rapport, langue), langue)
    while told and len(text.encode()) > RESUME_MAX:
        told = told[: len(told) // 2]
        left = str(len(rapport.diagnostics) - len(told))
        more = dire(t("{n} autres constats : voir le journal de l'étape.", n=left), langue)
        text = f"{github_summary(told, _summary(rapport, langue), langue)}\n{more}\n"
    try:
        with path.open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
    except OSError as error:
        raise EcritureImpossible(t("« {fichier} » ne peut pas être écrit.", fichier=str(path))) from error
