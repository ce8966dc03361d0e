"""A holder that its conventions name otherwise: the bilan names it as the one in force at the end of the year
does, and says the other name."""

from pathlib import Path

import pytest

from cli.bilan_rendu import AN, VILLE_IDENT, depot, edit, result, told, words_of

__all__ = ["depot"]
ANCIEN, NOUVEAU = "Ville de Saint-Denis", "Commune nouvelle"
VALIDE = "en vigueur: {{ du: {du}, au: {au} }}"


def rename(depot: Path, ident: str, *, du: str = "2025-07-01", au: str = "2027-12-31") -> None:
    """A second convention of the holder, under another name, from that day; the first ends the day before, or
    at the end of the year."""
    first = depot / "conventions/convention.yaml"
    text = first.read_text("utf-8")
    (signed,) = (line for line in text.splitlines() if line.startswith("en vigueur:"))
    ends = "2025-06-30" if du == "2025-07-01" else "2025-12-31"
    edit(first, (signed, VALIDE.format(du="2024-01-01", au=ends)))
    second = text.replace(VILLE_IDENT, ident).replace(f"nom: {ANCIEN}", f"nom: {NOUVEAU}")
    assert NOUVEAU in second
    path = depot / f"conventions/{ident}.yaml"
    path.write_text(second.replace(signed, VALIDE.format(du=du, au=au)), "utf-8")


@pytest.mark.parametrize("ident", ["aaa--mon-bailleur", "zzz--mon-bailleur"])
def test_the_name_is_that_of_the_last_in_force(
    ident: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the conventions are called."""
    rename(depot, ident)
    found = result(capsys)
    (own,) = (one for one in found["destinataires"] if VILLE_IDENT in one["conventions"])
    assert (own["nom"], own["autrement"], own["dossier"]) == (NOUVEAU, [ANCIEN], "commune-nouvelle")
    names = {line["compte"]["nom"] for line in found["partage"]}
    assert NOUVEAU in names and ANCIEN not in names
    said = told(capsys, *AN, "-o", "b")
    assert f"{NOUVEAU}, nommé" in said


def test_its_page_and_its_paper_say_the_other_name(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rename(depot, "aaa--mon-bailleur")
    told(capsys, *AN, "-o", "b")
    page = Path("b/commune-nouvelle/bilan.html").read_text("utf-8")
    other = f"nommé aussi {ANCIEN} dans ses conventions"
    assert f"{NOUVEAU}</strong>, {other}" in page
    assert " ".join(words_of(Path("b/commune-nouvelle")).split()).count(other) == 2
    assert other not in words_of(Path("b/prefet"))


def test_a_name_of_the_next_year_is_not_yet_its_own(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rename(depot, "aaa--mon-bailleur", du="2026-01-01")
    found = result(capsys)["destinataires"]
    assert {one["nom"]: one["autrement"] for one in found} == {ANCIEN: [NOUVEAU], "=Préfet": []}


def test_a_holder_of_one_name_has_no_other(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["autrement"] for one in result(capsys)["destinataires"]] == [[], []]
    assert "nommé aussi" not in told(capsys, *AN, "-o", "b")
