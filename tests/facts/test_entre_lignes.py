"""Vacancies held against one another, and acts on an identifier that two of them bear."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from convrules.base.values import Connu, Erreur, TCode, TCondition, TDate, TEvenement, TTexte
from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Diagnostic
from convrules.facts.chargement import FichierBrut, Lecture
from convrules.facts.fraicheur import check_complete
from convrules.facts.mapping import load_faits
from convrules.facts.partages import check_shared_acts, undecided_acts
from convrules.runtime.journal import acts_of_vacancy, standing
from facts.landlord import CONTEXTE, colonne, in_memory, mapping, source

BLOC = re.compile(r"## (Refusé|Accepté)\n\n```csv[^\n]*\n(.*?)```", re.S)
ID = colonne("id", TTexte(), "NUM_VAC")
INFO = colonne("information", TEvenement(), "INFO", format="aaaa-mm-jj")
ACTES = (
    colonne("acte", TTexte(), "ACTE"),
    colonne("date", TDate(), "DATE"),
    colonne("vacance", TTexte(), "VACANCE"),
)


def days(*names: str) -> tuple[object, ...]:
    fields = {"DT_INFO": "information", "DT_PROPO": "proposition", "DT_DISPO": "disponibilite"}
    return tuple(colonne(fields[n], TEvenement(), n, format="jj/mm/aaaa") for n in names)


def copies(text: str) -> list[Diagnostic]:
    finan = colonne("financement", TCode("financement"), "FINAN", codes=(("11", "plai"),))
    columns = (ID, colonne("commune", TCode("commune"), "INSEE"), finan, colonne("qpv", TCondition(), "QPV"))
    carte = mapping((source("v.csv"),), {"vacances": (*columns, *days("DT_INFO"))})  # type: ignore[arg-type]  # Why: columns of one test.
    return list(load_faits(carte, in_memory({"v.csv": text.encode()}), CONTEXTE).diagnostics)


PRESQUE = catalogue.page("CR875")


def near_copies(text: str) -> list[Diagnostic]:
    finan = colonne("financement", TCode("financement"), "FINAN", codes=(("11", "plai"),))
    titles = {
        "DT_DISPO": "disponibilite",
        "DT_INFO": "information",
        "DT_PROPO": "proposition",
        "DT_BAIL": "bail",
    }
    events = (colonne(champ, TEvenement(), nom, format="jj/mm/aaaa") for nom, champ in titles.items())
    columns = (ID, colonne("commune", TCode("commune"), "INSEE"), finan, *events)
    carte = mapping((source("v.csv"),), {"vacances": columns})
    return list(load_faits(carte, in_memory({"v.csv": text.encode()}), CONTEXTE).diagnostics)


def test_rows_exported_again_with_a_correction_are_told() -> None:
    assert PRESQUE is not None
    examples = dict(BLOC.findall(PRESQUE.corps))
    (found,) = near_copies(examples["Refusé"])
    assert found.code == "CR875"
    assert [found.args[n] for n in ("vacance", "premiere", "champs", "nombre")] == [
        "V11",
        "V1",
        "« bail »",
        "3",
    ]
    assert near_copies(examples["Accepté"]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Two pairs; a batch of three alike; only two dates in common.
        ("V13;93066;11;05/02/2025;05/03/2025;05/04/2025;15/05/2025\n", ""),
        ("V13;93066", "V14;93066;11;05/02/2025;05/03/2025;05/04/2025;16/05/2025\nV13;93066"),
        (";05/04/2025;", ";;"),
    ],
)
def test_a_few_that_look_alike_are_chance(old: str, new: str) -> None:
    assert PRESQUE is not None
    text = dict(BLOC.findall(PRESQUE.corps))["Refusé"]
    assert old in text
    assert near_copies(text.replace(old, new)) == []


def months(*texts: str) -> list[Diagnostic]:
    carte = mapping((source("v-*.csv"),), {"vacances": (ID, *days("DT_INFO", "DT_PROPO"))})  # type: ignore[arg-type]  # Why: columns of one test.
    files = tuple(FichierBrut(nom=f"v-{n}.csv", contenu=t.encode()) for n, t in enumerate(texts, 1))
    return list(load_faits(carte, lambda _: Lecture(fichiers=files), CONTEXTE).diagnostics)


JANVIER = "NUM_VAC;DT_INFO;DT_PROPO\n" + "".join(f"V{n};03/01/2025;{n + 3:02}/01/2025\n" for n in range(1, 9))


def announced(text: str) -> list[Diagnostic]:
    (dispo,) = days("DT_DISPO")
    dispo = replace(dispo, complet_au=date(2026, 1, 5))  # type: ignore[type-var]  # Why: a column.
    carte = mapping((source("v.csv"),), {"vacances": (ID, dispo)})  # type: ignore[arg-type]  # Why: columns of one test.
    found = load_faits(carte, in_memory({"v.csv": text.encode()}), CONTEXTE)
    return [*found.diagnostics, *check_complete(carte, found.value.faits, found.value.fichiers)]


def journal(text: str) -> list[Diagnostic]:
    rows, acts = text.split("---\n")
    carte = mapping((source("v.csv"), source("j.csv", "journal")), {"vacances": (ID, INFO), "journal": ACTES})
    found = load_faits(carte, in_memory({"v.csv": rows.encode(), "j.csv": acts.encode()}), CONTEXTE).value
    told = list(check_shared_acts(found.faits, found.partages))
    (act,) = acts_of_vacancy(undecided_acts(found.faits, found.partages), "remise", "V1") or ()
    stands, rivals = standing([act], date(2025, 12, 31))
    assert (stands is None, rivals == [act]) == (bool(told), bool(told))
    assert isinstance(act.ligne.cellule("date"), Erreur if told else Connu)
    return told


def test_a_turn_exchanged_on_an_identifier_of_two_vacancies_keeps_its_day() -> None:
    """It counts in that year alone; whether the dwelling was exchanged is not known."""
    carte = mapping((source("v.csv"), source("j.csv", "journal")), {"vacances": (ID, INFO), "journal": ACTES})
    rows = {"v.csv": b"NUM_VAC;INFO\nV1;2025-02-03\nV1;2025-10-04\n"}
    acts = {"j.csv": b"ACTE;DATE;VACANCE\nechange;2025-03-10;V1\n"}
    found = load_faits(carte, in_memory({**rows, **acts}), CONTEXTE).value
    (act,) = undecided_acts(found.faits, found.partages).actes or ()
    assert act.refusee and act.cellule("date") == Connu(date(2025, 3, 10))
    (event,) = acts_of_vacancy(undecided_acts(found.faits, found.partages), "echange", "V1") or ()
    assert standing([event], date(2025, 12, 31)) == (None, [event])


PAGES: dict[str, Callable[[str], list[Diagnostic]]] = {
    "CR840": announced,
    "CR848": copies,
    "CR849": lambda text: months(JANVIER, text),
    "CR847": journal,
}


@pytest.mark.parametrize("code", PAGES)
def test_page(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    examples = dict(BLOC.findall(page.corps))
    found = [d for d in PAGES[code](examples["Refusé"]) if d.code == code]
    assert len(found) == 1 and catalogue.aide(found[0])
    assert not re.search("[{}…]", catalogue.message(found[0]))
    assert not [d for d in PAGES[code](examples["Accepté"]) if d.code == code]


def test_a_pair_is_named_by_its_lines() -> None:
    rows = "V1;93066;11;oui;03/02/2025\nV2;93066;11;non;03/02/2025\nV3;93066;11;oui;03/02/2025\n"
    (found,) = copies(f"NUM_VAC;INSEE;FINAN;QPV;DT_INFO\n{rows}")
    assert (found.args["ligne"], found.args["lieu"]) == ("4", "v.csv, ligne 2")


@pytest.mark.parametrize("row", ["V2;93066;;;03/02/2025", "V2;93066;11;oui;"])
def test_rows_that_say_little_are_alike_by_chance(row: str) -> None:
    assert not copies(f"NUM_VAC;INSEE;FINAN;QPV;DT_INFO\n{row}\n{row.replace('V2', 'V3')}\n")


@pytest.mark.parametrize(
    ("others", "swapped", "told"),
    [(8, 8, True), (8, 4, False), (4, 8, False)],
)
def test_an_order_is_usual_when_nearly_all_rows_have_it(others: int, swapped: int, told: bool) -> None:
    head, *rows = JANVIER.splitlines()
    one = "\n".join((head, *rows[:others]))
    other = "\n".join(("NUM_VAC;DT_PROPO;DT_INFO", *(r.replace("V", "W") for r in rows[:swapped])))
    assert [d.args["fichier"] for d in months(one, other) if d.code == "CR849"] == ["v-2.csv"] * told
