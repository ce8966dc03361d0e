"""A rule that says nothing of a convention, whichever the text and the cell, has no row read: one that the
convention inherits, and that is about another holder."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.base.records import replace
from convrules.year import regles
from convrules.year.assiette import Cadre

EXEMPLE = Path(__file__).parents[2] / "conventions" / "exemples" / "oph-plaine-nord"
DU_PREFET = {"cch.plafond_etat", "cch.plafond_agents_etat", "cch.part_uniforme", "cch.plancher_hors_qpv"}


def test_rules_about_the_prefect_read_no_row_of_another_holder(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = api.open_dossier(EXEMPLE, [])
    assert isinstance(dossier, Dossier) and dossier.chargement is not None
    # Why not all of it: a hundred rows are enough to see which rules read one.
    faits = dossier.chargement.faits
    some = replace(faits, vacances=faits.vacances[:100])
    dossier = replace(dossier, chargement=replace(dossier.chargement, faits=some))
    read: dict[str, set[str]] = {}
    whole = regles.rows_looked_at

    def noted(clause: object, cadre: Cadre, *others: object, **more: object) -> object:
        holder = cadre.programme.convention.reservataire
        read.setdefault(holder.type if holder is not None else "", set()).add(clause.ident)  # type: ignore[attr-defined]
        return whole(clause, cadre, *others, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(regles, "rows_looked_at", noted)
    found = api.comply(dossier, 2025, date(2026, 1, 5))
    assert not isinstance(found, tuple)
    assert DU_PREFET - {"cch.part_uniforme"} <= read["etat"]
    assert set(read) > {"etat", "als"}
    assert not any(DU_PREFET & clauses for holder, clauses in read.items() if holder != "etat")
    silent = {
        r.clause.entete.ident: (r.cellules, r.verdict, r.ecartee_par)
        for b in found.conventions
        if b.convention.reservataire is not None and b.convention.reservataire.type == "als"
        for r in b.regles
        if r.clause.entete.ident in DU_PREFET
    }
    assert set(silent) == DU_PREFET and all(not cells for cells, _, _ in silent.values())
