"""What is beside the table of the year: exceptions, conflicts, amounts lost, and how each rule is read."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.accounts import account, account_notes, returned_notes
from convrules.render.balances import carries, judged_since
from convrules.render.bounds import bornes
from convrules.render.brought import brought_notes
from convrules.render.cells import cell_name, cells_word, named_cell
from convrules.render.changes import change_words
from convrules.render.clauses import enonce
from convrules.render.completing import overlap_notes, some_rows
from convrules.render.contradicted import contradicted_notes
from convrules.render.counted import MOINS_D_UN, unit_word
from convrules.render.decided import (
    aside,
    cited_with,
    decided_notes,
    departures,
    first_named,
    key_words,
    sole,
    unnamed,
    where_decided,
)
from convrules.render.explain import named
from convrules.render.forces import is_no_breach
from convrules.render.french import cite, joined, listing, sentence
from convrules.render.lexicon import Lexique, par_exception
from convrules.render.lost import lost_notes, lost_on_account
from convrules.render.lots import judged_each
from convrules.render.margins import margin_notes
from convrules.render.possible import possible_notes
from convrules.render.unseen import unseen_notes
from convrules.year.model import (
    MANQUES,
    Bilan,
    BilanConvention,
    ResultatCellule,
    ResultatRegle,
    ResultatRepartition,
    Verdict,
)

FIN = numbers.FINE
PETITS_MAX = 8
DITES_APRES: Final = ("arrondi", "report", "tolérance", "base minimale", "force")


def judged(b: BilanConvention) -> list[ResultatRegle]:
    """Rules that say something to this holder: inherited ones about others are left to `unconcerned`."""
    return [r for r in b.regles if not _silent(r)]


def unconcerned(b: BilanConvention) -> list[str]:
    return [r.clause.entete.ident for r in b.regles if _silent(r)]


def _silent(r: ResultatRegle) -> bool:
    return (
        not (r.cellules or r.changements)
        and not r.ecartees
        and r.ecartee_par is None
        and r.verdict in (None, Verdict.NON_APPLICABLE)
    )


def all_notes(b: BilanConvention, bilan: Bilan, lexique: Lexique) -> Iterator[str]:
    yield from overlap_notes(b)
    yield from notes(b, lexique)
    yield from still_open(b, bilan)
    first = bilan.precedents[0].annee if bilan.precedents else None
    yield from brought_notes(b, judged_since(bilan.precedents, first) if first is not None else None)
    yield from contradicted_notes(bilan, b.convention.ident)
    yield from _not_over(bilan, b)
    yield from returned_notes(b)
    yield from account_notes(b, bilan.imputations)


def notes(b: BilanConvention, lexique: Lexique) -> Iterator[str]:
    """What the table cannot say: exceptions, conflicts, amounts lost, splits, rules about other holders."""
    for regle in b.regles:
        ident = cite(regle.clause.entete.ident)
        yield from decided_notes(ident, regle, lexique)
        other = par_exception(unnamed(regle), regle.clause, lexique)
        if other:
            yield t("{a}, {b}.", a=ident, b=other)
        if regle.conflit:
            yield conflict_note(regle)
        yield from (change_words(ident, c, lexique) for c in regle.changements)
        yield from aim_notes(regle)
        yield from tendency_notes(regle)
        yield from margin_notes(regle, b)
        yield from unseen_notes(ident, regle)
        yield from lost_notes(ident, regle)
    yield from possible_notes(b)
    yield from _small(b)
    yield from awaiting_notes(b)
    for split in b.repartitions:
        yield from (change_words(cite(split.clause.entete.ident), c, lexique) for c in split.changements)
        yield sentence(
            t(
                "{a}\u202f: {b}{c}",
                a=named(split.clause),
                b=enonce(split.clause, lexique),
                c=judged_each(split, b),
            )
        )
        yield from _of_accounts(split)
        yield from _lost_by(split, b)
    yield from nothing_to_judge(unconcerned(b))


def aim_notes(regle: ResultatRegle) -> Iterator[str]:
    """Of one that is missed, though nobody owed it."""
    if regle.verdict not in MANQUES:
        return
    ident, cells = cite(regle.clause.entete.ident), regle.cellules
    aims = [c for c in cells if is_no_breach(c.force, c.verdict)]
    if aims and len({c.force for c in cells}) > 1:
        yield aim_in(ident, where_decided(aims))
    elif aims or (not cells and is_no_breach(regle.clause.entete.force, regle.verdict)):
        yield aim(ident)


def aim(ident: str) -> str:
    """Of a rule that is an objective wherever it is judged."""
    return t("{ident} est un objectif\u202f: ne pas l'atteindre n'est pas un manquement.", ident=ident)


def aim_in(ident: str, cellules: str) -> str:
    """Of one that is an objective in some cells alone."""
    return t(
        "{ident}\u202f: pour {cellules}, c'est un objectif\u202f: ne pas l'atteindre n'est pas un "
        "manquement.",
        ident=ident,
        cellules=cellules,
    )


def tendency_notes(regle: ResultatRegle) -> Iterator[str]:
    """Of one, or of cells, that the convention wishes for: there is no verdict to say so. Of a part that is
    split, its accounts are (`_of_accounts`)."""
    ident, cells = cite(regle.clause.entete.ident), regle.cellules
    wished = [c for c in cells if c.force is ir.Force.TENDRE_VERS]
    if wished and not regle.partagee:
        mixed = len({c.force for c in cells}) > 1
        yield _wish(ident, where_decided(wished) if mixed else "")


def _wish(ident: str, cellules: str) -> str:
    """cellules: empty of a rule that is one everywhere."""
    if not cellules:
        return t(
            "{ident}\u202f: la convention demande de tendre vers la cible, sans verdict\u202f; ne pas "
            "l'atteindre n'est pas un manquement.",
            ident=ident,
        )
    return t(
        "{ident}\u202f: pour {cellules}, la convention demande de tendre vers la cible, sans "
        "verdict\u202f; ne pas l'atteindre n'est pas un manquement.",
        ident=ident,
        cellules=cellules,
    )


def _of_accounts(split: ResultatRepartition) -> Iterator[str]:
    """Both of the accounts of a split, by the cells of the part."""
    ident = cite(split.clause.entete.ident)
    lots = [(named_cell(cell.cellule), lot) for cell in split.cellules for lot in cell.lots]
    mixed = len({lot.force for _, lot in lots}) > 1
    aims = list(dict.fromkeys(where for where, lot in lots if is_no_breach(lot.force, lot.verdict)))
    wished = list(dict.fromkeys(where for where, lot in lots if lot.force is ir.Force.TENDRE_VERS))
    if aims:
        yield aim_in(ident, first_named(aims)) if mixed else aim(ident)
    if wished:
        yield _wish(ident, first_named(wished) if mixed else "")


def conflict_note(regle: ResultatRegle) -> str:
    """Of a rule that contradicts itself."""
    return t(
        "{ident} est en erreur\u202f: {names} se contredisent et aucun ne prime.",
        ident=cite(regle.clause.entete.ident),
        names=listing([cite(c) for c in regle.conflit]),
    )


def _not_over(bilan: Bilan, b: BilanConvention) -> Iterator[str]:
    """That the year before, judged for what it leaves, still runs."""
    before = bilan.annee - 1
    carried = any(carries(r.clause) for r in b.regles)
    if bilan.precedents and carried and bilan.au < date(before, 12, 31):
        yield t(
            "{before} n'est pas finie au {jour}\u202f: les soldes qui en viennent peuvent encore changer.",
            before=str(before),
            jour=numbers.jour(bilan.au),
        )


def nothing_to_judge(idents: Sequence[str]) -> Iterator[str]:
    """A rule that is inherited says nothing to most holders; one of the convention itself, for this year."""
    others = [cite(nom) for nom in idents if "." in nom]
    own = [cite(nom) for nom in idents if "." not in nom]
    if others:
        yield t("Sans objet pour ce réservataire\u202f: {x}.", x=listing(others))
    if own:
        yield t(
            "Rien à juger cette année\u202f: {x} (aucune ligne, base sous son minimum, condition non "
            "remplie, ou part qui ne s'applique pas).",
            x=listing(own),
        )


def _lost_by(split: ResultatRepartition, b: BilanConvention) -> Iterator[str]:
    """What the carry-over of the part cuts from the balance of each account."""
    part = next((r.clause for r in b.regles if r.clause.entete.ident == split.clause.de), None)
    if part is None:
        return
    for nom, _ in split.clause.entre:
        name = t("{a} ({b})", a=cite(split.clause.entete.ident), b=account(nom))
        yield from (t("{a}\u202f: {b}.", a=name, b=lost) for lost in lost_on_account(split, nom, part))


def awaiting_notes(b: BilanConvention) -> Iterator[str]:
    """Rules that count rows which vacancies may still have."""
    for regle in b.regles:
        ident = cite(regle.clause.entete.ident)
        if ids := list(dict.fromkeys(row for c in regle.cellules for row in c.sans_nombre)):
            yield t(
                "{ident}\u202f: base et fait sont au moins ceux-là\u202f; le nombre manque à {n} ({named}).",
                ident=ident,
                n=numbers.count(len(ids), "ligne"),
                named=some_rows(ids, PETITS_MAX),
            )
        if ids := list(dict.fromkeys(row for c in regle.cellules for row in c.en_attente)):
            yield t(
                "{ident}\u202f: base et fait sont ceux de ce jour\u202f; {n} dont le tour n'est pas clos y "
                "{add} peut-être ({named}).",
                ident=ident,
                n=numbers.count(len(ids), "vacance"),
                add=t("ajouteront") if len(ids) > 1 else t("ajoutera"),
                named=some_rows(ids, PETITS_MAX),
            )


def still_open(b: BilanConvention, bilan: Bilan) -> Iterator[str]:
    """Rows that lack nothing and still move a figure of a year that is over: their turn is open. Of one that
    is not over, every figure does."""
    last = b.periode[1] if b.periode else date(bilan.annee, 12, 31)
    if bilan.au < last:
        return
    rules: dict[tuple[str, ...], list[str]] = {}
    for regle in b.regles:
        waiting = {row.vacance for cell in regle.cellules for row in cell.lignes_a_venir}
        if waiting:
            rules.setdefault(tuple(sorted(waiting)), []).append(cite(regle.clause.entete.ident))
    for rows, idents in rules.items():
        yield t(
            "{idents}\u202f: rien ne manque à {n} ({named}), mais tout n'y est pas encore survenu\u202f: les "
            "chiffres en dépendent.",
            idents=listing(idents),
            n=numbers.count(len(rows), "ligne"),
            named=some_rows(rows, PETITS_MAX),
        )


def _small(b: BilanConvention) -> Iterator[str]:
    """Rules whose base is too small for a share to mean much, or under its minimum."""
    for regle in b.regles:
        ident = cite(regle.clause.entete.ident)
        if small := [c for c in regle.cellules if c.petit_effectif]:
            yield (
                t(
                    "Petit effectif\u202f: {ident} demande {least}{within}\u202f; un pourcentage n'y dit "
                    "presque rien.",
                    ident=ident,
                    least=MOINS_D_UN[unit_word(regle.clause, b)],
                    within=_within(small, regle),
                )
            )
        below = [c for c in regle.cellules if c.sous_minimum]
        if below and below[0].base_minimale is not None:
            least = bornes(below[0].base_minimale)
            yield t(
                "{ident} ne dit rien{within}\u202f: moins de {least} dans la base.",
                ident=ident,
                within=_within(below, regle),
                least=least,
            )


def _within(cells: Sequence[ResultatCellule], regle: ResultatRegle) -> str:
    """« dans 3 communes (3 sur 8 : … »; nothing for a rule of one cell."""
    if len(regle.cellules) == 1:
        return ""
    told = [cell_name(c) for c in cells[:PETITS_MAX]]
    left = len(cells) - len(told)
    names = listing([*told, *([numbers.count(left, "autre")] if left else [])])
    of = t(
        "{cells} sur {cellules}", cells=numbers.group(len(cells)), cellules=numbers.group(len(regle.cellules))
    )
    kind = cells_word([c.cellule for c in regle.cellules], len(cells))
    return t(
        " dans {n}\u00a0{cells} ({of}\u202f: {names})",
        n=numbers.group(len(cells)),
        cells=kind,
        of=of,
        names=names,
    )


def rule_sentence(regle: ResultatRegle, lexique: Lexique) -> str:
    """The rule as it decides: that of the exception, where one decides everywhere; otherwise the clause, then
    what exceptions make of it, and where."""
    only = sole(regle)
    clause = only.clause if only is not None else regle.signee
    head = cited_with(clause, only.exceptions if only is not None else ())
    first, *others = clause_words(clause, lexique)
    parts: list[str] = [t("{a}\u202f: {b}", a=head, b=first), *others]
    if only is None:
        parts += departures(regle, lexique)
    parts += aside(regle, lexique)
    parts.append(par_exception(unnamed(regle), clause, lexique))
    return sentence(joined([part for part in parts if part], "\u202f; "))


def clause_words(clause: ir.Part | ir.Quota, lexique: Lexique) -> list[str]:
    """What a clause says, key by key, its rule first."""
    said = [enonce(clause, lexique), key_words(clause, "compte", lexique), *_where_it_holds(clause, lexique)]
    said += [key_words(clause, cle, lexique) for cle in DITES_APRES]
    return [one for one in said if one]


def _where_it_holds(clause: ir.Part | ir.Quota, lexique: Lexique) -> Iterator[str]:
    """Cells, period, and the rule that a quota stands in or comes after."""
    yield key_words(clause, "application", lexique)
    if isinstance(clause, ir.Quota):
        if clause.periode is not None:
            yield t("période\u202f: {periode}", periode=clause.periode)
        if clause.parent is not None:
            yield t("à l'intérieur de {parent}", parent=cite(clause.parent))
        if clause.en_sus_de is not None:
            yield t("en sus de {en_sus_de}", en_sus_de=cite(clause.en_sus_de))
