"""A balance that is not known: which row of the table `soldes`, or which command, would say it."""

from collections.abc import Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.french import cite, listing
from convrules.year.cellules import NON_VUE, Clef
from convrules.year.model import Bilan, BilanConvention, Bornes, ResultatRegle
from convrules.year.soldes import year_round
from convrules.year.trimestres import lost_in_rule, lost_in_split
from convrules.year.valeurs import ANNEES_MAX


def carries(clause: ir.Clause) -> bool:
    """Does the clause take up a balance of the year before?"""
    if not isinstance(clause, ir.Part | ir.Quota) or clause.report is None:
        return False
    return clause.report.mode is not ir.ModeReport.AUCUN


def modes_of(regle: ResultatRegle, clef: Clef = ()) -> frozenset[ir.ModeReport]:
    """How a cell carries its balance: as it was judged, exceptions included; what the clause says of one that
    was not."""
    cells = [cell for cell in regle.cellules if cell.cellule == clef] or regle.cellules
    found = frozenset[ir.ModeReport]().union(*(cell.modes for cell in cells))
    report = regle.clause.report
    return found or (frozenset({report.mode}) if report is not None else found)


def by_fractions(modes: frozenset[ir.ModeReport]) -> bool:
    """Is what is carried surely no dwelling, but what rounding left?"""
    return modes == {ir.ModeReport.FRACTIONS}


def meaning(modes: frozenset[ir.ModeReport]) -> str:
    """What a balance brought forward is, and how it enters the target."""
    whole = t("positif, il s'ajoute au dû\u202f; négatif, c'est une avance")
    if ir.ModeReport.FRACTIONS not in modes:
        return whole
    left = t(
        "« fractions cumulées »\u202f: c'est ce que les arrondis passés ont demandé de moins que le dû, ou "
        "de plus s'il est négatif\u202f; il s'ajoute au dû avant l'arrondi, et ce qui a été fait ou manqué "
        "n'y entre pas"
    )
    return (
        left
        if by_fractions(modes)
        else t("selon le mode de report\u202f: {whole}\u202f; {left}", whole=whole, left=left)
    )


def over_the_term(clause: ir.Clause, b: BilanConvention) -> bool:
    """Is it judged once, over the whole life of the convention?"""
    choix = b.convention.choix
    periode = choix.periode if choix is not None else None
    if isinstance(clause, ir.Quota) and clause.periode is not None:
        periode = ir.Periode(clause.periode)
    return periode is ir.Periode.CONVENTION


def row_of_balance(convention: str, clause: str, annee: int, cells: Sequence[Clef]) -> str:
    """What a row of `soldes` says of whose balance it is. cells: of which; one row each."""
    pairs = {pair for cellule in cells for pair in year_round(cellule)}
    fields = tuple(dict.fromkeys(nom for cellule in cells for nom, _ in year_round(cellule)))
    if len(pairs) == len(fields) and not any(v == NON_VUE for _, v in pairs):
        where = "".join(
            t(", {champ} {valeur}", champ=nom, valeur=v)
            for nom, v in sorted(pairs, key=lambda p: fields.index(p[0]))
        )
    else:
        where = t(", et {champs} de chaque cellule (une ligne chacune)", champs=listing(fields))
    return t(
        "convention {convention}, clause {clause}, annee {annee}{cellule}",
        convention=convention,
        clause=clause,
        annee=str(annee),
        cellule=where,
    )


def what_would_tell(b: BilanConvention, ident: str, cells: Sequence[Clef], depuis: "Depuis | None") -> str:
    """How to bring a balance that is not known; to a holder, who would. depuis: the first of the years judged
    in one run, if several are. cells: as of `how_to_bring`."""
    if b.remis:
        return t("C'est au bailleur de le donner.")
    if depuis is not None:
        return brought_since(b, ident, depuis, cells)
    assert b.periode is not None, "of a year that is judged"
    return in_one_run(b, ident, cells) or how_to_bring(b, ident, b.periode[0].year - 1, cells)


def taken_up_note(
    change: tuple[str, date],
    ident: str,
    row: str,
    cells: str = "",
    *,
    quarter: bool = False,
    remis: bool = False,
) -> str:
    """That nothing says what an account takes up of what others left. row: of the table, which would say it;
    cells: in which; quarter: it changes within the year. remis: said to a holder."""
    if remis:
        return t(
            "{change}\u202f: rien ne dit ce que {ident}{cells} reprend de ce qui restait dû ou d'avance"
            "\u202f; c'est au bailleur de le dire.",
            change=change[0],
            ident=cite(ident),
            cells=cells,
        )
    if quarter:
        return t(
            "{change} le {jour}\u202f: rien ne dit ce que {ident}{cells} reprend de ce qui restait dû ou "
            "d'avance, et aucune table ne le peut d'un trimestre à l'autre\u202f; faites-le changer un 1er "
            "janvier.",
            change=change[0],
            jour=numbers.jour(change[1]),
            ident=cite(ident),
            cells=cells,
        )
    return t(
        "{change}\u202f: rien ne dit ce que {ident}{cells} reprend de ce qui restait dû ou d'avance. "
        "Dites-le dans la table « soldes »\u202f: {ligne}, solde 0 s'il n'en est rien repris.",
        change=change[0],
        ident=cite(ident),
        cells=cells,
        ligne=row,
    )


def first_year(b: BilanConvention, compte: str, annee: int) -> int:
    """The year from which the balances of an account follow from one another up to `annee`: the files have
    vacancies of every year from it on, and the table says the balance of none of them. `annee` itself, where
    they have none of the year before or the table says what that one leaves."""
    du, since = b.convention.en_vigueur.du, annee
    said = {s.annee for s in b.soldes_dits if (s.convention, s.compte) == (b.convention.ident, compte)}
    while since - 1 in b.annees_lues and since - 1 not in said and annee - since < ANNEES_MAX:
        if du is not None and since <= du.year:
            break
        since -= 1
    return since


def judged_together(b: BilanConvention, compte: str) -> int | None:
    """The same of the year that is judged, if it may be judged from there: not where what years leave would
    stand in the place of a balance that the table says, of any account."""
    assert b.periode is not None, "of a year that is judged"
    annee = b.periode[0].year
    since = first_year(b, compte, annee)
    apart = any(since <= said.annee < annee for said in b.soldes_dits)
    return since if since < annee and not apart else None


def begins_known(b: BilanConvention, compte: str, annee: int, cells: Sequence[Clef]) -> bool:
    """Do these cells of an account begin this year with what is known: nothing, or what the table says?"""
    du = b.convention.en_vigueur.du
    if du is not None and du.year >= annee:
        return True
    rows = [
        s.cellule
        for s in b.soldes_dits
        if (s.convention, s.compte, s.annee) == (b.convention.ident, compte, annee - 1)
    ]
    return bool(rows) and all(
        any(row.issuperset(pair for pair in year_round(clef) if pair[1] != NON_VUE) for row in rows)
        for clef in cells
    )


def known_from(b: BilanConvention, compte: str, cells: Sequence[Clef]) -> int | None:
    """The year from which to judge so that the balance of these cells is known, without more being said."""
    since = judged_together(b, compte)
    return since if since is not None and begins_known(b, compte, since, cells) else None


def how_to_bring(
    b: BilanConvention, clause: str, annee: int, cells: Sequence[Clef] = (), *, options: str = ""
) -> str:
    """The command that computes a balance, where the files have vacancies of its year, and the row that
    carries it to the next. cells: of which, one row each; options: what names the repository and the data."""
    row = row_of_balance(b.convention.ident, clause, annee, cells)
    if annee not in b.annees_lues:
        return t("Déclarez-le dans la table « soldes »\u202f: {ligne}.", ligne=row)
    first = first_year(b, clause, annee)
    command = t(
        "« convrules compliance {options}{depuis}--year {annee} »",
        options=f"{options} " if options else "",
        depuis=f"--since {first} " if first < annee else "",
        annee=str(annee),
    )
    if begins_known(b, clause, first, cells):
        return t(
            "{command} le calcule (colonne « Solde »)\u202f; reportez-le dans la table « soldes »\u202f: "
            "{ligne}. S'il n'y est pas un seul nombre, complétez d'abord les données de {annee}.",
            command=command,
            annee=str(annee),
            ligne=row,
        )
    return t(
        "Déclarez-le dans la table « soldes »\u202f: {ligne}. {command} ne le calcule (colonne « Solde ») "
        "que si elle dit avec quoi commence {first}\u202f: {premiere}.",
        ligne=row,
        command=command,
        first=str(first),
        premiere=row_of_balance(b.convention.ident, clause, first - 1, cells),
    )


def in_one_run(b: BilanConvention, ident: str, cells: Sequence[Clef]) -> str:
    """How to judge together years whose vacancies the files have; empty where they have none of the year
    before. Of an account whose first year is not among them, the table still says what it began with."""
    assert b.periode is not None, "of a year that is judged"
    annee, since = b.periode[0].year, judged_together(b, ident)
    if since is None:
        return ""
    command = t(
        "« convrules compliance --year {annee} --since {depuis} »", annee=str(annee), depuis=str(since)
    )
    if begins_known(b, ident, since, cells):
        return t(
            "Les fichiers ont des vacances de {before}\u202f: {command} juge ces années ensemble, et le "
            "solde passe de l'une à l'autre. Ou dites-le dans la table « soldes »\u202f: {ligne}. Si cela "
            "n'y suffit pas, complétez d'abord les données de {before}.",
            before=str(annee - 1),
            command=command,
            ligne=row_of_balance(b.convention.ident, ident, annee - 1, cells),
        )
    return t(
        "Les fichiers ont des vacances de {before}\u202f: {command} juge ces années ensemble, si la table "
        "« soldes » dit avec quoi elles commencent\u202f: {premiere}. Ou dites-y ce que {before} "
        "laisse\u202f: {ligne}. Si cela n'y suffit pas, complétez d'abord les données de {before}.",
        before=str(annee - 1),
        command=command,
        premiere=row_of_balance(b.convention.ident, ident, since - 1, cells),
        ligne=row_of_balance(b.convention.ident, ident, annee - 1, cells),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Depuis:
    """The first of the years judged in one run. `connus`: of which account of which convention it knows what
    it takes up, in every cell: what is not known since is what one of these years leaves."""

    annee: int
    connus: frozenset[tuple[str, str]] = frozenset()


def judged_since(bilans: Sequence[Bilan], annee: int) -> Depuis:
    """bilans: of these years, the oldest first."""
    known = frozenset(
        (b.convention.ident, compte)
        for b in (bilans[0].conventions if bilans else ())
        for compte, brought in _brought(b)
        if brought and None not in brought
    )
    return Depuis(annee=annee, connus=known)


def _brought(b: BilanConvention) -> Iterator[tuple[str, list[Bornes | None]]]:
    for regle in b.regles:
        if carries(regle.clause):
            lost = lost_in_rule(regle)
            cells = (*regle.cellules, *((regle.autre,) if regle.autre is not None else ()))
            yield (
                regle.clause.entete.ident,
                [c.solde_initial for c in cells if c.cellule not in lost],
            )
    for split in b.repartitions:
        for compte in dict.fromkeys(lot.compte for cell in split.cellules for lot in cell.lots):
            lost = lost_in_split(split, compte)
            yield (
                f"{split.clause.entete.ident}.{compte}",
                [
                    lot.solde_initial
                    for cell in split.cellules
                    for lot in cell.lots
                    if lot.compte == compte and cell.cellule not in lost
                ],
            )


def brought_since(
    b: BilanConvention, ident: str, depuis: Depuis, cells: Sequence[Clef], *, options: str = ""
) -> str:
    """The same of years judged one after the other: what was not known before the first is not since."""
    first = b.convention.en_vigueur.du
    begun = (first is not None and first.year >= depuis.annee) or (b.convention.ident, ident) in depuis.connus
    if begun and b.periode is not None:
        annee = b.periode[0].year
        return t(
            "Les années d'avant, jugées ensemble, ne le disent pas\u202f: complétez leurs données, ou jugez "
            "{annee} sans « --since », la table « soldes » disant\u202f: {ligne}.",
            annee=str(annee),
            ligne=row_of_balance(b.convention.ident, ident, annee - 1, cells),
        )
    since = judged_together(b, ident)
    if since is not None and since < depuis.annee:
        return t(
            "Il dépend de celui de {annee}\u202f: « convrules compliance {options}--since {depuis} », ou la "
            "table « soldes »\u202f: {ligne}.",
            options=f"{options} " if options else "",
            annee=str(depuis.annee - 1),
            depuis=str(since),
            ligne=row_of_balance(b.convention.ident, ident, depuis.annee - 1, cells),
        )
    if since is not None and since > depuis.annee and begins_known(b, ident, since, cells):
        return t(
            "La table « soldes » dit celui de {annee}\u202f: « convrules compliance {options}--since "
            "{depuis} » part de lui.",
            options=f"{options} " if options else "",
            annee=str(since - 1),
            depuis=str(since),
        )
    return t(
        "Il dépend de celui de {annee}. {how_to_bring}",
        annee=str(depuis.annee - 1),
        how_to_bring=how_to_bring(b, ident, depuis.annee - 1, cells, options=options),
    )
