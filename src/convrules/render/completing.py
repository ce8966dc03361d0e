"""Rows to complete, by what they lack: what to look for, in which rows, and what each of them narrows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.records import dataclass
from convrules.base.texte import Texte, compte, t, tel_quel
from convrules.base.trous import SOUSTRACTIONS, VACANCES_DE
from convrules.render import numbers, words
from convrules.render.counted import unit_word
from convrules.render.french import cite, joined, listing
from convrules.render.lexicon import Lexique, shown
from convrules.runtime.concurrents import CONVENTIONS
from convrules.year.atteinte import ATTENDUES
from convrules.year.model import ACompleter, BilanConvention
from convrules.year.previsions_a_dire import PrevisionADire, forecasts_to_tell
from convrules.year.valeurs import Echangee, Tue, of_copy

FIN = numbers.FINE
Effet: TypeAlias = tuple[str, Fraction, bool, str, bool]
"""Rule, by how much a row narrows it, « at most », of what, and whether it narrows what is due."""
LIGNE: Final = "ligne"
RECOUVERTES_MAX: Final = 6
"""Rows named where texts overlap, the others being counted."""
_UNITES: Final[Mapping[ir.Niveau | None, str]] = {
    ir.Niveau.VACANCE: "vacance",
    ir.Niveau.CANDIDATURE: "candidature",
    ir.Niveau.REFUS: "refus",
    ir.Niveau.LOGEMENT: "logement",
    ir.Niveau.DROIT: "droit",
    ir.Niveau.DEMANDE: "demande",
}
_MASCULINS: Final = frozenset({"refus", "logement", "droit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Manque:
    """Rows that lack the same facts and narrow the same rules as much. `effets`: the most narrowed first.
    `prevue`: not rows, but what lacks of a forecast of withdrawals."""

    faits: tuple[str, ...]
    effets: tuple[Effet, ...]
    vacances: tuple[str, ...]
    unite: str = "vacance"
    prevue: PrevisionADire | None = None


def lacks(b: BilanConvention) -> tuple[Manque, ...]:
    """In the order of the first row of each, by what narrows a rule most. A row that several rules wait for
    is there once."""
    groups: dict[tuple[tuple[str, ...], tuple[Effet, ...]], list[ACompleter]] = {}
    units = {r.clause.entete.ident: unit_word(r.clause, b) for r in b.regles}
    for row in to_complete(b):
        facts = tuple(sorted({c.fait for c in row.causes if not c.fait.startswith(CONVENTIONS)}))
        groups.setdefault((facts, _effects(row, units)), []).append(row)
    found = [
        *(_forecast(told, units) for told in forecasts_to_tell(b.regles)),
        *(
            Manque(faits=facts, effets=effets, vacances=tuple(map(_named, rows)), unite=_unit(rows, b))
            for (facts, effets), rows in groups.items()
        ),
    ]
    return tuple(sorted(found, key=_least_first))


def _least_first(m: Manque) -> Fraction:
    return -max((ecart for _, ecart, *_ in m.effets), default=Fraction(0))


def _forecast(told: PrevisionADire, units: Mapping[str, str]) -> Manque:
    """By rule, whatever the cell: of several that it does not narrow as much, at most the most."""
    by_rule: dict[str, list[tuple[Fraction, bool, bool]]] = {}
    for r in told.reductions:
        by_rule.setdefault(r.clause, []).append((r.prevue.ecart, r.prevue.au_plus, r.prevue.du > 0))
    effects = tuple(
        (clause, each[0][0], len(set(each)) > 1 or each[0][1], units.get(clause, LIGNE), each[0][2])
        for clause, each in by_rule.items()
    )
    return Manque(
        faits=tuple(sorted({c.fait for c in told.causes})), effets=effects, vacances=(), prevue=told
    )


def how_many(told: PrevisionADire) -> str:
    """« 44 logements prévus pour 2025 »."""
    if not told.dite:
        return t("nombre prévu pour {annee} non connu", annee=str(told.annee))
    number = max(r.prevue.prevision.nombre for r in told.reductions)
    return t("{n} pour {annee}", n=numbers.count(number, "logement prévu"), annee=str(told.annee))


def _unit(rows: Iterable[ACompleter], b: BilanConvention) -> str:
    """What they are: the rows of the rules that wait for them; lines where they are of several tables, or of
    the journal."""
    levels = {r.clause.entete.ident: r.clause.niveaux for r in b.regles}
    found: set[ir.Niveau | None] = set()
    for row in rows:
        found.update(*(levels.get(r.clause, {None}) for r in row.reductions))
        found |= {None} if isinstance(row.vacance, Echangee) or not row.reductions else set()
    return _UNITES.get(found.pop(), LIGNE) if len(found) == 1 else LIGNE


def _effects(row: ACompleter, units: Mapping[str, str]) -> tuple[Effet, ...]:
    """Cells are left out: rows of two communes that narrow their own cell alike are one line."""
    found = (
        (r.clause, r.ligne.ecart, r.ligne.au_plus, units.get(r.clause, LIGNE), r.ligne.du > 0)
        for r in row.reductions
    )
    return tuple(dict.fromkeys(found))


def _named(row: ACompleter) -> str:
    """The row, with the one to complete when that is another: « L0 (droits D1) »."""
    if isinstance(row.vacance, Tue):
        return row.vacance
    ident = row.vacance.acte if isinstance(row.vacance, Echangee) else row.vacance
    others = sorted({c.ligne for c in row.causes if c.ligne and not _own(c.ligne, ident)})
    return tel_quel(f"{row_name(row.vacance)} ({', '.join(others)})") if others else row.vacance


def _own(ligne: str, ident: str) -> bool:
    """Is « droits D1 » the row itself? One below a vacancy is named after it (« V-1/C2 »)."""
    nom = ligne.partition(" ")[2]
    return ident == nom or ident.endswith(f"/{nom}")


def to_complete(b: BilanConvention) -> Sequence[ACompleter]:
    """Rows that lack data: where texts overlap, none is lacking."""
    return [row for row in b.a_completer if any(not c.fait.startswith(CONVENTIONS) for c in row.causes)]


def overlapping(b: BilanConvention) -> Mapping[str, list[str]]:
    """Rows that two texts bear on, by these conventions: no fact says which decides."""
    found: dict[str, list[str]] = {}
    for row in b.a_completer:
        for fait in sorted({c.fait for c in row.causes if c.fait.startswith(CONVENTIONS)}):
            found.setdefault(fait.removeprefix(CONVENTIONS), []).append(row.vacance)
    return found


def overlap_notes(b: BilanConvention) -> Iterator[str]:
    for names, rows in overlapping(b).items():
        yield t(
            "Textes qui se recouvrent\u202f: les conventions {names} portent chacune sur {rows}\u202f; "
            "aucune donnée ne dit laquelle en décide\u202f; bornez-les (dates, territoire ou champ).",
            names=listing([cite(nom) for nom in names.split(", ")]),
            rows=some_rows(rows, RECOUVERTES_MAX),
        )


def waiting(b: BilanConvention) -> Texte:
    """How many rows are to be completed: « 2 vacances », « 3 candidatures »; and what forecasts lack."""
    rows, more = to_complete(b), len(forecasts_to_tell(b.regles))
    told = numbers.count(len(rows), _unit(rows, b))
    if not more:
        return told
    lacking_there = compte(
        more, "1 donnée des soustractions prévues", "{n} données des soustractions prévues"
    )
    return t("{a} et {b}", a=told, b=lacking_there) if rows else lacking_there


def lacking(m: Manque, lexique: Lexique) -> str:
    """« logement situé en quartier prioritaire (qpv) »."""
    return listing([shown(fait, lexique) for fait in m.faits])


def narrowed(m: Manque) -> str:
    """« « quart_hors_qpv » et « quart » de 1,25 logement ; « plafond » d'au plus 0,3 logement »."""
    told = []
    for (ecart, au_plus, mot, due), same in groupby(m.effets, key=lambda effet: effet[1:]):
        rules, n = listing([cite(clause) for clause, *_ in same]), numbers.count(ecart, mot)
        if ecart == 0 and not due:
            told.append(t("{rules} de rien", rules=rules))
        elif ecart == 0:
            told.append(t("{rules} de rien (le fait et le dû y changent d'autant)", rules=rules))
        elif au_plus:
            told.append(t("{rules} d'au plus {n}", rules=rules, n=n))
        else:
            told.append(t("{rules} de {n}", rules=rules, n=n))
    return joined(told, "\u202f; ")


def _each(m: Manque) -> str:
    if m.unite in _MASCULINS:
        return t("chacun réduit") if len(m.vacances) > 1 else t("il réduit")
    return t("chacune réduit") if len(m.vacances) > 1 else t("elle réduit")


def rows_named(m: Manque, most: int) -> str:
    return some_rows(m.vacances, most)


def by_fact(rows: Iterable[ACompleter]) -> Mapping[tuple[str, ...], list[str]]:
    """Rows by the facts that they lack, whatever each of them narrows."""
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        found.setdefault(tuple(sorted({c.fait for c in row.causes})), []).append(_named(row))
    return found


def some_rows(rows: Sequence[str], most: int) -> str:
    """« V-1, V-2 et 4 autres »; on the copy of a holder, all of its own, then how many it may not see."""
    named = [row for row in rows if not isinstance(row, Tue)]
    most = len(named) if of_copy(rows) else most
    hidden, left = len(rows) - len(named), len(named) - most
    told = joined(list(map(row_name, named[:most])), ", ")
    if left > 0:
        told = t("{told} et {left}", told=told, left=numbers.count(left, "autre"))
    if not hidden:
        return told
    return t("{told}, et {hidden}", told=told, hidden=unnamed(hidden)) if named else unnamed(hidden)


def row_name(row: str) -> str:
    """As files name it; of an act of exchange, with what it does."""
    if not isinstance(row, Echangee):
        return tel_quel(row)
    acte = tel_quel(row.acte)
    said = t("{acte} (gagné)", acte=acte) if row.gagne else t("{acte} (cédé)", acte=acte)
    return t("{row}\u00a0?", row=said) if row.doute else said


def unnamed(n: int, *, alone: bool = False) -> str:
    """Rows of others, on the copy of one holder. alone: said where nothing else says what they are."""
    if alone:
        return t("{lignes} que cet exemplaire ne nomme pas", lignes=numbers.count(n, LIGNE))
    return compte(n, "1 que cet exemplaire ne nomme pas", "{n} que cet exemplaire ne nomme pas")


def is_beyond(cause: Cause) -> bool:
    """Does it lack in what is to come, or in days that no file says, and in no row of the files?"""
    return cause.fait.startswith(VACANCES_DE) or cause.ligne.startswith(f"{ATTENDUES.fait} ")


def beyond_rows(b: BilanConvention, lexique: Lexique) -> str:
    """What lacks that no row of the files shows: of what rows show, their own lines say more."""
    found = {c for r in b.regles for cell in r.cellules for c in cell.causes}
    found |= {c for split in b.repartitions for cell in split.cellules for c in cell.causes}
    others = (r.autre for r in b.regles if r.autre is not None)
    found |= {c for autre in others if autre.cible is None or autre.attend_un_solde for c in autre.causes}
    told = frozenset[Cause]().union(*(p.causes for p in forecasts_to_tell(b.regles)))
    causes = {c for c in found - told if c.genre is not Genre.FUTUR}
    if b.a_completer:
        causes = {c for c in causes if is_beyond(c) or c.fait.startswith(SOUSTRACTIONS)}
    return words.causes(causes, lexique) if causes else ""


def lack_row(m: Manque, lexique: Lexique, most: int) -> tuple[str, str, str, str]:
    """What lacks, in how many rows, what each narrows, and which."""
    if m.prevue is not None:
        return lacking(m, lexique), "–", narrowed(m), how_many(m.prevue)
    return lacking(m, lexique), numbers.group(len(m.vacances)), narrowed(m), rows_named(m, most)


def lack_lines(b: BilanConvention, lexique: Lexique, most: int) -> Iterator[str]:
    """« logement conventionné (conventionne) : 2 vacances, chacune réduit « part » de 0,95 logement : … »."""
    for m in lacks(b):
        if m.prevue is not None:
            said = t("{a}, ce qui réduit {b}", a=how_many(m.prevue), b=narrowed(m))
            yield t("{a}\u202f: {b}", a=lacking(m, lexique), b=said)
            continue
        n = len(m.vacances)
        each = _each(m)
        rows = t(
            "{a}, {b} {c}\u202f: {d}",
            a=numbers.count(n, m.unite),
            b=each,
            c=narrowed(m),
            d=rows_named(m, most),
        )
        yield t("{a}\u202f: {b}", a=lacking(m, lexique), b=rows)
