"""A whole file read twice: it is said of the copy."""

import pytest

from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits, FichierBrut, Lecture
from convrules.facts.mapping import load_faits
from facts.landlord import BONNE, CONTEXTE, ENTETE, codes, vacances

CONTENU = ENTETE + BONNE


def read(**files: str) -> Checked[ChargementFaits]:
    return named({f"{nom}.csv": text for nom, text in files.items()})


def named(files: dict[str, str]) -> Checked[ChargementFaits]:
    held = tuple(FichierBrut(nom=nom, contenu=text.encode()) for nom, text in sorted(files.items()))
    return load_faits(vacances(), lambda _: Lecture(fichiers=held), CONTEXTE)


@pytest.mark.parametrize(
    ("copie", "original"),
    [
        ("vac-T1 (copie).csv", "vac-T1.csv"),
        ("vac-T1 - Copie.csv", "vac-T1.csv"),
        ("vac-T1 - Copie (2).csv", "vac-T1.csv"),
        ("Copie de vac-T1.csv", "vac-T1.csv"),
        ("vac (1).csv", "vac.csv"),
        ("vac copy.csv", "vac.csv"),
        # No name says which: the second.
        ("b.csv", "a.csv"),
    ],
)
def test_the_copy_is_blamed(copie: str, original: str) -> None:
    checked = named({copie: CONTENU, original: CONTENU})
    (told,) = [d for d in checked.diagnostics if d.code == "CR865"]
    assert (told.args["fichier"], told.args["premier"], told.args["nombre"]) == (copie, original, "1")
    by_name = {f.nom: f for f in checked.value.fichiers}
    assert (by_name[original].gardees, by_name[copie].refusees) == (1, 1)


def test_files_that_differ_or_have_no_row_are_no_copies() -> None:
    assert codes(read(a=CONTENU, b=ENTETE + BONNE.replace("V1", "V2"))).count("CR865") == 0
    assert codes(read(a=ENTETE, b=ENTETE)).count("CR865") == 0


def test_each_copy_is_told() -> None:
    """Of the first file."""
    told = [d.args for d in read(a=CONTENU, b=CONTENU, c=CONTENU).diagnostics if d.code == "CR865"]
    assert [(a["fichier"], a["premier"]) for a in told] == [("b.csv", "a.csv"), ("c.csv", "a.csv")]
