"""JSON of `compliance --engine`: the figures of a year that add up, without rows nor verdicts."""

from collections.abc import Sequence
from fractions import Fraction

from convrules.diagnostics.model import Diagnostic
from convrules.render.machine.check import diagnostic
from convrules.render.machine.parts import Json, Objet, Recu, bounds, day, envelope, number
from convrules.year.ensembles.model import AgregatCellule, AgregatRegle, Agregats, AgregatsConvention

COMMANDE = "agregats"


def aggregates(found: Agregats, diagnostics: Sequence[Diagnostic], recu: Recu) -> Objet:
    return envelope(
        COMMANDE,
        recu,
        {
            "bailleur": found.bailleur,
            "annee": found.annee,
            "conventions": [_convention(c) for c in found.conventions],
            "diagnostics": [diagnostic(d) for d in diagnostics],
        },
    )


def _convention(c: AgregatsConvention) -> Objet:
    return {
        "convention": c.convention,
        "periode": None if c.periode is None else [day(c.periode[0]), day(c.periode[1])],
        "vacances": c.paires,
        "lignes": c.lignes,
        "statuts": {statut.value: bounds(nombre) for statut, nombre in c.statuts},
        "retraits": {categorie: bounds(nombre) for categorie, nombre in c.retraits},
        "incertaines": c.incertaines,
        "causes": [
            {"fait": cause.fait, "genre": cause.genre.value, "ligne": cause.ligne or None, "lignes": nombre}
            for cause, nombre in c.causes
        ],
        "regles": [_rule(r) for r in c.regles],
        "delais": [{"clause": d.clause, "decomptes": dict(d.decomptes)} for d in c.delais],
    }


def _rule(r: AgregatRegle) -> Objet:
    return {
        "clause": r.clause,
        "periode": [day(r.periode[0]), day(r.periode[1])],
        "cellules": [_cell(c) for c in r.cellules],
    }


def _cell(c: AgregatCellule) -> Objet:
    options: list[Json] = [
        {"possibles": [_words(counted, inside) for counted, inside in options], "lignes": number(Fraction(n))}
        for options, n in c.options
    ]
    return {
        "cellule": dict(c.cellule),
        "base": bounds(c.base),
        "du": bounds(c.du),
        "realise": bounds(c.realise),
        "options": options,
    }


def _words(counted: bool, inside: bool) -> Objet:
    return {"comptee": counted, "base": inside}
