"""Accounts as lines of aggregates: those that have dwellings in common are one, so that each dwelling is
counted once; what is on no known account is with the landlord's where it is little."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules.year.annuel.model import Groupe, Logement, Periodes, Releve, Sorte
from convrules.year.annuel.tableaux import statement
from convrules.year.imputation import BAILLEUR

DU_BAILLEUR: Final = Groupe(sorte=Sorte.COMPTE, code=BAILLEUR)


def apart(releves: Sequence[Releve], periodes: Periodes) -> tuple[Releve, ...]:
    """Lines that have no dwelling in common. Holders that share one make one line, which the dwellings of
    `Sorte.PLUSIEURS` are then in."""
    found: list[list[Releve]] = []
    for releve in releves:
        if releve.groupe.sorte is Sorte.PLUSIEURS:
            continue
        near = [group for group in found if any(_overlap(releve, one) for one in group)]
        found = [group for group in found if group not in near]
        found.append([one for group in near for one in group] + [releve])
    order = {r.groupe: rang for rang, r in enumerate(releves)}
    found.sort(key=lambda group: order[group[0].groupe])
    return tuple(group[0] if len(group) == 1 else _together(group, periodes) for group in found)


def with_landlord(releves: Sequence[Releve], periodes: Periodes, seuil: int) -> tuple[Releve, ...]:
    """One line of the landlord's account and of what is on no known account, where a number of the latter is
    under a threshold."""
    unknown = next((r for r in releves if r.groupe.sorte is Sorte.INDETERMINE), None)
    landlord = next((r for r in releves if r.groupe == DU_BAILLEUR), None)
    if unknown is None or landlord is None or not _has_small(unknown, seuil):
        return tuple(releves)
    groupe = Groupe(sorte=Sorte.INDETERMINE, code=BAILLEUR)
    both = statement(groupe, (*landlord.logements, *unknown.logements), periodes)
    return tuple(both if r is landlord else r for r in releves if r is not unknown)


def _has_small(releve: Releve, seuil: int) -> bool:
    counts = (m for table in releve.tableaux for _, m in table.lignes)
    return any(0 < b.min < seuil for m in counts for b in (m.propose, m.attribue))


def _overlap(one: Releve, other: Releve) -> bool:
    return not _sure(one).isdisjoint(_sure(other))


def _sure(releve: Releve) -> frozenset[str]:
    """Dwellings that are certainly a holder's; those of no holder's account stand in one place."""
    if releve.groupe.sorte is not Sorte.RESERVATAIRE:
        return frozenset()
    return frozenset(v.vacance for v in releve.logements if v.certain)


def _together(releves: Sequence[Releve], periodes: Periodes) -> Releve:
    groupe = Groupe(sorte=Sorte.PLUSIEURS, noms=tuple(r.groupe.nom for r in releves))
    return statement(groupe, _once(releves), periodes)


def _once(releves: Sequence[Releve]) -> Iterator[Logement]:
    """Each dwelling once, as the account that has it for certain sees it."""
    rows: dict[str, Logement] = {}
    for row in (row for r in releves for row in r.logements):
        if row.vacance not in rows or row.certain:
            rows[row.vacance] = row
    yield from rows.values()
