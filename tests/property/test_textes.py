"""A law of amendments: judged under the amended convention, a vacancy is judged as under the text of its day
written out alone, whatever the order of the files."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules.api.load import load_depot
from convrules.api.verification import check_depot, texts_on
from convrules.base.outcomes import NON_APPLICABLE
from convrules.compiler import Programme
from convrules.runtime.decision import Decision, EtatDelai
from convrules.runtime.vacance import evaluate_vacance
from runtime.build import vacance
from test_avenants import DEUX, UN, write

FIRST = date(2024, 1, 1)
TROIS = """\
avenant: exemple--3
à: exemple
en vigueur: { du: 2025-03-01, au: 2025-08-31 }
modifications:
  - remplace: premiere_proposition
    par:
      règle: proposition au plus tard 5 jours après information
    source: { article: "1" }
  - remplace: logements_adaptes
    par:
      si: non adapte
    source: { article: "2" }
"""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> "Texts":
    return Texts(tmp_path_factory.mktemp("textes"))


class Texts:
    """The amended convention, and each of its texts alone, compiled once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.amended = compiled(write(folder / "avenants", DEUX, TROIS, UN))
        self.alone: dict[str, Programme] = {}

    def of(self, day: date) -> Programme:
        _, (text,) = texts_on([self.folder / "avenants"], day)
        assert text.texte is not None
        body = "".join(line for line in text.texte.splitlines(keepends=True) if "# " not in line)
        if body not in self.alone:
            name = f"seul-{len(self.alone)}"
            self.alone[body] = compiled(write(self.folder / name, convention=text.texte))
        return self.alone[body]


def compiled(folder: Path) -> Programme:
    return check_depot(load_depot(folder)).programmes["exemple"]


def outcomes(decision: Decision) -> dict[str, object]:
    """What is found, by clause; a clause that has no outcome is as if it were not written."""
    found: dict[str, object] = {"statut": decision.statut.possibles, "eligible": decision.eligible}
    states = {d.clause.entete.ident: (d.etat, d.limite) for d in decision.delais}
    found |= {nom: state for nom, state in states.items() if state[0] is not EtatDelai.SANS_OBJET}
    clauses = (*decision.obligations, *decision.soustractions)
    found |= {c.clause.entete.ident: c.issue for c in clauses if c.issue is not NON_APPLICABLE}
    return found


@settings(max_examples=60, deadline=None)
@given(
    offset=st.integers(0, 1095),
    wait=st.integers(0, 80) | st.none(),
    facts=st.fixed_dictionaries(
        {
            "adapte": st.sampled_from([True, False, None]),
            "affectation": st.sampled_from(["location", "mutation_interne", None]),
        }
    ),
)
def test_the_text_of_its_day_judges_a_vacancy(
    offset: int, wait: int | None, facts: dict[str, object], texts: Texts
) -> None:
    day = FIRST + timedelta(days=offset)
    cells = {k: v for k, v in facts.items() if v is not None}
    if wait is not None:
        cells["proposition"] = (day + timedelta(days=wait)).isoformat()
    row = vacance(
        commune="93066",
        nature="logement_ordinaire",
        disponibilite=day.isoformat(),
        information=day.isoformat(),
        **cells,
    )
    au = date(2027, 6, 1)
    left = evaluate_vacance(texts.amended, row, au)
    right = evaluate_vacance(texts.of(day), row, au)
    assert outcomes(left) == outcomes(right)
