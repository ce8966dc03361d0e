"""What one recipient sees of the report: only this is ever shown to it.

Source: docs/langage, « Le bilan annuel », « Secret statistique ».
"""

from collections.abc import Iterator, Sequence

from convrules import geographie
from convrules.base.records import dataclass, replace
from convrules.render.annuel.soustractions import Cache, hidden_withdrawals
from convrules.render.secret import Publiee, Ventilation, publish_for
from convrules.year.annuel.model import (
    AXES,
    MESURES,
    BilanAnnuel,
    Envoi,
    Groupe,
    LigneRetrait,
    Mesures,
    Releve,
    Retraits,
    Vue,
)
from convrules.year.annuel.retraits import PARTOUT
from convrules.year.valeurs import Lacune


@dataclass(frozen=True, slots=True, kw_only=True)
class Agregat:
    """All accounts by one dimension, as they may be shown to others: of each measure in turn. `valeurs`:
    of the columns; `groupes`: of the lines."""

    axe: str
    groupes: tuple[Groupe, ...]
    valeurs: tuple[str, ...]
    mesures: tuple[Publiee, ...]


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
    return Extrait(
        bilan=replace(bilan, lacunes=tuple(_lacking(bilan.lacunes, envoi))),
        envoi=envoi,
        releves=(_certain(envoi.releve),) if envoi.releve is not None else (),
        retraits=retraits,
        caches=hidden_withdrawals(retraits, envoi.tenues),
        agregats=_aggregates_for(bilan, envoi) if envoi.vue is Vue.AGREGATS else (),
    )


def _lacking(lacunes: Sequence[Lacune], envoi: Envoi) -> Iterator[Lacune]:
    """Days that the data do not cover of what it reads: of its own conventions and, with aggregates, of every
    account. Only its own conventions are named."""
    for one in lacunes:
        own = tuple(c for c in one.conventions if c in envoi.conventions)
        if own or envoi.vue is Vue.AGREGATS:
            yield replace(one, conventions=own)


def _certain(releve: Releve) -> Releve:
    """Without the rows that may be another's: they widen the counts, and are not shown one by one."""
    return replace(releve, logements=tuple(v for v in releve.logements if v.certain))


# --- aggregates -----------------------------------------------------------------------------
def _aggregates_for(bilan: BilanAnnuel, envoi: Envoi) -> tuple[Agregat, ...]:
    readers = [e.releve for e in bilan.envois if e.vue is Vue.AGREGATS]
    return aggregates(bilan.releves, envoi.releve, readers)


def aggregates(
    releves: Sequence[Releve], own: Releve | None, readers: Sequence[Releve | None]
) -> tuple[Agregat, ...]:
    """Each account by each dimension, the numbers of others hidden where they are small. own: of the
    reader, who knows it; readers: of all those who receive such a table, who may compare them. Of a count
    known between two bounds, the least is taken."""
    kept = [r for r in releves if r.total.propose.max or r.total.attribue.max]
    if not kept:
        return ()
    known = frozenset(_known_of(reader, kept) for reader in readers)
    shown = [
        publish_for([_by(rang, mesure, kept) for rang in range(len(AXES))], _known_of(own, kept), known)
        for mesure in MESURES
    ]
    return tuple(
        Agregat(
            axe=axe,
            groupes=tuple(r.groupe for r in kept),
            valeurs=_values(rang, kept),
            mesures=tuple(tables[rang] for tables in shown),
        )
        for rang, axe in enumerate(AXES)
    )


def _known_of(own: Releve | None, kept: Sequence[Releve]) -> frozenset[str]:
    return frozenset(_key(n) for n, r in enumerate(kept) if own is not None and r.groupe == own.groupe)


def _by(rang: int, mesure: str, releves: Sequence[Releve]) -> Ventilation:
    """One measure by one dimension, in whole dwellings."""
    values = _values(rang, releves)
    tables = [dict(r.tableaux[rang].lignes) for r in releves]
    return Ventilation(
        lignes=tuple(_key(n) for n in range(len(releves))),
        colonnes=values,
        nombres=tuple(
            tuple(int(getattr(table[v], mesure).min) if v in table else 0 for v in values) for table in tables
        ),
        entiers=frozenset(v for v in values if AXES[rang] == "commune" and _is_whole(v, values)),
    )


def _values(rang: int, releves: Sequence[Releve]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for r in releves for v, _ in r.tableaux[rang].lignes))


def _is_whole(value: str, values: Sequence[str]) -> bool:
    """Is it a commune, all of it? Not what is not filled in, nor a municipal arrondissement, nor a commune of
    which arrondissements stand beside it."""
    if geographie.commune(value) is None or geographie.whole_commune(value) != value:
        return False
    return not any(other != value and geographie.lies_in(other, value) for other in values)


def _key(rang: int) -> str:
    """A line by its place: two holders may have one name."""
    return str(rang)
