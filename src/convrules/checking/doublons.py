"""Rows of a case that cannot both be: two of one identifier, two forecasts of one day that differ."""

from collections.abc import Sequence

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.texte import cite
from convrules.base.values import Connu
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import clauses as problems
from convrules.diagnostics.problems import recoupements as donnees


def check_doubles(c: Chantier, lignes: Sequence[ir.LigneEssai], convention: str) -> None:
    """Report the rows of a case that share an identifier, and the forecasts that contradict one another.
    `convention`: the one that the case is about."""
    _identifiers(c, lignes, convention)
    for ligne in lignes:
        _identifiers(c, ligne.candidatures)
        _identifiers(c, ligne.refus)
        _forecasts(c, ligne)


def _identifiers(c: Chantier, lignes: Sequence[ir.LigneEssai], convention: str = "") -> None:
    seen: set[tuple[str, str]] = set()
    for ligne in lignes:
        ident = ligne.cellules.get("id")
        if ident is None and ligne.table == "conventions":
            # A row that names no convention is about the one of the case.
            ident = Connu(convention)
        if not isinstance(ident, Connu):
            continue
        key = (ligne.table, str(ident.valeur))
        if key in seen or ligne.nombre > 1:
            c.report(problems.ligne_en_double(span=ligne.span, table=cite(key[0]), ident=key[1]))
        seen.add(key)


def _forecasts(c: Chantier, vacance: ir.LigneEssai) -> None:
    made: dict[tuple[str, str], str] = {}
    ident = vacance.cellules.get("id")
    for ligne in vacance.previsions:
        evenement, faite_le, jour = _said(ligne)
        first = made.setdefault((evenement, faite_le), jour)
        if "" not in (evenement, faite_le, jour, first) and first != jour:
            c.report(
                donnees.previsions_contradictoires(
                    span=ligne.span,
                    vacance=str(ident.valeur) if isinstance(ident, Connu) else "du cas",
                    evenement=evenement,
                    faite_le=faite_le,
                    jour=first,
                    autre=jour,
                )
            )


def _said(ligne: ir.LigneEssai) -> tuple[str, str, str]:
    """The event, the day it was forecast and the day it is for; empty where the row does not say."""
    return _word(ligne, "evenement"), _word(ligne, "faite_le"), _word(ligne, "date")


def _word(ligne: ir.LigneEssai, cle: str) -> str:
    cell = ligne.cellules.get(cle)
    if not isinstance(cell, Connu):
        return ""
    day = cell.valeur.connu if isinstance(cell.valeur, Evenement) else cell.valeur
    return "" if day is None else str(day)
