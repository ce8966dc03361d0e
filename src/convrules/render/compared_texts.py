"""What each column asks under one name, where several judgements stand side by side: clauses that have the
same name may have neither the same text, nor the same kind, nor be as binding."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.clauses import debiteur, enonce, genre, porte_sur
from convrules.render.decided import key_words, readings
from convrules.render.expressions import phrase
from convrules.render.forces import word
from convrules.render.french import joined, listing, si
from convrules.render.lexicon import Lexique, lexique_of
from convrules.render.year_notes import clause_words
from convrules.year.changements import Changement
from convrules.year.comparaison import Comparaison, EcheanceComparee, RegleComparee, Vu
from convrules.year.model import ResultatEcheance, ResultatRegle
from convrules.year.periode import quarter_on
from convrules.year.trimestres import quarter_of


def lexicons(c: Comparaison) -> tuple[Lexique, ...]:
    """Of each column, its own: two landlords may give one name to two things."""
    return tuple(lexique_of(colonne.textes) for colonne in c.colonnes)


def rule_texts(rule: RegleComparee, lexiques: Sequence[Lexique]) -> tuple[str, ...]:
    """What each column asks, empty where it asks nothing."""
    return tuple(
        "" if vu is None or vu.ecartee else rule_text(vu, lexique)
        for vu, lexique in zip(rule.vus, lexiques, strict=True)
    )


def deadline_texts(e: EcheanceComparee, lexiques: Sequence[Lexique]) -> tuple[str, ...]:
    return tuple(
        "" if vu is None else deadline_text(vu, lexique) for vu, lexique in zip(e.vus, lexiques, strict=True)
    )


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
