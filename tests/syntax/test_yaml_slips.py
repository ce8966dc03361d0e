"""Slips of a key and its colon: told on their own line, and mended by what is said, to the letter."""

import re
from pathlib import Path

import pytest

from convrules.base.source import make_source
from convrules.diagnostics.model import Diagnostic
from convrules.syntax.parser import parse_file
from convrules.syntax.yaml_slips import known_keys

EXEMPLE = Path(__file__).parents[2] / "conventions/exemples/oph-plaine-nord/conventions/saint-denis.yaml"
LIGNES = EXEMPLE.read_text("utf-8").splitlines()
CLE = re.compile(r"( *(?:- )?)([^\W\d_][\w' -]*): (.+)")
DE_CLE = [
    n for n, line in enumerate(LIGNES) if (m := CLE.fullmatch(line)) is not None and m[2] in known_keys()
]
SEULES = [n for n, line in enumerate(LIGNES) if re.fullmatch(r"[^\W\d_][\w' -]*:", line)]


def told(lines: list[str]) -> list[Diagnostic]:
    source = make_source("x.yaml", "\n".join(lines) + "\n")
    return [d for d in parse_file(source).diagnostics if d.code == "CR004"]


def slipped(number: int, line: str) -> Diagnostic:
    """The one finding of the file with this line in its place, which is on that line."""
    (found,) = told([*LIGNES[:number], line, *LIGNES[number + 1 :]])
    assert found.span.position[0] == number + 1, (found.span.position, dict(found.args))
    return found


def written(found: Diagnostic) -> str:
    match = re.fullmatch(r"Écrivez « (.*) »\.", str(found.args["conseil"]))
    assert match is not None, dict(found.args)
    return match[1]


def test_there_is_matter() -> None:
    assert len(DE_CLE) > 30 and len(SEULES) >= 2 and {"compte", "à défaut", "en vigueur"} <= known_keys()


@pytest.mark.parametrize("signe", [":", "\uff1a", "\uff1a "])
@pytest.mark.parametrize("number", DE_CLE)
def test_a_colon_without_its_space_or_of_another_alphabet(number: int, signe: str) -> None:
    match = CLE.fullmatch(LIGNES[number])
    assert match is not None
    remedy = written(slipped(number, f"{match[1]}{match[2]}{signe}{match[3]}"))
    assert remedy == f"{match[2]}: {match[3] if len(match[3]) <= 40 else '…'}"


@pytest.mark.parametrize("number", [n for n in DE_CLE if ":" not in LIGNES[n].split(": ", 1)[1]])
def test_a_key_without_its_colon(number: int) -> None:
    match = CLE.fullmatch(LIGNES[number])
    assert match is not None
    remedy = written(slipped(number, f"{match[1]}{match[2]} {match[3]}"))
    assert remedy == f"{match[2]}: {match[3] if len(match[3]) <= 40 else '…'}"


@pytest.mark.parametrize("number", SEULES)
def test_a_key_alone_without_its_colon(number: int) -> None:
    assert written(slipped(number, LIGNES[number][:-1])) == LIGNES[number]


@pytest.mark.parametrize("shift", [-1, 1])
@pytest.mark.parametrize("number", [n for n, line in enumerate(LIGNES) if line.startswith("    compte: ")])
def test_a_key_out_of_line(number: int, shift: int) -> None:
    found = slipped(number, " " * (4 + shift) + LIGNES[number].strip())
    assert found.args["conseil"] == "Mettez 4 espaces devant cette clé, comme devant celle d'avant."


DE_TIRET = [n for n in DE_CLE if LIGNES[n].lstrip().startswith("- ")]


@pytest.mark.parametrize("signe", ["–", "—", "•", "·", "*", "\u2212", "\u2011"])
@pytest.mark.parametrize("number", DE_TIRET)
def test_another_sign_for_a_dash(number: int, signe: str) -> None:
    line = LIGNES[number].replace("-", signe, 1)
    assert written(slipped(number, line)) == LIGNES[number].strip()


@pytest.mark.parametrize("number", DE_TIRET)
def test_a_dash_stuck_to_its_key(number: int) -> None:
    assert written(slipped(number, LIGNES[number].replace("- ", "-", 1))) == LIGNES[number].strip()


@pytest.mark.parametrize(
    "number", [n for n in DE_CLE if re.fullmatch(r" *(?:source|en vigueur): \{ \w+: [^:]+ \}", LIGNES[n])]
)
def test_braces_forgotten(number: int) -> None:
    line = LIGNES[number].replace("{ ", "").replace(" }", "")
    assert written(slipped(number, line)) == LIGNES[number].strip()


def test_a_key_at_the_column_of_the_dash_goes_with_the_others() -> None:
    number = next(n for n in DE_CLE if LIGNES[n].startswith("    règle: "))
    found = slipped(number, LIGNES[number][2:])
    assert str(found.args["conseil"]).startswith("Mettez 4 espaces devant cette clé")


def test_an_equal_sign_for_a_colon() -> None:
    number = next(n for n in DE_CLE if LIGNES[n].startswith("    compte: "))
    assert written(slipped(number, LIGNES[number].replace(":", " =", 1))) == LIGNES[number].strip()


def test_a_quotation_mark_that_is_not_closed() -> None:
    number = next(n for n in DE_CLE if 'article: "' in LIGNES[n])
    found = slipped(number, LIGNES[number].replace('" }', " }"))
    assert "guillemet" in str(found.args["raison"]) and "guillemet" in str(found.args["conseil"])


def test_a_bracket_in_a_text_between_braces() -> None:
    number = next(n for n, line in enumerate(LIGNES) if line.startswith("bailleur:"))
    line = LIGNES[number].replace("OPH Plaine Nord", "OPH [Plaine] Nord")
    remedy = written(slipped(number, line))
    assert remedy == 'nom: "OPH [Plaine] Nord"'
    assert (
        told([*LIGNES[:number], line.replace("nom: OPH [Plaine] Nord", remedy), *LIGNES[number + 1 :]]) == []
    )


CHOIX = range(LIGNES.index("choix:") + 1, LIGNES.index("choix:") + 7)


@pytest.mark.parametrize("number", CHOIX)
def test_a_key_out_to_the_left_is_the_one_told(number: int) -> None:
    found = slipped(number, LIGNES[number].lstrip())
    assert found.span.text == LIGNES[number].strip().split(":")[0]
    assert found.args["conseil"] == "Mettez 2 espaces devant cette clé, comme devant celle d'après."


def test_a_key_out_to_the_right_of_the_heading() -> None:
    number = next(n for n, line in enumerate(LIGNES) if line.startswith("bailleur:"))
    found = slipped(number, f"  {LIGNES[number]}")
    assert found.args["conseil"] == "Mettez cette clé au tout début de la ligne, comme celle d'avant."


def test_a_text_that_is_not_indented_is_the_line_told() -> None:
    number = next(n for n, line in enumerate(LIGNES) if line.endswith("énoncé: >-")) + 1
    found = slipped(number, f"    {LIGNES[number].strip()}")
    assert found.span.text == LIGNES[number].strip()
    assert found.args["conseil"] == "Mettez-la en retrait : plus à droite que sa clé."


@pytest.mark.parametrize("retrait", ["", " ", "   ", "     "])
def test_a_dash_out_of_its_column(retrait: str) -> None:
    number = [n for n, line in enumerate(LIGNES) if re.match(r"  - \S", line)][2]
    lines = [*LIGNES[:number], retrait + LIGNES[number].lstrip(), *LIGNES[number + 1 :]]
    (found,) = told(lines)
    assert found.span.position[0] == number + 1
    assert found.args["conseil"] == "Mettez 2 espaces devant le tiret, comme devant eux."


def test_a_comment_that_lost_its_sign() -> None:
    (found,) = told(["Parties et chiffres inventés.", *LIGNES[1:]])
    assert (found.span.position[0], found.args["conseil"]) == (
        1, "Si c'est un commentaire, commencez la ligne par « # ».",
    )  # fmt: skip


PLEINES = [
    n for n in DE_CLE
    if (m := CLE.fullmatch(LIGNES[n])) and re.match(r"[^\W\d_]", m[3]) and (k := CLE.fullmatch(LIGNES[n + 1]))
    and k[2] in known_keys()
]  # fmt: skip


@pytest.mark.parametrize("number", PLEINES)
def test_a_quotation_mark_opened_before_a_plain_value(number: int) -> None:
    match = CLE.fullmatch(LIGNES[number])
    assert match is not None
    for signe in ('"', "'"):
        found = slipped(number, f"{match[1]}{match[2]}: {signe}{match[3]}")
        assert found.span.text == signe
        remedy = written(found)
        assert told([*LIGNES[:number], match[1] + remedy, *LIGNES[number + 1 :]]) == []


@pytest.mark.parametrize(
    ("sought", "wrong", "remedy", "place"),
    [
        (
            "    règle: nature = ",
            "règle: nature: logement_ordinaire",
            "règle: nature = logement_ordinaire",
            ":",
        ),
        ("    règle: nature = ", "règle: qpv et nature : foyer", "règle: qpv et nature = foyer", ":"),
        ("    source: ", "fondement: CCH: R. 441-5-2", "fondement: CCH R. 441-5-2", "CCH: R. 441-5-2"),
        (
            *("    source: ", 'source: { article: "1", fondement: CCH: R. 441-5-2 }'),
            *("fondement: CCH R. 441-5-2", "CCH: R. 441-5-2"),
        ),
        ("bailleur: ", "bailleur: { nom: OPH : Nord }", 'nom: "OPH : Nord"', "OPH : Nord"),
    ],
)
def test_a_second_colon(sought: str, wrong: str, remedy: str, place: str) -> None:
    number = next(n for n, line in enumerate(LIGNES) if line.startswith(sought))
    indent = LIGNES[number][: len(LIGNES[number]) - len(LIGNES[number].lstrip())]
    found = slipped(number, indent + wrong)
    assert (written(found), found.span.text) == (remedy, place)


def test_two_keys_on_one_line() -> None:
    number = next(
        n for n in DE_CLE if LIGNES[n].startswith("    compte: ") and "application" in LIGNES[n + 1]
    )
    found = slipped(number, f"{LIGNES[number]}, application: ensemble")
    assert found.span.text == "application"
    compte = LIGNES[number].strip()
    assert found.args["conseil"] == (
        f"Écrivez une clé par ligne : « {compte} », puis « application: ensemble » dessous."
    )


@pytest.mark.parametrize(
    ("line", "place", "conseil"),
    [
        ('    source: { article: "5" } voir annexe', "voir annexe", "« # voir annexe »"),
        ('    source: { article: "5" } et "6"', 'et "6"', "commentaire"),
        ("    raison: [La prise] en compte", "en compte", 'raison: "[La prise] en compte"'),
        ("    énoncé: [Article 3] Les logements", "Les logements", 'énoncé: "[Article 3] Les logements"'),
        ("    raison: - La prise en compte", "-", "Retirez le tiret"),
        ("    règle: - dalo", "-", "Retirez le tiret"),
    ],
)
def test_text_after_what_closes_and_a_dash_before_a_value(line: str, place: str, conseil: str) -> None:
    number = next(n for n, text in enumerate(LIGNES) if text.startswith("    règle: "))
    found = slipped(number, line)
    assert found.span.text == place
    assert conseil in str(found.args["conseil"])


@pytest.mark.parametrize(
    ("line", "written_"),
    [
        ("    source: { article: 5 fondement: x }", "article: 5, fondement: x"),
        ("    en vigueur: { du: 2024-01-01 au: 2026-12-31 }", "du: 2024-01-01, au: 2026-12-31"),
    ],
)
def test_a_comma_that_is_missing_between_braces(line: str, written_: str) -> None:
    number = next(n for n, text in enumerate(LIGNES) if text.startswith("    règle: "))
    assert written(slipped(number, line)) == written_
