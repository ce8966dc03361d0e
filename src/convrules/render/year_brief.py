"""The rules of a year, holder by holder, each with its verdict in plain French, and what to ask next."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Final

from convrules.base.texte import t
from convrules.ir import Force, Part
from convrules.render import numbers, words
from convrules.render.already import forecast_doubts
from convrules.render.cell_text import verdict
from convrules.render.document import Bloc, commande, detail, paragraphe, puce, sous_titre, titre
from convrules.render.forces import OBJECTIF, is_no_breach, shown
from convrules.render.french import joined, sentence
from convrules.render.margins import margin_notes
from convrules.render.perimeter import missing_days, period
from convrules.render.report.restant import to_date
from convrules.render.report.summary import cells_told, late, said_of, splits
from convrules.render.settling import Annee, first_row, left_open, settling, since, told
from convrules.render.titulaires import titulaires
from convrules.render.year_notes import aim_notes, judged, nothing_to_judge, tendency_notes, unconcerned
from convrules.year.model import MANQUES, BilanConvention, ResultatRegle, ResultatRepartition, Verdict
from convrules.year.valeurs import INDECIS

ORDRE: Final = (*Verdict, None)
"""From what is missed to what has no verdict."""


def brief_blocks(annee: Annee) -> Iterator[Bloc]:
    bilan, noms = annee.bilan, titulaires(annee.bilan)
    yield titre(
        t(
            "Les règles de {annee} et leur verdict, vus au {au}\u202f: {bailleur}",
            annee=str(bilan.annee),
            au=numbers.jour(bilan.au),
            bailleur=words.landlord(bilan.bailleur, (b.convention for b in bilan.conventions)),
        )
    )
    if annee.depuis is not None:
        yield paragraphe(t("Soldes reportés d'année en année depuis {depuis}.", depuis=str(annee.depuis)))
    if any(b.avancements for b in bilan.conventions):
        yield paragraphe(t("L'année n'est pas finie\u202f: ces verdicts peuvent encore changer."))
    yield from map(paragraphe, (*missing_days(bilan, annee.lexique), *forecast_doubts(bilan)))
    yield paragraphe(_counts(annee))
    for b in bilan.conventions:
        yield sous_titre(
            t(
                "{titulaire} — convention «\u00a0{ident}\u00a0»",
                titulaire=noms[b.convention.ident],
                ident=b.convention.ident,
            )
        )
        yield from _convention(b, annee)


def _counts(annee: Annee) -> str:
    """« Non conforme : 2 ; objectif non atteint : 1 ; conforme : 4. »"""
    found = [
        _told_by(r, splits(b)) for b in annee.bilan.conventions for r in judged(b) if r.ecartee_par is None
    ]
    kinds = [(aim, v) for v in ORDRE for aim in (False, True) if (aim, v) in found]
    told = [
        t(
            "{a}\u202f: {b}",
            a=OBJECTIF[v] if aim and v else verdict(v),
            b=numbers.group(found.count((aim, v))),
        )
        for aim, v in kinds
    ]
    return sentence(joined(told, "\u202f; ")) if told else t("Aucune règle n'a de verdict.")


def _told_by(regle: ResultatRegle, shared: Mapping[str, ResultatRepartition]) -> tuple[bool, Verdict | None]:
    """Is it an objective that is not reached? Then what it is told by, as on the page."""
    split = shared.get(regle.clause.entete.ident)
    force, found = shown(regle) if split is None else (split.force, split.verdict)
    return is_no_breach(force, found), found


def _convention(b: BilanConvention, annee: Annee) -> Iterator[Bloc]:
    if said := period(b, annee.bilan.annee):
        yield paragraphe(said)
    shared = splits(b)
    for regle in sorted(judged(b), key=lambda r: _rank(r, shared)):
        split = shared.get(regle.clause.entete.ident)
        yield puce(told(b, regle if split is None else split))
        yield from map(detail, said_of(regle, annee.lexique))
        yield from map(detail, aim_notes(regle))
        yield from map(detail, margin_notes(regle, b))
        yield from map(detail, tendency_notes(regle))
        yield from map(detail, _wished(regle, b))
        for one in (regle, split):
            if one is not None:
                settled = settling(b, one, annee) if one.verdict in INDECIS else left_open(b, one, annee)
                yield from map(detail, settled)
    yield from (puce(said) for _, said in (*to_date(b), *late(b)))
    # Why not those that it inherits: they are about other holders.
    yield from map(puce, nothing_to_judge([ident for ident in unconcerned(b) if "." not in ident]))


def _wished(regle: ResultatRegle, b: BilanConvention) -> Iterator[str]:
    """How far cells that the convention wishes for are from it: no verdict shows them."""
    wished = [c for c in regle.cellules if c.force is Force.TENDRE_VERS]
    if wished and len(regle.cellules) > 1:
        yield sentence(cells_told(regle, wished, b))


def _rank(regle: ResultatRegle, shared: Mapping[str, ResultatRepartition]) -> int:
    """Its place, the worst first; a part that is split is judged account by account."""
    split = shared.get(regle.clause.entete.ident)
    return ORDRE.index(regle.verdict if split is None else split.verdict)


# --- what to ask next -------------------------------------------------------------------------
def next_blocks(commandes: Sequence[tuple[str, str]]) -> Iterator[Bloc]:
    """commandes: what to type next, each after what it would say."""
    yield sous_titre(t("Pour aller plus loin"))
    for what, command in commandes:
        yield puce(t("{a}\u202f:", a=what))
        yield commande(command)


def next_questions(
    annee: Annee, vacances: Container[str], *, si: bool
) -> Iterator[tuple[str, Sequence[str]]]:
    """What one would ask next, and the words of the command, without `--as-of` and the like. vacances: those
    that were read; si: has it been asked what would have kept the parts?"""
    bilan, year = annee.bilan, str(annee.bilan.annee)
    again = () if annee.depuis is None else ("--since", str(annee.depuis))
    first = since(bilan) if annee.depuis is None else None
    if first is not None:
        yield (
            t(
                "La même question, les soldes étant reportés d'année en année depuis {depuis}",
                depuis=str(first),
            ),
            ("explain", year, *(("--si",) if si else ()), "--since", str(first)),
        )
    if not si and any(
        r.verdict in MANQUES and isinstance(r.clause, Part) for b in bilan.conventions for r in b.regles
    ):
        yield (
            t("Quelles attributions, allées à un autre, auraient tenu les parts manquées"),
            ("explain", year, "--si", *again),
        )
    row = first_row(bilan, vacances)
    if row is not None:
        yield t("Une vacance à compléter, et ce que les conventions en disent"), ("explain", row)
    yield (
        t("Le bilan entier, avec les chiffres, les délais et les envois"),
        ("compliance", "--year", year, *again),
    )
