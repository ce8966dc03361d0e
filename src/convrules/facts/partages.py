"""Acts recorded on an identifier that two rows bear: nothing tells of which vacancy they are."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace

from convrules.base.values import Connu, Erreur
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import doublons as problems
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Faits, Ligne, adds_up

DE_LAQUELLE = "deux lignes ont cet identifiant : on ne sait de laquelle est cet acte"


def undecided_acts(faits: Faits, partages: Collection[str]) -> Faits:
    """The facts, where such acts decide nothing, and may be those that stand."""
    if faits.actes is None or not partages:
        return faits
    return replace(faits, actes=tuple(_undecided(a) if _on(a) in partages else a for a in faits.actes))


def _undecided(acte: Ligne) -> Ligne:
    """Without its day, for one that replaces others from its day on. A turn exchanged replaces none: it is
    perhaps there, on its day, the dwelling being perhaps none that is counted."""
    if adds_up(acte.cellules):
        return replace(acte, refusee=True)
    return replace(acte, cellules={**acte.cellules, "date": Erreur(DE_LAQUELLE)})


def check_shared_acts(faits: Faits, partages: Collection[str]) -> Iterator[Diagnostic]:
    """Each such identifier that the journal cites, told at the first of its acts."""
    cited: dict[str, list[Ligne]] = defaultdict(list)
    for acte in faits.actes or ():
        ident = _on(acte)
        if ident in partages:
            cited[ident].append(acte)
    for ident, actes in cited.items():
        kind = actes[0].cellule("acte")
        yield problems.acte_de_deux_vacances(
            span=row_span(actes[0]),
            vacance=ident,
            acte=str(kind.valeur) if isinstance(kind, Connu) else "acte",
            nombre=str(len(actes)),
        )


def _on(acte: Ligne) -> str:
    cell = acte.cellule("vacance")
    return str(cell.valeur) if isinstance(cell, Connu) else ""
