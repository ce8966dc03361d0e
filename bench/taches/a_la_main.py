"""Rules written by hand in Python: the answers that every contender must give, and a contender itself."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from taches.enonce import FAITS, FAUX, INDETERMINE, MANQUE, REGLES, VRAI, Convention, Enonce, Vacance

BITS = {fait: MANQUE << n for n, fait in enumerate(FAITS)}


def first(c: Convention, v: Vacance, lacking: int) -> int:
    """The code of W1. `lacking`: facts that the vacancy lacks, but the priority district."""
    (
        exclus, communes, financements, typologie_min, typologie_max, grands, annee_min, annee_max,
        conge_du, conge_au, jours,
    ) = c  # fmt: skip
    commune, affectation, financement, typologie, qpv, annee, conge, liberation, disponibilite = v
    if affectation in exclus:
        return 1
    if commune not in communes:
        return 2
    if financement is not None and financement not in financements:
        return 3
    if typologie is not None and not typologie_min <= typologie <= typologie_max:
        return 4
    if qpv and typologie not in grands and (typologie is not None or not grands):
        return 5
    if annee is not None and not annee_min <= annee <= annee_max:
        return 6
    if conge is not None and not conge_du <= conge <= conge_au:
        return 7
    if liberation is not None and (disponibilite - liberation).days > jours:
        return 8
    if qpv is None and typologie not in grands:
        return lacking | BITS["qpv"]
    return lacking


def lacks(v: Vacance) -> int:
    """Facts that any convention lacks."""
    return (
        (BITS["affectation"] if v.affectation is None else 0)
        | (BITS["financement"] if v.financement is None else 0)
        | (BITS["typologie"] if v.typologie is None else 0)
        | (BITS["annee_construction"] if v.annee is None else 0)
        | (BITS["conge"] if v.conge is None else 0)
        | (BITS["liberation"] if v.liberation is None else 0)
    )


def _of(holds: bool | None) -> int:
    return INDETERMINE if holds is None else VRAI if holds else FAUX


def outcomes(c: Convention, v: Vacance) -> Sequence[int]:
    """The eight outcomes of W3."""
    if v.qpv is False or v.typologie in c.grands:
        quartiers: bool | None = True
    elif v.qpv and (v.typologie is not None or not c.grands):
        quartiers = False
    else:
        quartiers = None
    return (
        _of(None if v.affectation is None else v.affectation not in c.exclus),
        _of(v.commune in c.communes),
        _of(None if v.financement is None else v.financement in c.financements),
        _of(None if v.typologie is None else c.typologie_min <= v.typologie <= c.typologie_max),
        _of(quartiers),
        _of(None if v.annee is None else c.annee_min <= v.annee <= c.annee_max),
        _of(None if v.conge is None else c.conge_du <= v.conge <= c.conge_au),
        _of(None if v.liberation is None else (v.disponibilite - v.liberation).days <= c.jours),
    )


OBSERVES = (
    ("affectation",),
    ("commune",),
    ("financement",),
    ("typologie",),
    ("qpv", "typologie"),
    ("annee",),
    ("conge",),
    ("disponibilite", "liberation"),
)
"""What each rule reads."""


def trace(c: Convention, v: Vacance) -> list[dict[str, Any]]:
    """Each rule with its article, its outcome and what it saw."""
    return [
        {
            "regle": name,
            "article": str(n),
            "issue": issue,
            "observe": {field: getattr(v, field) for field in read},
        }
        for n, (name, issue, read) in enumerate(zip(REGLES, outcomes(c, v), OBSERVES, strict=True), 1)
    ]


class Masse:
    """W1, a loop."""

    def __init__(self, enonce: Enonce) -> None:
        self.enonce = enonce
        self.regles = enonce.regles

    def prepare(self, first: int) -> None:
        self.lignes = self.enonce.lignes[:first]

    def run(self) -> list[int]:
        found: list[int] = []
        for v in self.lignes:
            lacking = lacks(v)
            found += [first(c, v, lacking) for c in self.regles]
        return found

    def codes(self, found: list[int]) -> Iterable[int]:
        return found


class Traces(Masse):
    """W3, each vacancy by itself."""

    def run(self) -> Any:
        return [[trace(c, v) for c in self.regles] for v in self.lignes]

    def codes(self, found: Any) -> Iterable[int]:
        return array("h", (said["issue"] for row in found for told in row for said in told))
