"""What a year covers, in French: every row that was read, and the days that count."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from convrules.base.texte import t
from convrules.base.values import TEvenement
from convrules.render import numbers
from convrules.render.balances import over_the_term
from convrules.render.french import joined, listing, nu
from convrules.render.lexicon import Lexique, nom
from convrules.render.places import perhaps_over
from convrules.year.model import Bilan, BilanConvention
from convrules.year.valeurs import Lacune

FIN = numbers.FINE
NOMMEES = 5
JUGE: Final = t(
    "les chiffres ne comptent que celles qui y sont, et une part ou un quota n'a de verdict que s'il tient "
    "quoi qu'il manque"
)
COMPTE: Final = t("ce qui est dit de l'année suppose qu'il n'en manque aucune")


def rows_read(bilan: Bilan, lexique: Lexique) -> str:
    """« 3 000 vacances lues : 2 900 relèvent d'une convention au moins, 100 sont hors … »."""
    p = bilan.perimetre
    under = t("d'une convention au moins")
    if p.peut_etre:
        under = t("{a} (dont {n} peut-être)", a=under, n=numbers.group(p.peut_etre))
    parts = [_said(p.sous_convention, "relève", "relèvent", under)]
    if p.hors_periode:
        whole = any(over_the_term(r.clause, b) for b in bilan.conventions for r in b.regles)
        what = t("de référence dans la période jugée")
        if whole:
            what = t("de référence dans l'année {annee}", annee=str(bilan.annee))
        parts.append(_said(len(p.hors_periode), "n'a pas sa date", "n'ont pas leur date", what))
    if p.hors_territoire:
        what = t("du territoire de toute convention{departements}", departements=_departements(bilan))
        parts.append(_said(len(p.hors_territoire), "est hors", "sont hors", what))
    if p.refusees:
        parts.append(_said(p.refusees, "est refusée", "sont refusées", t("à la lecture")))
    total = t("{a} {b}", a=numbers.count(p.lues, "vacance"), b=numbers.plural(p.lues, "lue"))
    return t(
        "{a}\u202f: {b}.{c}{d}{e}",
        a=total,
        b=listing(parts),
        c=_dates(bilan, lexique),
        d=_then(joined(list(missing_days(bilan, lexique)), " ")),
        e=_unended(p.sans_fin),
    )


def missing_days(bilan: Bilan, lexique: Lexique) -> Iterator[str]:
    """What is judged though rows may lack, the data being declared complete up to an earlier day only."""
    return lacking_days(bilan.perimetre.lacunes, lexique, juge=True)


def lacking_days(lacunes: Sequence[Lacune], lexique: Lexique, *, juge: bool) -> Iterator[str]:
    """The same of days that are known. juge: have parts and quotas of the year a verdict?"""
    for one in lacunes:
        yield t(
            "Les données ne sont dites complètes que jusqu'au {jour} ({evenement})\u202f: {jours}, des "
            "vacances peuvent manquer aux fichiers\u202f; {dit}.",
            jour=numbers.jour(one.complet),
            evenement=event_named(one.evenement, lexique),
            jours=days_of(one),
            dit=JUGE if juge else COMPTE,
        )


def days_of(one: Lacune) -> str:
    """« du 1er juillet 2025 au 31 décembre 2025 », « le 31 octobre 2025 »."""
    if one.du == one.au:
        return t("le {du}", du=numbers.jour(one.du))
    return t("du {du} au {au}", du=numbers.jour(one.du), au=numbers.jour(one.au))


def _dates(bilan: Bilan, lexique: Lexique) -> str:
    """« Dates lues en 2025 : mise à disposition, du 1er janvier 2025 au 31 juillet 2025 ; signature du bail,
    aucune. »"""
    found = bilan.perimetre.dates
    said = [
        t(
            "{nom}, du {debut} au {fin}",
            nom=event_named(nom, lexique),
            debut=numbers.jour(du),
            fin=numbers.jour(au),
        )
        for nom, du, au in found
    ]
    said += [t("{nom}, aucune", nom=event_named(nom, lexique)) for nom in bilan.perimetre.sans_date]
    if not said:
        return ""
    return t(" Dates lues en {annee}\u202f: {dates}.", annee=str(bilan.annee), dates=joined(said, "\u202f; "))


def event_named(champ: str, lexique: Lexique) -> str:
    """An event in words, without its article: « signature du bail »."""
    return nu(nom(champ, lexique, TEvenement()).texte)


def _unended(ids: Sequence[str]) -> str:
    """What is judged on the assumption that a missing end did not come."""
    if not ids:
        return ""
    named = joined(list(ids[:NOMMEES]), ", ") + (", …" if len(ids) > NOMMEES else "")
    them = numbers.plural(
        len(ids),
        "elle est lue comme non close, et ses délais courent",
        "elles sont lues comme non closes, et leurs délais courent",
    )
    return t(
        " Pour {ids} ({named}), la date du bail, du retrait ou de l'abandon n'est pas "
        "renseignée\u202f: {them}.",
        ids=numbers.count(len(ids), "vacance"),
        named=named,
        them=them,
    )


def _said(n: int, one: str, many: str, rest: str) -> str:
    return t("{a} {b} {c}", a=numbers.group(n), b=numbers.plural(n, one, many), c=rest)


def _departements(bilan: Bilan) -> str:
    """« (département 95) », « (département 95 : 80, département 77 : 20) »."""
    found = bilan.perimetre.departements
    names = [t("département\u00a0{code}", code=code) if code else t("lieu inconnu") for code, _ in found]
    if len(names) == 1:
        return t(" ({a})", a=names[0])
    told = [
        t("{a}\u202f: {b}", a=name, b=numbers.group(n)) for name, (_, n) in zip(names, found, strict=True)
    ]
    return t(" ({a})", a=joined(told, ", "))


def period(b: BilanConvention, annee: int) -> str:
    """What must be said first of the days that count: not all those of the year. Else empty."""
    if b.periode is None:
        return t(
            "La convention n'était pas en vigueur en {annee}\u202f: rien n'y est dû.{outside}",
            annee=str(annee),
            outside=_then(_uncovered(b, str(annee))),
        )
    if b.convention.en_vigueur.suspens:
        return t(
            "{a}{b}", a=perhaps_over(b.convention.en_vigueur), b=_then(_outside(b, t("dans cette période")))
        )
    if not cut(b, annee):
        return ""
    du, au = b.periode
    return t(
        "Année coupée\u202f: la convention n'est en vigueur en {annee} que du {du} au "
        "{au}, et son bilan ne porte que sur ces jours.{outside}",
        annee=str(annee),
        du=numbers.jour(du),
        au=numbers.jour(au),
        outside=_then(_outside(b, t("dans cette période"))),
    )


def other_years(b: BilanConvention, annee: int) -> str:
    """Of a year that is whole: vacancies that are of another one, as files of several years have them."""
    whole = b.periode is not None and not b.convention.en_vigueur.suspens and not cut(b, annee)
    return _outside(b, t("dans l'année {annee}", annee=str(annee))) if whole else ""


def cut(b: BilanConvention, annee: int) -> bool:
    """Is only a part of the year judged?"""
    return b.periode is not None and b.periode != (date(annee, 1, 1), date(annee, 12, 31))


def _then(said: str) -> str:
    return t(" {a}", a=said) if said else ""


def _uncovered(b: BilanConvention, annee: str) -> str:
    """Vacancies of the year that its holder has no convention for, where there are some."""
    found = b.sans_convention
    if found is None or not found.max:
        return ""
    return t(
        "Sur son territoire, {n} de {annee} {plural} d'aucune convention de ce réservataire{perhaps}.",
        n=numbers.count(found.max, "vacance"),
        annee=annee,
        plural=numbers.plural(found.max, "ne relève", "ne relèvent"),
        perhaps=t(", dont {n} peut-être", n=numbers.group(int(found.max - found.min)))
        if found.valeur is None
        else "",
    )


def _outside(b: BilanConvention, where: str) -> str:
    n = b.hors_periode
    if not n:
        return ""
    total = t("{n} de son territoire", n=numbers.count(n, "vacance"))
    had = numbers.plural(n, "n'a pas sa date", "n'ont pas leur date")
    if any(over_the_term(r.clause, b) for r in b.regles):
        return t(
            "{total} {had} de référence {where} et {plural} que dans ce qui se juge sur toute la durée de la "
            "convention.",
            total=total,
            had=had,
            where=where,
            plural=numbers.plural(n, "n'entre", "n'entrent"),
        )
    return t(
        "{total} {had} de référence {where} et {plural} pas.",
        total=total,
        had=had,
        where=where,
        plural=numbers.plural(n, "ne compte", "ne comptent"),
    )
