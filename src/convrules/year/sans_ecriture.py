"""Exchanges of turns of which an entry is missing: said when the data are held against the conventions.

Source: docs/langage, « Échanges ».
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.dates import connu
from convrules.base.outcomes import NON_APPLICABLE
from convrules.base.saisons import jour
from convrules.base.texte import suite, t
from convrules.base.values import Cellule, TDate, TEvenement
from convrules.compiler import ClauseCompilee, Programme, cases, finer_accounts
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import actes, recoupements
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Faits, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.holders import is_holder, is_named, within
from convrules.runtime.places import on_territory
from convrules.runtime.reading import event_of_cell
from convrules.runtime.scalar import evaluate_issue
from convrules.year.cellules import as_text
from convrules.year.parts_d_un_compte import days_of, parts_of, shares
from convrules.year.tours_echanges import ACTE, Echange, exchanges_of, says_part

Lecture = Callable[[str], Cellule]


def check_exchanges(programmes: Sequence[Programme], faits: Faits) -> Iterator[Diagnostic]:
    """Those of a part that no convention has; those of an account that conventions have, where the act says,
    on other days alone, or of which no part wants the dwelling; and a clause that says nothing of either
    account. An account without any convention has no entry to make."""
    rows = [row for row in faits.actes or () if as_text(row.cellule("acte")) == ACTE]
    vacances = {vacance.id: vacance for vacance in faits.vacances} if rows else {}
    for echange in exchanges_of(rows, programmes):
        # Why not of one that names an account nobody has: that is said, and what it says is another's.
        if echange.en_partie_tu:
            continue
        day = echange.date.connu
        if echange.clause is not None and not echange.nommees:
            yield _no_such_part(echange, programmes)
        elif day is not None and (echange.vacance is None or echange.vacance in vacances):
            row = echange.ligne if echange.vacance is None else vacances[echange.vacance]
            yield from _of_other_days(echange, day, programmes, row.cellule)
            if echange.vacance is not None:
                yield from _of_no_base(echange, day, programmes, vacances[echange.vacance], faits)
            for nom in _vain(echange, day, programmes, row.cellule):
                yield recoupements.echange_hors_clause(
                    span=row_span(echange.ligne), acte=echange.id, jour=jour(day), nom=nom
                )


def _no_such_part(echange: Echange, programmes: Sequence[Programme]) -> Diagnostic:
    of_it = [p for p in programmes if p.convention.ident == echange.convention] or programmes
    parts = {c.ident for p in of_it for kind in (ir.Part, ir.Repartition) for c in p.of(kind)}
    return actes.acte_sans_clause(
        span=row_span(echange.ligne),
        acte=ACTE,
        clause=echange.clause or "",
        connues=", ".join(sorted(parts)),
    )


def _vain(echange: Echange, day: date, programmes: Sequence[Programme], read: Lecture) -> Iterator[str]:
    """What the act names beside its accounts, and that is nothing to either of them."""
    own = [
        (nom, p)
        for nom in echange.comptes
        for p in _bearers(nom, read, [p for p in programmes if echange.names(p)])
        if p.convention.en_vigueur.contains(day)
    ]
    if echange.clause is not None and not any(
        says_part(echange, c.clause, p) for nom, p in own for c in _parts(nom, p, day)
    ):
        yield echange.clause
    # Why not of a convention whose clause it is: that says it.
    if echange.convention not in (None, *echange.nommees) and not any(
        p.convention.ident == echange.convention and _enters(p, nom, day) for nom, p in own
    ):
        yield echange.convention or ""


def _of_other_days(
    echange: Echange, day: date, programmes: Sequence[Programme], read: Lecture
) -> Iterator[Diagnostic]:
    for nom in dict.fromkeys(echange.comptes):
        own = list(_bearers(nom, read, programmes))
        if own and not any(_enters(p, nom, day) for p in own):
            yield _lacks(recoupements.echange_hors_vigueur, echange, day, nom, own)


def _of_no_base(
    echange: Echange, day: date, programmes: Sequence[Programme], vacance: Vacance, faits: Faits
) -> Iterator[Diagnostic]:
    """An account whose parts of that day all leave the dwelling out by their `où`: half the act is made."""
    for nom in dict.fromkeys(echange.comptes):
        own = [p for p in _bearers(nom, vacance.cellule, programmes) if _enters(p, nom, day)]
        if own and all(_leaves_out(p, nom, echange, day, vacance, faits) for p in own):
            yield _lacks(recoupements.echange_hors_base, echange, day, nom, own)


def _lacks(
    say: Callable[..., Diagnostic], echange: Echange, day: date, nom: str, own: Sequence[Programme]
) -> Diagnostic:
    """That the entry of an account lacks. own: its conventions."""
    names = [t("« {nom} »", nom=p.convention.ident) for p in own]
    return say(
        span=row_span(echange.ligne),
        acte=echange.id,
        jour=jour(day),
        compte=nom,
        conventions=suite(names, "et"),
    )


def _leaves_out(
    programme: Programme, nom: str, echange: Echange, day: date, vacance: Vacance, faits: Faits
) -> bool:
    """For certain, and whatever what clauses bring about."""
    convention = programme.convention
    came = event_of_cell(vacance.cellule(convention.choix.rattachement), "") if convention.choix else None
    # Why: a turn of a vacancy that is not of the convention is on any of its parts.
    if came is None or within(convention.en_vigueur, came) is not True:
        return False
    if on_territory(convention.territoire, vacance.cellule) is not True:
        return False
    contexte = Contexte(programme=programme, au=day, jour=day, vacance=vacance, faits=faits)
    parts = list(_parts(nom, programme, day))
    named = any(says_part(echange, part.clause, programme) for part in parts)
    wanted = [text.population.condition for part in parts for text in _rates(part)]
    return bool(wanted) and not named and all(_is_unmet(condition, contexte) for condition in wanted)


def _is_unmet(condition: ir.Expr | None, contexte: Contexte) -> bool:
    if condition is None or any(map(_of_a_day, ir.walk(condition))):
        return False
    return evaluate_issue(condition, contexte) in (False, NON_APPLICABLE)


def _of_a_day(expr: ir.Expr) -> bool:
    """Does what it says hang on the day one looks, or on what clauses bring about?"""
    if isinstance(expr, ir.Champ):
        return isinstance(expr.type, TDate | TEvenement)
    return isinstance(expr, ir.DecisionAttendue | ir.ExerciceDelegue | ir.TourDe | ir.Chiffre)


def _rates(part: ClauseCompilee) -> Iterator[ir.ReglePart]:
    """Of each of its texts and exceptions."""
    found = (cas.valeur for cas in cases(*part.regles["règle"].versions))
    return (valeur for valeur in found if isinstance(valeur, ir.ReglePart))


def _bearers(nom: str, read: Lecture, programmes: Sequence[Programme]) -> Iterator[Programme]:
    """Conventions that have the account on some day, where the act says; an identifier names one anywhere."""
    for programme in programmes:
        finer = finer_accounts(programme)
        ever = (shares(nom, c, programme, finer) for d in _splits(programme) for c, _ in d.entre)
        if is_named(programme, nom, finer) or (
            on_territory(programme.convention.territoire, read) is not False
            and (is_holder(programme, nom, finer) or any(ever))
        ):
            yield programme


def _splits(programme: Programme) -> Iterator[ir.Repartition]:
    return (c.clause for c in programme.of(ir.Repartition) if isinstance(c.clause, ir.Repartition))


def _enters(programme: Programme, nom: str, day: date) -> bool:
    """Has the convention, on that day, a part that the account has or shares?"""
    if not programme.convention.en_vigueur.contains(day):
        return False
    if not programme.of(ir.Part):
        return is_holder(programme, nom, finer_accounts(programme))
    return any(_parts(nom, programme, day))


def _parts(nom: str, programme: Programme, day: date) -> Iterator[ClauseCompilee]:
    """Whatever their `si`."""
    jours, finer = days_of(programme, connu(day), day.year), finer_accounts(programme)
    return parts_of(nom, programme, finer, jours, lambda clause, on: clause.stands_on(on))
