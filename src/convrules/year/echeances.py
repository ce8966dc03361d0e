"""How the deadlines and obligations of a year's vacancies were kept."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import assert_never

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable
from convrules.compiler import ClauseCompilee
from convrules.runtime.decision import Decision, EtatDelai
from convrules.year.assiette import Cadre
from convrules.year.model import ResultatEcheance
from convrules.year.perimetre import in_years

MANQUES = ("depasse", "manquee")


def deadlines(clauses: Iterable[ClauseCompilee], cadre: Cadre) -> Iterator[ResultatEcheance]:
    """One result per deadline, obligation and corrective mode, over vacancies that may be of the year."""
    every = zip(cadre.suivis, in_years(cadre), strict=True)
    decisions = [s.decision for s, inside in every if inside is not False]
    words = list(_words_of(decisions))
    for clause in clauses:
        own = clause.clause
        if isinstance(own, ir.Delai | ir.Obligation | ir.ModeCorrectif):
            found = [(d.vacance, w[clause.ident]) for d, w in zip(decisions, words, strict=True)]
            yield ResultatEcheance(
                clause=own,
                decomptes=tally([mot for _, mot in found]),
                manquees=tuple(vacance for vacance, mot in found if mot in MANQUES),
                en_cours=tuple(sorted(_running(clause.ident, decisions), key=lambda item: item[::-1])),
                ouvertes=tuple(_open(clause.ident, decisions)),
            )


def _running(ident: str, decisions: Iterable[Decision]) -> Iterator[tuple[str, date]]:
    for decision in decisions:
        for delai in decision.delais:
            if delai.clause.entete.ident == ident and delai.etat is EtatDelai.EN_COURS and delai.limite:
                yield decision.vacance, delai.limite


def _open(ident: str, decisions: Iterable[Decision]) -> Iterator[tuple[str, frozenset[Cause]]]:
    for decision in decisions:
        for delai in decision.delais:
            if delai.clause.entete.ident == ident and delai.etat is EtatDelai.INDETERMINE:
                yield decision.vacance, delai.causes
        for owed in decision.obligations:
            if owed.clause.entete.ident == ident and isinstance(owed.issue, Indetermine):
                yield decision.vacance, owed.issue.causes


def _words_of(decisions: Iterable[Decision]) -> Iterator[dict[str, str]]:
    # Why by identity: rows of which a convention says the same share its very results.
    known: dict[tuple[int, int, int], dict[str, str]] = {}
    for decision in decisions:
        key = id(decision.delais), id(decision.obligations), id(decision.modes)
        if key not in known:
            known[key] = _words(decision)
        yield known[key]


def _words(decision: Decision) -> dict[str, str]:
    found = {d.clause.entete.ident: d.etat.value for d in decision.delais}
    owed = (*decision.obligations, *(m.resultat for m in decision.modes))
    found |= {o.clause.entete.ident: obligation_word(o.issue) for o in owed}
    return found


def obligation_word(issue: Issue) -> str:
    """The closed word of an obligation's outcome."""
    match issue:
        case bool():
            return "respectee" if issue else "manquee"
        case NonApplicable():
            return "sans_objet"
        case Indetermine(causes=causes):
            return "erreur" if any(c.genre is Genre.ERREUR for c in causes) else "indetermine"
        case _:
            assert_never(issue)


ORDRE = (
    *(etat.value for etat in EtatDelai),
    "respectee",
    "manquee",
    "erreur",
)


def tally(words: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Counts in a fixed order, whatever the order of rows."""
    return tuple((mot, words.count(mot)) for mot in ORDRE if mot in words)
