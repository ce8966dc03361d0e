"""Whose entry an act of exchange is: of which convention, and on which of its parts.

A type of holder is that of the conventions on whose territory the dwelling is; an identifier, its own.
Source: docs/langage, « Échanges ».
"""

from collections.abc import Iterable, Sequence
from typing import Final

from convrules import ir
from convrules.base.dates import why
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of, et, indetermine, non, ou, une
from convrules.base.records import dataclass, replace
from convrules.compiler import ClauseCompilee, Programme
from convrules.runtime.concurrents import alone
from convrules.runtime.decision import Statut
from convrules.runtime.events import is_to_come
from convrules.runtime.holders import common_validity, is_holder, is_named, within
from convrules.runtime.places import on_territory
from convrules.year.assiette import Cadre
from convrules.year.de_la_base import of_base_alone
from convrules.year.parts_d_un_compte import applied_on, days_of_texts, parts_in
from convrules.year.statut_demande import status_of
from convrules.year.suivi import Suivi, firm
from convrules.year.tours_echanges import Echange, exchanged, is_told, says_part

PORTEUR: Final = "compte"
"""What lacks when nothing says which of several conventions exchanges."""


PART: Final = "clause"
"""What lacks when nothing says of which of its parts."""


def of_whom_is_unknown(causes: Iterable[Cause]) -> bool:
    """Does nothing say which of several conventions exchanges, were it for want of what the vacancy would
    say?"""
    causes = tuple(causes)
    known = (c for c in causes if c.genre is not Genre.FUTUR)
    # Why whatever the day: of one that the day will tell, it is not known whose it is either.
    return any(c.fait == PORTEUR for c in causes) or any(
        c.fait == "journal.date" or c.genre is Genre.ERREUR or not c.ligne.startswith("journal ")
        for c in known
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How the dwelling exchanged stands to the convention: is it on its territory (`ici`), on a day when it
    was in force (`en_vigueur`), and would it count the dwelling, were it one of its own (`comptee`)? One
    thing for both sides of the act. An act that names no dwelling is stopped by none of these."""

    ici: Issue = True
    en_vigueur: Issue = True
    comptee: Issue = True

    @property
    def sienne(self) -> Issue:
        """Is it one of the convention?"""
        return et(self.ici, self.en_vigueur)


SITUATION: Final = ("ici", "en_vigueur", "comptee")


def situated(echange: Echange, comptee: Issue, cadre: Cadre) -> Situation:
    """comptee: as in `Situation`."""
    suivi = exchanged(echange, cadre)
    if suivi is None:
        return Situation(comptee=comptee)
    in_force = within(cadre.programme.convention.en_vigueur, suivi.reference)
    return Situation(ici=firm(suivi.decision.territoire), en_vigueur=in_force, comptee=comptee)


def bears_on(echange: Echange, nom: str, part: ir.Part, cadre: Cadre) -> Issue:
    """Is the act on this part, for an account that it names, whatever its year and its cell?"""
    day = on_its_day(echange, part, cadre)
    if day is False:
        return False
    return et(day, is_of(echange, nom, part, on_part(echange, part, cadre), cadre))


def on_part(echange: Echange, part: ir.Part, cadre: Cadre) -> Situation:
    """How its dwelling stands to a part."""
    return situated(echange, of_its_base(echange, part, cadre), cadre)


def on_its_day(echange: Echange, part: ir.Part, cadre: Cadre) -> Issue:
    """Is the act of a day on which the convention is in force and the part applies, whosever it is?"""
    vigueur = _in_force(echange, cadre)
    if vigueur is False or echange.date.connu is None:
        return vigueur
    return et(vigueur, applied_on(_compiled(part, cadre), cadre.programme, echange.date, cadre))


def of_its_base(echange: Echange, part: ir.Part, cadre: Cadre) -> Issue:
    """Is the dwelling that the act names, if any, of the base of the part on the day of the act, were it one
    of the convention? Of a part that it names, whatever its `où`."""
    suivi = exchanged(echange, cadre)
    if suivi is None:
        return True
    named = says_part(echange, part, cadre.programme)
    own, mine = _compiled(part, cadre), replace(suivi, couverte=True)
    # Why not the day of the dwelling: the part may not have begun, whose turn is exchanged.
    found = [
        of_base_alone(own, mine, day, cadre, sauf_ou=sauf)
        # Why both ways: a clause that cannot be read may be that part.
        for sauf in ((False, True) if echange.noms_tus else (named,))
        for day in days_of_texts(own, cadre.programme, echange.date, cadre)
    ]
    if any(issue != found[0] for issue in found):
        causes = why(echange.date).causes | echange.noms_tus
        return Indetermine(causes.union(*map(causes_of, found)))
    return found[0] if found else False


def _compiled(part: ir.Part, cadre: Cadre) -> ClauseCompilee:
    return next(c for c in cadre.programme.clauses if c.ident == part.entete.ident)


def is_of(echange: Echange, nom: str, part: ir.Part, situation: Situation, cadre: Cadre) -> Issue:
    """Is the act, if its day is of the part, on it for an account that it names? situation: of its dwelling
    (`on_part`)."""
    programme, day = cadre.programme, echange.date
    parts = parts_in(nom, programme, day, cadre)
    own = next((c for c in parts if c.ident == part.entete.ident), None)
    if own is None:
        return False
    told = _told(echange, parts, programme)
    named = une(applied_on(c, programme, day, cadre) for c in told) if told else False
    mine = own in told
    if named is True and not mine:
        return False
    issue = et(is_told(nom), _entered(echange, nom, situation, cadre))
    several = len(told if mine else parts) > 1
    seen = exchanged(echange, cadre) is not None and situation.sienne is True
    # Why of those named too: no base tells them apart.
    if issue is not False and several and (told or not seen):
        return et(issue, indetermine("clause", ligne=f"journal {echange.id}"))
    return issue


def _told(
    echange: Echange, parts: Sequence[ClauseCompilee], programme: Programme
) -> Sequence[ClauseCompilee]:
    """Of these parts of the convention, those that the act names."""
    return [c for c in parts if says_part(echange, c.clause, programme)]


def of_entry(echange: Echange, nom: str, cadre: Cadre) -> Issue:
    """Is the act an entry of the convention, for an account that it names? That of a dwelling which it sees
    is one where its letting would be: in its scope, and not withdrawn."""
    vigueur = _in_force(echange, cadre)
    if vigueur is False:
        return False
    suivi = exchanged(echange, cadre)
    kept = True if suivi is None else status_of(suivi.decision, Statut.DANS_L_ASSIETTE)
    return et(vigueur, et(is_told(nom), _entered(echange, nom, situated(echange, kept, cadre), cadre)))


def _in_force(echange: Echange, cadre: Cadre) -> Issue:
    """An act is of no convention outside its days."""
    return et(echange.there, within(cadre.programme.convention.en_vigueur, echange.date))


def _entered(echange: Echange, nom: str, situation: Situation, cadre: Cadre) -> Issue:
    """Is the account that the act names one of this convention, on this vacancy, if the day is its own?"""
    suivi = exchanged(echange, cadre)
    if is_named(cadre.programme, nom, cadre.finer):
        # Why wherever it is: it names the convention.
        return True if suivi is None else _counted(situation.sienne, situation.comptee)
    if suivi is None and echange.vacance is not None:
        return False
    others = non(_is_of_others(echange, nom, cadre))
    if suivi is None:
        return et(others, _without_vacancy(echange, nom, cadre))
    counted = _counted(situation.en_vigueur, situation.comptee)
    return et(others, et(_here(echange, nom, suivi, situation, cadre), counted))


def _counted(inside: Issue, given: Issue) -> Issue:
    """Is the dwelling one that counts, or one which is not of the convention (`inside`)? A turn may be
    exchanged of a vacancy of days before the convention, or of elsewhere."""
    return ou(non(inside), given)


def _here(echange: Echange, nom: str, suivi: Suivi, situation: Situation, cadre: Cadre) -> Issue:
    """Is the dwelling on the territory, and the turn that of this convention of its holder? Of several, it is
    that of the one in force on the day of the dwelling, as for a letting."""
    programme, here, mine = cadre.programme, situation.ici, situation.en_vigueur
    rivals = [p for p in programme.concurrents if _competes(p, nom, echange, suivi, cadre)]
    if here is False or not rivals:
        return here
    if echange.noms_tus:
        return et(here, Indetermine(echange.noms_tus))
    if isinstance(mine, Indetermine):
        return et(here, Indetermine(causes_of(mine)))
    if mine is not True:
        theirs = une(_of_both_days(p, echange, suivi) for p in rivals)
        return et(here, et(non(theirs), _which(echange, rivals, programme)))
    if not is_holder(programme, nom, cadre.finer):
        return here
    idents = {p.convention.ident for p in rivals}
    both = [c for c in suivi.decision.concurrentes if c.convention in idents]
    return et(here, alone(programme.convention.ident, both))


def _without_vacancy(echange: Echange, nom: str, cadre: Cadre) -> Issue:
    """Of an act that names no vacancy: is the account that of this convention, or one that shares its part,
    where the act says? A type that several bear that day does not say which of them."""
    here = non(_elsewhere(echange, cadre.programme))
    if here is False:
        return False
    rivals = [v for v in cadre.programme.voisins if _competes(v, nom, echange, None, cadre)]
    return et(here, _which(echange, rivals, cadre.programme) if rivals else True)


def _which(echange: Echange, rivals: Sequence[Programme], programme: Programme) -> Issue:
    """Not knowing which of several conventions it is of. Of those that are never in force on one day, its day
    alone says it: nothing else lacks while that is to come."""
    own = programme.convention.en_vigueur
    common = [common_validity(own, rival.convention.en_vigueur) for rival in rivals]
    apart = all(v.du is not None and v.au is not None and v.du > v.au for v in common)
    genre = Genre.FUTUR if apart and is_to_come(echange.date) else Genre.MANQUANT
    return indetermine("compte", genre, ligne=f"journal {echange.id}")


def _of_both_days(programme: Programme, echange: Echange, suivi: Suivi) -> Issue:
    """Is a convention in force on the day of the dwelling, and on that of the act?"""
    vigueur = programme.convention.en_vigueur
    return et(within(vigueur, suivi.reference), within(vigueur, echange.date))


def _is_of_others(echange: Echange, nom: str, cadre: Cadre) -> Issue:
    """Does the act name, by a clause or by itself, other conventions of which the account is, and not this
    one? Those settle it; what it names of its other side says nothing here."""
    if echange.noms_tus:
        suivi = exchanged(echange, cadre)
        others = (_bears(voisin, nom, echange, suivi, cadre) for voisin in cadre.programme.voisins)
        return Indetermine(echange.noms_tus) if any(issue is not False for issue in others) else False
    if echange.clause is None and echange.convention is None:
        return False
    mine = _is_named(echange, nom, cadre.programme, cadre)
    if mine is True:
        return False
    suivi = exchanged(echange, cadre)
    found: Issue = False
    for voisin in cadre.programme.voisins:
        named = _is_named(echange, nom, voisin, cadre)
        if named is not False:
            found = ou(found, et(named, _bears(voisin, nom, echange, suivi, cadre)))
    return et(found, non(mine))


def _is_named(echange: Echange, nom: str, programme: Programme, cadre: Cadre) -> Issue:
    """Does the act name the convention, or a part of it which the account has that day?"""
    if not echange.names(programme):
        return False
    found = parts_in(nom, programme, echange.date, cadre)
    whole = not echange.names_clause(programme)
    parts = found if whole else _told(echange, found, programme)
    # Why not of an act without a day: whatever that is, it names the convention.
    if not parts or (whole and echange.date.connu is None):
        return whole
    return une(applied_on(c, programme, echange.date, cadre) for c in parts)


def _competes(voisin: Programme, nom: str, echange: Echange, suivi: Suivi | None, cadre: Cadre) -> bool:
    """May the turn be that of another convention? Where the act names this one, of those alone that it names
    too."""
    if _bears(voisin, nom, echange, suivi, cadre) is False:
        return False
    told = _is_named(echange, nom, cadre.programme, cadre) is True
    return not told or _is_named(echange, nom, voisin, cadre) is not False


def _bears(voisin: Programme, nom: str, echange: Echange, suivi: Suivi | None, cadre: Cadre) -> Issue:
    """Is the account that of another convention, on that day, where the act says?"""
    vigueur = within(voisin.convention.en_vigueur, echange.date)
    if vigueur is False:
        return False
    # Why a holder without any part: its limits count what it gets.
    limits = not voisin.of(ir.Part) and is_holder(voisin, nom, cadre.finer)
    if not limits and not parts_in(nom, voisin, echange.date, cadre):
        return False
    if suivi is None:
        return et(vigueur, non(_elsewhere(echange, voisin)))
    return et(vigueur, firm(on_territory(voisin.convention.territoire, suivi.vacance.cellule)))


def _elsewhere(echange: Echange, programme: Programme) -> Issue:
    """Does the act name a place that is not on the territory? One that is written and cannot be read may
    be."""
    if echange.vacance_tue:
        return Indetermine(echange.doutes)
    ligne = f"journal {echange.id}"
    inside = on_territory(programme.convention.territoire, echange.ligne.cellule, ligne)
    unread = frozenset(c for c in causes_of(inside) if c.genre is Genre.ERREUR)
    return Indetermine(unread) if unread else inside is False
