"""Where a year stands before its end, and what it would come to: the table, and how to read it."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Final

from convrules import ir
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.already import POSSIBLE, forecast_notes
from convrules.render.balances import carries, modes_of
from convrules.render.bounds import bornes
from convrules.render.cells import named_cell
from convrules.render.covered import asked
from convrules.render.french import cite, joined, listing
from convrules.year.model import Bilan, BilanConvention, Bornes, ResultatCellule, ResultatRegle, Verdict
from convrules.year.ouverte import Avancement, Hypothese, Methode, Position, SansProjection

FIN = numbers.FINE
CELLULES_MAX = 8
TITRES: Final = (
    t("Règle"),
    t("Dû à ce jour"),
    t("Fait"),
    t("Retard"),
    t("Cible au terme"),
    t("Fait au terme"),
    t("Reste à faire"),
)
POURQUOI: Final = {
    SansProjection.PAS_DE_MOIS_ENTIER: t(
        "aucun mois entier, où la règle est en vigueur et que les données couvrent, ne s'est écoulé"
    ),
    SansProjection.PARC_NON_DECLARE: t("le parc de la convention n'est pas déclaré dans convrules.toml"),
    SansProjection.AUCUNE_VACANCE: t(
        "aucune vacance n'est encore venue à coup sûr, dont la part donnerait la mesure"
    ),
    SansProjection.SANS_FLUX: t("ce que la règle compte ne vient pas au fil de l'année"),
    SansProjection.PLUS_RIEN: t("plus rien de ce que la règle compte ne peut venir"),
    SansProjection.TROU: t("des jours manquent entre deux fichiers, et le rythme n'est pas connu"),
}


def progress_title(bilan: Bilan) -> str:
    return t("Où en est l'année au {au}, et où elle irait", au=numbers.jour(bilan.au))


def progress_rows(b: BilanConvention) -> list[tuple[str, ...]]:
    """One per rule, or one per cell under the name of the rule."""
    found: list[tuple[str, ...]] = []
    for clause in dict.fromkeys(a.clause for a in b.avancements):
        own = [a for a in b.avancements if a.clause == clause]
        capped = all(a.plafond for a in own)
        head = t("{clause} (plafond)", clause=clause) if capped else clause
        if len(own) == 1 and not own[0].cellule:
            found.append((head, *_figures(own[0])))
            continue
        found.append((head, *[""] * 6))
        for a in own:
            named = named_cell(a.cellule)
            said = t("{clause} (plafond)", clause=named) if a.plafond and not capped else named
            found.append((t("· {a}", a=said), *_figures(a)))
    return found


def _figures(a: Avancement) -> tuple[str, ...]:
    p = a.projection
    return (
        bornes(a.du),
        bornes(a.realise),
        bornes(a.retard),
        outward(asked(p.cible) if p is not None else None),
        outward(p.realise if p is not None else None),
        outward(p.reste if p is not None and not a.plafond else None),
    )


def outward(b: Bornes | None) -> str:
    """Whole numbers that hold the interval, as figures."""
    return "–" if b is None else bornes(outer(b))


def outer(b: Bornes) -> Bornes:
    """Whole numbers that hold the interval: a projection is no finer than that."""
    return Bornes(min=Fraction(floor(b.min)), max=Fraction(ceil(b.max)))


# --- how to read it -------------------------------------------------------------------------
def progress_notes(b: BilanConvention, bilan: Bilan) -> Iterator[str]:
    if not b.avancements:
        return
    yield (
        t(
            "À ce jour\u202f: ce qui est arrivé au {au}, soustractions faites, non "
            "prévues. Retard\u202f: le solde reporté, plus le dû, plus ce qui a été restitué, moins le "
            "fait\u202f; "
            "négatif, c'est une avance{but}.",
            au=numbers.jour(bilan.au),
            but=_but_rounding(b),
        )
    )
    projected = [a for a in b.avancements if a.projection is not None]
    if projected:
        yield t(
            "Au terme\u202f: une hypothèse, non un verdict. {supposed}",
            supposed=supposed(bilan.hypothese, projected, b),
        )
    for why, said in POURQUOI.items():
        # Why not those of which some cell is projected: the table shows which is not.
        some = {a.clause for a in projected}
        own = (a.clause for a in b.avancements if a.sans_projection is why and a.clause not in some)
        names = dict.fromkeys(map(cite, own))
        if names:
            yield t("Sans projection\u202f: {list}, car {said}.", list=listing(list(names)), said=said)
    yield from best_lines(b)
    yield from forecast_notes(b)


def _but_rounding(b: BilanConvention) -> str:
    """Of which rules a figure below zero may be no advance: what they bring is no dwelling."""
    own = {a.clause for a in b.avancements if a.retard is not None}
    rules = [r for r in b.regles if r.clause.entete.ident in own and carries(r.clause)]
    names = [cite(r.clause.entete.ident) for r in rules if ir.ModeReport.FRACTIONS in modes_of(r)]
    if not names:
        return ""
    return t(
        ", sauf pour {names}, sous « fractions cumulées »\u202f: il peut ne venir que des arrondis passés",
        names=listing(names),
    )


def supposed(hypothese: Hypothese, projected: list[Avancement], b: BilanConvention) -> str:
    """The assumption, in words."""
    if hypothese.methode is Methode.MOBILITE:
        park = numbers.count(hypothese.dwellings(b.convention.ident) or 0, "logement")
        rate = hypothese.mobilite
        said = bornes(Bornes(min=rate.min * 100, max=rate.max * 100)) if rate is not None else ""
        return t(
            "{said}\u202f% de {park} deviennent vacants en un an (convrules.toml)\u202f; "
            "de ces vacances, chaque règle retient et compte la même part que de celles "
            "déjà venues.",
            said=said,
            park=park,
        )
    cadences = [a.projection.cadence for a in projected if a.projection is not None]
    months = max(c.mois for c in cadences)
    gone = _months_seen(min(c.mois for c in cadences), months)
    covered = max((c.couvert for c in cadences if c.couvert is not None), default=None)
    calm = (
        t("autant que ce mois-là") if months == 1 else t("entre le plus calme et le plus chargé de ces mois")
    )
    if covered is not None:
        return t(
            "Les données ne disent toutes les vacances que jusqu'au {jour}. Le rythme est celui {gone} d'ici "
            "là, règle par règle\u202f: chaque mois qui suit ce jour apporte {calm}. Il ne tient compte ni "
            "des saisons, ni de ce qui est déjà annoncé.",
            jour=numbers.jour(covered),
            gone=gone,
            calm=calm,
        )
    return t(
        "Le rythme est celui {gone}, règle par règle\u202f: chaque mois qui reste "
        "apporte {calm}. Il ne tient compte ni des saisons, ni de ce qui est déjà "
        "annoncé.",
        gone=gone,
        calm=calm,
    )


def _months_seen(least: int, months: int) -> str:
    if months == 1:
        return t("du seul mois entier écoulé")
    if least == months:
        return t("des {months} mois entiers écoulés", months=str(months))
    return t(
        "des mois entiers écoulés de leurs périodes, de {least} à {months}",
        least=str(least),
        months=str(months),
    )


def best_lines(b: BilanConvention) -> Iterator[str]:
    """« « part » : encore possible (au mieux 8 pour une cible de 6) », cell by cell."""
    for regle in b.regles:
        own = [a for a in b.avancements if a.clause == regle.clause.entete.ident and a.au_mieux is not None]
        verdicts = {c.cellule: c.verdict for c in regle.cellules}
        for verdict, said in (
            (Verdict.HORS_D_ATTEINTE, t("hors d'atteinte")),
            (Verdict.INDETERMINE, t("encore possible ou non, selon les données à compléter")),
            (Verdict.EN_COURS, POSSIBLE),
            (Verdict.CONFORME, t("acquis, quoi qu'il arrive")),
        ):
            same = [a for a in own if verdicts.get(a.cellule) is verdict]
            if same and verdict is Verdict.INDETERMINE:
                # Why: what the best future gives is then told of the data at their worst.
                yield t(
                    "{a}\u202f: {b} (si elles sont au pire, {c}).",
                    a=cite(regle.clause.entete.ident),
                    b=said,
                    c=_told(same),
                )
            elif same:
                yield t(
                    "{a}\u202f: {b} ({c}).",
                    a=cite(regle.clause.entete.ident),
                    b=said,
                    c=_told(same),
                )


def out_of_reach(regle: ResultatRegle, c: ResultatCellule, b: BilanConvention) -> str:
    """« (au mieux, 15 pour une cible de 16) »: why a cell cannot be met any more, where its figures, each
    told from its least to its most, do not show it."""
    if c.verdict is not Verdict.HORS_D_ATTEINTE:
        return ""
    for a in b.avancements:
        if a.clause == regle.clause.entete.ident and a.cellule == c.cellule and a.au_mieux is not None:
            return t(" (au mieux, {position})", position=_position(a.au_mieux, cap=a.plafond))
    return ""


def _told(same: list[Avancement]) -> str:
    told = []
    for a in same[:CELLULES_MAX]:
        where = t("{a}, ", a=named_cell(a.cellule)) if a.cellule else ""
        told.append(
            t("{where}au mieux {position}", where=where, position=_position(a.au_mieux, cap=a.plafond))
        )
    left = len(same) - len(told)
    return joined([*told, *([t("et {left}", left=numbers.count(left, "autre"))] if left else [])], "\u202f; ")


def _position(p: Position | None, *, cap: bool) -> str:
    if p is None:
        return ""
    asked = max(Fraction(0), p.cible)
    done, figure = numbers.decimal(p.fait), numbers.decimal(asked)
    if cap:
        return t("{fait} pour {asked} au plus", fait=done, asked=figure)
    return t("{fait} pour une cible de {asked}", fait=done, asked=figure)
