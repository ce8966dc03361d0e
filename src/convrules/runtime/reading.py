"""Reading one fact of the row under judgement: which row it stands in, and under which name it is missed.

Source: docs/langage, « Les faits et leurs niveaux », « Les événements ».
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Final, assert_never

from convrules import ir
from convrules.base.dates import Evenement, as_of, connu, inconnu, jamais, why
from convrules.base.outcomes import NON_APPLICABLE, Genre, Indetermine, NonApplicable, causes_of, indetermine
from convrules.base.records import replace
from convrules.base.values import (
    INCONNU,
    Cellule,
    Connu,
    Erreur,
    Inconnu,
    Resultat,
    SansObjet,
    TEvenement,
)
from convrules.compiler import REPONSE, SENS_DE_REPONSE
from convrules.facts.records import Faits, Ligne, Vacance, found_in
from convrules.runtime.context import Contexte
from convrules.runtime.lives import as_life_goes, life_ended, nothing_more, recorded_day, recorded_days
from convrules.runtime.refusals import AUTEURS, after_the_first, refusal
from convrules.runtime.written import of_convention, of_holder
from convrules.vocabulary.rows import ranked

TABLES: Final[Mapping[ir.Niveau, str]] = {
    ir.Niveau.VACANCE: "vacances",
    ir.Niveau.CANDIDATURE: "candidatures",
    ir.Niveau.REFUS: "refus",
    ir.Niveau.LOGEMENT: "logements",
    ir.Niveau.PROGRAMME: "programmes",
    ir.Niveau.DROIT: "droits",
    ir.Niveau.DEMANDE: "demandes",
    ir.Niveau.CONVENTION: "conventions",
}


def read_field(champ: ir.Champ, contexte: Contexte) -> Resultat:
    """The value of a field; an event field always gives an `Evenement`, as of `contexte.au`."""
    cell, ligne = find_cell(champ, contexte)
    name = cited(champ)
    if isinstance(champ.type, TEvenement):
        return _event_value(cell, name, ligne, contexte)
    value = _value(cell, name, ligne)
    return _once_answered(value, champ, ligne, contexte) if champ.nom == SENS_DE_REPONSE else value


def reader(champ: ir.Champ) -> Callable[[Contexte], Resultat]:
    """What reads a field; a fact of the row itself, once for all who look at the row the same way."""
    nom, event = champ.nom, isinstance(champ.type, TEvenement)
    if champ.niveau is not _VACANCE or nom == SENS_DE_REPONSE:
        return partial(read_field, champ)

    def read(contexte: Contexte) -> Resultat:
        lues = contexte.lues
        if lues is None or nom in contexte.evenements:
            return read_field(champ, contexte)
        kept = lues.evenements if event else lues.valeurs
        found = kept.get(nom)
        if found is None:
            found = kept[nom] = read_field(champ, contexte)
        return found

    return read


def _value(cell: Cellule, name: str, ligne: str) -> Resultat:
    match cell:
        case Connu(valeur=valeur):
            return valeur
        case SansObjet():
            return NON_APPLICABLE
        case Inconnu():
            return indetermine(name, Genre.MANQUANT, ligne)
        case Erreur():
            return indetermine(name, Genre.ERREUR, ligne)
        case _:
            assert_never(cell)


def _once_answered(value: Resultat, champ: ir.Champ, ligne: str, contexte: Contexte) -> Resultat:
    """The sense of an answer is known from the day of the answer: before, it is to come; while nobody knows
    whether the answer was given by the day one looks, the date of the answer is missing too. An answer that
    never comes has none."""
    own = replace(champ, nom=REPONSE, type=TEvenement())
    cell, _ = find_cell(own, contexte)
    answer = _event_value(cell, cited(own), ligne, contexte)
    unsaid = contexte.sans_suite or value == indetermine(cited(champ), Genre.MANQUANT, ligne)
    if unsaid and isinstance(answer, Evenement) and answer.est_jamais:
        return NON_APPLICABLE
    if not isinstance(answer, Evenement) or answer.est_jamais or answer.high <= contexte.au.toordinal():
        return value
    if answer.low > contexte.au.toordinal():
        return indetermine(cited(champ), Genre.FUTUR, ligne)
    return value if isinstance(value, NonApplicable) else Indetermine(causes_of(value) | why(answer).causes)


def cited(champ: ir.Champ) -> str:
    """The name as a rule writes it: dotted for what stands on an upper level."""
    niveau = champ.niveau
    # Why first, and by identity: this runs for every fact that is read, nearly all of them of the vacancy.
    if niveau is _VACANCE:
        return champ.nom
    match niveau:
        case ir.Niveau.PROGRAMME | ir.Niveau.DEMANDE | ir.Niveau.RESERVATAIRE | ir.Niveau.CONVENTION:
            return f"{niveau.value}.{champ.nom}"
        case ir.Niveau.VACANCE | ir.Niveau.CANDIDATURE | ir.Niveau.REFUS:
            return champ.nom
        case ir.Niveau.LOGEMENT | ir.Niveau.DROIT:
            return champ.nom
        case _:
            assert_never(niveau)


_VACANCE: Final = ir.Niveau.VACANCE


def find_cell(champ: ir.Champ, contexte: Contexte) -> tuple[Cellule, str]:
    """The cell, and the row it stands in when that is not the vacancy under judgement."""
    ligne = contexte.ligne
    niveau = champ.niveau
    if niveau is ir.Niveau.CONVENTION:
        return of_convention(champ.nom, contexte)
    if ligne is not None and ligne.table == TABLES.get(niveau):
        return _of_row(champ.nom, ligne, contexte.au), f"{ligne.table} {ligne.id}"
    if niveau is ir.Niveau.DEMANDE:
        return _of_demand(champ.nom, contexte)
    if contexte.cellule and cited(champ) in contexte.cellule:
        return contexte.cellule[cited(champ)], ""
    if isinstance(champ.type, TEvenement) and champ.nom in contexte.evenements:
        return Connu(contexte.evenements[champ.nom]), ""
    return _own_or_upper(champ, contexte), ""


SENS_REPUTE: Final = "sens réputé"
"""What the silence of a candidate is deemed to answer. No rule can read it: a name holds no space."""


def _of_row(nom: str, ligne: Ligne, au: date) -> Cellule:
    """A cell of a row that stands on its own. The sense of an answer is there once the answer is: as a
    silence is deemed to give it, else as it is recorded."""
    cell = ligne.cellule(nom)
    if nom != SENS_DE_REPONSE:
        return cell
    answer = as_of(event_of_cell(ligne.cellule(REPONSE), REPONSE), au)
    if answer.low > au.toordinal():
        return INCONNU
    return ligne.cellules.get(SENS_REPUTE, cell)


def _own_or_upper(champ: ir.Champ, contexte: Contexte) -> Cellule:
    niveau = champ.niveau
    if niveau is _VACANCE:
        return _of_vacancy(champ.nom, contexte)
    match niveau:
        case ir.Niveau.VACANCE | ir.Niveau.LOGEMENT:
            return _of_vacancy(champ.nom, contexte)
        case ir.Niveau.CANDIDATURE | ir.Niveau.REFUS:
            # Why: without a candidature at hand, a flag is that of the household retained.
            return _of_vacancy(champ.nom, contexte)
        case ir.Niveau.PROGRAMME:
            programme = _programme(contexte)
            return programme.cellule(champ.nom) if programme else INCONNU
        case ir.Niveau.DROIT | ir.Niveau.DEMANDE:
            return INCONNU
        case ir.Niveau.RESERVATAIRE:
            return of_holder(champ.nom, contexte)
        case ir.Niveau.CONVENTION:
            return of_convention(champ.nom, contexte)[0]
        case _:
            assert_never(niveau)


def _of_vacancy(nom: str, contexte: Contexte) -> Cellule:
    vacance = contexte.vacance
    if vacance is not None:
        several = ranked(nom)
        if nom in AUTEURS or several is not None:
            return _refusal(nom, several or (nom, 1), vacance, contexte.au)
        return vacance.cellule(nom)
    # Why: a dwelling or a right judged on its own is also asked for the facts that vacancies share.
    return contexte.ligne.cellule(nom) if contexte.ligne is not None else INCONNU


def _refusal(nom: str, which: tuple[str, int], vacance: Vacance, au: date) -> Cellule:
    """A refusal by its rank: what the row of the vacancy says of it, else the table of refusals; where that
    is silent, what the first leaves possible."""
    base, rang = which
    if nom in vacance.ligne.cellules:
        return vacance.ligne.cellule(nom)
    if rang > 1 and base in vacance.ligne.cellules and not vacance.refus:
        return after_the_first(vacance.ligne.cellule(base))
    return INCONNU if vacance.refus is None else refusal(base, rang, vacance.refus, au)


def _programme(contexte: Contexte) -> Ligne | None:
    """The programme of the row under judgement, or of its vacancy."""
    return programme_row(contexte.vacance, _of_vacancy("programme", contexte), contexte.faits)


def programme_row(vacance: Vacance | None, key: Cellule, faits: Faits | None) -> Ligne | None:
    """The row of a vacancy's programme, else the one that a row names. `key`: the name that it gives."""
    if vacance is not None and vacance.programme is not None:
        return vacance.programme
    if faits is None or not isinstance(key, Connu):
        return None
    return found_in(faits.programmes, str(key.valeur))


def _of_demand(nom: str, contexte: Contexte) -> tuple[Cellule, str]:
    """A fact of the demand of the candidature under judgement, or of the household retained; what has not
    happened to it yet still may, once the life of the vacancy has ended."""
    ligne = named_by(contexte)
    if ligne is None:
        return INCONNU, ir.Niveau.DEMANDE.value
    demande = demand_of(ligne, contexte.faits)
    if demande is None:
        return INCONNU, f"{ligne.table} {ligne.id}"
    return demande.cellule(nom), f"{demande.table} {demande.id}"


def named_by(contexte: Contexte) -> Ligne | None:
    """The row that says which demand is meant: the candidature; else the vacancy, for its household."""
    if contexte.ligne is not None and contexte.ligne.table == TABLES[ir.Niveau.CANDIDATURE]:
        return contexte.ligne
    return contexte.vacance.ligne if contexte.vacance is not None else None


def demand_of(ligne: Ligne, faits: Faits | None) -> Ligne | None:
    """The demand that a row names; None when it names none, or one that no table holds."""
    key = ligne.cellule(ir.Niveau.DEMANDE)
    if faits is None or not isinstance(key, Connu):
        return None
    return (faits.demandes or {}).get(str(key.valeur))


# --- events ---------------------------------------------------------------------------------
def _event_value(cell: Cellule, name: str, ligne: str, contexte: Contexte) -> Resultat:
    if isinstance(cell, SansObjet):
        return NON_APPLICABLE
    event = as_of(event_of_cell(cell, name, ligne), contexte.au)
    if contexte.sans_suite:
        event = nothing_more(event, contexte.au)
    if ligne or contexte.vacance is None or event.connu is not None:
        return event
    return as_life_goes(event, contexte.vacance, contexte.au)


def event_of_cell(cell: Cellule, name: str, ligne: str = "") -> Evenement:
    """An event cell as a set of possible dates, bearing the name under which it is missed."""
    match cell:
        case Connu(valeur=Evenement() as event):
            return event if event.fait else _named(event, name, ligne)
        case Connu(valeur=date() as day):
            return connu(day, name)
        case Connu():
            raise AssertionError("an event cell holds an event or a day")
        case SansObjet():
            return jamais(name)
        case Inconnu():
            return inconnu(name, ligne)
        case Erreur():
            return inconnu(name, ligne, Genre.ERREUR)
        case _:
            assert_never(cell)


def _named(event: Evenement, name: str, ligne: str) -> Evenement:
    # Why not `replace`: this runs for every event read of every vacancy of a year.
    return Evenement(
        debut=event.debut,
        fin=event.fin,
        jamais=event.jamais,
        ouvert=event.ouvert,
        fait=name,
        genre=event.genre,
        ligne=event.ligne or ligne,
    )


def read_event(nom: str, contexte: Contexte) -> Evenement:
    """An event by its name, as of `au`, of the row that is judged, or of what its dotted name says; one
    without object never happens."""
    memoire, vacance = contexte.retenues, contexte.vacance
    if memoire is None or vacance is None or contexte.sans_suite or nom in contexte.evenements:
        return _read_event(nom, contexte)
    if contexte.niveau is not _VACANCE or not in_own_cell(nom):
        return _read_event(nom, contexte)
    cell, au = vacance.cellule(nom), contexte.au
    day = recorded_day(cell)
    ended = None if day is not None and day <= au else memoire.ended(vacance, au, life_ended)
    if ended is not None and ended[1] is None:
        return _read_event(nom, contexte)
    # Why of no convention: only the cell is read, the day one looks, and when the life of the row ended.
    return memoire.everywhere((nom, id(cell), au, ended), cell, lambda: _read_event(nom, contexte))


def reference_event(contexte: Contexte) -> Evenement:
    """The event that gives the vacancy its reference date; a socle without `choix` names none."""
    choix = contexte.programme.convention.choix
    return read_event(choix.rattachement, contexte) if choix else inconnu("rattachement")


@lru_cache(maxsize=1_024)
def in_own_cell(nom: str) -> bool:
    """Is an event read in the cell of its own name, in the row of the vacancy?"""
    return "." not in nom and nom not in AUTEURS and ranked(nom) is None


def _read_event(nom: str, contexte: Contexte) -> Evenement:
    value = _event_reader(nom, contexte.niveau)(contexte)
    return value if isinstance(value, Evenement) else jamais(nom)


@lru_cache(maxsize=1_024)
def _event_reader(nom: str, judged: str) -> Callable[[Contexte], Resultat]:
    return reader(_event_field(nom, judged))


def known_ahead(nom: str, contexte: Contexte) -> date | None:
    """The day of an anchor that is known as a fact, whenever it falls (the term of a convention)."""
    cell, _ = find_cell(_event_field(nom, contexte.niveau), contexte)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, date) else None


def recorded_within(nom: str, contexte: Contexte) -> bool:
    """Do the data say that an event takes place, within days that are known?"""
    cell, _ = find_cell(_event_field(nom, contexte.niveau), contexte)
    return recorded_days(cell) != (None, None)


@lru_cache(maxsize=1_024)
def _event_field(nom: str, judged: str) -> ir.Champ:
    """`judged`: the level of the rows that are judged."""
    niveau, _, own = nom.rpartition(".")
    return ir.Champ(nom=own, niveau=ir.Niveau(niveau or judged), type=TEvenement())
