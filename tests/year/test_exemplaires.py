"""The copy of a holder hides rows by the fields that name them: each field of text of the results is known
either to name rows, or to name none."""

import pickle
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date

from convrules import ir
from convrules.year.exemplaires import LIGNES, exemplaires
from convrules.year.model import BilanConvention, TourRendu
from convrules.year.ouverte import Alerte
from convrules.year.valeurs import Contredit, Echangee, Perimetre, Sienne, Tue
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
    *("dates", "departements", "sans_date"),
}
"""Codes, names of clauses, words."""
A_PART = {"a_venir", "element", "ligne", "annoncees", "venues", "conventions", "sans"}
"""Rows or cells; rows that are no vacancy; what a cause or an event is of; what a forecast counts beside;
conventions, those of others too: each is dealt with by itself."""


def parts(t: object) -> Iterator[object]:
    yield t
    for inner in typing.get_args(t):
        yield from parts(inner)


def texts() -> dict[str, set[str]]:
    """Fields that hold a text somewhere, by name, and the records that have them."""
    found: dict[str, set[str]] = {}
    todo: list[type] = [BilanConvention, TourRendu, Perimetre, Alerte, Contredit]
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


def rows_in(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Each text of a field that names rows, with the field."""
    if isinstance(value, str):
        yield from [(name, value)] if name in LIGNES and value else []
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from rows_in(item, name)
    elif is_dataclass(value) and not type(value).__module__.startswith("convrules.ir"):
        for field in fields(value):
            yield from rows_in(getattr(value, field.name), field.name)


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


def test_no_field_of_rows_of_a_copy_holds_a_plain_text() -> None:
    """Whatever the field: what is shown of a copy says of each row whether it may be named."""
    late = b.part("p", report=ir.Report(mode=ir.ModeReport.SOLDE_EXACT), application=b.CHAQUE_COMMUNE)
    prog = b.programme(late, b.quota("q", pour=b.champ("qpv")))
    rows = [
        *b.rows(3, "E", **b.LOUE, contingent="etat", qpv="?"),
        *b.rows(3, "A", **b.LOUE, contingent="als", qpv="?"),
        *b.rows(2, "D", commune="?", disponibilite="2025-03-01", contingent="als"),
        *b.rows(2, "P", **{**b.LOUE, "disponibilite": "2023-03-01"}),
    ]
    (copy,) = exemplaires(b.whole([prog], b.faits(rows), au=date(2026, 1, 5)), [prog])
    found = list(rows_in(copy.bilan))
    assert {name for name, _ in found} > {"lignes_base", "a_completer", "vacance", "hors_periode"} & LIGNES
    assert {type(row) for _, row in found} == {Sienne, Tue}


def test_rows_that_are_not_named_read_alike_and_are_never_one_of_those_that_are() -> None:
    """Though identifiers be made like what takes their place."""
    named = str(Tue(0))
    prog = b.programme(b.part("p"))
    own = [*b.rows(2, "n° ", **b.LOUE, contingent="etat"), *b.rows(1, named, **b.LOUE, contingent="etat")]
    rows = [*own, *b.rows(4, "Lot (cédé)", **b.LOUE, contingent="als")]
    (copy,) = exemplaires(b.whole([prog], b.faits(rows), au=date(2026, 1, 5)), [prog])
    base = copy.bilan.conventions[0].regles[0].cellules[0].lignes_base
    hidden = [row for row in base if isinstance(row, Tue)]
    assert len(set(base)) == len(base) == 7 and len(hidden) == 4
    assert {str(row) for row in hidden} == {named}
    assert named not in hidden and hidden[0] != hidden[1]
    assert Sienne(named) != hidden[0] and Sienne(named) == named
    backwards = hidden[::-1]
    assert sorted(backwards) == hidden


def test_a_vacancy_of_another_that_is_called_like_an_act_of_exchange_is_not_named() -> None:
    """Where each row may be, too: what stands between parentheses is of its name."""
    by_commune = b.quota("q", rate="1/3", pour=b.champ("qpv"), application=b.CHAQUE_COMMUNE)
    prog = b.programme(b.part("p"), by_commune)
    loue = {**b.LOUE, "contingent": "als"}
    others = [*b.vacances("Lot 5 (cédé)", "Lot 6 (gagné) ?", **loue, qpv=True)]
    lost = b.vacances("Lot 7 (porte A)", **{**loue, "commune": "?"}, qpv=False)
    own = b.rows(20, **b.LOUE, contingent="etat", qpv=True)
    whole = b.whole([prog], b.faits([*own, *others, *lost]))
    assert whole.conventions[0].regles[1].ailleurs == ("Lot 7 (porte A)",)
    (copy,) = exemplaires(whole, [prog])
    found = {row for _, row in rows_in(copy.bilan) if not isinstance(row, Sienne)}
    assert {type(row) for row in found} == {Tue}


def test_an_act_of_exchange_stays_one_when_a_convention_is_judged_apart() -> None:
    act = Echangee.of("Acte (gagné)", gagne=False)
    kept = pickle.loads(pickle.dumps(act.en_doute))
    assert type(kept) is Echangee and (kept.acte, kept.gagne, kept.doute) == ("Acte (gagné)", False, True)
