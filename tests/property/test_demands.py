"""Demands with missing cells: what is said of each, and of how many there are, is what every completion of
the cells says; a deadline and a plain count are undecided only where two completions differ. Each kind of
answer is counted, and met."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from convrules.api.verification import verify_paths
from convrules.base.dates import connu, jamais
from convrules.base.outcomes import Indetermine
from convrules.base.values import INCONNU, Cellule, Connu
from convrules.compiler import Programme
from convrules.facts.records import Faits, Ligne
from convrules.runtime.decision import EtatDelai, ResultatDelai
from convrules.runtime.elements import judge_elements
from test_conformance import with_frame

TEXTE = """\
clauses:
  - délai: delivree
    porte sur: demande
    si: dalo
    règle: attestation au plus tard 1 mois après depot
    débiteur: bailleur
    source: { article: "1" }
  - obligation: au_moins_une
    porte sur: convention
    règle: nombre(demandes où dalo et attestation a eu lieu) >= 1
    débiteur: bailleur
    source: { article: "1" }
  - obligation: la_moitie
    porte sur: convention
    règle: nombre(demandes où dalo et attestation <= depot + 1 mois) >= nombre(demandes où dalo) * 50 %
    débiteur: bailleur
    source: { article: "1" }
"""
AU = date(2025, 12, 31)
AVANT, DEPOT, TARD = date(2024, 12, 1), date(2025, 3, 1), date(2025, 4, 2)
DALO: tuple[Cellule, ...] = (Connu(True), Connu(False))
DEPOTS: tuple[Cellule, ...] = (Connu(connu(DEPOT, "depot")), Connu(jamais("depot")))
ATTESTATIONS: tuple[Cellule, ...] = (
    Connu(connu(DEPOT, "attestation")),
    Connu(connu(TARD, "attestation")),
    Connu(jamais("attestation")),
)
POSSIBLES = {"dalo": DALO, "depot": (Connu(connu(AVANT, "depot")), *DEPOTS), "attestation": ATTESTATIONS}
"""A day that is missing may also be long before those that are known."""
EXACTES = ("delivree", "au_moins_une")
"""Clauses that read each cell once: nothing but two completions leaves them undecided."""
Rangs = Mapping[str, Ligne]


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    folder = tmp_path_factory.mktemp("demandes")
    (folder / "a.yaml").write_text(with_frame(TEXTE), "utf-8")
    (report,), blocked = verify_paths([folder])
    assert not blocked and not [d for d in report.diagnostics if d.code < "CR500"], report.diagnostics
    return next(iter(report.programmes.values()))


def said(programme: Programme, rows: Rangs) -> dict[tuple[str, str], object]:
    """By clause and element: the state of a deadline, the outcome of an obligation, None when not known."""
    faits = Faits(bailleur="000000000", vacances=(), demandes=rows)
    found: dict[tuple[str, str], object] = {}
    for clause in programme.elements:
        for e in judge_elements(clause, programme, faits, AU, AU):
            if isinstance(e.resultat, ResultatDelai):
                etat = e.resultat.etat
                found[clause.ident, e.element] = None if etat is EtatDelai.INDETERMINE else etat
            else:
                issue = e.resultat.issue
                found[clause.ident, e.element] = None if isinstance(issue, Indetermine) else issue
    return found


def demand(nom: str, cells: Sequence[Cellule]) -> Ligne:
    return Ligne(table="demandes", id=nom, cellules=dict(zip(POSSIBLES, cells, strict=True)))


def completions(rows: Rangs) -> Iterator[Rangs]:
    holes = [(nom, champ) for nom, r in rows.items() for champ, c in r.cellules.items() if c == INCONNU]
    for values in product(*(POSSIBLES[champ] for _, champ in holes)):
        done = dict(rows)
        for (nom, champ), value in zip(holes, values, strict=True):
            done[nom] = replace(done[nom], cellules={**done[nom].cellules, champ: value})
        yield done


def tables() -> Iterator[Rangs]:
    """Every row alone, beside one that is whole, and two with holes."""
    known = [*product(DALO, DEPOTS, ATTESTATIONS)]
    every = [*product((*DALO, INCONNU), (*DEPOTS, INCONNU), (*ATTESTATIONS, INCONNU))]
    for cells in every:
        yield {"A": demand("A", cells)}
    for first, second in product(every[::5], known[::5]):
        yield {"A": demand("A", first), "B": demand("B", second)}
    for first, second in product(every[::7], every[3::7]):
        yield {"A": demand("A", first), "B": demand("B", second)}


def test_what_is_said_holds_whatever_completes_the_cells(programme: Programme) -> None:
    met: Counter[tuple[str, str]] = Counter()
    for rows in tables():
        own = said(programme, rows)
        every = [said(programme, done) for done in completions(rows)]
        for key, answer in own.items():
            possible = {one[key] for one in every}
            met[key[0], str(answer)] += 1
            if answer is not None:
                assert possible == {answer}, (key, rows)
            elif key[0] in EXACTES:
                assert len(possible) > 1, (key, rows)
    print(dict(met))
    assert {answer for clause, answer in met if clause == "delivree"} == {
        "None", EtatDelai.TENU, EtatDelai.DEPASSE, EtatDelai.SANS_OBJET,
    }  # fmt: skip
    for clause in ("au_moins_une", "la_moitie"):
        assert min(met[clause, answer] for answer in ("True", "False", "None")) >= 2, met


def test_the_order_of_demands_decides_nothing(programme: Programme) -> None:
    for rows in tables():
        assert said(programme, rows) == said(programme, dict(reversed(rows.items())))


def test_an_event_of_a_demand_is_read_as_of_the_day(programme: Programme) -> None:
    later = Connu(connu(date(2026, 1, 1), "attestation"))
    (found,) = [
        answer
        for (clause, _), answer in said(programme, {"A": demand("A", (DALO[0], DEPOTS[1], later))}).items()
        if clause == "au_moins_une"
    ]
    assert found is False
