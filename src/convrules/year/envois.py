"""Which lines of the journal are a sending that is due, and when it was first made.

Source: docs/langage, « Les actes enregistrés », « Transmissions ».
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from convrules.base.dates import Evenement, connu, inconnu, pas_survenu
from convrules.base.outcomes import Cause, Genre
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu, Erreur
from convrules.facts.destinataires import Destinataire, fold
from convrules.runtime.journal import Acte, acts_on, missing, text
from convrules.year.assiette import Cadre
from convrules.year.bornes import between
from convrules.year.model import Bornes
from convrules.year.tranches import Tranche

_PERIODE: Final = re.compile(r"\d{4}(-(T[1-4]|S[12]|0[1-9]|1[0-2]))?")
_JOUR: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendu:
    """A sending that is due, `fois` times. `differe`: once its period has ended; `limite`, and that of the
    period before (`precedente`), tell when two of them are open at once."""

    ident: str
    destinataire: Destinataire
    tranche: Tranche
    differe: bool = False
    fois: int = 1
    limite: date | None = None
    precedente: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Releve:
    """What the journal says of a sending as of `au`. `cible`: when it was made, all its times; `faits`: on
    how many days (None: nobody knows)."""

    cible: Evenement
    faits: Bornes | None = None


def done(attendu: Attendu, cadre: Cadre) -> Releve:
    """Not known when no journal is supplied, or when a line may be this sending for want of saying."""
    ident = attendu.ident
    acts = acts_on(cadre.faits, "transmission", ident, cadre.programme.convention.ident, ())
    if acts is None:
        return Releve(cible=inconnu(ident, genre=Genre.HUMAIN))
    told = ((act, _is_sending(act, attendu, cadre)) for act in acts)
    return count_sent(told, attendu.fois, ident, cadre.au)


def count_sent(told: Iterable[tuple[Acte, bool | Cause]], fois: int, ident: str, au: date) -> Releve:
    """Lines, each with whether it is the sending: those of one day count once, and a line of a day to come
    has done nothing yet."""
    seen = [(a, own) for a, own in told if own is not False and (a.jour is None or a.jour <= au)]
    # Why: a line that does not say what it records, or under which clause, may be another.
    sure = sorted({a.jour for a, own in seen if own is True and not a.doutes and a.jour is not None})
    doubts = {cause for a, _ in seen for cause in a.doutes} | {
        own for _, own in seen if isinstance(own, Cause)
    }
    days = {a.jour for a, _ in seen if a.jour is not None}
    undated = sum(a.jour is None for a, _ in seen)
    most = len(days) + undated
    first, last = _nth(sorted(days), fois - undated), _nth(sure, fois)
    if last is not None and first == last:
        cible = connu(last, ident)
    elif most >= fois:
        cause = min(doubts)
        unknown = inconnu(cause.fait, cause.ligne, cause.genre)
        # A line in doubt may be one of them, hence an earlier one than those that are sure.
        cible = replace(unknown, debut=first, fin=last, jamais=last is None)
    else:
        cible = pas_survenu(au, ident, Genre.FUTUR)
    return Releve(cible=cible, faits=between(len(sure), most))


def _nth(days: Sequence[date], rang: int) -> date | None:
    """The day of a rank, from 1; None when there is none, or when it may be any day."""
    return days[rang - 1] if 1 <= rang <= len(days) else None


def _is_sending(act: Acte, attendu: Attendu, cadre: Cadre) -> bool | Cause:
    """Is the line this sending? A cause when it does not say enough."""
    to = is_to(act, attendu.destinataire)
    if to is False:
        return False
    about = _of_period(act, attendu, cadre)
    return to if about is True else about


def is_to(act: Acte, recipient: Destinataire) -> bool | Cause:
    """Is the line of a sending to this recipient? A cause when it does not say to whom."""
    to = act.ligne.cellule("destinataire")
    if isinstance(to, Connu):
        return fold(str(to.valeur)) in recipient.noms
    named = isinstance(act.ligne.cellule("convention"), Connu)
    return True if recipient.seul or (named and recipient.titulaire) else missing(act.ligne, "destinataire")


def _of_period(act: Acte, attendu: Attendu, cadre: Cadre) -> bool | Cause:
    """Is the line about the year, and about the part of it? What it says prevails over its date."""
    part, said = attendu.tranche, act.ligne.cellule("periode")
    if part.nom and isinstance(said, Connu | Erreur):
        written = str(text(said) or "").strip().upper()
        if not _names_a_period(written, part):
            return missing(act.ligne, "periode")
        if written != part.nom:
            return False
        return True if act.jour is not None else missing(act.ligne, "date")
    annee = act.ligne.cellule("annee")
    if isinstance(annee, Erreur):
        return missing(act.ligne, "annee")
    if isinstance(annee, Connu) and text(annee) != str(cadre.annee):
        return False
    if act.jour is None:
        return missing(act.ligne, "date")
    if attendu.differe:
        return _once_ended(act, act.jour, attendu)
    if part.nom:
        return part.du <= act.jour <= part.au
    return isinstance(annee, Connu) or act.jour.year == cadre.annee


def _names_a_period(written: str, part: Tranche) -> bool:
    """A civil period; of those counted from the first day of the convention, the last day, which is not
    inside another."""
    if not part.comptee:
        return bool(_PERIODE.fullmatch(written))
    return bool(_JOUR.fullmatch(written)) and not part.du.isoformat() <= written < part.nom


def _once_ended(act: Acte, jour: date, attendu: Attendu) -> bool | Cause:
    """A line that names no period is about the last one ended before its date, unless the one before was
    still open on that day."""
    part = attendu.tranche
    if jour <= part.au:
        return False
    last = jour <= part.suivante
    other = attendu.precedente if last else attendu.limite
    open_too = other is not None and jour <= other
    return missing(act.ligne, "periode") if open_too else last
