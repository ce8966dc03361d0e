"""A holder without convention in force: to whom its vacancies fall (contrôle « titulaire_par_defaut »).

Only holders that have a convention file of this landlord's are known to be absent. Source: docs/langage,
« Le titulaire par défaut ».
"""

from collections.abc import Iterable, Iterator, Sequence

from convrules import ir
from convrules.base.dates import Evenement, inconnu
from convrules.base.outcomes import Issue, et, non, ou
from convrules.base.records import replace
from convrules.compiler import Programme, Semblables
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatDefaut
from convrules.runtime.eligibility import in_force_at
from convrules.runtime.holders import covering, designates, holder_name, within
from convrules.runtime.places import on_territory
from convrules.runtime.reading import read_event


def default_of(contexte: Contexte, voisins: Sequence[Programme]) -> ResultatDefaut | None:
    """Who takes the vacancies of this convention's holder when it has none in force; None when it has, or
    when no control designates anybody else."""
    everyone = (contexte.programme, *voisins)
    if not any(p.designes for p in everyone):
        return None
    return _Ensemble(everyone).default_of(0, contexte)


def taken_over(contexte: Contexte, voisins: Sequence[Programme]) -> Iterator[ResultatDefaut]:
    """Absent holders whose vacancies fall to this convention's holder."""
    everyone = (contexte.programme, *voisins)
    if not any(p.designes for p in everyone):
        return
    ensemble = _Ensemble(everyone)
    for rank, voisin in enumerate(voisins, 1):
        found = ensemble.default_of(rank, replace(contexte, programme=voisin))
        if found is not None and designates(found.designe, contexte.programme):
            yield found


class _Ensemble:
    """A landlord's conventions that may bear on one row, laid out once for all those that may be absent."""

    def __init__(self, everyone: Sequence[Programme]) -> None:
        self._everyone = everyone
        self._controls = {id(c): c for p in everyone for c in p.designes}
        self._alike = Semblables([p.convention.reservataire for p in everyone])
        self._named: dict[str, list[Programme]] = {}

    def default_of(self, rank: int, contexte: Contexte) -> ResultatDefaut | None:
        """contexte: of the convention of this rank."""
        own = contexte.programme
        territoire = own.convention.territoire
        if contexte.vacance is None or on_territory(territoire, contexte.vacance.cellule) is False:
            return None
        absent = self._absent(rank, contexte)
        if absent is False:
            return None
        for clause in self._controls_of(rank):
            assert isinstance(clause.reglage, ir.TitulaireParDefaut), "compiled: only this control is kept"
            designe = clause.reglage.designe
            if designates(designe, own):
                continue
            issue = et(absent, within(clause.entete.en_vigueur, _reference(own, contexte)))
            if issue is not False:
                there = self._present(designe, contexte)
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

    def _controls_of(self, rank: int) -> Iterable[ir.Controle]:
        """Each control once, whatever the number of conventions that inherit it; its own first."""
        if len(self._controls) == 1:
            return self._controls.values()
        every = self._everyone
        ordered = (every[rank], *every[:rank], *every[rank + 1 :])
        return {c.entete.ident: c for p in ordered for c in p.designes}.values()

    def _absent(self, rank: int, contexte: Contexte) -> Issue:
        """No convention of this holder is in force here on the reference date."""
        present: Issue = False
        for other in (rank, *self._alike.of(rank)):
            present = ou(present, _stands(self._everyone[other], contexte))
        return non(present)

    def _present(self, designe: str, contexte: Contexte) -> Programme | None:
        """The convention of the holder that is designated, when one and only one surely stands."""
        assert contexte.vacance is not None
        named = self._named.get(designe)
        if named is None:
            named = [p for p, _ in covering(designe, self._everyone, contexte.vacance)]
            self._named[designe] = named
        found = [p for p in named if _stands(p, contexte) is True]
        return found[0] if len(found) == 1 else None


def _stands(programme: Programme, contexte: Contexte) -> Issue:
    """In force on its reference date, on the dwelling."""
    assert contexte.vacance is not None
    convention = programme.convention
    here = on_territory(convention.territoire, contexte.vacance.cellule)
    return et(here, in_force_at(convention.en_vigueur, _reference(programme, contexte), contexte.au))


def _reference(programme: Programme, contexte: Contexte) -> Evenement:
    choix = programme.convention.choix
    return read_event(choix.rattachement, contexte) if choix else inconnu("rattachement")
