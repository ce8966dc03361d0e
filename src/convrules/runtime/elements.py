"""What deadlines and obligations say of a programme, of a dwelling of the stock, of a demand, or of the
convention itself: each is judged on its own, beside any vacancy.

Source: docs/langage, « Ce qui ne tient à aucune vacance ».
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from convrules import ir
from convrules.base.outcomes import NON_APPLICABLE, Cause, Indetermine, NonApplicable, causes_of
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import Faits, Ligne
from convrules.runtime.context import Contexte
from convrules.runtime.deadlines import evaluate_deadline, without_object
from convrules.runtime.debtors import owed_by_holder_under_delegation
from convrules.runtime.decision import EtatDelai, ResultatClause, ResultatDelai, ResultatElement
from convrules.runtime.places import on_territory, there
from convrules.runtime.reading import TABLES
from convrules.runtime.rules import judge
from convrules.runtime.scope import in_doubt


def first_day_in_force(clause: ClauseCompilee, du: date, au: date) -> date | None:
    """The day whose text judges what bears on no vacancy: the first of the period, or the first on which the
    clause holds. None: it does not hold in the period."""
    begun = (v.entete.en_vigueur.du for v in (clause.clause, *clause.versions))
    days = sorted({du, *(d for d in begun if d is not None and du <= d <= au)})
    return next((d for d in days if clause.on(d).entete.en_vigueur.contains(d)), None)


def level_of(clause: ClauseCompilee) -> ir.Niveau:
    own = clause.clause
    assert isinstance(own, ir.Delai | ir.Obligation), "only these judge something else than vacancies"
    return own.porte_sur


def judge_elements(
    clause: ClauseCompilee,
    programme: Programme,
    faits: Faits,
    au: date,
    jour: date,
    dans_le_terme: date | None = None,
) -> Iterator[ResultatElement]:
    """One result per element on the territory of the convention, as of `au`, under the text of `jour`;
    `terme` is the end of the term that runs on `dans_le_terme` (None: on `jour`).

    A table that was not supplied leaves one result, for nobody knows which elements."""
    anywhere = Contexte(
        programme=programme,
        au=au,
        jour=jour,
        faits=faits,
        niveau=level_of(clause),
        dans_le_terme=dans_le_terme,
    )
    rows = rows_of(level_of(clause), programme, faits)
    if rows is None:
        unknown = not_supplied(clause, anywhere)
        yield ResultatElement(niveau=anywhere.niveau, element="", resultat=unknown)
        return
    for row in rows:
        found = judge_element(clause, row, anywhere)
        if found is not None:
            yield found


def rows_of(niveau: ir.Niveau, programme: Programme, faits: Faits) -> Sequence[Ligne] | None:
    """Elements of a level; the convention is one, even where no table speaks of it."""
    match niveau:
        case ir.Niveau.CONVENTION:
            ident = programme.convention.ident
            own = next((r for r in faits.conventions or () if r.id == ident), None)
            return (own or Ligne(table="conventions", id=ident),)
        case ir.Niveau.PROGRAMME:
            return faits.programmes
        case ir.Niveau.LOGEMENT:
            return faits.logements
        case ir.Niveau.DEMANDE:
            return None if faits.demandes is None else tuple(faits.demandes.values())
        case _:
            raise AssertionError("checked: what a clause may bear on")


def judge_element(clause: ClauseCompilee, row: Ligne, anywhere: Contexte) -> ResultatElement | None:
    """One element; None when it is outside the territory. A demand and the convention are nowhere."""
    where: Indetermine | bool = True
    if anywhere.niveau not in (ir.Niveau.CONVENTION, ir.Niveau.DEMANDE):
        place = on_territory(anywhere.programme.convention.territoire, row.cellule, f"{row.table} {row.id}")
        assert not isinstance(place, NonApplicable), "a place is in the territory, is not, or is not known"
        where = place
    if where is False:
        return None
    contexte = replace(anywhere, ligne=row)
    found, doubt = judged(clause, contexte), causes_of(where) | causes_of(there(row))
    found = in_doubt(found, doubt) if doubt else found
    return ResultatElement(niveau=anywhere.niveau, element=row.id, resultat=found)


def judged(clause: ClauseCompilee, contexte: Contexte) -> ResultatDelai | ResultatClause:
    """What a clause says of the row that the context faces."""
    own = clause.on(contexte.jour)
    nobody = owed_by_holder_under_delegation(clause, contexte)
    if isinstance(own, ir.Delai):
        return without_object(own) if nobody else evaluate_deadline(clause, contexte)
    return ResultatClause(clause=own, issue=NON_APPLICABLE) if nobody else judge(clause, contexte)


def not_supplied(clause: ClauseCompilee, contexte: Contexte) -> ResultatDelai | ResultatClause:
    """What a clause says when the table of its rows was not supplied."""
    own, table = clause.on(contexte.jour), TABLES[contexte.niveau]
    vacance = contexte.vacance
    causes = vacance.uncounted(table) if vacance is not None else frozenset({Cause(fait=table)})
    if isinstance(own, ir.Delai):
        return ResultatDelai(clause=own, etat=EtatDelai.INDETERMINE, causes=causes)
    return ResultatClause(clause=own, issue=Indetermine(causes))


def elements_about(
    programme: Programme, idents: Mapping[ir.Niveau, str | None], faits: Faits, au: date
) -> Iterator[ResultatElement]:
    """What the convention says, as of `au`, of elements named by level (its own for the convention); a clause
    that is not in force on that day says nothing."""
    for clause in programme.elements:
        niveau = level_of(clause)
        wanted = programme.convention.ident if niveau is ir.Niveau.CONVENTION else idents.get(niveau)
        if wanted is None or niveau not in idents or not clause.on(au).entete.en_vigueur.contains(au):
            continue
        anywhere = Contexte(programme=programme, au=au, jour=au, faits=faits, niveau=niveau)
        for row in rows_of(niveau, programme, faits) or ():
            found = judge_element(clause, row, anywhere) if row.id == wanted else None
            if found is not None:
                yield found
