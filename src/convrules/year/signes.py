"""What tells the vacancies of a year apart, as far as the rules of a convention read them: laid out once for
all the rules, in one pass over the rows.

It gives no meaning of its own: two rows of one sign are read alike by any rule that reads no more than that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import TypeAlias

from convrules import ir
from convrules.base.dates import JOUR_MAX, Evenement, between_days, why
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu, Inconnu
from convrules.compiler import ClauseCompilee
from convrules.runtime.holders import COMPTE, is_holder, is_named
from convrules.runtime.memoire import Memoire, Noms
from convrules.runtime.reading import read_event
from convrules.year.assiette import Cadre, vacancies
from convrules.year.faits_lus import events_read, facts_read
from convrules.year.periode import Intervalle, falls_in
from convrules.year.suivi import Suivi

Jeton: TypeAlias = tuple[object, ...]
"""What tells two events apart, as far as a rule reads them."""
Signe: TypeAlias = tuple[object, ...]
"""What a rule reads of a row: the mark, by its identity, whether its day is of the period, facts, events,
perhaps that day."""


Titulaire: TypeAlias = str | tuple[bool, bool]
"""What tells two accounts apart, as far as a rule reads them."""


@dataclass(slots=True, kw_only=True)
class Jetons:
    """What is read of one event of rows: by the class of those of which one knows the same, and by event; a
    token is told by its rank."""

    classes: dict[int, int] = field(default_factory=dict)
    evenements: dict[Evenement, int] = field(default_factory=dict)
    rangs: dict[Jeton, int] = field(default_factory=dict)


class Signes:
    """The vacancies of a year over one period, laid out column by column for the rules that read them.
    `rangs`: their places, by the identity of their rows; `mouvantes`: may an effect of a clause count the
    row, or bring about an event that some rule reads?"""

    def __init__(self, cadre: Cadre, memoire: Memoire, rules: Iterable[ClauseCompilee]) -> None:
        self.periode = cadre.periode
        read = [(c, noms) for c in rules if (noms := facts_read(c, cadre.choix, memoire)) is not None]
        suivis = cadre.suivis
        self.rangs = {id(sujet): rank for rank, sujet in enumerate(vacancies(cadre))}
        self.mouvantes = [bool(suivi.dite.effets or suivi.evenements) for suivi in suivis]
        self.marques = [
            s.marque if s.marque is not None and s.dite.statut is s.marque.statut else None for s in suivis
        ]
        self._seules = [marque is None for marque in self.marques]
        comptes = cadre.classes(COMPTE)
        cells = {
            told: s.vacance.cellule(COMPTE) for told, s in dict(zip(comptes, suivis, strict=True)).items()
        }
        unknown = {told for told, cell in cells.items() if isinstance(cell, Inconnu)}
        whose = {told: _whose(cell, cadre) for told, cell in cells.items()}
        self._titulaires = [whose[told] for told in comptes]
        self._sans_compte = [
            seule or told in unknown for seule, told in zip(self._seules, comptes, strict=True)
        ]
        du, au = self.periode.du, self.periode.au
        self._jours = [suivi.jour for suivi in suivis]
        self._dedans = [du <= jour <= au for jour in self._jours]
        self._faits = {noms: cadre.classes(*noms) for noms in {noms for _, noms in read}}
        self._jetons = {
            nom: self._tokens(nom, cadre, memoire)
            for nom in dict.fromkeys(event for c, _ in read for event in events_read(c))
        }
        self._signes: dict[tuple[object, ...], list[Signe]] = {}

    def covers(self, noms: Noms, events: Iterable[str]) -> bool:
        """Is what a rule reads there?"""
        return noms in self._faits and self._jetons.keys() >= frozenset(events)

    def apart(self, *, compte: bool) -> Sequence[bool]:
        """Of each row, is it to be read by itself? compte: by a rule that asks for its account."""
        return self._sans_compte if compte else self._seules

    def of(self, noms: Noms, events: tuple[str, ...], *, daily: bool, compte: bool) -> Sequence[Signe]:
        """What a rule reads of each row. compte: does it ask for its account?"""
        key = noms, events, daily, compte
        found = self._signes.get(key)
        if found is None:
            own = map(id, self.marques), self._dedans, self._faits[noms]
            days = (self._jetons[nom] for nom in events)
            more = (*((self._jours,) if daily else ()), *((self._titulaires,) if compte else ()))
            columns = zip(*own, *days, *more, strict=True)
            found = self._signes[key] = list(columns)
        return found

    def _tokens(self, nom: str, cadre: Cadre, memoire: Memoire) -> Sequence[int]:
        # Why of no convention: an event is told by what its rows say, and the period.
        key = ("jetons", cadre.au, self.periode.du, self.periode.au, nom)
        known = memoire.everywhere(key, nom, Jetons)
        told = cadre.days(nom)
        found = [known.classes.get(one, 0) for one in told]
        for place, token in enumerate(found) if 0 in found else ():
            if not token and not self._seules[place]:
                found[place] = self._token(nom, known, told[place], cadre.suivis[place])
        return found

    def _token(self, nom: str, known: Jetons, told: int, suivi: Suivi) -> int:
        """From 1 on, where it is remembered."""
        if nom in suivi.evenements:
            # Why none: a rule that reads what clauses bring about reads the row by itself.
            return 0
        event = read_event(nom, suivi.mondes[0].contexte)
        token = known.evenements.get(event)
        if token is None:
            read = _told(event, self.periode)
            token = known.evenements[event] = known.rangs.setdefault(read, len(known.rangs) + 1)
        if told >= 0:
            known.classes[told] = token
        return token


def _whose(cell: Cellule, cadre: Cadre) -> Titulaire:
    """An account as far as a rule reads it: is it the holder's, or this very convention? Of one that is not
    recorded, what the cell is."""
    if not isinstance(cell, Connu):
        return type(cell).__name__
    programme, compte = cadre.programme, str(cell.valeur)
    return is_holder(programme, compte, cadre.finer), is_named(programme, compte, cadre.finer)


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
