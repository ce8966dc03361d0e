"""The conformance suite: prose with runnable cases, independent of the engine's code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from convrules import api

FOLDER = Path(__file__).parent / "cases" / "semantics"
SECTION = re.compile(r"^## (?P<ident>\S+) — (?P<titre>.+)$", re.MULTILINE)
FENCE = re.compile(
    r"^```yaml (?P<role>convention|avenant|cas|politique|autre|voisine|socle)\n(?P<texte>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
FAITS = 'faits: { commune: "93048", disponibilite: 2025-02-03 }'


@dataclass(frozen=True)
class Exemple:
    page: Path
    ident: str
    convention: str
    cas: str
    avenants: tuple[str, ...] = ()
    autres: tuple[str, ...] = ()
    voisines: tuple[str, ...] = ()


def exemples() -> Iterator[Exemple]:
    for page in sorted(p for p in FOLDER.rglob("*.md") if p.name != "README.md"):
        text = page.read_text(encoding="utf-8")
        starts = [*SECTION.finditer(text)]
        for here, after in zip(starts, [*starts[1:], None], strict=True):
            body = text[here.end() : after.start() if after else len(text)]
            found = [(m["role"], m["texte"]) for m in FENCE.finditer(body)]
            assert {"convention", "cas"} <= {role for role, _ in found}, f"{page.name} {here['ident']}"
            yield exemple_of(page, here["ident"], found)


def exemple_of(page: Path, ident: str, found: list[tuple[str, str]]) -> Exemple:
    """An example of its fences, each with its role."""
    fences = dict(found)
    others = (with_frame(text) for role, text in found if role == "autre")
    whole = (fences[role] for role in ("politique", "socle") if role in fences)
    return Exemple(
        page=page,
        ident=ident,
        convention=fences["convention"],
        cas=fences["cas"],
        avenants=tuple(text for role, text in found if role == "avenant"),
        autres=(*others, *whole),
        voisines=tuple(text for role, text in found if role == "voisine"),
    )


def with_frame(fragment: str) -> str:
    """The common head, less the top-level keys that the fragment gives itself; a socle has its own."""
    if fragment.startswith("socle:"):
        return fragment
    given = set(re.findall(r"^([^\s#:][^:\n]*):", fragment, re.MULTILINE))
    frame = (FOLDER / "frame.yaml").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S)", frame, flags=re.MULTILINE)
    kept = "".join(b for b in blocks if b.split(":")[0] not in given)
    # A file is known by its first key: another convention names itself there.
    first, _, rest = fragment.partition("\n") if fragment.startswith("convention:") else ("", "", fragment)
    return f"{first}\n{kept}{rest}" if first else kept + fragment


ALL = list(exemples())


def test_there_are_examples_and_each_has_its_own_name() -> None:
    assert len(ALL) >= 30
    assert len({e.ident for e in ALL}) == len(ALL)


@pytest.mark.parametrize("exemple", ALL, ids=lambda e: e.ident)
def test_example(exemple: Exemple, tmp_path: Path) -> None:
    for name, text in files_of(exemple).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    check_folder(tmp_path)


def files_of(exemple: Exemple) -> dict[str, str]:
    """The repository that a section is about, whole files by name."""
    others = {f"autre-{rank}.yaml": text for rank, text in enumerate(exemple.autres)}
    others |= {f"voisine-{n}.yaml": with_frame(text) for n, text in enumerate(exemple.voisines)}
    return others | main_files(exemple.convention, exemple.cas, exemple.avenants)


def main_files(convention: str, cas: str, avenants: tuple[str, ...] = ()) -> dict[str, str]:
    """A convention of the suite, its amendments and its cases, whole."""
    head = "avenant: suite--conformite--{0}\nà: suite--conformite\n"
    found = {f"avenant-{rank}.yaml": head.format(rank) + text for rank, text in enumerate(avenants, 1)}
    indented = "".join(f"  {line}\n" if line else "\n" for line in cas.splitlines())
    essais = f"essais: suite--conformite\nau: 2025-12-31\n{FAITS}\ncas:\n{indented}"
    return found | {"convention.yaml": with_frame(convention), "essais.yaml": essais}


def check_example(convention: str, cas: str, folder: Path, avenants: tuple[str, ...] = ()) -> None:
    """Play the cases of one convention and its amendments, in a repository of its own."""
    for name, text in main_files(convention, cas, avenants).items():
        (folder / name).write_text(text, encoding="utf-8")
    check_folder(folder)


def check_folder(folder: Path) -> None:
    """Every case of a repository is met, and nothing in it is an error."""
    rapport = api.run_essais([folder])
    assert not rapport.empechements, rapport.empechements
    errors = [d for d in rapport.diagnostics if api.is_error(d)]
    assert not errors, "\n".join(f"{d.code} {d.span.position} {d.span.text!r} {dict(d.args)}" for d in errors)
    assert rapport.resultats
    ecarts = [
        f"{r.cas.nom} / {e.cle} : attendu {e.attendu}, obtenu {e.obtenu}"
        for r in rapport.resultats
        for e in r.ecarts
    ]
    assert not ecarts, "\n".join(ecarts)
