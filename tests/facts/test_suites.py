"""What seems to be missing: a file of a numbered series, the rows of a file, a month of vacancies."""

import re
import unicodedata
from collections.abc import Callable, Sequence

import pytest

from convrules.base.values import TDate, TEvenement, TTexte
from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Diagnostic
from convrules.facts.chargement import FichierBrut, Lecture
from convrules.facts.mapping import load_faits
from convrules.facts.suites import holes
from facts.landlord import CONTEXTE, colonne, in_memory, mapping, source

BLOC = re.compile(r"## (Refusé|Accepté)\n\n```[^\n]*\n(.*?)```", re.S)
ID = colonne("id", TTexte(), "NUM_VAC")
TITRES = "NUM_VAC;DT_DISPO\n"


def dispo(champ: str = "disponibilite") -> object:
    return colonne(champ, TEvenement(), "DT_DISPO", format="mm/aaaa")


def months(texts: Sequence[str], champ: str = "disponibilite", table: str = "vacances") -> list[Diagnostic]:
    """Files of one pattern."""
    columns = (ID, dispo(champ)) if table == "vacances" else (colonne("id", TTexte(), "NUM_VAC"),)
    tables = {"vacances": (ID, dispo(champ)), table: columns}
    files = (source("u.csv"), source("v-*.csv", table)) if table != "vacances" else (source("v-*.csv"),)
    held = tuple(FichierBrut(nom=f"v-{n}.csv", contenu=t.encode()) for n, t in enumerate(texts, 1))
    one = in_memory({"u.csv": (TITRES + "V0;01/2025\n").encode()})
    carte = mapping(files, tables, ignore=("DT_DISPO",))  # type: ignore[arg-type]  # Why: columns of one test.
    return list(
        load_faits(carte, lambda m: one(m) if m == "u.csv" else Lecture(fichiers=held), CONTEXTE).diagnostics
    )


def by_month(counts: dict[str, int]) -> str:
    days = [month for month, count in counts.items() for _ in range(count)]
    return TITRES + "".join(f"V{n};{day}\n" for n, day in enumerate(days))


def only(code: str, found: Sequence[Diagnostic]) -> list[Diagnostic]:
    return [d for d in found if d.code == code]


def _beside(text: str) -> list[Diagnostic]:
    """The example as a table of refusals, beside a vacancy."""
    refus = (colonne("vacance", TTexte(), "NUM_VAC"), colonne("date", TDate(), "DT", format="jj/mm/aaaa"))
    carte = mapping((source("v.csv"), source("r.csv", "refus")), {"vacances": (ID,), "refus": refus})
    files = {"v.csv": b"NUM_VAC\nV1\n", "r.csv": text.encode()}
    return list(load_faits(carte, in_memory(files), CONTEXTE).diagnostics)


PAGES: dict[str, Callable[[str], list[Diagnostic]]] = {
    "CR861": lambda text: list(holes(source("vacances-*.csv"), text.split())),
    "CR862": lambda text: months((TITRES + "V1;01/2025\n", text.replace("03/02/", "02/"))),
    "CR855": lambda text: _beside(text),
    "CR863": lambda text: months((by_month({line[3:]: 20 for line in text.split()[1:]}),)),
}


@pytest.mark.parametrize("code", PAGES)
def test_page(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    examples = dict(BLOC.findall(page.corps))
    (found,) = only(code, PAGES[code](examples["Refusé"]))
    assert catalogue.aide(found) and not re.search("[{}…]", catalogue.message(found))
    assert not PAGES[code](examples["Accepté"])


AN = [f"{n:02}" for n in range(1, 13)]


MOIS = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip
ABREGES = ["janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"]


def _plain(mot: str) -> str:
    return mot.replace("é", "e").replace("û", "u")


def _lettered(
    motif: str, *sans: str, write: Callable[[str], str] = str, noms: Sequence[str] = MOIS
) -> list[str]:
    return [motif.format(write(m), n=n) for n, m in enumerate(noms, 1) if _plain(m) not in map(_plain, sans)]


@pytest.mark.parametrize(
    ("names", "missing"),
    [
        ([f"v-2025-{m}.csv" for m in AN if m != "07"], ["« v-2025-07.csv »"]),
        ([f"v-2025-{m}.csv" for m in AN], []),
        ([f"v_2025{m}.csv" for m in AN if m != "07"], ["« v_202507.csv »"]),
        ([f"v-{m}-2025.csv" for m in AN if m not in ("03", "07")], ["« v-03-2025.csv », « v-07-2025.csv »"]),
        ([f"2025/{m}/v.csv" for m in AN if m != "07"], ["« 2025/07/v.csv »"]),
        (["v-2024-11.csv", "v-2024-12.csv", "v-2025-02.csv"], ["« v-2025-01.csv »"]),
        (["v-2024-11.csv", "v-2024-12.csv", "v-2025-01.csv"], []),
        (["v-20250131.csv", "v-20250228.csv", "v-20250430.csv"], ["« v-202503.csv »"]),
        (["v-2022.csv", "v-2023.csv", "v-2025.csv"], ["« v-2024.csv »"]),
        (["v-8.csv", "v-9.csv", "v-11.csv"], ["« v-10.csv »"]),
        (["v-08.csv", "v-09.csv", "v-11.csv"], ["« v-10.csv »"]),
        ([f"v-{m}.csv" for m in ("01", "03", "08")], []),
        (_lettered("v-{}.csv", "mai"), ["« v-mai.csv »"]),
        (_lettered("v-{}.csv"), []),
        (_lettered("v-{n:02}-{}.csv", "mai"), ["« v-05-mai.csv »"]),
        (_lettered("v-{}.csv", "août", "décembre"), ["« v-août.csv »"]),
        (_lettered("V_{}_2025.CSV", "mars", write=str.upper), ["« V_MARS_2025.CSV »"]),
        (_lettered("2025 {}.csv", "mai", write=str.capitalize), ["« 2025 Mai.csv »"]),
        (_lettered("{}/v.csv", "février", write=_plain), ["« fevrier/v.csv »"]),
        (_lettered("v-{}.csv", "févr", noms=ABREGES), ["« v-févr.csv »"]),
        (_lettered("v-{}25.csv", "aout", noms=[_plain(m) for m in ABREGES]), ["« v-aout25.csv »"]),
        (
            _lettered("v-{}.csv", "juin", noms=[unicodedata.normalize("NFD", m) for m in MOIS]),
            ["« v-juin.csv »"],
        ),
        (["v-nov-2024.csv", "v-déc-2024.csv", "v-févr-2025.csv"], ["« v-janv-2025.csv »"]),
        # Words that only hold a month, and a number that is not its own.
        ([f"v-{x}.csv" for x in ("maison", "marseille", "juinot")], []),
        (["v-3-mai.csv", "v-4-juillet.csv", "v-5-août.csv"], []),
        # Two files are no series; a regular step has no hole; codes are far from one another.
        (["v-2025-01.csv", "v-2025-03.csv"], []),
        (["v-2025-03.csv", "v-2025-06.csv", "v-2025-09.csv", "v-2025-12.csv"], []),
        (["v-2025-03.csv", "v-2025-06.csv", "v-2025-12.csv"], ["« v-2025-09.csv »"]),
        (["v-75.csv", "v-77.csv", "v-92.csv", "v-93.csv"], []),
        (["v-a1.csv", "v-b3.csv", "v-c4.csv"], []),
        ([], []),
    ],
)
def test_numbers_that_are_skipped(names: list[str], missing: list[str]) -> None:
    found = list(holes(source("v-*.csv"), names))
    assert [d.args["fichiers"].replace("\u00a0", " ") for d in found] == missing


def test_a_hole_is_told_when_the_files_are_read() -> None:
    row = TITRES + "V{n};01/2025\n"
    held = tuple(FichierBrut(nom=f"v-{n}.csv", contenu=row.format(n=n).encode()) for n in (1, 2, 4))
    carte = mapping((source("v-*.csv"),), {"vacances": (ID, dispo())})  # type: ignore[dict-item]  # Why: a column.
    (found,) = load_faits(carte, lambda _: Lecture(fichiers=held), CONTEXTE).diagnostics
    assert (found.code, found.args["nombre"], found.args["presents"]) == ("CR861", "1", "3")


@pytest.mark.parametrize(("table", "told"), [("vacances", 1), ("logements", 1), ("conventions", 0)])
def test_where_a_file_without_rows_is_told(table: str, told: int) -> None:
    rows = TITRES + "V1;01/2025\n"
    assert len(only("CR862", months((rows, TITRES), table=table))) == told
    assert not only("CR862", months((rows,), table=table))


def test_a_file_that_may_have_no_row_is_not_told() -> None:
    """Another without rows is."""
    texts = {"v.csv": TITRES + "V1;01/2025\n", "a.csv": TITRES, "b.csv": TITRES}
    sources = (source("v.csv"), source("a.csv", vide=True), source("b.csv"))
    held = in_memory({nom: text.encode() for nom, text in texts.items()})
    found = load_faits(mapping(sources, {"vacances": (ID, dispo())}), held, CONTEXTE).diagnostics  # type: ignore[dict-item]  # Why: a column.
    assert [d.args["fichier"] for d in only("CR862", list(found))] == ["b.csv"]


EMPTY = {"refus": "VACANCE", "droits": "NUM", "soustractions": "NUM", "programmes": "NUM", "logements": "NUM"}


@pytest.mark.parametrize("table", EMPTY)
@pytest.mark.parametrize("texts", [("",), ("", ""), ("", "V0\n")])
def test_a_table_without_a_row_is_told(table: str, texts: Sequence[str]) -> None:
    """A filter that lets nothing through leaves titles; of several files, some may well have no row."""
    title = EMPTY[table]
    column = colonne("vacance" if table == "refus" else "id", TTexte(), title)
    carte = mapping((source("u.csv"), source("t-*.csv", table)), {"vacances": (ID,), table: (column,)})
    held = tuple(FichierBrut(nom=f"t-{n}.csv", contenu=f"{title}\n{x}".encode()) for n, x in enumerate(texts))
    one = in_memory({"u.csv": b"NUM_VAC\nV0\n"})
    found = load_faits(carte, lambda m: one(m) if m == "u.csv" else Lecture(fichiers=held), CONTEXTE)
    told = only("CR855", found.diagnostics)
    assert [(d.args["table"], bool(d.args["sens"])) for d in told] == ([] if any(texts) else [(table, True)])


def test_when_no_file_has_rows_that_alone_is_told() -> None:
    assert [d.code for d in months((TITRES, TITRES))] == ["CR737", "CR737"]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"06/2025": 20, "08/2025": 20}, ["07/2025"]),
        ({"06/2025": 19, "08/2025": 20}, []),
        ({"06/2025": 20, "07/2025": 1, "08/2025": 20}, []),
        ({"11/2024": 30, "02/2025": 30}, ["12/2024 et 01/2025"]),
        # A programme delivered in two parts to a landlord that has little else.
        ({"01/2025": 2, "03/2025": 40, "05/2025": 30, "09/2025": 1, "10/2025": 1, "11/2025": 1}, []),
        # Other months of the series do not have to be full.
        ({"01/2025": 15, "03/2025": 25, "05/2025": 25, "06/2025": 25}, ["04/2025"]),
        ({"01/2023": 30, "02/2025": 30}, []),
    ],
)
def test_a_month_without_a_vacancy(counts: dict[str, int], told: list[str]) -> None:
    for champ in ("disponibilite", "information"):
        found = only("CR863", months((by_month(counts),), champ))
        assert [(d.args["mois"], d.args["champ"]) for d in found] == [(mois, champ) for mois in told]
