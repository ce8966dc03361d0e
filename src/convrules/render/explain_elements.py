"""One programme, one dwelling of the stock or the convention in French: what deadlines and obligations say of
it, beside any vacancy."""

from collections.abc import Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.clauses import debiteur, delai, effet, enonce, porte_sur
from convrules.render.deadlines import course
from convrules.render.details import details
from convrules.render.document import Bloc, detail, paragraphe, puce, sous_titre, titre
from convrules.render.elements import element, said
from convrules.render.french import cite, de, sentence
from convrules.render.lexicon import Lexique
from convrules.render.neighbours import cited as named
from convrules.render.neighbours import holder_of
from convrules.runtime.decision import ResultatDelai, ResultatElement

FIN = numbers.FINE


def explain_element(
    ident: str, groups: Sequence[tuple[ir.Convention, Sequence[ResultatElement]]], au: date, lexique: Lexique
) -> tuple[Bloc, ...]:
    """The whole explanation of one element, under every convention that judges it."""
    blocs: list[Bloc] = [titre(t("{ident}, vu au {au}", ident=cite(ident), au=numbers.jour(au)))]
    told = [group for group in groups if group[1]]
    if not told:
        blocs.append(paragraphe(t("Aucun délai, aucune obligation ne porte sur lui.")))
    for convention, found in told:
        holder = holder_of(convention.ident, {convention.ident: convention})
        blocs.append(
            sous_titre(
                t("{titulaire} — convention «\u00a0{ident}\u00a0»", titulaire=holder, ident=convention.ident)
            )
        )
        blocs += element_blocs(found, au, lexique)
    return tuple(blocs)


def beside(
    groups: Sequence[tuple[ir.Convention, Sequence[ResultatElement]]], au: date, lexique: Lexique
) -> Iterator[Bloc]:
    """What is told, after a vacancy, of its programme, its dwelling and the conventions themselves."""
    for convention, found in groups:
        if found:
            yield sous_titre(t("Au-delà de cette vacance — convention {ident}", ident=cite(convention.ident)))
            yield from element_blocs(found, au, lexique)


def element_blocs(found: Sequence[ResultatElement], au: date, lexique: Lexique) -> Iterator[Bloc]:
    """Each clause once, then what it says of each row."""
    told: ir.Clause | None = None
    for one in found:
        clause = one.resultat.clause
        if clause != told:
            owed = debiteur(clause)
            charge = t(" (à la charge {owed})", owed=de(owed)) if owed else ""
            rule = delai(clause.regle, lexique) if isinstance(clause, ir.Delai) else enonce(clause, lexique)
            about = t("{a}, {b}", a=named(clause), b=porte_sur(one.niveau))
            yield paragraphe(sentence(t("{a}\u202f: {b}{c}", a=about, b=rule, c=charge)))
        told = clause
        yield from _one(one, au, lexique)


def _one(one: ResultatElement, au: date, lexique: Lexique) -> Iterator[Bloc]:
    resultat, clause = one.resultat, one.resultat.clause
    if isinstance(resultat, ResultatDelai):
        yield puce(sentence(element(one)))
        yield from course(resultat, au, lexique)
        return
    yield puce(sentence(t("{a}\u202f: {b}", a=element(one), b=said(one, lexique))))
    yield from details(resultat, lexique)
    if isinstance(clause, ir.Obligation) and clause.a_defaut is not None:
        yield detail(sentence(t("à défaut\u202f: {effet}", effet=effet(clause.a_defaut))))
