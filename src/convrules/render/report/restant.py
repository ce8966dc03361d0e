"""What is left, holder by holder, each for what it is: dwellings still to be given, deadlines that run,
sendings, data to complete. They are four things: no sentence counts two of them."""

from collections.abc import Iterator
from typing import Final

from convrules import ir
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.balances import modes_of
from convrules.render.bounds import bornes
from convrules.render.cells import cells_word, named_cell
from convrules.render.completing import beyond_rows, lacks, waiting
from convrules.render.counted import counted, unit
from convrules.render.french import cite, joined, listing
from convrules.render.lexicon import Lexique
from convrules.render.progress import outer
from convrules.runtime.decision import EtatDelai
from convrules.year.bornes import ZERO, minus
from convrules.year.model import Bilan, BilanConvention, ResultatRegle
from convrules.year.ouverte import Avancement

CELLULES_MAX: Final = 8
Restant = tuple[str, str]
"""The class of a sentence on the page, and the sentence."""


def open_year(bilan: Bilan) -> str:
    """How the figures of a year that is not over are read; empty when every convention's is."""
    if not any(b.avancements for b in bilan.conventions):
        return ""
    return t(
        "L'année n'est pas finie au {au}. «\u00a0À ce jour\u00a0» s'arrête là\u202f; le retard y compte "
        "le solde reporté. Ailleurs, le fait et la cible vont de ce qui est acquis à tout ce que les "
        "vacances lues peuvent encore donner d'ici au terme. Ce qui reste à faire, les délais qui courent, "
        "les envois et les données à compléter sont comptés à part.",
        au=numbers.jour(bilan.au),
    )


def to_date(b: BilanConvention) -> Iterator[Restant]:
    """« À ce jour : « part », 172 à 179 baux signés pour un dû de 196,4 (retard de 14,2 à 22,2). »"""
    told = [_stand(regle, own, b) for regle, own in _parts(b)]
    if told:
        yield "a_ce_jour", t("À ce jour\u202f: {parts}.", parts=joined(told, "\u202f; "))


def left_over(b: BilanConvention, lexique: Lexique) -> Iterator[Restant]:
    """What is still to come, one sentence for each sort."""
    left = [said for regle, own in _parts(b) if (said := _left(regle, own, b))]
    if left:
        yield (
            "reste",
            t(
                "Reste à faire d'ici au terme, dans l'hypothèse de «\u00a0Où en est l'année\u00a0»\u202f: "
                "{parts}.",
                parts=joined(left, "\u202f; "),
            ),
        )
    running = [
        t("{n} de {clause}", n=numbers.group(n), clause=cite(e.clause.entete.ident))
        for e in b.echeances
        if (n := dict(e.decomptes).get(EtatDelai.EN_COURS.value, 0))
    ]
    if running:
        yield "delais", t("Délais qui courent\u202f: {running}.", running=listing(running))
    sendings = sum(envoi.etat is EtatDelai.EN_COURS for envoi in b.transmissions)
    if sendings:
        yield "envois", t("Envois restant à faire dans l'année\u202f: {n}.", n=numbers.group(sendings))
    if lacks(b):
        yield (
            "a_completer",
            t("Données à compléter\u202f: {n}, pour réduire les intervalles.", n=waiting(b)),
        )
    if beyond := beyond_rows(b, lexique):
        yield "a_completer", t("À compléter, hors des vacances des fichiers ({beyond}).", beyond=beyond)


def _parts(b: BilanConvention) -> Iterator[tuple[ResultatRegle, list[Avancement]]]:
    """Parts that a year not over tells of, with their cells."""
    for regle in b.regles:
        own = [a for a in b.avancements if a.clause == regle.clause.entete.ident and not a.plafond]
        if own and isinstance(regle.clause, ir.Part):
            yield regle, own


def _stand(regle: ResultatRegle, own: list[Avancement], b: BilanConvention) -> str:
    ident = cite(regle.clause.entete.ident)
    if len(own) == 1:
        a = own[0]
        if a.du is None:
            return t(
                "{ident}, {done}\u202f; dû non connu, faute de l'écart de la prévision d'avant",
                ident=ident,
                done=counted(a.realise, unit(regle.clause, b)),
            )
        rounded = _by_rounding(regle, a)
        return t(
            "{ident}, {done} pour un dû de {du}{brought} ({late})",
            ident=ident,
            done=counted(a.realise, unit(regle.clause, b), a.du),
            du=bornes(a.du),
            brought="" if rounded else _brought(regle, a),
            late=_late(a, rounded),
        )
    behind = [a for a in own if a.retard is not None and a.retard.min > 0]
    if not behind:
        return _perhaps_late(ident, own)
    told = [
        t("{where}, {late}", where=named_cell(a.cellule), late=_late(a, _by_rounding(regle, a)))
        for a in behind[:CELLULES_MAX]
    ]
    others = len(behind) - CELLULES_MAX
    return t(
        "{ident}, en retard à coup sûr dans {where} ({told}{more})",
        ident=ident,
        where=_some_of(behind, own),
        told=joined(told, "\u202f; "),
        more=t("\u202f; et {left}", left=numbers.count(others, "autre")) if others > 0 else "",
    )


def _perhaps_late(ident: str, own: list[Avancement]) -> str:
    """Of cells none of which is late for certain."""
    perhaps = [a for a in own if a.retard is None or a.retard.max > 0]
    if not perhaps:
        return t("{ident}, nulle part en retard", ident=ident)
    known = [a.retard.max for a in perhaps if a.retard is not None]
    most = t(", de {n} au plus", n=numbers.decimal(max(known))) if len(known) == len(perhaps) else ""
    return t(
        "{ident}, peut-être en retard dans {where}, faute de données{most}",
        ident=ident,
        where=_some_of(perhaps, own),
        most=most,
    )


def _some_of(some: list[Avancement], own: list[Avancement]) -> str:
    """« 2 communes sur 5 »."""
    return t(
        "{same} {cells} sur {cells2}",
        same=numbers.group(len(some)),
        cells=cells_word([a.cellule for a in own], len(some)),
        cells2=numbers.group(len(own)),
    )


def _brought(regle: ResultatRegle, a: Avancement) -> str:
    """« et un solde reporté de 8,3 »: without it, what is late does not follow from the due and the done."""
    (brought,) = {cell.solde_initial for cell in regle.cellules if cell.cellule == a.cellule} or {None}
    if brought is None or brought == ZERO:
        return ""
    if brought.max <= 0:
        return t(" et une avance reportée de {n}", n=bornes(minus(ZERO, brought)))
    return t(" et un solde reporté de {n}", n=bornes(brought))


def _by_rounding(regle: ResultatRegle, a: Avancement) -> bool:
    """Does what roundings left, which no dwelling makes, enter what is late?"""
    brought = [cell.solde_initial for cell in regle.cellules if cell.cellule == a.cellule]
    return ir.ModeReport.FRACTIONS in modes_of(regle, a.cellule) and any(s != ZERO for s in brought)


def _late(a: Avancement, rounded: bool) -> str:
    """« retard de 14,2 à 22,2 », « avance de 0,4 », « de 0,9 d'avance à 0,1 de retard ». rounded: what past
    roundings left is in it."""
    if a.retard is None:
        return t("retard non connu, faute du solde reporté")
    if rounded:
        return t("dû moins fait, arrondis passés compris\u202f: {n}", n=bornes(a.retard))
    if a.retard.min >= 0 and a.retard.max > 0:
        return t("retard de {n}", n=bornes(a.retard))
    ahead = minus(ZERO, a.retard)
    if a.retard.max <= 0 and a.retard.min < 0:
        return t("avance de {n}", n=bornes(ahead))
    if a.retard.max <= 0:
        return t("ni retard ni avance")
    return t(
        "de {ahead} d'avance à {late} de retard",
        ahead=numbers.decimal(ahead.max),
        late=numbers.decimal(a.retard.max),
    )


def _left(regle: ResultatRegle, own: list[Avancement], b: BilanConvention) -> str:
    """Of one cell its figures; of several, in how many: they do not make up for one another."""
    found = [
        outer(a.projection.reste)
        for a in own
        if a.projection is not None and a.projection.reste is not None and a.projection.reste.max > 0
    ]
    if not found:
        return ""
    ident = cite(regle.clause.entete.ident)
    if len(own) == 1:
        return t("{ident}, {left}", ident=ident, left=counted(found[0], unit(regle.clause, b)))
    return t(
        "{ident}, dans {some} {cells} sur {n}",
        ident=ident,
        some=numbers.group(len(found)),
        cells=cells_word([a.cellule for a in own], len(found)),
        n=numbers.group(len(own)),
    )
