"""Which events the conventions read, and of which vacancies: a contingent alone may tell that a clause is not
about it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from convrules import ir
from convrules.base.plus_tard import later
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.coherence import SansTitulaire
from convrules.facts.muettes import Lecture
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.ir.parcours import everything
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision, Statut
from convrules.runtime.forms import as_issue
from convrules.runtime.holders import COMPTE, finer_accounts, is_holder
from convrules.runtime.scalar import evaluate
from convrules.vocabulary.rows import EVENEMENTS

if TYPE_CHECKING:
    from convrules.runtime.delegation import of_landlord
    from convrules.year.parc import stock_of
    from convrules.year.semblables import statuses
    from convrules.year.suivi import memory_of, text_changes
else:
    # Why later: few repositories have a clause that reads it, few files a row that asks.
    of_landlord = later("convrules.runtime.delegation", "of_landlord")
    stock_of = later("convrules.year.parc", "stock_of")
    statuses = later("convrules.year.semblables", "statuses")
    memory_of = later("convrules.year.suivi", "memory_of")
    text_changes = later("convrules.year.suivi", "text_changes")

_NOMS: Final = frozenset(nom for nom, _ in EVENEMENTS)
_COMPTES: Final[Mapping[ir.Classe, str]] = MappingProxyType({
    ir.Classe.ORIENTATIONS: "orientation",
    ir.Classe.PROPOSITIONS: "proposition",
    ir.Classe.ATTRIBUTIONS: "attribution",
    ir.Classe.BAUX: "bail",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Lue:
    """A clause, and its convention."""

    programme: Programme
    clause: ClauseCompilee


def events_read(programmes: Sequence[Programme]) -> Lecture:
    """Does some clause read an event of vacancies of this account? Clauses are looked through at the first
    question."""
    dating = {p.convention.choix.rattachement for p in programmes if p.convention.choix is not None}

    @cache
    def by_event() -> Mapping[str, Sequence[_Lue]]:
        found: dict[str, list[_Lue]] = {}
        for programme in programmes:
            for clause in (*programme.clauses, *programme.elements, *programme.par_ligne):
                for nom in _events(clause):
                    found.setdefault(nom, []).append(_Lue(programme, clause))
        return found

    @cache
    def of_account(champ: str, compte: str) -> bool:
        return champ in dating or any(_concerns(lue, compte) for lue in by_event().get(champ, ()))

    # Why by cell: reading makes one of each text, which lives on here beside its answer.
    known: dict[tuple[str, int], tuple[bool, Cellule]] = {}

    def lit(champ: str, compte: Cellule) -> bool:
        found = known.get((champ, id(compte)))
        if found is None:
            found = known[champ, id(compte)] = asked(champ, compte), compte
        return found[0]

    def asked(champ: str, cell: Cellule) -> bool:
        if isinstance(cell, Connu) and isinstance(cell.valeur, str):
            return of_account(champ, cell.valeur)
        return champ in dating or champ in by_event()

    return lit


# --- accounts that no holder can have -------------------------------------------------------
_AUCUN_COMPTE: Final = frozenset({Statut.SOUSTRAIT, Statut.HORS_CHAMP})
_TOUT_EST_SU: Final = date(2100, 1, 1)
"""A day that no event of a file is after, but a mistaken one."""


def without_holder(programmes: Sequence[Programme]) -> SansTitulaire:
    """Is each vacancy withdrawn or out of scope under each convention that it may be of, so that no holder
    has it on its account, whatever may be recorded?"""

    def asked(vacances: Sequence[Vacance]) -> Sequence[bool]:
        faits = Faits(bailleur="", vacances=tuple(vacances))
        parc, found = stock_of(faits, _TOUT_EST_SU), [True] * len(vacances)
        for programme in programmes:
            changes, memoire = text_changes(programme, _TOUT_EST_SU), memory_of(programme, _TOUT_EST_SU)
            for rank, decision in statuses(programme, parc, faits, _TOUT_EST_SU, changes, memoire):
                found[rank] = found[rank] and _off_account(decision)
            memoire.forget()
        return found

    return asked


def _off_account(decision: Decision) -> bool:
    return decision.en_vigueur is False or _AUCUN_COMPTE.issuperset(decision.statut.possibles)


def _events(clause: ClauseCompilee) -> frozenset[str]:
    return frozenset(_named(clause))


def _named(clause: ClauseCompilee) -> Iterator[str]:
    deadline = False
    for node in everything(clause, textes=True):
        if isinstance(node, ir.Population):
            yield from (_COMPTES[c] for c in node.classes if c in _COMPTES)
        elif isinstance(node, str) and node in _NOMS:
            yield node
        deadline = deadline or isinstance(node, ir.Delai)
    if deadline:
        yield "bail"  # A lease ends what a deadline waits for.


def _concerns(lue: _Lue, compte: str) -> bool:
    """May a clause be about vacancies of this account?"""
    clause, programme = lue.clause.clause, lue.programme
    own = isinstance(clause, ir.Part) or (isinstance(clause, ir.Quota) and clause.du_reservataire)
    if own and not is_holder(programme, compte, finer_accounts(programme)):
        return False
    rule = lue.clause.regles.get("si")
    si = clause.entete.si
    if si is None or rule is None or rule.ensuite or rule.base.exceptions:
        return True
    row = Ligne(table="vacances", id="", cellules={COMPTE: Connu(compte)})
    contexte = Contexte(
        exercer=of_landlord, programme=programme, au=date.max, jour=date.max, vacance=Vacance(ligne=row)
    )
    return as_issue(evaluate(si, contexte).valeur) is not False
