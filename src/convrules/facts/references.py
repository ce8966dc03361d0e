"""What the data say against the conventions, or against themselves, across rows and tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from convrules.base.source import Span
from convrules.base.values import Connu
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import recoupements as problems
from convrules.facts.coherence import dated, unfilled
from convrules.facts.readers.lieux import place_at_line
from convrules.facts.records import Faits, Ligne, Place

AVANT_LE_BAIL: Final = ("information", "orientation", "proposition", "attribution")
AVANT: Final = {"proposition": ("information",), "attribution": ("information", "proposition")}
"""What comes before each event of a letting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connus:
    """What the landlord's conventions name: categories of withdrawal; (convention, clause) of parts and
    quotas; accounts on which a letting may be recorded."""

    categories: frozenset[str]
    comptes: frozenset[tuple[str, str]]
    titulaires: frozenset[str] = frozenset()


def check_references(faits: Faits, connus: Connus) -> Iterator[Diagnostic]:
    """Forecasts and balances that nothing will read; dates out of order."""
    for ligne in faits.soustractions or ():
        categorie = _text(ligne, "categorie")
        if categorie is not None and categorie not in connus.categories:
            names = ", ".join(sorted(connus.categories))
            yield problems.categorie_sans_clause(span=_span(ligne), categorie=categorie, connues=names)
    for ligne in faits.soldes or ():
        compte = (_text(ligne, "convention"), _text(ligne, "clause"))
        if None not in compte and compte not in connus.comptes:
            yield problems.solde_sans_compte(
                span=_span(ligne), convention=compte[0] or "", clause=compte[1] or ""
            )
    for acte in faits.actes or ():
        if _text(acte, "acte") == "echange" and None in (_text(acte, "compte"), _text(acte, "cedant")):
            yield problems.echange_incomplet(span=_span(acte), acte=acte.id)
        for cle in ("compte", "cedant"):
            nom = _text(acte, cle)
            if nom is not None and nom not in connus.titulaires:
                names = ", ".join(sorted(connus.titulaires))
                yield problems.compte_inconnu(span=_span(acte), compte=nom, connus=names)
    for vacance in faits.vacances:
        yield from _order(vacance.ligne)
        for bail, nom in unfilled(vacance.ligne):
            yield problems.bail_sans_suite(
                span=_span(vacance.ligne), vacance=vacance.id, bail=bail, evenement=nom
            )


def _order(ligne: Ligne) -> Iterator[Diagnostic]:
    """The first thing dated after what it leads to: the lease, else the attribution, else the proposal."""
    found = _late(ligne, "bail", AVANT_LE_BAIL)
    if found is not None:
        bail, nom, jour = found
        yield problems.bail_avant_tout(
            span=_span(ligne), vacance=ligne.id, bail=bail, evenement=nom, jour=jour
        )
        return
    for suite, before in AVANT.items():
        found = _late(ligne, suite, before)
        if found is not None:
            date, nom, jour = found
            yield problems.dates_en_desordre(
                span=_span(ligne), vacance=ligne.id, suite=suite, date=date, evenement=nom, jour=jour
            )
            return


def _late(ligne: Ligne, suite: str, before: Iterable[str]) -> tuple[str, str, str] | None:
    """The day of an event, and the first thing dated after it though it should come before."""
    last = dated(ligne.cellule(suite))
    for nom in before if last is not None else ():
        day = dated(ligne.cellule(nom))
        if last is not None and day is not None and day > last:
            return str(last), nom, str(day)
    return None


def _text(ligne: Ligne, nom: str) -> str | None:
    cell = ligne.cellule(nom)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, str) else None


def _span(ligne: Ligne) -> Span:
    place = ligne.place or Place(fichier=ligne.table, ligne=1)
    return place_at_line(place.fichier, place.ligne)
