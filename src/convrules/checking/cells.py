"""A cell of a case: what is written, typed by its field."""

from datetime import date
from fractions import Fraction
from typing import Final, assert_never

from convrules import vocabulary
from convrules.base import dates
from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.base.values import (
    INCONNU,
    SANS_OBJET,
    Cellule,
    Connu,
    Erreur,
    TCode,
    TCondition,
    TDate,
    TDuree,
    TEvenement,
    TInvalide,
    TNombre,
    TTexte,
    Type,
    Valeur,
    percent,
)
from convrules.checking.codes import place_finding, unknown_code
from convrules.checking.scope import Chantier
from convrules.checking.words import unit_name
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import limites, phrase
from convrules.diagnostics.problems import types as problems
from convrules.syntax import nodes as n
from convrules.syntax.words import as_files_write_it

_MILLIERS: Final = Motif(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_NOMBRE: Final = Motif(r"(-?[0-9]+(?:[.,][0-9]+)?(?:/[1-9][0-9]*)?)\s*(\D.*)?")
_JOUR: Final = Motif(r"(?<!\S)[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\S)")
_PAS_SURVENU: Final = Motif(r"pas survenu(?: au ([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
_ATTENDUS: Final[dict[type[Type], str]] = {
    TCondition: "« oui » ou « non »",
    TDate: "une date (2025-03-31)",
    TEvenement: "une date (2025-03-31), « pas survenu » ou « jamais »",
    TDuree: "une durée",
    TTexte: "un texte",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The field of a cell. `sans_objet`: may it not exist for a dwelling? `au`: the day of the case."""

    champ: str
    type: Type
    sans_objet: bool
    au: date


def read_cell(c: Chantier, node: n.Scalaire, case: Case) -> Cellule:
    """The cell; what cannot be read is reported, and unknown."""
    match node.texte:
        case "inconnu":
            return INCONNU
        case "illisible":
            return Erreur("illisible")
        case "sans objet":
            if not case.sans_objet:
                c.report(problems.sans_objet_impossible(span=node.span, champ=case.champ))
            return SANS_OBJET
        case text:
            value = _value(c, text, node.span, case)
            return Connu(value) if value is not None else INCONNU


def _value(c: Chantier, text: str, span: Span, case: Case) -> Valeur | None:
    match case.type:
        case TCode(enumeration=enumeration):
            return _code(c, text, span, enumeration)
        case TTexte():
            return text
        case TCondition():
            value: Valeur | None = {"oui": True, "non": False}.get(text)
        case TDate():
            value = _day(text)
        case TEvenement():
            value = _event(text, case)
        case TNombre():
            value = _number(text, case.type)
        case TDuree() | TInvalide():
            value = None
        case _:
            assert_never(case.type)
    wrong = _wrong_day(text, span) if isinstance(case.type, TDate | TEvenement) else None
    if wrong is not None:
        c.report(wrong)
        return None
    if value is None and not told_by_form(span):
        attendu = expected(case.type)
        juste = (
            as_files_write_it(text) if isinstance(case.type, TDate | TEvenement) else _joined(text, case.type)
        )
        c.report(
            problems.valeur_illisible(span=span, valeur=text, champ=case.champ, attendu=attendu, juste=juste)
        )
    return value


def told_by_form(span: Span) -> bool:
    """Nothing, or an English word: no value of a file is one, and its form is told."""
    return span.text.lower() in ("", "~", "null", "true", "false")


def expected(type_: Type) -> str:
    """What a cell of this type holds, in French."""
    if not isinstance(type_, TNombre):
        return _ATTENDUS.get(type(type_), "une valeur")
    if type_.taux:
        least, greatest = type_.bornes or (Fraction(0), Fraction(1))
        return t("un taux de {min} à {max}", min=percent(least), max=percent(greatest))
    kind = "un nombre entier" if type_.entier else "un nombre"
    return kind if not type_.unite else t("{genre} ({unite})", genre=kind, unite=unit_name(type_.unite))


def _code(c: Chantier, text: str, span: Span, enumeration: str) -> str | None:
    if enumeration in vocabulary.OFFICIELS:
        found = place_finding(span, text, enumeration)
        if found is not None:
            c.report(found)
        return text if found is None else None
    if text in c.codes(enumeration) or (enumeration == "contingent" and "-" in text):
        return text
    if not told_by_form(span):
        c.report(unknown_code(c, span, text, enumeration))
    return None


def _wrong_day(text: str, span: Span) -> Diagnostic | None:
    """A day written as days are, that no calendar holds or that is beyond what is reckoned with."""
    written = _JOUR.search(text)
    if written is None:
        return None
    day = _day(written[0])
    if day is None:
        return phrase.jour_inexistant(span=span, ecrit=written[0])
    bounded = dates.JOUR_MIN <= day <= dates.JOUR_MAX
    return None if bounded else limites.date_hors_bornes(span=span, ecrit=written[0])


def _day(text: str) -> date | None:
    if _JOUR.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _event(text: str, case: Case) -> dates.Evenement | None:
    if text == "jamais":
        return dates.jamais(case.champ)
    found = _PAS_SURVENU.fullmatch(text)
    if found is not None:
        until = _day(found[1]) if found[1] else case.au
        return dates.pas_survenu(until, case.champ) if until is not None else None
    day = _day(text)
    return dates.connu(day, case.champ) if day is not None else None


def _number(text: str, type_: TNombre) -> Fraction | None:
    """A number, with or without the unit of its field, its decimals after a point or a comma; amounts are
    counted in centimes."""
    found = _NOMBRE.fullmatch(text.strip())
    if found is None:
        return None
    if type_.taux:
        least, greatest = type_.bornes or (Fraction(0), Fraction(1))
        share = _written(found[1]) / 100
        return share if found[2] == "%" and least <= share <= greatest else None
    name = unit_name(type_.unite)
    written = (found[2] or name).strip()
    if type_.unite and written not in (name, f"{name}s"):
        return None
    if not type_.unite and found[2]:
        return None
    value = _written(found[1])
    if type_.entier and value.denominator != 1:
        return None
    return value * 100 if dict(type_.unite).get("centime") == 1 else value


def _joined(text: str, type_: Type) -> str:
    """A number without the spaces between its thousands; empty when it is none."""
    plain = _MILLIERS.sub("", text)
    return plain if isinstance(type_, TNombre) and _number(plain, type_) is not None else ""


def _written(number: str) -> Fraction:
    return Fraction(number.replace(",", "."))
