"""Exchanges of which an entry is missing, or a name says nothing: the pages of CR898 and CR899, and what is
told of types, of splits and of clauses."""

import csv
import re
from datetime import date

import pytest

from convrules import ir
from convrules.base.values import Connu
from convrules.diagnostics import catalogue
from convrules.year.sans_ecriture import check_exchanges
from year import build as b

BLOC = re.compile(r"## (Refusé|Accepté)\n\n```csv\n(.*?)```", re.S)
VIGUEUR = ir.Validite(du=date(2025, 1, 1), au=date(2026, 12, 31))
ETAT = b.programme(b.part("part_etat"), ident="etat-93--exemple", en_vigueur=VIGUEUR)


def town(ident, code, du, *clauses):
    return b.programme(
        b.part("part_ville"),
        *clauses,
        ident=ident,
        titulaire="commune",
        territoire=ir.Territoire(communes=frozenset({code})),
        en_vigueur=ir.Validite(du=b.day(du), au=date(2026, 12, 31)),
    )


def split(**keys):
    entre = (("commune", b.taux("1/2")), ("epci", b.taux("1/2")))
    return ir.Repartition(
        entete=b.entete("garants", **keys), de="part_ville", entre=entre, restes="plus_forts_restes"
    )


VILLES = (town("ville-a", "93048", "2025-01-01"), town("ville-b", "93066", "2025-07-01"))
VACANCES = (
    b.vacances("A", commune="93048") + b.vacances("B", commune="93066") + b.vacances("C", commune="75056")
)


def found(programmes, *, vacances=VACANCES, **acte):
    cells = {"acte": "echange", "cedant": "als", **acte}
    if "date" in cells:
        cells["date"] = b.day(cells["date"])
    row = b.ligne("journal", "X", **{nom: v for nom, v in cells.items() if nom != "date"})
    row.cellules.update({"date": Connu(cells["date"])} if "date" in cells else {})
    return [
        (d.code, d.args.get("compte")) for d in check_exchanges(programmes, b.faits(vacances, actes=(row,)))
    ]


@pytest.mark.parametrize("code", ["CR898", "CR899"])
@pytest.mark.parametrize("section", ["Refusé", "Accepté"])
def test_page(code, section):
    page = catalogue.page(code)
    assert page is not None
    (row,) = csv.DictReader(dict(BLOC.findall(page.corps))[section].splitlines(), delimiter=";")
    said = {colonne.lower(): valeur for colonne, valeur in row.items() if colonne != "ACTE"}
    autre = b.programme(b.part("part_autre"), ident="etat-93--autre", titulaire="als", en_vigueur=VIGUEUR)
    told = [found_code for found_code, _ in found([ETAT, autre], **said)]
    assert told == ([code] if section == "Refusé" else [])


@pytest.mark.parametrize(
    ("vacance", "jour", "told"),
    [
        ("A", "2025-03-30", []),
        ("B", "2025-03-30", [("CR898", "commune")]),
        ("B", "2025-07-01", []),
        ("C", "2025-03-30", []),  # No convention there: no entry to make.
        ("Z", "2025-03-30", []),  # Not read: CR824 says so.
        (None, "2025-03-30", []),
        (None, "2024-03-30", [("CR898", "commune")]),
    ],
)
def test_a_type_is_that_of_the_conventions_where_the_dwelling_is(vacance, jour, told):
    where = {} if vacance is None else {"vacance": vacance}
    assert found([ETAT, *VILLES], compte="commune", date=jour, **where) == told


def test_an_account_of_a_split_has_the_dates_of_the_split():
    later = split(en_vigueur=ir.Validite(du=date(2026, 1, 1)))
    ville = town("ville-a", "93048", "2025-01-01", later)
    assert found([ville], compte="epci", date="2025-06-03") == [("CR898", "epci")]
    assert found([ville], compte="epci", date="2026-06-03") == []
    assert found([ETAT], compte="epci", date="2025-06-03") == []


@pytest.mark.parametrize(
    ("acte", "told"),
    [
        ({"clause": "part_ville"}, []),
        ({"clause": "garants"}, []),
        ({"clause": "part_vile"}, ["CR810"]),
        ({"clause": "part_ville", "convention": "ville-b"}, []),
        # The convention of one side, the clause of the other; or of neither.
        ({"clause": "part_etat", "cedant": "etat", "convention": "ville-b"}, []),
        ({"clause": "part_ville", "convention": "etat-93--exemple"}, ["CR899"]),
        ({"clause": "part_etat", "convention": "ville-c"}, ["CR899", "CR899"]),
        ({"convention": "ville-b"}, []),
        ({"convention": "ville-c"}, ["CR899"]),
        ({"clause": "part_etat"}, ["CR899"]),
        ({"clause": "garants", "vacance": "B"}, ["CR899"]),
        ({"clause": "part_ville", "vacance": "B"}, []),
        ({"clause": "part_ville", "date": "2025-03-30", "vacance": "B"}, ["CR898", "CR899"]),
    ],
)
def test_a_clause_that_nobody_has_or_that_is_of_neither_account(acte, told):
    programmes = [ETAT, town("ville-a", "93048", "2025-01-01", split()), VILLES[1]]
    acte = {"date": "2025-08-03", **acte}
    assert [code for code, _ in found(programmes, compte="commune", **acte)] == told


def test_of_a_convention_that_has_no_such_part_its_own_parts_are_cited():
    rows = [
        b.ligne(
            "journal",
            "X",
            acte="echange",
            compte="commune",
            cedant="etat",
            clause="part_vile",
            convention="etat-93--exemple",
        )
    ]
    (said,) = check_exchanges([ETAT, *VILLES], b.faits(VACANCES, actes=tuple(rows)))
    assert said.args["connues"] == "part_etat"


@pytest.mark.parametrize(
    ("vacance", "acte", "told"),
    [
        ({"qpv": False}, {}, [("CR889", "etat")]),
        ({"qpv": False}, {"clause": "part_etat"}, []),
        ({"qpv": False}, {"date": "2024-06-03"}, [("CR898", "etat")]),
        ({"qpv": True}, {}, []),
        ({"qpv": "?"}, {}, []),
        # Of days before the convention, it is on any of its parts.
        ({"qpv": False, "disponibilite": "2024-11-01"}, {}, []),
    ],
)
def test_half_an_exchange_of_a_dwelling_that_no_part_keeps_is_told(vacance, acte, told):
    etat = b.programme(b.part("part_etat", base=b.flux(b.QPV)), ident="etat-93--exemple", en_vigueur=VIGUEUR)
    row = {"compte": "als", "cedant": "etat", "date": "2025-06-03", "vacance": "Q"} | acte
    seen = {"commune": "93048", "disponibilite": "2025-02-03"} | vacance
    assert found([etat], vacances=b.vacances("Q", **seen), **row) == told
