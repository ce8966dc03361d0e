"""Balances that one of several judgements side by side takes up, and that nothing says, or two things do."""

from collections.abc import Iterable, Iterator, Sequence, Set

from convrules import ir
from convrules.base.texte import suite, t
from convrules.render.balances import (
    brought_since,
    by_fractions,
    carries,
    first_year,
    how_to_bring,
    judged_since,
    judged_together,
    row_of_balance,
    taken_up_note,
)
from convrules.render.brought import Change, change_of
from convrules.render.contradicted import contradiction
from convrules.render.french import cite
from convrules.render.lost_quarters import quarter_notes
from convrules.render.uncovered import each_once
from convrules.year.cellules import Clef
from convrules.year.comparaison import Colonne as ColonneComparee
from convrules.year.comparaison import Comparaison, RegleComparee
from convrules.year.model import Bilan, ResultatCellule, ResultatRegle
from convrules.year.trimestres import lost_in_rule


def unknown_balances(c: Comparaison) -> Iterator[str]:
    """Columns that take up a balance which no table gives: why they are not told, and how to bring it."""
    told: dict[tuple[str, str, int], tuple[Change, list[Clef], ColonneComparee]] = {}
    left: set[tuple[str, str, int]] = set()
    lost: dict[tuple[str, str, int], tuple[ResultatRegle, list[Clef]]] = {}
    for rule in c.regles:
        for colonne, convention, vu in zip(c.colonnes, rule.conventions, rule.vus, strict=True):
            own = vu is not None and (rule.clause != vu.regle.clause.entete.ident or not vu.regle.partagee)
            if vu is None or vu.cellule is None or not own or not carries(vu.regle.clause):
                continue
            if vu.cellule.cible is None and vu.cellule.solde_initial is None:
                assert convention is not None, "of a rule that is seen"
                change = change_of(vu.regle, rule.clause, colonne.bilan)
                account = (convention, rule.clause, colonne.bilan.annee - 1)
                if vu.cellule.cellule in lost_in_rule(vu.regle):
                    lost.setdefault(account, (vu.regle, []))[1].append(vu.cellule.cellule)
                    continue
                found = told.setdefault(account, (change, [], colonne))
                found[1].append(vu.cellule.cellule)
                if _leaves_some(c, rule, colonne):
                    left.add(account)
    yield from _years_before(c, told)
    for (_, clause, _), (regle, cells) in lost.items():
        yield from quarter_notes(clause, cells, regle)
    for (convention, clause, annee), (change, cells, colonne) in told.items():
        if change is not None:
            yield taken_up_note(change, clause, row_of_balance(convention, clause, annee, cells))
            continue
        yield t(
            "{ident}\u202f: sous un report, la cible et le verdict sont indéterminés, faute du solde de "
            "{annee}. {how_to_bring}",
            ident=cite(clause),
            annee=str(annee),
            how_to_bring=_how(
                c, colonne, (convention, clause), cells, left=(convention, clause, annee) in left
            ),
        )


def _years_before(c: Comparaison, accounts: Iterable[tuple[str, str, int]]) -> Iterator[str]:
    """Where the files have the year before the first that is compared: to compare it too says balances."""
    wanting = {(convention, clause) for convention, clause, _ in accounts}
    if c.rejouee:
        yield from _years_since(c, wanting)
        return
    found: set[int] = set()
    for colonne in c.colonnes:
        before = min(year.annee for year in _own(c, colonne)) - 1
        for b in colonne.bilan.conventions:
            own = [compte for convention, compte in wanting if convention == b.convention.ident]
            if any(first_year(b, compte, before + 1) <= before for compte in own):
                found.add(before)
    for before in sorted(found):
        yield t(
            "Les fichiers ont des vacances de {before}\u202f: «\u202f--year {before}\u202f», ajouté à "
            "«\u202fcompare\u202f», juge aussi cette année, dont les soldes passent à la suivante.",
            before=str(before),
        )


def _years_since(c: Comparaison, wanting: Set[tuple[str, str]]) -> Iterator[str]:
    """The same of a year replayed, whose command judges the years before under each text."""
    found = {
        first
        for colonne in c.colonnes
        for b in colonne.bilan.conventions
        if b.periode is not None
        for compte in (compte for convention, compte in wanting if convention == b.convention.ident)
        if (first := judged_together(b, compte)) is not None
    }
    judged = min((year.annee for colonne in c.colonnes for year in colonne.bilan.precedents), default=None)
    if found and (judged is None or min(found) < judged):
        yield t(
            "Les fichiers ont des vacances d'avant {annee}\u202f: «\u202f--since {depuis}\u202f», ajouté à "
            "«\u202fsimulate\u202f», juge aussi ces années, dont les soldes passent de l'une à l'autre.",
            annee=str(c.colonnes[0].bilan.annee),
            depuis=str(min(found)),
        )


def _own(c: Comparaison, colonne: ColonneComparee) -> list[Bilan]:
    """Years of one landlord."""
    return [other.bilan for other in c.colonnes if other.bilan.bailleur == colonne.bilan.bailleur]


def contradicted(c: Comparaison) -> Iterator[str]:
    """Balances that the table says of a year judged beside, which leaves otherwise; of a year replayed, under
    which texts."""

    def told(bilans: Iterable[Bilan]) -> list[str]:
        found = dict.fromkeys(one for year in bilans for one in year.contredits)
        return [t("{a}, {b}", a=cite(one.convention), b=contradiction(one)) for one in found]

    if c.rejouee:
        yield from each_once([(x.nom, told((*x.bilan.precedents, x.bilan))) for x in c.colonnes])
    else:  # Those before are columns too, or are not compared.
        yield from told(colonne.bilan for colonne in c.colonnes)


def _leaves_some(c: Comparaison, rule: RegleComparee, colonne: ColonneComparee) -> bool:
    """Does the year before, judged beside, know what it leaves? Then the table, which names other cells of
    the account, is held to name this one."""
    before = (colonne.bilan.bailleur, colonne.bilan.annee - 1)
    return any(
        (other.bilan.bailleur, other.bilan.annee) == before
        and vu is not None
        and vu.cellule is not None
        and vu.cellule.solde is not None
        for other, vu in zip(c.colonnes, rule.vus, strict=True)
    )


def _how(
    c: Comparaison, colonne: ColonneComparee, account: tuple[str, str], cells: Sequence[Clef], *, left: bool
) -> str:
    """What would say a balance; that of a year judged after another depends on what was before the first.
    left: does the year before say it?"""
    bilan, (convention, clause) = colonne.bilan, account
    b = next(b for b in bilan.conventions if b.convention.ident == convention)
    if c.rejouee and bilan.precedents:
        since = judged_since(bilan.precedents, bilan.precedents[0].annee)
        return brought_since(b, clause, since, cells, options=colonne.options)
    first = min(_own(c, colonne), key=lambda other: other.annee)
    if first.annee < bilan.annee and not left:
        return brought_since(b, clause, judged_since([first], first.annee), cells, options=colonne.options)
    return how_to_bring(b, clause, bilan.annee - 1, cells, options=colonne.options)


def rounded_balances(c: Comparaison, *, whole: bool = True) -> Iterator[str]:
    """Why a balance is below zero beside what is missing. whole: as of `comparison.sections`."""
    shown = [rule for rule in c.regles if whole or rule.differe]
    cells = [(rule.clause, vu.cellule) for rule in shown for vu in rule.vus if vu and vu.cellule]
    names = list(dict.fromkeys(cite(clause) for clause, cell in cells if _is_ahead_and_behind(cell)))
    if names:
        yield t(
            "Solde négatif à côté d'un manque ({names})\u202f: sous « fractions cumulées », il dit ce que "
            "l'arrondi a demandé de trop\u202f; ce n'est pas une avance, et ce qui manque n'y entre pas.",
            names=suite(names, "et"),
        )


def _is_ahead_and_behind(cell: ResultatCellule) -> bool:
    """Is it perhaps missed, of a balance perhaps below zero that no letting enters?"""
    if not by_fractions(cell.modes) or cell.solde is None or cell.cible is None:
        return False
    missing = cell.sens is not ir.Sens.AU_PLUS and cell.realise.min < cell.cible.max
    return missing and cell.solde.min < 0
