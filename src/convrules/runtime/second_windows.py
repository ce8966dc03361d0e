"""Second windows: `nouvelle proposition …` opens a deadline of its own on the event `nouvelle_proposition`.

It runs from its own anchor, once what opens it has happened; before that, and if it never does, it is
without object. Source: docs/langage, « Les secondes fenêtres ».
"""

from convrules import ir
from convrules.base.outcomes import Issue
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee, cases
from convrules.runtime.context import Contexte
from convrules.runtime.deadlines import evaluate_opened
from convrules.runtime.decision import ResultatDelai
from convrules.runtime.rules import Candidat, Resolution, resolve

EVENEMENT = "nouvelle_proposition"


def second_window(
    clause: ClauseCompilee, cle: str, opened: Issue, contexte: Contexte
) -> ResultatDelai | None:
    """The window that one key of a clause may open; None when no case of it opens one. `opened`: has what
    opens it happened? A faculty opens a window too: it is the time in which it may be used."""
    if cle not in clause.ouvre:
        return None
    effects = [
        e for e in (_opening(cas.valeur) for cas in cases(*clause.regles[cle].versions)) if e is not None
    ]
    resolution = resolve(clause, cle, contexte)
    given = [e for e in (_opening(c.valeur) for c in resolution.candidats) if e is not None]
    effet = given[0] if given else effects[0]
    delai = ir.Delai(entete=clause.clause.entete, regle=_rule(effet))
    result = evaluate_opened(clause, delai, _as_deadlines(resolution), opened, contexte)
    return replace(result, ouverture=effet)


def _opening(valeur: ir.CleValeur | None) -> ir.Effet | None:
    """The effect, when it opens a window."""
    if not isinstance(valeur, ir.Effet) or valeur.acte is not ir.Acte.NOUVELLE_PROPOSITION:
        return None
    return valeur if valeur.echeance is not None else None


def _rule(effet: ir.Effet) -> ir.RegleDelai:
    assert effet.echeance is not None, "only an effect with its due date opens a window"
    return ir.RegleDelai(evenement=EVENEMENT, echeance=effet.echeance, span=effet.span)


def _as_deadlines(resolution: Resolution) -> Resolution:
    """The same candidates read as deadlines: one that opens no window is without object."""
    return replace(resolution, candidats=tuple(map(_as_deadline, resolution.candidats)))


def _as_deadline(candidat: Candidat) -> Candidat:
    effet = _opening(candidat.valeur)
    return replace(candidat, valeur=_rule(effet) if effet is not None else None)
