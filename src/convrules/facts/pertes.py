"""Rows that are refused though they hang on vacancies: how many rows such a vacancy has is not known.

Source: docs/langage, « Correspondance »."""

from collections.abc import Container, Mapping

from convrules.base.values import Connu
from convrules.facts.ecritures import Renvois
from convrules.facts.inconnus import names_nothing
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee
from convrules.facts.records import CITEES, Incomptees, Ligne


class Pertes:
    """What refused rows of one table may be of. connus: identifiers of the vacancies, when they are known;
    ecartees: those that the mapping leaves aside."""

    def __init__(
        self, connus: Mapping[str, Container[str]], ecartees: Container[str], renvois: Renvois
    ) -> None:
        self.connus, self.ecartees, self.renvois = connus, ecartees, renvois
        self.par_vacance: dict[str, tuple[str, ...]] = {}
        self.toutes: tuple[str, ...] = ()

    def add(self, vacance: str, rangee: str) -> None:
        self.par_vacance[vacance] = (*self.par_vacance.get(vacance, ()), rangee)[:CITEES]

    def lose(self, fichier: Fichier, rangee: Rangee, placed: bool) -> bool:
        """Is some vacancy's number open for want of a row? placed: each of its cells is surely under its own
        title. A row that cites a vacancy which was not read is of none that was, but of one written nearly
        alike."""
        rank = fichier.rank("vacance")
        named = row_name(fichier, rangee)
        if rank is None or not placed or rank in rangee.fautes:
            self._any(named)
            return True
        text = rangee.valeurs[rank]
        if text in self.ecartees:
            return False
        if names_nothing(text) or text in fichier.unknown("vacance"):
            self._any(named)
        elif "vacance" not in self.connus or text in self.connus["vacance"]:
            self.add(text, named)
        else:
            nearly = self.renvois.near("vacance", text)
            for near in nearly:
                self.add(near, named)
            return bool(nearly)
        return True

    def _any(self, rangee: str) -> None:
        self.toutes = (*self.toutes, rangee)[:CITEES]

    def result(self) -> Incomptees:
        return Incomptees(par_vacance=self.par_vacance, toutes=self.toutes)


def row_name(fichier: Fichier, rangee: Rangee) -> str:
    return f"{fichier.nom}, ligne {rangee.ligne}"


def name_of_row(ligne: Ligne) -> str:
    """A row that was read, as refused ones are named."""
    return f"{ligne.place.fichier}, ligne {ligne.place.ligne}" if ligne.place is not None else ligne.id


def vacancy_of(ligne: Mapping[str, object]) -> str:
    """The vacancy that the cells of a row name; empty when they name none."""
    cell = ligne.get("vacance")
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, str) else ""
