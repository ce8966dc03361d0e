"""Whose entry an act of exchange is: of which convention, and on which of its parts.

A type of holder is that of the conventions on whose territory the dwelling is; an identifier, its own.
Source: docs/langage, « Échanges ».
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from convrules import ir
from convrules.base.outcomes import Issue, et, indetermine, non, ou
from convrules.compiler import Programme
from convrules.runtime.concurrents import alone
from convrules.runtime.decision import ResultatConcurrence, Statut
from convrules.runtime.holders import is_holder, is_named, within
from convrules.runtime.places import on_territory
from convrules.year.assiette import Cadre, is_row
from convrules.year.de_la_base import of_base_alone
from convrules.year.imputation import within_account
from convrules.year.partage import stands_in
from convrules.year.periode import Intervalle
from convrules.year.statut_demande import status_of
from convrules.year.suivi import Suivi, firm
from convrules.year.tours_echanges import Echange, exchanged, says, says_part


def bears_on(echange: Echange, nom: str, part: ir.Part, cadre: Cadre) -> Issue:
    """Is the act on this part, for an account that it names, whatever its date and its cell?"""
    told = echange.clause is not None and says(echange, cadre.programme)
    if told and not says_part(echange, part, cadre.programme):
        return False
    issue = _entered(echange, nom, cadre, lambda suivi: _of_base(part, suivi, cadre))
    several = len(cadre.programme.of(ir.Part)) > 1
    if issue is not False and not told and several and exchanged(echange, cadre) is None:
        return et(issue, indetermine("clause", ligne=f"journal {echange.id}"))
    return issue


def of_entry(echange: Echange, nom: str, cadre: Cadre) -> Issue:
    """Is the act an entry of the convention, for an account that it names? That of a dwelling which it sees
    is one where its letting would be: in its scope, and not withdrawn."""
    return _entered(echange, nom, cadre, lambda suivi: status_of(suivi.decision, Statut.DANS_L_ASSIETTE))


def shares(nom: str, compte: str, cadre: Cadre) -> bool:
    """Is what an act names an account that has a share of a part? The identifier of a convention is the
    account of its holder in its own parts alone."""
    if within_account(nom, compte, cadre.finer):
        return True
    own = is_named(cadre.programme, nom, cadre.finer) and compte not in cadre.finer
    return own and is_holder(cadre.programme, compte, cadre.finer)


def _entered(echange: Echange, nom: str, cadre: Cadre, sous: Callable[[Suivi], Issue]) -> Issue:
    """Is the account that the act names one of this convention, on this vacancy? A type, or a finer code, is
    that of the conventions on whose territory it is; the identifier of a convention, its own wherever it is.
    sous: is a vacancy that the convention sees one that it counts?"""
    convention, suivi = cadre.programme.convention, exchanged(echange, cadre)
    own = is_named(cadre.programme, nom, cadre.finer)
    if suivi is None:
        return own or (echange.vacance is None and _without_vacancy(echange, nom, cadre))
    if own:
        return ou(non(is_row(suivi)), sous(suivi))
    if _rivals(echange, nom, cadre) is None:
        return False
    here, in_force = firm(suivi.decision.territoire), within(convention.en_vigueur, suivi.reference)
    if in_force is not False and is_holder(cadre.programme, nom, cadre.finer):
        here = et(here, alone(convention.ident, _competing(echange, suivi, cadre)))
    # Why or not in force: a turn may be exchanged of a vacancy of days before the convention.
    return et(here, ou(non(in_force), sous(suivi)))


def _without_vacancy(echange: Echange, nom: str, cadre: Cadre) -> Issue:
    """Of an act that names no vacancy: is the account that of this convention, or one that shares its part,
    where the act says? A type that several bear that day does not say which of them."""
    if _is_elsewhere(echange, cadre.programme):
        return False
    rivals = _rivals(echange, nom, cadre)
    if rivals is None:
        return False
    return indetermine("compte", ligne=f"journal {echange.id}") if rivals else True


def _rivals(echange: Echange, nom: str, cadre: Cadre) -> Sequence[Programme] | None:
    """Other conventions of which the account may be that day, where the act says. One that it names, by a
    clause or by itself, settles it: None when that is not this one."""
    suivi = exchanged(echange, cadre)
    others = [v for v in cadre.programme.voisins if _may_bear(v, nom, echange, suivi, cadre)]
    named = [voisin for voisin in others if says(echange, voisin)]
    if says(echange, cadre.programme):
        return named
    return None if named else others


def _may_bear(voisin: Programme, nom: str, echange: Echange, suivi: Suivi | None, cadre: Cadre) -> bool:
    if (
        not bears(voisin, nom, cadre.finer, cadre.periode)
        or within(voisin.convention.en_vigueur, echange.date) is False
    ):
        return False
    if suivi is None:
        return not _is_elsewhere(echange, voisin)
    return on_territory(voisin.convention.territoire, suivi.vacance.cellule) is not False


def _competing(echange: Echange, suivi: Suivi, cadre: Cadre) -> Iterator[ResultatConcurrence]:
    """Conventions of the holder on a dwelling that compete with this one for the turn: when the act names
    it, those alone that it names too."""
    told = says(echange, cadre.programme)
    named = {p.convention.ident for p in cadre.programme.voisins if says(echange, p)} if told else ()
    return (c for c in suivi.decision.concurrentes if not told or c.convention in named)


def bears(
    programme: Programme, nom: str, finer: Mapping[str, str], periode: Intervalle | None = None
) -> bool:
    """Is the account that of the holder of a convention, or of one that shares a part of it, in that period
    or on any day?"""
    if is_holder(programme, nom, finer):
        return True
    splits = (
        c.clause for c in programme.of(ir.Repartition) if periode is None or stands_in(c, programme, periode)
    )
    return any(
        within_account(nom, compte, finer)
        for split in splits
        if isinstance(split, ir.Repartition)
        for compte, _ in split.entre
    )


def _is_elsewhere(echange: Echange, programme: Programme) -> bool:
    """Does the act name a place that is not on the territory?"""
    return on_territory(programme.convention.territoire, echange.ligne.cellule) is False


def _of_base(part: ir.Part, suivi: Suivi, cadre: Cadre) -> Issue:
    """May the vacancy be of the base of the part, by the text of its day?"""
    return of_base_alone(
        next(c for c in cadre.programme.clauses if c.ident == part.entete.ident), suivi, cadre
    )
