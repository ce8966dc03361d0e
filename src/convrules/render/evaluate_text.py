"""Every vacancy on a screen, one line per convention, and what remains to be known."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from convrules import ir
from convrules.base.outcomes import Indetermine, causes_of
from convrules.render import numbers, words
from convrules.render.french import cite
from convrules.render.lexicon import Lexique, shown
from convrules.render.tables import Colonne, table
from convrules.render.year_text import holder
from convrules.runtime.decision import Decision, EtatDelai, Statut

FIN = numbers.FINE
CAUSES_MAX = 8


def evaluate_text(
    decisions: Sequence[Decision], conventions: Mapping[str, ir.Convention], au: date, lexique: Lexique
) -> str:
    """A summary per convention; a few vacancies are shown whole by `explain`."""
    n = len({d.vacance for d in decisions})
    lines = [f"{numbers.count(n, 'vacance')} au {numbers.jour(au)}", ""]
    for ident, convention in conventions.items():
        own = [d for d in decisions if d.convention == ident]
        lines += [f"{holder(convention)} — convention {cite(ident)}", *_convention(own, lexique), ""]
    return "\n".join(lines)


def _convention(decisions: Sequence[Decision], lexique: Lexique) -> Iterator[str]:
    inside = [d for d in decisions if not d.muette]
    rows = [(words.STATUT[s], numbers.group(n)) for s, n in _statuses(inside)]
    unknown = sum(d.statut.statut is None for d in inside)
    if unknown:
        rows.append(("statut indéterminé", numbers.group(unknown)))
    outside = sum(d.territoire is False for d in decisions)
    if outside:
        rows.append(("hors du territoire", numbers.group(outside)))
    rows += _out_of_dates(d for d in decisions if d.muette and d.territoire is not False)
    eligible = Counter(words.issue(d.eligible) for d in inside)
    rows += [(f"orientable{FIN}: {word}", numbers.group(n)) for word, n in sorted(eligible.items())]
    rows += _others(inside)
    rows += _deadlines(inside)
    yield from table((Colonne(titre="Constat", souple=True), Colonne(titre="Vacances", droite=True)), rows)
    yield from _missing(inside, lexique)


def _statuses(decisions: Sequence[Decision]) -> Iterator[tuple[Statut, int]]:
    found = Counter(d.statut.statut for d in decisions)
    for statut in Statut:
        if found[statut]:
            yield statut, found[statut]


def _out_of_dates(decisions: Iterable[Decision]) -> Iterator[tuple[str, str]]:
    """Vacancies on the territory of which the convention, not in force on their reference date, says
    nothing; and those that fall to another holder for that reason."""
    found = list(decisions)
    if found:
        yield "convention pas en vigueur à la date de référence", numbers.group(len(found))
    taken = sum(d.defaut is not None and d.defaut.issue is True for d in found)
    if taken:
        yield "sans convention en vigueur, au titulaire par défaut", numbers.group(taken)


def _others(decisions: Sequence[Decision]) -> list[tuple[str, str]]:
    """Vacancies on which somebody else acts, in the place of the holder or by its hand."""
    lines = {
        "droit exercé par un délégataire": sum(
            d.exercice is not None and d.exercice.sur and None not in d.exercice.possibles for d in decisions
        ),
        "délégation à établir": sum(d.exercice is not None and not d.exercice.sur for d in decisions),
        "tour ouvert par une remise": sum(
            d.recue is not None and d.recue.connu is not None for d in decisions
        ),
    }
    return [(said, numbers.group(n)) for said, n in lines.items() if n]


def _deadlines(decisions: Sequence[Decision]) -> list[tuple[str, str]]:
    found = Counter(
        (r.clause.entete.ident, r.etat)
        for d in decisions
        for r in d.delais
        if r.etat is not EtatDelai.SANS_OBJET
    )
    rows = [
        (f"délai {cite(ident)}{FIN}: {words.DELAI[etat]}", numbers.group(n))
        for (ident, etat), n in sorted(found.items())
    ]
    found = Counter(
        (r.clause.entete.ident, r.etat)
        for d in decisions
        for r in d.nouvelles_propositions
        if r.etat is not EtatDelai.SANS_OBJET
    )
    rows += [
        (f"seconde fenêtre {cite(ident)}{FIN}: {words.DELAI[etat]}", numbers.group(n))
        for (ident, etat), n in sorted(found.items())
    ]
    owed = Counter(
        (r.clause.entete.ident, words.word_of_obligation(r.issue)) for d in decisions for r in d.obligations
    )
    rows += [
        (f"obligation {cite(ident)}{FIN}: {words.OBLIGATION_DITE[word]}", numbers.group(n))
        for (ident, word), n in sorted(owed.items())
        if word != "sans_objet"
    ]
    return rows


def _missing(decisions: Sequence[Decision], lexique: Lexique) -> Iterator[str]:
    found: Counter[str] = Counter()
    for d in decisions:
        causes = d.statut.causes | (
            causes_of(d.eligible) if isinstance(d.eligible, Indetermine) else frozenset()
        )
        found.update({c.fait for c in causes})
    if found:
        yield "Données qui manquent le plus"
    for fait, n in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:CAUSES_MAX]:
        yield f"  • {shown(fait, lexique)}{FIN}: {numbers.count(n, 'vacance')}"
