"""What each column asks under one name, where several judgements stand side by side: clauses that have the
same name may have neither the same text, nor the same kind, nor be as binding, nor read the same names."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

from convrules import ir
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.clauses import debiteur, enonce, genre, porte_sur
from convrules.render.compared_names import Paroles, Sens, meanings_of, told_otherwise, words_of
from convrules.render.decided import key_words, readings
from convrules.render.expressions import phrase
from convrules.render.forces import word
from convrules.render.french import joined, listing, si
from convrules.render.lexicon import Lexique
from convrules.render.year_notes import clause_words
from convrules.year.changements import Changement
from convrules.year.comparaison import Comparaison, EcheanceComparee, RegleComparee, Vu
from convrules.year.model import ResultatEcheance, ResultatRegle
from convrules.year.periode import quarter_on
from convrules.year.trimestres import quarter_of

Mots: TypeAlias = Mapping[str, Paroles]
"""By convention."""
T = TypeVar("T")


def lexicons(c: Comparaison) -> tuple[Mots, ...]:
    """Of each column, of each of its conventions, its own: two may give one name to two things."""
    return tuple(words_of(colonne.textes) for colonne in c.colonnes)


def rule_texts(rule: RegleComparee, lexiques: Sequence[Mots]) -> tuple[str, ...]:
    """What each column asks, empty where it asks nothing."""
    vus = [None if vu is None or vu.ecartee else vu for vu in rule.vus]
    return _texts(vus, rule.conventions, lexiques, rule_text, _clauses_of)


def deadline_texts(e: EcheanceComparee, lexiques: Sequence[Mots]) -> tuple[str, ...]:
    return _texts(e.vus, e.conventions, lexiques, deadline_text, lambda vu: (vu.clause,))


def _texts(
    vus: Sequence[T | None],
    conventions: Sequence[str | None],
    lexiques: Sequence[Mots],
    dire: Callable[[T, Lexique], str],
    clauses: Callable[[T], Iterable[ir.Clause]],
) -> tuple[str, ...]:
    """With what its names stand for, where that is not the same everywhere."""
    sides: list[tuple[T, Paroles] | None] = [
        (vu, mots[nom]) if vu is not None and nom is not None else None
        for vu, nom, mots in zip(vus, conventions, lexiques, strict=True)
    ]
    senses: list[Sens] = [{} if side is None else meanings_of(clauses(side[0]), side[1]) for side in sides]
    return tuple(
        "" if side is None else _all([dire(side[0], side[1].lexique), *own])
        for side, own in zip(sides, told_otherwise(senses), strict=True)
    )


def _clauses_of(vu: Vu) -> Iterator[ir.Clause]:
    """Those that `rule_text` reads."""
    if vu.repartition is not None:
        yield vu.repartition
    elif vu.cellule is not None and vu.cellule.dites:
        yield from (dite.clause for dite in readings(vu.regle, vu.cellule) if not dite.ecartee)
    else:
        yield vu.regle.signee
        yield from (clause for _, pair in _rewritten(vu.regle) for clause in pair)


def differ(textes: Sequence[str]) -> bool:
    """Do columns that ask something not ask the same?"""
    return len({texte for texte in textes if texte}) > 1


def told_apart(names: Sequence[str], textes: Sequence[str]) -> str:
    """« textes différents : 2024, part, 20 % des … | 2025, part, 35 % des … »; empty where they are not."""
    if not differ(textes):
        return ""
    found: dict[str, list[str]] = {}
    for nom, texte in zip(names, textes, strict=True):
        if texte:
            found.setdefault(texte, []).append(nom)
    sides = [joined([listing(noms), texte], ", ") for texte, noms in found.items()]
    return t("textes différents\u202f: {textes}", textes=joined(sides, " | "))


# --- the text of a side -----------------------------------------------------------------------
def rule_text(vu: Vu, lexique: Lexique) -> str:
    """« part, 20 % des vacances dans l'assiette ; arrondi : inférieur »: all that decides the cell."""
    if vu.repartition is not None:
        said = [enonce(vu.repartition, lexique), word(vu.repartition.entete.force)]
        return _of_kind(vu.repartition, _all(said), lexique)
    regle, cell = vu.regle, vu.cellule
    if cell is None or not cell.dites:
        return _of_kind(regle.clause, _over_the_year(vu, lexique), lexique)
    told = [
        t("règle écartée") if dite.ecartee else _all(clause_words(dite.clause, lexique))
        for dite in readings(regle, cell)
    ]
    return _of_kind(regle.clause, listing([*dict.fromkeys(told)], "ou"), lexique)


def deadline_text(vu: ResultatEcheance, lexique: Lexique) -> str:
    """« délai, la proposition doit intervenir au plus tard 1 mois après … ; le réservataire »."""
    clause = vu.clause
    about = porte_sur(vu.niveau) if vu.niveau is not ir.Niveau.VACANCE else ""
    said = [enonce(clause, lexique), about, debiteur(clause), word(clause.entete.force)]
    return _of_kind(clause, _all(said), lexique)


def _of_kind(clause: ir.Clause, said: str, lexique: Lexique) -> str:
    if clause.entete.si is not None:
        said = t("{a}, {b}", a=si(phrase(clause.entete.si, lexique)), b=said)
    return t("{a}, {b}", a=genre(clause), b=said)


def _all(said: Sequence[str]) -> str:
    return joined([one for one in said if one], "\u202f; ")


def _over_the_year(vu: Vu, lexique: Lexique) -> str:
    """The text of the first day, then what amendments of the year ask since."""
    changes = list(_rewritten(vu.regle))
    own = quarter_of(vu.cellule.cellule) if vu.cellule is not None else ""
    first = changes[0][1][0] if changes else vu.regle.signee
    for change, (_, since) in changes:
        if own and (quarter_on(change.jour) < own or (change.seuil and quarter_on(change.jour) == own)):
            first = since
    said, asked = _all(clause_words(first, lexique)), _asked(first, lexique)
    for change, (_, since) in changes:
        inside = not change.figee and not change.seuil and own in ("", quarter_on(change.jour))
        if (inside or (not own and change.seuil)) and _asked(since, lexique) != asked:
            asked, day = _asked(since, lexique), numbers.jour(change.jour)
            said = t("{avant}, puis, à partir du {jour}, {depuis}", avant=said, jour=day, depuis=asked)
    return said


def _asked(texte: ir.Part | ir.Quota, lexique: Lexique) -> str:
    """Why not its other keys: those of the first day are kept to the end of the period."""
    return _all([enonce(texte, lexique), key_words(texte, "compte", lexique)])


def _rewritten(
    regle: ResultatRegle,
) -> Iterator[tuple[Changement, tuple[ir.Part | ir.Quota, ir.Part | ir.Quota]]]:
    """Days of the year on which the clause itself reads otherwise, with both texts."""
    for change in regle.changements:
        match change.textes:
            case (ir.Part() | ir.Quota() as before, ir.Part() | ir.Quota() as since):
                yield change, (before, since)
            case _:
                pass
