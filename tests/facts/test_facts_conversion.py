"""Texts to cells: one table per type, with what is expected of each text."""

from datetime import date
from fractions import Fraction

import pytest

from convrules import ir
from convrules.base.dates import Evenement, connu, jamais, pas_survenu
from convrules.base.source import NOWHERE
from convrules.base.values import (
    INCONNU,
    SANS_OBJET,
    Cellule,
    Connu,
    Erreur,
    TCode,
    TCondition,
    TDate,
    TEvenement,
    TNombre,
    TTexte,
)
from convrules.diagnostics.catalogue import aide
from convrules.facts.conversion import converter
from facts.landlord import COMPLET, CONTEXTE, ENTIER, FINANCEMENTS, M2, MONTANT, colonne

LOYER = colonne("loyer", MONTANT, unite="€", manquant=("9999",))
SURFACE = colonne("surface", M2)
POINT, APOSTROPHE, ESPACE, NU, ANGLAIS = (
    colonne("loyer", MONTANT, unite="€", format=f)
    for f in ("1.234,56", "1'234.56", "1 234,56", "1234.56", "1,234.56")
)
POINT_M2 = colonne("surface", M2, format="1.234,56", par_defaut="1.5")
ETAGE = colonne("etage", ENTIER, sans_objet=("SO",))
TAUX = colonne("taux", TNombre(taux=True), unite="%")
SOLDE = colonne("solde", TNombre())
QPV = colonne("qpv", TCondition())
QPV_CODE = colonne("qpv", TCondition(), codes=(("1", "oui"), ("2", "non")))
CODES = colonne("ascenseur", TCondition(), codes=(("0", "inconnu"), ("8", "sans objet")))
FINAN = colonne("financement", TCode("financement"))
FINAN_CODE = colonne("financement", TCode("financement"), codes=(("11", "plai"), ("13", "plus")))
INFO = colonne("information", TEvenement(), format="jj/mm/aaaa", complet_au=COMPLET, manquant=("NC",))
INFO_OUVERT = colonne("information", TEvenement(), format="jj/mm/aaaa")
LIBERE = colonne("liberation", TEvenement(), format="jj/mm/aaaa", complet_au=COMPLET)
MOIS_COMPLET = colonne("bail", TEvenement(), format="mm/aaaa", complet_au=COMPLET)
MOIS = colonne("bail", TEvenement(), format="mm/aaaa")
ANNEE = colonne("bail", TEvenement(), format="aaaa")
HEURE = colonne("bail", TEvenement(), format="jj/mm/aaaa hh:mm:ss")
JOUR = colonne("mise_en_location", TDate(), format="jj/mm/aaaa")
COMMUNE = colonne("commune", TCode("commune"))
TEXTE = colonne("programme", TTexte())
MOTIF = colonne("financement", TCode("financement"), par_defaut="plus")
SENTINELLES = colonne("surface", M2, manquant=("999", "NC", "-"), codes=(("500", "inconnu"), ("2", "3")))
MOIS_NUL = colonne("bail", TEvenement(), format="mm/aaaa", manquant=("01/1900", "jamais"))
JOUR_NUL = colonne(
    "mise_en_location",
    TDate(),
    format="jj/mm/aaaa",
    manquant=("31/12/2099",),
    codes=(("01/01/1900", "1900-01-01"), ("01/01/1970", "1970-01-01")),
)
NEUF = colonne("neuf", TCondition(), par_defaut="non")


def interval(debut: date, fin: date) -> Evenement:
    return Evenement(debut=debut, fin=fin, jamais=False, ouvert=False, fait="bail")


GOOD: list[tuple[ir.Colonne, str, Cellule]] = [
    (LOYER, "450,20", Connu(Fraction(45020))),
    (LOYER, "450.20", Connu(Fraction(45020))),
    (LOYER, "1 234,5", Connu(Fraction(123450))),
    (LOYER, "1\u00a0234,50 €", Connu(Fraction(123450))),
    (LOYER, "1\u202f234 €", Connu(Fraction(123400))),
    (LOYER, "12 345 678,90", Connu(Fraction(1234567890))),
    (LOYER, "0,07", Connu(Fraction(7))),
    (LOYER, "9999", INCONNU),
    (LOYER, "", INCONNU),
    *[(LOYER, text, INCONNU) for text in ("9999,00", "9999.0", "9 999", "9\u202f999 €", "09999")],
    (LOYER, "9999,01", Connu(Fraction(999901))),
    *[(SENTINELLES, text, INCONNU) for text in ("999,0", "0999", "999.00", "NC", "-", "500,0")],
    (SENTINELLES, "2,0", Connu(Fraction(3))),
    (SENTINELLES, "99,9", Connu(Fraction(999, 10))),
    *[(MOIS_NUL, text, INCONNU) for text in ("01/1900", "1/1900", "jamais")],
    (MOIS, "02/1970", Connu(interval(date(1970, 2, 1), date(1970, 2, 28)))),
    (ANNEE, "1970", Connu(interval(date(1970, 1, 1), date(1970, 12, 31)))),
    (JOUR_NUL, "01/01/1970", Connu(date(1970, 1, 1))),
    *[
        (HEURE, f"03/02/2025 10:30:00{rest}", Connu(interval(date(2025, 2, 3), date(2025, 2, 3))))
        for rest in ("", ".000", ",1234567")
    ],
    (JOUR_NUL, "02/01/1970", Connu(date(1970, 1, 2))),
    (MOIS_NUL, "01/1902", Connu(interval(date(1902, 1, 1), date(1902, 1, 31)))),
    (JOUR_NUL, "31/12/2099", INCONNU),
    (JOUR_NUL, "1/1/1900", Connu(date(1900, 1, 1))),
    (POINT, "1.234,56", Connu(Fraction(123456))),
    (POINT, "1.234", Connu(Fraction(123400))),
    (POINT, "12.345.678,9 €", Connu(Fraction(1234567890))),
    (POINT, "1234,5", Connu(Fraction(123450))),
    (POINT_M2, "1.234", Connu(Fraction(1234))),
    (POINT_M2, "", Connu(Fraction(3, 2))),
    (APOSTROPHE, "1'234.56", Connu(Fraction(123456))),
    (APOSTROPHE, "1\u2019234", Connu(Fraction(123400))),
    (ESPACE, "1\u00a0234,56", Connu(Fraction(123456))),
    (NU, "1.25", Connu(Fraction(125))),
    (ANGLAIS, "1,234.56", Connu(Fraction(123456))),
    (ANGLAIS, "1,234", Connu(Fraction(123400))),
    (SURFACE, "41,5", Connu(Fraction(83, 2))),
    (SURFACE, "0.1", Connu(Fraction(1, 10))),
    (ETAGE, "-1", Connu(Fraction(-1))),
    (ETAGE, "3,0", Connu(Fraction(3))),
    (ETAGE, "SO", SANS_OBJET),
    (TAUX, "7", Connu(Fraction(7, 100))),
    (TAUX, "7,5 %", Connu(Fraction(3, 40))),
    (SOLDE, "156/5", Connu(Fraction(156, 5))),
    (SOLDE, "-1/3", Connu(Fraction(-1, 3))),
    (SOLDE, "\u22121", Connu(Fraction(-1))),
    (SOLDE, "\u22120,5", Connu(Fraction(-1, 2))),
    *[(QPV, text, Connu(True)) for text in ("oui", "OUI", "o", "O", "vrai", "1", "x", "X")],
    *[(QPV, text, Connu(False)) for text in ("non", "Non", "n", "faux", "0")],
    (QPV, "", INCONNU),
    (QPV_CODE, "2", Connu(False)),
    (CODES, "0", INCONNU),
    (CODES, "8", SANS_OBJET),
    (FINAN, "plai", Connu("plai")),
    (FINAN_CODE, "11", Connu("plai")),
    (INFO, "03/02/2025", Connu(connu(date(2025, 2, 3), "information"))),
    (INFO, "3/2/2025", Connu(connu(date(2025, 2, 3), "information"))),
    (INFO, "29/02/2024", Connu(connu(date(2024, 2, 29), "information"))),
    (INFO, "", Connu(pas_survenu(COMPLET, "information"))),
    (INFO, "NC", INCONNU),
    (INFO, "jamais", Connu(jamais("information"))),
    (INFO_OUVERT, "", INCONNU),
    (INFO, "05/01/2026", Connu(connu(COMPLET, "information"))),
    (INFO_OUVERT, "04/03/2026", Connu(connu(date(2026, 3, 4), "information"))),
    (LIBERE, "04/03/2026", Connu(connu(date(2026, 3, 4), "liberation"))),
    (MOIS_COMPLET, "01/2026", Connu(interval(date(2026, 1, 1), date(2026, 1, 31)))),
    (MOIS, "02/2025", Connu(interval(date(2025, 2, 1), date(2025, 2, 28)))),
    (MOIS, "12/2024", Connu(interval(date(2024, 12, 1), date(2024, 12, 31)))),
    (ANNEE, "2025", Connu(interval(date(2025, 1, 1), date(2025, 12, 31)))),
    (HEURE, "03/02/2025 00:00:00", Connu(connu(date(2025, 2, 3), "bail"))),
    (JOUR, "01/01/1850", Connu(date(1850, 1, 1))),
    (JOUR, "31/12/2150", Connu(date(2150, 12, 31))),
    (COMMUNE, "93066", Connu("93066")),
    (COMMUNE, "01004", Connu("01004")),
    (COMMUNE, "75112", Connu("75112")),
    (TEXTE, "Cité des Œillets", Connu("Cité des Œillets")),
    (MOTIF, "", Connu("plus")),
    (NEUF, "", Connu(False)),
]

BAD: list[tuple[ir.Colonne, str, str]] = [
    (LOYER, "1.234", "CR744"),
    (LOYER, "1.234,56", "CR743"),
    (LOYER, "1'234,56", "CR743"),
    (POINT, "1.23", "CR743"),
    (POINT, "0.123", "CR743"),
    (POINT, "1 234,56", "CR743"),
    (POINT, "1,234.56", "CR743"),
    (POINT, "1234.567,8", "CR743"),
    (POINT, "-1.234,00", "CR745"),
    (APOSTROPHE, "1'234,56", "CR743"),
    (ESPACE, "1.234", "CR743"),
    (NU, "1.234", "CR744"),
    (NU, "1,25", "CR743"),
    (ANGLAIS, "1,23", "CR743"),
    (LOYER, "1,234.56", "CR743"),
    (LOYER, "1.1144e+006", "CR743"),
    (LOYER, "12 34", "CR743"),
    (LOYER, "-12,00", "CR745"),
    (LOYER, "NaN", "CR743"),
    (LOYER, "1/3", "CR743"),
    (SURFACE, "-3", "CR745"),
    (SURFACE, "41 m2", "CR743"),
    (ETAGE, "1,5", "CR744"),
    (SOLDE, "1/0", "CR743"),
    (SOLDE, "9" * 31, "CR743"),
    (QPV, "2", "CR746"),
    (QPV, "yes", "CR746"),
    (QPV_CODE, "oui", "CR747"),
    (FINAN, "PLAI", "CR747"),
    (FINAN_CODE, "14", "CR747"),
    *[(INFO, text, "CR782") for text in ("01/01/1900", "30/12/1899", "31/12/1899", "1/1/1901")],
    *[
        (INFO, text, "CR782")
        for text in ("01/01/1904", "01/01/1970", "00/00/0000", "0/0/0000", "0", "00:00:00", "0000-00-00")
    ],
    *[(INFO, text, "CR782") for text in ("31/12/2078", "06/06/2079", "31/12/2099", "31/12/2100")],
    (HEURE, "01/01/1970 01:00:00", "CR782"),
    *[(HEURE, f"03/02/2025 10:30:00{rest}", "CR740") for rest in (".", "Z", ".000Z", "+01:00")],
    *[(MOIS, text, "CR782") for text in ("01/1900", "01/1970", "12/2099", "12/1899", "00/0000")],
    *[(ANNEE, text, "CR782") for text in ("1900", "2099", "0000")],
    (JOUR, "01/01/1900", "CR782"),
    (INFO, "06/01/2026", "CR839"),
    (MOIS_COMPLET, "02/2026", "CR839"),
    (INFO, "2025-02-03", "CR740"),
    (INFO, "03/02/25", "CR740"),
    (INFO, "45691", "CR740"),
    (INFO, "31/02/2025", "CR741"),
    (INFO, "29/02/2025", "CR741"),
    (INFO, "12/31/2025", "CR741"),
    (INFO, "31/12/1849", "CR742"),
    (INFO, "01/01/2151", "CR742"),
    (INFO, "01/01/9999", "CR742"),
    (MOIS, "13/2025", "CR741"),
    (MOIS, "12/9999", "CR742"),
    (JOUR, "12/9999", "CR740"),
    (JOUR, "02/2025", "CR740"),
    (COMMUNE, "1004", "CR748"),
    (COMMUNE, "93999", "CR749"),
    (COMMUNE, "93066.0", "CR749"),
    (COMMUNE, "Saint-Denis", "CR749"),
    (colonne("departement", TCode("departement")), "1", "CR748"),
    (colonne("departement", TCode("departement")), "20", "CR749"),
    (colonne("epci", TCode("epci")), "20005478", "CR749"),
]


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("45691", "mettez la colonne au format date (jj/mm/aaaa)"),
        ("93066,0", "à « manquant »"),
        ("12/31/2025", "mettez « format: mm/jj/aaaa »"),
        ("31/31/2025", "Corrigez la date dans le logiciel d'origine."),
        ("31/02/2025", "Corrigez la date dans le logiciel d'origine."),
    ],
)
def test_a_day_counted_by_a_spreadsheet_is_not_to_be_lost(text: str, remedy: str) -> None:
    constat = converter(INFO, CONTEXTE.enumerations).value(text).constat
    assert constat is not None
    assert remedy in (aide(constat(span=NOWHERE)) or "")


@pytest.mark.parametrize(("column", "text", "expected"), GOOD, ids=lambda x: str(x)[:40])
def test_a_text_that_reads(column: ir.Colonne, text: str, expected: Cellule) -> None:
    read = converter(column, CONTEXTE.enumerations).value(text)
    assert (read.cellule, read.constat) == (expected, None)


@pytest.mark.parametrize(("column", "text", "code"), BAD, ids=lambda x: str(x)[:40])
def test_a_text_that_does_not(column: ir.Colonne, text: str, code: str) -> None:
    read = converter(column, CONTEXTE.enumerations).value(text)
    assert isinstance(read.cellule, Erreur)
    assert read.constat is not None
    diagnostic = read.constat(span=NOWHERE)
    assert diagnostic.code == code
    assert text[:40] in read.cellule.motif
    assert diagnostic.args["colonne"] == column.colonne


def test_the_near_code_and_the_list_are_named() -> None:
    constat = converter(FINAN, CONTEXTE.enumerations).value("PLAI").constat
    assert constat is not None
    args = constat(span=NOWHERE).args
    assert (args["proche"], args["permis"]) == ("plai", ", ".join(FINANCEMENTS))


def test_the_format_that_would_read_the_date_is_named() -> None:
    constat = converter(INFO, {}).value("2025-02-03").constat
    assert constat is not None
    assert constat(span=NOWHERE).args["autre"] == "aaaa-mm-jj"


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (colonne("bail", TEvenement(), format="jj/mm/aa"), "CR724"),
        (colonne("bail", TEvenement(), format="dd/mm/yyyy"), "CR724"),
        (colonne("bail", TEvenement(), format="jj/aaaa"), "CR724"),
        (colonne("bail", TEvenement(), format=""), "CR724"),
        (colonne("mise_en_location", TDate(), format="mm/aaaa"), "CR725"),
        (colonne("periode_construction", TCode("periode_construction")), "CR729"),
        (colonne("loyer", MONTANT), "CR726"),
        (colonne("loyer", MONTANT, unite="m²"), "CR726"),
        (colonne("surface", M2, unite="ha"), "CR726"),
        (colonne("taux", TNombre(taux=True)), "CR726"),
        (colonne("neuf", TCondition(), par_defaut="peut-être"), "CR746"),
        (colonne("financement", TCode("financement"), par_defaut="11"), "CR747"),
    ],
    ids=str,
)
def test_a_column_badly_described_is_said_once_in_the_mapping(column: ir.Colonne, code: str) -> None:
    checked = converter(column, CONTEXTE.enumerations)
    assert [d.code for d in checked.diagnostics] == [code]
    assert checked.diagnostics[0].span == column.span


@pytest.mark.parametrize("unite", ["€", "euros", "€/mois"])
def test_units_of_money(unite: str) -> None:
    assert converter(colonne("loyer", MONTANT, unite=unite), {}).value("2,50").cellule == Connu(Fraction(250))
