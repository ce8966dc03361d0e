"""What a year covers, in French: every row that was read, and the days that count."""

from collections.abc import Sequence
from datetime import date

from convrules.render import numbers
from convrules.render.french import listing
from convrules.render.places import perhaps_over
from convrules.year.model import Bilan, BilanConvention

FIN = numbers.FINE
NOMMEES = 5


def rows_read(bilan: Bilan) -> str:
    """« 3 000 vacances lues : 2 900 relèvent d'une convention au moins, 100 sont hors … »."""
    p = bilan.perimetre
    parts = [_said(p.sous_convention, "relève", "relèvent", "d'une convention au moins")]
    if p.hors_periode:
        what = "de référence dans la période jugée"
        parts.append(_said(len(p.hors_periode), "n'a pas sa date", "n'ont pas leur date", what))
    if p.hors_territoire:
        what = f"du territoire de toute convention{_departements(bilan)}"
        parts.append(_said(len(p.hors_territoire), "est hors", "sont hors", what))
    if p.refusees:
        parts.append(_said(p.refusees, "est refusée", "sont refusées", "à la lecture"))
    total = f"{numbers.count(p.lues, 'vacance')} {numbers.plural(p.lues, 'lue')}"
    return f"{total}{FIN}: {listing(parts)}.{_dates(bilan)}{_unended(p.sans_fin)}"


def _dates(bilan: Bilan) -> str:
    """« Dates lues en 2025 : disponibilite du 01/01/2025 au 31/07/2025. »"""
    found = bilan.perimetre.dates
    said = (f"{nom} du {numbers.jour(du)} au {numbers.jour(au)}" for nom, du, au in found)
    return f" Dates lues en {bilan.annee}{FIN}: {listing(list(said))}." if found else ""


def _unended(ids: Sequence[str]) -> str:
    """What is judged on the assumption that a missing end did not come."""
    if not ids:
        return ""
    named = ", ".join(ids[:NOMMEES]) + (", …" if len(ids) > NOMMEES else "")
    them = numbers.plural(
        len(ids),
        "elle est lue comme non close, et ses délais courent",
        "elles sont lues comme non closes, et leurs délais courent",
    )
    return (
        f" Pour {numbers.count(len(ids), 'vacance')} ({named}), la date du bail, du retrait ou de l'abandon "
        f"n'est pas renseignée{FIN}: {them}."
    )


def _said(n: int, one: str, many: str, rest: str) -> str:
    return f"{numbers.group(n)} {numbers.plural(n, one, many)} {rest}"


def _departements(bilan: Bilan) -> str:
    """« (département 95) », « (département 95 : 80, département 77 : 20) »."""
    found = bilan.perimetre.departements
    names = [f"département{numbers.INSECABLE}{code}" if code else "lieu inconnu" for code, _ in found]
    if len(names) == 1:
        return f" ({names[0]})"
    told = (f"{name}{FIN}: {numbers.group(n)}" for name, (_, n) in zip(names, found, strict=True))
    return f" ({', '.join(told)})"


def period(b: BilanConvention, annee: int) -> str:
    """What must be said of the days that count: the year is cut, or vacancies fall outside it. Else empty."""
    if b.periode is None:
        return f"La convention n'était pas en vigueur en {annee}{FIN}: rien n'y est dû.{_outside(b)}"
    if b.convention.en_vigueur.suspens:
        return f"{perhaps_over(b.convention.en_vigueur)}{_outside(b, 'dans cette période')}"
    if not cut(b, annee):
        return _outside(b, f"dans l'année {annee}").strip()
    du, au = b.periode
    return (
        f"Année coupée{FIN}: la convention n'est en vigueur en {annee} que du {numbers.jour(du)} au "
        f"{numbers.jour(au)}, et son bilan ne porte que sur ces jours.{_outside(b, 'dans cette période')}"
    )


def cut(b: BilanConvention, annee: int) -> bool:
    """Is only a part of the year judged?"""
    return b.periode is not None and b.periode != (date(annee, 1, 1), date(annee, 12, 31))


def _outside(b: BilanConvention, where: str = "") -> str:
    n = b.hors_periode
    if not n:
        return ""
    total = f"{numbers.count(n, 'vacance')} de son territoire"
    if not where:
        return f" {total} {numbers.plural(n, 'reste', 'restent')} sans règle."
    had = numbers.plural(n, "n'a pas sa date", "n'ont pas leur date")
    return f" {total} {had} de référence {where} et {numbers.plural(n, 'ne compte', 'ne comptent')} pas."
