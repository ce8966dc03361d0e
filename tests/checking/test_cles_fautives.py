"""A key one letter off, of every kind and at every level: one message, on its line, with the key meant."""

import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from checking.harness import findings_of
from convrules.api.verification import verify_paths
from convrules.diagnostics.catalogue import aide
from convrules.syntax.yaml_slips import known_keys
from frames import frame_clauses, frame_entete

EXEMPLES = Path(__file__).parents[2] / "conventions/exemples"
FICHIERS = (
    "oph-plaine-nord/conventions/etat-93.yaml",
    "paris/mixite.yaml",
    "conversion/ville.yaml",
    "socle-cch/depot.yaml",
)
CLE = re.compile(r"(?m)(?:^(?P<retrait> *(?:- )?)|[{,] )(?P<cle>[^\W\d_][\w' -]*?):(?= |$)")


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def slips(cle: str) -> list[str]:
    """Plural or singular, a letter twice, one lost, two exchanged, an accent lost or gained, a capital."""
    half = len(cle) // 2
    accented = bare(cle) if bare(cle) != cle else cle.replace("e", "é", 1)
    written = [
        cle.removesuffix("s") if cle.endswith("s") else cle + "s",
        cle[:half] + cle[half] + cle[half:],
        accented,
        cle[:half] + cle[half + 1 :],
        cle[: half - 1] + cle[half] + cle[half - 1] + cle[half + 1 :],
        cle.capitalize(),
        cle.replace(" ", "_"),
    ]
    return [w for w in dict.fromkeys(written) if w != cle and w not in known_keys() and len(w) > 3]


def seeded() -> Iterator[tuple[str, int, str, str]]:
    """Of two files every key at the margin with all its slips; of the other keys one of them, in turn, and of
    the first file one key in two."""
    for rank_of_file, fichier in enumerate(FICHIERS):
        seen: set[tuple[str, int]] = set()
        for rank, m in enumerate(CLE.finditer((EXEMPLES / fichier).read_text("utf-8"))):
            column = -1 if m["retrait"] is None else len(m["retrait"])
            if m["cle"] not in known_keys() or (m["cle"], column) in seen:
                continue
            seen.add((m["cle"], column))
            if rank_of_file == 0 and column > 0 and len(seen) % 2:
                continue
            written = slips(m["cle"])
            chosen = (
                written if column == 0 and rank_of_file < 2 else written[rank % max(1, len(written)) :][:1]
            )
            yield from ((fichier, m.start("cle"), m["cle"], w) for w in chosen)


CAS = list(seeded())


def test_there_is_matter() -> None:
    assert len(CAS) > 150 and {"vocabulaires", "paramètre"} <= {ecrit for *_, ecrit in CAS}


@pytest.mark.parametrize("fichier", FICHIERS)
def test_one_message_that_names_the_key(fichier: str, tmp_path: Path) -> None:
    depot, _, nom = fichier.partition("/")
    shutil.copytree(EXEMPLES / depot, tmp_path / depot)
    path = tmp_path / depot / nom
    text = path.read_text("utf-8")
    before = {(d.code, d.span.position) for r in verify_paths([tmp_path / depot])[0] for d in r.diagnostics}
    for at, cle, ecrit in ((at, cle, ecrit) for f, at, cle, ecrit in CAS if f == fichier):
        path.write_text(text[:at] + ecrit + text[at + len(cle) :], encoding="utf-8")
        told = [d for r in verify_paths([tmp_path / depot])[0] for d in r.diagnostics]
        found = [d for d in told if (d.code, d.span.position) not in before]
        assert [d.span.start for d in found] == [at], (ecrit, [(d.code, d.span.text) for d in found])
        assert f"« {cle} »" in (aide(found[0]) or ""), ecrit


def test_what_is_wrong_under_a_key_written_amiss_is_told_too() -> None:
    text = frame_entete("paramètre:\n  taux:\n    valeurs: [{ du: 2024-01-01, valeur: 12,5 % }]\n")
    assert {(d.code, d.span.text) for d in findings_of(text)} == {("CR020", "paramètre"), ("CR103", "12,5")}


def test_two_keys_that_would_be_one_are_told_each() -> None:
    clause = '- champ: c\n  regle: qpv\n  regles: non qpv\n  source: { article: "1" }\n'
    assert [(d.code, d.span.text) for d in findings_of(frame_clauses(clause))] == [
        ("CR021", "regle"),
        ("CR020", "regles"),
    ]


def test_a_key_that_would_hold_another_thing_is_left_as_it_is_written() -> None:
    """`clauses` of an amendment are no modifications."""
    text = "avenant: un--1\nà: un\nen vigueur: { du: 2025-01-01 }\nclauses:\n  - champ: c\n    règle: qpv\n"
    assert [(d.code, d.span.text) for d in findings_of(text)] == [("CR020", "clauses")]
