"""Files to facts: headers, accounts of rows, tables that hang on each other."""

import hashlib
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.values import INCONNU, Connu, Erreur, TCode, TCondition, TDate, TEvenement, TTexte
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits, DefautPose, FichierBrut, FichierLu, Lecture
from convrules.facts.jointure import DEUX_CLES, PLUSIEURS
from convrules.facts.mapping import load_faits
from convrules.facts.records import Place, Prevision
from convrules.facts.repetitions import DEUX_LIGNES
from facts.landlord import BONNE, CONTEXTE, ENTETE, ENTIER, codes, colonne, load, load_text, mapping, source

ID = colonne("id", TTexte(), "ID")


# --- header ---------------------------------------------------------------------------------
def test_a_column_neither_mapped_nor_ignored() -> None:
    checked = load_text("X;NOM;" + ENTETE + "1;DUPONT;" + BONNE)
    assert codes(checked) == ["CR721"]
    assert checked.diagnostics[0].span.text == "X"


def test_a_personal_column_must_be_ignored_by_name() -> None:
    checked = load_text("DT_NAISS;" + ENTETE + "01/01/1980;" + BONNE)
    assert codes(checked) == ["CR722"]
    assert "1980" not in checked.diagnostics[0].span.source.text


def test_a_personal_column_is_never_mapped() -> None:
    carte = mapping((source("v.csv"),), {"vacances": (ID, colonne("programme", TTexte(), "NOM_LOCATAIRE"))})
    checked = load(carte, {"v.csv": b"ID;NOM_LOCATAIRE\nV1;DUPONT\n"})
    assert codes(checked) == ["CR723"]
    assert checked.value.faits.vacances[0].cellule("programme") == INCONNU
    assert not checked.value.complet


def test_a_mapped_column_that_is_absent() -> None:
    checked = load_text((ENTETE + BONNE).replace("FINAN", "FINANC"))
    assert sorted(codes(checked)) == ["CR720", "CR721"]
    absent = next(d for d in checked.diagnostics if d.code == "CR720")
    assert (absent.args["colonne"], absent.args["proche"]) == ("FINAN", "FINANC")
    assert absent.span.source.name == "correspondance.yaml"
    assert not checked.value.complet


# --- accounts -------------------------------------------------------------------------------
def receipt(checked: Checked[ChargementFaits]) -> FichierLu:
    (found,) = checked.value.fichiers
    return found


def test_each_row_is_kept_or_refused_and_each_refusal_is_reported() -> None:
    rows = [
        BONNE,
        BONNE,
        BONNE.replace("V1", ""),
        "V2;93066\n",
        BONNE.replace("V1", "V3").replace("oui", "?"),
    ]
    text = ENTETE + "".join(rows)
    checked = load_text(text)
    assert codes(checked) == ["CR731", "CR730", "CR718", "CR746"]
    found = receipt(checked)
    assert (found.lues, found.gardees, found.refusees) == (5, 2, 3)
    assert found.empreinte == hashlib.sha256(text.encode()).hexdigest()
    # A row without identifier and one that is cut stand for vacancies of which nothing is known.
    vacances = checked.value.faits.vacances
    lost = ["vacances-2025.csv, ligne 4", "vacances-2025.csv, ligne 5"]
    assert [v.id for v in vacances] == ["V1", "V3", *lost]
    assert [v.ligne.refusee for v in vacances] == [False, False, True, True]
    assert isinstance(vacances[2].cellule("commune"), Erreur) and vacances[2].candidatures is None
    assert checked.value.faits.vacances[1].ligne.place == Place(fichier="vacances-2025.csv", ligne=6)
    assert isinstance(checked.value.faits.vacances[1].cellule("qpv"), Erreur)


CELL = st.sampled_from(
    ["", "V1", "V2", "V3", "93066", "oui", "x y", '"a;b"', '"c\nd"', "é", "31/02/2025", "1,5"]
)


@example([["", '"a;b"', '"c\nd"', "", '"a;b"']], "\n")
@given(st.lists(st.lists(CELL, min_size=5, max_size=9), max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_read_is_kept_plus_refused(rows: list[list[str]], end: str) -> None:
    text = ENTETE.replace("\n", end) + "".join(";".join(row) + end for row in rows)
    checked = load_text(text)
    found = receipt(checked)
    assert found.lisible
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert found.lues == len(filled) == found.gardees + found.refusees
    kept = [v for v in checked.value.faits.vacances if not v.ligne.refusee]
    assert len(kept) == found.gardees
    refused = ("CR713", "CR718", "CR730", "CR731", "CR790", "CR795", "CR844")
    refusals = [c for c in codes(checked) if c in refused]
    assert len(refusals) == found.refusees
    lost = len(checked.value.faits.vacances) - len(kept)
    assert lost == sum(c in ("CR718", "CR730", "CR790", "CR795", "CR844") for c in codes(checked))
    cells = [c for v in kept for c in v.ligne.cellules.values()]
    # What two rows of one identifier give differently is told by the refusal of the second.
    errors = [c for c in cells if isinstance(c, Erreur) and c.motif != DEUX_LIGNES]
    told = [c for c in codes(checked) if c not in ("CR788", "CR845")]
    assert len(told) == len(refusals) + len(errors) + (not filled)
    assert ("CR737" in codes(checked)) == (not filled)


@given(st.binary(max_size=200))
def test_any_bytes_give_findings_and_no_crash(content: bytes) -> None:
    checked = load_text(content)
    assert receipt(checked).lisible or codes(checked)


def test_an_absent_file_leaves_its_table_unknown() -> None:
    carte = mapping((source("v.csv"), source("c.csv", "candidatures")), {"vacances": (ID,)})
    checked = load(carte, {"v.csv": b"ID\nV1\n"})
    assert codes(checked) == ["CR701"]
    assert checked.value.faits.vacances[0].candidatures is None
    assert not checked.value.complet


def test_stated_values_are_counted() -> None:
    cause = colonne("conventionne", TCondition(), "CONV", par_defaut="oui")
    checked = load(
        mapping((source("v.csv"),), {"vacances": (ID, cause)}), {"v.csv": b"ID;CONV\nV1;\nV2;non\nV3;\n"}
    )
    assert codes(checked) == []
    assert checked.value.defauts == (
        DefautPose(table="vacances", champ="conventionne", valeur="oui", nombre=2),
    )
    assert [v.cellule("conventionne") for v in checked.value.faits.vacances] == [
        Connu(True), Connu(False), Connu(True),
    ]  # fmt: skip


# --- tables ---------------------------------------------------------------------------------
TABLES = mapping(
    (
        source("v.csv"), source("l.csv", "logements"), source("p.csv", "programmes"),
        source("d.csv", "droits"),
        source("c.csv", "candidatures"), source("f.csv", "previsions"), source("s.csv", "soustractions"),
    ),
    {
        "vacances": (ID, colonne("logement", TTexte(), "LOGT"), colonne("qpv", TCondition(), "QPV")),
        "logements": (ID, colonne("programme", TTexte(), "PROG"),
                      colonne("commune", TCode("commune"), "INSEE")),
        "programmes": (ID, colonne("logements", ENTIER, "NB")),
        "droits": (ID, colonne("logement", TTexte(), "LOGT"), colonne("programme", TTexte(), "PROG")),
        "candidatures": (ID, colonne("vacance", TTexte(), "VAC"), colonne("dalo", TCondition(), "DALO")),
        "previsions": (
            colonne("vacance", TTexte(), "VAC"), colonne("evenement", TTexte(), "EV"),
            colonne("date", TDate(), "DT"), colonne("faite_le", TDate(), "LE"),
        ),
        "soustractions": (
            colonne("annee", ENTIER, "AN"), colonne("categorie", TTexte(), "CAT"),
            colonne("nombre", ENTIER, "NB"),
        ),
    },
)  # fmt: skip
FILES = {
    "v.csv": b"ID;LOGT;QPV\nV1;L1;oui\nV2;L9;non\n",
    "l.csv": b"ID;PROG;INSEE\nL1;P1;93066\n",
    "p.csv": b"ID;NB\nP1;12\n",
    "d.csv": b"ID;LOGT;PROG\nD1;L1;\nD2;;P1\nD3;L7;P1\nD4;;\n",
    "c.csv": b"ID;VAC;DALO\nC1;V1;oui\nC2;V1;non\nC3;V7;oui\n",
    "f.csv": b"VAC;EV;DT;LE\nV1;liberation;2025-06-01;2025-03-01\nV1;liberation;;2025-04-01\n",
    "s.csv": b"AN;CAT;NB\n2025;mutation;5\n",
}


def test_what_belongs_to_a_vacancy_hangs_on_it() -> None:
    checked = load(TABLES, FILES)
    assert sorted(codes(checked)) == ["CR732", "CR734", "CR735", "CR735"]
    one, two = checked.value.faits.vacances
    assert one.logement is not None and one.logement.cellule("departement") == Connu("93")
    assert one.cellule("commune") == Connu("93066")
    assert one.programme is not None and one.programme.cellule("logements") == Connu(Fraction(12))
    assert [c.id for c in one.candidatures or ()] == ["C1", "C2"]
    assert [d.id for d in one.droits or ()] == ["D1", "D2", "D4"]
    assert one.previsions == (
        Prevision(evenement="liberation", jour=date(2025, 6, 1), faite_le=date(2025, 3, 1)),
    )
    assert (two.logement, two.candidatures, two.previsions) == (None, (), ())
    assert one.refus is None
    # D2 hides its dwelling: it may be this one, whose programme nobody says.
    assert [d.id for d in two.droits or ()] == ["D2", "D4"]
    assert checked.value.faits.soldes is None
    assert [r.cellule("nombre") for r in checked.value.faits.soustractions or ()] == [Connu(Fraction(5))]
    accounts = {f.table: (f.lues, f.gardees, f.refusees) for f in checked.value.fichiers}
    assert accounts["candidatures"] == (3, 2, 1)
    assert accounts["previsions"] == (2, 1, 1)


def test_files_joined_by_a_key() -> None:
    qpv = colonne("qpv", TCondition(), "Q", fichier="parc.csv")
    carte = mapping(
        (source("v.csv", cles=("LOGT",)), source("parc.csv", cles=("NUM",))),
        {"vacances": (ID, colonne("logement", TTexte(), "LOGT"), qpv)},
    )
    files = {
        "v.csv": b"ID;LOGT\nV1;L1\nV2;L1\nV3;L3\nV4;\n",
        "parc.csv": b"NUM;Q\nL1;oui\nL2;non\nL1;non\n;oui\n",
    }
    checked = load(carte, files)
    assert codes(checked) == ["CR733", "CR780", "CR730"]
    cells = [v.cellule("qpv") for v in checked.value.faits.vacances]
    contradicted = Erreur("deux lignes de cet identifiant ne disent pas la même chose")
    assert cells == [contradicted, contradicted, INCONNU, INCONNU]
    accounts = {f.nom: (f.lues, f.gardees, f.refusees) for f in checked.value.fichiers}
    assert accounts == {"v.csv": (4, 4, 0), "parc.csv": (4, 1, 3)}


def let_twice(vacances: bytes, baux: bytes, **keys: object) -> Checked[ChargementFaits]:
    """Vacancies of dwellings, and a file of leases beside them."""
    columns = (
        ID,
        colonne("logement", TTexte(), "LOGT"),
        colonne("qpv", TCondition(), "Q", fichier="baux.csv"),
        colonne("bail", TEvenement(), "BAIL", fichier="baux.csv", format="jj/mm/aaaa"),
    )
    keys = {"cles": ("LOGT",), **keys}
    carte = mapping((source("v.csv", cles=keys["cles"]), source("baux.csv", **keys)), {"vacances": columns})
    return load(carte, {"v.csv": vacances, "baux.csv": baux})


def leases(checked: Checked[ChargementFaits]) -> list[object]:
    """Of each vacancy, the day of its lease, or its cell."""
    cells = [v.cellule("bail") for v in checked.value.faits.vacances]
    return [c.valeur.connu if isinstance(c, Connu) and isinstance(c.valeur, Evenement) else c for c in cells]


def test_one_lease_is_not_that_of_two_vacancies() -> None:
    """What is of the dwelling serves both; the lease is of neither, for all one knows."""
    checked = let_twice(
        b"ID;LOGT\nV1;L1\nV2;L2\nV3;L1\n", b"LOGT;Q;BAIL\nL1;oui;03/02/2025\nL2;non;04/02/2025\n"
    )
    assert codes(checked) == ["CR781"]
    (told,) = checked.diagnostics
    assert (told.args["fichier"], told.args["ligne"]) == ("baux.csv", "2")
    assert (told.args["lignes"], told.args["faits"]) == ("V1, V3", "bail")
    assert leases(checked) == [Erreur(PLUSIEURS), date(2025, 2, 4), Erreur(PLUSIEURS)]
    assert [v.cellule("qpv") for v in checked.value.faits.vacances] == [
        Connu(True),
        Connu(False),
        Connu(True),
    ]


def test_the_placing_in_service_serves_the_two_vacancies_of_a_dwelling() -> None:
    columns = (ID, colonne("mise_en_service", TEvenement(), "MES", fichier="parc.csv"))
    carte = mapping(
        (source("v.csv", cles=("LOGT",)), source("parc.csv", cles=("LOGT",))), {"vacances": columns}
    )
    parc = b"LOGT;MES\nL1;1998-06-01\nL9;1998-06-01\n"
    checked = load(carte, {"v.csv": b"ID;LOGT\nV1;L1\nV2;L1\n", "parc.csv": parc})
    assert codes(checked) == ["CR733"]
    days = [v.cellule("mise_en_service") for v in checked.value.faits.vacances]
    assert [isinstance(c, Connu) for c in days] == [True, True]


def test_a_vacancy_without_identifier_may_have_the_lease_too() -> None:
    checked = let_twice(b"ID;LOGT\nV1;L1\n;L1\n", b"LOGT;Q;BAIL\nL1;oui;03/02/2025\n")
    assert codes(checked) == ["CR781", "CR730"]
    assert leases(checked)[0] == Erreur(PLUSIEURS)


def test_a_file_that_says_so_serves_several() -> None:
    checked = let_twice(b"ID;LOGT\nV1;L1\nV2;L1\n", b"LOGT;Q;BAIL\nL1;oui;03/02/2025\n", partagee=True)
    assert "CR781" not in codes(checked)


@pytest.mark.parametrize(
    ("leases_of", "complet"),
    [
        # A file of another year beside the right one, of one pattern.
        ((b"L8;01/02/2024\nL9;01/02/2024\n", b"L1;03/02/2025\n"), True),
        # No row of the whole source is called for: the key is not that of the vacancies.
        ((b"L8;01/02/2024\n", b"L9;03/02/2025\n"), False),
        # One file whose rows cannot be read.
        ((b";01/02/2024\n", b"L1;03/02/2025\n"), False),
    ],
)
def test_leases_of_another_year_do_not_stop_the_year(leases_of: tuple[bytes, bytes], complet: bool) -> None:
    columns = (ID, colonne("bail", TEvenement(), "BAIL", fichier="baux-*.csv", format="jj/mm/aaaa"))
    sources = (source("v.csv", cles=("LOGT",)), source("baux-*.csv", cles=("LOGT",)))
    files = {
        "v.csv": (FichierBrut(nom="v.csv", contenu=b"ID;LOGT\nV1;L1\n"),),
        "baux-*.csv": tuple(
            FichierBrut(nom=f"baux-{n}.csv", contenu=b"LOGT;BAIL\n" + rows)
            for n, rows in enumerate(leases_of)
        ),
    }
    checked = load_faits(
        mapping(sources, {"vacances": columns}), lambda motif: Lecture(fichiers=files[motif]), CONTEXTE
    )
    assert checked.value.complet is complet


def test_two_leases_of_a_dwelling_are_told_apart_by_a_second_column() -> None:
    checked = let_twice(
        b"ID;LOGT;SORTIE\nV1;L1;01/01/2025\nV2;L1;01/09/2025\nV3;L1;\n",
        b"LOGT;SORTIE;Q;BAIL\nL1;01/09/2025;oui;03/10/2025\nL1;01/01/2025;oui;03/02/2025\n",
        cles=("LOGT", "SORTIE"),
    )
    assert codes(checked) == []
    assert leases(checked) == [date(2025, 2, 3), date(2025, 10, 3), INCONNU]


@pytest.mark.parametrize(
    ("sortie", "jointe", "found"),
    [
        ("01/02/2025", "2025-02-01", True),
        ("01/02/2025", "1/2/2025", True),
        ("01/02/2025", "2025-01-02", False),
        # A day that programs write for want of one, and what is no day: nothing is supposed of it.
        ("01/01/1900", "1900-01-01", False),
        ("inconnue", "inconnue", False),
        ("#N/A", "#N/A", False),
    ],
)
def test_days_of_keys_are_compared_as_days(sortie: str, jointe: str, found: bool) -> None:
    days = colonne("liberation", TEvenement(), "SORTIE", format="jj/mm/aaaa", manquant=("inconnue",))
    lease = colonne("bail", TEvenement(), "BAIL", fichier="b.csv")
    cles = ("LOGT", "SORTIE")
    carte = mapping((source("v.csv", cles=cles), source("b.csv", cles=cles)), {"vacances": (ID, days, lease)})
    files = {
        "v.csv": f"ID;LOGT;SORTIE\nV1;L1;{sortie}\nV2;L2;05/06/2025\n".encode(),
        "b.csv": f"LOGT;SORTIE;BAIL\nL1;{jointe};2025-07-01\nL2;05/06/2025;2025-08-01\n".encode(),
    }
    checked = load(carte, files)
    assert leases(checked) == [date(2025, 7, 1) if found else INCONNU, date(2025, 8, 1)]


def test_a_dwelling_that_its_column_says_unknown_joins_nothing() -> None:
    columns = (
        ID,
        colonne("logement", TTexte(), "LOGT", manquant=("9999",)),
        colonne("qpv", TCondition(), "Q", fichier="parc.csv"),
    )
    carte = mapping(
        (source("v.csv", cles=("LOGT",)), source("parc.csv", cles=("NUM",))), {"vacances": columns}
    )
    parc = b"NUM;Q\n9999;oui\nL3;oui\n"
    checked = load(carte, {"v.csv": b"ID;LOGT\nV1;9999\nV3;L3\n", "parc.csv": parc})
    assert [v.cellule("qpv") for v in checked.value.faits.vacances] == [INCONNU, Connu(True)]
    assert codes(checked) == ["CR730"]


def test_rows_of_one_identifier_that_call_for_two_leases_have_neither() -> None:
    checked = let_twice(
        b"ID;LOGT\nV1;L1\nV1;L2\nV2;L3\n", b"LOGT;Q;BAIL\nL1;oui;03/02/2025\nL3;oui;04/02/2025\n"
    )
    assert codes(checked) == ["CR790"]
    assert leases(checked)[:2] == [Erreur(DEUX_CLES), date(2025, 2, 4)]
    assert isinstance(checked.value.faits.vacances[0].cellule("qpv"), Erreur)


def test_a_word_for_the_unknown_is_no_key() -> None:
    checked = let_twice(b"ID;LOGT\nV1;NC\n", b"LOGT;Q;BAIL\nNC;oui;03/10/2025\n", manquant=("NC",))
    assert codes(checked) == ["CR730"]
    assert leases(checked) == [INCONNU]


def test_rows_of_one_identifier_are_copies_or_perhaps_another_vacancy() -> None:
    qpv, piece = colonne("qpv", TCondition(), "Q"), colonne("pmr", TCondition(), "P")
    carte = mapping((source("v.csv"),), {"vacances": (ID, qpv, piece)})
    checked = load(carte, {"v.csv": b"ID;Q;P\nV1;oui;oui\nV1;non;oui\nV2;oui;oui\nV2;oui;oui\n"})
    assert codes(checked) == ["CR790", "CR731"]
    one, two, another = checked.value.faits.vacances
    assert (another.id, another.ligne.refusee) == ("v.csv, ligne 3", True)
    assert isinstance(one.cellule("qpv"), Erreur)
    assert one.cellule("pmr") == Connu(True)
    assert (two.cellule("qpv"), two.cellule("pmr")) == (Connu(True), Connu(True))


def test_a_key_that_is_not_in_its_file() -> None:
    carte = mapping((source("v.csv", cles=("LOGT",)),), {"vacances": (ID,)})
    checked = load(carte, {"v.csv": b"ID\nV1\n"})
    assert codes(checked) == ["CR727"]
    assert not checked.value.complet


def test_a_table_without_its_identifier_is_not_loaded() -> None:
    checked = load(
        mapping((source("v.csv"),), {"vacances": (colonne("qpv", TCondition(), "Q"),)}),
        {"v.csv": b"Q\noui\n"},
    )
    assert codes(checked) == ["CR727"]
    assert checked.value.faits.vacances == ()
    assert not checked.value.complet


def test_a_fact_that_always_exists_is_never_without_object() -> None:
    conv = colonne("conventionne", TCondition(), "CONV", sans_objet=("SO",))
    checked = load(mapping((source("v.csv"),), {"vacances": (ID, conv)}), {"v.csv": b"ID;CONV\nV1;oui\n"})
    assert codes(checked) == ["CR728"]


def test_computed_columns_are_asked_of_the_hook() -> None:
    computed = ir.Colonne(champ="code", type=TTexte(), calcul=ir.Invalide())
    checked = load(mapping((source("v.csv"),), {"vacances": (ID, computed)}), {"v.csv": b"ID\nV1\n"})
    assert checked.value.faits.vacances[0].cellule("code") == Connu("V1!")


def test_one_file_for_two_tables() -> None:
    columns = {
        "vacances": (ID, colonne("programme", TTexte(), "PROG")),
        "programmes": (colonne("id", TTexte(), "PROG"),),
    }
    carte = mapping((source("v.csv"), source("v.csv", "programmes")), columns)
    checked = load(carte, {"v.csv": b"ID;PROG\nV1;P1\n"})
    assert codes(checked) == []
    assert checked.value.faits.vacances[0].programme is not None


def test_a_journal_says_nothing_of_acts_that_it_cannot_hold() -> None:
    """Codes of the mapping list what the journal records: no line of another kind proves nothing."""
    files = {"v.csv": b"ID\nV1\n", "j.csv": b"ACTE;DT\nR;2025-01-03\n"}
    acte = colonne("acte", TCode("acte"), "ACTE")
    columns = (acte, colonne("date", TDate(), "DT", format="aaaa-mm-jj"))
    sources = (source("v.csv"), source("j.csv", "journal"))

    def kept(acte: ir.Colonne) -> list[bool]:
        faits = load(mapping(sources, {"vacances": (ID,), "journal": (acte, columns[1])}), files).value.faits
        return [faits.keeps(kind) for kind in ("reserve", "transmission")]

    assert kept(replace(acte, codes=(("R", "reserve"),))) == [True, False]
    assert kept(acte) == [True, True]
