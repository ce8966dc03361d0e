"""What the annual report is made of. Data only; a count is an interval where facts are missing."""

from datetime import date
from enum import StrEnum
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.year.model import Bornes
from convrules.year.valeurs import Lacune

AXES: Final = ("typologie", "financement", "qpv", "commune", "periode_construction")
"""The dimensions of the report beside the holder. SOURCE: CCH R. 441-5-1, version of 22/02/2020."""
MESURES: Final = ("propose", "attribue")
INCONNUE: Final = ""
"""Value of a dimension that is not filled in, or cannot be read: a line of its own, never left out."""


class Vue(StrEnum):
    """What a recipient sees; narrowest first."""

    SES_LIGNES = "ses lignes"
    AGREGATS = "agrégats"
    TOUT = "tout"


class Sorte(StrEnum):
    """Where a dwelling stands for the whole of the landlord. `compte`: on an account that no convention of
    the year holds; `plusieurs`: on the accounts of two holders; `indetermine`: not known on which."""

    RESERVATAIRE = "reservataire"
    COMPTE = "compte"
    PLUSIEURS = "plusieurs"
    INDETERMINE = "indetermine"
    SOUSTRAIT = "soustrait"
    HORS_CHAMP = "hors_champ"
    HORS_CONVENTION = "hors_convention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Groupe:
    """`code`: the type of the holder, or the account; `nom`: of the holder, empty otherwise; `noms`: of the
    holders whose accounts, which have dwellings in common, are one line. `indetermine` with an account: what
    is on it, and what is on no known one, in one line."""

    sorte: Sorte
    code: str = ""
    nom: str = ""
    noms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodes:
    """Bins of the year of construction: the first year of each but the oldest. Without any, what the data
    give under `periode_construction`, among `codes`, is taken."""

    debuts: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def declarees(self) -> bool:
        return bool(self.debuts or self.codes)


SANS_PERIODES: Final = Periodes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Logement:
    """A dwelling of one account, or perhaps of it (`certain` False). `valeurs`: one per dimension of `AXES`.
    A measure is True, False, or None when it is not known; then `causes` say why."""

    vacance: str
    certain: bool
    valeurs: tuple[str, ...]
    propose: bool | None
    attribue: bool | None
    propose_le: date | None = None
    attribue_le: date | None = None
    causes: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesures:
    """Dwellings proposed and dwellings let."""

    propose: Bornes
    attribue: Bornes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tableau:
    """The two measures along one dimension."""

    axe: str
    lignes: tuple[tuple[str, Mesures], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Releve:
    """What was proposed and let on one account. `croisement`: every dimension at once. `douteux`: how many
    dwellings are counted only perhaps, for the `causes`."""

    groupe: Groupe
    total: Mesures
    tableaux: tuple[Tableau, ...]
    croisement: tuple[tuple[tuple[str, ...], Mesures], ...]
    logements: tuple[Logement, ...]
    douteux: int
    causes: frozenset[Cause]


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneRetrait:
    """Withdrawals of one category. `prevu`, `prevu_suivant`: forecast for the year, and for the year after
    it (None: not supplied); `realise`: vacancies withdrawn; `attribue`: lettings made of such dwellings in
    the year. `tus`: which of these two forecasts no row speaks of: it then counts as 0; `sans_lieu`: which is
    not known of the convention's territory for want of the place of a row; `sans_jours`: of its days, for
    want of the convention of a row; `sans_ligne`: of it, for each row names another."""

    categorie: str
    prevu: int | None
    realise: Bornes
    attribue: Bornes
    prevu_suivant: int | None
    tus: frozenset[str] = frozenset()
    sans_lieu: frozenset[str] = frozenset()
    sans_jours: frozenset[str] = frozenset()
    sans_ligne: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraits:
    """Withdrawals as one convention judges them (empty: over the landlord, each dwelling once). `attribues`:
    the vacancies let in the year that it certainly withdraws; `peut_etre`: those of which it is not known.
    `finie`: it was over before the year, and nothing is forecast under it."""

    convention: str
    lignes: tuple[LigneRetrait, ...]
    attribues: frozenset[str] = frozenset()
    peut_etre: frozenset[str] = frozenset()
    finie: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Envoi:
    """One recipient. `releve`: of its own account, None when it holds none. `conventions`: by which it is
    one, `tenues` those that it holds; `limite`: the last day to send, None when no clause gives one;
    `autrement`: other names that its conventions give it. `jugements`: years of its conventions that judge
    the sending, none when none asks for it."""

    nom: str
    dossier: str
    vue: Vue
    conventions: tuple[str, ...]
    tenues: tuple[str, ...]
    releve: Releve | None
    limite: date | None = None
    autrement: tuple[str, ...] = ()
    jugements: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnneeNonLue:
    """Not one vacancy of the year was read on the territory of these `conventions`, though other years have
    some there. `ailleurs`: one was read elsewhere."""

    conventions: tuple[str, ...]
    ailleurs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanAnnuel:
    """`conventions`: those read. `releves`: of each holder, then of what is on no holder's account.
    `partage`: where each dwelling proposed or let stands, each once; `total`: all of them. `manques`:
    dimensions that nothing fills; `non_prevues`: categories of withdrawal that the landlord does not forecast
    for the year after; `sans_lieu`: conventions on whose territory it is not known, for want of a place;
    `sans_jours`: the same of those in force for a part of it, for want of rows that say of which they are;
    `sans_ligne`: the same of those of which no row is, each naming another;
    `lacunes`: days of the year that the data do not cover; `non_lue`: where they say nothing of any of its
    days."""

    bailleur: str
    conventions: tuple[ir.Convention, ...]
    annee: int
    au: date
    periodes: Periodes
    releves: tuple[Releve, ...]
    partage: tuple[tuple[Groupe, Mesures], ...]
    total: Mesures
    retraits: tuple[Retraits, ...]
    envois: tuple[Envoi, ...]
    manques: tuple[str, ...] = ()
    non_prevues: tuple[str, ...] = ()
    sans_lieu: tuple[str, ...] = ()
    sans_jours: tuple[str, ...] = ()
    sans_ligne: tuple[str, ...] = ()
    lacunes: tuple[Lacune, ...] = ()
    non_lue: AnneeNonLue | None = None

    @property
    def entier(self) -> bool:
        """Has it all that the law asks for?"""
        lacks = self.manques or self.non_prevues or self.sans_lieu or self.sans_jours or self.sans_ligne
        return not (lacks or self.lacunes or self.non_lue)

    @property
    def provisoire(self) -> bool:
        """May dwellings of the year still come: it is not over, or the data do not go to its end?"""
        return self.au.year <= self.annee or bool(self.lacunes)
