"""The second path: every total is found again another way, and one that differs stops everything.

Tables are counted dwelling by dwelling (`tableaux`); here they are added up, and the dwellings are put in
sets. A difference is a mistake of the engine, never of the data: no report is then given.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction

from convrules.year.annuel.model import (
    AXES,
    MESURES,
    BilanAnnuel,
    Logement,
    Mesures,
    Releve,
    Retraits,
    Sorte,
)
from convrules.year.annuel.retraits import PARTOUT
from convrules.year.model import Bornes


class TotauxDiscordants(Exception):
    """Two ways of counting the same dwellings do not agree."""


def verify(bilan: BilanAnnuel, logements: Sequence[Logement]) -> None:
    """logements: every dwelling of the landlord, each once."""
    wrong = [*_statements(bilan.releves), *_shared_out(bilan, logements), *_withdrawals(bilan.retraits)]
    if wrong:
        raise TotauxDiscordants("; ".join(wrong))


def _statements(releves: Iterable[Releve]) -> Iterator[str]:
    for releve in releves:
        again = _in_sets(releve.logements)
        if again != releve.total:
            yield f"total {releve.groupe}"
        for tableau in releve.tableaux:
            if _sum(m for _, m in tableau.lignes) != again:
                yield f"{tableau.axe} {releve.groupe}"
        if _sum(m for _, m in releve.croisement) != again:
            yield f"croisement {releve.groupe}"
        for rang, axe in enumerate(AXES):
            told = dict(releve.tableaux[rang].lignes)
            if any(told.get(value) != m for value, m in _along(releve, rang).items()):
                yield f"croisement par {axe} {releve.groupe}"


def _along(releve: Releve, rang: int) -> dict[str, Mesures]:
    """The crossed table folded along one dimension."""
    values = {key[rang] for key, _ in releve.croisement}
    return {v: _sum(m for key, m in releve.croisement if key[rang] == v) for v in values}


def _in_sets(logements: Iterable[Logement]) -> Mesures:
    """Identifiers, not counters: a dwelling met twice counts once, so that it would show."""
    rows = tuple(logements)
    return Mesures(
        propose=_sizes((v.vacance, v.propose) for v in rows),
        attribue=_sizes((v.vacance, v.attribue) for v in rows),
    )


def _sizes(rows: Iterable[tuple[str, bool | None]]) -> Bornes:
    pairs = tuple(rows)
    sure = {ident for ident, counted in pairs if counted is True}
    may = {ident for ident, counted in pairs if counted is None}
    return Bornes(min=_whole(sure), max=_whole(sure | may))


def _sum(parts: Iterable[Mesures]) -> Mesures:
    found = tuple(parts)
    sums = {
        nom: Bornes(
            min=sum((getattr(m, nom).min for m in found), start=_whole(())),
            max=sum((getattr(m, nom).max for m in found), start=_whole(())),
        )
        for nom in MESURES
    }
    return Mesures(propose=sums["propose"], attribue=sums["attribue"])


def _whole(found: Collection[str]) -> Fraction:
    return Fraction(len(found))


# --- over the landlord ----------------------------------------------------------------------
def _shared_out(bilan: BilanAnnuel, logements: Sequence[Logement]) -> Iterator[str]:
    """Each dwelling stands in one place; a holder has at least those that stand on its account."""
    again = _in_sets(logements)
    if bilan.total != again or _sum(m for _, m in bilan.partage) != again:
        yield "partage"
    places = dict(bilan.partage)
    for releve in bilan.releves:
        own = places.get(releve.groupe)
        if own is None:
            continue
        for nom in MESURES:
            here, there = getattr(own, nom), getattr(releve.total, nom)
            if here.min > there.min or here.max > there.max:
                yield f"partage {releve.groupe}"
    strangers = set(places) - {r.groupe for r in bilan.releves}
    if any(g.sorte is Sorte.RESERVATAIRE for g in strangers):
        yield "partage : un réservataire sans relevé"


def _withdrawals(retraits: Sequence[Retraits]) -> Iterator[str]:
    """What the landlord withdrew lies between the most that a convention shows and what all show together."""
    whole = {line.categorie: line for r in retraits if r.convention == PARTOUT for line in r.lignes}
    for categorie, line in whole.items():
        parts = [x for r in retraits if r.convention != PARTOUT for x in r.lignes if x.categorie == categorie]
        for once, several in (
            (line.realise, [x.realise for x in parts]),
            (line.attribue, [x.attribue for x in parts]),
        ):
            least = max((b.min for b in several), default=_whole(()))
            most = sum((b.max for b in several), start=_whole(()))
            if not least <= once.min <= once.max <= most:
                yield f"retraits {categorie}"
