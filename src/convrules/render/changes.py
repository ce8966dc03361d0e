"""A rule that begins, changes or ends in the year, in words."""

from fractions import Fraction
from typing import Any

from convrules import ir
from convrules.base.texte import Texte, t
from convrules.render import numbers
from convrules.render.clauses import application, enonce, part, quota, report, tolerance
from convrules.render.expressions import phrase, population, texte
from convrules.render.french import cite, joined, listing, si
from convrules.render.lexicon import VIDE, Lexique, code
from convrules.render.places import avenant, where
from convrules.year.changements import CasChange, Changement, Quoi, Valeur

LIGNES_MAX = 8
"""Lines of a table that are told."""


def change_words(ident: str, c: Changement, lexique: Lexique = VIDE) -> Texte:
    jour = numbers.jour(c.jour)
    match c.quoi:
        case Quoi.DEBUT:
            return _beginning(ident, c, jour)
        case Quoi.REPRISE if c.figee:
            return t(
                "{ident} reprend le {jour}\u202f: chaque période garde le texte de son premier jour.",
                ident=ident,
                jour=jour,
            )
        case Quoi.REPRISE:
            return t(
                "{ident} reprend le {jour}\u202f: elle ne compte pas les vacances dont la date de référence "
                "est entre sa fin et ce jour.",
                ident=ident,
                jour=jour,
            )
        case Quoi.FIN if c.figee:
            return t(
                "{ident} finit le {jour}{by}\u202f: elle se juge jusqu'au bout de la période.",
                ident=ident,
                jour=jour,
                by=by_amendment(c.retouche),
            )
        case Quoi.FIN:
            return t(
                "{ident} finit le {jour}{by}\u202f: elle ne compte plus les vacances dont la date de "
                "référence est d'après.",
                ident=ident,
                jour=jour,
                by=by_amendment(c.retouche),
            )
        case _:
            values = joined(
                [
                    *(exception_words(x, lexique) for x in c.exceptions),
                    *(told(v, lexique) for v in c.parametres),
                ],
                "\u202f; ",
            )
            also = t(" En détail\u202f: {values}.", values=values) if values else ""
            return t("{a}{b}{c}", a=_change(ident, c, jour), b=_texts(c, lexique), c=also)


def by_amendment(made: ir.Retouche | None) -> Texte | str:
    """« , ajoutée par l'avenant 1, article 2 »: what adds a rule, or ends it."""
    if made is None:
        return ""
    article = t(", article\u00a0{article}", article=made.article) if made.article else ""
    if made.nature is ir.NatureRetouche.ABROGE:
        return t(", abrogée par {avenant}{article}", avenant=avenant(made.avenant), article=article)
    return t(", ajoutée par {avenant}{article}", avenant=avenant(made.avenant), article=article)


def _beginning(ident: str, c: Changement, jour: Texte) -> Texte:
    by = by_amendment(c.retouche)
    if c.figee and c.seuil:
        return t("{ident} commence le {jour}, premier jour d'une période{by}.", ident=ident, jour=jour, by=by)
    if c.figee:
        return t(
            "{ident} commence le {jour}{by}\u202f: elle suit le texte du premier jour de la période, où elle "
            "n'est pas encore, et n'y demande rien.",
            ident=ident,
            jour=jour,
            by=by,
        )
    return t(
        "{ident} commence le {jour}{by}\u202f: elle ne compte que parmi les vacances dont la date de "
        "référence est d'après.",
        ident=ident,
        jour=jour,
        by=by,
    )


def _change(ident: str, c: Changement, jour: Texte) -> Texte:
    by = t(" ({names})", names=listing([cite(nom) for nom in c.par])) if c.par else ""
    if c.figee and c.seuil:
        return t(
            "{ident} change le {jour}{by}, premier jour d'une période\u202f: chacune garde le texte du sien.",
            ident=ident,
            jour=jour,
            by=by,
        )
    if c.figee:
        return t(
            "{ident} change le {jour}{by}\u202f: elle garde jusqu'au bout de la période le texte de son "
            "premier jour.",
            ident=ident,
            jour=jour,
            by=by,
        )
    return t(
        "{ident} change le {jour}{by}\u202f: ce qu'elle compte, et le taux, suivent la date de référence "
        "de chaque vacance\u202f; l'arrondi, le report, la tolérance, les cellules et la base minimale, le "
        "premier jour de la période.",
        ident=ident,
        jour=jour,
        by=by,
    )


def _texts(c: Changement, lexique: Lexique) -> Texte | str:
    """The rule before and since, where its words are not the same; and what its other keys say."""
    if c.textes is None:
        return ""
    before, since = c.textes
    if enonce(before, lexique) != enonce(since, lexique):
        a, b = _written(before, lexique), _written(since, lexique)
        said = t(" Avant\u202f: {a}\u202f; depuis\u202f: {b}.", a=a, b=b)
        others = joined([told(v, lexique) for v in c.valeurs if v.nom != "règle"], "\u202f; ")
        also = t(" Ce qui change aussi\u202f: {keys}.", keys=others) if others else ""
        return t("{a}{b}", a=said, b=also)
    keys = joined([told(v, lexique) for v in c.valeurs], "\u202f; ")
    source = where(since.entete)
    if not source:
        # Why not beside these: they are those of its part, which are told there.
        return t(" Ce qui change\u202f: {keys}.", keys=keys) if keys and not c.exceptions else ""
    return t(" Ce qui change\u202f: {keys} ({source}).", keys=keys, source=source) if keys else ""


def _written(text: ir.Clause, lexique: Lexique) -> str:
    source = where(text.entete)
    return t("{a} ({b})", a=enonce(text, lexique), b=source) if source else enonce(text, lexique)


def exception_words(x: CasChange, lexique: Lexique) -> Texte:
    """« « bondy », si la commune est « 93010 », l'écarte »."""
    nom = (
        t("{nom}, {si},", nom=cite(x.nom), si=si(phrase(x.si, lexique))) if x.si is not None else cite(x.nom)
    )
    if x.finit:
        return t("{nom} ne joue plus", nom=nom)
    if x.ecarte:
        return t("{nom} l'écarte", nom=nom)
    keys = listing([_since(v, lexique) for v in x.valeurs])
    return t("{nom} dit {keys}", nom=nom, keys=keys) if keys else t("{nom} change de condition", nom=nom)


def _since(valeur: Valeur, lexique: Lexique) -> Texte:
    if valeur.avant is not None:
        return told(valeur, lexique)
    return t("{nom}, {a}", nom=cite(valeur.nom), a=said(valeur.apres, lexique))


# --- values -----------------------------------------------------------------------------------
def told(valeur: Valeur, lexique: Lexique) -> Texte:
    """« tolérance », 10 points puis 1 logement."""
    a, b = said(valeur.avant, lexique), said(valeur.apres, lexique)
    return t("{nom}, {a} puis {b}", nom=cite(valeur.nom), a=a, b=b)


def said(valeur: Any, lexique: Lexique = VIDE) -> str:
    """What a key or a parameter says."""
    match valeur:
        case None:
            return t("rien")
        case ir.ValeurDatee():
            own = valeur.valeur
            return _table(own, lexique) if isinstance(own, ir.ParCode) else texte(own, lexique)
        case ir.ReglePart():
            return part(valeur, lexique)
        case ir.RegleQuota():
            return quota(valeur, lexique)
        case ir.Population():
            return population(valeur, lexique)
        case ir.Application():
            return application(valeur, lexique)
        case ir.Report():
            return report(valeur)
        case ir.Tolerance():
            return tolerance(valeur)
        case int() | Fraction():
            return numbers.count(valeur, "logement")
        case ir.Force() | str():
            return code(str(valeur))
        case _:
            return phrase(valeur, lexique)


def _table(table: ir.ParCode, lexique: Lexique) -> str:
    lines = [t("{code} {valeur}", code=k, valeur=texte(v, lexique)) for k, v in table.lignes[:LIGNES_MAX]]
    more = len(table.lignes) - len(lines)
    lines += [t("{n} de plus", n=numbers.count(more, "ligne"))] if more else []
    lines += [t("sinon {valeur}", valeur=texte(table.sinon, lexique))] if table.sinon is not None else []
    return joined(lines, ", ")
