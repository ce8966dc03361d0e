"""Balances of cells in which a rule says nothing in a year: they pass to the next as they are.

Source: docs/langage, « Report ».
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TypeAlias

from convrules import ir
from convrules.compiler import ClauseCompilee
from convrules.year.apports import fields_in, remade
from convrules.year.assiette import Cadre, opening
from convrules.year.bornes import ZERO
from convrules.year.cellules import Clef
from convrules.year.model import Bornes, ResultatRegle
from convrules.year.partage import account_names, applies, splits_of
from convrules.year.reprises import begins, brought_into
from convrules.year.soldes import INCONNUES, begins_in, told, unseen_of, year_round

Soldes: TypeAlias = Mapping[str, Mapping[Clef, Bornes | None]]


def passed_over(
    regles: Sequence[ResultatRegle], clauses: Sequence[ClauseCompilee], cadre: Cadre
) -> tuple[Soldes, Soldes]:
    """By account, those without any included: the year was judged. Then what serves no longer than a year,
    and is lost in this one."""
    compiled = {clause.ident: clause for clause in clauses}
    passed: dict[str, Mapping[Clef, Bornes | None]] = {}
    lost: dict[str, Mapping[Clef, Bornes | None]] = {}
    for regle in regles:
        report = regle.clause.report
        carried = report is not None and report.mode is not ir.ModeReport.AUCUN
        clause = compiled[regle.clause.entete.ident]
        for nom, left in _brought(regle, clause, cadre):
            silent = _unsaid(regle, left, _names(nom, clause, cadre), cadre) if carried else {}
            ages = report is not None and report.perdu
            passed[nom], lost[nom] = ({}, silent) if ages else (silent, {})
        if INCONNUES in passed.get(clause.ident, {}):
            # Why: an account that begins within the year takes up what its part had there.
            for _, own in splits_of(clause.ident, cadre.programme):
                for compte, _ in own.entre:
                    passed.setdefault(f"{own.entete.ident}.{compte}", {INCONNUES: None})
    return passed, {nom: cells for nom, cells in lost.items() if cells}


def _brought(
    regle: ResultatRegle, clause: ClauseCompilee, cadre: Cadre
) -> Iterator[tuple[str, Mapping[Clef, Bornes | None]]]:
    if clause.ident not in cadre.reportes:
        yield from _by_table(regle, clause, cadre)
    elif isinstance(clause.clause, ir.Part):
        yield from brought_into(clause, cadre)
    else:
        yield clause.ident, cadre.reportes[clause.ident]


def _by_table(
    regle: ResultatRegle, clause: ClauseCompilee, cadre: Cadre
) -> Iterator[tuple[str, Mapping[Clef, Bornes | None]]]:
    """Of a year that follows none judged in this run."""
    own, first = clause.clause, fields_in(clause.ident, opening(cadre))
    fields = first if first is not None else regle.dimensions
    above = own.parent if isinstance(own, ir.Quota) else None
    part = (c.clause for c in cadre.programme.clauses if c.ident == above)
    if begins_in((own, *part), cadre):
        return
    left = told((clause.ident, own.entete.nom), fields, cadre)
    yield clause.ident, left
    for other, split in splits_of(clause.ident, cadre.programme):
        fresh = begins(split, cadre) and all(solde == ZERO for solde in left.values())
        for compte, _ in split.entre if applies(other, cadre) is not False and not fresh else ():
            yield f"{split.entete.ident}.{compte}", told(account_names(split, compte), fields, cadre)


def _shown(regle: ResultatRegle) -> Container[Clef]:
    autre = (regle.autre,) if regle.autre is not None else ()
    return {year_round(cell.cellule) for cell in (*regle.cellules, *autre)}


def _names(compte: str, clause: ClauseCompilee, cadre: Cadre) -> tuple[str, ...]:
    """How the table may name an account: that of the clause, or of a split of it."""
    shared = [own for _, own in splits_of(clause.ident, cadre.programme)]
    found = (
        account_names(own, c) for own in shared for c, _ in own.entre if f"{own.entete.ident}.{c}" == compte
    )
    return next(found, (clause.ident, clause.clause.entete.nom))


def _unsaid(
    regle: ResultatRegle, left: Mapping[Clef, Bornes | None], names: Sequence[str], cadre: Cadre
) -> Mapping[Clef, Bornes | None]:
    """What is brought into cells in which the rule says nothing. Of cells of other dimensions than its own,
    the table alone says what goes into which, if they change with the year."""
    shown, fields = _shown(regle), list(regle.dimensions)
    # Why nothing is kept too beside those that are not known: it is told apart from them.
    kept = {c: s for c, s in left.items() if c not in shown and (s != ZERO or INCONNUES in left)}
    apart = {clef: kept.pop(clef) for clef in (INCONNUES,) if clef in kept}
    own = {clef: solde for clef, solde in kept.items() if [nom for nom, _ in clef] == fields}
    others = any(solde != ZERO for clef, solde in kept.items() if clef not in own)
    new = remade(regle.clause.entete.ident, cadre) == tuple(fields)
    said = told(names, fields, cadre) if new else {unseen_of(fields): None}
    if others or (new and unseen_of(fields) not in said):
        # Why not when nothing was left: the table says none, and there is none.
        own |= {clef: solde for clef, solde in said.items() if clef not in shown}
    return {**apart, **own}
