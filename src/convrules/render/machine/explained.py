"""JSON of `explain` of a year: its rules, what decides each cell, how far it is, what would settle it."""

from collections.abc import Sequence

from convrules import ir
from convrules.render.brought import lacking_balance
from convrules.render.clauses import enonce, genre
from convrules.render.decided import clause_in, readings
from convrules.render.in_turn import in_turn
from convrules.render.machine import parts
from convrules.render.machine.decided import decides, rule_head, text
from convrules.render.machine.parts import Json, Objet
from convrules.render.places import article
from convrules.render.settling import Annee, machine, rows_machine, rows_of_lots, undecided
from convrules.year.lignes_decisives import deciding, waits_for_others
from convrules.year.model import (
    ACompleter,
    BilanConvention,
    Dite,
    Lot,
    ResultatCellule,
    ResultatRegle,
    ResultatRepartition,
    Verdict,
)
from convrules.year.valeurs import INDECIS


def explained(annee: Annee) -> Objet:
    bilan = annee.bilan
    return {
        "annee": bilan.annee,
        "depuis": annee.depuis,
        "non_couvert": [parts.uncovered(one) for one in bilan.perimetre.lacunes],
        "regles": [_judged(b, one, annee) for b in bilan.conventions for one in b.jugees],
        "indetermines": [machine(b, one) for b, one in undecided(bilan)],
    }


def _judged(b: BilanConvention, one: ResultatRegle | ResultatRepartition, annee: Annee) -> Objet:
    own = _rule(b, one, annee) if isinstance(one, ResultatRegle) else _split(one, annee)
    return {
        "convention": b.convention.ident,
        "clause": one.clause.entete.ident,
        "genre": genre(one.clause),
        "enonce": one.clause.entete.enonce,
        "verdict": _verdict(one.verdict),
        **own,
    }


def _rule(b: BilanConvention, regle: ResultatRegle, annee: Annee) -> Objet:
    cells: list[Json] = [_cell(b, regle, c, annee) for c in regle.cellules]
    return {**rule_head(regle, annee.lexique), "ecartee_par": regle.ecartee_par, "cellules": cells}


def _split(split: ResultatRepartition, annee: Annee) -> Objet:
    """Of a part that is split, what each account has of it."""
    entete = split.clause.entete
    cells: list[Json] = [
        {"cellule": dict(c.cellule), "comptes": [_account(lot) for lot in c.lots]} for c in split.cellules
    ]
    return {
        "regle": enonce(split.clause, annee.lexique),
        "article": article(entete),
        "source": parts.source(entete.source),
        "force": split.force.value if split.force is not None else None,
        "arrondi": None,
        "tolerance": None,
        "decidee_par": [],
        "ecartee_par": None,
        "cellules": cells,
    }


def _cell(b: BilanConvention, regle: ResultatRegle, c: ResultatCellule, annee: Annee) -> Objet:
    clause, every = clause_in(regle, [c]), readings(regle, c)
    open_ = c.verdict in INDECIS
    rows = _rows(b, regle, c) if open_ else []
    turns: list[Json] = [
        {**text(d, annee.lexique), "jusqu_au": parts.day(end)} for d, end in in_turn(regle, [c], every)
    ]
    return {
        "cellule": dict(c.cellule),
        "decidee_par": decides(c, annee.lexique),
        "tour_a_tour": turns,
        "force": _force(every),
        "tolerance": _tolerance(clause.tolerance),
        "base": parts.bounds(c.base),
        "du": parts.bounds(c.du),
        "cible": parts.bounds(c.cible),
        "realise": parts.bounds(c.realise),
        "solde": parts.bounds(c.solde),
        **_answer(c),
        "solde_inconnu": c.cellule in lacking_balance(regle),
        "a_completer": rows_machine(rows),
        "tours_ouverts": [row.vacance for row in c.lignes_a_venir] if open_ else [],
        "causes": parts.causes(c.causes if open_ else ()),
    }


def _force(every: Sequence[Dite]) -> Json:
    """That of the text that decides the cell; null where several that may differ."""
    found = {d.clause.entete.force for d in every}
    (force,) = found if len(found) == 1 else (None,)
    return force.value if force is not None else None


def _rows(b: BilanConvention, regle: ResultatRegle, c: ResultatCellule) -> Sequence[ACompleter]:
    """Rows that may settle the cell, as `rows_of` has them of a rule."""
    found = (
        ACompleter(vacance=ligne.vacance, causes=ligne.causes, reductions=())
        for ligne in deciding(c, regle, b)
    )
    return [row for row in found if not waits_for_others(row, b)]


def _account(lot: Lot) -> Objet:
    return {
        "compte": lot.compte,
        "du": parts.bounds(lot.du),
        "cible": parts.bounds(lot.cible),
        "realise": parts.bounds(lot.realise),
        "solde": parts.bounds(lot.solde),
        **_answer(lot),
        "solde_inconnu": lot.poids is not None and lot.solde_initial is None,
        "a_completer": rows_machine(rows_of_lots([lot])),
    }


def _answer(one: ResultatCellule | Lot) -> Objet:
    possibles: list[Json] = [v.value for v in one.verdicts_possibles]
    return {
        "verdict": _verdict(one.verdict),
        "verdicts_possibles": possibles,
        "sauve_par_tolerance": one.sauve_par_tolerance,
    }


def _tolerance(marge: ir.Tolerance | None) -> Json:
    if marge is None:
        return None
    return {
        "nombre": parts.number(marge.valeur * 100 if marge.points else marge.valeur),
        "unite": "point" if marge.points else "logement",
    }


def _verdict(v: Verdict | None) -> str | None:
    return v.value if v is not None else None
