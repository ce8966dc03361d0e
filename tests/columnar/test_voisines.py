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
JAMAIS_REMIS = f"clauses:\n  - éligibilité: jamais_remis\n    règle: non (remise a eu lieu)\n{SOURCE}"
REMET = f"""clauses:
  - délai: vite
    règle: proposition au plus tard 10 jours après information
    débiteur: réservataire
    à défaut: remise à etat, comptée
{SOURCE}"""
SEINE_SAINT_DENIS, SAINT_DENIS = 'département: "93"', 'commune: "93048"'


def convention(ident: str, type_: str, territoire: str, clauses: str, rattachement: str) -> str:
    return f"""convention: {ident}
bailleur: {{ nom: B, siren: "000000000" }}
réservataire: {{ nom: {type_}, type: {type_} }}
territoire: {{ {territoire} }}
en vigueur: {{ du: 2024-01-01, au: 2026-12-31 }}
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
    folder: Path, conventions: Sequence[tuple[str, str, str, str, str]], rows: Sequence[Mapping[str, object]]
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
