"""Files joined by a key: what serves several vacancies, what cannot, and keys that are none."""

from datetime import date

import pytest

from convrules.base.dates import Evenement
from convrules.base.values import INCONNU, Connu, Erreur, TCondition, TEvenement, TTexte
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits, FichierBrut, Lecture
from convrules.facts.jointure import DEUX_CLES, PLUSIEURS
from convrules.facts.mapping import load_faits
from facts.landlord import CONTEXTE, ID, codes, colonne, load, mapping, source


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
