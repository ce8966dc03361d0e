"""A French file opened by an American spreadsheet: days up to the twelfth became dates, turned."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from convrules.base.values import TDate, TEvenement, TTexte
from facts.classeurs import ods, xlsx
from facts.landlord import codes, colonne, load, mapping, source

ID = colonne("id", TTexte(), "NUM")
FORMAT = "jj/mm/aaaa"


def opened_there(text: str) -> object:
    """What such a spreadsheet makes of a French day."""
    day, month, year = map(int, text.split("/"))
    return date(year, day, month) if day <= 12 else text


def ods_of(rows: Sequence[Sequence[object]]) -> bytes:
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="{}"/>'
    made = ("".join((day if isinstance(v, date) else text).format(v) for v in row) for row in rows)
    return ods("".join(f"<table:table-row>{row}</table:table-row>" for row in made))


WRITERS = {"xlsx": lambda rows: xlsx({"F": rows}), "ods": ods_of}


def found(days: Sequence[object], kind: str = "xlsx", format: str | None = FORMAT) -> list[str]:
    nom = f"v.{kind}"
    contenu = WRITERS[kind]([["NUM", "INFO"], *([f"V{n}", day] for n, day in enumerate(days))])
    columns = (ID, colonne("information", TEvenement(), "INFO", format=format))
    checked = load(mapping((source(nom),), {"vacances": columns}), {nom: contenu})
    assert checked.value.complet == (codes(checked) != ["CR864"])
    return codes(checked)


FRANCAIS = [f"{day:02}/{month:02}/2025" for month in (1, 4, 7) for day in (2, 5, 9, 13, 20, 28)]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_opened_there_is_refused(kind: str) -> None:
    assert found([opened_there(day) for day in FRANCAIS], kind) == ["CR864"]


@pytest.mark.parametrize("kind", WRITERS)
def test_true_dates_and_texts_that_agree_are_read(kind: str) -> None:
    """The same file, half of it typed as texts."""
    true = [date(*map(int, reversed(day.split("/")))) for day in FRANCAIS]
    assert found(true, kind) == []
    assert found(FRANCAIS, kind) == []
    assert found([a if n % 2 else b for n, (a, b) in enumerate(zip(true, FRANCAIS, strict=True))], kind) == []


def test_one_true_date_after_the_twelfth_or_one_text_before_is_another_story() -> None:
    turned = [opened_there(day) for day in FRANCAIS]
    assert found([*turned, date(2025, 3, 14)]) == []
    assert found([*turned, "03/02/2025"]) == []


ANNEE = [f"{day:02}/{month:02}/2025" for month in range(1, 13) for day in (1, 3, 6, 11, 14, 17, 21, 26)]


@pytest.mark.parametrize(
    "corrected",
    [
        [date(2025, 3, 14)],
        [date(2025, 3, 14), date(2025, 4, 21), date(2025, 5, 27)],
        [date(2025, 6, day) for day in range(13, 23)],
    ],
)
def test_some_cells_put_right_by_hand_change_nothing(corrected: list[date]) -> None:
    turned = [opened_there(day) for day in ANNEE]
    assert found([*turned, *corrected]) == ["CR864"]
    assert found([*turned, "03/02/2025", *corrected]) == ["CR864"]


@pytest.mark.parametrize("sound", [30, 60, 300])
def test_rows_turned_after_sound_ones_are_seen(sound: int) -> None:
    true = [date(2025, 1 + n % 12, 1 + n * 7 % 28) for n in range(sound)]
    turned = [opened_there(day) for day in ANNEE[:48]]
    assert found([*true, *turned]) == ["CR864"]
    assert found([*turned, *true]) == ["CR864"]
    # The same rows, of which the texts were typed by somebody.
    typed = [day if n % 2 else date(*map(int, reversed(day.split("/")))) for n, day in enumerate(ANNEE[:48])]
    assert found([*true, *typed]) == []


YEAR = [date(2025, 1, 1) + timedelta(n) for n in range(0, 364, 2)]
"""Sound dates of all the year, in order."""


def shown(jour: date) -> object:
    """As such a spreadsheet leaves a French day."""
    return opened_there(f"{jour.day:02}/{jour.month:02}/{jour.year}")


WHO = {
    "start": lambda n: n < 60,
    "middle": lambda n: 60 <= n < 120,
    "end": lambda n: n >= 122,
    "one in two": lambda n: n % 2 == 0,
    "one in three": lambda n: n % 3 == 0,
    "whole": lambda n: True,
}


@pytest.mark.parametrize("who", WHO)
def test_turned_rows_spread_among_sound_ones_are_seen(who: str) -> None:
    cells = [shown(day) if WHO[who](n) else day for n, day in enumerate(YEAR)]
    assert found(cells) == ["CR864"]
    # Rows put right afterwards, as dates.
    righted = [day if n % 5 == 0 else cell for n, (day, cell) in enumerate(zip(YEAR, cells, strict=True))]
    assert found(righted) in (["CR864"], ["CR883"])
    # The same rows typed as texts, days of all kinds.
    typed = [f"{day:%d/%m/%Y}" if WHO[who](n) else day for n, day in enumerate(YEAR)]
    assert found(typed) == []


@pytest.mark.parametrize(("of", "told"), [(12, []), (6, ["CR883"])])
def test_fewer_rows_are_a_doubt_then_nothing(of: int, told: list[str]) -> None:
    cells = [shown(day) if n % of == 0 else day for n, day in enumerate(YEAR)]
    assert found(cells) == told


def test_columns_of_a_file_speak_together() -> None:
    """Twelve rows turned out of ninety, of five columns: none shows it alone."""
    lags = (0, 6, 13, 27, 41)
    rows = [[f"V{n}", *(day + timedelta(lag) for lag in lags)] for n, day in enumerate(YEAR)]
    turned = [[r[0], *map(shown, r[1:])] if 40 <= n < 52 else r for n, r in enumerate(rows)]  # type: ignore[arg-type]  # Why: days.
    names = ("conge", "liberation", "information", "proposition", "attribution")
    columns = (ID, *(colonne(nom, TEvenement(), nom.upper(), format=FORMAT) for nom in names))
    head = ["NUM", *(nom.upper() for nom in names)]
    for made, expected in ((turned, True), (rows, False)):
        checked = load(
            mapping((source("v.xlsx"),), {"vacances": columns}), {"v.xlsx": xlsx({"F": [head, *made]})}
        )
        assert ("CR864" in codes(checked)) is expected


def test_what_is_typed_by_hand_is_a_doubt_at_most() -> None:
    """Early dates all the year, and three texts."""
    early = [date(2025, month, day) for month in range(1, 13) for day in (1, 3, 5, 8, 11)]
    assert found([*early, "15/02/2025", "23/06/2025", "28/11/2025"]) == ["CR883"]


def test_days_limited_by_custom_accuse_nobody() -> None:
    """A committee of the third week; ends of months; one single month, its end typed; late days alone."""
    third = [f"{day}/{month:02}/2025" for month in range(1, 13) for day in range(15, 22)]
    assert found([*YEAR, *third]) == []
    ends = [f"{day}/{month:02}/2025" for month in (1, 3, 5, 7, 8, 10, 12) for day in range(25, 32)]
    assert found([*YEAR, *ends]) == []
    january = [date(2025, 1, day) for day in range(2, 13)]
    assert found([*january, *(f"{day}/01/2025" for day in range(13, 32))]) == []
    late = [day for day in YEAR if day.day > 12]
    assert found([*late, *(f"{day:%d/%m/%Y}" for day in late)]) == []


def test_days_that_say_nothing_accuse_nobody() -> None:
    """Rights that begin on the first of a month, and end on one day that somebody typed; a sentinel."""
    firsts = [date(2020 + n // 12, 1 + n % 12, 1) for n in range(40)]
    assert found([*firsts, *["31/12/2034"] * 10]) == []
    assert found([*firsts, *["31/12/2034", "30/06/2031", "31/12/2030"] * 9]) == []
    spread = [date(2025, 1 + n % 12, 1 + n % 11) for n in range(60)]
    assert "CR864" not in found([*spread, *["31/12/2099"] * 40])


@pytest.mark.parametrize(
    ("dates", "textes", "told"), [(4, 4, False), (5, 5, True), (1, 20, False), (2, 20, True), (10, 3, True)]
)
def test_few_cells_show_nothing(dates: int, textes: int, told: bool) -> None:
    """One way in two hundred of sharing the cells out."""
    cells = [date(2025, 3, 1 + n) for n in range(dates)] + [
        f"{13 + n % 18}/{5 + n // 18:02}/2025" for n in range(textes)
    ]
    assert found(cells) == ["CR864"] * told


def test_months_and_cells_that_are_no_dates_say_nothing() -> None:
    assert found([date(2025, 3, 1 + n) for n in range(9)] + ["03/2025"] * 9, format="mm/aaaa") == []
    assert "CR864" not in found([date(2025, 3, 1 + n) for n in range(9)] + ["à voir"] * 9)


def test_all_columns_of_a_file_are_said_at_once() -> None:
    rows = [[f"V{n}", opened_there(day), opened_there(day), "31/12/2025"] for n, day in enumerate(FRANCAIS)]
    columns = (
        ID,
        colonne("information", TEvenement(), "INFO", format=FORMAT),
        colonne("date", TDate(), "JOUR", format=FORMAT),
        colonne("bail", TEvenement(), "BAIL", format=FORMAT),
    )
    carte = mapping((source("v.xlsx"),), {"vacances": columns})
    checked = load(carte, {"v.xlsx": xlsx({"F": [["NUM", "INFO", "JOUR", "BAIL"], *rows]})})
    (told,) = checked.diagnostics
    assert (told.code, told.args["colonnes"]) == ("CR864", "« INFO » et « JOUR »")
    assert (told.args["dates"], told.args["textes"]) == ("18", "18")
    assert not checked.value.complet and not checked.value.fichiers[0].lisible
