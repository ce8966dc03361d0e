"""An entry of a section out of its column: that line alone is told, and how many spaces it should have."""

import re

import pytest

from convrules.base.source import make_source
from convrules.diagnostics.catalogue import aide
from convrules.diagnostics.model import Diagnostic
from convrules.syntax.parser import parse_file
from convrules.syntax.skeleton import check_skeleton
from frames import CLAUSES, frame_clauses

CHAMP = "{ niveau: programme, type: entier, unité: logement, énoncé: un nombre }"
BLOC = "    niveau: programme\n    type: entier\n    unité: logement\n    énoncé: un nombre\n"
VALEURS = "    valeurs:\n      - { du: 2024-01-01, valeur: 30 % }\n"
SOURCE = '    source: { article: "1" }\n'
SECTIONS = (
    f"vocabulaire:\n  nb_plai: {CHAMP}\n  nb_plus:\n{BLOC}  nb_pls: {CHAMP}\n  nb_autres: {CHAMP}\n"
    f"paramètres:\n  seuil:\n{VALEURS}{SOURCE}  plafond:\n{SOURCE}{VALEURS}  reste:\n{VALEURS}{SOURCE}"
    "définitions:\n  peu: programme.nb_pls <= programme.nb_plus\n  assez: peu et non beaucoup\n"
    "  beaucoup: programme.nb_plai > 3\n"
)
TEXTE = frame_clauses(CLAUSES).replace("clauses:", f"{SECTIONS}clauses:")
LIGNES = TEXTE.splitlines()
ENTREES = [
    n for n, line in enumerate(LIGNES) if re.match(r"  [^ -]", line) and "logements_ordinaires" not in line
]
AVANT_CLAUSES = LIGNES.index("clauses:")
LARGE = [re.sub(r"^ +", lambda m: m[0] * 2, line) for line in LIGNES[:AVANT_CLAUSES]] + LIGNES[AVANT_CLAUSES:]


def said(lines: list[str]) -> list[Diagnostic]:
    result = parse_file(make_source("x.yaml", "\n".join(lines) + "\n"))
    return [*result.diagnostics, *check_skeleton(result.value)]


def test_there_is_matter() -> None:
    assert len(ENTREES) == 17 and said(LIGNES) == [] and said(LARGE) == []


@pytest.mark.parametrize("retrait", ["", " ", "   "])
@pytest.mark.parametrize("number", ENTREES)
def test_the_line_out_of_line_is_the_one_told(number: int, retrait: str) -> None:
    told_and_mended(LIGNES, number, retrait, 2)


@pytest.mark.parametrize("retrait", ["", "   ", "     "])
@pytest.mark.parametrize("number", ENTREES)
def test_so_it_is_in_a_file_set_wider(number: int, retrait: str) -> None:
    told_and_mended(LARGE, number, retrait, 4)


def told_and_mended(lines: list[str], number: int, retrait: str, wanted: int) -> None:
    wrong = [*lines[:number], retrait + lines[number].lstrip(), *lines[number + 1 :]]
    (found,) = said(wrong)
    assert found.span.position[0] == number + 1, (found.code, dict(found.args))
    advice = aide(found)
    assert advice is not None and advice.startswith(f"Mettez {wanted} espaces devant cette clé"), advice
    assert found.fix is None


def test_a_block_of_the_middle_at_the_margin_with_all_its_lines() -> None:
    """What follows it is under it, then: its own line is told all the same, and alone."""
    start = LIGNES.index("  plafond:")
    moved = [line[2:] for line in LIGNES[start : start + 4]]
    (found,) = said([*LIGNES[:start], *moved, *LIGNES[start + 4 :]])
    assert (found.span.text, found.args["n"], found.args["bloc"]) == ("plafond", "2", "2")
    assert found.args.get("autres", "") == ""
