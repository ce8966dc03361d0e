"""What a row may be in one cell of a rule, read once for all rows that say the same of what the rule reads.

It gives no meaning of its own: the first of them is read, and its reading stands for the others. A row that
bears no mark (`suivi.Marque`), or of which no account is recorded where the rule asks for one, is read by
itself.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import JOUR_MIN
from convrules.columnar.reach import brought
from convrules.compiler import ClauseCompilee
from convrules.runtime.memoire import Memoire
from convrules.year.assiette import Cadre, Sujet, vacancies
from convrules.year.effets import has_effect
from convrules.year.faits_lus import asks_account, events_read, facts_read
from convrules.year.pareils import Pareils, alone, of
from convrules.year.rangs import DEHORS, Rang
from convrules.year.signes import Signe, Signes, signs_for
from convrules.year.suivi import Suivi
from convrules.year.textes import Textes

Lire: TypeAlias = Callable[[Sujet, Textes], Rang]
_LUES: Final = ("règle", "compte")


def reader(textes: Textes, lire: Lire) -> Callable[[Sujet], Rang]:
    """What reads the rows of one cell, each as `lire` does."""
    known = _known_of(textes)
    if known is None:
        return lambda sujet: lire(sujet, textes)
    return lambda sujet: known.one(sujet, textes, lire)


def read_all(sujets: Sequence[Sujet], textes: Textes, lire: Lire) -> Iterator[Pareils]:
    """Rows of one cell, without those that count nowhere."""
    known = _known_of(textes)
    return _one_by_one(sujets, textes, lire) if known is None else known.all(sujets, textes, lire)


def alike(clause: ClauseCompilee, cadre: Cadre) -> Sequence[Signe | None]:
    """Of each vacancy, what the rule reads of it, the same of those that it reads alike; None of one that is
    read by itself."""
    sujets = vacancies(cadre)
    known = None if cadre.memoire is None else _Connus(clause, cadre, cadre.memoire)
    signes = None if known is None else known.signes(clause, cadre)
    if known is None or signes is None:
        return [None] * len(sujets)
    return [known.sign(sujet, *signes) for sujet in sujets]


def _one_by_one(sujets: Iterable[Sujet], textes: Textes, lire: Lire) -> Iterator[Pareils]:
    read = ((sujet, lire(sujet, textes)) for sujet in sujets)
    return alone((sujet, rang) for sujet, rang in read if rang.options != DEHORS)


def _known_of(textes: Textes) -> "_Connus | None":
    memoire, lus = textes.cadre.memoire, textes.lus
    if memoire is None:
        return None
    # Why these keys: they are of one cell and one text, and are made anew where something else is supposed.
    return memoire.of(("rangs", id(lus)), lus, partial(_Connus, textes.clause, textes.cadre, memoire))


class _Connus:
    """The rows of one cell. `noms`: facts on which their places hang, besides the mark and the `events`; None
    where they hang on more. `apportes`: those of these events that clauses may bring about; `bouge`: may what
    clauses say of a row have it read by itself?"""

    def __init__(self, clause: ClauseCompilee, cadre: Cadre, memoire: Memoire) -> None:
        self.compte, self.part = asks_account(clause), isinstance(clause.clause, ir.Part)
        self.noms = facts_read(clause, cadre.choix, memoire)
        self.events = tuple(dict.fromkeys(events_read(clause)))
        self.apportes = brought(cadre.programme).intersection(self.events)
        self.bouge = bool(self.apportes) or (self.part and has_effect(cadre, ir.Decompte.COMPTEE))
        read = [memoire.moment(clause, cle, JOUR_MIN) for cle in _LUES if cle in clause.regles]
        self.daily = any(isinstance(moment, date) for moment in read)
        self.rangs: dict[Signe, tuple[Rang, object]] = {}

    def one(self, sujet: Sujet, textes: Textes, lire: Lire) -> Rang:
        """What is read of a row, or of one of which the rule reads the same."""
        signes = self.signes(textes.clause, textes.cadre)
        sign = None if signes is None else self.sign(sujet, *signes)
        return lire(sujet, textes) if sign is None else of(sujet, self._read(sign, sujet, textes, lire))

    def all(self, sujets: Sequence[Sujet], textes: Textes, lire: Lire) -> Iterator[Pareils]:
        """The same of several, without those that count nowhere: rows of which it reads the same together."""
        signes = self.signes(textes.clause, textes.cadre)
        if signes is None:
            yield from _one_by_one(sujets, textes, lire)
            return
        alike: dict[Signe, list[Sujet]] = {}
        apart: list[Sujet] = []
        for sujet in sujets:
            sign = self.sign(sujet, *signes)
            if sign is None:
                apart.append(sujet)
            else:
                alike.setdefault(sign, []).append(sujet)
        for sign, same in alike.items():
            rang = self._read(sign, same[0], textes, lire)
            if rang.options != DEHORS:
                yield Pareils(rang=rang if len(same) > 1 else of(same[0], rang), sujets=same)
        yield from _one_by_one(apart, textes, lire)

    def signes(
        self, clause: ClauseCompilee, cadre: Cadre
    ) -> tuple[Signes, Sequence[Signe], Sequence[bool]] | None:
        """What tells the rows of the year apart, as the rule reads them, and which are read by themselves."""
        if self.noms is None or cadre.memoire is None:
            return None
        signes = signs_for(clause, self.noms, cadre, cadre.memoire)
        told = signes.of(self.noms, self.events, daily=self.daily, compte=self.compte)
        return signes, told, signes.apart(compte=self.compte)

    def sign(
        self, sujet: Sujet, signes: Signes, told: Sequence[Signe], apart: Sequence[bool]
    ) -> Signe | None:
        """None of a row that is read by itself."""
        rank = signes.rangs.get(id(sujet))
        if (
            rank is None
            or apart[rank]
            or (self.bouge and signes.mouvantes[rank] and self._moved(sujet.suivi))
        ):
            return None
        return told[rank]

    def _read(self, sign: Signe, sujet: Sujet, textes: Textes, lire: Lire) -> Rang:
        found = self.rangs.get(sign)
        if found is None:
            # Why its mark beside: it lends its identity to the sign.
            marque = None if sujet.suivi is None else sujet.suivi.marque
            found = self.rangs[sign] = lire(sujet, textes), marque
        return found[0]

    def _moved(self, suivi: Suivi | None) -> bool:
        """May an effect of a clause count the row, or bring about an event that the rule reads? The account
        that the data record stands, whatever effects say."""
        if suivi is None:
            return False
        if self.apportes and any(nom in suivi.evenements for nom in self.apportes):
            return True
        return self.part and any(e.effet.decompte is ir.Decompte.COMPTEE for e in suivi.dite.effets)
