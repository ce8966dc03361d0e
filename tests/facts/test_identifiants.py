"""What names a row: no word for the unknown does; an identifier met again names a copy only of the same."""

from datetime import date

import pytest

from convrules.base.outcomes import Indetermine
from convrules.base.values import Connu, Erreur, TCondition, TEvenement, TTexte
from convrules.runtime.places import there
from convrules.runtime.rights import live_on
from facts.landlord import BONNE, ENTETE, codes, colonne, load, load_text, mapping, source

RIEN = (
    "0",
    "00",
    "0,0",
    "-",
    "--",
    "NC",
    "nc",
    "N.C.",
    "Inconnu",
    "NULL",
    "?",
    "\u200b",
    "\u2060\ufeff",
    "***",
)


@pytest.mark.parametrize("ident", RIEN)
def test_what_names_nothing_is_no_identifier(ident: str) -> None:
    """Twice the same word, and the same facts: two vacancies of which nothing is known."""
    checked = load_text(ENTETE + BONNE + 2 * BONNE.replace("V1", ident))
    assert [c for c in codes(checked) if c != "CR788"] == ["CR730", "CR730"]
    assert [v.ligne.refusee for v in checked.value.faits.vacances] == [False, True, True]


@pytest.mark.parametrize("ident", ["1", "10", "100-0", "N", "NC-1", "A0"])
def test_what_names_something_is_an_identifier(ident: str) -> None:
    checked = load_text(ENTETE + BONNE.replace("V1", ident))
    assert [v.id for v in checked.value.faits.vacances] == [ident]


@pytest.mark.parametrize(
    ("again", "copy"),
    [
        (BONNE, True),
        (BONNE.replace("41,5", " 41,50"), True),
        (BONNE.replace("03/02/2025", "17/10/2025"), False),
        (BONNE.replace("03/02/2025", ""), False),
        (BONNE.replace("03/02/2025", "31/02/2025"), False),
    ],
)
def test_a_copy_says_the_same_thing_in_every_cell(again: str, copy: bool) -> None:
    checked = load_text(ENTETE + BONNE + again)
    assert [c for c in codes(checked) if c in ("CR731", "CR790")] == ["CR731" if copy else "CR790"]
    first, *lost = checked.value.faits.vacances
    assert [v.ligne.refusee for v in lost] == ([] if copy else [True])
    assert isinstance(first.cellule("information"), Connu if copy else Erreur)
    assert first.cellule("qpv") == Connu(True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"V1;L1\nV2";L2\nV3;L3\n', True),
        ('"V1;A;B;C";L2\n', True),
        ('V1;"L1;x;y;z"\n', False),
        ('"V1,A,B,C";L2\n', False),
        ('"V1;A";L2\n', False),
    ],
)
def test_an_identifier_holds_no_rows_and_is_not_shown_when_it_does(text: str, told: bool) -> None:
    """Others may be in what was swallowed: nothing is evaluated."""
    columns = (colonne("id", TTexte(), "ID"), colonne("logement", TTexte(), "LOGT"))
    carte = mapping((source("v.csv", separateur=";"),), {"vacances": columns})
    checked = load(carte, {"v.csv": f"ID;LOGT\n{text}".encode()})
    assert ("CR795" in codes(checked), checked.value.complet) == (told, not told)
    shown = [
        s for d in checked.diagnostics for s in (d.span.source.text, *d.args.values()) if d.code == "CR795"
    ]
    assert not any("V2" in s or "A;B" in s or "x;y" in s for s in shown)


@pytest.mark.parametrize(
    ("rows", "told", "held"),
    [
        ("L1;oui\nL1;oui\n", ["CR731"], [False]),
        ("L1;oui\nL1;non\n", ["CR796"], [False, True]),
        ("L1;ouii\nL1;ouii\n", ["CR746", "CR796"], [False, True]),
        ("L1;oui\n;oui\n", ["CR730"], [False, True]),
        ("L1;oui\nL2\n", ["CR718"], [False, True]),
        ("L1;oui\nL2;oui\n", [], [False, False]),
    ],
)
def test_a_dwelling_whose_row_is_refused_may_be_there(rows: str, told: list[str], held: list[bool]) -> None:
    columns = {
        "vacances": (colonne("id", TTexte(), "ID"),),
        "logements": (colonne("id", TTexte(), "NUM"), colonne("pmr", TCondition(), "PMR")),
    }
    carte = mapping((source("v.csv"), source("l.csv", "logements")), columns)
    checked = load(carte, {"v.csv": b"ID\nV1\n", "l.csv": f"NUM;PMR\n{rows}".encode()})
    assert codes(checked) == told
    stock = checked.value.faits.logements
    assert stock is not None and [row.refusee for row in stock] == held
    assert [there(row) is True for row in stock] == [not refused for refused in held]


def test_a_right_of_the_identifier_of_another_is_perhaps_there() -> None:
    """Of whom it is said; whether it runs on a day is not."""
    days = [colonne(nom, TEvenement(), nom, format="aaaa-mm-jj") for nom in ("debut", "fin")]
    columns = {
        "vacances": (colonne("id", TTexte(), "ID"),),
        "droits": (colonne("id", TTexte(), "D"), colonne("logement", TTexte(), "L"), *days),
    }
    carte = mapping((source("v.csv"), source("d.csv", "droits")), columns)
    rights = b"D;L;debut;fin\nD1;L1;2020-01-01;2030-01-01\nD1;L2;2020-01-01;2030-01-01\n"
    checked = load(carte, {"v.csv": b"ID\nV1\n", "d.csv": rights})
    assert codes(checked) == ["CR796"]
    first, other = checked.value.faits.droits or ()
    assert isinstance(first.cellule("logement"), Erreur) and live_on(first, date(2025, 1, 1)) is True
    assert other.cellule("logement") == Connu("L2")
    assert isinstance(live_on(other, date(2025, 1, 1)), Indetermine)


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        ("C1;V1\nC2;V2\n", [1, 1]),
        ("C1;V1\nC1;V1\nC2;V2\n", [1, 1]),
        ("C1;V1\nC1;V2\nC2;V2\n", [None, None]),
        ("C1;V1\nC2;V2\nC2;V3\n", [1, None]),
    ],
)
def test_candidatures_of_one_identifier_are_counted_for_none(rows: str, held: list[int | None]) -> None:
    columns = {
        "vacances": (colonne("id", TTexte(), "ID"),),
        "candidatures": (colonne("id", TTexte(), "C"), colonne("vacance", TTexte(), "V")),
    }
    carte = mapping((source("v.csv"), source("c.csv", "candidatures")), columns)
    checked = load(carte, {"v.csv": b"ID\nV1\nV2\nV3\n", "c.csv": f"C;V\n{rows}".encode()})
    counted = [None if v.candidatures is None else len(v.candidatures) for v in checked.value.faits.vacances]
    assert counted[:2] == held


def test_two_texts_that_cannot_be_read_are_not_the_same_thing() -> None:
    one, other = (BONNE.replace("03/02/2025", text) for text in ("31/02/2025", "30/02/2025"))
    assert "CR731" in codes(load_text(ENTETE + one + one))
    assert "CR790" in codes(load_text(ENTETE + one + other))


def test_what_hangs_on_an_identifier_of_perhaps_two_vacancies_is_of_neither_for_sure() -> None:
    ident, vacance = colonne("id", TTexte(), "ID"), colonne("vacance", TTexte(), "V")
    bail = colonne("bail", TEvenement(), "BAIL", format="jj/mm/aaaa")
    carte = mapping(
        (source("v.csv"), source("c.csv", "candidatures")),
        {"vacances": (ident, bail), "candidatures": (vacance,)},
    )
    rows = b"ID;BAIL\nV1;03/02/2025\nV1;04/10/2025\nV2;05/02/2025\n"
    checked = load(carte, {"v.csv": rows, "c.csv": b"V\nV1\nV2\n"})
    held = [None if v.candidatures is None else len(v.candidatures) for v in checked.value.faits.vacances]
    assert held == [None, 1, None]
