"""What decides each cell of a part or quota, in words: the clause as signed, or exceptions to it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.texte import t
from convrules.base.values import Arrondi
from convrules.render import numbers, words
from convrules.render.cells import cell_name, named_cell
from convrules.render.clauses import application, compte, enonce, report, tolerance
from convrules.render.expressions import texte
from convrules.render.french import cite, joined, listing
from convrules.render.in_turn import in_turn, told_in_turn
from convrules.render.lexicon import Lexique
from convrules.render.neighbours import cited
from convrules.render.places import article, order_of, where
from convrules.year.cellules import Clef
from convrules.year.model import Dite, ResultatCellule, ResultatRegle

CELLULES_MAX: Final = 8
"""Cells named of each text that decides some; the table names them all."""
QUI_FONDE: Final = frozenset({"règle", "compte"})
"""Keys that say what is asked: the article of a cell is that of the exception that gives one."""
ARRONDIS: Final = {
    Arrondi.SUPERIEUR: t("arrondi\u202f: supérieur"),
    Arrondi.INFERIEUR: t("arrondi\u202f: inférieur"),
    Arrondi.PROCHE_HAUT: t("arrondi\u202f: au plus proche sinon supérieur"),
    Arrondi.PROCHE_BAS: t("arrondi\u202f: au plus proche sinon inférieur"),
    Arrondi.SANS: t("sans arrondi"),
}

Ensemble: TypeAlias = tuple[tuple[Dite, ...], list[ResultatCellule]]
"""The texts that decide, or may, and the cells that they decide."""


def readings(regle: ResultatRegle, cell: ResultatCellule) -> tuple[Dite, ...]:
    """The texts that decide a cell, or may: the clause as it is shown, where no exception does."""
    return cell.dites or (Dite(clause=regle.signee),)


def groups(regle: ResultatRegle) -> list[Ensemble]:
    """Cells by what decides them; those of the clause as signed first."""
    found: dict[tuple[object, ...], Ensemble] = {}
    for cell in regle.cellules:
        every = readings(regle, cell)
        key = tuple((d.noms, d.cles, d.ecartee, d.certaine, d.causes) for d in every)
        found.setdefault(key, (every, []))[1].append(cell)
    return sorted(found.values(), key=lambda group: bool(group[1][0].dites))


def excepted(regle: ResultatRegle) -> bool:
    """Does an exception decide some cell, or may it?"""
    return bool(regle.ecartees) or any(cell.dites for cell in regle.cellules)


def sole(regle: ResultatRegle) -> Dite | None:
    """The text that decides every cell for certain, when it is one and by exception."""
    found = groups(regle) if excepted(regle) else []
    only = found[0][0] if len(found) == 1 else ()
    return only[0] if len(only) == 1 and only[0].exceptions else None


def shown_clause(regle: ResultatRegle) -> ir.Part | ir.Quota:
    """The clause with the keys of exceptions that decide it everywhere; as signed otherwise."""
    only = sole(regle)
    return only.clause if only is not None else regle.clause


def clause_in(regle: ResultatRegle, cells: Sequence[ResultatCellule]) -> ir.Part | ir.Quota:
    """The clause as some cells have it, where they all have it alike; as it is written otherwise."""
    found = cells[0].dites if cells else ()
    alike = len(found) == 1 and all(cell.dites == found for cell in cells)
    return found[0].clause if alike else regle.signee


def unnamed(regle: ResultatRegle) -> list[str]:
    """Cases behind the rule that no cell shows, nor what sets it aside: of a day without row."""
    told = {nom for cell in regle.cellules for d in cell.dites for nom in d.noms}
    told |= {nom for _, d in regle.ecartees for nom in d.noms}
    return [nom for nom in regle.cas if nom not in told]


# --- names and articles -----------------------------------------------------------------------
def exception_names(exceptions: Iterable[ir.ExceptionClause]) -> str:
    """« bobigny_a_15 » (article 3) »."""
    told = ((cite(e.entete.ident), where(e.entete)) for e in exceptions)
    return listing([t("{a} ({b})", a=name, b=place) if place else name for name, place in told])


def cited_with(clause: ir.Clause, exceptions: Sequence[ir.ExceptionClause]) -> str:
    """« part « part_etat » (article 2), par exception « a_15 » (article 3) »."""
    if not exceptions:
        return cited(clause)
    return t("{a}, par exception {b}", a=cited(clause), b=exception_names(exceptions))


def asks_as_signed(dite: Dite) -> bool:
    """Is what is asked that of the clause, whatever exceptions say of its other keys?"""
    return not dite.ecartee and QUI_FONDE.isdisjoint(dite.cles)


def articles(dite: Dite) -> list[str | None]:
    """Those of the texts that say what is asked, the clause or the exceptions that replace it, then of the
    exceptions to its other keys."""
    own = [e.entete for e in dite.exceptions]
    return [article(one) for one in ((dite.clause.entete, *own) if asks_as_signed(dite) else own)]


def _place(entete: ir.Entete) -> str:
    """The same for a table: the law where there is no article."""
    return article(entete) or entete.source.fondement or ""


def cell_places(regle: ResultatRegle, cell: ResultatCellule) -> str:
    """« par exception : annexe 2 »; the clause's own beside exceptions that decide elsewhere; empty where the
    rule is the same in every cell."""
    return told_places([readings(regle, cell)]) if excepted(regle) else ""


def rule_places(regle: ResultatRegle) -> str:
    """« 2 ; par exception : annexe 2 ; peut-être par exception : annexe 10 »; empty where no exception
    decides."""
    every = [told for told, _ in groups(regle)] + [(dite,) for _, dite in regle.ecartees]
    return told_places(every) if excepted(regle) else ""


def told_places(sets: Sequence[Sequence[Dite]]) -> str:
    own = {_place(d.clause.entete) for every in sets for d in every if asks_as_signed(d)}
    sure, perhaps = ({_place(e.entete) or cite(e.entete.ident) for e in some} for some in acting(sets))
    parts = [_sorted(own - {""})]
    if sure:
        parts.append(t("par exception\u202f: {names}", names=_sorted(sure)))
    if perhaps - sure:
        parts.append(t("peut-être par exception\u202f: {names}", names=_sorted(perhaps - sure)))
    return joined([part for part in parts if part], "\u202f; ")


def _sorted(places: Iterable[str]) -> str:
    return joined(sorted(places, key=order_of), ", ")


def acting(
    sets: Iterable[Sequence[Dite]],
) -> tuple[Sequence[ir.ExceptionClause], Sequence[ir.ExceptionClause]]:
    """Exceptions that decide for certain in some cell, then those that only may; in the order of their
    articles. sets: for some cells, the texts that decide them or may."""
    found: dict[str, ir.ExceptionClause] = {}
    sure: set[str] = set()
    for every in sets:
        found |= {e.entete.ident: e for d in every for e in d.exceptions}
        # Why: one that holds whichever text applies is in no doubt, though the text is.
        sure |= set(every[0].noms).intersection(*(d.noms for d in every))
        sure |= {nom for d in every if d.certaine for nom in d.noms}
    ordered = sorted(found.values(), key=lambda e: order_of(_place(e.entete)))
    return (
        [e for e in ordered if e.entete.ident in sure],
        [e for e in ordered if e.entete.ident not in sure],
    )


# --- what is said -----------------------------------------------------------------------------
def key_words(clause: ir.Part | ir.Quota, cle: str, lexique: Lexique) -> str:
    """What a key says, by its name in files; empty when the clause does not give it."""
    match cle:
        case "règle":
            return enonce(clause, lexique)
        case "compte":
            counted = compte(clause, lexique)
            return t("compte les {counted}", counted=counted) if counted else ""
        case "application":
            return application(clause.application, lexique)
        case "arrondi":
            return ARRONDIS[clause.arrondi]
        case "report" if clause.report is not None:
            return t("report\u202f: {report}", report=report(clause.report))
        case "tolérance" if clause.tolerance is not None:
            return t("tolérance\u202f: {tolerance}", tolerance=tolerance(clause.tolerance))
        case "base minimale" if clause.base_minimale is not None:
            least = texte(clause.base_minimale, lexique)
            return t("base minimale\u202f: {base_minimale}", base_minimale=least)
        case "force" if clause.entete.force is not None:
            return clause.entete.force.value
        case _:
            return ""


def what_it_says(dite: Dite, lexique: Lexique) -> str:
    """« 15 % des vacances dans l'assiette, arrondi : inférieur »: the rule, then what exceptions replace."""
    if dite.ecartee:
        return t("règle écartée")
    others = [key_words(dite.clause, cle, lexique) for cle in dite.cles if cle != "règle"]
    return joined([enonce(dite.clause, lexique), *(said for said in others if said)], ", ")


def _sourced(dite: Dite, lexique: Lexique) -> str:
    """The same with what decides it: « … (par exception « a_15 » (article 3)) », « … (article 2) »."""
    said = what_it_says(dite, lexique)
    if dite.exceptions:
        return t("{a}, par exception {b}", a=said, b=exception_names(dite.exceptions))
    place = where(dite.clause.entete)
    return t("{a} ({b})", a=said, b=place) if place else said


def told_in(
    regle: ResultatRegle, cells: Sequence[ResultatCellule], every: Sequence[Dite], lexique: Lexique
) -> str:
    """What decides some cells: one text, several in turn, or which of them is not known."""
    if turns := in_turn(regle, cells, every):
        return told_in_turn([(_sourced(d, lexique), end) for d, end in turns])
    told = [_sourced(d, lexique) for d in every]
    if len(told) == 1:
        return told[0]
    doubtful = [d for d in every if not d.certaine]
    if not doubtful:
        return t("selon le jour de chaque ligne, {a}", a=listing(told, "ou"))
    causes = frozenset[Cause]().union(*(d.causes for d in doubtful))
    why = t(" ({a})", a=words.causes(causes, lexique)) if causes else ""
    said = listing(told, "ou")
    return t("on ne sait pas lequel de ces textes s'applique{pourquoi}\u202f: {a}", pourquoi=why, a=said)


def where_decided(cells: Sequence[ResultatCellule]) -> str:
    """« Bobigny (93008) et Pantin (93055) »."""
    return first_named([cell_name(c) for c in cells])


def first_named(cells: Sequence[str]) -> str:
    """The same of cells already named."""
    left = len(cells) - CELLULES_MAX
    more = [numbers.count(left, "autre")] if left > 0 else []
    return listing([*cells[:CELLULES_MAX], *more])


def decided(regle: ResultatRegle, lexique: Lexique) -> Iterator[str]:
    """« 10 % des vacances (article 2) », then « pour Bobigny (93008), 15 % des vacances, par exception … »:
    every text that decides some cell. Nothing where no exception does."""
    if excepted(regle):
        yield from (_told_of(regle, group, lexique) for group in groups(regle))
        yield from aside(regle, lexique)


def departures(regle: ResultatRegle, lexique: Lexique) -> Iterator[str]:
    """The same where exceptions decide, or may."""
    yield from (_told_of(regle, group, lexique) for group in groups(regle) if group[1][0].dites)


def aside_groups(regle: ResultatRegle) -> list[tuple[Dite, list[Clef]]]:
    """Cells in which exceptions set the rule aside, by what does."""
    found: dict[tuple[str, ...], tuple[Dite, list[Clef]]] = {}
    for clef, dite in regle.ecartees:
        found.setdefault(dite.noms, (dite, []))[1].append(clef)
    return list(found.values())


def set_aside_by(noms: Sequence[str]) -> str:
    """« écartée par « ex_ecarte » »."""
    return t("écartée par {ecartee_par}", ecartee_par=listing([cite(nom) for nom in noms]))


def aside(regle: ResultatRegle, lexique: Lexique) -> Iterator[str]:
    """« pour Saint-Ouen-sur-Seine (93070), règle écartée, par exception « ex_ecarte » (article 5) »."""
    for dite, clefs in aside_groups(regle):
        where = first_named([named_cell(clef) for clef in clefs])
        yield t("pour {a}, {b}", a=where, b=_sourced(dite, lexique))


def _told_of(regle: ResultatRegle, group: Ensemble, lexique: Lexique) -> str:
    every, cells = group
    said = told_in(regle, cells, every, lexique)
    if not (cells[0].dites and cells[0].cellule):
        return said
    return t("pour {a}, {b}", a=where_decided(cells), b=said)


def decided_notes(ident: str, regle: ResultatRegle, lexique: Lexique) -> Iterator[str]:
    """The same beside the table."""
    if told := list(decided(regle, lexique)):
        yield t("{a}\u202f: {b}.", a=ident, b=joined(told, "\u202f; "))


# --- the author's own words -------------------------------------------------------------------
def own_words(entete: ir.Entete) -> str:
    return " ".join((entete.enonce or "").split())


def statement_in(dite: Dite, lexique: Lexique, *, cited: bool = False) -> str:
    """What the texts that decide say of themselves, between quotation marks if `cited`; in our words for
    those that say nothing."""
    replaced = dite.ecartee or "règle" in dite.cles
    own = [] if replaced else [own_words(dite.clause.entete)]
    own += [own_words(e.entete) for e in dite.exceptions]
    if dite.exceptions and "" in own:
        return what_it_says(dite, lexique)
    said = joined([said for said in own if said], " ")
    return cite(said) if said and cited else said


def statement(
    regle: ResultatRegle, cells: Sequence[ResultatCellule], lexique: Lexique, *, cited: bool = False
) -> str:
    """The same of cells that one thing decides; of several texts, each between quotation marks."""
    every = readings(regle, cells[0])
    if turns := in_turn(regle, cells, every):
        said = told_in_turn(
            [(statement_in(d, lexique, cited=True) or what_it_says(d, lexique), end) for d, end in turns]
        )
        return said if said.endswith("»") else t("{a}.", a=said)
    found = dict.fromkeys(statement_in(d, lexique, cited=True) for d in every)
    told = [said for said in found if said]
    if len(told) < 2:
        return listing([said for d in every[:1] if (said := statement_in(d, lexique, cited=cited))])
    said = listing(told, "ou")
    if all(d.certaine for d in every):
        return t("{a}, selon le jour de chaque ligne.", a=said)
    return t("{a}, sans que l'on sache lequel s'applique.", a=said)


def statements(
    regle: ResultatRegle,
    lexique: Lexique,
    some: Sequence[ResultatCellule] | None = None,
    *,
    cited: bool = False,
) -> Iterator[tuple[str, str]]:
    """(where, statement) for every text that decides some cell; where is empty for the clause as signed, and
    for a rule of one cell. some: of texts that decide these alone."""
    for _, every in groups(regle):
        cells = every if some is None else [c for c in every if any(c is one for one in some)]
        if not cells:
            continue
        plain = not (cells[0].dites and cells[0].cellule)
        said = statement(regle, cells, lexique, cited=cited)
        if said:
            yield "" if plain else where_decided(cells), said
    for dite, clefs in aside_groups(regle) if some is None else ():
        if said := statement_in(dite, lexique, cited=cited):
            yield first_named([named_cell(clef) for clef in clefs]), said
