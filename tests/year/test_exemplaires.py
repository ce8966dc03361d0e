"""The copy of a holder hides rows by the fields that name them: each field of text of the results is known
either to name rows, or to name none."""

import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date

from convrules import ir
from convrules.year.exemplaires import LIGNES, exemplaires
from convrules.year.model import BilanConvention, TourRendu
from convrules.year.valeurs import Sienne, Tue
from year import build as b

AUTRES = {
    *("categorie", "categories", "cellule", "clause", "cles", "code", "commune", "compte", "cas", "conflit"),
    *("decomptes", "depuis", "destinataire", "dimensions", "ecartee_par", "ecartees", "etat", "evenement"),
    *(
        "convention",
        "enregistre",
        "fait",
        "nom",
        "non_su",
        "par",
        "passes",
        "perdus",
        "periode",
        "rendu_a",
        "vue",
    ),
}
"""Codes, names of clauses, words."""
A_PART = {"a_venir", "element", "ligne", "annoncees", "venues"}
"""Rows or cells; rows that are no vacancy; what a cause or an event is of; what a forecast counts beside:
each is dealt with by itself."""


def parts(t: object) -> Iterator[object]:
    yield t
    for inner in typing.get_args(t):
        yield from parts(inner)


def texts() -> dict[str, set[str]]:
    """Fields that hold a text somewhere, by name, and the records that have them."""
    found: dict[str, set[str]] = {}
    todo: list[type] = [BilanConvention, TourRendu]
    seen: set[type] = set()
    while todo:
        record = todo.pop()
        if record in seen:
            continue
        seen.add(record)
        for field in fields(record):
            inside = list(parts(field.type))
            if str in inside:
                found.setdefault(field.name, set()).add(record.__name__)
            todo += [
                t
                for t in inside
                if isinstance(t, type) and is_dataclass(t) and not t.__module__.startswith("convrules.ir")
            ]
    return found


def test_every_field_of_text_is_known_to_name_rows_or_not() -> None:
    unknown = {name: records for name, records in texts().items() if name not in LIGNES | AUTRES | A_PART}
    assert unknown == {}
    assert texts().keys() >= LIGNES


def test_a_dwelling_called_like_a_vacancy_of_the_holder_is_not_named() -> None:
    """Tables numbered from 1 on: the first vacancy is its own, the first dwelling is perhaps of another."""
    stock = ir.Population(classes=(ir.Classe.LOGEMENTS,), niveau=ir.Niveau.LOGEMENT)
    prog = b.programme(b.part("p"), b.quota("q", base=stock, pour=b.champ("rehabilite", ir.Niveau.LOGEMENT)))
    rows = b.rows(2, "N", **b.LOUE, contingent="etat")
    dwellings = [b.ligne("logements", f"N{n}", commune="93048", rehabilite=True) for n in (1, 2)]
    whole = b.whole([prog], b.faits(rows, logements=dwellings, droits=()), au=date(2026, 1, 5))
    (copy,) = exemplaires(whole, [prog])
    own = {r.clause.entete.nom: r.cellules[0] for r in copy.bilan.conventions[0].regles}
    assert [type(row) for row in own["p"].lignes_base] == [Sienne, Sienne]
    assert len(own["q"].lignes_base) == 2 and {type(row) for row in own["q"].lignes_base} == {Tue}
    assert {type(row) for row in own["q"].lignes_comptees} == {Tue}
