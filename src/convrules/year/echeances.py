"""How the deadlines and obligations of a year's vacancies were kept."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar, assert_never

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable
from convrules.base.records import dataclass
from convrules.compiler import ClauseCompilee
from convrules.runtime.closing import A_VENIR
from convrules.runtime.decision import Decision, EtatDelai
from convrules.year.assiette import Cadre
from convrules.year.model import ResultatEcheance
from convrules.year.perimetre import in_years
from convrules.year.suivi import Suivi

T = TypeVar("T")
MANQUES = ("depasse", "manquee")
SANS_DOUTE = (EtatDelai.SANS_OBJET.value, "erreur")
CERTAINE = frozenset[Cause]()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pareilles:
    """Rows in classes of which deadlines, obligations and modes say the same: of each row, its name and its
    class; of each class, the first decision, why data leave open whether it is of the year, and how many rows
    it has."""

    idents: tuple[str, ...]
    codes: tuple[int, ...]
    firsts: tuple[tuple[Decision, frozenset[Cause]], ...]
    nombres: tuple[int, ...]

    def of(self, classes: Container[int]) -> Iterator[tuple[str, int]]:
        """Rows of some classes, and their class, in the order of rows."""
        return ((ident, code) for ident, code in zip(self.idents, self.codes, strict=True) if code in classes)


def deadlines(clauses: Iterable[ClauseCompilee], cadre: Cadre) -> Iterator[ResultatEcheance]:
    """One result per deadline, obligation and corrective mode, over vacancies that may be of the year."""
    rows = _alike((s, i) for s, i in zip(cadre.suivis, in_years(cadre), strict=True) if i is not False)
    words = [_words(decision, doubt) for decision, doubt in rows.firsts]
    for clause in clauses:
        own, ident = clause.clause, clause.ident
        if isinstance(own, ir.Delai | ir.Obligation | ir.ModeCorrectif):
            missed = {code for code, said in enumerate(words) if said[ident] in MANQUES}
            told: Counter[str] = Counter()
            for said, number in zip(words, rows.nombres, strict=True):
                told[said[ident]] += number
            yield ResultatEcheance(
                clause=own,
                decomptes=_in_order(told),
                manquees=tuple(vacance for vacance, _ in rows.of(missed)),
                en_cours=tuple(sorted(_each(rows, ident, _running), key=lambda item: item[::-1])),
                ouvertes=tuple(_each(rows, ident, _open)),
            )


def _alike(suivis: Iterable[tuple[Suivi, Issue]]) -> _Pareilles:
    # Why by identity: rows of which a convention says the same share its very results.
    known: dict[tuple[int, int, int, frozenset[Cause]], int] = {}
    whole: dict[tuple[int, frozenset[Cause]], int] = {}
    idents: list[str] = []
    codes: list[int] = []
    firsts: list[tuple[Decision, frozenset[Cause]]] = []
    for suivi, inside in suivis:
        # Why what is said: a row that says what another says differs by its own days alone.
        decision, doubt = suivi.dite, perhaps_elsewhere(inside)
        code = whole.get((id(decision), doubt))
        if code is None:
            key = id(decision.delais), id(decision.obligations), id(decision.modes), doubt
            code = whole[id(decision), doubt] = known.setdefault(key, len(firsts))
            if code == len(firsts):
                firsts.append((decision, doubt))
        idents.append(suivi.vacance.ligne.id)
        codes.append(code)
    numbers = Counter(codes)
    return _Pareilles(
        idents=tuple(idents),
        codes=tuple(codes),
        firsts=tuple(firsts),
        nombres=tuple(numbers[code] for code in range(len(firsts))),
    )


def _each(
    rows: _Pareilles, ident: str, tell: Callable[[str, Decision, frozenset[Cause]], Iterable[T]]
) -> Iterator[tuple[str, T]]:
    """What a clause tells of each row."""
    told = {code: tuple(tell(ident, decision, doubt)) for code, (decision, doubt) in enumerate(rows.firsts)}
    told = {code: found for code, found in told.items() if found}
    for vacance, code in rows.of(told) if told else ():
        yield from ((vacance, one) for one in told[code])


def _running(ident: str, decision: Decision, doubt: frozenset[Cause]) -> Iterator[date]:
    for delai in () if doubt else decision.delais:
        if delai.clause.entete.ident == ident and delai.etat is EtatDelai.EN_COURS and delai.limite:
            yield delai.limite


def _open(ident: str, decision: Decision, doubt: frozenset[Cause]) -> Iterator[frozenset[Cause]]:
    open_yet = EtatDelai.INDETERMINE.value
    for delai in decision.delais:
        if delai.clause.entete.ident == ident and of_the_year(delai.etat.value, doubt) == open_yet:
            yield delai.causes | doubt
    for owed in decision.obligations:
        if owed.clause.entete.ident == ident:
            if isinstance(owed.issue, Indetermine):
                yield owed.issue.causes | doubt
            elif of_the_year(obligation_word(owed.issue), doubt) == open_yet:
                yield doubt


def _words(decision: Decision, doubt: frozenset[Cause]) -> dict[str, str]:
    found = {d.clause.entete.ident: d.etat.value for d in decision.delais}
    owed = (*decision.obligations, *(m.resultat for m in decision.modes))
    found |= {o.clause.entete.ident: obligation_word(o.issue) for o in owed}
    return {ident: of_the_year(word, doubt) for ident, word in found.items()} if doubt else found


def perhaps_elsewhere(inside: Issue) -> frozenset[Cause]:
    """What data lack to say that a row is of the year and of the convention; nothing where it is, or where
    its day is only to come."""
    if not isinstance(inside, Indetermine):
        return CERTAINE
    return frozenset(cause for cause in inside.causes if cause.genre not in A_VENIR)


def of_the_year(word: str, doubt: frozenset[Cause]) -> str:
    """What a clause says of a row, for its year: kept, missed or running, it is perhaps not of it."""
    return EtatDelai.INDETERMINE.value if doubt and word not in SANS_DOUTE else word


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
    return _in_order(Counter(words))


def _in_order(numbers: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((mot, numbers[mot]) for mot in ORDRE if mot in numbers)
