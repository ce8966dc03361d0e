"""What one recipient sees of the report: only this is ever shown to it.

Source: docs/langage, « Le bilan annuel », « Secret statistique ».
"""

from collections.abc import Iterable, Iterator, Sequence

from convrules.base.records import dataclass, replace
from convrules.render.annuel.agregats import Agregat, Savoir, aggregates, counting, withheld
from convrules.render.annuel.soustractions import Cache, hidden_withdrawals
from convrules.render.secret import SEUIL
from convrules.year.annuel.model import (
    AnneeNonLue,
    BilanAnnuel,
    Envoi,
    Groupe,
    LigneRetrait,
    Mesures,
    Releve,
    Retraits,
    Vue,
)
from convrules.year.annuel.recouverts import apart, with_landlord
from convrules.year.annuel.retraits import PARTOUT
from convrules.year.valeurs import Lacune


@dataclass(frozen=True, slots=True, kw_only=True)
class Extrait:
    """`envoi` None: the landlord's own copy. `releves`: shown with their rows. `partage`: where every
    dwelling stands, `total` all of them; empty and None when it is not for the recipient. `agregats`: of
    the accounts of others, small numbers hidden; `caches`: those of the withdrawals of others."""

    bilan: BilanAnnuel
    envoi: Envoi | None
    releves: tuple[Releve, ...]
    retraits: tuple[Retraits, ...]
    partage: tuple[tuple[Groupe, Mesures], ...] = ()
    total: Mesures | None = None
    agregats: tuple[Agregat, ...] = ()
    caches: frozenset[Cache] = frozenset()

    @property
    def entier(self) -> bool:
        """Does it show every number?"""
        return self.total is not None

    def hides(self, convention: str, line: LigneRetrait, nombre: str) -> bool:
        """Is a number of a withdrawal not for the recipient? Where none is supplied nothing is hidden."""
        told = getattr(line, nombre) is not None
        return told and (convention, line.categorie, nombre) in self.caches


def whole(bilan: BilanAnnuel, envoi: Envoi | None = None) -> Extrait:
    """Everything: for the landlord, or for a recipient whose `vue` is `tout`."""
    return Extrait(
        bilan=bilan,
        envoi=envoi,
        releves=bilan.releves,
        retraits=bilan.retraits,
        partage=bilan.partage,
        total=bilan.total,
    )


def extracts(bilan: BilanAnnuel) -> Iterator[Extrait]:
    """One per recipient, in order."""
    for envoi in bilan.envois:
        yield whole(bilan, envoi) if envoi.vue is Vue.TOUT else _own(bilan, envoi)


def _own(bilan: BilanAnnuel, envoi: Envoi) -> Extrait:
    """Its own account, the withdrawals of the territories of its conventions, and aggregates of all."""
    retraits = tuple(
        r for r in bilan.retraits if r.convention in envoi.conventions and r.convention != PARTOUT
    )
    caches = hidden_withdrawals(retraits, envoi.tenues)
    agregats: tuple[Agregat, ...] = ()
    if envoi.vue is Vue.AGREGATS:
        comptes, own = counting(_lines(bilan), bilan.periodes), _known_to(envoi, bilan)
        told = [_known_to(e, bilan) for e in bilan.envois if e.vue is Vue.AGREGATS]
        readers = [savoir for one in told for savoir in comptes.ways_to_know(one, bilan.retraits)]
        agregats = aggregates(comptes, own, readers)
        conventions = {c.ident: c for c in bilan.conventions}
        caches |= withheld(comptes, agregats, own, conventions, retraits, caches)
    return Extrait(
        bilan=replace(
            bilan,
            lacunes=tuple(_lacking(bilan.lacunes, envoi)),
            non_lue=_not_read(bilan.non_lue, envoi),
            sans_lieu=tuple(c for c in bilan.sans_lieu if c in envoi.conventions),
            sans_jours=tuple(c for c in bilan.sans_jours if c in envoi.conventions),
            sans_ligne=tuple(c for c in bilan.sans_ligne if c in envoi.conventions),
            non_prevues=tuple(c for c in bilan.non_prevues if c in _not_forecast(retraits)),
        ),
        envoi=envoi,
        releves=(_certain(envoi.releve),) if envoi.releve is not None else (),
        retraits=retraits,
        caches=caches,
        agregats=agregats,
    )


def _lines(bilan: BilanAnnuel) -> Sequence[Releve]:
    """The accounts of the aggregates, which have no dwelling in common."""
    return with_landlord(apart(bilan.releves, bilan.periodes), bilan.periodes, SEUIL)


def _known_to(envoi: Envoi, bilan: BilanAnnuel) -> Savoir:
    """Its own account, the withdrawals of the conventions that it holds, and those that may be of any that it
    reads."""
    held = tuple(c for c in bilan.conventions if c.ident in envoi.tenues)
    read = (r.peut_etre for r in bilan.retraits if r.convention in envoi.conventions)
    return Savoir(releve=envoi.releve, conventions=held, peut_etre=frozenset().union(*read))


def _lacking(lacunes: Sequence[Lacune], envoi: Envoi) -> Iterator[Lacune]:
    """Days that the data do not cover of what it reads: of its own conventions and, with aggregates, of every
    account. Only its own conventions are named."""
    for one in lacunes:
        own = tuple(c for c in one.conventions if c in envoi.conventions)
        if own or envoi.vue is Vue.AGREGATS:
            yield replace(one, conventions=own)


def _not_read(non_lue: AnneeNonLue | None, envoi: Envoi) -> AnneeNonLue | None:
    """The same of a year of which nothing was read."""
    if non_lue is None:
        return None
    own = tuple(c for c in non_lue.conventions if c in envoi.conventions)
    return replace(non_lue, conventions=own) if own or envoi.vue is Vue.AGREGATS else None


def _not_forecast(retraits: Iterable[Retraits]) -> frozenset[str]:
    """Categories of which its own withdrawals do not say the number of the year after."""
    told = (x for r in retraits if not r.finie for x in r.lignes)
    return frozenset(x.categorie for x in told if x.prevu_suivant is None)


def _certain(releve: Releve) -> Releve:
    """Without the rows that may be another's: they widen the counts, and are not shown one by one."""
    return replace(releve, logements=tuple(v for v in releve.logements if v.certain))
