"""What a rule may read without declaring it: fields by level, codes, populations and small words.

Levels and classes are spelled as in `ir` (whose enumerations are strings), not imported from it:
the two are siblings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Final

from convrules.base.records import dataclass
from convrules.base.values import Base, TCode, TCondition, Type
from convrules.vocabulary import rows, tables
from convrules.vocabulary.rows import TYPES_RESERVATAIRE, ChampVocabulaire

__all__ = [
    "ACCES",
    "CHAMPS",
    "CLASSES",
    "DIMENSIONS",
    "DRAPEAUX_MENAGE",
    "EVENEMENTS",
    "NIVEAUX",
    "NIVEAUX_DECLARES",
    "NIVEAU_DE_TABLE",
    "OFFICIELS",
    "TYPES_RESERVATAIRE",
    "ChampVocabulaire",
    "ClassePopulation",
    "champ",
    "champs_de_table",
    "codes",
    "colonnes_propres",
    "disjointes",
    "niveaux_de",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassePopulation:
    """What can be counted. `niveau`: of its rows. `evenement`: what dates them (None: `rattachement`, or
    a stock). `unite`: of their number. `statut`: must say `dans l'assiette` or `du champ`."""

    mot: str
    niveau: str
    base: Base
    unite: str
    evenement: str | None = None
    statut: bool = False


CLASSES: Final[Mapping[str, ClassePopulation]] = MappingProxyType(
    {
        c.mot: c
        for c in (
            ClassePopulation(
                mot="vacances", niveau=rows.VACANCE, base=Base.FLUX, unite="logement", statut=True
            ),
            ClassePopulation(
                mot="mises en service", niveau=rows.VACANCE, base=Base.FLUX, unite="logement", statut=True
            ),
            ClassePopulation(
                mot="remises en location", niveau=rows.VACANCE, base=Base.FLUX, unite="logement", statut=True
            ),
            ClassePopulation(
                mot="orientations",
                niveau=rows.VACANCE,
                base=Base.FLUX,
                unite="logement",
                evenement="orientation",
            ),
            ClassePopulation(
                mot="propositions",
                niveau=rows.VACANCE,
                base=Base.FLUX,
                unite="logement",
                evenement="proposition",
            ),
            ClassePopulation(
                mot="candidatures", niveau=rows.CANDIDATURE, base=Base.FLUX, unite="candidature"
            ),
            ClassePopulation(mot="refus", niveau=rows.REFUS, base=Base.FLUX, unite="refus"),
            ClassePopulation(
                mot="attributions",
                niveau=rows.VACANCE,
                base=Base.FLUX,
                unite="logement",
                evenement="attribution",
            ),
            ClassePopulation(
                mot="baux signés", niveau=rows.VACANCE, base=Base.FLUX, unite="logement", evenement="bail"
            ),
            ClassePopulation(mot="logements", niveau=rows.LOGEMENT, base=Base.STOCK, unite="logement"),
            ClassePopulation(mot="droits", niveau=rows.DROIT, base=Base.STOCK, unite="droit"),
            ClassePopulation(mot="demandes", niveau=rows.DEMANDE, base=Base.STOCK, unite="demande"),
        )
    }
)
_DISJOINTES: Final = frozenset({"mises en service", "remises en location"})


def disjointes(classes: Iterable[str]) -> bool:
    """May these classes be joined by `et`? Only new lettings and relettings are declared disjoint."""
    listed = tuple(classes)
    return len(listed) == 1 or (len(set(listed)) == len(listed) and set(listed) <= _DISJOINTES)


ACCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        rows.VACANCE: (rows.LOGEMENT, rows.PROGRAMME, rows.DEMANDE, rows.RESERVATAIRE, rows.CONVENTION),
        rows.CANDIDATURE: (
            rows.VACANCE,
            rows.LOGEMENT,
            rows.PROGRAMME,
            rows.DEMANDE,
            rows.RESERVATAIRE,
            rows.CONVENTION,
        ),
        rows.REFUS: (rows.VACANCE, rows.LOGEMENT, rows.PROGRAMME, rows.RESERVATAIRE, rows.CONVENTION),
        rows.LOGEMENT: (rows.PROGRAMME, rows.RESERVATAIRE, rows.CONVENTION),
        rows.DROIT: (rows.LOGEMENT, rows.PROGRAMME, rows.RESERVATAIRE, rows.CONVENTION),
        rows.PROGRAMME: (rows.RESERVATAIRE, rows.CONVENTION),
        rows.DEMANDE: (rows.RESERVATAIRE, rows.CONVENTION),
        rows.RESERVATAIRE: (rows.CONVENTION,),
        rows.CONVENTION: (rows.RESERVATAIRE,),
    }
)
"""Levels that a dotted name reaches from each level, nearest first."""

NIVEAUX: Final[Mapping[str, str]] = MappingProxyType(
    {
        rows.VACANCE: "de la vacance",
        rows.LOGEMENT: "du logement",
        rows.PROGRAMME: "du programme",
        rows.DROIT: "du droit",
        rows.CANDIDATURE: "de la candidature",
        rows.REFUS: "du refus",
        rows.DEMANDE: "de la demande",
        rows.RESERVATAIRE: "du réservataire",
        rows.CONVENTION: "de la convention",
    }
)
"""Levels, each with the words « un fait … »."""

NIVEAUX_DECLARES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{niveau: niveau for niveau in NIVEAUX},
        **dict.fromkeys(("commune", "departement", "epci", "ept"), rows.VACANCE),
    }
)
"""Levels that a declaration may name: a fact of a place is read on the row that lies there."""


# --- fields ---------------------------------------------------------------------------------
def _build() -> Iterable[ChampVocabulaire]:
    for nom, glose, type_, codes_, marks in rows.LOGEMENTS:
        for niveau in (rows.VACANCE, rows.LOGEMENT):
            yield _row(nom, niveau, glose, type_, codes_, marks)
    for nom, glose, type_, codes_, marks in rows.VACANCES:
        yield _row(nom, rows.VACANCE, glose, type_, codes_, marks)
    for niveau in rows.NIVEAUX_LIEU:
        for nom, glose in rows.LIEUX:
            yield ChampVocabulaire(
                nom=nom,
                niveau=niveau,
                type=TCode(nom),
                glose=glose,
                # Why: a cell is of dwellings, and a demand is in no place of its own.
                dimension=niveau != rows.DEMANDE,
                officiel=True,
            )
    for nom, glose in rows.EVENEMENTS:
        yield ChampVocabulaire(nom=nom, niveau=rows.VACANCE, type=rows.EVENEMENT, glose=glose)
    for niveau in (rows.VACANCE, rows.CANDIDATURE, rows.REFUS, rows.DEMANDE):
        for nom, glose in rows.MENAGE:
            yield _household(nom, niveau, glose, TCondition(), ())
        yield _household(
            "quartile", niveau, "quartile de ressources du ménage", TCode("quartile"), rows.QUARTILES
        )
    yield from rows.AUTRES


def _row(
    nom: str, niveau: str, glose: str, type_: Type, codes_: tuple[str, ...], marks: str
) -> ChampVocabulaire:
    return ChampVocabulaire(
        nom=nom,
        niveau=niveau,
        type=type_,
        glose=glose,
        codes=codes_,
        sans_objet="n" in marks,
        dimension="d" in marks,
    )


def _household(nom: str, niveau: str, glose: str, type_: Type, codes_: tuple[str, ...]) -> ChampVocabulaire:
    return ChampVocabulaire(nom=nom, niveau=niveau, type=type_, glose=glose, codes=codes_, menage=True)


CHAMPS: Final[Mapping[tuple[str, str], ChampVocabulaire]] = MappingProxyType(
    {(c.niveau, c.nom): c for c in _build()}
)
"""By (level, name)."""

EVENEMENTS: Final = frozenset(nom for nom, _ in rows.EVENEMENTS)
DRAPEAUX_MENAGE: Final = frozenset(c.nom for c in CHAMPS.values() if c.menage)
DIMENSIONS: Final = frozenset(c.nom for c in CHAMPS.values() if c.dimension)
OFFICIELS: Final = frozenset({"commune", "departement", "epci", "ept"})
"""Enumerations whose codes are in the official lists (`geographie`), written between quotes."""


def champ(nom: str, niveau: str) -> ChampVocabulaire | None:
    """The built-in field of this name at this level (an `ir.Niveau`, or its word); « 2e refus_candidat » is
    an event of its own."""
    several = rows.ranked(nom) if str(niveau) == rows.VACANCE else None
    if several is None:
        return CHAMPS.get((str(niveau), nom))
    base, rang = several
    own = CHAMPS[rows.VACANCE, base]
    return replace(own, nom=f"{rang}e {base}", glose=f"{rang}e {own.glose}")


def niveaux_de(nom: str) -> tuple[str, ...]:
    """Levels at which a built-in field of this name exists."""
    return tuple(niveau for niveau, autre in CHAMPS if autre == nom)


@cache
def codes(enumeration: str) -> tuple[str, ...]:
    """Built-in codes of an enumeration; empty when files or an official list give them."""
    if enumeration in tables.ENUMERATIONS:
        return tables.ENUMERATIONS[enumeration]
    return next(
        (c.codes for c in CHAMPS.values() if c.type == TCode(enumeration) and c.codes),
        (),
    )


# --- tables ---------------------------------------------------------------------------------
NIVEAU_DE_TABLE: Final = tables.NIVEAU_DE_TABLE


def colonnes_propres(table: str) -> Iterable[str]:
    """Columns that are of this table alone: acts, forecasts, balances."""
    return tables.COLONNES.get(table, {})


@cache
def champs_de_table(table: str) -> Mapping[str, ChampVocabulaire]:
    """Columns that a table of facts may hold, by name."""
    niveau = NIVEAU_DE_TABLE.get(table)
    own = {nom: c for (n, nom), c in CHAMPS.items() if n == niveau}
    return MappingProxyType(own | tables.COLONNES.get(table, {}))
