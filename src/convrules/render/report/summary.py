"""What a reader in a hurry takes away: holder by holder, what is kept, what is missed and by how much, what
cannot be told yet. Only rules that concern the holder are counted, and cells are never added up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from convrules import ir
from convrules.render import numbers
from convrules.render.bounds import bornes
from convrules.render.cells import cell_name
from convrules.render.clauses import debiteur
from convrules.render.completing import waiting
from convrules.render.counted import counted, target, unit
from convrules.render.french import cite, listing, sentence
from convrules.render.perimeter import period
from convrules.render.places import where as where_stands
from convrules.render.year_text import holder, judged
from convrules.runtime.decision import EtatDelai
from convrules.year.model import Bilan, BilanConvention, ResultatCellule, ResultatRegle, Verdict

FIN = numbers.FINE
CELLULES_MAX = 8
TITRES: Final = {
    Verdict.NON_CONFORME: "Non tenue",
    Verdict.HORS_D_ATTEINTE: "Ne peut plus être tenue",
    Verdict.INDETERMINE: "Tenue ou non, selon des données à compléter",
    Verdict.DECISION_HUMAINE: "En attente d'une décision",
    Verdict.EN_COURS: "En cours",
    Verdict.CONFORME: "Tenue",
}
COMPTES: Final = {
    Verdict.NON_CONFORME: ("non tenue", "non tenues"),
    Verdict.HORS_D_ATTEINTE: ("hors d'atteinte", "hors d'atteinte"),
    Verdict.INDETERMINE: ("incertaine", "incertaines"),
    Verdict.DECISION_HUMAINE: ("en attente d'une décision", "en attente d'une décision"),
    Verdict.EN_COURS: ("en cours", "en cours"),
    Verdict.CONFORME: ("tenue", "tenues"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Essentiel:
    """`constat`: how many rules are kept; `phrases`: (closed word of the verdict, sentence)."""

    titulaire: str
    constat: str
    phrases: tuple[tuple[str, str], ...]


def summary(bilan: Bilan) -> tuple[Essentiel, ...]:
    """One per convention, in their order."""
    return tuple(
        Essentiel(
            titulaire=holder(b.convention), constat=_verdicts(b), phrases=tuple(_phrases(b, bilan.annee))
        )
        for b in bilan.conventions
    )


def concerned(b: BilanConvention) -> list[ResultatRegle]:
    """Rules that have something to say to this holder."""
    return [r for r in judged(b) if r.ecartee_par is None and r.verdict is not Verdict.NON_APPLICABLE]


def _verdicts(b: BilanConvention) -> str:
    """« 7 règles : 1 non tenue, 1 incertaine et 5 tenues. »"""
    found = [r.verdict for r in concerned(b) if r.verdict is not None]
    if not found:
        return "Aucune règle n'a de verdict."
    told = [numbers.count(found.count(v), *mots) for v, mots in COMPTES.items() if v in found]
    return f"{numbers.count(len(found), 'règle')}{FIN}: {listing(told)}."


def _phrases(b: BilanConvention, annee: int) -> Iterator[tuple[str, str]]:
    if said := period(b, annee):
        yield "periode", said
    rules = concerned(b)
    for verdict, titre in TITRES.items():
        own = [r for r in rules if r.verdict is verdict]
        if verdict is Verdict.CONFORME:
            yield from _kept(own, b)
            continue
        for regle in own:
            yield verdict.value, f"{titre}{FIN}: {_rule(regle, b)}"
    for regle in rules:
        if regle.verdict is None:
            yield "sans_verdict", f"Souhait, sans verdict{FIN}: {_rule(regle, b)}"
    for regle in rules:
        if regle.rendus and isinstance(regle.clause, ir.Part):
            kept = numbers.count(len(regle.rendus), *unit(regle.clause, b))
            told = "dans ces chiffres alors que la convention a rendu leur tour sans le compter"
            yield "indetermine", f"À vérifier{FIN}: {cite(regle.clause.entete.ident)}, {kept} {told}."
    yield from _late(b)
    n = waiting(b)
    if n:
        yield "a_completer", f"{numbers.count(n, 'vacance')} à compléter pour réduire les intervalles."


def _kept(rules: Sequence[ResultatRegle], b: BilanConvention) -> Iterator[tuple[str, str]]:
    """Parts with their figures; the others by their name."""
    word = Verdict.CONFORME.value
    for regle in rules:
        if isinstance(regle.clause, ir.Part):
            yield word, f"Tenue{FIN}: {_rule(regle, b)}"
    others = [_named(r) for r in rules if not isinstance(r.clause, ir.Part)]
    if others:
        yield word, f"{'Tenue' if len(others) == 1 else 'Tenues'}{FIN}: {listing(others)}."


def _named(regle: ResultatRegle) -> str:
    entete = regle.clause.entete
    source = entete.source
    where = where_stands(entete) if source.article else source.fondement or ""
    return f"{cite(entete.ident)} ({where})" if where else cite(entete.ident)


def _rule(regle: ResultatRegle, b: BilanConvention) -> str:
    """Its name, what it says, and the figures behind the verdict."""
    said = " ".join((regle.clause.entete.enonce or "").split())
    figures = _figures(regle, b)
    aim = "" if regle.clause.entete.force is not ir.Force.OBJECTIF else " (objectif)"
    head = f"{_named(regle)}{aim}{FIN}: {figures}" if figures else f"{_named(regle)}{aim}."
    return f"{head} {cite(said)}" if said else head


def _figures(regle: ResultatRegle, b: BilanConvention) -> str:
    cells = regle.cellules
    if not cells:
        return ""
    mots = unit(regle.clause, b)
    if len(cells) == 1:
        return sentence(f"{counted(cells[0].realise, mots)}, pour {_asked(regle, cells[0])}")
    if regle.verdict is None:
        return ""
    same = [c for c in cells if c.verdict is regle.verdict]
    what = f"{numbers.group(len(same))} {_cells(cells)} sur {numbers.group(len(cells))}"
    told = [
        f"{cell_name(c)}, {counted(c.realise, mots)} pour {_asked(regle, c)}" for c in same[:CELLULES_MAX]
    ]
    left = len(same) - len(told)
    more = f"{FIN}; et {numbers.count(left, 'autre')}" if left else ""
    if regle.verdict is Verdict.CONFORME:
        return f"dans {numbers.plural(len(cells), 'la', 'les')} {numbers.group(len(cells))} {_cells(cells)}."
    return f"dans {what} ({f'{FIN}; '.join(told)}{more})."


def _cells(cells: Sequence[ResultatCellule]) -> str:
    """« communes » where the cells are communes."""
    dimensions = {tuple(d for d, _ in c.cellule) for c in cells}
    return "communes" if dimensions == {("commune",)} else "cas"


def _asked(regle: ResultatRegle, c: ResultatCellule) -> str:
    asked = target(c)
    figure = bornes(asked) if asked is not None else "un nombre qui n'est pas connu"
    clause = regle.clause
    if isinstance(clause, ir.Part):
        return f"{figure} à faire"
    match clause.regle.sens:
        case ir.Sens.AU_PLUS:
            return f"{figure} au plus"
        case ir.Sens.AU_MOINS:
            return f"{figure} au moins"
        case ir.Sens.EXACTEMENT:
            return f"{figure} exactement"


def _by(clause: ir.Clause) -> str:
    """« , que doit le bailleur »: a deadline missed by one is not held against another."""
    owed = debiteur(clause)
    return f", que doit {owed}" if owed else ""


def _late(b: BilanConvention) -> Iterator[tuple[str, str]]:
    missed = [
        f"{cite(e.clause.entete.ident)}{_by(e.clause)}, {numbers.count(len(e.manquees), 'fois', 'fois')}"
        for e in b.echeances
        if e.manquees
    ]
    if missed:
        yield "non_conforme", f"Délais ou obligations manqués{FIN}: {listing(missed)}."
    late = sum(t.etat is EtatDelai.DEPASSE for t in b.transmissions)
    if late:
        yield "non_conforme", f"{numbers.count(late, 'envoi')} en retard."
