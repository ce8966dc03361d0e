"""What a rule asks is what its text, and the exception of the cell where it is missed, ask."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from convrules import api, ir
from convrules.api.dossier import Dossier
from convrules.year.model import BilanConvention, Verdict
from frames import frame_entete

CONVENTION = """territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - part: p
    règle: 100 % des vacances dans l'assiette
    compte: attributions
    application: chaque commune
    arrondi: inférieur
    report: aucun
    force: {signee}
    source: {{ article: "1" }}
  - exception: e
    à: p
    si: commune = "93066"
    remplace:
      force: {ici}
    source: {{ article: "1" }}
"""
AVENANT = """avenant: av1
à: exemple
en vigueur: {{ du: 2025-01-01 }}
document: {{ articles: ["1"] }}
modifications:
  - remplace: p
    par:
      force: {ici}
    source: {{ article: "1" }}
"""
REPARTIE = """territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - part: p
    règle: 100 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    force: {signee}
    source: {{ article: "1" }}
  - répartition: r
    de: p
    entre: {{ etat: 50 %, commune: 50 % }}
    restes: plus forts restes
    source: {{ article: "1" }}
"""
BAILLEUR = {"contingent": "bailleur", "disponibilite": date(2025, 2, 3), "attribution": date(2025, 3, 3)}
ETAT = BAILLEUR | {"contingent": "etat"}


def bilan(folder: Path, rows: list[dict[str, object]], *texts: str) -> BilanConvention:
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    for n, text in enumerate(texts):
        (folder / f"{n}.yaml").write_text(text, "utf-8")
    dossier = api.open_tables(folder, {"vacances": rows}, complet_au=date(2026, 1, 31))
    assert isinstance(dossier, Dossier), dossier
    return api.comply(dossier, 2025, date(2026, 1, 31)).conventions[0]


@pytest.mark.parametrize(
    ("signee", "ici", "ailleurs", "asked"),
    [
        ("objectif", "engagement", ETAT, ir.Force.ENGAGEMENT),
        ("engagement", "objectif", ETAT, ir.Force.OBJECTIF),
        ("objectif", "engagement", BAILLEUR, ir.Force.ENGAGEMENT),
        ("engagement", "objectif", BAILLEUR, ir.Force.ENGAGEMENT),
    ],
)
def test_of_the_cell_where_it_is_missed(
    tmp_path: Path, signee: str, ici: str, ailleurs: dict[str, object], asked: ir.Force
) -> None:
    """Missed at Saint-Denis, where the exception stands; elsewhere kept, or missed too."""
    rows = [{"id": "V1", "commune": "93066", **BAILLEUR}, {"id": "V2", "commune": "93048", **ailleurs}]
    found = bilan(tmp_path, rows, frame_entete(CONVENTION.format(signee=signee, ici=ici)))
    assert found.regles[0].clause.entete.force is asked


@pytest.mark.parametrize(("signee", "ici"), [("objectif", "engagement"), ("engagement", "objectif")])
def test_of_a_split_that_says_none(tmp_path: Path, signee: str, ici: str) -> None:
    rows = [{"id": f"V{n}", "commune": "93066", **BAILLEUR} for n in range(2)]
    convention = frame_entete(REPARTIE.format(signee=signee))
    found = bilan(tmp_path, rows, convention, AVENANT.format(ici=ici))
    assert found.repartitions[0].force is ir.Force(ici)


# --- cell by cell -----------------------------------------------------------------------------
A_SAINT_DENIS = """  - exception: e
    à: p
    si: commune = "93066"
    remplace:
      force: {ici}
    source: {{ article: "1" }}
"""
PAR_COMMUNE = REPARTIE.replace("application: ensemble", "application: chaque commune")
COMMUNE = BAILLEUR | {"contingent": "commune"}
ICI, AILLEURS = "93066", "93048"


def rows(commune: str, *accounts: dict[str, object]) -> list[dict[str, object]]:
    return [{"id": f"{commune}-{n}", "commune": commune, **row} for n, row in enumerate(accounts)]


KEPT, MISSED = (ETAT, COMMUNE), (BAILLEUR, BAILLEUR)


def split(folder: Path, text: str, ici: tuple[dict[str, object], ...], *others: dict[str, object]) -> Any:
    found = bilan(folder, [*rows(ICI, *ici), *rows(AILLEURS, *others)], frame_entete(text))
    lots = {
        dict(cell.cellule)["commune"]: {(lot.force, lot.verdict) for lot in cell.lots}
        for cell in found.repartitions[0].cellules
    }
    return found.repartitions[0], lots


def of_exception(signee: str, ici: str) -> str:
    return PAR_COMMUNE.format(signee=signee) + A_SAINT_DENIS.format(ici=ici)


@pytest.mark.parametrize(
    ("signee", "ici", "ailleurs", "asked"),
    [
        ("engagement", "objectif", KEPT, ir.Force.OBJECTIF),
        ("engagement", "objectif", MISSED, ir.Force.ENGAGEMENT),
        ("objectif", "engagement", KEPT, ir.Force.ENGAGEMENT),
        ("objectif", "engagement", MISSED, ir.Force.ENGAGEMENT),
    ],
)
def test_accounts_have_the_force_that_the_exception_gives_their_town(
    tmp_path: Path, signee: str, ici: str, ailleurs: tuple[dict[str, object], ...], asked: ir.Force
) -> None:
    found, lots = split(tmp_path, of_exception(signee, ici), MISSED, *ailleurs)
    elsewhere = Verdict.CONFORME if ailleurs is KEPT else Verdict.NON_CONFORME
    assert lots == {
        ICI: {(ir.Force(ici), Verdict.NON_CONFORME)},
        AILLEURS: {(ir.Force(signee), elsewhere)},
    }
    assert (found.force, found.verdict) == (asked, Verdict.NON_CONFORME)


def test_accounts_that_one_only_wishes_for_in_a_town_have_no_verdict_there(tmp_path: Path) -> None:
    found, lots = split(tmp_path, of_exception("engagement", "tendre vers"), MISSED, *KEPT)
    assert lots == {
        ICI: {(ir.Force.TENDRE_VERS, None)},
        AILLEURS: {(ir.Force.ENGAGEMENT, Verdict.CONFORME)},
    }
    assert found.verdict is Verdict.CONFORME


def test_the_force_that_a_split_has_of_its_own_is_that_of_its_accounts(tmp_path: Path) -> None:
    own = of_exception("engagement", "tendre vers").replace("    de: p\n", "    de: p\n    force: objectif\n")
    found, lots = split(tmp_path, own, MISSED, *MISSED)
    assert found.force is ir.Force.OBJECTIF
    assert set().union(*lots.values()) == {(ir.Force.OBJECTIF, Verdict.NON_CONFORME)}


def test_a_cell_keeps_its_force_whatever_the_one_that_is_missed_has(tmp_path: Path) -> None:
    text = frame_entete(CONVENTION.format(signee="engagement", ici="objectif"))
    found = bilan(tmp_path, [*rows(ICI, BAILLEUR), *rows(AILLEURS, ETAT)], text).regles[0]
    assert [c.force for c in found.cellules] == [ir.Force.ENGAGEMENT, ir.Force.OBJECTIF]
    forces = found.clause.entete.force, found.signee.entete.force
    assert forces == (ir.Force.OBJECTIF, ir.Force.ENGAGEMENT)


def test_one_that_is_wished_for_has_no_verdict_though_it_is_set_aside_in_a_town(tmp_path: Path) -> None:
    aside = CONVENTION.replace("    remplace:\n      force: {ici}\n", "    écarte: oui\n")
    text = frame_entete(aside.format(signee="tendre vers"))
    found = bilan(tmp_path, [*rows(ICI, BAILLEUR), *rows(AILLEURS, BAILLEUR)], text).regles[0]
    assert [(c.verdict, c.force) for c in found.cellules] == [(None, ir.Force.TENDRE_VERS)]
    assert found.verdict is None
