"""What publicodes is given: rules as data, rows as situations of whole numbers, 0 for what is missing."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from taches.a_la_main import BITS
from taches.enonce import FAUX, INDETERMINE, VRAI, Convention, Enonce, Ligne

Condition = str | dict[str, Any]


def _all(*asked: Condition) -> Condition:
    return {"toutes ces conditions": list(asked)}


def _any(*asked: Condition) -> Condition:
    return {"une de ces conditions": list(asked)}


def _among(field: str, numbers: Iterable[int]) -> Condition:
    return _any(*(f"{field} = {n}" for n in sorted(numbers)))


def _not_among(field: str, numbers: Iterable[int]) -> Condition:
    return _all(*(f"{field} != {n}" for n in sorted(numbers)))


def _out(field: str, low: int, high: int) -> Condition:
    return _all(f"{field} != 0", _any(f"{field} < {low}", f"{field} > {high}"))


def _fails(c: Convention, rank: dict[str, int]) -> list[Condition]:
    untyped = [_not_among("typologie", {0, *c.grands})] if c.grands else []
    return [
        _among("affectation", (rank[w] for w in c.exclus)),
        _not_among("commune", (rank[w] for w in c.communes)),
        _not_among("financement", {0, *(rank[w] for w in c.financements)}),
        _out("typologie", c.typologie_min, c.typologie_max),
        _all("qpv = 2", *untyped),
        _out("annee", c.annee_min, c.annee_max),
        _out("conge", c.conge_du.toordinal(), c.conge_au.toordinal()),
        _all("liberation != 0", f"disponibilite - liberation > {c.jours}"),
    ]


def _choose(*cases: tuple[Condition, int], otherwise: Any) -> dict[str, Any]:
    return {"variations": [*({"si": c, "alors": n} for c, n in cases), {"sinon": otherwise}]}


def _code(c: Convention, rank: dict[str, int]) -> dict[str, Any]:
    lacks: list[tuple[Condition, str]] = [
        (f"{field} = 0", name)
        for field, name in (
            ("affectation", "affectation"), ("financement", "financement"), ("typologie", "typologie"),
            ("annee", "annee_construction"), ("conge", "conge"), ("liberation", "liberation"),
        )
    ]  # fmt: skip
    lacks.append((_all("qpv = 0", *([_not_among("typologie", c.grands)] if c.grands else [])), "qpv"))
    missing = {"somme": [_choose((lack, BITS[name]), otherwise=0) for lack, name in lacks]}
    return _choose(*((failed, n) for n, failed in enumerate(_fails(c, rank), 1)), otherwise=missing)


def _outcomes(c: Convention, rank: dict[str, int]) -> list[dict[str, Any]]:
    grands = [_not_among("typologie", c.grands)] if c.grands else []
    unsaid: list[Condition | None] = [
        "affectation = 0", None, "financement = 0", "typologie = 0", _all("qpv != 1", *grands),
        "annee = 0", "conge = 0", "liberation = 0",
    ]  # fmt: skip
    return [
        _choose((failed, FAUX), *([(open_, INDETERMINE)] if open_ else []), otherwise=VRAI)
        for failed, open_ in zip(_fails(c, rank), unsaid, strict=True)
    ]


def rules(enonce: Enonce) -> dict[str, Any]:
    """Every input and every answer, by name."""
    found: dict[str, Any] = {name: {"valeur": 0} for name in Ligne._fields}
    for n, c in enumerate(enonce.regles):
        if enonce.genre == "W3":
            found |= {f"c{n} r{r}": told for r, told in enumerate(_outcomes(c, enonce.rangs), 1)}
        else:
            found[f"c{n}"] = _code(c, enonce.rangs)
    return found


def write(enonce: Enonce, folder: Path, first: int) -> None:
    told = rules(enonce)
    for name, what in (
        ("regles", told),
        ("noms", list(told)[len(Ligne._fields) :]),
        ("lignes", [row._asdict() for row in enonce.numbers(first)]),
    ):
        (folder / f"{name}.json").write_text(json.dumps(what), encoding="utf-8")
