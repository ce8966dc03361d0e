"""What a year owes to the one before and cannot tell: which table, row or command would say it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.texte import t
from convrules.render.accounts import account
from convrules.render.balances import (
    Depuis,
    carries,
    meaning,
    modes_of,
    row_of_balance,
    taken_up_note,
    what_would_tell,
)
from convrules.render.bounds import bornes
from convrules.render.cells import cell_name, named_cell
from convrules.render.covered import covered_lots, covered_notes
from convrules.render.french import cite, listing
from convrules.render.lost_quarters import lost_quarters, quarter_notes
from convrules.year.bornes import ZERO
from convrules.year.cellules import Clef, is_unseen
from convrules.year.model import (
    Bilan,
    BilanConvention,
    Bornes,
    CelluleRepartie,
    Lot,
    ResultatCellule,
    ResultatRegle,
    ResultatRepartition,
    Verdict,
)
from convrules.year.soldes import first_day, year_round
from convrules.year.trimestres import lost_in_rule, lost_in_split

REPORTENT: Final = frozenset({ir.ModeReport.SOLDE_ARRONDI, ir.ModeReport.SOLDE_EXACT})
"""Ways of carrying in which a turn given back that is not made is owed the year after."""
Change: TypeAlias = tuple[str, date] | None
"""What changed, in words, and the first day of the period in which it is read."""


def brought_notes(b: BilanConvention, depuis: Depuis | None = None) -> Iterator[str]:
    """A note for each rule whose due, or whose balance brought forward, is not known. depuis: the first year
    judged in this run, when there are several."""
    if b.periode is None:
        return
    before = b.periode[0].year - 1
    for regle in b.regles:
        ident = regle.clause.entete.ident
        if any(cell.du is None for cell in regle.cellules):
            yield t(
                "{ident}\u202f: le dû n'est pas connu, {gap}.", ident=cite(ident), gap=_gap(regle, before)
            )
        if not regle.partagee:
            yield from received_notes(regle, before, remis=b.remis)
            yield from covered_notes(regle)
        yield from _settled(regle, before)
        yield from _given_back(regle)
        yield from _on_top(regle)
        yield from unknown_balance(regle, b, depuis)
    yield from balances_of_lots(b, depuis)
    yield from _kept_or_lost(b)


def unknown_balance(regle: ResultatRegle, b: BilanConvention, depuis: Depuis | None = None) -> Iterator[str]:
    """How to bring the balance that a rule takes up of the year before, where it is not known; of a quarter
    of the year, what to complete."""
    yield from lost_quarters(regle, remis=b.remis)
    yield from _not_known(regle.clause.entete.ident, lacking_balance(regle), b, _changed(regle), depuis)


def lacking_balance(regle: ResultatRegle) -> Sequence[Clef]:
    """Its cells whose target waits for the balance that the year before leaves, or hangs on it."""
    if regle.partagee or not carries(regle.clause):
        return ()
    cells = (*regle.cellules, *((regle.autre,) if regle.autre is not None else ()))
    lost = lost_in_rule(regle)
    missing = [cell.cellule for cell in cells if cell.attend_un_solde and cell.cellule not in lost]
    # Why not beside others: these are to be told first.
    return [clef for clef in missing if not is_unseen(clef)] or missing


def is_plain_lack(regle: ResultatRegle) -> bool:
    """Is it the balance of the same cells, on the same account, that the years before would tell?"""
    return _changed(regle) is None


def _kept_or_lost(b: BilanConvention) -> Iterator[str]:
    """Balances brought where the rule says nothing in the year, which no line shows."""
    annee = b.periode[0].year if b.periode is not None else 0
    for compte, clef, solde, lost in brought_in_silence(b):
        what = t("est perdu après un an") if lost else t("passe tel quel à {apres}", apres=str(annee + 1))
        yield t(
            "{ident}{where}\u202f: la règle n'y dit rien en {annee}\u202f; le solde de {before}, {solde}, "
            "{what}.",
            ident=cite(compte),
            where=t(" ({a})", a=named_cell(clef)) if clef else "",
            annee=str(annee),
            before=str(annee - 1),
            solde=bornes(solde),
            what=what,
        )


def brought_in_silence(b: BilanConvention) -> Iterator[tuple[str, Clef, Bornes, bool]]:
    """Account, cell, balance that is known at least between two numbers, and whether it is lost there."""
    for found, lost in ((b.passes, False), (b.perdus, True)):
        for compte, cells in found.items():
            for clef, solde in cells.items():
                if solde not in (None, ZERO) and not is_unseen(clef):
                    yield compte, clef, solde, lost


def _changed(regle: ResultatRegle) -> Change:
    """What makes its balance another's than the one before, and since when."""
    ident = cite(regle.clause.entete.ident)
    if regle.rejointe is not None:
        return t("{part} n'est plus répartie", part=ident), regle.rejointe
    if regle.refaite is not None:
        return _remade(regle.clause.entete.ident), regle.refaite
    return None


def _remade(part: str) -> str:
    return t("Les cellules de {part} ne sont plus les mêmes", part=cite(part))


def _not_known(
    ident: str,
    cells: Sequence[Clef],
    b: BilanConvention,
    change: Change = None,
    depuis: Depuis | None = None,
) -> Iterator[str]:
    """How to bring a balance that these cells lack. change: what makes it another's than the one before."""
    if not cells or b.periode is None:
        return
    if change is not None:
        earlier = [clef for clef in cells if first_day(clef, b.periode[0]) < change[1]]
        yield from _not_known(ident, earlier, b, None, depuis)
        cells = [clef for clef in cells if clef not in earlier]
        if not cells:
            return
    which = tuple(_first_quarters(cells))
    names = [_named(cellule) for cellule in which]
    shown = "" if names == ["ensemble"] else t(" ({a})", a=listing(names))
    before = b.periode[0].year - 1
    if change is None:
        yield t(
            "{ident}\u202f: le solde reporté de {before}{cells} n'est pas connu. {how_to_bring}",
            ident=cite(ident),
            before=str(before),
            cells=shown,
            how_to_bring=what_would_tell(b, ident, which, depuis),
        )
    else:
        row = row_of_balance(b.convention.ident, ident, before, which)
        yield taken_up_note(change, ident, row, shown, quarter=change[1] > b.periode[0], remis=b.remis)


def _named(cellule: Clef) -> str:
    """Those that no row shows are named together."""
    return t("toute cellule sans ligne") if is_unseen(cellule) else named_cell(cellule)


def change_of(regle: ResultatRegle, account: str, bilan: Bilan) -> Change:
    """What makes the balance of a rule, or of an account of its split, another's than the one before."""
    for b in bilan.conventions:
        for split in b.repartitions if regle.clause.entete.ident != account else ():
            named = account.startswith(f"{split.clause.entete.ident}.")
            if named and split.clause.de == regle.clause.entete.ident and split.commence is not None:
                return _begun(split.clause, split.commence)
    return _changed(regle)


def _begun(split: ir.Repartition, day: date) -> tuple[str, date]:
    since = split.entete.en_vigueur.du
    if since is not None and since >= day:
        return t("{split} commence", split=cite(split.entete.ident)), day
    # Why both: of one in force before, nothing here says whether it had ever applied.
    return t("{split} commence ou reprend", split=cite(split.entete.ident)), day


def _first_quarters(cells: Sequence[Clef]) -> Iterable[Clef]:
    """Of a year of quarters, the first of each: the others take up from it."""
    found: dict[Clef, Clef] = {}
    for cellule in cells:
        found.setdefault(year_round(cellule), cellule)
    return found.values()


def received_notes(regle: ResultatRegle, before: int, *, remis: bool = False) -> Iterator[str]:
    """The balance that the target takes up, which no column of the table shows. remis: said to a holder."""
    for cell in regle.cellules if carries(regle.clause) else ():
        if cell.solde_initial is None or cell.solde_initial == ZERO or cell.sous_minimum:
            continue
        where = t(" ({a})", a=cell_name(cell)) if cell.cellule else ""
        yield t(
            "{ident}{where}\u202f: solde reporté de {before}\u202f: {solde}\u202f; la cible en tient compte "
            "({meaning}).",
            ident=cite(regle.clause.entete.ident),
            where=where,
            before=_before(cell, before),
            solde=bornes(cell.solde_initial),
            meaning=meaning(modes_of(regle, cell.cellule)),
        ) + _if_only(cell, _before(cell, before), remis=remis)


def _if_only(cell: ResultatCellule | Lot, before: str, *, remis: bool) -> str:
    """Where a verdict waits for a balance that is between two numbers, what would settle it."""
    settled = cell.solde_initial is None or cell.solde_initial.valeur is not None
    if settled or cell.verdict is not Verdict.INDETERMINE:
        return ""
    if "-T" in before:
        return t(
            " Ce solde tient entre deux nombres\u202f: ce qui n'est pas su de {before}, dans ce même bilan, "
            "en décide.",
            before=before,
        )
    if remis:
        return t(
            " Ce solde tient entre deux nombres\u202f: au bailleur de compléter {before}.", before=before
        )
    return t(
        " Ce solde tient entre deux nombres\u202f: complétez d'abord les données de {before}, que nomme son "
        "propre bilan.",
        before=before,
    )


def _settled(regle: ResultatRegle, before: int) -> Iterator[str]:
    """The gap of the forecast of the year before, which the due holds and no column shows."""
    for cell in regle.cellules:
        if cell.regularisation is not None and cell.regularisation != ZERO:
            yield t(
                "{ident}{where}\u202f: écart de la prévision de {before}, dans le dû\u202f: {ecart}.",
                ident=cite(regle.clause.entete.ident),
                where=t(" ({a})", a=cell_name(cell)) if cell.cellule else "",
                before=str(before),
                ecart=bornes(cell.regularisation),
            )


def balances_of_lots(b: BilanConvention, depuis: Depuis | None) -> Iterator[str]:
    """The balance that each account of a split takes up, or why it is not known."""
    before = b.periode[0].year - 1 if b.periode is not None else 0
    carried = {r.clause.entete.ident: r for r in b.regles if carries(r.clause)}
    for split in b.repartitions:
        ident, lacking = split.clause.entete.ident, dict[str, list[Clef]]()
        for cell in split.cellules if split.clause.de in carried else ():
            for lot in cell.lots:
                if lot.solde_initial is None:
                    lacking.setdefault(lot.compte, []).append(cell.cellule)
                elif lot.solde_initial != ZERO:
                    yield t(
                        "{ident} ({where})\u202f: solde reporté de {before}\u202f: {solde}\u202f; la cible "
                        "en tient compte ({meaning}).",
                        ident=cite(ident),
                        where=_account(cell, lot.compte),
                        before=_before(cell, before),
                        solde=bornes(lot.solde_initial),
                        meaning=meaning(modes_of(carried[split.clause.de], cell.cellule)),
                    ) + _if_only(lot, _before(cell, before), remis=b.remis)
        yield from covered_lots(split)
        for compte, cells in lacking.items():
            change = _changed(carried[split.clause.de])
            if change is None and split.refaite is not None:
                change = _remade(split.clause.de), split.refaite
            if split.commence is not None:
                change = _begun(split.clause, split.commence)
            lost = lost_in_split(split, compte)
            gone = [clef for clef in cells if clef in lost]
            yield from quarter_notes(f"{ident}.{compte}", gone, split, remis=b.remis)
            cells = [clef for clef in cells if clef not in lost]
            yield from _not_known(f"{ident}.{compte}", cells, b, change, depuis)


def split_lacks_balance(split: ResultatRepartition, b: BilanConvention) -> bool:
    """Does an account of it wait for a balance, which the years before would tell?"""
    part = next((r for r in b.regles if r.clause.entete.ident == split.clause.de), None)
    if part is None or not carries(part.clause) or not is_plain_lack(part):
        return False
    return bool(lacking_lots(split)) and split.refaite is None and split.commence is None


def lacking_lots(split: ResultatRepartition) -> Mapping[str, Sequence[Clef]]:
    """Its accounts that wait for a balance, and in which cells."""
    found: dict[str, list[Clef]] = {}
    for cell in split.cellules:
        for lot in cell.lots:
            if lot.solde_initial is None and cell.cellule not in lost_in_split(split, lot.compte):
                found.setdefault(lot.compte, []).append(cell.cellule)
    return found


def _account(cell: CelluleRepartie, compte: str) -> str:
    named = account(compte)
    return t("{a}, {b}", a=named_cell(cell.cellule), b=named) if cell.cellule else named


def _before(cell: ResultatCellule | CelluleRepartie, before: int) -> str:
    """What leaves the balance of a cell: the quarter before, of the same year, or the year before."""
    annee, _, rang = dict(cell.cellule).get("trimestre", "").partition("-T")
    return f"{annee}-T{int(rang) - 1}" if rang and int(rang) > 1 else str(before)


def _given_back(regle: ResultatRegle) -> Iterator[str]:
    """What effects add to the target, which no column of the table shows either."""
    ident = cite(regle.clause.entete.ident)
    for cell in regle.cellules:
        if cell.restituees == ZERO:
            continue
        where = t(" ({a})", a=cell_name(cell)) if cell.cellule else ""
        if regle.partagee:
            yield t(
                "{ident}{where}\u202f: tours restitués par l'effet d'une clause\u202f: {nombre}\u202f; ils "
                "s'ajoutent à la cible de la part, à celle d'aucun compte, et ne se reportent pas.",
                ident=ident,
                where=where,
                nombre=bornes(cell.restituees),
            )
            continue
        if modes_of(regle, cell.cellule) & REPORTENT:
            yield t(
                "{ident}{where}\u202f: tours restitués par l'effet d'une clause\u202f: {nombre}\u202f; ils "
                "s'ajoutent à la cible, donc au solde et au retard.",
                ident=ident,
                where=where,
                nombre=bornes(cell.restituees),
            )
            continue
        yield t(
            "{ident}{where}\u202f: tours restitués par l'effet d'une clause\u202f: {nombre}\u202f; ils "
            "s'ajoutent à la cible et au retard, et ne se reportent pas.",
            ident=ident,
            where=where,
            nombre=bornes(cell.restituees),
        )


def _on_top(regle: ResultatRegle) -> Iterator[str]:
    """What the verdict of a quota on top of another asks of both, which its own numbers do not show."""
    autre = regle.clause.en_sus_de if isinstance(regle.clause, ir.Quota) else None
    for cell in regle.cellules:
        if cell.en_sus is None or autre is None:
            continue
        where = t(" ({a})", a=cell_name(cell)) if cell.cellule else ""
        good, asked = cell.en_sus
        yield t(
            "{ident}{where}\u202f: en sus de {autre}, il faut {asked} à eux deux, de lignes bonnes pour l'un "
            "ou pour l'autre\u202f; il y en a {good}.",
            ident=cite(regle.clause.entete.ident),
            where=where,
            autre=cite(autre),
            asked=bornes(asked),
            good=bornes(good),
        )


def _gap(regle: ResultatRegle, before: int) -> str:
    names = {
        f"soustractions {before}": t("des soustractions annoncées pour {before}", before=str(before)),
        f"vacances {before}": t("des vacances de {before}", before=str(before)),
    }
    causes = {c.fait for cell in regle.cellules for c in cell.causes}
    missing = [said for fait, said in names.items() if fait in causes]
    return t(
        "faute {missing}\u202f: sous « prévision régularisée », l'écart de {before} "
        "entre l'annoncé et le réalisé y entre",
        missing=listing(missing),
        before=str(before),
    )
