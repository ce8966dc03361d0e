"""Constants in French: numbers, days, codes, events, tables of a value per code."""

from datetime import date
from fractions import Fraction
from typing import Final, assert_never

from convrules import ir
from convrules.base.dates import Duree, Evenement
from convrules.base.signes import one_line
from convrules.base.texte import t
from convrules.base.values import TCode, TNombre, Type, Valeur
from convrules.render import numbers
from convrules.render.french import cite, joined
from convrules.render.lexicon import code

LIGNES_MONTREES: Final = 8
"""Lines of a table that a sentence holds; the file has the others."""


def literal(expr: ir.Litteral) -> str:
    """A constant of a rule."""
    match expr.valeur:
        case Fraction() as valeur if isinstance(expr.type, TNombre) and expr.type.taux:
            return numbers.percent(valeur, numbers.exact_places(valeur * 100, numbers.FINES) or 1)
        case str() as valeur:
            return cite(code(valeur) if isinstance(expr.type, TCode) else valeur)
        case _:
            return value(expr.valeur, expr.type)


def value(valeur: Valeur, type_: Type | None = None) -> str:
    """A value by itself: « oui », « 450 € », « le 1er mars 2025 », « mutation interne », « 1948 » where its
    type is a year."""
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case Fraction() if isinstance(type_, TNombre):
            return numbers.exact(valeur) if type_.annee else numbers.quantity(valeur, type_.unite)
        case Fraction():
            return numbers.decimal(valeur)
        case date():
            return t("le {valeur}", valeur=numbers.jour(valeur))
        case Duree():
            return numbers.duree(valeur)
        case Evenement():
            return event(valeur)
        case str():
            return code(one_line(valeur))
        case _:
            assert_never(valeur)


def event(e: Evenement) -> str:
    """What is known of an event: a day, an interval, not yet, never, nothing."""
    if e.connu is not None:
        return t("le {connu}", connu=numbers.jour(e.connu))
    if e.est_jamais:
        return t("aucune date à venir")
    if e.debut is not None and e.fin is not None:
        return t("entre le {debut} et le {fin}", debut=numbers.jour(e.debut), fin=numbers.jour(e.fin))
    if e.debut is not None:
        from_day = date.fromordinal(e.debut.toordinal() - 1)
        return t("aucune date au {from_day}", from_day=numbers.jour(from_day))
    return t("date inconnue")


def held(expr: ir.Expr, kind: Type) -> ir.Expr:
    """What a parameter holds where it is read as of this type: a year, beside one."""
    return ir.year(expr) if isinstance(kind, TNombre) and kind.annee else expr


def by_code(table: ir.ParCode, choice: Type, kind: Type) -> str:
    """« 25 % pour « 93010 », 30 % pour « 93055 », 20 % sinon ». `choice`: of the field that chooses. `kind`:
    see `held`."""
    shown = table.lignes[:LIGNES_MONTREES]
    lines = [
        t(
            "{line} pour {literal}",
            line=_line(held(v, kind)),
            literal=literal(ir.Litteral(valeur=c, type=choice)),
        )
        for c, v in shown
    ]
    left = len(table.lignes) - len(shown)
    lines += [t("{left} autres lignes", left=str(left)) if left > 1 else t("une autre ligne")] if left else []
    if table.sinon is not None:
        lines.append(t("{line} sinon", line=_line(held(table.sinon, kind))))
    elif table.sans_objet:
        lines.append(t("rien sinon"))
    return joined(lines, ", ")


def _line(expr: ir.Expr) -> str:
    assert isinstance(expr, ir.Litteral), "checked: a line is a constant"
    return literal(expr)
