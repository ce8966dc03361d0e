"""What a cause names on the copy of a holder: each place that makes one is classed by what it writes."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import convrules
from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.source import Span, make_source
from convrules.base.values import TCondition
from convrules.year.faits_dits import as_told, told_by
from year import build as b

SRC = Path(convrules.__file__).parent
PIECES = ("base", "ir", "facts", "runtime", "year")

DE_TOUS = {
    *("'clause'", "'commune'", "'compte'", "'date'", "'droits'", "'fin de la période'", "'id'"),
    *("'logement'", "'nombre'", "'remise'", "'reservataire'", "'soldes'", "'soustractions'"),
    *("'soustractions.commune'", "'taux des soustractions prévues'", "'vacances'", "'vacances_attendues'"),
    *("'soustractions.convention'", "'jours des soustractions prévues'"),
    *("'trimestre des soustractions prévues'", "'échéance périodique'", "'éligibilité non demandée'"),
    *('"soustractions de l\'année"', "'journal.vacance'"),
}
"""Written as they are: whoever reads a page may read them."""
MOTS = {"ATTRIBUTION": "attribution", "COMPTE": "compte", "FAIT": "contingent", "ORIENTE": "orienté vers"}
UN_NOM = {
    *("_named(expr)", "asked.clause", "cited(champ)", "cited(expr.selon)", "classe.value", "clause"),
    *("clause.entete.ident", "clause.porte_sur", "colonne", "dates", "effet.clause", "expr.nom", "fait"),
    *("field", "histoire.clause.ident", "ident", "lecture.fait", "name", "nom"),
    *("regle.nombre.clause", "self.compilee.ident", "self.suspens", "self.table", "table"),
}
"""One name: of a field, a table, a clause, a parameter, a definition, a convention."""
REPRIS = {
    *("cause.fait", "e.fait", "evenement.fait", "event.fait", "recue.fait", "undecided[0].fait"),
    "next(_not_to_the_day(vacance, au))",
}
"""Those of other causes, or of events."""
PLUSIEURS = {
    "', '.join(names)": "{a}, {b}",
    "', '.join(sorted(sure))": "{a}, {b}",
    "f\"{CONVENTIONS}{', '.join(sure)}\"": "conventions {conv}, {b}",
    "f'{CONVENTIONS}{both}'": "conventions {conv}, {b}",
    "f\"{IMPUTATION}{' ; '.join(names)}\"": "imputation : {conv}, {a} ; {conv}, {b}",
    "f\"{clause.ident}, {cle} : {', '.join(cases)}\"": "{a}, règle : {a}, {b}",
    "f'prévisions de {nom}'": "prévisions de {champ}",
    "f'{VACANCES_DE}{annee}'": "vacances 2024",
    "f'{asked.clause} {self.cadre.annee - 1}'": "{a} 2024",
    "f\"{', '.join(sorted((one.clause, other.clause)))}{LE_MEME_JOUR}\"": "{a}, {b} : le même jour",
    "f'{names}{LE_MEME_JOUR}'": "{conv}, {a} ; {conv}, {b} : le même jour",
    "f'{SOUSTRACTIONS}{nom}'": "soustractions.{champ}",
    "f'{own.de}, arrondi'": "{a}, arrondi",
    "f'{own.entete.ident}, poids nuls'": "{a}, poids nuls",
    "f'{own.entete.ident}, {compte}'": "{a}, {compte}",
    "f'{table} {cadre.annee}'": "soustractions 2025",
    "place.span.text or 'division par zéro'": "division par zéro",
}
"""Made of several, as it would read."""
A_SOI = {"a": "part_s", "b": "si_s", "conv": "conv-s", "champ": "cadre_s", "compte": "compte_s"}
AUX_AUTRES = {nom: mot.replace("_s", "_x").replace("-s", "-x") for nom, mot in A_SOI.items()}


def written() -> Iterator[str]:
    for path in (p for room in PIECES for p in (SRC / room).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if name == "indetermine" and call.args:
                yield ast.unparse(call.args[0])
            elif name in ("Cause", "Evenement", "replace"):
                yield from (ast.unparse(k.value) for k in call.keywords if k.arg == "fait")


NOMBRES = {"between(reste.fait.min, most)", "done.max", "done.min"}
"""Of other records, whose field is called alike."""


def test_every_cause_that_is_made_is_of_a_known_sort() -> None:
    found = set(written())
    assert found - NOMBRES == DE_TOUS | MOTS.keys() | UN_NOM | REPRIS | PLUSIEURS.keys()


@pytest.fixture
def told() -> object:
    """Of a holder whose convention declares a part, its split, an exception, a field and a definition."""
    split = ir.Repartition(
        entete=b.entete("split_s"), de="part_s", entre=(("compte_s", b.litteral(1)),), restes="aucun"
    )
    own = replace(
        b.programme(b.part("part_s"), b.quota("si_s"), split).convention,
        ident="conv-s",
        vocabulaire=(ir.ChampDeclare(nom="cadre_s", niveau=ir.Niveau.VACANCE, type=TCondition()),),
        definitions=(("def_s", b.litteral(1)),),
    )
    return told_by([own])


def test_what_is_its_own_is_told_as_it_is(told) -> None:  # type: ignore[no-untyped-def]
    facts = [mot.strip("'\"") for mot in DE_TOUS] + [*MOTS.values()]
    facts += [form.format(**A_SOI) for form in PLUSIEURS.values()]
    facts += ["part_s", "si_s", "cadre_s", "vacance.cadre_s", "def_s", "conv-s", "bail", "2e refus_candidat"]
    assert [fait for fait in facts if not told(fait)] == []


def test_what_others_declare_is_told_as_the_account(told) -> None:  # type: ignore[no-untyped-def]
    """Whole, or one of the names alone."""
    mixed = [{**A_SOI, nom: mot} for nom, mot in AUX_AUTRES.items()]
    forms = {form: [form.format(**words) for words in (AUX_AUTRES, *mixed)] for form in PLUSIEURS.values()}
    facts = [f for form, made in forms.items() for f in made if f != form.format(**A_SOI)]
    facts += ["part_x", "cadre_x", "logement.cadre_x", "def_x", "conv-x", "cch.x", "surface_x / nombre_x"]
    assert [fait for fait in facts if told(fait)] == []
    cause = Cause(fait="part_x", genre=Genre.HUMAIN, ligne="vacances V-1")
    assert as_told(cause, told) == Cause(fait="contingent", genre=Genre.HUMAIN)


def test_an_expression_is_told_as_its_own_convention_writes_it() -> None:
    source = make_source("c.yaml", "règle: surface_s / nombre_s")
    own = replace(b.programme().convention, span=Span(source=source, start=0, end=1))
    assert told_by([own])("surface_s / nombre_s")
    assert not told_by([own])("surface_x / nombre_x") and not told_by([own])("surface_s")


def test_clauses_of_others_that_are_called_like_facts_are_not_told_together(told) -> None:  # type: ignore[no-untyped-def]
    assert not told("bail, conge : le même jour")
