"""Findings of one table, each at the cells it speaks of, in whichever of its files they stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from typing import Final

from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.values import Cellule, Connu, Erreur, TNombre
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.diagnostics.problems import lecture
from convrules.facts.autres_bailleurs import told as foreign
from convrules.facts.chargement import DefautPose, FichierLu
from convrules.facts.conversion import ERREURS
from convrules.facts.coupure import is_beginning
from convrules.facts.montre import hidden_cells, spelt, visible, without
from convrules.facts.ordre import ConstatDeDates
from convrules.facts.plan import Fichier, Plan, TauxLus
from convrules.facts.readers.lieux import Constat, Rangee, Relire, place_at_line, places
from convrules.facts.readers.octets import Refuse
from convrules.facts.records import Ligne, Place
from convrules.facts.sentinelles import implausible

Rangees = Sequence[tuple[Fichier, Rangee]]


@dataclass(slots=True, kw_only=True)
class _Ecrites:
    """Rows of one file, as they stand in it: their lines and their texts, by rank; the rank, by identifier.

    Why not the rows themselves: hardly any is asked for again, and their cells take ten times more."""

    fichier: Fichier
    relire: Relire
    rangs: dict[str, int] = field(default_factory=dict)
    lignes: list[int] = field(default_factory=list)
    textes: list[str] = field(default_factory=list)

    def note(self, idents: Sequence[str], rangees: Sequence[Rangee]) -> None:
        self.rangs.update(zip(idents, range(len(self.lignes), len(self.lignes) + len(idents)), strict=True))
        self.lignes += [rangee.ligne for rangee in rangees]
        self.textes += [rangee.brut for rangee in rangees]

    def of(self, rang: int) -> Rangee:
        return self.relire(self.lignes[rang], self.textes[rang])


class Origines:
    """By identifier, the row of each file that gives the cells of a row of facts."""

    def __init__(self) -> None:
        self._rangees: dict[str, Rangees] = {}
        self._ecrites: list[_Ecrites] = []

    def note(self, ident: str, rangees: Rangees) -> None:
        self._rangees[ident] = rangees

    def note_all(self, fichier: Fichier, idents: Sequence[str], rangees: Sequence[Rangee]) -> None:
        """Rows of one file, each alone to give its cells."""
        relire = fichier.tableau.relire
        if relire is None or any(one.suivante > one.ligne + 1 for one in rangees):
            self._rangees.update(
                (ident, ((fichier, rangee),)) for ident, rangee in zip(idents, rangees, strict=True)
            )
            return
        if not self._ecrites or self._ecrites[-1].fichier is not fichier:
            self._ecrites.append(_Ecrites(fichier=fichier, relire=relire))
        self._ecrites[-1].note(idents, rangees)

    def of(self, ident: str) -> Rangees:
        """Nothing, of an identifier that was not kept."""
        found = self._rangees.get(ident)
        if found is not None:
            return found
        for one in self._ecrites:
            rang = one.rangs.get(ident)
            if rang is not None:
                return ((one.fichier, one.of(rang)),)
        return ()


def placed(
    plan: Plan,
    fichiers: Sequence[Fichier],
    dates: Sequence[tuple[Ligne, ConstatDeDates]],
    origines: Origines,
    enumerations: Mapping[str, tuple[str, ...]],
) -> Iterator[Diagnostic]:
    """The findings of every file, then those about the dates of a row."""
    about = [(ligne, found, _cells(origines.of(ligne.id), found.champs)) for ligne, found in dates]
    spans: dict[tuple[int, int, int], Span] = {}
    turned = _turned(fichiers)
    for fichier in fichiers:
        for rangee, rank, make in foreign(fichier, plan):
            fichier.note(rangee, rank, make)
        for rank, (rangee, nombre) in fichier.reparees.items():
            fichier.note(rangee, rank, _repaired(fichier, rangee, rank, nombre))
        for rank, taux in fichier.taux.items():
            if taux.plus_grand <= taux.un and rank not in fichier.reparees:
                fichier.note(taux.rangee, rank, _small(fichier, rank, taux))
        for rank, near in fichier.voisines.items():
            fichier.note(near[0][0], rank, _misspelt(fichier, rank, [(a, b) for _, a, b in near]))
        fichier.connues.count_again(fichier.nombres)
        for colonne, rank, _ in fichier.colonnes:
            if rank in fichier.nombres:
                for rangee, make in implausible(colonne, fichier.nombres[rank]):
                    fichier.note(rangee, rank, make)
        wanted = [(r, i) for r, i, _ in fichier.constats]
        wanted += [(r, i) for *_, cells in about for f, r, i in cells if f is fichier]
        hidden = hidden_cells(fichier)
        own = places(fichier.tableau, wanted, visible(fichier), caches=hidden)
        spans |= {(id(fichier), *key): span for key, span in own.items()}
        for rangee, rank, make in fichier.constats:
            told = make(span=own[rangee.ligne, rank])
            if _is_turned(make):
                having, wrong = turned[fichier.name_of(rank)]
                told = problems.date_d_un_seul_fichier(told, having) if wrong < having else told
            masked = rank in hidden.get(rangee.ligne, ())
            yield without(told, rangee.valeurs[rank]) if masked else told
            if _cut(fichier, rangee, rank, enumerations):
                yield problems.fichier_coupe(span=own[rangee.ligne, rank], colonne=fichier.name_of(rank))
    for ligne, found, cells in about:
        yield found.placed(ligne, [spans[id(f), r.ligne, i] for f, r, i in cells])


def _turned(fichiers: Sequence[Fichier]) -> Mapping[str, tuple[int, int]]:
    """By column of which a day reads with its month first: how many files have it, and in how many such a day
    stands."""
    wrong: dict[str, set[int]] = {}
    for fichier in fichiers:
        for _, rank, make in fichier.constats:
            if _is_turned(make):
                wrong.setdefault(fichier.name_of(rank), set()).add(id(fichier))
    having = {n: sum(n in (f.name_of(i) for _, i, _ in f.colonnes) for f in fichiers) for n in wrong}
    return {nom: (having[nom], len(found)) for nom, found in wrong.items()}


def _is_turned(make: Constat) -> bool:
    return (
        isinstance(make, partial) and make.func is problems.date_impossible and bool(make.keywords["autre"])
    )


def _cut(fichier: Fichier, rangee: Rangee, rank: int, enumerations: Mapping[str, tuple[str, ...]]) -> bool:
    """Is this cell, of which there is a finding, the last of a file that stops in it?"""
    last = len(fichier.tableau.entete.valeurs) - 1
    if not rangee.coupee or not rank == last == len(rangee.valeurs) - 1 or rank in rangee.fautes:
        return False
    text = rangee.valeurs[rank]
    if not text or text in ERREURS:
        return False
    readers = [(c, convert) for c, i, convert in fichier.colonnes if i == rank]
    # Why a key that no field reads: any text may be the beginning of one.
    return not readers or any(is_beginning(c, text, convert, enumerations) for c, convert in readers)


def _repaired(fichier: Fichier, rangee: Rangee, rank: int, nombre: int) -> Constat:
    """Said once by column, at the first cell."""
    rate = any(i == rank and isinstance(c.type, TNombre) for c, i, _ in fichier.colonnes)
    return partial(
        lecture.pourcentage_converti if rate else lecture.zero_initial_retabli,
        colonne=fichier.name_of(rank),
        valeur=rangee.reparees[rank],
        attendu=rangee.valeurs[rank],
        nombre=str(nombre),
    )


def _small(fichier: Fichier, rank: int, taux: TauxLus) -> Constat:
    return partial(
        lecture.taux_de_moins_d_un,
        colonne=fichier.name_of(rank),
        valeur=taux.rangee.valeurs[rank],
        nombre=str(taux.nombre),
    )


def _misspelt(fichier: Fichier, rank: int, textes: Sequence[tuple[str, str]]) -> Constat:
    """Said once by column, at the first row."""
    return partial(
        problems.texte_presque_pareil,
        colonne=fichier.name_of(rank),
        nombre=str(len(textes)),
        exemples=spelt(textes),
    )


def misplaced(fichier: Fichier, rangee: Rangee, moved: tuple[int, int] | None) -> tuple[int, Constat]:
    """A row of which no cell is certain to be under its title: moved by a column (`shift`), or of another
    width than the header, and then perhaps the one in which the file was cut."""
    if moved is not None:
        rank, step = moved
        fichier.hide(rangee, visible(fichier))
        make = partial(
            problems.ligne_decalee,
            colonne=fichier.name_of(rank),
            autre=fichier.name_of(rank - step),
            cote="droite" if step > 0 else "gauche",
        )
        return rank, make
    found, attendu = len(rangee.valeurs), len(fichier.tableau.entete.valeurs)
    cut = rangee.coupee and found < attendu
    problem = problems.fichier_tronque if cut else problems.ligne_inegale
    return attendu, partial(problem, trouve=str(found), attendu=str(attendu))


def stopped(nom: str, error: Refuse | OSError) -> Diagnostic:
    """A file that stopped being read; one that is no longer there has changed too."""
    make = error.constat if isinstance(error, Refuse) else lecture.fichier_modifie
    return make(span=place_at_line(nom, 1))


def too_many_rows(nom: str, table: str, limite: int, clause: str) -> Diagnostic:
    """clause: the one for which the whole table must be in memory, if there is one."""
    span, said = place_at_line(nom, 1), f"{limite:,}"
    if clause:
        return lecture.trop_de_lignes_comptees(span=span, table=table, limite=said, clause=clause)
    return lecture.trop_de_lignes(span=span, table=table, limite=said)


def too_many_findings(fichier: Fichier, rangee: Rangee, limite: int) -> Diagnostic:
    return lecture.trop_de_constats(span=place_at_line(fichier.nom, rangee.ligne), limite=f"{limite:,}")


LIGNE_REFUSEE: Final = "sa ligne est refusée"
PREVISION: Final = ("evenement", "date", "faite_le")


def lost(plan: Plan, fichier: Fichier, rangee: Rangee) -> Ligne:
    """A row that is there though nothing of it can be read."""
    return Ligne(
        table=plan.table,
        id=f"{fichier.nom}, ligne {rangee.ligne}",
        cellules={c.champ: Erreur(LIGNE_REFUSEE) for c in plan.colonnes if c.champ != "id"},
        place=Place(fichier=fichier.nom, ligne=rangee.ligne),
        refusee=True,
    )


def incomplete(fichier: Fichier, cellules: Mapping[str, Cellule]) -> tuple[int, Constat] | None:
    """What a forecast lacks, if it lacks something, and the finding."""
    missing = next((c for c in PREVISION if not isinstance(cellules.get(c), Connu)), None)
    if missing is None:
        return None
    rank = fichier.rank(missing) or 0
    return rank, partial(problems.prevision_incomplete, colonne=fichier.name_of(rank))


def receipt(fichier: Fichier, plan: Plan) -> FichierLu:
    counted = (fichier.lues, fichier.gardees, fichier.ecartees)
    read, kept, aside = counted if fichier.lisible else (0, 0, 0)
    return FichierLu(
        nom=fichier.nom,
        table=plan.table,
        jointe="" if plan.principale(fichier.source) else fichier.source.nom,
        empreinte=fichier.tableau.empreinte() if fichier.tableau.empreinte else fichier.empreinte,
        lues=read,
        gardees=kept,
        refusees=read - kept - aside,
        ecartees=aside,
        ouvertes=fichier.ouvertes if fichier.lisible else 0,
        lisible=fichier.lisible,
        refus=tuple(fichier.refus) if fichier.lisible else (),
        dites=fichier.dites,
        non_jointes=fichier.non_jointes if fichier.lisible else 0,
        cles=fichier.cles,
        chemin=fichier.tableau.chemin,
        source=fichier.source.nom,
    )


def unread(nom: str, table: str, empreinte: str) -> FichierLu:
    """Receipt of a file of which nothing was loaded."""
    return FichierLu(nom=nom, table=table, empreinte=empreinte, lues=0, gardees=0, refusees=0, lisible=False)


def defaults(plan: Plan, counted: Mapping[str, int]) -> Iterator[DefautPose]:
    """What the `par défaut` of a table filled. counted: cells, by field."""
    for colonne in plan.colonnes:
        if counted.get(colonne.champ):
            yield DefautPose(
                table=plan.table,
                champ=colonne.champ,
                valeur=colonne.par_defaut or "",
                nombre=counted[colonne.champ],
            )


def _cells(rows: Rangees, champs: Sequence[str]) -> list[tuple[Fichier, Rangee, int]]:
    return [next((f, r, i) for f, r in rows if (i := f.rank(champ)) is not None) for champ in champs]
