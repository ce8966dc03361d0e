"""Rows said to settle nothing settle nothing, the others may: small years, completed in every way."""

from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from convrules import api
from convrules.api.dossier import Dossier
from convrules.year.lignes_decisives import deciding
from convrules.year.model import BilanConvention, Verdict
from convrules.year.valeurs import INDECIS
from frames import frame_entete

CONVENTION = """territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - soustraction: mutations
    règle: affectation = mutation_interne
    catégorie: mutation
    source: {{ article: "1" }}
  - part: p
    règle: {taux} % des vacances dans l'assiette
    compte: attributions
    application: {application}
    arrondi: {arrondi}
    report: aucun
    force: engagement
    {tolerance}
    source: {{ article: "1" }}
  - quota: q
    règle: {sens} 40 % des attributions du réservataire, pour agent_etat
    application: {application}
    arrondi: {arrondi}
    source: {{ article: "1" }}
"""
JOUR = date(2025, 2, 3)
REPONSES: dict[str, list[Any]] = {
    "contingent": ["etat", "bailleur"],
    "affectation": ["mutation_interne", "location"],
    "agent_etat": [True, False],
}
Trous = list[tuple[int, str]]
Dits = dict[tuple[str, object], Verdict | None]


def drawn(folder: Path, rnd: Random) -> tuple[list[dict[str, Any]], Trous]:
    """A convention, written there, rows, and what these lack."""
    text = CONVENTION.format(
        taux=rnd.choice([20, 30, 50, 100]),
        application=rnd.choice(["ensemble", "chaque commune"]),
        arrondi=rnd.choice(["inférieur", "supérieur", "sans arrondi"]),
        sens=rnd.choice(["au moins", "au plus", "exactement"]),
        tolerance=rnd.choice(["", "tolérance: 1 logement", "tolérance: 5 points"]),
    )
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (folder / "etat.yaml").write_text(frame_entete(text), "utf-8")
    rows: list[dict[str, Any]] = []
    trous: Trous = []
    for n in range(rnd.randint(3, 6)):
        said = {fait: rnd.choice(reponses) for fait, reponses in REPONSES.items()}
        row = {"id": f"V{n}", "disponibilite": JOUR, "attribution": JOUR, **said, "affectation": "location"}
        if len(trous) < 3 and rnd.random() < 0.7:
            fait = rnd.choice(list(REPONSES))
            del row[fait]
            trous.append((n, fait))
        rows.append(row | {"commune": rnd.choice(["93066", "93055"])})
    return rows, trous


def judged(folder: Path, rows: list[dict[str, Any]]) -> BilanConvention:
    dossier = api.open_tables(folder, {"vacances": rows})
    assert isinstance(dossier, Dossier), dossier
    return api.comply(dossier, 2025, date(2026, 1, 31)).conventions[0]


def verdicts(b: BilanConvention) -> Dits:
    return {(r.clause.entete.ident, c.cellule): c.verdict for r in b.regles for c in r.cellules}


def test_a_row_is_named_where_it_may_change_a_verdict_and_there_alone(tmp_path: Path) -> None:
    named: list[bool] = []
    for seed in range(24):
        folder = tmp_path / str(seed)
        folder.mkdir()
        rows, trous = drawn(folder, Random(seed))
        worlds = {
            choice: verdicts(judged(folder, [row | _given(n, trous, choice) for n, row in enumerate(rows)]))
            for choice in product(*(REPONSES[fait] for _, fait in trous))
        }
        b = judged(folder, rows)
        for regle, cell in ((r, c) for r in b.regles for c in r.cellules if c.verdict in INDECIS):
            key, told = (regle.clause.entete.ident, cell.cellule), deciding(cell, regle, b)
            for ligne in cell.a_completer:
                (place,) = (i for i, (n, _) in enumerate(trous) if f"V{n}" == ligne.vacance)
                named.append(ligne in told)
                assert named[-1] is _changes(place, worlds, key), (seed, ligne)
    assert len(set(named)) == 2


def _changes(place: int, worlds: dict[tuple[Any, ...], Dits], key: tuple[str, object]) -> bool:
    """Does what that row says change a verdict, whatever the others say?"""
    alike: dict[tuple[Any, ...], set[Verdict | None]] = {}
    for choice, found in worlds.items():
        alike.setdefault(choice[:place] + choice[place + 1 :], set()).add(found.get(key))
    return any(len(found) > 1 for found in alike.values())


def _given(n: int, trous: Trous, choice: tuple[Any, ...]) -> dict[str, Any]:
    return {fait: reponse for (row, fait), reponse in zip(trous, choice, strict=True) if row == n}
