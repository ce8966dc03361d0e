"""Events of complete columns that files leave out: beside what they lead to, or on every row."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from convrules.base.dates import connu, jamais, pas_survenu
from convrules.base.values import INCONNU, Cellule, Connu, Erreur, SansObjet, TEvenement, TTexte
from convrules.diagnostics import catalogue
from convrules.facts.coherence import OUBLI, held_back, unless_withdrawn
from convrules.facts.muettes import Lecture
from convrules.facts.records import Faits, Ligne, Place, Vacance
from convrules.facts.taries import check_recorded
from facts.landlord import COMPLET, colonne, load, mapping, source

VIDE: Cellule = Connu(pas_survenu(COMPLET))
TOT: Cellule = Connu(pas_survenu(date(2025, 6, 30)))
DEUX = ("information", "proposition")
JAMAIS: Cellule = Connu(jamais())
EVENTS = ("conge", "liberation", "disponibilite", "information", "proposition", "attribution", "bail")


def le(day: str) -> Cellule:
    return Connu(connu(date.fromisoformat(day)))


def row(ident: str = "V-1", **cells: Cellule) -> Ligne:
    return Ligne(table="vacances", id=ident, cellules=cells, place=Place(fichier="v.csv", ligne=2))


MUTATION = {"bail": le("2025-03-11"), "affectation": Connu("mutation_interne")}


# --- beside what it leads to --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cells", "unknown"),
    [
        ({"information": VIDE, "proposition": le("2025-03-11")}, {"information"}),
        ({"information": VIDE, "attribution": le("2025-03-11")}, {"information"}),
        ({"information": VIDE, "proposition": VIDE, "bail": le("2025-03-01")}, {*DEUX}),
        ({"proposition": VIDE, "attribution": le("2025-03-11")}, {"proposition"}),
        # It may have come between the day its column ends and the other's.
        ({"information": TOT, "proposition": le("2025-06-30")}, {"information"}),
        ({"information": TOT, "proposition": le("2025-07-02")}, set()),
        ({"information": TOT, "proposition": le("2025-07-01")}, set()),
        # Nothing follows it, or nothing that is known.
        ({"information": VIDE, "proposition": VIDE, "attribution": VIDE}, set()),
        ({"information": VIDE, "proposition": Erreur("?"), "attribution": INCONNU}, set()),
        ({"proposition": VIDE, "information": le("2025-03-11")}, set()),
        # Somebody wrote it; it has no object; it is unknown already.
        ({"information": JAMAIS, "proposition": le("2025-03-11")}, set()),
        ({"information": SansObjet(), "proposition": le("2025-03-11")}, set()),
        ({"information": INCONNU, "proposition": le("2025-03-11")}, set()),
        ({"proposition": le("2025-03-11")}, set()),
        # An internal transfer, of which no holder is informed.
        ({"information": VIDE, **MUTATION}, set()),
        ({"information": VIDE, **MUTATION, "contingent": Connu("bailleur")}, set()),
        ({"information": VIDE, **MUTATION, "contingent": Connu("commune")}, {"information"}),
        ({"information": VIDE, **MUTATION, "affectation": Connu("location")}, {"information"}),
        ({"information": VIDE, **MUTATION, "affectation": INCONNU}, {"information"}),
    ],
)  # fmt: skip
def test_an_empty_cell_beside_what_it_leads_to_is_unknown(
    cells: dict[str, Cellule], unknown: set[str]
) -> None:
    read = held_back(row(**cells))
    assert {nom for nom in cells if read.cellule(nom) is OUBLI} == unknown
    assert all(read.cellule(nom) == cell for nom, cell in cells.items() if nom not in unknown)


@pytest.mark.parametrize(
    ("cells", "sans_titulaire", "unknown"),
    [
        # Perhaps a holder's, unless none can have it on its account.
        (MUTATION, False, {"information"}),
        (MUTATION, True, set()),
        ({**MUTATION, "contingent": INCONNU}, False, {"information"}),
        ({**MUTATION, "contingent": SansObjet()}, False, set()),
        ({**MUTATION, "contingent": Connu("bailleur")}, False, set()),
    ],
)
def test_an_account_that_is_not_known_is_perhaps_a_holders(
    cells: dict[str, Cellule], sans_titulaire: bool, unknown: set[str]
) -> None:
    vacance = Vacance(ligne=held_back(row(information=VIDE, **cells)))
    read = unless_withdrawn([vacance], lambda asked: [sans_titulaire] * len(asked))[0].ligne
    assert {nom for nom in ("information", "bail") if read.cellule(nom) is OUBLI} == unknown


def loaded(text: str, **keys: object) -> list[Ligne]:
    heads = {"INFORMATION": "information", "PROPOSITION": "proposition", "ATTRIBUTION": "attribution"}
    options = {"format": "jj/mm/aaaa", "complet_au": COMPLET} | keys
    columns = (
        colonne("id", TTexte(), "NUM_VAC"),
        *(colonne(nom, TEvenement(), head, **options) for head, nom in heads.items()),
    )
    found = load(mapping((source("v.csv"),), {"vacances": columns}), {"v.csv": text.encode()})
    return [v.ligne for v in found.value.faits.vacances]


TEXTE = "NUM_VAC;INFORMATION;PROPOSITION;ATTRIBUTION\nV1;;{};\n"


def test_a_file_whose_column_is_not_complete_has_nothing_left_out() -> None:
    assert loaded(TEXTE.format("11/03/2025"))[0].cellule("information") is OUBLI
    open_ = loaded(TEXTE.format("11/03/2025"), complet_au=None)
    assert open_[0].cellule("information") == INCONNU and open_[0].cellule("information") is not OUBLI
    said = loaded(TEXTE.format("11/03/2025"), codes=(("", "jamais"),))
    assert said[0].cellule("information") == Connu(jamais("information"))


def test_of_months_the_last_day_is_looked_at() -> None:
    assert loaded(TEXTE.format("03/2025"), format="mm/aaaa")[0].cellule("information") is OUBLI


# --- what is told -------------------------------------------------------------------------------
def told(
    lignes: Sequence[Ligne], lit: Lecture = lambda champ, compte: True, complet: date | None = COMPLET
) -> list[str]:
    names = dict.fromkeys(nom for ligne in lignes for nom in ligne.cellules)
    columns = (
        colonne("id", TTexte()),
        *(colonne(nom, TEvenement(), complet_au=complet) for nom in names if nom in EVENTS),
    )
    vacances = tuple(Vacance(ligne=held_back(ligne)) for ligne in lignes)
    faits = Faits(bailleur="0", vacances=vacances)
    found = list(check_recorded(mapping((source("v.csv"),), {"vacances": columns}), faits, (), None, lit))
    assert all(catalogue.aide(d) and not re.search("[{}]", catalogue.message(d)) for d in found)
    return [
        f"{d.code} {d.args['champ']} {d.args.get('nombre')} {d.args.get('quoi', '')}".strip() for d in found
    ]


def year(of: int = 300, **cells: str) -> list[Ligne]:
    """Vacancies of the year 2025; contingents and communes come in turn. cells: events that are empty
    (« vide »), « jamais », or empty in one contingent or commune."""
    found = []
    for n in range(of):
        day = date(2025, 1, 1) + timedelta(n)
        there: dict[str, Cellule] = {"contingent": Connu(("etat", "commune", "als")[n % 3])}
        there["commune"] = Connu(("93048", "93066")[n % 2])
        for nom, lag in zip(EVENTS, (-60, -10, 0, 5, 15, 25, 40), strict=True):
            keep = cells.get(nom, "oui")
            there[nom] = JAMAIS if keep == "jamais" else Connu(connu(day + timedelta(lag)))
            if keep in ("vide", ("etat", "commune", "als")[n % 3], ("93048", "93066")[n % 2]):
                there[nom] = VIDE
        found.append(row(f"V-{n}", **there))
    return found


def only(*read: str) -> Lecture:
    """These events, each perhaps of one contingent (« proposition:commune »)."""

    def lit(champ: str, cell: Cellule) -> bool:
        return champ in read or (isinstance(cell, Connu) and f"{champ}:{cell.valeur}" in read)

    return lit


COMMUNE = " vacances du contingent « commune »"
TOUT = ("information", "proposition", "attribution", "bail")


def those(*noms: str, who: str = "vide") -> dict[str, str]:
    return dict.fromkeys(noms, who)


ATTENDUS: list[tuple[dict[str, str], Lecture, list[str]]] = [
    ({}, only(*EVENTS), []),
    # Whole, one contingent, one commune: left out beside what follows.
    ({"information": "vide"}, only("information"), ["CR881 information 300 vacances"]),
    ({"information": "commune"}, only("information"), [f"CR881 information 100{COMMUNE}"]),
    ({"information": "93048"}, only("information"), ["CR881 information 150 vacances"]),
    ({"proposition": "commune"}, only("proposition:commune"), [f"CR881 proposition 100{COMMUNE}"]),
    # Nobody reads it, or of other vacancies: the landlord proposes by itself.
    ({"information": "vide"}, only("proposition"), []),
    ({"proposition": "etat"}, only("proposition:commune"), []),
    ({"proposition": "vide"}, only("proposition:commune"), [f"CR881 proposition 100{COMMUNE}"]),
    # Nothing follows: leases, and all that follows an information.
    ({"bail": "vide"}, only("bail"), ["CR882 bail 245 vacances"]),
    ({"bail": "vide"}, only(), ["CR882 bail 245 vacances"]),
    ({"bail": "jamais"}, only("bail"), []),
    ({"proposition": "vide", "attribution": "vide", "bail": "vide"}, only("proposition", "attribution"),
     ["CR882 proposition 245 vacances", "CR882 attribution 245 vacances", "CR882 bail 245 vacances"]),
    (those(*TOUT), only("information:commune"),
     ["CR882 information 83 vacances", "CR882 attribution 250 vacances", "CR882 bail 250 vacances"]),
    (those(*TOUT, who="commune"),
     only("information", "proposition"),
     [f"CR882 information 83{COMMUNE}",
      f"CR882 proposition 83{COMMUNE}"]),
    (those(*TOUT, who="93048"), only("information"),
     ["CR882 information 125 vacances de la commune 93048"]),
    ({"conge": "vide"}, only("conge"), ["CR882 conge 245 vacances"]),
    ({"conge": "vide", "liberation": "vide"}, only(), []),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "lit", "attendu"), ATTENDUS)
def test_what_is_told_of_a_year(cells: dict[str, str], lit: Lecture, attendu: list[str]) -> None:
    # CR869 and CR880 have tests of their own.
    assert [one for one in told(year(**cells), lit) if one[:5] in ("CR881", "CR882")] == attendu
    assert told(year(**cells), lit, complet=None) == []


def test_nearly_none_is_none() -> None:
    lignes = year(bail="vide")
    some = range(0, 300, 30)
    for n in some:
        lignes[n] = row(f"V-{n}", **{**lignes[n].cellules, "bail": Connu(connu(date(2025, 12, 1)))})
    assert "CR882 bail 245 vacances" in told(lignes, only("bail"))
    assert told(year(of=200, bail="vide"), only("bail")) == ["CR882 bail 200 vacances"]


def test_few_or_recent_vacancies_may_have_none() -> None:
    assert told(year(of=19, bail="vide"), only("bail")) == []
    begun = [x for x in year(bail="vide") if x.id in {f"V-{n}" for n in range(60)}]
    assert told(begun, only("bail"), complet=date(2025, 4, 1)) == []


def test_one_row_that_leaves_something_out_is_told() -> None:
    lignes = year()
    lignes[7] = row("V-7", **{**lignes[7].cellules, "information": VIDE})
    assert told(lignes, only("information")) == ["CR881 information 1 vacance du contingent « commune »"]


def test_new_dwellings_have_no_departure() -> None:
    new = [row(x.id, **{**x.cellules, "premiere_location": Connu(True)}) for x in year(conge="vide")]
    assert told(new, only("conge")) == []


def test_pages() -> None:
    for code in ("CR881", "CR882"):
        page = catalogue.page(code)
        assert page is not None
        blocks = dict(re.findall(r"## (Refusé|Accepté)\n\n```[^\n]*\n(.*?)```", page.corps, re.S))
        for name, expected in (("Refusé", {code}), ("Accepté", set())):
            head, *body = blocks[name].strip().split("\n")
            lignes = [
                row(
                    f"V-{n}-{rank}",
                    **{
                        nom.lower(): le("-".join(reversed(day.split("/")))) if day else VIDE
                        for nom, day in zip(head.split(";"), line.split(";"), strict=True)
                    },
                )
                for n, line in enumerate(body)
                for rank in range(30 if code == "CR882" else 1)
            ]
            assert {one[:5] for one in told(lignes)} == expected
