"""A dwelling that no part of a holder holds counts, if it goes there, on the landlord's own share.

The State is owed 30 % of what is no T1, Action 20 % of what is not in 93066. A T1 in 93066 is thus in
nobody's base, a T1 elsewhere in that of Action alone. Deficits are worked out again here, dwelling by
dwelling, from the data.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from convrules.api.dossier import Dossier
from convrules.base.values import INCONNU, Connu
from convrules.cli.main import run
from convrules.orientation import at_once, one_by_one
from convrules.orientation.journee import rank
from convrules.orientation.ranking import Bailleur
from convrules.orientation.replayed import Attribue, Rejeu, silence
from orientation.annees import drawn, lay, opened, replayed, with_cells

TAUX = {"als-essai": Fraction(1, 5), "etat-essai": Fraction(3, 10)}
Compte = tuple[str, str]


def partly(folder: Path, rows: list[str], application: str) -> Dossier:
    lay(folder, rows, ouvert=True, application=application)
    for type_, where in (("etat", "typologie != T1"), ("als", 'commune != "93066"')):
        file = folder / "conventions" / f"{type_}.yaml"
        text = file.read_text("utf-8")
        file.write_text(text.replace("dans l'assiette", f"dans l'assiette où {where}"), "utf-8")
    return opened(folder)


def held(dossier: Dossier, vacance: str) -> tuple[str, frozenset[str]]:
    """Its commune, and the holders whose part holds it."""
    cells = next(v for v in dossier.faits.vacances if v.id == vacance).ligne.cellules
    commune, kind = cells["commune"], cells["typologie"]
    assert isinstance(commune, Connu) and isinstance(kind, Connu)
    etat = {"etat-essai"} if kind.valeur != "T1" else set()
    return str(commune.valeur), frozenset(etat | ({"als-essai"} if commune.valeur != "93066" else set()))


def went_to(dossier: Dossier, vacance: str) -> str | None:
    """The account of its letting, by the name of the holder; None when there is none."""
    cell = next(v for v in dossier.faits.vacances if v.id == vacance).ligne.cellules["contingent"]
    if not isinstance(cell, Connu):
        return None
    return "bailleur" if cell.valeur == "bailleur" else f"{cell.valeur}-essai"


def played(
    dossier: Dossier, pas: tuple[Attribue, ...], *, by_commune: bool, advised: bool
) -> Iterator[tuple[Attribue, dict[str, Fraction], Fraction]]:
    """Each step with the deficits before it is given, its rates included; then the largest once it is."""
    late: dict[Compte, Fraction] = {}
    for step in pas:
        commune, holders = held(dossier, step.vacance)
        where = commune if by_commune else ""
        comptes = {ident: (ident, where) for ident in TAUX} | {"bailleur": ("bailleur", "")}
        rates = {ident: TAUX[ident] for ident in holders}
        rates["bailleur"] = 1 - sum(rates.values(), Fraction(0))
        for ident, taux in rates.items():
            late[comptes[ident]] = late.get(comptes[ident], Fraction(0)) + taux
        before = {ident: late.get(compte, Fraction(0)) for ident, compte in comptes.items()}
        given = step.conseil if advised else went_to(dossier, step.vacance)
        if given is not None:
            late[comptes[given if given in rates else "bailleur"]] -= 1
        yield step, before, max(late.get(compte, Fraction(0)) for compte in comptes.values())


@pytest.mark.parametrize("application", ["ensemble", "chaque commune"])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("replay", [at_once.replay, one_by_one.replay])
def test_a_year_replayed(
    tmp_path: Path, seed: int, application: str, replay: Callable[..., Rejeu | None]
) -> None:
    dossier = partly(tmp_path, drawn(seed, 40), application)
    found = replay(Bailleur(programmes=dossier.programmes), dossier.faits, 2025, date(2026, 1, 5), silence)
    assert found is not None
    assert not found.laissees and found.borne is None
    everyone = {v.id for v in dossier.faits.vacances}
    assert {p.vacance for p in found.pas} == {v for v in everyone if held(dossier, v)[1]} != everyone
    by_commune = application != "ensemble"
    for step, before, worst in played(dossier, found.pas, by_commune=by_commune, advised=True):
        assert step.conseil is not None
        assert before[step.conseil] == max(before.values()), step
        assert step.pire_conseil == worst, step
    for step, _, worst in played(dossier, found.pas, by_commune=by_commune, advised=False):
        assert step.pire == worst, step
    gone = [went_to(dossier, p.vacance) for p in found.pas]
    assert gone == [p.fait for p in found.pas]
    assert {t.ident: t.recu for t in found.titulaires} == {ident: gone.count(ident) for ident in set(gone)}


@pytest.mark.parametrize("application", ["ensemble", "chaque commune"])
@pytest.mark.parametrize("seed", range(6))
def test_what_is_recorded_is_read_as_it_was_given(tmp_path: Path, seed: int, application: str) -> None:
    """Deficits that `orient` shows once a year is let, to whom it was: those worked out here."""
    dossier = partly(tmp_path, [*drawn(seed, 25), "N;93048;T3;;2025-12-31;"], application)
    pas = replayed(dossier).pas
    late: dict[str, Fraction] = {}
    for _, before, _ in played(
        dossier,
        (*pas, Attribue(vacance="N", jour=date(2025, 12, 31), fait="personne", conseil=None)),
        by_commune=application != "ensemble",
        advised=False,
    ):
        late = before
    here = next(v for v in dossier.faits.vacances if v.id == "N")
    advice = rank(
        Bailleur(programmes=dossier.programmes),
        dossier.faits,
        with_cells(here, contingent=INCONNU, attribution=INCONNU),
        date(2025, 12, 31),
    )
    assert {c.ident: c.compte.sinon for c in advice.candidats} == late


def test_who_it_does_not_count_for_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    partly(tmp_path, ["MIEN;93048;T1;;2025-01-10;", "PERSONNE;93066;T1;;2025-01-11;"], "ensemble")
    argv = ["orient", "--depot", str(tmp_path), "--as-of", "2025-02-01"]
    assert run(argv) == 0
    said = re.sub(r"\s+", " ", capsys.readouterr().out)
    one, other = said.split("PERSONNE :")
    assert "2 Action 20 % 0 −0,8 0,2 0" in one and "3 Préfet d'essai – 0 0 0 0" in one
    assert (
        "« Préfet d'essai », s'il le reçoit : – il compte sur la part propre du bailleur, non sur la sienne, "
        "car il n'est dans la base d'aucune de ses parts." in one
    )
    assert "Ce logement ne compte sur aucun compte, à qui qu'il aille, car il n'est dans la base" in other
    assert "s'il le reçoit" not in other
    assert run([*argv, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    counts = [{c["convention"]: c["compte"] for c in v["candidats"]} for v in found["vacances"]]
    assert [{ident: c["compte_ce_logement"] for ident, c in row.items()} for row in counts] == [
        {"bailleur": True, "als-essai": True, "etat-essai": False},
        {"bailleur": False, "als-essai": False, "etat-essai": False},
    ]


DONT = """    dont:
      - quota: grands
        règle: au plus 5 % des vacances dans l'assiette, pour typologie = T3
        arrondi: sans arrondi
        force: plafond
        source: { article: "1" }
  - exception: rien_a_saint_denis
    à: part_etat
    si: commune = "93066"
    écarte: oui
    source: { article: "1" }
"""


def test_a_quota_says_nothing_where_its_part_is_set_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["LA;93048;T3;;2025-01-10;", "ECARTEE;93066;T3;;2025-01-11;"]
    lay(tmp_path, rows, ouvert=True, application="chaque commune")
    (tmp_path / "conventions" / "als.yaml").unlink()
    file = tmp_path / "conventions" / "etat.yaml"
    file.write_text(file.read_text("utf-8") + DONT, "utf-8")
    assert run(["orient", "--depot", str(tmp_path), "--as-of", "2025-02-01", "--format", "json"]) == 0
    found = {v["id"]: v for v in json.loads(capsys.readouterr().out)["vacances"]}
    own = {
        ident: next(c for c in v["candidats"] if c["convention"] == "etat-essai")
        for ident, v in found.items()
    }
    assert [q["clause"] for q in own["LA"]["avertissements"]] == ["grands"]
    assert own["ECARTEE"]["avertissements"] == own["ECARTEE"]["quotas"] == []
    assert own["ECARTEE"]["compte"]["apres"] == own["ECARTEE"]["compte"]["sinon"] == 0
