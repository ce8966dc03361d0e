"""Balances of cells in which a rule says nothing in a year: they pass to the next as they are.

Source: docs/langage, « Report ».
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TypeAlias

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.compiler import ClauseCompilee
from convrules.compiler.model import Regle, cases, without_aside
from convrules.year.apports import fields_in, remade
from convrules.year.assiette import Cadre, opening
from convrules.year.bornes import ZERO, one_of
from convrules.year.cellules import NON_VUE, Clef, Groupe, shared_facts, unseen_of
from convrules.year.model import Bornes, ResultatRegle
from convrules.year.partage import account_names, applies, is_shared_out, shared_by, splits_of
from convrules.year.periode import periods
from convrules.year.reprises import begins, brought_into
from convrules.year.soldes import INCONNUES, begins_in, told, year_round
from convrules.year.textes import read_key, read_per_cell

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
        clause = compiled[regle.clause.entete.ident]
        report = _Report.of(clause, cadre)
        brought = dict(_brought(regle, clause, cadre))
        for nom, left in brought.items():
            silent = _unsaid(regle, left, _names(nom, clause, cadre), cadre) if report.carries else {}
            passed[nom], lost[nom] = (report.of_cells(silent, aged=aged) for aged in (False, True))
        if INCONNUES in passed.get(clause.ident, {}):
            # Why: an account that begins within the year takes up what its part had there.
            for _, own in splits_of(clause.ident, cadre.programme):
                for compte, _ in own.entre:
                    passed.setdefault(f"{own.entete.ident}.{compte}", {INCONNUES: None})
        if report.carries and isinstance(clause.clause, ir.Part):
            passed |= _changed_hands(regle, clause, brought, cadre)
    return passed, {nom: cells for nom, cells in lost.items() if cells}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """How a clause carries over what it is brought where it says nothing. `clause`: that key alone, in the
    text of the period, under no condition of its own; `reports`: all those that carry."""

    clause: ClauseCompilee
    cadre: Cadre
    reports: tuple[ir.Report, ...]

    @classmethod
    def of(cls, clause: ClauseCompilee, cadre: Cadre) -> "_Report":
        first = cadre.periode.du
        begun = clause.clause.entete.en_vigueur.du
        cas = clause.regles["report"].on(first if begun is None else max(first, begun))
        always = replace(clause.regles["si"].base, valeur=None, exceptions=())
        regles = {
            "report": Regle(cle="report", base=without_aside(cas)),
            "si": Regle(cle="si", base=always),
        }
        found = (c.valeur for c in cases(cas))
        reports = tuple(r for r in found if isinstance(r, ir.Report) and r.mode is not ir.ModeReport.AUCUN)
        return cls(clause=replace(clause, regles=regles), cadre=cadre, reports=reports)

    @property
    def carries(self) -> bool:
        """In some cell."""
        return bool(self.reports)

    def of_cells(self, left: Mapping[Clef, Bornes | None], *, aged: bool) -> dict[Clef, Bornes | None]:
        """What is lost after the year (`aged`), or passes."""
        found: dict[Clef, Bornes | None] = {}
        for clef, solde in left.items():
            ways = {r in self.reports and r.perdu is aged for r in self._in(clef)}
            if True in ways:
                found[clef] = solde if ways == {True} else one_of([solde, ZERO])
        return found

    def _in(self, clef: Clef) -> tuple[ir.Report, ...]:
        base = self.clause.regles["report"].base
        groupe = Groupe(clef=tuple(pair for pair in clef if pair[1] != NON_VUE), surs=(), peut_etre=())
        facts = shared_facts(read_per_cell(self.clause), groupe)
        given = read_key(self.clause, "report", self.cadre.contexte(self.cadre.periode.du, facts)).given
        return tuple(r for r in given or (base.valeur,) if isinstance(r, ir.Report))


def _changed_hands(regle: ResultatRegle, clause: ClauseCompilee, brought: Soldes, cadre: Cadre) -> Soldes:
    """Of a part whose split begins, ends or is replaced within the year: what was brought where the rule says
    nothing is taken up by nobody knows whom."""
    every = periods(cadre.choix.periode, cadre.annee, cadre.en_vigueur) or (cadre.periode,)
    first, last = (_sharing(clause.ident, replace(cadre, periode=p)) for p in (every[0], every[-1]))
    if first == last:
        return {}
    shown = _shown(regle)
    pending = any(
        solde != ZERO and clef not in shown and clef != INCONNUES
        for nom in first
        for clef, solde in brought.get(nom, {}).items()
    )
    apart = any(INCONNUES in brought.get(nom, {}) for nom in first)
    left: dict[Clef, Bornes | None] = {unseen_of(regle.dimensions): None} if pending else {}
    return {nom: left | ({INCONNUES: None} if apart else {}) for nom in last}


def _sharing(part: str, cadre: Cadre) -> tuple[str, ...]:
    """Accounts that share it in a period; itself when none does."""
    accounts = (f"{own.entete.ident}.{c}" for own in shared_by(part, cadre) for c, _ in own.entre)
    return tuple(accounts) or (part,)


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
    # Why nothing of one that others share: what it brings is what its accounts do.
    yield clause.ident, {} if is_shared_out(clause.ident, opening(cadre)) else left
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
    above = regle.clause.parent if isinstance(regle.clause, ir.Quota) else None
    new = remade(above or regle.clause.entete.ident, cadre) == tuple(fields)
    said = told(names, fields, cadre) if new else {unseen_of(fields): None}
    if others or (new and unseen_of(fields) not in said):
        # Why no doubt of others when nothing was left: they bring nothing.
        own |= {c: solde for c, solde in said.items() if c not in shown and (others or c != INCONNUES)}
    return {**apart, **own}
