"""The accounts of others by dimension, small numbers hidden, beside the withdrawals that the reader is told.

Lettings of withdrawn dwellings are in both: by commune in the aggregates, by convention in the withdrawals.
The two together must not give back what each hides. Source: docs/langage, « Secret statistique ».
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from convrules import geographie, ir
from convrules.base.records import dataclass, replace
from convrules.base.values import Cellule, Connu, Inconnu
from convrules.render.annuel.soustractions import Cache, enough, told_of
from convrules.render.secret import Lecteur, Publiee, Somme, Ventilation, publish_for, tells_nothing
from convrules.render.secret.zones import is_masked, value_of
from convrules.runtime.places import on_territory
from convrules.year.annuel.model import AXES, MESURES, Groupe, Logement, Periodes, Releve, Retraits, Sorte
from convrules.year.annuel.tableaux import in_order

COMMUNES: Final = AXES.index("commune")
ATTRIBUE: Final = "attribue"
"""The measure that aggregates and withdrawals share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agregat:
    """All accounts by one dimension, as they may be shown to others: of each measure in turn. `valeurs`:
    of the columns; `groupes`: of the lines."""

    axe: str
    groupes: tuple[Groupe, ...]
    valeurs: tuple[str, ...]
    mesures: tuple[Publiee, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Savoir:
    """What a reader of aggregates knows beside them: its own account, how many withdrawn dwellings were let
    on the territory of each of these conventions, and `attribues`, lettings that it is taken to know one
    by one. Dwellings that are perhaps its own are counted in its statement: it knows them where no account is
    known, and, if `places`, on others' accounts too. `peut_etre`: lettings that withdrawals which it reads
    count only perhaps."""

    releve: Releve | None = None
    conventions: tuple[ir.Convention, ...] = ()
    attribues: frozenset[str] = frozenset()
    peut_etre: frozenset[str] = frozenset()
    places: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comptes:
    """The accounts that have something to count."""

    releves: tuple[Releve, ...]
    periodes: Periodes

    def shown(self, mesure: str, own: Savoir, readers: Sequence[Savoir]) -> Sequence[Publiee]:
        """The tables of one measure, as one of the readers may see them. Of a count known between two bounds,
        the least is taken."""
        lecteurs = [self.reader(mesure, one) for one in readers]
        return publish_for(self.tables(mesure), self.reader(mesure, own), lecteurs)

    def tables(self, mesure: str, sauf: Collection[str] = ()) -> tuple[Ventilation, ...]:
        """sauf: dwellings that are left out."""
        rows = [[v for v in r.logements if v.vacance in sauf] for r in self.releves]
        return tuple(self._by(rang, mesure, rows) for rang in range(len(AXES)))

    def values(self, rang: int) -> tuple[str, ...]:
        """Of one dimension, in an order that says nothing of which account has them."""
        found = {v for r in self.releves for v, _ in r.tableaux[rang].lignes}
        return tuple(in_order(AXES[rang], found, self.periodes))

    def _by(self, rang: int, mesure: str, sauf: Sequence[Sequence[Logement]]) -> Ventilation:
        """One measure by one dimension, in whole dwellings. sauf: by line, those that are left out."""
        values = self.values(rang)
        tables = [dict(r.tableaux[rang].lignes) for r in self.releves]
        known = [Counter(v.valeurs[rang] for v in rows if getattr(v, mesure)) for rows in sauf]
        return Ventilation(
            lignes=tuple(_key(n) for n in range(len(self.releves))),
            colonnes=values,
            nombres=tuple(
                tuple((int(getattr(table[v], mesure).min) if v in table else 0) - less[v] for v in values)
                for table, less in zip(tables, known, strict=True)
            ),
            entiers=frozenset(v for v in values if AXES[rang] == "commune" and _is_whole(v, values)),
        )

    def reader(self, mesure: str, savoir: Savoir) -> Lecteur:
        own = savoir.releve
        lines = (_key(n) for n, r in enumerate(self.releves) if own is not None and r.groupe == own.groupe)
        known = self.own(savoir) | (savoir.attribues if mesure == ATTRIBUE else frozenset())
        return Lecteur(
            connues=frozenset(lines),
            restes=self.tables(mesure, known) if known else (),
            sues=frozenset(s for c in savoir.conventions for s in self.sums(mesure, c)),
        )

    def own(self, savoir: Savoir) -> frozenset[str]:
        """Dwellings of the reader's statement that it knows, those that are perhaps its own among them."""
        if savoir.releve is None:
            return frozenset()
        nowhere = (r for r in self.releves if r.groupe.sorte is Sorte.INDETERMINE)
        unsettled = {v.vacance for r in nowhere for v in r.logements}
        rows = savoir.releve.logements
        return frozenset(v.vacance for v in rows if v.certain or savoir.places or v.vacance in unsettled)

    def sums(self, mesure: str, convention: ir.Convention) -> Iterator[Somme]:
        """What the withdrawals of a convention tell of the line of withdrawn dwellings: how many are on its
        territory."""
        if mesure != ATTRIBUE:
            return
        for n, releve in enumerate(self.releves):
            if releve.groupe.sorte is Sorte.SOUSTRAIT:
                yield Somme(table=COMMUNES, ligne=_key(n), colonnes=self.communes(convention))

    def ways_to_know(self, savoir: Savoir, retraits: Sequence[Retraits]) -> Iterator[Savoir]:
        """What a reader may know, each way of which is protected. Of conventions that count other dwellings
        as withdrawn than those of the line, it reads no sum of the line, whether or not it takes it for one;
        nor does it know which they are, but for what these leave of the line and of others' accounts. It may
        also tell where those are that are uncertain."""
        numbers = self.tables(ATTRIBUE)
        told: dict[str, int] = {}
        for one in retraits:
            told[one.convention] = told.get(one.convention, 0) + sum(told_of(one, ATTRIBUE, ()).values())
        kept = tuple(
            c
            for c in savoir.conventions
            if all(value_of(numbers, s) == told.get(c.ident, 0) for s in self.sums(ATTRIBUE, c))
        )
        held = {c.ident for c in savoir.conventions if c not in kept}
        known = frozenset(v for one in retraits if one.convention in held for v in one.attribues)
        without = replace(savoir, conventions=kept)
        ways = (savoir, without, replace(without, attribues=known))
        yield from ways
        yield from (replace(way, attribues=way.attribues | savoir.peut_etre, places=True) for way in ways)

    def communes(self, convention: ir.Convention) -> frozenset[str]:
        """Those of the tables that are on its territory."""
        values = self.values(COMMUNES)
        return frozenset(v for v in values if _lies_in(v, convention.territoire))


def counting(releves: Sequence[Releve], periodes: Periodes) -> Comptes:
    some = tuple(r for r in releves if r.total.propose.max or r.total.attribue.max)
    return Comptes(releves=some, periodes=periodes)


def aggregates(comptes: Comptes, own: Savoir, readers: Sequence[Savoir]) -> tuple[Agregat, ...]:
    """Each account by each dimension, the numbers of others hidden where they are small. own: of the
    reader, who knows it; readers: of all those who receive such a table, who may compare them."""
    if not comptes.releves:
        return ()
    shown = [comptes.shown(mesure, own, readers) for mesure in MESURES]
    return tuple(
        Agregat(
            axe=axe,
            groupes=tuple(r.groupe for r in comptes.releves),
            valeurs=comptes.values(rang),
            mesures=tuple(tables[rang] for tables in shown),
        )
        for rang, axe in enumerate(AXES)
    )


def withheld(
    comptes: Comptes,
    shown: Sequence[Agregat],
    own: Savoir,
    conventions: Mapping[str, ir.Convention],
    retraits: Sequence[Retraits],
    caches: Collection[Cache],
) -> frozenset[Cache]:
    """Numbers of conventions that the reader does not hold which would give back what its aggregates hide.
    conventions: all of them, `retraits` those that it reads; caches: numbers hidden already.

    A convention of which a number is hidden leaves its total open by the threshold at least, hence tells
    nothing of where its dwellings are, unless another that is read, of a commune in common, tells it by
    category."""
    tables = [agregat.mesures[MESURES.index(ATTRIBUE)] for agregat in shown]
    numbers = comptes.tables(ATTRIBUE)
    told, found = own, set[Cache]()
    held = {c.ident for c in own.conventions}
    reach = {r.convention: comptes.communes(conventions[r.convention]) for r in retraits}
    others = [r for r in retraits if tables and r.convention not in held]
    for one in sorted(others, key=lambda r: (-sum(told_of(r, ATTRIBUE, caches).values()), r.convention)):
        convention = conventions[one.convention]
        more = frozenset(comptes.sums(ATTRIBUE, convention))
        number = sum(told_of(one, ATTRIBUE, caches).values())
        masked = any(is_masked(tables, s) for s in more)
        # Why exact: of a convention that withdraws other dwellings than those of the line, only what is shown
        # whole is known to give nothing back.
        exact = all(number == value_of(numbers, s) for s in more)
        whole = bool(told_of(one, ATTRIBUE, caches))
        if whole and not masked:
            continue
        if whole and exact and tells_nothing(numbers, tables, comptes.reader(ATTRIBUE, told), more):
            told = replace(told, conventions=(*told.conventions, convention))
            continue
        near = (reach[r.convention] for r in retraits if r is not one)
        if not reach[one.convention].isdisjoint(frozenset[str]().union(*near)):
            found.update((one.convention, line.categorie, ATTRIBUE) for line in one.lignes)
        elif whole:
            found.update(enough(one, ATTRIBUE))
    return frozenset(found)


def _lies_in(commune: str, territoire: ir.Territoire) -> bool:
    """Is a commune on a territory for certain?"""

    def cell(nom: str) -> Cellule:
        return Connu(commune) if nom == "commune" and commune else Inconnu()

    return on_territory(territoire, cell) is True


def _is_whole(value: str, values: Sequence[str]) -> bool:
    """Is it a commune, all of it? Not what is not filled in, nor a municipal arrondissement, nor a commune of
    which arrondissements stand beside it."""
    if geographie.commune(value) is None or geographie.whole_commune(value) != value:
        return False
    return not any(other != value and geographie.lies_in(other, value) for other in values)


def _key(rang: int) -> str:
    """A line by its place: two holders may have one name."""
    return str(rang)
