"""The example landlord's annual report, counted again without the engine.

Plain reading of the CSV files: no import from convrules; a missing cell is tried with every value it may
hold, and a dwelling is certain when all of them count it. Run alone it prints the totals:

    python tests/independent/recompute_bilan.py
"""

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from independent.recompute import PLAINE, Row, completions, happened, in_scope, rows, under

HOLDERS = {
    "Préfet de la Seine-Saint-Denis": ("PREF", lambda insee: insee.startswith("93")),
    "Action Logement Services": ("AL", lambda insee: insee.startswith("93")),
    "Plaine Commune": ("EPT", lambda insee: insee in PLAINE),
    "Ville de Saint-Denis": ("VILLE", lambda insee: insee == "93066"),
}
WITHDRAWN = {
    "MUT": "mutation",
    "NPNRU": "relogement_ru",
    "COPRO": "relogement_copropriete",
    "INSAL": "relogement_l521_3",
    "VENTE": "relogement_vente",
}
DECIDE = ("DT_DISPO", "NATURE", "USAGE", "FINAN", "CONV", "CONTINGENT")
FINANCING = {
    "10": "plai",
    "11": "plai",
    "12": "ancien",
    "13": "plus",
    "14": "pls",
    "16": "pli",
    "52": "ancien",
}
PRIORITY = {"1": "oui", "2": "non"}
EVENTS = {"proposes": "DT_PROPO", "attribues": "DT_ATTRIB"}
STARTS = (1949, 1975, 2000)
Counts = dict[str, Counter[str]]
"""By « proposes min » and the like: dwellings by value."""


def period(year: str) -> str:
    if year == "":
        return ""
    found = int(year)
    if found < STARTS[0]:
        return f"-{STARTS[0] - 1}"
    if found >= STARTS[-1]:
        return f"{STARTS[-1]}-"
    after = next(s for s in STARTS if s > found)
    return f"{max(s for s in STARTS if s <= found)}-{after - 1}"


AXES = {
    "typologie": lambda row: row["TYPO"].removesuffix("B"),
    "financement": lambda row: FINANCING.get(row["FINAN"], ""),
    "qpv": lambda row: PRIORITY.get(row["QPV"], ""),
    "commune": lambda row: row["INSEE"],
    "periode_construction": lambda row: period(row["ANNEE"]),
}


def counts_for(row: Row, code: str) -> bool:
    """A completed row: under a convention, in its scope, on the account, not withdrawn."""
    return under(row) and in_scope(row) and row["CONTINGENT"] == code and row["USAGE"] not in WITHDRAWN


def statement(data: list[Row], holder: str, axis: str | None) -> Counts:
    """Certain and possible dwellings of each measure, by value of an axis (None: all together; « tous »: by
    the values of all of them, between bars)."""
    code, covers = HOLDERS[holder]
    found: Counts = {f"{m} {end}": Counter() for m in EVENTS for end in ("min", "max")}
    for row in data:
        if not covers(row["INSEE"]):
            continue
        answers = {counts_for(r, code) for r in completions(row, DECIDE)}
        axes = list(AXES) if axis == "tous" else [axis] if axis else []
        value = "|".join(AXES[a](row) for a in axes)
        for measure, column in EVENTS.items():
            if happened(row, column):
                found[f"{measure} min"][value] += answers == {True}
                found[f"{measure} max"][value] += True in answers
    return found


def withdrawals(data: list[Row], category: str) -> dict[str, tuple[int, int]]:
    """Over the landlord: vacancies withdrawn in the year, and lettings made of such dwellings."""
    usage = next(u for u, c in WITHDRAWN.items() if c == category)

    def gone(row: Row) -> bool:
        return under(row) and in_scope(row) and row["USAGE"] == usage

    made, let = [], []
    for row in data:
        if not row["INSEE"].startswith("93"):
            continue
        every = list(completions(row, DECIDE))
        made.append({gone(r) and happened(r, "DT_DISPO") for r in every})
        let.append({gone(r) and happened(r, "DT_ATTRIB") for r in every})
    return {
        nom: (sum(a == {True} for a in answers), sum(True in a for a in answers))
        for nom, answers in (("soustraits", made), ("attribues", let))
    }


def proposed_or_let(data: list[Row]) -> dict[str, int]:
    """Of the whole landlord, whatever the account and the territory."""
    return {measure: sum(happened(r, column) for r in data) for measure, column in EVENTS.items()}


if __name__ == "__main__":
    vacancies = rows("vacances")
    print(proposed_or_let(vacancies))
    for name in HOLDERS:
        print(name, {k: sum(v.values()) for k, v in statement(vacancies, name, None).items()})
    for category in WITHDRAWN.values():
        print(category, withdrawals(vacancies, category))
