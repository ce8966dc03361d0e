"""A rule that begins, changes or ends in the year, in words."""

from convrules import ir
from convrules.base.texte import Texte, t
from convrules.render import numbers
from convrules.render.clauses import enonce
from convrules.render.french import cite, listing
from convrules.render.lexicon import VIDE, Lexique
from convrules.render.places import where
from convrules.year.changements import Changement, Quoi


def change_words(ident: str, c: Changement, lexique: Lexique = VIDE) -> Texte:
    jour = numbers.jour(c.jour)
    match c.quoi:
        case Quoi.DEBUT:
            return _beginning(ident, c, jour)
        case Quoi.FIN if c.figee:
            return t(
                "{ident} finit le {jour}\u202f: elle se juge jusqu'au bout de la période.",
                ident=ident,
                jour=jour,
            )
        case Quoi.FIN:
            return t(
                "{ident} finit le {jour}\u202f: elle ne compte plus les vacances dont la date de référence "
                "est d'après.",
                ident=ident,
                jour=jour,
            )
        case _:
            return t("{a}{b}", a=_change(ident, c, jour), b=_texts(c, lexique))


def _beginning(ident: str, c: Changement, jour: Texte) -> Texte:
    if c.figee and c.seuil:
        return t("{ident} commence le {jour}, premier jour d'une période.", ident=ident, jour=jour)
    if c.figee:
        return t(
            "{ident} commence le {jour}\u202f: elle suit le texte du premier jour de la période, où elle "
            "n'est pas encore, et n'y demande rien.",
            ident=ident,
            jour=jour,
        )
    return t(
        "{ident} commence le {jour}\u202f: elle ne compte que parmi les vacances dont la date de "
        "référence est d'après.",
        ident=ident,
        jour=jour,
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
    """The rule before and since, where its words are not the same; else the keys that change."""
    if c.textes is None:
        return ""
    before, since = c.textes
    if enonce(before, lexique) != enonce(since, lexique):
        a, b = _written(before, lexique), _written(since, lexique)
        told = t(" Avant\u202f: {a}\u202f; depuis\u202f: {b}.", a=a, b=b)
        others = listing([cite(cle) for cle in c.cles if cle != "règle"])
        also = t(" Ce qui change aussi\u202f: {keys}.", keys=others) if others else ""
        return t("{a}{b}", a=told, b=also)
    keys = listing([cite(cle) for cle in c.cles])
    source = where(since.entete)
    return t(" Ce qui change\u202f: {keys} ({source}).", keys=keys, source=source) if keys else ""


def _written(text: ir.Clause, lexique: Lexique) -> str:
    source = where(text.entete)
    return t("{a} ({b})", a=enonce(text, lexique), b=source) if source else enonce(text, lexique)
