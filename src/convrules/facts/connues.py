"""Texts of a file of which there is nothing to say, each with its cell: a column says the same few again and
again. A row of which every text is one need not be looked at as if it were the first.

It gives no reading of its own: a text is known once the reading of a row would have done nothing but read it.
"""

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import field
from functools import partial
from typing import Any, Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu, TNombre, TTexte
from convrules.facts.avalees import swallows
from convrules.facts.conversion import Convertisseur, Libre
from convrules.facts.formes import COURT
from convrules.facts.personnel import may_name, personal
from convrules.facts.readers.lieux import Rangee
from convrules.facts.sentinelles import Nombres, count_again, count_number

Colonnes: TypeAlias = Sequence[tuple[ir.Colonne, int, Convertisseur]]
RETENUES: Final = 1 << 16  # LIMIT: texts of one column that are remembered.


@dataclass(slots=True, kw_only=True)
class ColonneConnue:
    """One column of a file. `nommable`: a short text may be a name, or several cells. `cites`: identifiers of
    the table that its texts cite; None when they cite none. `cellules`: of the texts that are known.
    `redits`: of a column of numbers, how many times each was met since it was first counted."""

    colonne: ir.Colonne
    rang: int
    convertir: Convertisseur
    nommable: bool
    cites: Container[str] | None
    cellules: dict[str, Cellule] = field(default_factory=dict)
    redits: dict[str, int] = field(default_factory=dict)

    def learn(self, text: str, table: str, separateur: str) -> Cellule | None:
        """The cell of a text that was not met; None when there is something to say of it."""
        colonne = self.colonne
        # Why first: nearly every text is so, and none of them is a number of somebody's, nor several cells.
        short = not self.nommable and COURT.fullmatch(text) is not None
        filled = not short and text and text not in colonne.manquant and text not in colonne.sans_objet
        if filled and (colonne.pseudonymise or personal(colonne, text, table, self.convertir) is not None):
            return None
        read = self.convertir(text)
        if (read.constat is not None and not read.defaut) or colonne.unite == "%":
            return None
        cites_nothing = text and self.cites is not None and text not in self.cites
        if cites_nothing or (not short and swallows(colonne, text, separateur)):
            return None
        # Why not texts of any kind: they have as many values as rows.
        if not isinstance(colonne.type, TTexte) and len(self.cellules) < RETENUES:
            self.cellules[text] = read.cellule
        return read.cellule

    def learn_all(self, texts: Sequence[str], ask: Callable[[str], Cellule | None]) -> list[Cellule | None]:
        """The cells of many texts, each asked for once. ask: `learn`."""
        if isinstance(self.colonne.type, TTexte):
            return list(map(Connu, texts) if self._say_themselves(texts) else map(ask, texts))
        known = self.cellules
        try:
            # Why tried first: after some rows, a column of codes or of days says nothing new.
            return list(map(known.__getitem__, texts))
        except KeyError:
            pass
        learned = {text: ask(text) for text in set(texts).difference(known)}
        if learned.keys() <= known.keys():
            return list(map(known.__getitem__, texts))
        return [known.get(text) or learned[text] for text in texts]

    def count(self, nombres: dict[int, Nombres], rangee: Rangee, cellule: Cellule) -> None:
        """The number of a row, each text counted for itself once."""
        text = rangee.valeurs[self.rang]
        if text in self.redits:
            self.redits[text] += 1
            return
        count_number(nombres, self.colonne, self.rang, rangee, cellule)
        if text in self.cellules:
            self.redits[text] = 0

    def _say_themselves(self, texts: Sequence[str]) -> bool:
        """Is each of these a short text that is what it says, of which `learn` would say nothing?"""
        free, cites = self.convertir, self.cites
        if self.nommable or not isinstance(free, Libre) or self.colonne.unite == "%":
            return False
        if not free.autres.isdisjoint(texts) or not all(map(COURT.fullmatch, texts)):
            return False
        return cites is None or all(text in cites for text in texts)


class Connues:
    """The columns of one file, and what was found of the row last looked at. citees: by field, identifiers of
    the table that it cites."""

    def __init__(
        self, table: str, separateur: str, colonnes: Colonnes, citees: Mapping[str, Container[str]]
    ) -> None:
        self.table, self.separateur = table, separateur
        self.colonnes = [
            ColonneConnue(
                colonne=colonne,
                rang=rang,
                # Why what is under its memory: a text that is known here is asked of it no more.
                convertir=getattr(convert, "__wrapped__", convert),
                nommable=may_name(colonne, table) or separateur.isalnum(),
                cites=citees.get(colonne.champ),
            )
            for colonne, rang, convert in colonnes
        ]
        self.champs = [one.colonne.champ for one in self.colonnes]
        self._lues = [(one.rang, one.cellules.get) for one in self.colonnes]
        self._textes = [n for n, one in enumerate(self.colonnes) if isinstance(one.colonne.type, TTexte)]
        self._nombres = [
            (place, one)
            for place, one in enumerate(self.colonnes)
            if isinstance(one.colonne.type, TNombre) and not one.colonne.type.taux
        ]
        self._defauts = [one for one in self.colonnes if one.convertir("").defaut]
        self._derniere: tuple[Rangee, list[Cellule] | None] | None = None

    def of(self, rangee: Rangee) -> Sequence[Cellule] | None:
        """The cells of a row that has the width of the titles, by column; None of one to be looked at."""
        last = self._derniere
        if last is None or last[0] is not rangee:
            last = self._derniere = rangee, self._looked_at(rangee)
        return last[1]

    def _looked_at(self, rangee: Rangee) -> list[Cellule] | None:
        if rangee.fautes or rangee.reparees:
            return None
        texts = rangee.valeurs
        found: list[Any] = [get(texts[rang]) for rang, get in self._lues]
        for place in self._textes:
            one = self.colonnes[place]
            found[place] = one.learn(texts[one.rang], self.table, self.separateur)
            if found[place] is None:
                return None
        if not all(found):
            for place, cell in enumerate(found):
                if cell is None:
                    one = self.colonnes[place]
                    found[place] = one.learn(texts[one.rang], self.table, self.separateur)
        return found if all(found) else None

    def of_all(self, rangees: Sequence[Rangee]) -> Sequence[Sequence[Cellule] | None]:
        """The same of many rows without fault, column by column."""
        columns = list(zip(*[rangee.valeurs for rangee in rangees], strict=True))
        if not columns or not self.colonnes:
            return [None] * len(rangees)
        ask = [partial(one.learn, table=self.table, separateur=self.separateur) for one in self.colonnes]
        learned = [
            one.learn_all(columns[one.rang], learn) for one, learn in zip(self.colonnes, ask, strict=True)
        ]
        rows: list[Any] = list(zip(*learned, strict=True))
        if not all(map(all, learned)):
            return [None if None in row else row for row in rows]
        return rows

    def count(
        self,
        nombres: dict[int, Nombres],
        defauts: Counter[str],
        rangee: Rangee,
        cellules: Sequence[Cellule],
    ) -> None:
        """The numbers of a row that was found here, and the cells that `par défaut` fills."""
        for one in self._defauts:
            if not rangee.valeurs[one.rang]:
                defauts[one.colonne.champ] += 1
        for place, one in self._nombres:
            one.count(nombres, rangee, cellules[place])

    def count_all(
        self,
        nombres: dict[int, Nombres],
        defauts: Counter[str],
        rangees: Sequence[Rangee],
        cellules: Sequence[Sequence[Cellule]],
    ) -> None:
        """The same of many rows."""
        for one in self._defauts:
            filled = [rangee.valeurs[one.rang] for rangee in rangees].count("")
            if filled:
                defauts[one.colonne.champ] += filled
        for place, one in self._nombres:
            rang, redits = one.rang, one.redits
            for rangee, cells in zip(rangees, cellules, strict=True):
                text = rangee.valeurs[rang]
                if text in redits:
                    redits[text] += 1
                else:
                    one.count(nombres, rangee, cells[place])

    def count_again(self, nombres: Mapping[int, Nombres]) -> None:
        """What was met again since, once, when the file is over."""
        for _, one in self._nombres:
            for text, times in one.redits.items():
                if times and one.rang in nombres:
                    count_again(nombres[one.rang], one.cellules[text], times)
            one.redits.clear()
