"""What `imputation` clauses say of one letting: ordered lines, and clauses of several conventions together.

The first line that holds and whose limit is not reached takes the entry; a line of which this is not known
is a candidate and the search goes on; none: no account. Two clauses that apply and give different accounts
contradict each other. Source: docs/langage, « Comptes ».
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final, Protocol

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of, et, ou
from convrules.base.records import dataclass, replace
from convrules.compiler import ClauseCompilee
from convrules.runtime.concurrents import CONVENTIONS
from convrules.runtime.decision import Statut
from convrules.runtime.holders import is_holder
from convrules.runtime.rules import conflict_cause, resolve
from convrules.year.assiette import Cadre, is_row
from convrules.year.imputation import AUCUN, BAILLEUR, FAIT, RIEN
from convrules.year.model import Bornes, LectureCascade, Ligne, Suite
from convrules.year.suivi import Monde, Suivi, firm

AUCUN_COMPTE: Final = "aucun compte"
LES_AUTRES: Final = "les autres"
IMPUTATION: Final = "imputation : "
"""Of a cause: clauses that contradict one another, which follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue:
    """One vacancy under one convention of the landlord. `couvre`: does the convention bear on it?"""

    cadre: Cadre
    suivi: Suivi
    couvre: Issue

    @property
    def convention(self) -> ir.Convention:
        return self.cadre.programme.convention


def view(cadre: Cadre, suivi: Suivi) -> Vue:
    """A convention says nothing of a dwelling off its territory, out of its dates or out of its scope."""
    covers = is_row(suivi)
    statut = suivi.dite.statut
    if Statut.HORS_CHAMP in statut.possibles:
        inside: Issue = False if len(statut.possibles) == 1 else Indetermine(statut.causes)
        covers = et(covers, inside)
    return Vue(cadre=cadre, suivi=suivi, couvre=firm(covers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reste:
    """What is on an account before an entry, what a line allows, and why that is not one number."""

    fait: Bornes
    limite: Bornes
    causes: frozenset[Cause] = RIEN

    @property
    def atteint(self) -> bool:
        return self.fait.min >= self.limite.max

    @property
    def ouvert(self) -> bool:
        return self.fait.max < self.limite.min


class Comptes(Protocol):
    """What the ledger holds before the entry that is being placed."""

    def room(self, etape: ir.Etape, vue: Vue | None) -> Reste | None:
        """What is left under the limit of a line; None when it sets no limit."""


# --- one order --------------------------------------------------------------------------------
def walk(
    ordre: ir.Ordre, vues: Sequence[Vue], finer: Mapping[str, str], comptes: Comptes
) -> tuple[tuple[str, ...], tuple[Ligne, ...], frozenset[Cause]]:
    """Accounts that an order may give, the lines met, and why there are several."""
    accounts: list[str] = []
    lines: list[Ligne] = []
    causes = RIEN
    for etapes in _lines(ordre, vues, finer):
        tried = [_try(etape, vues, finer, comptes) for etape in etapes]
        sure = len(tried) > 1 and any(ligne.suite is Suite.PREND for ligne, _ in tried)
        if len(tried) > 1:
            tried = [(_one_of_several(ligne), why | {Cause(fait=FAIT)}) for ligne, why in tried]
        for ligne, why in tried:
            lines.append(ligne)
            causes |= why
            if ligne.suite in (Suite.PREND, Suite.PEUT_PRENDRE):
                accounts.append(AUCUN if ligne.etape.compte == AUCUN_COMPTE else ligne.etape.compte)
        if sure or any(ligne.suite is Suite.PREND for ligne, _ in tried):
            break
    else:
        accounts.append(AUCUN)
    distinct = tuple(dict.fromkeys(accounts))
    return distinct, tuple(lines), causes if len(distinct) > 1 else RIEN


def _one_of_several(ligne: Ligne) -> Ligne:
    return replace(ligne, suite=Suite.PEUT_PRENDRE) if ligne.suite is Suite.PREND else ligne


def _lines(ordre: ir.Ordre, vues: Sequence[Vue], finer: Mapping[str, str]) -> Iterator[list[ir.Etape]]:
    """The lines, one by one; « les autres » being every holder not named whose convention covers the
    dwelling: which of them is not said, so each is a candidate."""
    named = {finer.get(e.compte, e.compte) for e in ordre.etapes}
    for etape in ordre.etapes:
        if etape.compte != LES_AUTRES:
            yield [etape]
            continue
        holders = [v.convention.reservataire for v in vues if v.couvre is not False]
        others = dict.fromkeys(h.type for h in holders if h is not None and h.type not in named)
        if others:
            yield [ir.Etape(compte=type_, span=etape.span) for type_ in others]


def _try(
    etape: ir.Etape, vues: Sequence[Vue], finer: Mapping[str, str], comptes: Comptes
) -> tuple[Ligne, frozenset[Cause]]:
    if etape.compte in (AUCUN_COMPTE, BAILLEUR):
        return _against_limit(etape, None, True, comptes)
    holders = [v for v in vues if v.couvre is not False and holds_account(v, etape.compte, finer)]
    if not holders:
        return Ligne(etape=etape, suite=Suite.SANS_CONVENTION), RIEN
    covers: Issue = False
    for vue in holders:
        covers = ou(covers, vue.couvre)
    sure = sorted(v.convention.ident for v in holders if v.couvre is True)
    if len(sure) > 1:
        twice = Cause(fait=f"{CONVENTIONS}{', '.join(sure)}", genre=Genre.ERREUR)
        return Ligne(etape=etape, suite=Suite.PEUT_PRENDRE), frozenset({twice})
    return _against_limit(etape, holders[0], covers, comptes)


def holds_account(vue: Vue, compte: str, finer: Mapping[str, str]) -> bool:
    return is_holder(vue.cadre.programme, compte, finer)


def _against_limit(
    etape: ir.Etape, vue: Vue | None, covers: Issue, comptes: Comptes
) -> tuple[Ligne, frozenset[Cause]]:
    reste = comptes.room(etape, vue)
    if reste is None:
        suite = Suite.PREND if covers is True else Suite.PEUT_PRENDRE
        return Ligne(etape=etape, suite=suite), causes_of(covers)
    if reste.atteint:
        suite = Suite.ATTEINTE
    else:
        suite = Suite.PREND if reste.ouvert and covers is True else Suite.PEUT_PRENDRE
    doubt = RIEN if reste.ouvert else reste.causes or frozenset({Cause(fait=FAIT)})
    causes = RIEN if reste.atteint else causes_of(covers) | doubt
    return Ligne(etape=etape, suite=suite, fait=reste.fait, limite=reste.limite), causes


# --- every clause that may apply ----------------------------------------------------------------
def readings(vues: Sequence[Vue], finer: Mapping[str, str], comptes: Comptes) -> tuple[LectureCascade, ...]:
    """Each `imputation` clause of each convention that may bear on the dwelling, where it may apply."""
    found: list[LectureCascade] = []
    for vue in vues:
        for clause in imputations(vue.cadre):
            for ordre, issue in _orders(clause, vue, apart=_may_be_apart(vue, vues)):
                accounts, lines, causes = walk(ordre, vues, finer, comptes)
                own = clause.clause
                assert isinstance(own, ir.Imputation)
                found.append(
                    LectureCascade(
                        convention=vue.convention.ident,
                        clause=own,
                        ordre=ordre,
                        issue=issue,
                        comptes=accounts,
                        lignes=lines,
                        causes=causes,
                    )
                )
    return tuple(found)


def imputations(cadre: Cadre) -> tuple[ClauseCompilee, ...]:
    return tuple(c for c in cadre.programme.clauses if isinstance(c.clause, ir.Imputation))


def _may_be_apart(vue: Vue, vues: Sequence[Vue]) -> bool:
    """May the dwelling be withdrawn under this convention, and on an account under another all the same?"""
    if Statut.SOUSTRAIT not in vue.suivi.decision.statut.possibles:
        return False
    others = [v for v in vues if v is not vue and v.couvre is not False]
    return any(_withdrawals(v.cadre) != _withdrawals(vue.cadre) for v in others)


def _withdrawals(cadre: Cadre) -> tuple[object, ...]:
    """What takes dwellings off: two conventions that say it alike take the same ones. A clause that
    exceptions or amendments change is like itself only."""
    return tuple(
        compiled
        if compiled.versions or any(regle.base.exceptions for regle in compiled.regles.values())
        else (clause.regle, clause.entete.si, clause.entete.en_vigueur)
        for compiled in cadre.programme.clauses
        if isinstance(clause := compiled.clause, ir.Soustraction)
    )


def _orders(clause: ClauseCompilee, vue: Vue, *, apart: bool) -> Iterator[tuple[ir.Ordre, Issue]]:
    """Orders that the clause may give, and whether each applies. Dwellings withdrawn are on no account, so
    the clause is silent of them. `apart`: of one that is perhaps withdrawn, others may then speak."""
    if vue.couvre is False or vue.suivi.decision.statut.possibles == (Statut.SOUSTRAIT,):
        return
    doubt: Issue = Indetermine(vue.suivi.decision.statut.causes) if apart else True
    found: dict[ir.Ordre, Issue] = {}
    worlds = [tuple(_of_text(clause, monde)) for monde in vue.suivi.mondes]
    if any(worlds) and not all(worlds):
        # Why: of the days that it may have, some are outside the validity of the clause.
        doubt = et(doubt, Indetermine(vue.suivi.causes))
    for world in worlds:
        for ordre, issue in world:
            here = et(et(vue.couvre, issue), doubt)
            if ordre not in found:
                found[ordre] = here
            elif found[ordre] != here:
                found[ordre] = Indetermine(causes_of(found[ordre]) | causes_of(here) | vue.suivi.causes)
    yield from ((ordre, firm(issue)) for ordre, issue in found.items() if firm(issue) is not False)


def _of_text(clause: ClauseCompilee, monde: Monde) -> Iterator[tuple[ir.Ordre, Issue]]:
    resolution = resolve(clause, "règle", monde.contexte)
    known = len(resolution.candidats) == 1
    for candidat in resolution.candidats:
        if candidat.conflit:
            causes = frozenset({conflict_cause(clause, "règle", candidat.conflit)})
            base = clause.regles["règle"].base.valeur
            assert isinstance(base, ir.Ordre), "checked: an order"
            yield base, Indetermine(causes)
        elif isinstance(candidat.valeur, ir.Ordre):
            yield candidat.valeur, True if known else Indetermine(resolution.causes)


# --- together -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """What all clauses give together: accounts, why they are not one, and the clauses that contradict one
    another, or may. `muet`: may no clause apply at all?"""

    comptes: tuple[str, ...]
    causes: frozenset[Cause]
    conflit: tuple[str, ...]
    muet: bool


def together(lectures: Sequence[LectureCascade]) -> Ensemble:
    """⊞ over clauses: different accounts contradict each other, whichever clause they come from."""
    options, causes = [], RIEN
    for same in _alike(lectures):
        applies: Issue = False
        for lecture in same:
            applies = ou(applies, lecture.issue)
        silent = () if applies is True else (None,)
        accounts = dict.fromkeys(c for lecture in same for c in lecture.comptes)
        options.append((*accounts, *silent))
        causes = causes.union(causes_of(applies), *(lecture.causes for lecture in same))
    found: dict[str, None] = {}
    conflicts, quiet = [], False
    for combination in product(*options):
        distinct = {c for c in combination if c is not None}
        conflicts.append(len(distinct) > 1)
        quiet = quiet or not distinct
        found |= dict.fromkeys(sorted(distinct))
    # Why sorted: the order of the paper decides of nothing, and of no word either.
    names = tuple(sorted({f"{e.convention}, {e.clause.entete.ident}" for e in lectures}))
    if conflicts and all(conflicts):
        causes |= {Cause(fait=f"{IMPUTATION}{' ; '.join(names)}", genre=Genre.ERREUR)}
    return Ensemble(comptes=tuple(found), causes=causes, conflit=names if any(conflicts) else (), muet=quiet)


def _alike(lectures: Sequence[LectureCascade]) -> Iterator[list[LectureCascade]]:
    """Readings of one text: the same clause, or the same order read under several conventions, so that what
    is not known of a limit is not counted twice."""
    by_clause: dict[tuple[str, str], list[LectureCascade]] = {}
    for lecture in lectures:
        by_clause.setdefault((lecture.convention, lecture.clause.entete.ident), []).append(lecture)
    by_text: dict[frozenset[ir.Ordre], list[LectureCascade]] = {}
    for same in by_clause.values():
        by_text.setdefault(frozenset(e.ordre for e in same), []).extend(same)
    yield from by_text.values()
