"""What deadlines and obligations say of each candidature, or of each refusal, of a vacancy; what the silence
of a candidate is deemed to answer.

A silence is judged on what the data record: what another silence is deemed to answer says nothing of it.
Source: docs/langage, « Chaque candidat, chaque refus ».
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.records import replace
from convrules.base.values import Cellule, Connu, Inconnu
from convrules.compiler import REPONSE, SENS_DE_REPONSE, ClauseCompilee
from convrules.facts.records import Ligne
from convrules.runtime.answers import SENS, first_sense
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatDelai, ResultatElement
from convrules.runtime.effects import merge
from convrules.runtime.elements import judged, level_of, not_supplied
from convrules.runtime.reading import SENS_REPUTE, event_of_cell
from convrules.runtime.rules import resolve


def judge_lines(contexte: Contexte, recorded: Contexte) -> Iterator[ResultatElement]:
    """One result per clause and row, in the order of the paper, then of the data. A table that was not
    supplied leaves one, for nobody knows which rows. recorded: the vacancy without the answers that silences
    are deemed to give, which say nothing of their own delay."""
    vacance = contexte.vacance.id if contexte.vacance is not None else ""
    for clause in contexte.programme.par_ligne:
        niveau = level_of(clause)
        rows = _rows(niveau, recorded if _may_be_deemed(clause) else contexte)
        if rows is None:
            unknown = not_supplied(clause, replace(contexte, niveau=niveau))
            yield ResultatElement(niveau=niveau, element="", resultat=unknown, vacance=vacance)
            continue
        for row in rows:
            found = judged(clause, _facing(row, niveau, contexte))
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
    deemed: list[tuple[Evenement, ir.Acte]] = []
    seen = _facing(row, ir.Niveau.CANDIDATURE, contexte)
    for clause in silences:
        found = judged(clause, seen)
        effet = resolve(clause, "à défaut", seen).valeur
        if isinstance(found, ResultatDelai) and isinstance(effet, ir.Effet) and effet.acte in SENS:
            assert found.effet_date is not None, "every deadline says when what follows a miss happens"
            if not found.effet_date.est_jamais:
                deemed.append((found.effet_date, effet.acte))
    if not deemed:
        return row
    recorded = event_of_cell(row.cellule(REPONSE), REPONSE, f"{row.table} {row.id}")
    cells = {**row.cellules, REPONSE: Connu(merge(recorded, [day for day, _ in deemed]))}
    return replace(row, cellules={**cells, **_sense(deemed, recorded, row.cellule(SENS_DE_REPONSE))})


def _sense(
    deemed: Sequence[tuple[Evenement, ir.Acte]], recorded: Evenement, said: Cellule
) -> Mapping[str, Cellule]:
    """Where it comes of a silence, a sense is only deemed."""
    first = first_sense(deemed, said, recorded)
    if isinstance(first, Inconnu):
        return {SENS_DE_REPONSE: first}
    return {SENS_REPUTE: first} if any(day.connu is not None for day, _ in deemed) else {}


def _may_be_deemed(clause: ClauseCompilee) -> bool:
    own = clause.clause
    return isinstance(own, ir.Delai) and own.regle.evenement == REPONSE and "à défaut" in clause.regles


# --- rows -----------------------------------------------------------------------------------
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
