"""Rows of a case: facts common to all, then those of the row; nested rows under their vacancy."""

from collections.abc import Container, Iterator
from datetime import date
from typing import Final

from convrules import ir, vocabulary
from convrules.base.records import dataclass, replace
from convrules.base.values import INCONNU, Cellule, Connu, TEvenement, TNombre, Type
from convrules.checking.cells import Case, read_cell
from convrules.checking.doublons import check_doubles
from convrules.checking.names import unfit_event, unknown_column
from convrules.checking.readers import entries, head, place, table_of, tables
from convrules.checking.scope import Chantier
from convrules.checking.words import listing
from convrules.diagnostics.attendues import unbounded
from convrules.diagnostics.problems import actes as acts
from convrules.diagnostics.problems import clauses as problems
from convrules.diagnostics.problems import fichier as file_problems
from convrules.diagnostics.problems import limites
from convrules.syntax import nodes as n

TABLES: Final = (
    "logements", "programmes", "conventions", "droits", "demandes", "soustractions", "vacances_attendues",
    "journal",
)  # fmt: skip
LIGNES_MAX: Final = 100_000  # LIMIT: rows of one case, each counted as often as its « nombre » says.
_CHIFFRES_MAX: Final = 12
_IMBRIQUEES: Final = {"candidatures": "candidatures", "refus": "refus", "previsions": "previsions"}
_ALIAS: Final = {"prévisions": "previsions"}
_TABLES_AU_DESSUS: Final = {"programme": "programmes", "logement": "logements"}
_AU_DESSUS: Final = tuple(_TABLES_AU_DESSUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faits:
    """Facts that hold for every row unless it says otherwise: those of the file, then those of the case.
    `convention`: the one that the case is about."""

    tables: tuple[n.Table | None, ...]
    au: date | None
    convention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Champ:
    type: Type
    sans_objet: bool


def read_rows(c: Chantier, case: n.Table, faits: Faits) -> tuple[ir.LigneEssai, ...]:
    """Every row of a case, its cells typed."""
    check_common(c, faits.tables[-1])
    rows = [_row(c, t, "vacances", faits) for t in _vacancies(case)]
    for table in ("candidatures", "refus", "previsions"):
        rows = _attach(c, rows, table, tuple(tables(case.get(table))), faits)
    for table in TABLES:
        rows += [_row(c, t, table, faits) for t in tables(case.get(table))]
    check_doubles(c, rows, faits.convention)
    return _bounded(c, rows)


def _bounded(c: Chantier, rows: list[ir.LigneEssai]) -> tuple[ir.LigneEssai, ...]:
    """The rows, as long as a case does not have more than can be played; then one of each."""
    total = 0
    for row in rows:
        total += row.nombre * (1 + len(row.candidatures) + len(row.refus) + len(row.previsions))
        if total > LIGNES_MAX:
            c.report(limites.trop_de_lignes(span=row.span, limite=f"{LIGNES_MAX:_}".replace("_", "\u202f")))
            return tuple(replace(x, nombre=1) for x in rows)
    return tuple(rows)


def _vacancies(case: n.Table) -> Iterator[n.Table]:
    one = table_of(case.get("vacance"))
    if one is not None:
        yield one
    yield from tables(case.get("vacances"))


def check_common(c: Chantier, table: n.Table | None) -> None:
    """A common fact must be one of the vacancies; the rows of other tables take those they have."""
    for cle, _ in entries(table):
        if _field(c, "vacances", cle.texte) is None:
            c.report(unknown_column(c, cle, "vacances", pointe=True))


def read_cells(
    c: Chantier, table: n.Table, nom: str, au: date, *, sauf: Container[str]
) -> dict[str, Cellule]:
    """Cells of one row, no common fact added, some keys left aside."""
    cells: dict[str, Cellule] = {}
    for cle, valeur in table.entrees:
        if cle.texte not in sauf:
            cells |= _cells(c, cle, valeur, nom, au)
    return cells


# --- one row --------------------------------------------------------------------------------
def _row(c: Chantier, table: n.Table, nom: str, faits: Faits) -> ir.LigneEssai:
    assert faits.au is not None, "a case without a day is not read"
    cells: dict[str, Cellule] = {}
    for common in faits.tables if nom != "journal" else ():
        cells |= _common_cells(c, common, nom, faits.au)
    nested: dict[str, tuple[ir.LigneEssai, ...]] = {}
    communs = set(cells)
    count = 1
    for cle, valeur in table.entrees:
        below = _ALIAS.get(cle.texte, cle.texte)
        if cle.texte == "nombre" and nom != "droits" and nom != "soustractions":
            count = _count(c, valeur)
        elif nom == "vacances" and below in _IMBRIQUEES:
            nested[below] = tuple(_row(c, t, below, faits) for t in tables(valeur))
        else:
            own = _cells(c, cle, valeur, nom, faits.au)
            communs -= own.keys()
            cells |= own
    if nom == "previsions":
        _check_forecast(c, table, cells)
    if nom == "journal":
        _check_act(c, table)
    if nom == "vacances_attendues":
        for found in unbounded(lambda champ: cells.get(champ, INCONNU), head(table)):
            c.report(found)
    return ir.LigneEssai(
        table=nom,
        cellules=cells,
        communs=frozenset(communs),
        nombre=count,
        candidatures=nested.get("candidatures", ()),
        refus=nested.get("refus", ()),
        previsions=nested.get("previsions", ()),
        span=head(table),
    )


def _common_cells(c: Chantier, table: n.Table | None, nom: str, au: date) -> dict[str, Cellule]:
    """Common facts that a row of this table has. Rows that are only expected have no events yet."""
    kept: dict[str, Cellule] = {}
    for cle, valeur in entries(table):
        niveau, _, inner = cle.texte.rpartition(".")
        # Why: on a row of its own level, a fact written with its level is the fact itself.
        own = inner if _TABLES_AU_DESSUS.get(niveau) == nom else cle.texte
        field = _field(c, nom, own)
        later = nom in ("vacances_attendues", "soustractions") and isinstance(
            field.type if field is not None else None, TEvenement
        )
        if field is not None and not later and isinstance(valeur, n.Scalaire):
            kept[own] = read_cell(c, valeur, _case(own, field, au))
    return kept


def _cells(c: Chantier, cle: n.Scalaire, valeur: n.Yaml, table: str, au: date) -> dict[str, Cellule]:
    """The cell of a key, or those of an upper level written in place (`programme: { logements: 5 }`)."""
    if isinstance(valeur, n.Table) and cle.texte in _AU_DESSUS:
        found: dict[str, Cellule] = {}
        for inner, cell in valeur.entrees:
            dotted = replace(inner, texte=f"{cle.texte}.{inner.texte}")
            found |= _cells(c, dotted, cell, table, au)
        return found
    field = _field(c, table, cle.texte)
    if field is None:
        c.report(unknown_column(c, cle, table, pointe=True))
        return {}
    if not isinstance(valeur, n.Scalaire):
        return {cle.texte: INCONNU}
    return {cle.texte: read_cell(c, valeur, _case(cle.texte, field, au))}


def _case(champ: str, field: _Champ, au: date) -> Case:
    return Case(champ=champ, type=field.type, sans_objet=field.sans_objet, au=au)


def _field(c: Chantier, table: str, nom: str) -> _Champ | None:
    """The field of a column: of the row's own level, or dotted above it."""
    if "." in nom:
        prefixe, _, inner = nom.partition(".")
        return _of_level(c, prefixe, inner) if prefixe in _AU_DESSUS else None
    column = vocabulary.champs_de_table(table).get(nom)
    if column is not None:
        return _Champ(type=column.type, sans_objet=column.sans_objet)
    niveau = vocabulary.NIVEAU_DE_TABLE.get(table)
    return _of_level(c, niveau, nom) if niveau is not None else None


def _of_level(c: Chantier, niveau: str, nom: str) -> _Champ | None:
    fait = c.fait(nom, niveau)
    if fait is None:
        return None
    built_in = vocabulary.champ(nom, niveau)
    # A declared field may be without object: its file does not say that it always exists. A rate always does.
    rate = isinstance(fait.type, TNombre) and fait.type.taux
    return _Champ(type=fait.type, sans_objet=not rate if built_in is None else built_in.sans_objet)


def _count(c: Chantier, node: n.Yaml) -> int:
    written = node.texte if isinstance(node, n.Scalaire) else ""
    if written.isascii() and written.isdigit():
        # Why: beyond so many digits, the number is over the limit whatever they are.
        return int(written[:_CHIFFRES_MAX])
    c.report(
        file_problems.valeur_mal_ecrite(
            span=head(node), valeur=written, cle="nombre", attendu="un nombre entier de lignes"
        )
    )
    return 1


def _check_forecast(c: Chantier, table: n.Table, cells: dict[str, Cellule]) -> None:
    """A forecast says of what event, for what day, and when it was made."""
    missing = [cle for cle in ("evenement", "date", "faite_le") if not isinstance(cells.get(cle), Connu)]
    if missing:
        c.report(problems.prevision_incomplete(span=head(table), cles=listing(missing)))
    named = table.get("evenement")
    if isinstance(named, n.Scalaire):
        fait = c.fait(named.texte, ir.Niveau.VACANCE)
        if fait is None or not isinstance(fait.type, TEvenement):
            c.report(unfit_event(c, named.texte, named.span))


_CITEES: Final = {
    # Whether a vacancy falls under a delegated fraction, or a part set apart, is a decision too.
    "decision": ("décision humaine", "délégation", "part"),
    "constat": ("mode correctif",),
    "transmission": ("transmission",),
}


def _check_act(c: Chantier, table: n.Table) -> None:
    """A decision, a finding or a sending cites a clause of that kind."""
    acte, clause = table.get("acte"), table.get("clause")
    genres = _CITEES.get(acte.texte) if isinstance(acte, n.Scalaire) else None
    if not isinstance(acte, n.Scalaire) or genres is None or not isinstance(clause, n.Scalaire):
        return
    known = [ident for ident, found in c.clauses.items() if found.genre in genres]
    if clause.texte not in known:
        c.report(
            acts.acte_sans_clause(
                span=clause.span, acte=acte.texte, clause=clause.texte, connues=", ".join(known)
            )
        )


# --- rows written apart ---------------------------------------------------------------------
def _attach(
    c: Chantier, rows: list[ir.LigneEssai], table: str, below: tuple[n.Table, ...], faits: Faits
) -> list[ir.LigneEssai]:
    """Put candidatures, refusals and forecasts written beside the vacancies under their own."""
    for one in below:
        row = _row(c, one, table, faits)
        key = one.get("vacance")
        at = _vacancy_of(rows, key.texte if isinstance(key, n.Scalaire) else None)
        if at is None:
            c.report(problems.ligne_sans_vacance(span=place(one, "vacance"), table=table))
            continue
        rows = [_with(x, table, row) if i == at else x for i, x in enumerate(rows)]
    return rows


def _vacancy_of(rows: list[ir.LigneEssai], ident: str | None) -> int | None:
    """Rank of the vacancy of this identifier; of the only one when none is given."""
    if ident is None:
        return 0 if len(rows) == 1 else None
    return next((i for i, x in enumerate(rows) if x.cellules.get("id") == Connu(ident)), None)


def _with(vacance: ir.LigneEssai, table: str, row: ir.LigneEssai) -> ir.LigneEssai:
    match table:
        case "candidatures":
            return replace(vacance, candidatures=(*vacance.candidatures, row))
        case "refus":
            return replace(vacance, refus=(*vacance.refus, row))
        case _:
            return replace(vacance, previsions=(*vacance.previsions, row))
