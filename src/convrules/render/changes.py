"""A rule that begins, changes or ends in the year, in words."""

from convrules.base.texte import Texte, t
from convrules.render import numbers
from convrules.year.changements import Changement, Quoi

FIN = numbers.FINE


def change_words(ident: str, c: Changement) -> Texte:
    jour = numbers.jour(c.jour)
    match c.quoi, c.figee:
        case Quoi.DEBUT, True:
            return t(
                "{ident} commence le {jour}\u202f: elle suit le texte du premier jour de la période, où elle "
                "n'est pas encore, et n'y demande rien.",
                ident=ident,
                jour=jour,
            )
        case Quoi.DEBUT, False:
            return t(
                "{ident} commence le {jour}\u202f: elle ne compte que parmi les vacances dont la date de "
                "référence est d'après.",
                ident=ident,
                jour=jour,
            )
        case Quoi.FIN, True:
            return t(
                "{ident} finit le {jour}\u202f: elle se juge jusqu'au bout de la période.",
                ident=ident,
                jour=jour,
            )
        case Quoi.FIN, False:
            return t(
                "{ident} finit le {jour}\u202f: elle ne compte plus les vacances dont la date de référence "
                "est d'après.",
                ident=ident,
                jour=jour,
            )
        case _, True:
            return t(
                "{ident} change le {jour}\u202f: elle garde jusqu'au bout de la période le texte de son "
                "premier jour.",
                ident=ident,
                jour=jour,
            )
        case _:
            return t(
                "{ident} change le {jour}\u202f: ce qu'elle compte, et le taux, suivent la date de référence "
                "de chaque vacance\u202f; l'arrondi, le report et la tolérance, le premier jour de la "
                "période.",
                ident=ident,
                jour=jour,
            )
