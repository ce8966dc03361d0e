"""A holder without convention in force: to whom its vacancies fall (contrôle « titulaire_par_defaut »).

Only holders that have a convention file of this landlord's are known to be absent. Source: docs/langage,
« Le titulaire par défaut ».
"""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.base.dates import Evenement, inconnu
from convrules.base.outcomes import Issue, et, non, ou
from convrules.base.records import replace
from convrules.compiler import Programme, same_holder
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatDefaut
from convrules.runtime.eligibility import in_force_at
from convrules.runtime.holders import covering, designates, holder_name, within
from convrules.runtime.places import on_territory
from convrules.runtime.reading import read_event


def default_of(contexte: Contexte, voisins: Sequence[Programme]) -> ResultatDefaut | None:
    """Who takes the vacancies of this convention's holder when it has none in force; None when it has, or
    when no control designates anybody else."""
    own = contexte.programme
    if not any(p.designes for p in (own, *voisins)):
        return None
    if contexte.vacance is None or on_territory(own.convention.territoire, contexte.vacance.cellule) is False:
        return None
    absent = _absent(contexte, voisins)
    if absent is False:
        return None
    for clause in _controls((own, *voisins)):
        assert isinstance(clause.reglage, ir.TitulaireParDefaut), "compiled: only this control is kept"
        designe = clause.reglage.designe
        if designates(designe, own):
            continue
        issue = et(absent, within(clause.entete.en_vigueur, _reference(own, contexte)))
        if issue is not False:
            there = _present(designe, contexte, voisins)
            return ResultatDefaut(
                clause=clause,
                absent=own.convention.ident,
                nom=holder_name(own),
                designe=designe,
                issue=issue,
                convention=there.convention.ident if there is not None else None,
                nom_designe=holder_name(there) if there is not None else None,
            )
    return None


def taken_over(contexte: Contexte, voisins: Sequence[Programme]) -> Iterator[ResultatDefaut]:
    """Absent holders whose vacancies fall to this convention's holder."""
    everyone = (contexte.programme, *voisins)
    if not any(p.designes for p in everyone):
        return
    for voisin in voisins:
        others = tuple(p for p in everyone if p is not voisin)
        found = default_of(replace(contexte, programme=voisin), others)
        if found is not None and designates(found.designe, contexte.programme):
            yield found


def _absent(contexte: Contexte, voisins: Sequence[Programme]) -> Issue:
    """No convention of this holder is in force here on the reference date."""
    own = contexte.programme
    present: Issue = False
    for programme in (own, *(p for p in voisins if same_holder(p, own))):
        present = ou(present, _stands(programme, contexte))
    return non(present)


def _stands(programme: Programme, contexte: Contexte) -> Issue:
    """In force on its reference date, on the dwelling."""
    assert contexte.vacance is not None
    convention = programme.convention
    here = on_territory(convention.territoire, contexte.vacance.cellule)
    return et(here, in_force_at(convention.en_vigueur, _reference(programme, contexte), contexte.au))


def _present(designe: str, contexte: Contexte, voisins: Sequence[Programme]) -> Programme | None:
    """The convention of the holder that is designated, when one and only one surely stands."""
    assert contexte.vacance is not None
    found = [p for p, _ in covering(designe, voisins, contexte.vacance) if _stands(p, contexte) is True]
    return found[0] if len(found) == 1 else None


def _reference(programme: Programme, contexte: Contexte) -> Evenement:
    choix = programme.convention.choix
    return read_event(choix.rattachement, contexte) if choix else inconnu("rattachement")


def _controls(programmes: Sequence[Programme]) -> Iterator[ir.Controle]:
    """Each control once, whatever the number of conventions that inherit it."""
    yield from {c.entete.ident: c for p in programmes for c in p.designes}.values()
