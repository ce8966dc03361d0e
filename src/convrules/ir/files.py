"""The kinds of file: convention and socle, mapping, cases."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import count
from typing import TypeAlias

from convrules.base.dates import JOUR_MAX, Duree, UniteDuree, shift
from convrules.base.records import dataclass
from convrules.base.source import NOWHERE, Span
from convrules.base.values import Cellule, Type
from convrules.ir.clauses import (
    SANS_SOURCE,
    TOUJOURS,
    Clause,
    NatureRetouche,
    Retouche,
    SourceJuridique,
    Validite,
)
from convrules.ir.expressions import Expr, Niveau, Noeud
from convrules.ir.sentences import Periodicite


@dataclass(frozen=True, slots=True, kw_only=True)
class Bailleur:
    nom: str
    siren: str
    place_nom: Span = field(default=NOWHERE, compare=False, repr=False)
    place_siren: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservataire:
    nom: str
    type: str
    code: str | None = None

    def is_same(self, other: "Reservataire") -> bool:
        """One holder: by type, then by code where both give one, otherwise by name."""
        if self.type != other.type:
            return False
        if self.code is not None and other.code is not None:
            return self.code == other.code
        return self.nom.casefold() == other.nom.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Territoire:
    """Union of what is named (INSEE or SIREN codes); all empty means everywhere."""

    regions: frozenset[str] = frozenset()
    departements: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    epcis: frozenset[str] = frozenset()
    epts: frozenset[str] = frozenset()


class Periode(StrEnum):
    ANNEE = "année civile"
    TRIMESTRE = "trimestre civil"
    CONVENTION = "durée de la convention"


class ComptageEvenements(StrEnum):
    A_LEUR_DATE = "à leur date"
    AVEC_LEUR_VACANCE = "avec leur vacance"


class ModeSoustraction(StrEnum):
    REALISE = "réalisé"
    PREVISION = "prévision"
    PREVISION_REGULARISEE = "prévision régularisée"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choix:
    """The open questions of the law, answered once per convention; none has a default."""

    periode: Periode
    rattachement: str
    evenements: ComptageEvenements
    gestion_deleguee: bool
    neufs_par_programme: bool
    soustractions: ModeSoustraction
    report_jour_ouvre: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ParCode(Noeud):
    """A table: a value per code of a field (`selon`, as written), and of any other code. `sinon` None: every
    code has its line, or else the parameter says nothing of the others (`sans_objet`)."""

    selon: str
    lignes: tuple[tuple[str, Expr], ...]
    sinon: Expr | None
    sans_objet: bool = False

    @property
    def valeurs(self) -> tuple[Expr, ...]:
        other = (self.sinon,) if self.sinon is not None else ()
        return (*(valeur for _, valeur in self.lignes), *other)

    def on(self, code: str) -> Expr | None:
        """The value of a code; None when the table gives it none."""
        return next((valeur for written, valeur in self.lignes if written == code), self.sinon)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurDatee:
    """`fin_des_droits`: of a formula, the last day of each right that it counts; without it, its `fin`."""

    du: date
    valeur: Expr | ParCode
    fin_des_droits: Expr | None = None
    place_du: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def possibles(self) -> tuple[Expr, ...]:
        """What it may be, whatever the row."""
        return self.valeur.valeurs if isinstance(self.valeur, ParCode) else (self.valeur,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParametreDeclare:
    """A value holds from its `du` to the next. After a missed `revision` the `a_defaut` holds. `selon`: the
    field, as written, whose code chooses a line where the value is a table."""

    nom: str
    type: Type
    selon: str | None = None
    valeurs: tuple[ValeurDatee, ...]
    revision: Periodicite | None = None
    a_defaut: Expr | None = None
    source: SourceJuridique = SANS_SOURCE
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampDeclare:
    """A field declared in a file (`vocabulaire`). `codes` for an enumeration; `titulaires`, of
    `contingent` only: each finer code with its type of holder."""

    nom: str
    niveau: Niveau
    type: Type
    codes: tuple[str, ...] = ()
    enonce: str | None = None
    titulaires: tuple[tuple[str, str], ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconduction:
    """Silence at each term prolongs by `duree`, `fois` times at most (None: without limit). `depuis`: the day
    after the first term. The `en_vigueur` of the convention already counts it."""

    depuis: date
    duree: Duree
    fois: int | None

    def fin(self, rang: int) -> date | None:
        """Last day of the `rang`-th renewal, 0 being the first term; None when dates do not go so far."""
        whole = Duree(nombre=self.duree.nombre * rang, unite=self.duree.unite)
        months = whole.nombre * (12 if whole.unite is UniteDuree.AN else 1)
        if self.depuis.year + months // 12 >= JOUR_MAX.year:
            return None
        return shift(self.depuis, whole) - timedelta(days=1)

    def avant_la_derniere(self) -> Iterable[int]:
        """Ranks of the terms that another may follow."""
        return count() if self.fois is None else range(self.fois)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinAvec:
    """It ends with another convention, at the latest."""

    convention: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """A convention or (when `version` is given) a socle. `fin_avec`: counted by `en_vigueur` once the
    repository is read. `places_articles`: of each of `articles`."""

    ident: str
    version: str | None = None
    bailleur: Bailleur | None = None
    reservataire: Reservataire | None = None
    territoire: Territoire = Territoire()
    en_vigueur: Validite = TOUJOURS
    reconduction: Reconduction | None = None
    fin_avec: FinAvec | None = None
    herite: tuple[tuple[str, str], ...] = ()
    articles: tuple[str, ...] = ()
    places_articles: tuple[Span, ...] = field(default=(), compare=False, repr=False)
    signature: date | None = None
    choix: Choix | None = None
    parametres: tuple[ParametreDeclare, ...] = ()
    definitions: tuple[tuple[str, Expr], ...] = ()
    vocabulaire: tuple[ChampDeclare, ...] = ()
    clauses: tuple[Clause, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    def fins_de_terme(self) -> Iterator[date]:
        """Last day of each term: of the first, then of each renewal, up to the end of the validity."""
        last, renewed = self.en_vigueur.au, self.reconduction
        for end in map(renewed.fin, renewed.avant_la_derniere()) if renewed is not None else ():
            if end is None or (last is not None and end >= last):
                break
            yield end
        if last is not None:
            yield last

    def terme(self, jour: date) -> date | None:
        """Last day of the term that runs on a day; None when it has no end."""
        return next((end for end in self.fins_de_terme() if end >= jour), self.en_vigueur.au)


# --- amendments -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """One modification of an amendment. `cible`: name of the clause or parameter that it touches (« en
    vigueur » for the convention's own dates)."""

    nature: NatureRetouche
    cible: str
    en_vigueur: Validite
    source: SourceJuridique
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Avenant:
    """An amendment as signed; what it makes of its convention stands in the `Texte`s."""

    ident: str
    convention: str
    changements: tuple[Changement, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texte:
    """A convention as it reads from `du` on (None: as signed), amendments folded, until the next text.
    `abroges`: clauses that are no longer there, and what ended them."""

    du: date | None
    convention: Convention
    abroges: Mapping[str, Retouche] = field(default_factory=dict)


# --- mapping --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Tri:
    """Which rows of a file are read, by what one of its columns says. `garde`: those that say one of these
    texts, otherwise those that say none of them. `valeurs`: the texts, and where each is written."""

    colonne: str
    garde: bool
    valeurs: tuple[tuple[str, Span], ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FichierSource:
    """Where the rows of a table come from. `motif`: a path or glob relative to the mapping file.
    `encodage` None: UTF-8, then cp1252 only when the file says so. `requete`: of a query, its name in the
    project file; `motif` is then how it is shown. `passees`: how many of its first filled lines are neither
    titles nor rows. `annoncees`: in the last, which cell (from 1) says how many rows there are. `titres`: of
    one that has none, in order. `numerotee`: rows have no identifier. `complet_au`: for its events that say
    no other day; `suite_de`: those that it continues (`nom` or `motif`); `complet_du`: from which day, if not
    the next. `manquant`: of all its columns. `tris`: which rows are read, all of them having their say.
    `cles`: columns that, together, join its rows to those of the table's other files; `partagee`: one row of
    it may bring its facts to several. `vide`: titles alone say that there was no vacancy."""

    nom: str
    table: str
    motif: str
    encodage: str | None = None
    separateur: str | None = None
    feuille: str | None = None
    requete: str | None = None
    cles: tuple[str, ...] = ()
    partagee: bool = False
    passees: int = 0
    annoncees: int = 0
    titres: tuple[str, ...] = ()
    numerotee: bool = False
    vide: bool = False
    manquant: tuple[str, ...] = ()
    complet_au: date | None = None
    complet_du: date | None = None
    suite_de: tuple[str, ...] = ()
    tris: tuple[Tri, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def outils(self) -> tuple[str, ...]:
        """Columns read for what they do, whatever facts they give: the key, and those that choose rows."""
        return (*self.cles, *(t.colonne for t in self.tris))


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonne:
    """How one field is filled: from a column, or by a `calcul`. `codes`: source code to our code.
    `complet_au`: an empty event cell means « pas survenu » up to that day, otherwise unknown.
    `manquant`: texts that mean unknown; `sans_objet`: texts that mean the field does not exist.
    `par_defaut`: signed statement of what an empty cell means, shown in the trace. `pseudonymise`: its texts
    are replaced by pseudonyms as soon as they are read."""

    champ: str
    type: Type
    colonne: str | None = None
    fichier: str | None = None
    format: str | None = None
    complet_au: date | None = None
    manquant: tuple[str, ...] = ()
    sans_objet: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] | None = None
    unite: str | None = None
    par_defaut: str | None = None
    calcul: Expr | None = None
    pseudonymise: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondance:
    """`colonnes`: by table."""

    ident: str
    bailleur: str
    fichiers: tuple[FichierSource, ...]
    colonnes: tuple[tuple[str, tuple[Colonne, ...]], ...]
    ignore: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


# --- cases ----------------------------------------------------------------------------------
Attente: TypeAlias = "str | tuple[Attente, ...] | Mapping[str, Attente]"
"""An expectation as written; texts are compared with the closed words and exact numbers of results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneEssai:
    """A row of a case, its cells already typed (`faits` of the file merged in); `nombre` repeats it.
    `communs`: names of the cells that come from `faits`."""

    table: str
    cellules: Mapping[str, Cellule]
    communs: frozenset[str] = frozenset()
    nombre: int = 1
    candidatures: tuple["LigneEssai", ...] = ()
    refus: tuple["LigneEssai", ...] = ()
    previsions: tuple["LigneEssai", ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldeEssai:
    """A balance brought forward. `cellules`: its cell, and the year it closes when the case says so."""

    clause: str
    solde: Fraction
    cellules: Mapping[str, Cellule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasEssai:
    """`prevus`: forecast withdrawals by category (None: nothing said); `soldes`: balances brought forward;
    `attente`: does it declare the vacancies still expected, if only to say that there are none?
    `annee` when the case is about a year, otherwise about its one vacancy. `annees`: years judged one
    after the other (`annee` is the first), what is expected then standing under each."""

    nom: str
    au: date
    annee: int | None
    prevus: tuple[tuple[str, int], ...] | None
    soldes: tuple[SoldeEssai, ...]
    attente: bool = False
    lignes: tuple[LigneEssai, ...]
    attendu: tuple[tuple[str, Attente], ...]
    annees: tuple[int, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    attendu_spans: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Essais:
    """Cases kept beside a convention."""

    convention: str
    cas: tuple[CasEssai, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)
