"""When a turn closed: a day, or the days on which it may have; never more sure than what closed it."""

from datetime import date

import pytest

from convrules.api.verification import verify_paths
from convrules.base.dates import Evenement, connu, pas_survenu
from convrules.base.values import Connu
from convrules.compiler import Programme
from convrules.facts.records import Ligne, Vacance
from convrules.render.document import to_text
from convrules.render.explain import explain
from convrules.render.lexicon import lexique_of
from convrules.render.machine import vacancy as json_of
from convrules.runtime.decision import Decision
from convrules.runtime.vacance import evaluate_vacance
from runtime.build import jour
from test_conformance import with_frame

TEXTE = """\
clauses:
  - champ: ordinaires
    règle: nature = logement_ordinaire
    source: { article: "1" }
  - délai: premiere
    règle: proposition au plus tard 1 mois après information
    débiteur: réservataire
    à défaut: remise au bailleur, non comptée
    source: { article: "1" }
  - suite: visite_en_qpv
    après: visite
    si: qpv
    effet: remise au bailleur, comptée
    source: { article: "1" }
  - obligation: un_candidat_au_plus
    règle: nombre(candidatures) <= 1
    débiteur: réservataire
    source: { article: "1" }
"""
AU = date(2025, 5, 1)
PERHAPS = {"debut": "2025-02-20", "jamais": False}


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    folder = tmp_path_factory.mktemp("c")
    (folder / "c.yaml").write_text(with_frame(TEXTE), encoding="utf-8")
    (report,), _ = verify_paths([folder])
    (found,) = report.programmes.values()
    return found


def judged(programme: Programme, **cells: str | bool) -> Decision:
    """Proposed in time unless told; nothing has come but what is told."""
    days = {"disponibilite": "2025-02-03", "information": "2025-02-10", "proposition": "2025-02-11"}
    given = dict.fromkeys(("visite", "bail", "remise"), "pas") | days
    own: dict[str, str | bool] = {"nature": "logement_ordinaire", "commune": "93048", **given, **cells}
    row = {k: Connu(value(k, v)) for k, v in own.items() if v != "?"}
    ligne = Ligne(table="vacances", id="V", cellules=row)
    return evaluate_vacance(programme, Vacance(ligne=ligne, candidatures=(), refus=()), AU)


def value(nom: str, v: str | bool) -> str | bool | Evenement:
    if v == "pas":
        return pas_survenu(AU)
    return connu(jour(v)) if isinstance(v, str) and v.startswith("20") else v


def told(programme: Programme, decision: Decision) -> str:
    convention = programme.convention
    blocs = explain([decision], {convention.ident: convention}, lexique_of((convention,)))
    return " ".join(to_text(blocs).replace("\u202f", " ").split())


def closed(decision: Decision) -> object:
    return json_of.decision(decision)["tour_clos"]


def outcome(decision: Decision) -> object:
    return decision.obligations[0].issue


@pytest.mark.parametrize(
    ("cells", "last"),
    [({"proposition": "pas"}, "2025-03-11"), ({"bail": "2025-03-20"}, "2025-03-20")],
    ids=["un délai dépassé", "un bail"],
)
def test_an_effect_in_doubt_may_have_closed_the_turn_before(
    programme: Programme, cells: dict[str, str], last: str
) -> None:
    doubtful = judged(programme, visite="2025-02-20", **cells)
    assert closed(doubtful) == {**PERHAPS, "fin": last}
    assert "s'est clos entre le 20 février 2025 et le" in told(programme, doubtful)
    assert outcome(doubtful) is True, "closed by the day one looks, whichever day it was"
    assert closed(judged(programme, visite="2025-02-20", qpv=False, **cells)) == last
    assert closed(judged(programme, visite="2025-02-20", qpv=True, **cells)) == "2025-02-20"


def test_a_doubt_that_comes_after_takes_nothing_from_a_sure_day(programme: Programme) -> None:
    assert closed(judged(programme, visite="2025-03-25", bail="2025-03-20")) == "2025-03-20"


def test_a_turn_that_only_a_doubt_closes_is_perhaps_open(programme: Programme) -> None:
    doubtful = judged(programme, visite="2025-02-20")
    assert closed(doubtful) == {"debut": "2025-02-20", "fin": None, "jamais": True}
    assert "On ne sait pas si le tour de cette vacance est clos." in told(programme, doubtful)
    assert outcome(doubtful) is not True


def test_a_turn_that_nothing_closes_is_open(programme: Programme) -> None:
    text = told(programme, judged(programme))
    assert "s'est clos" not in text and "est clos." not in text


def test_what_is_perhaps_out_of_scope_closes_no_turn_for_certain(programme: Programme) -> None:
    unknown = judged(programme, nature="?", proposition="pas")
    assert closed(unknown) == {"debut": "2025-03-11", "fin": None, "jamais": True}
    assert "s'est clos" not in told(programme, unknown)
    assert "Peut-être : le logement revient au bailleur" in told(programme, unknown)
    bail = judged(programme, nature="?", proposition="pas", bail="2025-04-02")
    assert closed(bail) == {"debut": "2025-03-11", "fin": "2025-04-02", "jamais": False}
    out = judged(programme, nature="foyer", proposition="pas", bail="2025-04-02")
    assert closed(out) == "2025-04-02", "out of scope, the records alone close it"
