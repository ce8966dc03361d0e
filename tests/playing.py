"""What the files of a repository say and decide, in a form that two layouts of the same texts share: no
place, no order of results."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from convrules import api
from convrules.api.essais import siblings
from convrules.api.model import Verifie
from convrules.api.verification import verify_paths
from convrules.examples.build import build_faits
from convrules.render.lexicon import lexique_of
from convrules.render.machine import vacancy, year
from convrules.render.machine.parts import Recu
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.atteinte import with_accounts
from convrules.year.bilan import comply


def une_sur(pas: int, nombre: int, premier: int = 0) -> range:
    """Ranks of the cases that every change plays: one in so many; all of them where CONVRULES_ESSAIS says
    « tout », before a release."""
    return range(nombre) if os.environ.get("CONVRULES_ESSAIS") == "tout" else range(premier, nombre, pas)


def tirages(nombre: int, sur: int = 2) -> int:
    """Draws of a property that is dear: one in so many, all of them where CONVRULES_ESSAIS says « tout »."""
    return nombre if os.environ.get("CONVRULES_ESSAIS") == "tout" else nombre // sur


def said(folder: Path) -> dict[str, object]:
    """All that is found in a repository and played in its cases, without places nor order."""
    reports, impediments = verify_paths([folder])
    assert not impediments
    found: dict[str, object] = {"findings": sorted(findings(reports))}
    for report in reports:
        for name, result in played(report):
            assert name not in found, name
            found[name] = result
    return found


def findings(reports: list[Verifie]) -> Iterator[str]:
    """Code, the words it stands on, and its arguments; line numbers are not what it says."""
    for report in reports:
        for d in report.diagnostics:
            args = {k: re.sub(r"[^ «»,()]+\.yaml(:\d+)*|ligne \d+", "", v) for k, v in d.args.items()}
            yield f"{d.code} {unordered(d.span.text)} {unordered(str(sorted(args.items())))}"


def unordered(text: str) -> str:
    """A clause underlined whole has its keys in any order, a list of names has them in that of the file."""
    return " ".join(sorted(re.findall(r"\w+", text)))


def played(report: Verifie) -> Iterator[tuple[str, object]]:
    """Each case: what its convention decides of it, the account, the whole year."""
    for essais in report.essais:
        programme = report.programmes[essais.convention]
        others = siblings(programme, report.programmes.values())
        words = lexique_of((programme.convention, *programme.socles))
        for cas in essais.cas:
            faits = build_faits(cas, programme.convention)
            if cas.annee is not None or cas.annees:
                first = cas.annee or cas.annees[0]
                bilan = comply((programme, *others), faits, first, cas.au)
                result = year.compliance(bilan, (), Recu(), words)
            else:
                faits = with_accounts((programme, *others), faits, cas.au)
                decided = evaluate_vacance(programme, faits.vacances[0], cas.au, faits=faits)
                result = vacancy.decision(decided)
            yield f"{essais.convention}/{cas.nom}", flat(result)


def outcomes(folder: Path) -> dict[str, object]:
    """Cases met or not, with what differs."""
    results = api.run_essais([folder]).resultats
    return {f"{r.convention}/{r.cas.nom}": sorted((e.cle, e.obtenu) for e in r.ecarts) for r in results}


def flat(result: object) -> object:
    """Lists in one order: results of clauses come in that of the file, which is not what they say."""
    if isinstance(result, Mapping):
        return {k: flat(v) for k, v in result.items()}
    if isinstance(result, list | tuple):
        return sorted((flat(v) for v in result), key=lambda v: json.dumps(v, sort_keys=True))
    return result
