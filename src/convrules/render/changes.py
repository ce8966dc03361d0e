"""A rule that begins, changes or ends in the year, in words."""

from convrules.base.texte import Texte, t
from convrules.render import numbers
from convrules.year.changements import Changement, Quoi

FIN = numbers.FINE


def change_words(ident: str, c: Changement) -> Texte:
    jour = numbers.jour(c.jour)
    match c.quoi, c.nombre:
        case Quoi.DEBUT, True:
            return t(
                "{ident} commence le {jour}\u202f: un nombre se demande dès le premier jour de la période "
                "suivante.",
                ident=ident,
                jour=jour,
            )
        case Quoi.DEBUT, False:
            return t(
                "{ident} commence le {jour}\u202f: elle ne compte que parmi les vacances venues depuis.",
                ident=ident,
                jour=jour,
            )
        case Quoi.FIN, True:
            return t(
                "{ident} finit le {jour}\u202f: un nombre se demande jusqu'au bout de la période.",
                ident=ident,
                jour=jour,
            )
        case Quoi.FIN, False:
            return t(
                "{ident} finit le {jour}\u202f: elle ne compte plus les vacances venues depuis.",
                ident=ident,
                jour=jour,
            )
        case _, True:
            return t(
                "{ident} change le {jour}\u202f: un nombre garde jusqu'au bout de la période son premier "
                "texte.",
                ident=ident,
                jour=jour,
            )
        case _:
            return t(
                "{ident} change le {jour}\u202f: chaque vacance suit le texte de sa date de référence.",
                ident=ident,
                jour=jour,
            )
