"""How the deadlines and obligations of a year's vacancies were kept."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar, assert_never

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable
from convrules.base.records import dataclass
from convrules.compiler import ClauseCompilee
from convrules.runtime.decision import Decision, EtatDelai
from convrules.year.assiette import Cadre
from convrules.year.model import ResultatEcheance
from convrules.year.perimetre import in_years
from convrules.year.suivi import Suivi

T = TypeVar("T")
MANQUES = ("depasse", "manquee")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pareilles:
    """Rows in classes of which deadlines, obligations and modes say the same: of each row, its name and its
    class; of each class, the first decision, and how many rows it has."""

    idents: tuple[str, ...]
    codes: tuple[int, ...]
    firsts: tuple[Decision, ...]
    nombres: tuple[int, ...]

    def of(self, classes: Container[int]) -> Iterator[tuple[str, int]]:
        """Rows of some classes, and their class, in the order of rows."""
        return ((ident, code) for ident, code in zip(self.idents, self.codes, strict=True) if code in classes)


def deadlines(clauses: Iterable[ClauseCompilee], cadre: Cadre) -> Iterator[ResultatEcheance]:
    """One result per deadline, obligation and corrective mode, over vacancies that may be of the year."""
    rows = _alike(s for s, inside in zip(cadre.suivis, in_years(cadre), strict=True) if inside is not False)
    words = [_words(decision) for decision in rows.firsts]
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


def _alike(suivis: Iterable[Suivi]) -> _Pareilles:
    # Why by identity: rows of which a convention says the same share its very results.
    known: dict[tuple[int, int, int], int] = {}
    whole: dict[int, int] = {}
    idents: list[str] = []
    codes: list[int] = []
    firsts: list[Decision] = []
    for suivi in suivis:
        # Why what is said: a row that says what another says differs by its own days alone.
        decision = suivi.dite
        code = whole.get(id(decision))
        if code is None:
            key = id(decision.delais), id(decision.obligations), id(decision.modes)
            code = whole[id(decision)] = known.setdefault(key, len(firsts))
            if code == len(firsts):
                firsts.append(decision)
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
    rows: _Pareilles, ident: str, tell: Callable[[str, Decision], Iterable[T]]
) -> Iterator[tuple[str, T]]:
    """What a clause tells of each row."""
    told = {code: tuple(tell(ident, decision)) for code, decision in enumerate(rows.firsts)}
    told = {code: found for code, found in told.items() if found}
    for vacance, code in rows.of(told) if told else ():
        yield from ((vacance, one) for one in told[code])


def _running(ident: str, decision: Decision) -> Iterator[date]:
    for delai in decision.delais:
        if delai.clause.entete.ident == ident and delai.etat is EtatDelai.EN_COURS and delai.limite:
            yield delai.limite


def _open(ident: str, decision: Decision) -> Iterator[frozenset[Cause]]:
    for delai in decision.delais:
        if delai.clause.entete.ident == ident and delai.etat is EtatDelai.INDETERMINE:
            yield delai.causes
    for owed in decision.obligations:
        if owed.clause.entete.ident == ident and isinstance(owed.issue, Indetermine):
            yield owed.issue.causes


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
    return _in_order(Counter(words))


def _in_order(numbers: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((mot, numbers[mot]) for mot in ORDRE if mot in numbers)
