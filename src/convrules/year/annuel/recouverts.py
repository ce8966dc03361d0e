"""Accounts that have dwellings in common, as one line: each dwelling is then counted once."""

from collections.abc import Iterator, Sequence

from convrules.year.annuel.model import Groupe, Logement, Periodes, Releve, Sorte
from convrules.year.annuel.tableaux import statement


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
