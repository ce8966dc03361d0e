"""Several files of one table, joined by a key.

A row of a joined file that two rows of the table call for brings to both what a dwelling, a programme or a
household may share; what only one letting can have (a lease, an account) is then not known of either.
Source: docs/langage, « Correspondance ».
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, TypeAlias

from convrules import ir, vocabulary
from convrules.base.texte import t
from convrules.base.values import Cellule, Erreur
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.cles import Cles
from convrules.facts.personnel import shown_cell
from convrules.facts.plan import Fichier, Plan
from convrules.facts.readers.lieux import Constat, Rangee
from convrules.facts.readers.reserve import Ensemble
from convrules.facts.traits import outline

Cle: TypeAlias = tuple[str, tuple[str, ...]]
"""A source, and what its rows say in the columns of its key."""
Repetees: TypeAlias = dict[Cle, list[tuple[Fichier, Rangee]]]
"""Rows refused because another has their identifier (source empty) or their key."""
PLUSIEURS: Final = "une même ligne du fichier joint est appelée par plusieurs lignes"
DEUX_CLES: Final = "deux lignes de cet identifiant n'appellent pas la même ligne du fichier joint"
_VAINS_MAX: Final = 100_000
"""LIMIT: keys called for in vain that are kept, to be held against those that nothing calls for."""
_SEPARE: Final = "\0"
_CITES: Final = 3
"""Rows named beside a finding that speaks of several."""


def shareable(table: str, champ: str) -> bool:
    """May one row of a joined file give this field to several rows of a table? Tables of what lasts: yes,
    but for a number of rights. Of the others: what is said of the dwelling or of the household."""
    if table in ("logements", "programmes", "conventions", "droits"):
        return (table, champ) != ("droits", "nombre")
    if champ in ("logement", "programme", "mise_en_service"):
        return True
    field = vocabulary.champs_de_table(table).get(champ)
    of_household = table in ("candidatures", "refus") and field is not None and field.menage
    return of_household or (champ != "id" and champ in vocabulary.champs_de_table("logements"))


class Jointures:
    """Rows of the joined files of a table, by key, and which of its rows call for each. `vains`: keys called
    for that no row has, as they are shown. `ecartees`: those of rows that the mapping leaves aside."""

    def __init__(self, plan: Plan, repetees: Repetees) -> None:
        self.plan = plan
        self.cles = Cles(plan)
        self.repetees = repetees
        self.index: dict[Cle, tuple[Fichier, Rangee]] = {}
        self.appels: dict[Cle, list[str]] = defaultdict(list)
        self.vains: dict[Cle, str] = {}
        self.ecartees = Ensemble()
        self.propres = {source.nom: self._own(source) for source in plan.sources}

    def _own(self, source: ir.FichierSource) -> tuple[str, ...]:
        """Fields that no two rows of the table take from one row of this source."""
        if source.partagee or self.plan.principale(source):
            return ()
        columns = self.plan.colonnes_de(source)
        return tuple(c.champ for c in columns if not shareable(self.plan.table, c.champ))

    def read(self, joined: Sequence[Fichier], rows: Callable[[Fichier], Iterator[Rangee]]) -> None:
        """Rows of joined files; one whose key was met is refused."""
        for fichier in joined:
            rank = fichier.key_ranks()[0]
            for rangee in rows(fichier):
                texts = self.cles.of(fichier, rangee)
                if texts is None:
                    make: Constat = partial(
                        problems.ligne_sans_identifiant,
                        colonne=_key_name(fichier),
                        valeur=fichier.named_by_key(rangee),
                    )
                    fichier.refuse(rangee, rank, rangee.fautes.get(rank, make))
                    continue
                key = (fichier.source.nom, texts)
                if key in self.index:
                    first, row = self.index[key]
                    fichier.refuse(
                        rangee,
                        rank,
                        _joined_twice(
                            fichier,
                            rangee,
                            t("{fichier}, ligne {ligne}", fichier=first.nom, ligne=str(row.ligne)),
                        ),
                    )
                    self.repetees.setdefault(key, []).append((fichier, rangee))
                else:
                    self.index[key] = (fichier, rangee)

    def called(self, fichier: Fichier, rangee: Rangee, qui: str) -> Iterator[tuple[Cle, Fichier, Rangee]]:
        """Rows that a row of the table, shown as `qui`, calls for."""
        texts = self.cles.of(fichier, rangee)
        if texts is None:
            return
        for source in self.plan.sources:
            key = (source.nom, texts)
            if key not in self.index:
                if not self.plan.principale(source) and len(self.vains) < _VAINS_MAX:
                    self.vains[key] = fichier.named_by_key(rangee)
                continue
            other, row = self.index[key]
            other.jointes.add(row.ligne)
            if self.propres[source.nom]:
                self.appels[key].append(qui)
            yield key, other, row

    def joined(self, fichier: Fichier, rangee: Rangee) -> Iterator[tuple[Fichier, Rangee]]:
        """Rows that a row of the table would call for, looked at only."""
        texts = self.cles.of(fichier, rangee) if self.index else None
        keys = ((source.nom, texts) for source in self.plan.sources if texts is not None)
        return (self.index[key] for key in keys if key in self.index)

    def disputed(self) -> dict[str, dict[str, Cellule]]:
        """Cells that rows take from one row and cannot share, by row; each such row is a finding."""
        found: dict[str, dict[str, Cellule]] = defaultdict(dict)
        for key, callers in self.appels.items():
            if len(callers) == 1:
                continue
            fichier, rangee = self.index[key]
            own = self.propres[key[0]]
            for qui in callers:
                found[qui] |= dict.fromkeys(own, Erreur(PLUSIEURS))
            make: Constat = partial(
                problems.ligne_appelee_plusieurs_fois,
                table=self.plan.table,
                nombre=str(len(callers)),
                lignes=_listed(callers),
                faits=", ".join(own),
                colonne=_key_name(fichier),
            )
            fichier.note(rangee, fichier.key_ranks()[0], make)
        return found

    def strayed(self, rows: Sequence[tuple[Fichier, Rangee]]) -> dict[str, Cellule]:
        """Cells of the joined files that rows of one identifier call for by different keys."""
        if len({self.cles.of(fichier, rangee) for fichier, rangee in rows}) == 1:
            return {}
        joined = (s for s in self.plan.sources if not self.plan.principale(s))
        return {c.champ: Erreur(DEUX_CLES) for s in joined for c in self.plan.colonnes_de(s)}

    def set_aside(self, fichier: Fichier, rangee: Rangee) -> None:
        """A row of the table that is not read: what would join it is left aside with it."""
        texts = self.cles.of(fichier, rangee)
        if texts is not None:
            self.ecartees.add(_SEPARE.join(texts))

    def _left(self, fichier: Fichier) -> Iterator[Rangee]:
        for (_, texts), (one, rangee) in self.index.items():
            if one is not fichier or rangee.ligne in fichier.jointes:
                continue
            if _SEPARE.join(texts) in self.ecartees:
                fichier.ecartees += 1
            else:
                yield rangee

    def leave_out(self, joined: Sequence[Fichier]) -> None:
        """Rows of joined files that no row of the table called for: often normal, always said."""
        for fichier in joined:
            fichier.gardees = len(fichier.jointes)
            left = list(self._left(fichier))
            fichier.refus += (r.ligne for r in left)
            fichier.cles |= {r.ligne: fichier.named(r) for r in left}
            fichier.non_jointes = len(left)
            self._nearly(fichier, left)
            if left:
                make: Constat = partial(
                    problems.lignes_non_jointes,
                    nombre=str(len(left)),
                    table=self.plan.table,
                    colonne=_key_name(fichier),
                    cles=_listed([fichier.named(r) for r in left]),
                    faits=", ".join(self.propres[fichier.source.nom]),
                )
                fichier.note(left[0], fichier.key_ranks()[0], make)

    def _nearly(self, fichier: Fichier, left: Sequence[Rangee]) -> None:
        """Of rows that nothing called for, those whose key is that of a row that found nothing, but for its
        spelling."""
        source, rank = fichier.source.nom, fichier.key_ranks()[0]
        sought = {outline(*texts): qui for (nom, texts), qui in self.vains.items() if nom == source}
        for rangee in left if sought else ():
            qui = sought.get(outline(*(self.cles.of(fichier, rangee) or ())))
            if qui is not None:
                found = (rangee, fichier.named_by_key(rangee), qui)
                fichier.voisines.setdefault(rank, []).append(found)


def repeated(
    fichier: Fichier, rangee: Rangee, where: tuple[str, int], first: str, another: bool, entrees: str
) -> Constat:
    """where: the table, and the column of its identifiers. first: file and line of the row that was kept.
    another: they do not say the same thing. entrees: those that both give this very line, quoted."""
    table, rank = where
    nom = fichier.name_of(rank)
    text = shown_cell(nom, rangee.valeurs[rank])
    if another and table != "vacances":
        return partial(problems.deux_lignes, colonne=nom, valeur=text, premiere=first, table=table)
    if another:
        return partial(problems.identifiant_partage, colonne=nom, valeur=text, premiere=first)
    return partial(problems.identifiant_repete, colonne=nom, valeur=text, premiere=first, entrees=entrees)


def _joined_twice(fichier: Fichier, rangee: Rangee, first: str) -> Constat:
    return partial(
        problems.cle_repetee, colonne=_key_name(fichier), valeur=fichier.named(rangee), premiere=first
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_CITES]) + (", …" if len(names) > _CITES else "")


def _key_name(fichier: Fichier) -> str:
    return ", ".join(map(fichier.name_of, fichier.key_ranks()))
