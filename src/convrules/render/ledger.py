"""The ledger of a holder in words: its four counts, who proposed, and its parts beside the leases signed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.balances import by_fractions, carries, over_the_term
from convrules.render.bounds import bornes
from convrules.render.cells import named_cell
from convrules.render.completing import some_rows
from convrules.render.covered import asked
from convrules.render.french import cite, joined, listing
from convrules.render.lexicon import titulaire
from convrules.year.comptes_repartis import accounts_of
from convrules.year.livres import Decompte, Difference, Exercice, Rapprochement
from convrules.year.model import Bilan, BilanConvention, Bornes, ResultatCellule

FIN = numbers.FINE
LIGNES_MAX = 5
TITRE: Final = t("Le compte, événement par événement")
EVENEMENTS: Final = {
    "orientation": t("orientés"),
    "proposition": t("proposés"),
    "attribution": t("attribués"),
    "bail": t("baux signés"),
}
LESQUELS: Final = {
    (False, True): t("et enregistrés sur ce compte"),
    (True, True): t("pour ce public, et enregistrés sur ce compte"),
    (True, False): t("pour ce public, sur tous les comptes"),
}
"""Leases that a part is set beside, or an objective; of the holder, or of the landlord."""
DIFFERENCES: Final = {
    Difference.PAR_EFFET: t("pour un tour perdu"),
    Difference.SANS_BAIL: t("sans bail signé à ce jour"),
    Difference.BAIL_D_UNE_AUTRE_ANNEE: t("bail d'une autre année"),
    Difference.AUTRE_COMPTE_ENREGISTRE: t("enregistrés sur un autre compte"),
    Difference.COMPTE_UNE_AUTRE_ANNEE: t("comptés une autre année"),
    Difference.HORS_DE_LA_VALIDITE: t("hors de la durée de la convention"),
    Difference.EVENEMENT_HORS_DE_LA_VALIDITE: t(
        "de la convention, mais comptés par aucune de ses années, l'événement étant hors de sa durée"
    ),
    Difference.HORS_DE_L_ASSIETTE: t("hors de l'assiette de la convention"),
    Difference.NON_COMPTE: t("que la règle ne compte pas"),
}


def ledger_lines(b: BilanConvention, bilan: Bilan) -> Iterator[str]:
    """Nothing for rules judged once per landlord."""
    if b.livres is None or b.periode is None:
        return
    yield t("Logements de l'assiette, sur ce compte\u202f: {counts}.", counts=_counts(b.livres.decomptes))
    if b.livres.exercices:
        yield t("Propositions faites par\u202f: {by_whom}.", by_whom=_by_whom(b.livres.exercices))
    for found in b.livres.rapprochements:
        yield from _beside(found, bilan.annee)
    yield from balance_lines(b, bilan)


def _counts(decomptes: Sequence[Decompte]) -> str:
    return listing([t("{a} {b}", a=EVENEMENTS[d.evenement], b=bornes(d.nombre)) for d in decomptes])


def _by_whom(exercices: Sequence[Exercice]) -> str:
    said = {"réservataire": t("le réservataire"), "": t("on ne sait pas qui")}
    return listing(
        [
            t("{a} ({b})", a=said.get(e.par) or titulaire(e.par), b=numbers.group(len(e.lignes)))
            for e in exercices
        ]
    )


def _beside(r: Rapprochement, annee: int) -> Iterator[str]:
    """The convention beside the State's statistics, difference by difference."""
    told = [
        *_listed(t("comptés par la règle") if r.objectif else t("comptés par la convention"), r.manquent),
        *_listed(t("dans les baux seulement"), r.en_plus),
    ]
    if r.a_venir:
        told.append(
            t(
                "{n} que la suite comptera peut-être ({rows})",
                n=numbers.count(len(r.a_venir), "ligne"),
                rows=_rows(r.a_venir),
            )
        )
    if r.douteuses:
        told.append(
            t(
                "{douteuses} à compléter ({rows})",
                douteuses=numbers.count(len(r.douteuses), "ligne"),
                rows=_rows(r.douteuses),
            )
        )
    if r.echanges.min or r.echanges.max:
        told.append(
            t("tours échangés, qui ne sont pas des baux\u202f: {echanges}", echanges=bornes(r.echanges))
        )
    head = t(
        "{clause}\u202f: {compte} {counted}\u202f; baux signés en {annee} {which}, comme les compte le "
        "système national d'enregistrement (CCH R. 441-2-9)\u202f: {baux}",
        clause=cite(r.clause),
        compte=bornes(r.compte),
        counted=numbers.plural(r.compte.max, "compté"),
        annee=str(annee),
        which=LESQUELS[r.objectif, r.au_compte],
        baux=bornes(r.baux),
    )
    yield (
        t("{head}. Différences\u202f: {told}.", head=head, told=joined(told, "\u202f; "))
        if told
        else t("{head}. Aucune différence.", head=head)
    )


def _listed(head: str, found: Sequence[tuple[Difference, tuple[str, ...]]]) -> Iterator[str]:
    for why, lignes in found:
        yield t(
            "{a}, {b}\u202f: {c} ({d})",
            a=head,
            b=DIFFERENCES[why],
            c=numbers.group(len(lignes)),
            d=_rows(lignes),
        )


def _rows(lignes: Sequence[str]) -> str:
    return some_rows(lignes, LIGNES_MAX)


# --- from one year to the next --------------------------------------------------------------------
def balance_lines(b: BilanConvention, bilan: Bilan) -> Iterator[str]:
    """Each account that carries a balance, year by year; nothing when one year only was judged."""
    if not bilan.precedents:
        return
    years = [(year.annee, _by_account(year, b.convention.ident)) for year in (*bilan.precedents, bilan)]
    for ident, cellule in dict.fromkeys(key for _, found in reversed(years) for key in found):
        found = [(annee, cells[ident, cellule]) for annee, cells in years if (ident, cellule) in cells]
        yield t(
            "Soldes de {ident}{where}, d'une année à l'autre{fractions}\u202f: {told}.",
            ident=cite(ident),
            fractions=t(
                " (« fractions cumulées »\u202f: ce que l'arrondi laisse du dû, non ce qui reste à faire)"
            )
            if all(by_fractions(cell.modes) for _, cell in found)
            else "",
            where=t(" ({a})", a=named_cell(cellule)) if cellule else "",
            told=joined([_year(annee, cell) for annee, cell in found], "\u202f; "),
        )


def _by_account(
    bilan: Bilan, convention: str
) -> Mapping[tuple[str, tuple[tuple[str, str], ...]], ResultatCellule]:
    return {
        (ident, cell.cellule): cell
        for b in bilan.conventions
        if b.convention.ident == convention
        for ident, cell in carried_by(b)
    }


def carried_by(b: BilanConvention) -> Iterator[tuple[str, ResultatCellule]]:
    """Accounts that carry a balance from a year to the next, by name, cell by cell: rules, then what they are
    split among."""
    for regle in b.regles:
        if carries(regle.clause) and not over_the_term(regle.clause, b):
            ident = regle.clause.entete.ident
            yield from ((ident, cell) for cell in regle.cellules)
            yield from ((compte, cell) for compte, _, cell in accounts_of(regle, b))


def _year(annee: int, c: ResultatCellule) -> str:
    return t(
        "{annee}, reporté {solde_initial}, dû {du}, cible {cible}, fait {realise}, laissé {solde}",
        annee=str(annee),
        solde_initial=bornes(c.solde_initial),
        du=bornes(c.du),
        cible=_target(c.cible),
        realise=bornes(c.realise),
        solde=bornes(c.solde),
    )


def _target(cible: Bornes | None) -> str:
    if cible is None or cible.min >= 0:
        return bornes(cible)
    return t("{asked} (par le calcul, {cible})", asked=bornes(asked(cible)), cible=bornes(cible))
