"""What deadlines and obligations say of each candidature, or of each refusal, of a vacancy; what the silence
of a candidate is deemed to answer.

A silence is judged on what the data record: what another silence is deemed to answer says nothing of it.
Source: docs/langage, « Chaque candidat, chaque refus ».
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import NON_APPLICABLE, Cause, Indetermine
from convrules.base.values import INCONNU, Cellule, Connu
from convrules.compiler import ClauseCompilee
from convrules.facts.records import Ligne
from convrules.runtime.context import Contexte
from convrules.runtime.deadlines import evaluate_deadline, without_object
from convrules.runtime.debtors import owed_by_holder_under_delegation
from convrules.runtime.decision import EtatDelai, ResultatClause, ResultatDelai, ResultatElement
from convrules.runtime.effects import CONTRAIRES, SENS, merge
from convrules.runtime.reading import REPONSE, SENS_DE_REPONSE, SENS_REPUTE, TABLES, event_of_cell
from convrules.runtime.rules import judge, resolve


def judge_lines(contexte: Contexte, recorded: Contexte) -> Iterator[ResultatElement]:
    """One result per clause and row, in the order of the paper, then of the data. A table that was not
    supplied leaves one, for nobody knows which rows. recorded: the vacancy without the answers that silences
    are deemed to give, which say nothing of their own delay."""
    vacance = contexte.vacance.id if contexte.vacance is not None else ""
    for clause in contexte.programme.par_ligne:
        niveau = _level(clause)
        rows = _rows(niveau, recorded if _may_be_deemed(clause) else contexte)
        if rows is None:
            unknown = _unknown(clause, niveau, contexte)
            yield ResultatElement(niveau=niveau, element="", resultat=unknown, vacance=vacance)
            continue
        for row in rows:
            found = _judged(clause, _facing(row, niveau, contexte))
            yield ResultatElement(niveau=niveau, element=row.id, resultat=found, vacance=vacance)


def with_silences(contexte: Contexte) -> Contexte:
    """The vacancy whose candidatures also bear the answers that their silence is deemed to give."""
    vacance = contexte.vacance
    silences = [c for c in contexte.programme.par_ligne if _may_be_deemed(c)]
    if not silences or vacance is None or not vacance.candidatures:
        return contexte
    rows = tuple(_answered(row, silences, contexte) for row in vacance.candidatures)
    return replace(contexte, vacance=replace(vacance, candidatures=rows))


def _answered(row: Ligne, silences: Sequence[ClauseCompilee], contexte: Contexte) -> Ligne:
    """The first answer stands: given in time, it prevents the silence; given after it, it undoes nothing."""
    deemed: list[tuple[Evenement, ir.Effet]] = []
    seen = _facing(row, ir.Niveau.CANDIDATURE, contexte)
    for clause in silences:
        found = _judged(clause, seen)
        effet = resolve(clause, "à défaut", seen).valeur
        if isinstance(found, ResultatDelai) and isinstance(effet, ir.Effet) and effet.acte in SENS:
            assert found.effet_date is not None, "every deadline says when what follows a miss happens"
            deemed.append((found.effet_date, effet))
    if not deemed:
        return row
    recorded = event_of_cell(row.cellule(REPONSE), REPONSE, f"{row.table} {row.id}")
    cells = {**row.cellules, REPONSE: Connu(merge(recorded, [day for day, _ in deemed]))}
    return replace(row, cellules={**cells, **_sense(deemed, recorded, row.cellule(SENS_DE_REPONSE))})


def _sense(
    deemed: Sequence[tuple[Evenement, ir.Effet]], recorded: Evenement, said: Cellule
) -> Mapping[str, Cellule]:
    """The sense of the first answer; not known, while a silence of another sense may have come as early."""
    known = [(day.connu, SENS[effet.acte]) for day, effet in deemed if day.connu is not None]
    first = min((day for day, _ in known), default=None)
    answer = {sens for day, sens in known if day == first}
    if len(answer) > 1:
        return {SENS_REPUTE: CONTRAIRES}
    last = first
    if last is None:
        answer, last = ({str(said.valeur)} if isinstance(said, Connu) else set()), recorded.connu
    perhaps = {
        SENS[effet.acte]
        for day, effet in deemed
        if day.connu is None and not day.est_jamais and (last is None or day.low <= last.toordinal())
    }
    if perhaps - answer:
        return {SENS_DE_REPONSE: INCONNU}
    return {SENS_REPUTE: Connu(answer.pop())} if first is not None else {}


def _may_be_deemed(clause: ClauseCompilee) -> bool:
    own = clause.clause
    return isinstance(own, ir.Delai) and own.regle.evenement == REPONSE and "à défaut" in clause.regles


# --- rows -----------------------------------------------------------------------------------
def _level(clause: ClauseCompilee) -> ir.Niveau:
    own = clause.clause
    assert isinstance(own, ir.Delai | ir.Obligation), "only these judge something else than vacancies"
    return own.porte_sur


def _rows(niveau: ir.Niveau, contexte: Contexte) -> tuple[Ligne, ...] | None:
    """Those that are there by the day one looks."""
    vacance = contexte.vacance
    assert vacance is not None, "judged on a vacancy"
    table = vacance.candidatures if niveau is ir.Niveau.CANDIDATURE else vacance.refus
    return None if table is None else tuple(row for row in table if not _after(row, contexte.au))


def _after(row: Ligne, au: date) -> bool:
    day = event_of_cell(row.cellule("date"), "date").connu
    return day is not None and day > au


def _facing(row: Ligne, niveau: ir.Niveau, contexte: Contexte) -> Contexte:
    return replace(contexte, ligne=row, niveau=niveau)


def _judged(clause: ClauseCompilee, contexte: Contexte) -> ResultatDelai | ResultatClause:
    own = clause.on(contexte.jour)
    nobody = owed_by_holder_under_delegation(clause, contexte)
    if isinstance(own, ir.Delai):
        return without_object(own) if nobody else evaluate_deadline(clause, contexte)
    return ResultatClause(clause=own, issue=NON_APPLICABLE) if nobody else judge(clause, contexte)


def _unknown(clause: ClauseCompilee, niveau: ir.Niveau, contexte: Contexte) -> ResultatDelai | ResultatClause:
    own, causes = clause.on(contexte.jour), frozenset({Cause(fait=TABLES[niveau])})
    if isinstance(own, ir.Delai):
        return ResultatDelai(clause=own, etat=EtatDelai.INDETERMINE, causes=causes)
    return ResultatClause(clause=own, issue=Indetermine(causes))
