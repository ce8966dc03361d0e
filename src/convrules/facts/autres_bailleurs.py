"""Rows that say themselves of another landlord than the mapping's, by its SIREN: refused, and told once by
file and landlord.

Source: docs/langage, « Correspondance »."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.values import Cellule, Connu
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.plan import Fichier, Plan
from convrules.facts.readers.lieux import Constat, Rangee

CHAMP: Final = "bailleur"
_SIREN: Final = Motif(r"[0-9]{9}")


class AutresBailleurs:
    """What rows of one table say of their landlord."""

    def __init__(self, plan: Plan) -> None:
        self.siren = _siren(plan.bailleur)

    def among(self, champs: Sequence[str], cellules: Sequence[Sequence[Cellule]]) -> bool:
        """Is one of these rows of another landlord?"""
        if CHAMP not in champs:
            return False
        place = champs.index(CHAMP)
        return any(map(self._another, {cells[place] for cells in cellules}))

    def refuse(self, fichier: Fichier, rangee: Rangee, jointes: Iterable[tuple[Fichier, Rangee]]) -> bool:
        """Refuse a row if it is of another landlord, as itself says or one of those that join it."""
        return any(self._refuse(fichier, rangee, *said) for said in ((fichier, rangee), *jointes))

    def _refuse(self, fichier: Fichier, rangee: Rangee, dite: Fichier, par: Rangee) -> bool:
        rank = dite.rank(CHAMP)
        if rank is None or rank in par.fautes:
            return False
        convert = next(convert for _, i, convert in dite.colonnes if i == rank)
        siren = self._another(convert(par.valeurs[rank]).cellule)
        if siren:
            first, lines = dite.etrangeres.setdefault((rank, siren), (par, []))
            lines.append(rangee.ligne)
            fichier.refus.append(rangee.ligne)
            fichier.cles[rangee.ligne] = fichier.named(rangee)
            fichier.dites[rangee.ligne] = (dite.nom, first.ligne)
        return bool(siren)

    def _another(self, cellule: Cellule) -> str:
        """The SIREN of another landlord, without its spaces; empty when a cell says none."""
        text = cellule.valeur if isinstance(cellule, Connu) else None
        siren = _siren(text) if isinstance(text, str) else ""
        return siren if self.siren and siren != self.siren else ""


def told(fichier: Fichier, plan: Plan) -> Iterator[tuple[Rangee, int, Constat]]:
    """The finding of each landlord that a file names, at the first row that names it."""
    for (rank, siren), (rangee, lines) in fichier.etrangeres.items():
        make = partial(
            problems.autre_bailleur,
            colonne=fichier.name_of(rank),
            valeur=siren,
            nombre=str(len(lines)),
            bailleur=plan.bailleur,
        )
        yield rangee, rank, make


def _siren(text: str) -> str:
    plain = "".join(text.split())
    return plain if _SIREN.fullmatch(plain) else ""
