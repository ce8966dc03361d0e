"""How the deadlines and obligations of a year's vacancies were kept."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar, assert_never

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable, causes_of
from convrules.base.records import dataclass
from convrules.compiler import ClauseCompilee
from convrules.runtime.closing import A_VENIR
from convrules.runtime.decision import Decision, EtatDelai
from convrules.year.assiette import Cadre
from convrules.year.model import LigneEcheance, ResultatEcheance
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

    suivis: tuple[Suivi, ...]
    codes: tuple[int, ...]
    firsts: tuple[tuple[Decision, frozenset[Cause]], ...]
    nombres: tuple[int, ...]

    def of(self, classes: Container[int]) -> Iterator[tuple[Suivi, int]]:
        """Rows of some classes, and their class, in the order of rows."""
        return ((suivi, code) for suivi, code in zip(self.suivis, self.codes, strict=True) if code in classes)


def deadlines(
    clauses: Iterable[ClauseCompilee], cadre: Cadre, *, nommer: bool = False
) -> Iterator[ResultatEcheance]:
    """One result per deadline, obligation and corrective mode, over vacancies that may be of the year.
    nommer: with each of those of which it asks something."""
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
                manquees=tuple(suivi.vacance.ligne.id for suivi, _ in rows.of(missed)),
                en_cours=tuple(sorted(_each(rows, ident, _running), key=lambda item: item[::-1])),
                ouvertes=tuple(_each(rows, ident, _open)),
                lignes=tuple(_named(rows, ident, words, cadre.au)) if nommer else (),
            )


def _named(
    rows: _Pareilles, ident: str, words: Sequence[Mapping[str, str]], au: date
) -> Iterator[LigneEcheance]:
    """words: of each class, what clauses say of its rows; their days are each row's own."""
    asked = {code for code, said in enumerate(words) if said[ident] != EtatDelai.SANS_OBJET.value}
    why = {code: _why(ident, *rows.firsts[code]) for code in asked}
    for suivi, code in rows.of(asked) if asked else ():
        vacance, etat, causes = suivi.vacance.ligne.id, words[code][ident], why[code]
        delai = next((d for d in suivi.decision.delais if d.clause.entete.ident == ident), None)
        if delai is None:
            yield LigneEcheance(vacance=vacance, etat=etat, causes=causes)
            continue
        done = delai.cible.connu if delai.cible is not None else None
        yield LigneEcheance(
            vacance=vacance,
            etat=etat,
            limite=delai.limite,
            faite_le=done if done is not None and done <= au else None,
            retard_jours=delai.retard_jours if etat == EtatDelai.DEPASSE.value else None,
            causes=causes,
        )


def _why(ident: str, decision: Decision, doubt: frozenset[Cause]) -> frozenset[Cause]:
    """Why it is not known what a clause says of a row; nothing where it is."""
    modes = (m.resultat for m in decision.modes)
    issues = (m.issue for m in modes if m.clause.entete.ident == ident)
    return CERTAINE.union(*_open(ident, decision, doubt), *map(causes_of, issues))


def _alike(suivis: Iterable[tuple[Suivi, Issue]]) -> _Pareilles:
    # Why by identity: rows of which a convention says the same share its very results.
    known: dict[tuple[int, int, int, frozenset[Cause]], int] = {}
    whole: dict[tuple[int, frozenset[Cause]], int] = {}
    rows: list[Suivi] = []
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
        rows.append(suivi)
        codes.append(code)
    numbers = Counter(codes)
    return _Pareilles(
        suivis=tuple(rows),
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
    for suivi, code in rows.of(told) if told else ():
        yield from ((suivi.vacance.ligne.id, one) for one in told[code])


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
