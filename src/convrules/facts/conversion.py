"""One text cell to one `Cellule`, by the type of its field and what the mapping says of its column.

A text that cannot be read becomes `Erreur`, with a finding; nothing is repaired and nothing is filled in
but by a `par défaut`. Source: docs/langage, « Correspondance ».
"""

from collections.abc import Callable, Mapping, Set
from datetime import date
from fractions import Fraction
from functools import lru_cache, partial
from typing import Final, TypeAlias, assert_never

from convrules import ir
from convrules.base import ressemblance
from convrules.base.dates import JOUR_MAX, JOUR_MIN, Duree, Evenement, connu, jamais, pas_survenu
from convrules.base.notations import NOTATIONS
from convrules.base.records import dataclass
from convrules.base.texte import suite, t
from convrules.base.values import (
    INCONNU,
    SANS_OBJET,
    Cellule,
    Connu,
    Erreur,
    TCode,
    TCondition,
    TDate,
    TDuree,
    TEvenement,
    TInvalide,
    TNombre,
    TTexte,
    Type,
    percent,
)  # fmt: skip
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.diagnostics.problems import lecture
from convrules.facts.dates import (
    ISO,
    DefautDate,
    FormatDate,
    Intervalle,
    Precision,
    is_filler,
    is_serial,
    other_format,
    read_date,
    read_format,
    turned_format,
)  # fmt: skip
from convrules.facts.nombres import REZ, DefautNombre, is_amount, number_reader, scale, written_unit
from convrules.facts.places import GEOGRAPHIE, place_problem
from convrules.facts.readers.csv_reader import clean
from convrules.facts.readers.lieux import Constat
from convrules.facts.titres import bare

OUI, NON = frozenset({"oui", "o", "vrai", "1", "x"}), frozenset({"non", "n", "faux", "0"})
JAMAIS, PAS_SURVENU = "jamais", "pas survenu"
ANNONCES: Final = frozenset({
    "liberation", "disponibilite", "mise_en_service", "visite", "retrait", "fin_travaux",
})  # fmt: skip
"""Events whose day is often written before it comes; the others are acts, recorded once they took place."""
ERREURS = frozenset({
    "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    "#N/D", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#EPARS!", "#CALCUL!",
})  # fmt: skip
"""What spreadsheets write in a cell that they could not compute, in English and in French."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converti:
    """`defaut`: the cell was empty and a `par défaut` filled it."""

    cellule: Cellule
    constat: Constat | None = None
    defaut: bool = False


Convertisseur: TypeAlias = Callable[[str], Converti]

VIDE = Converti(cellule=INCONNU)
_HORS: Final = "« {} » est hors des années 1850 à 2150"
_RETENUES: Final = 1 << 16
"""Texts of a column whose reading is remembered."""
SANS_VALEUR: Mapping[str, Converti] = {"inconnu": VIDE, "sans objet": Converti(cellule=SANS_OBJET)}


def converter(colonne: ir.Colonne, enumerations: Mapping[str, tuple[str, ...]]) -> Checked[Convertisseur]:
    """The conversion of a column, and what is wrong in the way the mapping describes it.

    Order: blank, `manquant`, `sans objet`, `codes`, then the type of the field. Of numbers and days, the
    words of the mapping hold for every way to write them: `9999` is also « 9999,00 »."""
    wrong = tuple(_column_problems(colonne, enumerations))
    if wrong or isinstance(colonne.type, TInvalide):
        broken = Converti(cellule=Erreur("la colonne est mal décrite dans la correspondance"))
        return Checked(value=lambda text: broken if text else VIDE, diagnostics=wrong)
    by_type = _by_type(colonne, enumerations)
    codes = {clean(theirs): ours for theirs, ours in colonne.codes or ()}
    missing, absent = frozenset(map(clean, colonne.manquant)), frozenset(map(clean, colonne.sans_objet))
    own = _own_words(colonne, enumerations)
    blank = _blank(colonne, own)
    dated = isinstance(colonne.type, TDate | TEvenement)

    def convert(text: str) -> Converti:
        if text in missing:
            return VIDE
        if text in absent:
            return Converti(cellule=SANS_OBJET)
        if text in codes:
            return own(codes[text])
        if not text:
            return blank
        if text in ERREURS:
            make = partial(lecture.cellule_en_erreur, colonne=colonne.colonne or colonne.champ, valeur=text)
            return _bad(f"« {text} » est une erreur du tableur", make)
        if colonne.codes is not None and _exhaustive(colonne.type):
            return _outside(colonne, text, tuple(codes))
        read = by_type(text)
        stated = said.get(read.cellule) if said else None
        return stated or (_believed(colonne, text, read) if dated else read)

    said = {
        by_type(word).cellule: stated
        for words, stated in (
            *(((word,), own(ours)) for word, ours in reversed(codes.items())),
            (absent, Converti(cellule=SANS_OBJET)),
            (missing, VIDE),
        )
        for word in words
        if not _exhaustive(colonne.type) and isinstance(by_type(word).cellule, Connu)
    }
    # Memory: texts have as many values as rows; the others repeat, or are too many to be remembered.
    known: Convertisseur = lru_cache(maxsize=_RETENUES)(convert)
    if isinstance(colonne.type, TTexte):
        known = Libre(convert, {"", *missing, *absent, *ERREURS}) if colonne.codes is None else convert
    stated = (blank, *map(own, codes.values())) if not _exhaustive(colonne.type) else (blank,)
    diagnostics = tuple(s.constat(span=colonne.span) for s in stated if s.constat)
    return Checked(value=known, diagnostics=diagnostics)


@dataclass(frozen=True, slots=True)
class Libre:
    """Texts are what they say, but for some (`autres`), asked of `convertir`: there are as many as rows."""

    convertir: Convertisseur
    autres: Set[str]

    def __call__(self, text: str) -> Converti:
        return self.convertir(text) if text in self.autres else Converti(cellule=Connu(text))


def _believed(colonne: ir.Colonne, text: str, read: Converti) -> Converti:
    """A day that programs write for want of one is not believed, unless `codes` says that it is that day; nor
    is the day of an act after the last one that the column holds: it is not yet to come, it is mistyped."""
    match read.cellule:
        case Connu(valeur=Evenement(debut=date() as debut, fin=date() as fin)):
            jours = Intervalle(debut=debut, fin=fin)
        case Connu(valeur=date() as jour):
            jours = Intervalle(debut=jour, fin=jour)
        case _:
            return read
    nom, complet = colonne.colonne or colonne.champ, colonne.complet_au
    if is_filler(jours):
        return _filler(nom, text)
    act = isinstance(colonne.type, TEvenement) and colonne.champ not in ANNONCES
    if complet is None or not act or jours.debut <= complet:
        return read
    make: Constat = partial(
        problems.date_apres_complet, colonne=nom, valeur=text, champ=colonne.champ, jour=complet.isoformat()
    )
    return _bad(f"« {text} » est après le {complet}, jour jusqu'auquel la colonne est complète", make)


def _filler(nom: str, text: str) -> Converti:
    return _bad(
        f"« {text} » est une date de remplissage", partial(problems.date_factice, colonne=nom, valeur=text)
    )


def _exhaustive(type: Type) -> bool:
    """Do the `codes` of a column list all its values? Numbers and days are too many: the others are read."""
    return not isinstance(type, TNombre | TDate | TEvenement)


def is_rate(type: Type) -> bool:
    """A share of the whole: it exists for every row."""
    return isinstance(type, TNombre) and type.taux


def _column_problems(colonne: ir.Colonne, enumerations: Mapping[str, tuple[str, ...]]) -> list[Diagnostic]:
    type, champ, span = colonne.type, colonne.champ, colonne.span
    found: list[Diagnostic] = []
    if isinstance(type, TDate | TEvenement) and colonne.format is not None:
        format = read_format(colonne.format)
        if format is None:
            found.append(problems.format_de_date(span=span, format=colonne.format, champ=champ))
        elif isinstance(type, TDate) and format.precision is not Precision.JOUR:
            found.append(problems.date_sans_jour(span=span, format=colonne.format, champ=champ))
    told = (*(ours for _, ours in colonne.codes or ()), colonne.par_defaut)
    if isinstance(type, TEvenement) and PAS_SURVENU in told and colonne.complet_au is None:
        found.append(problems.pas_survenu_sans_jour(span=span, champ=champ))
    if isinstance(type, TCode) and not (type.enumeration in GEOGRAPHIE or enumerations.get(type.enumeration)):
        found.append(problems.liste_non_declaree(span=span, champ=champ))
    if isinstance(type, TNombre) and scale(type, colonne.unite) is None:
        attendu = "€" if is_amount(type) else "%" if type.taux else suite((n for n, _ in type.unite), "ou")
        found.append(
            problems.unite_de_colonne(span=span, champ=champ, unite=colonne.unite or "", attendu=attendu)
        )
    return found


def _own_words(colonne: ir.Colonne, enumerations: Mapping[str, tuple[str, ...]]) -> Convertisseur:
    """How the mapping itself writes values: ISO dates, our codes, the field's own unit, and the two words
    for a cell without value."""
    bare = ir.Colonne(champ=colonne.champ, type=colonne.type, colonne=colonne.colonne, unite=colonne.unite)
    by_type = _by_type(bare, enumerations)
    words = SANS_VALEUR
    if colonne.complet_au is not None and isinstance(colonne.type, TEvenement):
        words = {**words, PAS_SURVENU: _not_yet(colonne, colonne.complet_au)}
    return lambda text: words[text] if text in words else by_type(text)


def _blank(colonne: ir.Colonne, own: Convertisseur) -> Converti:
    """What an empty cell means: the signed `par défaut`, « pas survenu » up to a day, or unknown."""
    if colonne.par_defaut is not None:
        stated = own(clean(colonne.par_defaut))
        return Converti(cellule=stated.cellule, constat=stated.constat, defaut=True)
    if isinstance(colonne.type, TEvenement) and colonne.complet_au is not None:
        return _not_yet(colonne, colonne.complet_au)
    return VIDE


def _not_yet(colonne: ir.Colonne, jour: date) -> Converti:
    return Converti(cellule=Connu(pas_survenu(jour, colonne.champ)))


def _by_type(colonne: ir.Colonne, enumerations: Mapping[str, tuple[str, ...]]) -> Convertisseur:
    nom = colonne.colonne or colonne.champ
    type = colonne.type
    match type:
        case TCondition():
            return partial(_condition, nom)
        case TNombre():
            facteur = scale(type, colonne.unite)
            assert facteur is not None, "a column without its unit is refused before"
            notation = NOTATIONS[colonne.format] if colonne.format is not None else None
            read = number_reader(type, facteur, colonne.unite, notation)
            return lambda text: _number(colonne, text, type, read(text))
        case TDate() | TEvenement():
            format = read_format(colonne.format or ISO)
            assert format is not None, "a wrong format is refused before"
            champ = colonne.champ if isinstance(type, TEvenement) else None
            return partial(_day, nom, champ, format)
        case TCode(enumeration=enumeration):
            if enumeration in GEOGRAPHIE:
                return partial(_place, nom, enumeration)
            return partial(_code, nom, enumerations[enumeration])
        case TTexte():
            return lambda text: Converti(cellule=Connu(text))
        case TDuree(unite=unite):
            return lambda text: _duration(nom, text, Duree(nombre=1, unite=unite))
        case TInvalide():
            raise AssertionError("reported, hence never converted")
        case _:
            assert_never(type)


# --- by type --------------------------------------------------------------------------------
def _condition(nom: str, text: str) -> Converti:
    word = text.lower()
    if word in OUI or word in NON:
        return Converti(cellule=Connu(word in OUI))
    return _bad(
        f"« {text} » n'est ni oui ni non", partial(problems.oui_non_attendu, colonne=nom, valeur=text)
    )


def _number(colonne: ir.Colonne, text: str, type: TNombre, read: Fraction | DefautNombre) -> Converti:
    nom = colonne.colonne or colonne.champ
    if isinstance(read, Fraction):
        if colonne.champ == "annee" and type.annee and not JOUR_MIN.year <= read <= JOUR_MAX.year:
            return _bad(_HORS.format(text), partial(problems.annee_hors_bornes, colonne=nom, valeur=text))
        return Converti(cellule=Connu(read))
    match read:
        case DefautNombre.MAL_ECRIT:
            notation = NOTATIONS[colonne.format] if colonne.format is not None else None
            unite, reste = written_unit(text, type, notation)
            rez = text if colonne.champ == "etage" and bare(text) in REZ else ""
            make: Constat = partial(
                problems.nombre_mal_ecrit, colonne=nom, valeur=text, unite=unite, reste=reste, rez=rez
            )
            return _bad(f"« {text} » n'est pas un nombre", make)
        case DefautNombre.NON_ENTIER:
            attendu = "un nombre entier de centimes" if is_amount(type) else "un nombre entier"
            make = partial(problems.nombre_non_entier, colonne=nom, valeur=text, attendu=attendu)
            return _bad(f"« {text} » n'est pas {attendu}", make)
        case DefautNombre.AMBIGU:
            attendu = "sans équivoque (une virgule, ou un millier ?)"
            make = partial(problems.nombre_non_entier, colonne=nom, valeur=text, attendu=attendu)
            return _bad(f"« {text} » se lit de deux façons", make)
        case DefautNombre.HORS_BORNES:
            least, greatest = type.bornes or (Fraction(0), Fraction(1))
            attendu = t("un taux de {min} à {max}", min=percent(least), max=percent(greatest))
            make = partial(problems.nombre_non_entier, colonne=nom, valeur=text, attendu=attendu)
            return _bad(f"« {text} » n'est pas {attendu}", make)
        case DefautNombre.NEGATIF:
            return _bad(f"« {text} » est négatif", partial(problems.nombre_negatif, colonne=nom, valeur=text))
        case _:
            assert_never(read)


def _day(nom: str, evenement: str | None, format: FormatDate, text: str) -> Converti:
    """A date field holds its day; an event (`evenement`: its name) the set of its possible days."""
    if evenement is not None and text == JAMAIS:
        return Converti(cellule=Connu(jamais(evenement)))
    if not text.strip("0-/.: "):
        return _filler(nom, text)
    read = read_date(text, format)
    match read:
        case Intervalle(debut=debut, fin=fin):
            if evenement is None:
                return Converti(cellule=Connu(debut))
            return Converti(cellule=Connu(_event(evenement, debut == fin, read)))
        case DefautDate.MAL_ECRITE:
            make: Constat = partial(
                problems.date_mal_ecrite,
                colonne=nom,
                valeur=text,
                format=format.ecrit,
                autre=other_format(text),
                rang=text if is_serial(text) else "",
            )
            return _bad(f"« {text} » n'est pas une date écrite {format.ecrit}", make)
        case DefautDate.IMPOSSIBLE:
            return _bad(
                f"« {text} » n'est pas un jour du calendrier",
                partial(
                    problems.date_impossible,
                    colonne=nom,
                    valeur=text,
                    autre=turned_format(text, format.ecrit),
                    format=format.ecrit,
                ),
            )
        case DefautDate.HORS_BORNES:
            return _bad(_HORS.format(text), partial(problems.date_hors_bornes, colonne=nom, valeur=text))
        case _:
            assert_never(read)


def _event(nom: str, un_jour: bool, jours: Intervalle) -> Evenement:
    """It did happen; of a month or a year, the day is any of it."""
    if un_jour:
        return connu(jours.debut, nom)
    return Evenement(debut=jours.debut, fin=jours.fin, jamais=False, ouvert=False, fait=nom)


def _place(nom: str, enumeration: str, text: str) -> Converti:
    constat = place_problem(nom, enumeration, text)
    if constat is None:
        return Converti(cellule=Connu(text))
    return _bad(f"« {text} » n'est pas le code officiel {GEOGRAPHIE[enumeration]}", constat)


def _code(nom: str, permis: tuple[str, ...], text: str) -> Converti:
    if text in permis:
        return Converti(cellule=Connu(text))
    return _bad(f"« {text} » n'est pas un code de la liste", _code_problem(nom, text, permis))


def _outside(colonne: ir.Colonne, text: str, permis: tuple[str, ...]) -> Converti:
    nom = colonne.colonne or colonne.champ
    return _bad(f"« {text} » n'est pas un code de la correspondance", _code_problem(nom, text, permis))


def _code_problem(nom: str, text: str, permis: tuple[str, ...]) -> Constat:
    listed = ", ".join(permis[:12]) + (", …" if len(permis) > 12 else "")
    return partial(
        problems.code_hors_liste, colonne=nom, valeur=text, proche=nearest(text, permis), permis=listed
    )


def _duration(nom: str, text: str, une: Duree) -> Converti:
    if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit():
        return Converti(cellule=Connu(Duree(nombre=int(text), unite=une.unite)))
    make: Constat = partial(problems.nombre_non_entier, colonne=nom, valeur=text, attendu="un nombre entier")
    return _bad(f"« {text} » n'est pas un nombre entier", make)


def _bad(motif: str, constat: Constat) -> Converti:
    return Converti(cellule=Erreur(motif), constat=constat)


def nearest(text: str, words: tuple[str, ...]) -> str:
    """The word that the author may have meant; empty when none is near."""
    folded = {word.casefold(): word for word in reversed(words)}
    return folded.get(ressemblance.nearest(text.casefold(), folded), "")
