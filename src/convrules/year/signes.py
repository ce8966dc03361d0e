"""What tells the vacancies of a year apart, as far as the rules of a convention read them: laid out once for
all the rules, in one pass over the rows.

It gives no meaning of its own: two rows of one sign are read alike by any rule that reads no more than that.
"""

from collections.abc import Callable, Iterable
from dataclasses import field
from operator import itemgetter
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import JOUR_MAX, Evenement, between_days, why
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Inconnu
from convrules.compiler import ClauseCompilee
from convrules.runtime.context import Contexte
from convrules.runtime.holders import COMPTE
from convrules.runtime.memoire import Memoire, Noms
from convrules.runtime.reading import read_event
from convrules.year.assiette import Cadre, Sujet, vacancies
from convrules.year.faits_lus import events_read, facts_read
from convrules.year.periode import Intervalle, falls_in

Jeton: TypeAlias = tuple[object, ...]
"""What tells two events apart, as far as a rule reads them."""
Lecteur: TypeAlias = Callable[[tuple[object, ...]], tuple[object, ...]]
SANS_COMPTE, MARQUE, DEDANS, JOUR = range(4)
"""First places of a sign: is no account recorded, the mark, is its day of the period, that day. Facts follow,
then events."""
PREMIERES: Final = 4


@dataclass(slots=True, kw_only=True)
class Jetons:
    """What is read of one event of rows: by cell, where nothing but the cell decides, and by event; a token
    is told by its rank. `vivantes`: those cells, of which the identity is lent to nothing else."""

    cases: dict[int, int] = field(default_factory=dict)
    evenements: dict[Evenement, int] = field(default_factory=dict)
    rangs: dict[Jeton, int] = field(default_factory=dict)
    vivantes: list[Cellule] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signalement:
    """`signe`: cells and marks by identity, which `pretes` keep to themselves. `mouvant`: may an effect of a
    clause count the row, or bring about an event that some rule reads?"""

    signe: tuple[object, ...]
    mouvant: bool
    pretes: tuple[object, ...]


class Signes:
    """The signs of the rows of a year over one period, for the rules that read them."""

    def __init__(self, cadre: Cadre, memoire: Memoire, rules: Iterable[ClauseCompilee]) -> None:
        self.periode = cadre.periode
        read = [(c, noms) for c in rules if (noms := facts_read(c, cadre.choix, memoire)) is not None]
        self.noms = tuple(dict.fromkeys(nom for _, noms in read for nom in noms))
        # Why of no convention: an event that its rows record is told by its own day and the period.
        key = ("jetons", cadre.au, cadre.periode.du, cadre.periode.au)
        self.jetons = {
            nom: memoire.everywhere((*key, nom), nom, Jetons)
            for nom in dict.fromkeys(event for c, _ in read for event in events_read(c))
        }
        self._connus = {id(sujet): self._told(sujet) for sujet in vacancies(cadre)}

    def of(self, sujet: Sujet) -> Signalement | None:
        """None of a row that is read by itself."""
        ident = id(sujet)
        return self._connus[ident] if ident in self._connus else self._told(sujet)

    def covers(self, noms: Noms, events: Iterable[str]) -> bool:
        """Has every sign what a rule reads?"""
        return self.jetons.keys() >= frozenset(events) and frozenset(self.noms) >= frozenset(noms)

    def reader(self, noms: Noms, events: Iterable[str], *, daily: bool) -> Lecteur:
        """What a rule reads of a sign."""
        facts = {nom: PREMIERES + rank for rank, nom in enumerate(self.noms)}
        days = {nom: PREMIERES + len(self.noms) + rank for rank, nom in enumerate(self.jetons)}
        read = [MARQUE, DEDANS, *(facts[nom] for nom in noms), *(days[nom] for nom in events)]
        found: Lecteur = itemgetter(*read, JOUR) if daily else itemgetter(*read)
        return found

    def _told(self, sujet: Sujet) -> Signalement | None:
        suivi = sujet.suivi
        if suivi is None or sujet.excedent or sujet.ligne is not None:
            return None
        marque, decision = suivi.marque, suivi.decision
        if marque is None or decision.statut is not marque.statut:
            return None
        vacance, contexte, periode = suivi.vacance, sujet.mondes[0].contexte, self.periode
        # Why the row itself: most vacancies have no other place, and this runs for each of them.
        get = vacance.ligne.cellules.get if vacance.logement is None else vacance.cellule
        cells, compte, jour = [get(nom) for nom in self.noms], get(COMPTE), contexte.jour
        signe = (
            compte is None or isinstance(compte, Inconnu),
            id(marque),
            periode.du <= jour <= periode.au,
            jour,
            *map(id, cells),
            *[
                known.cases.get(id(get(nom))) or self._token(nom, known, contexte)
                for nom, known in self.jetons.items()
            ],
        )
        mouvant = bool(contexte.evenements or decision.effets)
        return Signalement(signe=signe, mouvant=mouvant, pretes=(marque, *cells))

    def _token(self, nom: str, known: Jetons, contexte: Contexte) -> int:
        """From 1 on: what is remembered of a cell is never nothing."""
        if nom in contexte.evenements:
            # Why none: a rule that reads what clauses bring about reads the row by itself.
            return 0
        event = read_event(nom, contexte)
        token = known.evenements.get(event)
        if token is None:
            told = _told(event, self.periode)
            token = known.evenements[event] = known.rangs.setdefault(told, len(known.rangs) + 1)
        if event.connu is not None and contexte.vacance is not None:
            # Why only then: what else one knows of an event, the end of the life of its row decides too.
            cell = contexte.vacance.cellule(nom)
            known.cases[id(cell)] = token
            known.vivantes.append(cell)
        return token


def _told(event: Evenement, periode: Intervalle) -> Jeton:
    """An event as far as a rule reads it."""
    never = event.connu is None and event.est_jamais
    causes = None if event.connu is not None else (event.genre, why(event).causes)
    return falls_in(event, periode), between_days(event, None, JOUR_MAX), never, causes


def signs_for(clause: ClauseCompilee, noms: Noms, cadre: Cadre, memoire: Memoire) -> Signes:
    """Those of all the rules of the convention; of a rule that is none of them, its own."""
    key = ("signes", id(cadre.suivis), cadre.au, cadre.periode.du, cadre.periode.au)
    rules = [c for c in cadre.programme.clauses if isinstance(c.clause, ir.Part | ir.Quota)]
    found: Signes = cadre.keep(key, cadre.suivis, lambda: Signes(cadre, memoire, rules))
    if found.covers(noms, events_read(clause)):
        return found
    own: Signes = cadre.keep((*key, id(clause)), clause, lambda: Signes(cadre, memoire, [clause]))
    return own
