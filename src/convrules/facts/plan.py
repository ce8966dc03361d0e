"""How a table is read: its files, its columns, and each file while it is read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from fractions import Fraction

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu
from convrules.facts.connues import Connues
from convrules.facts.conversion import Convertisseur
from convrules.facts.personnel import shown_cell
from convrules.facts.readers.csv_reader import clean
from convrules.facts.readers.lieux import Constat, Rangee, Tableau
from convrules.facts.sentinelles import Nombres
from convrules.facts.tri import TriLu


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`bailleur`: whose rows they are."""

    table: str
    bailleur: str
    sources: tuple[ir.FichierSource, ...]
    colonnes: tuple[ir.Colonne, ...]
    ignore: tuple[str, ...]

    def principale(self, source: ir.FichierSource) -> bool:
        """Does this source give rows, or only columns joined by its `clé`?"""
        if not source.cles:
            return True
        ident = next((c for c in self.colonnes if c.champ == "id"), None)
        if ident is None or ident.fichier is None:
            return source == self.sources[0]
        return ident.fichier == source.nom

    def colonnes_de(self, source: ir.FichierSource) -> tuple[ir.Colonne, ...]:
        return tuple(
            c
            for c in self.colonnes
            if c.colonne is not None
            and (c.fichier == source.nom or (c.fichier is None and self.principale(source)))
        )

    def titres(self, source: ir.FichierSource) -> frozenset[str]:
        """Those of a source that the mapping names."""
        named = (*(c.colonne for c in self.colonnes_de(source)), *source.outils, *self.ignore)
        return frozenset(clean(nom) for nom in named if nom is not None)


@dataclass(slots=True, kw_only=True)
class TauxLus:
    """The rates of a column said per hundred, zeros apart. `rangee`: the first."""

    rangee: Rangee
    plus_grand: Fraction
    nombre: int = 1
    un: Fraction = Fraction(1, 100)


@dataclass(slots=True, kw_only=True)
class Fichier:
    """One file while its table is read: what is found on the way is placed at the end, all at once.

    `reparees`: by column, the first repaired cell and how many there are. `voisines`: by column, the rows
    whose text names nothing but for its spelling, how they are shown and what it would name. `tris`: what
    chooses its rows; `ecartees`: how many it sets aside. `ouvertes`: refused rows that leave
    open what would count them. `cles`: by line, what names a row spoken of.
    `caches`: by line, cells of mapped columns that are not shown. `nombres`: what
    numbers stand in each column. `sosies`: a person that has perhaps two pseudonyms was told.
    `etrangeres`: by column and SIREN of another landlord, the first row that says it and the lines of those
    refused for it; `dites`: by line of a refused row, the file and line of the finding that tells it.
    `illisibles`: the row last looked at, and its cells that their column cannot read. `connues`: the texts of
    its columns of which there is nothing to say."""

    source: ir.FichierSource
    tableau: Tableau
    empreinte: str
    colonnes: tuple[tuple[ir.Colonne, int, Convertisseur], ...]
    connues: Connues
    tris: tuple[TriLu, ...] = ()
    constats: list[tuple[Rangee, int, Constat]] = field(default_factory=list)
    refus: list[int] = field(default_factory=list)
    reparees: dict[int, tuple[Rangee, int]] = field(default_factory=dict)
    voisines: dict[int, list[tuple[Rangee, str, str]]] = field(default_factory=dict)
    taux: dict[int, TauxLus] = field(default_factory=dict)
    cles: dict[int, str] = field(default_factory=dict)
    caches: dict[int, set[int]] = field(default_factory=dict)
    etrangeres: dict[tuple[int, str], tuple[Rangee, list[int]]] = field(default_factory=dict)
    dites: dict[int, tuple[str, int]] = field(default_factory=dict)
    sosies: bool = False
    nombres: dict[int, Nombres] = field(default_factory=dict)
    jointes: set[int] = field(default_factory=set)
    non_jointes: int = 0
    lues: int = 0
    gardees: int = 0
    ecartees: int = 0
    ouvertes: int = 0
    lisible: bool = True
    rangs: dict[str, int] = field(default_factory=dict)
    inconnus: dict[str, tuple[str, ...]] = field(default_factory=dict)
    illisibles: tuple[Rangee, Sequence[int]] | None = None

    @property
    def nom(self) -> str:
        return self.tableau.nom

    def note(self, rangee: Rangee, rank: int, make: Constat) -> None:
        last = self.constats[-1] if self.constats else None
        if last is not None and last[0].ligne == rangee.ligne and last[2] is make:
            # One mistake of several cells, told at the first.
            return
        self.constats.append((rangee, rank, make))
        self.cles[rangee.ligne] = self.named(rangee)

    def hide(self, rangee: Rangee, ranks: Iterable[int]) -> None:
        """No message shows these cells of a row."""
        found = set(ranks)
        if found:
            self.caches.setdefault(rangee.ligne, set()).update(found)

    def note_rate(self, rangee: Rangee, rank: int, colonne: ir.Colonne, cellule: Cellule) -> None:
        """What a column said per hundred holds: of shares of one, none would pass 1 %."""
        if colonne.unite != "%" or not isinstance(cellule, Connu) or not isinstance(cellule.valeur, Fraction):
            return
        read = abs(cellule.valeur)
        seen = self.taux.get(rank)
        if seen is None and read:
            self.taux[rank] = TauxLus(rangee=rangee, plus_grand=read)
        elif seen is not None and read:
            seen.plus_grand, seen.nombre = max(seen.plus_grand, read), seen.nombre + 1

    def named(self, rangee: Rangee) -> str:
        """What names a row for its reader: its identifier, else its key, else the vacancy that it hangs on.
        Empty when it has not the width of the titles, or is not shown: no cell is then certain to be under
        its own."""
        if len(rangee.valeurs) != len(self.tableau.entete.valeurs):
            return ""
        own, vacance = self.rank("id"), self.rank("vacance")
        ranks = (own,) if own is not None else self.key_ranks() or (() if vacance is None else (vacance,))
        hidden = {*self.caches.get(rangee.ligne, ()), *rangee.fautes}
        return "" if any(r in hidden for r in ranks) else self._shown(rangee, ranks)

    def named_by_key(self, rangee: Rangee) -> str:
        """What a row says in the columns that join it, as it may be shown."""
        return self._shown(rangee, self.key_ranks())

    def _shown(self, rangee: Rangee, ranks: tuple[int, ...]) -> str:
        linked = {i for _, i, _ in self.colonnes}
        texts = ((r, rangee.valeurs[r]) for r in ranks if rangee.valeurs[r])
        return " ; ".join(shown_cell(self.name_of(r), text, r in linked) for r, text in texts)

    def refuse(self, rangee: Rangee, rank: int, make: Constat) -> None:
        """The row is in no count."""
        self.note(rangee, rank, make)
        self.refus.append(rangee.ligne)

    def rank(self, champ: str) -> int | None:
        if not self.rangs:
            self.rangs.update((c.champ, i) for c, i, _ in reversed(self.colonnes))
        return self.rangs.get(champ)

    def unknown(self, champ: str) -> tuple[str, ...]:
        """Texts that mean, in the column of a field, that nothing is known."""
        if champ not in self.inconnus:
            self.inconnus[champ] = next((c.manquant for c, _, _ in self.colonnes if c.champ == champ), ())
        return self.inconnus[champ]

    def key_ranks(self) -> tuple[int, ...]:
        """Indexes of the columns that join the files of a table; none when one is not there."""
        names = self.tableau.entete.valeurs
        wanted = tuple(map(clean, self.source.cles))
        return tuple(map(names.index, wanted)) if all(nom in names for nom in wanted) else ()

    def name_of(self, index: int) -> str:
        return self.tableau.entete.valeurs[index]


def make_plan(correspondance: ir.Correspondance, table: str) -> Plan:
    columns = dict(correspondance.colonnes)
    sources = tuple(f for f in correspondance.fichiers if f.table == table)
    return Plan(
        table=table,
        bailleur=correspondance.bailleur,
        sources=sources,
        colonnes=tuple(c for c in columns.get(table, ()) if c.calcul is None),
        ignore=(*correspondance.ignore, *_mapped_elsewhere(correspondance, table, sources)),
    )


def _mapped_elsewhere(
    correspondance: ir.Correspondance, table: str, sources: tuple[ir.FichierSource, ...]
) -> Iterator[str]:
    """Columns of the same files that another table reads: they are accounted for there."""
    same = {s.nom for s in sources}
    others = {f.table for f in correspondance.fichiers if f.nom in same} - {table}
    for nom, colonnes in correspondance.colonnes:
        if nom in others:
            yield from (c.colonne for c in colonnes if c.colonne is not None)
