"""Vacancies of which a convention says the same: the evaluator judges the first, and its decision stands for
the others, each with its own days.

It gives no meaning of its own. Shared is only what hangs on facts that rows say alike, under one text: the
status, and clauses that these facts silence, so that nothing follows from the days of the row. Of a row on
which a clause speaks, what follows from its days is asked again; one whose reference day is not known is
judged by itself.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import partial
from typing import Any, Final, TypeAlias

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Issue
from convrules.base.records import dataclass, replace
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import Faits, Vacance
from convrules.runtime.closing import FINS_DE_TOUR, recorded_ends, turn_end
from convrules.runtime.context import Contexte
from convrules.runtime.deadlines import SILENCE
from convrules.runtime.decision import Decision, EtatDelai
from convrules.runtime.delegation import of_landlord
from convrules.runtime.eligibility import in_force_at
from convrules.runtime.elsewhere import beside
from convrules.runtime.holders import within
from convrules.runtime.identified import identified_clauses
from convrules.runtime.known_days import Inscrites, JoursConnus, known_days
from convrules.runtime.lives import life_ended
from convrules.runtime.memoire import Memoire, Noms, conditions_of, read_to_judge
from convrules.runtime.reading import read_event
from convrules.runtime.rules import resolve
from convrules.runtime.vacance import decide_again
from convrules.year.parc import Parc
from convrules.year.suivi import Marque, Monde, Suivi, firm, follow_one, with_effects

Fins: TypeAlias = dict[int, tuple[Inscrites, Evenement]]
"""How turns ended as the records say, and when they closed by these alone, by the first row that says the
same."""
Jours: TypeAlias = dict[int, "_Jour | None"]
"""Reference days, by the first row that has each; None of one that is not known."""
Dites: TypeAlias = tuple[tuple[EtatDelai, ...], tuple[int, ...]]
"""How deadlines were kept, and which effects they have, by identity."""
DE_JOURS_CONNUS: Final = frozenset({EtatDelai.TENU, EtatDelai.DEPASSE})
PARLENT: Final = {ir.Delai: ("règle", "à défaut"), ir.Obligation: ("règle", "à défaut"), ir.Suite: ("effet",)}
"""Clauses from which something may follow, by the keys from which it does."""
HORS: Final = (ir.DroitIdentifie, ir.ModeCorrectif)
"""Kinds that read other rows."""


def follow(
    programme: Programme,
    parc: Parc,
    faits: Faits,
    au: date,
    changes: Sequence[date],
    memoire: Memoire | None = None,
    fins: Fins | None = None,
) -> Iterator[Suivi]:
    """Evaluate each vacancy once. Those certainly outside the territory are no rows and are left out.
    `changes`: days on which the text becomes another. `memoire`: where answers are kept; without one, each
    row is judged by itself. `fins`: kept for all conventions."""
    anywhere = _anywhere(programme, faits, au, memoire)
    if memoire is None:
        ranks = sorted(parc.ranks(programme.convention.territoire))
        return (replace(follow_one(parc.vues[rank], anywhere, changes), rang=rank) for rank in ranks)
    fins = {} if fins is None else fins
    return Semblables(anywhere=anywhere, changes=changes, memoire=memoire, fins=fins).follow(parc)


def statuses(
    programme: Programme, parc: Parc, faits: Faits, au: date, changes: Sequence[date], memoire: Memoire
) -> Iterator[tuple[int, Decision]]:
    """Of each vacancy, by its rank, a decision that has its status, and says whether the convention is in
    force on its day; nothing else in it is the vacancy's own."""
    anywhere = _anywhere(programme, faits, au, memoire)
    alike = Semblables(anywhere=anywhere, changes=changes, memoire=memoire, fins={})
    return ((rank, suivi.decision) for rank, suivi in alike.first_of_each(parc))


def _anywhere(programme: Programme, faits: Faits, au: date, memoire: Memoire | None) -> Contexte:
    return Contexte(
        exercer=of_landlord,
        programme=programme,
        au=au,
        jour=au,
        faits=faits,
        memoire=memoire,
        comptes_seuls=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Jour:
    """A reference day. `texte`: the rank of its text, and whether the convention was in force, for its
    clauses and its rows."""

    reference: Evenement
    jour: date
    texte: tuple[int, Issue, Issue]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Modele:
    """The first of the rows that say the same. `muet`: no clause says anything of them. `jours`: how their
    deadlines are judged, where some do, and these days are known; `dites`: what is said of the first row of
    each way in which they were kept, which others say too but for their days and what comes of them."""

    suivi: Suivi
    muet: bool
    jours: JoursConnus | None
    dites: dict[Dites, Decision] = field(default_factory=dict)


class Pareille(Suivi):
    """A row that is followed as another is, its own days apart: its decision, and the text that applies to
    it, are made when something reads them."""

    __slots__ = ("_dite", "_ends", "_ici", "_modele", "_quand")

    def __init__(
        self,
        modele: _Modele,
        dite: Decision,
        row: tuple[Vacance, int, int],
        when: _Jour,
        ici: "Semblables",
    ) -> None:
        """row: with its rank, and the class of its ends."""
        vacance, rank, self._ends = row
        self._modele, self._dite, self._quand, self._ici = modele, dite, when, ici
        first, put = modele.suivi, object.__setattr__
        put(self, "vacance", vacance)
        put(self, "couverte", first.couverte)
        put(self, "causes", first.causes)
        put(self, "marque", first.marque)
        put(self, "rang", rank)

    def __getattr__(self, nom: str) -> Any:
        # Why it is found: Python asks here for a field that is not set.
        found: object
        if nom == "decision":
            found = self._ici.decision(self._modele, self.vacance, self._ends, self._quand)
        elif nom == "mondes":
            place = self._ends, self._quand
            contexte = self._ici.contexte(self._modele, self.vacance, self.decision, *place)
            found = (Monde(contexte=contexte, fin=contexte.jour),)
        else:
            raise AttributeError(nom)
        object.__setattr__(self, nom, found)
        return found

    def take(self, decision: Decision) -> None:
        """Its own decision, which was made already."""
        object.__setattr__(self, "decision", decision)

    @property
    def dite(self) -> Decision:
        return self._dite

    @property
    def reference(self) -> Evenement:
        return self._quand.reference

    @property
    def jour(self) -> date:
        return self._quand.jour

    @property
    def evenements(self) -> Mapping[str, Evenement]:
        return self._ici.anywhere.evenements if self._modele.muet else self.mondes[0].contexte.evenements


class Semblables:
    """The rows of one convention. `noms`: the facts on which its decisions hang as long as every clause that
    might act is silent, besides where the row stands; None where they hang on more."""

    def __init__(self, *, anywhere: Contexte, changes: Sequence[date], memoire: Memoire, fins: Fins) -> None:
        self.anywhere, self.changes, self.memoire, self.fins = anywhere, changes, memoire, fins
        choix = anywhere.programme.convention.choix
        self.event = choix.rattachement if choix is not None else ""
        self.actives = tuple(_active(anywhere.programme))
        self.noms = _facts_read(anywhere.programme, self.actives, memoire) if choix is not None else None
        self._modeles: dict[tuple[object, ...], _Modele] = {}
        self.apart = _stands_apart(anywhere.programme)

    def follow(self, parc: Parc) -> Iterator[Suivi]:
        """Those that are, or may be, on the territory of the convention."""
        ends = parc.classes(FINS_DE_TOUR)
        for rank, own, modele, when in self._read(parc):
            if own is not None:
                yield own
                continue
            assert modele is not None and when is not None, "a row has its own reading, or is as another"
            vacance = parc.vues[rank]
            if modele.muet:
                yield Pareille(modele, modele.suivi.decision, (vacance, rank, ends[rank]), when, self)
            elif self.apart:
                yield self._again(modele, (vacance, rank, ends[rank]), when)
            else:
                yield self._alone(vacance, rank, when)

    def first_of_each(self, parc: Parc) -> Iterator[tuple[int, Suivi]]:
        """Of each, by its rank, the first that is read as it is, but for its days and what comes of them."""
        for rank, own, modele, _ in self._read(parc):
            found = own if modele is None else modele.suivi
            assert found is not None, "a row has its own reading, or is as another"
            yield rank, found

    def _read(self, parc: Parc) -> Iterator[tuple[int, Suivi | None, _Modele | None, _Jour | None]]:
        """Of each, its own reading, or the model of which it says the same."""
        here = parc.ranks(self.anywhere.programme.convention.territoire)
        if self.noms is None:
            yield from ((rank, self._alone(parc.vues[rank], rank, None), None, None) for rank in sorted(here))
            return
        days, facts, read = parc.classes((self.event,)), parc.classes(self.noms), self._days()
        for rank in sorted(here):
            vacance, day = parc.vues[rank], days[rank]
            if day not in read:
                read[day] = self._read_day(vacance)
            when = read[day]
            if when is None or self._has_rivals(vacance):
                yield rank, self._alone(vacance, rank, None), None, None
                continue
            key = when.texte, here[rank], facts[rank]
            modele = self._modeles.get(key)
            suivi = self._alone(vacance, rank, when) if modele is None else None
            if suivi is not None:
                self._modeles[key] = self._modele(suivi, when)
            yield rank, suivi, modele, when

    def _has_rivals(self, vacance: Vacance) -> bool:
        """Are other conventions of the holder, or may they be, where a row stands?"""
        programme = self.anywhere.programme
        return bool(programme.concurrents) and bool(beside(programme, vacance).concurrents)

    def _modele(self, suivi: Suivi, when: _Jour) -> _Modele:
        silent = self._silent(suivi.vacance, when.jour) and not suivi.decision.effets
        contexte = replace(self.anywhere, vacance=suivi.vacance, jour=when.jour)
        jours = known_days(suivi.decision, contexte) if self.apart and not silent else None
        return _Modele(suivi=suivi, muet=silent, jours=jours)

    def _again(self, modele: _Modele, row: tuple[Vacance, int, int], when: _Jour) -> Suivi:
        """A row on which clauses say, of its own days, something else. row: with its rank, and the class of
        its ends."""
        vacance, rank, ends = row
        decision = self.decision(modele, vacance, ends, when)
        if modele.jours is not None:
            said = tuple(d.etat for d in decision.delais), tuple(id(e.effet) for e in decision.effets)
            if DE_JOURS_CONNUS.issuperset(said[0]):
                like = Pareille(modele, modele.dites.setdefault(said, decision), row, when, self)
                like.take(decision)
                return like
        contexte = self.contexte(modele, vacance, decision, ends, when)
        return Suivi(
            vacance=vacance,
            decision=decision,
            mondes=(Monde(contexte=contexte, fin=contexte.jour),),
            couverte=modele.suivi.couverte,
            marque=None if contexte.cellule else modele.suivi.marque,
            rang=rank,
        )

    def decision(self, modele: _Modele, vacance: Vacance, ends: int, when: _Jour) -> Decision:
        """Of a row that says what another says but for its days. ends: the class of its ends."""
        inscrites, clos = self._ends(vacance, ends)
        said = modele.suivi.decision
        if modele.muet:
            return replace(said, vacance=vacance.id, reference=when.reference, tour_clos=clos)
        contexte = replace(self.anywhere, vacance=vacance, jour=when.jour)
        return decide_again(said, when.reference, contexte, inscrites, modele.jours)

    def contexte(
        self, modele: _Modele, vacance: Vacance, decision: Decision, ends: int, when: _Jour
    ) -> Contexte:
        """What the text is read on, of such a row."""
        if modele.muet:
            return replace(self.anywhere, vacance=vacance, jour=when.jour, clos=decision.tour_clos)
        contexte = replace(self.anywhere, vacance=vacance, jour=when.jour)
        return with_effects(contexte, decision, self._ends(vacance, ends)[0].lus)

    def _alone(self, vacance: Vacance, rank: int, when: _Jour | None) -> Suivi:
        suivi = follow_one(vacance, self.anywhere, self.changes)
        known = when is not None and not suivi.mondes[0].contexte.cellule
        marque = _mark(self.memoire, suivi.decision, when) if known and when is not None else None
        return replace(suivi, marque=marque, rang=rank)

    def _days(self) -> Jours:
        """Those read before, of conventions whose texts change on the same days."""
        validity, memoire = self.anywhere.programme.convention.en_vigueur, self.memoire
        key = ("jours de référence", self.event, self.anywhere.au, validity, tuple(memoire.limites))
        return memoire.everywhere(key, validity, dict)

    def _read_day(self, vacance: Vacance) -> _Jour | None:
        """The reference day of a row; None when it is not known."""
        reference = read_event(self.event, replace(self.anywhere, vacance=vacance))
        if reference.connu is None:
            return None
        validity = self.anywhere.programme.convention.en_vigueur
        rank = bisect_right(self.memoire.limites, reference.connu)
        in_force = in_force_at(validity, reference, self.anywhere.au)
        texte = rank, in_force, within(validity, reference)
        return _Jour(reference=reference, jour=reference.connu, texte=texte)

    def _ends(self, vacance: Vacance, ends: int) -> tuple[Inscrites, Evenement]:
        known = self.fins.get(ends)
        if known is None:
            contexte = replace(self.anywhere, vacance=vacance)
            fins, life = recorded_ends(contexte), life_ended(vacance, contexte.au)
            closed = life[1] if life is not None else None
            read = dict(zip(FINS_DE_TOUR, fins, strict=True))
            inscrites = Inscrites(fins=fins, lus=read, vie=closed, sure=life is None or life[0] == closed)
            known = self.fins[ends] = inscrites, turn_end(fins, (), contexte)
        return known

    def _silent(self, vacance: Vacance, jour: date) -> bool:
        """Does no clause say anything of the row, by these facts alone?"""
        contexte = replace(self.anywhere, vacance=vacance, jour=jour)
        return all(resolve(clause, cle, contexte).candidats == SILENCE for clause, cle in self.actives)


def _mark(memoire: Memoire, decision: Decision, when: _Jour) -> Marque:
    statut, place = decision.statut, firm(decision.territoire)
    rank, _, held = when.texte
    key = ("marque", id(statut), rank, held, place)
    return memoire.of(key, statut, partial(Marque, statut=statut))


def _active(programme: Programme) -> Iterator[tuple[ClauseCompilee, str]]:
    for clause in programme.clauses:
        for kind, cles in PARLENT.items():
            if isinstance(clause.clause, kind):
                yield from ((clause, cle) for cle in cles if cle in clause.regles)


def _facts_read(
    programme: Programme, actives: Iterable[tuple[ClauseCompilee, str]], memoire: Memoire
) -> Noms | None:
    """Names of the facts on which the decision of a row hangs; None when it hangs on more: other conventions
    of the landlord, rights, rows below the vacancy, what has happened since."""
    if not _by_itself(programme) or programme.boucles or programme.par_ligne or identified_clauses(programme):
        return None
    if any(isinstance(c.clause, HORS) for c in programme.clauses):
        return None
    read: list[Noms | None] = []
    for clause in programme.clauses:
        if isinstance(clause.clause, ir.ClauseChamp | ir.Soustraction):
            read.append(memoire.noms(clause, "juge règle", partial(read_to_judge, clause, "règle")))
    for clause, cle in actives:
        debtor = ("débiteur",) if "débiteur" in clause.regles else ()
        if clause.reversible:
            return None
        read += (memoire.noms(clause, one, partial(conditions_of, clause, one)) for one in (cle, *debtor))
    known = [names for names in read if names is not None]
    return tuple(sorted(frozenset[str]().union(*known))) if len(known) == len(read) else None


def _stands_apart(programme: Programme) -> bool:
    """Do deadlines and events alone say anything of the days of a row?"""
    return programme.comptes_a_part and not programme.of(ir.Obligation)


def _by_itself(programme: Programme) -> bool:
    """Does no other convention of the landlord, but those of its holder, say anything that counts of its
    rows?"""
    return programme.comptes_a_part or not any((programme.voisins, programme.delegations, programme.remet))
