"""An exception that never applies changes nothing, whatever the clause it is written for."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from convrules import ir
from convrules.api.model import Verifie
from convrules.api.verification import verify_paths
from convrules.render.clauses import genre
from playing import outcomes, played
from test_conformance import ALL, FOLDER, Exemple, files_of

SECTIONS = {e.ident: e for e in ALL if e.page.parent == FOLDER}
SANS_EXCEPTION = (ir.ExceptionClause, ir.DecisionHumaine, ir.NonCodable, ir.Controle)
"""Kinds that an exception does not set aside: a decision is excepted by nobody, the others judge nothing."""
SOUVENT = 3
"""Times that a kind of clause is set aside, at least, where the suite has as many."""
LOIN = 2027
"""Nothing of the suite happens from this year on."""
EXCEPTION = """\
  - exception: jamais_{rang}
    à: {cible}
    {quand}
    écarte: oui
    source: {{ article: "1" }}
"""


def test_an_exception_that_never_applies_changes_nothing(tmp_path: Path) -> None:
    """Every clause of the suite is set aside by an exception whose condition is false, or which is in force
    after all that happens: decisions and years are those without it."""
    met: Counter[tuple[str, str]] = Counter()
    for ident, exemple in SECTIONS.items():
        folder = written(files_of(exemple), tmp_path / ident)
        (report,) = verify_paths([folder])[0]
        plain, passed = dict(played(report)), outcomes(folder)
        convention = signed(report)
        targets = excepted(convention, exemple)
        for how, quand in never(convention, exemple):
            # Why: kinds met often enough say nothing new.
            if all(met[kind, how] >= SOUVENT for _, kind in targets):
                continue
            files = files_of(exemple)
            added = "".join(
                EXCEPTION.format(rang=rang, cible=nom, quand=quand) for rang, (nom, _) in enumerate(targets)
            )
            files["convention.yaml"] = with_clauses(files["convention.yaml"], added)
            other = written(files, tmp_path / f"{ident}-{how}")
            found = answers(other)
            for name, answer in plain.items():
                if how == "condition" or dated(answer, convention.en_vigueur.au):
                    assert found[name] == answer, (ident, how, name)
            # Why one in four: cases are met by what was just compared.
            assert how == "validity" or len(met) % 4 or outcomes(other) == passed, ident
            met.update((kind, how) for _, kind in targets)
    for (kind, how), n in sorted(met.items()):
        print(f"{kind}, {how} : {n}")
    assert {kind for kind, _ in met} == KINDS
    assert {how for _, how in met} == {"condition", "validity"}


def with_clauses(text: str, clauses: str) -> str:
    head, key, rest = text.partition("\nclauses:\n")
    assert key, text
    return f"{head}{key}{clauses}{rest}"


def dated(answer: object, last: date | None) -> bool:
    """A vacancy whose reference date is known, before the exception: another may be judged under each version
    of the text."""
    day = answer.get("reference") if isinstance(answer, dict) else None
    return isinstance(day, str) and last is not None and day < last.isoformat()


def never(convention: ir.Convention, exemple: Exemple) -> Iterator[tuple[str, str]]:
    yield "condition", "si: faux"
    last = convention.en_vigueur.au
    dated = not exemple.avenants and convention.reconduction is None
    if last is not None and last.year >= LOIN and dated:
        yield "validity", f"en vigueur: {{ du: {last.isoformat()} }}"


KINDS = {
    "champ", "soustraction", "part", "quota", "éligibilité", "délai", "obligation", "suite", "imputation",
    "priorité", "délégation", "transmission", "mode correctif", "répartition", "droit identifié", "tour",
}  # fmt: skip


def written(files: dict[str, str], folder: Path) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def answers(folder: Path) -> dict[str, object]:
    (report,) = verify_paths([folder])[0]
    return dict(played(report))


def signed(report: Verifie) -> ir.Convention:
    """The convention of a section, without what its amendments add."""
    return report.programmes["suite--conformite"].convention


def excepted(convention: ir.Convention, exemple: Exemple) -> list[tuple[str, str]]:
    """Clauses that an exception may set aside, with their kinds; one that an amendment repeals would leave
    its exception without an object, which is refused."""
    repealed = {nom for text in exemple.avenants for nom in re.findall(r"abroge: (\w+)", text)}
    return [
        (c.entete.nom, genre(c))
        for c in convention.clauses
        if not isinstance(c, SANS_EXCEPTION) and c.entete.nom not in repealed and c.entete.ajoutee_par is None
    ]
