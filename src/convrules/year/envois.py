"""Which lines of the journal are a sending that is due, and when it was first made.

Source: docs/langage, « Les actes enregistrés », « Transmissions ».
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from convrules.base.dates import Evenement, add_months, connu, inconnu, pas_survenu
from convrules.base.outcomes import Cause, Genre
from convrules.base.values import Connu, Erreur
from convrules.facts.destinataires import Destinataire, fold
from convrules.runtime.journal import Acte, acts_on, missing, text
from convrules.year.assiette import Cadre

UN_JOUR: Final = timedelta(days=1)
_PERIODE: Final = re.compile(r"\d{4}(-(T[1-4]|S[12]|0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """A part of the year for which one sending is due, of `mois` months. `nom` empty: the whole year."""

    nom: str
    du: date
    au: date
    mois: int = 12

    def end(self, rang: int) -> date:
        """The last day of the part `rang` further on, or before."""
        return add_months(self.au + UN_JOUR, rang * self.mois) - UN_JOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendu:
    """A sending that is due. `differe`: once its period has ended; `limite`, and that of the period
    before (`precedente`), tell when two of them are open at once."""

    ident: str
    destinataire: Destinataire
    tranche: Tranche
    differe: bool = False
    limite: date | None = None
    precedente: date | None = None


def done(attendu: Attendu, cadre: Cadre) -> Evenement:
    """When it was first sent, as of `au`; not known when no journal is supplied, or when a line may be
    this sending for want of saying."""
    ident = attendu.ident
    acts = acts_on(cadre.faits, "transmission", ident, cadre.programme.convention.ident, ())
    if acts is None:
        return inconnu(ident, genre=Genre.HUMAIN)
    sure: list[date] = []
    doubts: set[Cause] = set()
    for act in acts:
        found = _is_sending(act, attendu, cadre)
        if found is True and act.jour is not None:
            # Why: a line that does not say what it records, or under which clause, may be another.
            doubts |= act.doutes
            sure += [act.jour] if act.jour <= cadre.au and not act.doutes else []
        elif not isinstance(found, bool):
            doubts.add(found)
    return first_sent(sure, sorted(doubts), ident, cadre)


def first_sent(sure: list[date], doubts: list[Cause], ident: str, cadre: Cadre) -> Evenement:
    """The first day of those that are certain; else not known if some line is in doubt, else not yet."""
    if sure:
        return connu(min(sure), ident)
    if doubts:
        return inconnu(doubts[0].fait, doubts[0].ligne, doubts[0].genre)
    return pas_survenu(cadre.au, ident, Genre.FUTUR)


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
        if not _PERIODE.fullmatch(written):
            return missing(act.ligne, "periode")
        return written == part.nom if act.jour is not None else missing(act.ligne, "date")
    annee = act.ligne.cellule("annee")
    if isinstance(annee, Erreur):
        return missing(act.ligne, "annee")
    if isinstance(annee, Connu) and text(annee) != str(cadre.annee):
        return False
    if act.jour is None:
        return missing(act.ligne, "date")
    if attendu.differe:
        return _once_ended(act, act.jour, attendu)
    if not isinstance(annee, Connu) and act.jour.year != cadre.annee:
        return False
    return not part.nom or part.du <= act.jour <= part.au


def _once_ended(act: Acte, jour: date, attendu: Attendu) -> bool | Cause:
    """A line that names no period is about the last one ended before its date, unless the one before was
    still open on that day."""
    part = attendu.tranche
    if jour <= part.au:
        return False
    last = jour <= part.end(1)
    other = attendu.precedente if last else attendu.limite
    open_too = other is not None and jour <= other
    return missing(act.ligne, "periode") if open_too else last
