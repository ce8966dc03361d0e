"""The script of an engine, played, and what it must say: the answers of the scalar evaluator."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from convrules.base.outcomes import causes_of, word
from convrules.columnar.atoms import Atoms
from convrules.columnar.sql.lookups import lookups
from convrules.columnar.sql.model import Consultation
from convrules.columnar.sql.script import Dialecte, Mots, statements
from convrules.columnar.statuses import Reponse, answer_of
from convrules.columnar.tables import Table, table_of
from convrules.compiler import Programme
from convrules.facts.records import Faits
from convrules.render.sql import cell
from convrules.runtime.decision import Statut
from convrules.runtime.vacance import evaluate_vacance

Rows = Iterable[Sequence[object]]
Play = Callable[[str], Rows]
"""Plays a statement; the rows of a question."""
Ask = Callable[[Consultation, Mots], dict[str, Rows]]
"""What an engine that is given these tables reads in `decisions` and `faits_manquants`."""


def words_of(table: Table) -> Mots:
    return Mots(
        vacances=[v.id for v in table.vacances],
        valeur=lambda champ, rang: cell(table.cellule(champ, rang), champ.type),
    )


def by_script(dialecte: Dialecte, play: Play) -> Ask:
    """The script, statement after statement."""

    def ask(consultation: Consultation, mots: Mots) -> dict[str, Rows]:
        made = statements(consultation, dialecte, mots)
        return {enonce.objet: play(enonce.texte) for enonce in made}

    return ask


def compared(programmes: Sequence[Programme], faits: Faits, au: date, ask: Ask) -> Counter[str]:
    """Every pair within reach of the tables; how many there were, and what they said."""
    atoms = Atoms(table=table_of(faits, au))
    consultation = lookups(programmes, atoms)
    answers = ask(consultation, words_of(atoms.table))
    told = {nom: Counter(map(tuple, answers[nom])) for nom in ("decisions", "faits_manquants")}
    decisions: Counter[tuple[object, ...]] = Counter()
    lacking: Counter[tuple[object, ...]] = Counter()
    met: Counter[str] = Counter()
    judged: dict[int, list[Reponse | None]] = {}
    for programme, declared in zip(programmes, consultation.conventions, strict=True):
        if id(programme) not in judged:
            found = (evaluate_vacance(programme, v, au, faits=faits) for v in faits.vacances)
            judged[id(programme)] = [answer_of(d) if d.territoire is not False else None for d in found]
        apart = set(declared.a_part)
        for rank, answer in enumerate(judged[id(programme)]):
            if answer is None or rank in apart:
                continue
            pair = (faits.vacances[rank].id, declared.ident)
            decisions[(*pair, *line(answer))] += 1
            causes = answer.causes | causes_of(answer.eligible)
            lacking.update((*pair, c.fait, c.genre.value, c.ligne) for c in causes)
            met["pairs"] += 1
            met["causes"] += len(causes)
            met[word(answer.eligible)] += 1
    assert told["decisions"] == decisions
    assert told["faits_manquants"] == lacking
    return met


def line(answer: Reponse) -> tuple[object, ...]:
    """A pair as `decisions` tells it."""
    flags = (int(s in answer.statuts) for s in (Statut.HORS_CHAMP, Statut.SOUSTRAIT, Statut.DANS_L_ASSIETTE))
    return (*flags, answer.clause, word(answer.eligible), answer.refus)
