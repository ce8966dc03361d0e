"""Files to facts: headers, accounts of rows, tables that hang on each other."""

import hashlib
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import INCONNU, Connu, Erreur, TCode, TCondition, TDate, TTexte
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits, DefautPose, FichierLu
from convrules.facts.records import Place, Prevision
from convrules.facts.repetitions import DEUX_LIGNES
from facts.landlord import BONNE, ENTETE, ENTIER, ID, codes, colonne, load, load_text, mapping, source


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
