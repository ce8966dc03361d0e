"""Who a name in a clause designates: a type of holder, a finer account, or a convention."""

from collections.abc import Iterable, Mapping

from convrules import ir
from convrules.base.dates import Evenement, between_days
from convrules.base.outcomes import Issue, et
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.runtime.places import on_territory

COMPTE = "contingent"


def finer_accounts(programme: Programme) -> Mapping[str, str]:
    """Finer code of account to the type of holder that the files attach it to."""
    return {
        code: titulaire
        for fichier in (programme.convention, *programme.socles)
        for declare in fichier.vocabulaire
        if declare.nom == COMPTE
        for code, titulaire in declare.titulaires
    }


def is_holder(programme: Programme, compte: str, finer: Mapping[str, str]) -> bool:
    """Is the account that of the convention's holder: its identifier, its type, or a code of its type?"""
    convention = programme.convention
    if compte == convention.ident:
        return True
    titulaire = convention.reservataire
    return titulaire is not None and finer.get(compte, compte) == titulaire.type


def designates(nom: str, programme: Programme) -> bool:
    """The same for a name that a clause writes, under the codes of its own files."""
    return is_holder(programme, nom, finer_accounts(programme))


def covering(
    nom: str, programmes: Iterable[Programme], vacance: Vacance
) -> tuple[tuple[Programme, Issue], ...]:
    """Conventions that a name may stand for on this dwelling: those whose territory covers it, or may."""
    found = (
        (p, on_territory(p.convention.territoire, vacance.cellule)) for p in programmes if designates(nom, p)
    )
    return tuple((p, issue) for p, issue in found if issue is not False)


def between(validite: ir.Validite, day: Evenement) -> Issue:
    """Does an event fall between the two ends of a validity, both included?"""
    return between_days(day, validite.du, validite.au)


def within(validite: ir.Validite, day: Evenement) -> Issue:
    """Is the text in force on the day of an event?"""
    return et(between(validite, day), validite.tient)


def common_validity(a: ir.Validite, b: ir.Validite) -> ir.Validite:
    """Days that belong to both; none at all when they are apart."""
    du = max((d for d in (a.du, b.du) if d is not None), default=None)
    au = min((d for d in (a.au, b.au) if d is not None), default=None)
    return ir.Validite(du=du, au=au, suspens=a.suspens or b.suspens)


def holder_name(programme: Programme) -> str:
    holder = programme.convention.reservataire
    return holder.nom if holder is not None else programme.convention.ident
