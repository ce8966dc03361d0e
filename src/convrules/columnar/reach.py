"""What a rule reads: the facts of a row on which its answer depends, or more than the facts of a row.

An answer that depends on these facts alone is the same for every row that says the same of them.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import TEvenement
from convrules.compiler import SENS_DE_REPONSE, ClauseCompilee, Programme, cases, expressions_of
from convrules.runtime.lives import FINS_DE_VIE
from convrules.runtime.refusals import AUTEURS
from convrules.vocabulary.rows import ranked

_N: Final = ir.Niveau
ROW: Final = frozenset({_N.VACANCE, _N.CANDIDATURE, _N.REFUS, _N.LOGEMENT, _N.PROGRAMME})
"""Levels whose facts are read in the row, its dwelling or its programme (a flag without a household is that
of the one retained)."""
WITHIN: Final = (
    ir.Litteral, ir.Nomme, ir.Non, ir.Et, ir.Ou, ir.Comparaison, ir.Dans, ir.Entre, ir.Calcul, ir.Oppose,
    ir.Si, ir.Renseigne, ir.EnSaison, ir.AEuLieu,
)  # fmt: skip
"""What reads nothing more than what stands below it. Any other expression, one still to be invented included,
reads other rows, the journal, or what other conventions say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`champs`: facts of the row; `dated`: does the answer also depend on the text of the reference day?
    `own`: does it depend on the convention, so that it is not that of the same words in another?"""

    champs: frozenset[ir.Champ]
    dated: bool
    own: bool


def brought(programme: Programme) -> frozenset[str]:
    """Events that clauses may bring about: what the records say of these is not all."""
    given = not programme.a_part and any(p.remet for p in programme.voisins)
    handed = {"remise"} if given else set()
    return programme.boucles.union(handed, *(clause.apporte for clause in programme.clauses))


def reach(parts: Iterable[ir.Expr], events: frozenset[str]) -> Reach | None:
    """What these expressions, the smallest included, read together; None when that is more than facts of the
    row. `events`: those that clauses may bring about."""
    champs: set[ir.Champ] = set()
    dated = own = False
    for part in parts:
        match part:
            case ir.Champ(niveau=_N.CONVENTION | _N.RESERVATAIRE) | ir.Parametre() | ir.EnVigueur():
                dated = own = True
            case ir.Champ():
                if not _of_row(part, events):
                    return None
                champs.add(part)
            case _ if not isinstance(part, WITHIN):
                return None
    champs |= _ends(champs)
    return Reach(champs=frozenset(champs), dated=dated, own=own)


def plain_facts(parts: Sequence[ir.Expr], events: frozenset[str]) -> tuple[str, ...] | None:
    """Names of the facts that these expressions read, where none of them is an event nor stands elsewhere
    than in the row: an answer then hangs on no day but that of the text."""
    for part in parts:
        if isinstance(part, ir.Champ) and (
            part.niveau in (_N.CONVENTION, _N.PROGRAMME) or isinstance(part.type, TEvenement)
        ):
            return None
    found = reach(parts, events)
    return None if found is None else tuple(sorted({champ.nom for champ in found.champs}))


def reach_of_clause(clause: ClauseCompilee, events: frozenset[str]) -> Reach | None:
    """What every case of the condition of a clause, on any day, reads."""
    found = reach(
        (
            part
            for cle in ("si", "règle")
            for cas in cases(*clause.regles[cle].versions)
            for written in (cas.condition, cas.valeur)
            for part in expressions_of(written)
        ),
        events,
    )
    return None if found is None else Reach(champs=found.champs, dated=True, own=True)


def _of_row(champ: ir.Champ, events: frozenset[str]) -> bool:
    if champ.niveau not in ROW or champ.nom in (SENS_DE_REPONSE, *AUTEURS) or ranked(champ.nom) is not None:
        return False
    return not (isinstance(champ.type, TEvenement) and champ.nom in events)


def _ends(champs: Iterable[ir.Champ]) -> set[ir.Champ]:
    """An event that is not recorded did not happen once the life of the vacancy is over."""
    if not any(isinstance(c.type, TEvenement) for c in champs):
        return set()
    return {ir.Champ(nom=nom, niveau=_N.VACANCE, type=TEvenement()) for nom in FINS_DE_VIE}
