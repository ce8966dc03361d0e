"""A balance that one quarter leaves to the next, of the same year, and that is not known: neither the year
before nor the table `soldes` says it; the data of that quarter do."""

from collections.abc import Iterator, Sequence

from convrules.base.texte import t
from convrules.base.trous import VACANCES_DE
from convrules.render.balances import carries
from convrules.render.cells import named_cell
from convrules.render.french import cite, listing
from convrules.year.cellules import Clef, is_unseen
from convrules.year.model import ResultatRegle, ResultatRepartition
from convrules.year.soldes import year_round
from convrules.year.trimestres import lost_in_rule, quarter_of


def lost_quarters(regle: ResultatRegle, *, remis: bool = False) -> Iterator[str]:
    """Of a rule; of one that others share, its split says it. remis: said to a holder."""
    if regle.partagee or not carries(regle.clause):
        return
    lost = lost_in_rule(regle)
    cells = (*regle.cellules, *((regle.autre,) if regle.autre is not None else ()))
    waiting = [c.cellule for c in cells if c.cellule in lost and c.attend_un_solde]
    yield from quarter_notes(regle.clause.entete.ident, waiting, regle, remis=remis)


def quarter_notes(
    ident: str,
    cells: Sequence[Clef],
    told: ResultatRegle | ResultatRepartition,
    *,
    remis: bool = False,
) -> Iterator[str]:
    """One for each quarter that leaves what is not known, the first of each cell. told: the rule. remis: said
    to a holder."""
    firsts: dict[Clef, Clef] = {}
    for clef in cells:
        firsts.setdefault(year_round(clef), clef)
    found: dict[str, list[Clef]] = {}
    for clef in firsts.values():
        found.setdefault(_before(quarter_of(clef)), []).append(clef)
    for before, own in found.items():
        # Why not beside others: these are to be told first.
        shown = [clef for clef in own if not is_unseen(clef)] or own
        lacks = any(
            cause.fait.startswith(VACANCES_DE)
            for cell in told.cellules
            if cell.cellule in own
            for cause in cell.causes
        )
        yield _note(ident, shown, before, lacks=lacks, remis=remis)


def _note(ident: str, cells: Sequence[Clef], before: str, *, lacks: bool, remis: bool) -> str:
    said = t(
        "{ident} ({cells})\u202f: le solde reporté de {before} n'est pas connu.",
        ident=cite(ident),
        cells=listing([t("toute cellule sans ligne") if is_unseen(c) else named_cell(c) for c in cells]),
        before=before,
    )
    if remis:
        return t("{a} Des données de {before} manquent au bailleur.", a=said, before=before)
    if lacks:
        return t(
            "{a} Des vacances d'un trimestre d'avant peuvent manquer aux fichiers\u202f: "
            "complétez-les d'abord.",
            a=said,
        )
    return t("{a} Complétez d'abord les données de {before}.", a=said, before=before)


def _before(quarter: str) -> str:
    annee, _, rang = quarter.partition("-T")
    return f"{annee}-T{int(rang) - 1}"
