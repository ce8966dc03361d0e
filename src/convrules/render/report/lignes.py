"""What each figure of the page opens onto: the rule that made it and its rows, by identifier."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias, TypeVar

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.base.texte import t, tel_quel
from convrules.render import numbers, words
from convrules.render.behind import Role, awaits, perhaps
from convrules.render.cells import cell_name
from convrules.render.completing import row_name, unnamed
from convrules.render.decided import cited_with, decided, what_it_says
from convrules.render.explain import named
from convrules.render.french import cite, joined, listing
from convrules.render.in_turn import Tour, in_turn
from convrules.render.lexicon import Lexique
from convrules.year.model import Dite, Lot, ResultatCellule, ResultatRegle
from convrules.year.valeurs import Echangee, Tue, exchanged, of_copy

LIGNES_MAX: Final = 50
"""Rows named of each kind: some thousand cells of a large landlord then weigh what their table does."""
LIGNES: Final = "lignes"
"""The table of the rows of rules."""
ROLES: Final = {
    Role.DANS_LA_BASE: t("dans la base"),
    Role.COMPTEE: t("dans «\u00a0Fait\u00a0»"),
    Role.CIBLE: t("dans le dû ou la cible"),
}

T = TypeVar("T")
Attente: TypeAlias = tuple[str, tuple[Role, ...], frozenset[Cause]]
"""A row, what it may be of, and what it lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ouverture:
    """`titre`: what opens; `dits`: the rule, then a line for each kind of rows."""

    titre: str
    dits: tuple[str, ...]


def behind_cell(regle: ResultatRegle, cell: ResultatCellule, lexique: Lexique) -> Ouverture | None:
    """None when no row is named. A rule of one cell says there what is of the whole rule."""
    told = list(_of_cell(cell, lexique))
    if not cell.cellule:
        told += _of_rule(regle)
    where = cell_name(cell) if cell.cellule else ""
    return _opening(_texts_of(regle, cell, lexique), regle.clause.entete.ident, where, told)


def behind_rule(regle: ResultatRegle, lexique: Lexique) -> Ouverture | None:
    """Of a rule judged cell by cell: what is of no cell in particular."""
    texts = [*_texts(regle), *(t("Règle\u202f: {a}", a=said) for said in decided(regle, lexique))]
    return _opening(texts, regle.clause.entete.ident, t("toutes cellules"), list(_of_rule(regle)))


def behind_lot(
    split: ir.Repartition,
    compte: str,
    lot: Lot,
    regle: ResultatRegle,
    cell: ResultatCellule,
    lexique: Lexique,
) -> Ouverture | None:
    """Of an account under a cell of the part that is split."""
    where = t("{a}, {b}", a=cell_name(cell), b=compte) if cell.cellule else compte
    waiting = [(vacance, (Role.COMPTEE,), causes) for vacance, causes in lot.en_doute]
    told = [
        *_counted(lot.lignes_comptees),
        *_perhaps(PEUT_ETRE, [row for row in waiting if not awaits(row[2])], lexique),
        *_perhaps(A_VENIR, [row for row in waiting if awaits(row[2])], lexique),
    ]
    return _opening([rule_text(split)], regle.clause.entete.ident, where, told)


def _opening(texts: Sequence[str], ident: str, where: str, told: Sequence[str]) -> Ouverture | None:
    if not told:
        return None
    name = t("{a}, {b}", a=cite(ident), b=where) if where else cite(ident)
    return Ouverture(titre=t("Lignes de {a}", a=name), dits=(*texts, *told))


def _texts(regle: ResultatRegle) -> list[str]:
    """The rule, and what replaces it in the year; a text that the year does not use is not one of them."""
    used = [(c.jour, c.textes) for c in regle.changements if c.textes and (c.seuil or not c.figee)]
    first = used[0][1][0] if used else regle.clause
    since = [
        t("Depuis le {jour}\u202f: {a}", jour=numbers.jour(jour), a=named(new)) for jour, (_, new) in used
    ]
    return [rule_text(first), *since]


def _texts_of(regle: ResultatRegle, cell: ResultatCellule, lexique: Lexique) -> list[str]:
    """What decides a cell; where exceptions do, which of them and what they say."""
    if not cell.dites:
        return _texts(regle)
    if turns := in_turn(regle, [cell], cell.dites):
        return list(_in_turn(turns, lexique))
    signed = _texts(regle) if any(not d.exceptions for d in cell.dites) else []
    said = [_said(d, lexique) for d in cell.dites if d.exceptions]
    if all(d.certaine for d in cell.dites):
        return [*signed, *(t("Règle\u202f: {a}", a=one) for one in said)]
    return [*signed, *(t("Peut-être, à sa place\u202f: {a}", a=one) for one in said)]


def _in_turn(turns: Sequence[Tour], lexique: Lexique) -> Iterator[str]:
    """« Règle, jusqu'au 30 juin 2025 : … », then « Puis : … »."""
    for rank, (dite, end) in enumerate(turns):
        said = _said(dite, lexique) if dite.exceptions else named(dite.clause)
        if end is None:
            yield t("Puis\u202f: {a}", a=said)
        elif rank:
            yield t("Puis, jusqu'au {jour}\u202f: {a}", jour=numbers.jour(end), a=said)
        else:
            yield t("Règle, jusqu'au {jour}\u202f: {a}", jour=numbers.jour(end), a=said)


def _said(dite: Dite, lexique: Lexique) -> str:
    return t("{a}\u202f: {b}", a=cited_with(dite.clause, dite.exceptions), b=what_it_says(dite, lexique))


def rule_text(clause: ir.Clause) -> str:
    """« Règle : délai « proposition » (article 6) »."""
    return t("Règle\u202f: {a}", a=named(clause))


# --- rows, kind by kind -----------------------------------------------------------------------
COMPTEES: Final = t("Comptées à coup sûr")
PEUT_ETRE: Final = t("Peut-être, faute de données")
A_VENIR: Final = t("Peut-être, selon ce qui n'est pas encore survenu")


def _of_cell(cell: ResultatCellule, lexique: Lexique) -> Iterator[str]:
    waiting = cell.a_completer, cell.lignes_a_venir
    yield from listed(t("Dans la base à coup sûr"), cell.lignes_base)
    yield from _counted(cell.lignes_comptees)
    yield from listed(t("Tours restitués, ajoutés à la cible"), cell.lignes_restituees)
    for head, rows in zip((PEUT_ETRE, A_VENIR), waiting, strict=True):
        yield from _perhaps(head, [(row.vacance, perhaps(row), row.causes) for row in rows], lexique)


def _counted(rows: Sequence[str]) -> Iterator[str]:
    """Lettings, then turns exchanged, which are none."""
    yield from listed(COMPTEES, [row for row in rows if not exchanged(row)])
    yield from listed(
        t("Tours échangés, où un tour cédé ôte un logement de «\u00a0Fait\u00a0»"),
        [row for row in rows if exchanged(row)],
    )


def _of_rule(regle: ResultatRegle) -> Iterator[str]:
    told = [
        t("{vacance} ({a}, {b})", vacance=turn.vacance, a=cite(turn.clause), b=numbers.jour(turn.jour))
        for turn in first(regle.rendus, lambda turn: turn.vacance)
    ]
    rows = [turn.vacance for turn in regle.rendus]
    yield from kind(t("Comptées, bien que leur tour ait été rendu"), told, rows)
    yield from listed(t("Peut-être dans une cellule qu'aucune ligne ne montre"), regle.ailleurs)


def _perhaps(head: str, waiting: Sequence[Attente], lexique: Lexique) -> Iterator[str]:
    """« V-1, V-2, peut-être dans « Fait » (donnée absente : …) »: rows alike together, in the order of the
    first, which narrows most."""
    alike: dict[tuple[tuple[Role, ...], frozenset[Cause]], list[str]] = {}
    for vacance, roles, causes in first(waiting, lambda row: row[0]):
        alike.setdefault((roles, causes), []).append(vacance)
    told = [
        t(
            "{rows}, peut-être {roles} ({why})",
            rows=names(rows),
            roles=listing([ROLES[role] for role in roles]),
            why=words.causes(causes, lexique),
        )
        for (roles, causes), rows in alike.items()
    ]
    yield from kind(head, told, [vacance for vacance, *_ in waiting])


def listed(head: str, rows: Sequence[str], table: str = LIGNES) -> Iterator[str]:
    """Rows of one kind, which lack nothing."""
    shown = first(rows, lambda row: row)
    yield from kind(head, [names(shown)] if shown else [], rows, table)


def names(rows: Sequence[str]) -> str:
    """« V-1, V-2 », as the files name them."""
    if any(isinstance(row, Echangee) for row in rows):
        return joined(list(map(row_name, rows)), ", ")
    # Why one text: thousands of lists of fifty would each remember every part of every half.
    return tel_quel(", ".join(rows))


def first(rows: Sequence[T], ident: Callable[[T], str]) -> list[T]:
    """Those that are named: the first, on the copy of a holder of those that it may see."""
    named = [row for row in rows if not isinstance(ident(row), Tue)]
    # Why all of them on a copy: it has no table besides.
    return named if of_copy(map(ident, rows)) else named[:LIGNES_MAX]


def kind(head: str, told: Sequence[str], rows: Sequence[str], table: str = LIGNES) -> Iterator[str]:
    """« Comptées à coup sûr (1 290) : V-1, V-2, … et 1 240 autres, dans lignes.csv : … ». told: of `first`;
    table: where they all are."""
    if not rows:
        return
    hidden = sum(isinstance(row, Tue) for row in rows)
    shown, left = joined(told, "\u202f; "), 0 if of_copy(rows) else len(rows) - LIGNES_MAX
    if left > 0:
        shown = t(
            "{shown} et {left}, dans {table}.csv\u202f: convrules compliance … -o dossier",
            shown=shown,
            left=numbers.count(left, "autre"),
            table=table,
        )
    if hidden:
        shown = joined([*([shown] if told else []), unnamed(hidden)], "\u202f; ")
    yield t("{a} ({n})\u202f: {b}", a=head, n=numbers.group(len(rows)), b=shown)
