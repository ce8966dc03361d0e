"""Conventions beside others: of the same holder, or that hand rows over. Every engine says of each row what
the scalar evaluator says of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier

AU = date(2025, 12, 31)
SOURCE = '    source: { article: "1" }\n'
TOUT = f"clauses:\n  - champ: tout\n    règle: nature = logement_ordinaire\n{SOURCE}"
PETITS = f"""paramètres:
  plafond: {{ valeurs: [{{ du: 2019-01-01, valeur: 50 m² }}, {{ du: 2025-05-02, valeur: 70 m² }}] }}
clauses:
  - éligibilité: petits
    règle: surface <= plafond
{SOURCE}"""
GRANDS = f"""clauses:
  - éligibilité: grands
    règle: surface > 50 m² et nature = logement_ordinaire
{SOURCE}"""
JAMAIS_REMIS = f"clauses:\n  - éligibilité: jamais_remis\n    règle: non (remise a eu lieu)\n{SOURCE}"
REMET = f"""clauses:
  - délai: vite
    règle: proposition au plus tard 10 jours après information
    débiteur: réservataire
    à défaut: remise à etat, comptée
{SOURCE}"""
SEINE_SAINT_DENIS, SAINT_DENIS = 'département: "93"', 'commune: "93048"'


VIE = "du: 2024-01-01, au: 2026-12-31"


def convention(
    ident: str, type_: str, territoire: str, clauses: str, rattachement: str, vie: str = VIE
) -> str:
    return f"""convention: {ident}
bailleur: {{ nom: B, siren: "000000000" }}
réservataire: {{ nom: {type_}, type: {type_} }}
territoire: {{ {territoire} }}
en vigueur: {{ {vie} }}
document: {{ articles: ["1"] }}
choix:
  période: année civile
  rattachement: {rattachement}
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
{clauses}"""


def dossier_of(
    folder: Path, conventions: Sequence[tuple[str, ...]], rows: Sequence[Mapping[str, object]]
) -> Dossier:
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', encoding="utf-8")
    for told in conventions:
        (folder / f"{told[0]}.yaml").write_text(convention(*told), encoding="utf-8")
    found = api.open_tables(folder, {"vacances": rows})
    assert isinstance(found, Dossier) and len(found.programmes) == len(conventions)
    return found


def told_by_each(dossier: Dossier) -> int:
    """Every engine of this process says the same; how many pairs there are."""
    number = len(dossier.faits.vacances)
    told = [
        [[r.at(rank) for rank in range(number)] for r in api.statuses(dossier, AU, engine=engine)]
        for engine in ("scalaire", "colonnes", "duckdb")
    ]
    assert told[0] == told[1] == told[2]
    return sum(answer is not None for row in told[0] for answer in row)


def apart(dossier: Dossier) -> dict[str, int]:
    """By engine, how many pairs were judged one by one."""
    return {
        engine: sum(len(r.a_part) for r in api.statuses(dossier, AU, engine=engine))
        for engine in ("colonnes", "duckdb")
    }


def years(dossier: Dossier) -> dict[str, int]:
    """The same of the aggregates of the year, which every engine gives as the definition does."""
    scalar = api.aggregates(dossier, 2025, AU, engine="scalaire")
    found = {engine: api.aggregates(dossier, 2025, AU, engine=engine) for engine in ("colonnes", "duckdb")}
    assert all(said == scalar for said in found.values())
    return {engine: sum(c.a_part for c in said.conventions) for engine, said in found.items()}


def rows_of(*events: str) -> list[dict[str, object]]:
    """Five vacancies of two communes, with these events."""
    days = (("93048", 1), ("93048", 2), ("93066", 6), ("93066", 3), ("93066", 7))
    return [
        {
            "id": f"V{n}",
            "commune": commune,
            "disponibilite": date(2025, month, 5),
            "surface": Decimal(60),
            "nature": "logement_ordinaire",
            **dict.fromkeys(events, date(2025, 3, 3)),
        }
        for n, (commune, month) in enumerate(days)
    ]


def test_two_conventions_of_a_holder_on_some_of_the_rows(tmp_path: Path) -> None:
    """Those of one commune are judged apart, the others together, each by the text of its day."""
    both = [
        ("etat-a", "etat", SEINE_SAINT_DENIS, PETITS, "disponibilite"),
        ("etat-b", "etat", SAINT_DENIS, TOUT, "disponibilite"),
    ]
    assert told_by_each(dossier_of(tmp_path, both, rows_of())) == 7


@pytest.mark.parametrize("event", ["refus_candidat", "nouvelle_proposition", "remise", "echange"])
def test_the_other_convention_attaches_its_rows_otherwise(event: str, tmp_path: Path) -> None:
    """By what the rows alone do not say."""
    both = [
        ("etat-a", "etat", SEINE_SAINT_DENIS, PETITS, "disponibilite"),
        ("etat-b", "etat", SAINT_DENIS, TOUT, event),
    ]
    assert told_by_each(dossier_of(tmp_path, both, rows_of(event))) == 7


def test_one_neighbour_hands_rows_over_and_another_does_not(tmp_path: Path) -> None:
    three = [
        ("etat-a", "etat", SEINE_SAINT_DENIS, JAMAIS_REMIS, "disponibilite"),
        ("als-b", "als", SEINE_SAINT_DENIS, REMET, "disponibilite"),
        ("ville-c", "commune", SEINE_SAINT_DENIS, TOUT, "disponibilite"),
    ]
    first, second, *_ = rows_of("information")
    late: dict[str, object] = {"information": date(2025, 1, 10), "proposition": date(2025, 9, 1)}
    rows = [{**first, **late, "contingent": "als"}, {**second, "contingent": "etat"}]
    assert told_by_each(dossier_of(tmp_path, three, rows)) == 6


def test_a_convention_that_follows_another_leaves_no_row_apart(tmp_path: Path) -> None:
    """Each day is of one of them, or of none: whether the other bears on the row is not asked."""
    three = [
        ("etat-a", "etat", SEINE_SAINT_DENIS, GRANDS, "disponibilite", "du: 2021-01-01, au: 2023-12-31"),
        ("etat-b", "etat", SEINE_SAINT_DENIS, GRANDS, "disponibilite", "du: 2024-01-01, au: 2025-02-28"),
        ("etat-c", "etat", SEINE_SAINT_DENIS, TOUT, "disponibilite", "du: 2025-03-01, au: 2025-06-30"),
    ]
    dossier = dossier_of(tmp_path, three, rows_of())
    assert told_by_each(dossier) == 15
    assert apart(dossier) == {"colonnes": 0, "duckdb": 0}
    assert years(dossier) == {"colonnes": 0, "duckdb": 0}


def test_two_conventions_that_overlap_share_the_rows_of_some_days(tmp_path: Path) -> None:
    """Only the rows of the days of both are judged apart, under each; one leaves its rows by another day."""
    both = [
        ("etat-a", "etat", SEINE_SAINT_DENIS, GRANDS, "disponibilite", "du: 2024-01-01, au: 2025-04-30"),
        ("etat-b", "etat", SEINE_SAINT_DENIS, TOUT, "disponibilite", "du: 2025-03-01, au: 2026-12-31"),
    ]
    dossier = dossier_of(tmp_path, both, rows_of())
    assert told_by_each(dossier) == 10
    assert apart(dossier) == {"colonnes": 2, "duckdb": 2}
    assert years(dossier) == {"colonnes": 2, "duckdb": 2}


def test_a_convention_that_follows_another_but_attaches_rows_by_another_day(tmp_path: Path) -> None:
    """A row of the days of neither or of both: the one by its vacancy, the other by what was done of it."""
    both = [
        ("etat-a", "etat", SEINE_SAINT_DENIS, GRANDS, "disponibilite", "du: 2024-01-01, au: 2025-02-28"),
        ("etat-b", "etat", SEINE_SAINT_DENIS, TOUT, "liberation", "du: 2025-03-01, au: 2026-12-31"),
    ]
    dossier = dossier_of(tmp_path, both, rows_of("liberation"))
    assert told_by_each(dossier) == 10
    assert apart(dossier) == {"colonnes": 4, "duckdb": 4}
    assert years(dossier) == {"colonnes": 4, "duckdb": 4}


def test_a_day_off_in_one_territory_is_a_working_day_in_another(tmp_path: Path) -> None:
    """The day after Christmas, in Alsace: one rule, and dates that one calendar tells apart."""
    delai = f"""clauses:
  - délai: vite
    règle: proposition au plus tard 1 jour ouvré après information
    débiteur: réservataire
{SOURCE}"""
    both = [
        ("a-67", "etat", 'département: "67"', delai, "information"),
        ("b-93", "etat", SEINE_SAINT_DENIS, delai, "information"),
    ]
    rows = [
        {"id": f"{c}-{day}", "commune": c, "information": date(2025, 12, 24), "proposition": day}
        for c in ("67482", "93048")
        for day in (date(2025, 12, 26), date(2025, 12, 29))
    ]
    dossier = dossier_of(tmp_path, both, rows)
    years(dossier)
    found = api.aggregates(dossier, 2025, AU, engine="colonnes").conventions
    assert [dict(d.decomptes) for c in found for d in c.delais] == [{"tenu": 2}, {"tenu": 1, "depasse": 1}]
