"""What a row may be in one cell of a rule, read once for all rows that say the same of what the rule reads.

It gives no meaning of its own: the first of them is read, and its reading stands for the others. A row that
bears no mark (`suivi.Marque`), or of which no account is recorded where the rule asks for one, is read by
itself.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import JOUR_MIN
from convrules.columnar.reach import brought
from convrules.runtime.memoire import Memoire
from convrules.year.assiette import Sujet
from convrules.year.faits_lus import asks_account, events_read, facts_read
from convrules.year.rangs import DEHORS, Rang
from convrules.year.signes import Signe, signs_for
from convrules.year.suivi import Suivi
from convrules.year.textes import Textes

Lire: TypeAlias = Callable[[Sujet, Textes], Rang]
_LUES: Final = ("règle", "compte")


def reader(textes: Textes, lire: Lire) -> Callable[[Sujet], Rang]:
    """What reads the rows of one cell, each as `lire` does."""
    known = _known_of(textes)
    if known is None:
        return lambda sujet: lire(sujet, textes)
    return lambda sujet: next(known.read((sujet,), textes, lire, whole=True))[1]


def read_all(sujets: Sequence[Sujet], textes: Textes, lire: Lire) -> Iterator[tuple[Sujet, Rang]]:
    """Rows of one cell, without those that count nowhere."""
    known = _known_of(textes)
    if known is not None:
        return known.read(sujets, textes, lire, whole=False)
    return _one_by_one(sujets, textes, lire, whole=False)


def _one_by_one(
    sujets: Sequence[Sujet], textes: Textes, lire: Lire, *, whole: bool
) -> Iterator[tuple[Sujet, Rang]]:
    """whole: those that count nowhere too."""
    for sujet in sujets:
        rang = lire(sujet, textes)
        if whole or rang.options != DEHORS:
            yield sujet, rang


def _known_of(textes: Textes) -> "_Connus | None":
    memoire, lus = textes.cadre.memoire, textes.lus
    if memoire is None:
        return None
    # Why these keys: they are of one cell and one text, and are made anew where something else is supposed.
    return memoire.of(("rangs", id(lus)), lus, partial(_Connus, textes, memoire))


def _of(sujet: Sujet, rang: Rang) -> Rang:
    """The same reading, of this row."""
    if rang.id == sujet.id and rang.poids == sujet.poids:
        return rang
    return Rang(
        id=sujet.id,
        options=rang.options,
        taux=rang.taux,
        causes=rang.causes,
        poids=sujet.poids,
        doute=rang.doute,
    )


class _Connus:
    """The rows of one cell. `noms`: facts on which their places hang, besides the mark and the `events`; None
    where they hang on more. `apportes`: those of these events that clauses may bring about."""

    def __init__(self, textes: Textes, memoire: Memoire) -> None:
        clause, cadre = textes.clause, textes.cadre
        self.noms = facts_read(clause, cadre.choix, memoire)
        self.events = tuple(dict.fromkeys(events_read(clause)))
        self.apportes = brought(cadre.programme).intersection(self.events)
        self.compte, self.part = asks_account(clause), isinstance(clause.clause, ir.Part)
        read = [memoire.moment(clause, cle, JOUR_MIN) for cle in _LUES if cle in clause.regles]
        self.daily = any(isinstance(moment, date) for moment in read)
        self.rangs: dict[Signe, tuple[Rang, bool, object]] = {}

    def read(
        self, sujets: Sequence[Sujet], textes: Textes, lire: Lire, *, whole: bool
    ) -> Iterator[tuple[Sujet, Rang]]:
        """Of each row, what is read of it, or of one of which the rule reads the same. whole: of those that
        count nowhere too."""
        cadre, known = textes.cadre, self.rangs
        if self.noms is None or cadre.memoire is None:
            yield from _one_by_one(sujets, textes, lire, whole=whole)
            return
        signes = signs_for(textes.clause, self.noms, cadre, cadre.memoire)
        told = signes.of(self.noms, self.events, daily=self.daily)
        ranks, apart, moving = signes.rangs, signes.apart(compte=self.compte), signes.mouvantes
        for sujet in sujets:
            rank = ranks.get(id(sujet))
            if rank is None or apart[rank] or (moving[rank] and self._moved(sujet.suivi)):
                yield from _one_by_one((sujet,), textes, lire, whole=whole)
                continue
            found = known.get(told[rank])
            if found is None:
                rang = lire(sujet, textes)
                found = known[told[rank]] = rang, rang.options != DEHORS, signes.marques[rank]
            if whole or found[1]:
                yield sujet, _of(sujet, found[0])

    def _moved(self, suivi: Suivi | None) -> bool:
        """May an effect of a clause count the row, or bring about an event that the rule reads? The account
        that the data record stands, whatever effects say."""
        if suivi is None:
            return False
        if self.apportes and any(nom in suivi.evenements for nom in self.apportes):
            return True
        return self.part and any(e.effet.decompte is ir.Decompte.COMPTEE for e in suivi.dite.effets)
