"""From the rows of a case to facts. A table that the case omits is empty; a fact it omits is missing. Of the
vacancies to come, a case that does not speak of them declares nothing."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.values import INCONNU, Cellule, Connu
from convrules.facts.places import with_places
from convrules.facts.records import Faits, Ligne, Prevision, Vacance


def build_faits(cas: ir.CasEssai, convention: ir.Convention) -> Faits:
    """The facts of one case, for the landlord of its convention."""
    tables = {nom: tuple(_rows(cas, nom)) for nom in ("logements", "programmes", "droits")}
    tables["droits"] = _with_every_column(tables["droits"])
    tables["conventions"] = tuple(_of_convention(row, convention) for row in _rows(cas, "conventions"))
    return Faits(
        bailleur=convention.bailleur.siren if convention.bailleur else "",
        vacances=tuple(_vacances(cas, tables)),
        soustractions=_withdrawals(cas, convention),
        soldes=_balances(cas, convention),
        logements=tables["logements"],
        programmes=tables["programmes"],
        conventions=tables["conventions"],
        droits=tables["droits"],
        demandes={row.id: row for row in _rows(cas, "demandes")},
        vacances_attendues=tuple(_rows(cas, "vacances_attendues")) if cas.attente else None,
        actes=tuple(_rows(cas, "journal")),
    )


def _with_every_column(rows: tuple[Ligne, ...]) -> tuple[Ligne, ...]:
    """What one row of a table says, another that omits it does not know."""
    every = {nom: INCONNU for row in rows for nom in row.cellules}
    return tuple(replace(row, cellules={**every, **row.cellules}) for row in rows)


def _of_convention(row: Ligne, convention: ir.Convention) -> Ligne:
    """A row that names no convention is about the one of the case."""
    return row if "id" in row.cellules else replace(row, id=convention.ident)


def _vacances(cas: ir.CasEssai, tables: dict[str, tuple[Ligne, ...]]) -> Iterable[Vacance]:
    number = 0
    named = {_text(e.cellules.get("id")) for e in cas.lignes if e.table == "vacances"}
    parc = {_text(e.cellules.get("id")): e for e in cas.lignes if e.table == "logements"}
    parc.pop(None, None)
    for essai in (e for e in cas.lignes if e.table == "vacances"):
        logement = parc.get(_text(essai.cellules.get("logement")))
        for _ in range(essai.nombre):
            number += 1
            while f"V{number}" in named and _text(essai.cellules.get("id")) is None:
                number += 1
            yield _vacance(essai, f"V{number}", tables, logement)


def _vacance(
    essai: ir.LigneEssai, ident: str, tables: dict[str, tuple[Ligne, ...]], dwelling: ir.LigneEssai | None
) -> Vacance:
    """dwelling: the row of the vacancy's dwelling in `logements`. What one of the two says itself prevails
    over what the other only has from `faits`; what both say themselves may contradict."""
    own = {k: v for k, v in essai.cellules.items() if "." not in k}
    ident = _text(own.get("id")) or ident
    logement = _upper(essai, "logement", tables["logements"])
    written = _in_place(essai, "logement")
    said_there = set(written)
    if dwelling is not None and logement is not None:
        itself = dwelling.cellules.keys() - dwelling.communs
        written = {
            k: v for k, v in written.items() if k not in itself or f"logement.{k}" not in essai.communs
        }
        logement = replace(logement, cellules=_without(dwelling, own.keys() - essai.communs, written))
        said_there |= itself
    own = {k: v for k, v in own.items() if k not in essai.communs or k not in said_there}
    return Vacance(
        ligne=Ligne(table="vacances", id=ident, cellules=with_places(own)),
        logement=logement,
        programme=_upper(essai, "programme", tables["programmes"]),
        candidatures=_below("candidatures", ident, essai.candidatures),
        refus=_below("refus", ident, essai.refus),
        droits=tables["droits"],
        previsions=tuple(_prevision(p) for p in essai.previsions),
    )


def _without(dwelling: ir.LigneEssai, said: Set[str], written: Mapping[str, Cellule]) -> dict[str, Cellule]:
    """The cells of the dwelling, less those of `faits` that its vacancy says itself, and what these gave.
    written: those that the vacancy writes in place."""
    kept = {k: v for k, v in dwelling.cellules.items() if k not in dwelling.communs or k not in said}
    return with_places(kept) | dict(written)


def _upper(essai: ir.LigneEssai, niveau: str, table: tuple[Ligne, ...]) -> Ligne | None:
    """The row of an upper level: written in place (`programme.logements: 5`), or found by its key."""
    written = _in_place(essai, niveau)
    key = _text(essai.cellules.get(niveau))
    found = next((row for row in table if row.id == key), None) if key else None
    if found is None:
        return Ligne(table=f"{niveau}s", id=key or "", cellules=written) if written or key else None
    return replace(found, cellules={**found.cellules, **written})


def _in_place(essai: ir.LigneEssai, niveau: str) -> dict[str, Cellule]:
    return {k.split(".", 1)[1]: v for k, v in essai.cellules.items() if k.startswith(f"{niveau}.")}


def _below(table: str, vacance: str, essais: tuple[ir.LigneEssai, ...]) -> tuple[Ligne, ...]:
    rows = [e for e in essais for _ in range(e.nombre)]
    return tuple(
        Ligne(table=table, id=_text(e.cellules.get("id")) or f"{vacance}/{i}", cellules=e.cellules)
        for i, e in enumerate(rows, 1)
    )


def _rows(cas: ir.CasEssai, table: str) -> Iterable[Ligne]:
    number = 0
    for essai in (e for e in cas.lignes if e.table == table):
        for _ in range(essai.nombre):
            number += 1
            yield Ligne(
                table=table,
                id=_text(essai.cellules.get("id")) or f"{table}-{number}",
                cellules=with_places(dict(essai.cellules)),
            )


def _withdrawals(cas: ir.CasEssai, convention: ir.Convention) -> tuple[Ligne, ...] | None:
    """Forecast withdrawals, of the convention that the case is about, under `prévu` or row by row; a case
    that says nothing of them leaves them unknown."""
    rows = tuple(_rows(cas, "soustractions"))
    if cas.prevus is None:
        return rows or None
    year = cas.annee if cas.annee is not None else cas.au.year
    return rows + tuple(
        Ligne(
            table="soustractions",
            id=f"{year}/{categorie}",
            cellules={
                "convention": Connu(convention.ident),
                "annee": Connu(Fraction(year)),
                "categorie": Connu(categorie),
                "nombre": Connu(Fraction(nombre)),
            },
        )
        for categorie, nombre in cas.prevus
    )


def _balances(cas: ir.CasEssai, convention: ir.Convention) -> tuple[Ligne, ...]:
    """Balances brought forward into the year of the case, recorded as of the end of the year before."""
    year = cas.annee if cas.annee is not None else cas.au.year
    return tuple(
        Ligne(
            table="soldes",
            id=f"soldes-{rang}",
            cellules={
                "convention": Connu(convention.ident),
                "annee": Connu(Fraction(year - 1)),
                **solde.cellules,
                "clause": Connu(solde.clause),
                "solde": Connu(solde.solde),
            },
        )
        for rang, solde in enumerate(cas.soldes, 1)
    )


def _prevision(essai: ir.LigneEssai) -> Prevision:
    cells = essai.cellules
    return Prevision(
        evenement=_text(cells.get("evenement")) or "",
        jour=_day(cells.get("date")),
        faite_le=_day(cells.get("faite_le")),
    )


def _text(cellule: Cellule | None) -> str | None:
    return cellule.valeur if isinstance(cellule, Connu) and isinstance(cellule.valeur, str) else None


def _day(cellule: Cellule | None) -> date:
    assert isinstance(cellule, Connu), "checking refuses a forecast without its dates"
    valeur = cellule.valeur
    if isinstance(valeur, Evenement):
        assert valeur.connu is not None, "checking refuses a forecast without its dates"
        return valeur.connu
    assert isinstance(valeur, date)
    return valeur
