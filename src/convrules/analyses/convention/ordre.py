"""Deadlines and suspensions written against the order in which the events of a letting come."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from convrules import ir
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import questions as problems
from convrules.facts.coherence import PRECEDE
from convrules.ir.textes import with_nested
from convrules.vocabulary.rows import ranked

_APRES: Final[Mapping[str, tuple[str, ...]]] = {
    "information": ("conge",),
    "proposition": ("information", "orientation"),
    "nouvelle_proposition": ("proposition",),
    "decision": ("proposition",),
    "offre": ("information",),
    "bail": ("decision", "offre", "reponse"),
    "refus_candidat": ("information",),
    "reception_pieces": ("demande_pieces",),
}
"""What ordinarily comes before an event, beyond what no data may contradict (`PRECEDE`)."""
_FERMENT: Final = ("retrait", "abandon")
"""They close a letting at any time: nothing is awaited before them."""


def a_l_envers(convention: ir.Convention) -> Iterator[Diagnostic]:
    """What clauses say of their deadlines, the keys that an exception replaces included."""
    for clause in with_nested(convention.clauses):
        nom = clause.entete.nom
        for written in _deadlines(clause):
            if isinstance(written, ir.RegleDelai):
                yield from _deadline(nom, written)
            elif isinstance(written, ir.Suspension):
                yield from _suspension(nom, written)


def _deadlines(clause: ir.Clause) -> Iterator[object]:
    if isinstance(clause, ir.Delai):
        yield from (clause.regle, clause.suspension)
    elif isinstance(clause, ir.ExceptionClause):
        yield from (value for _, value in clause.remplace)


def _suspension(clause: str, suspension: ir.Suspension) -> Iterator[Diagnostic]:
    for debut, fin in suspension.evenements:
        one = debut == fin
        if one or _comes_before(fin, debut):
            span = _pair(suspension.span, debut, fin)
            yield problems.suspension_a_l_envers(
                span=span,
                clause=clause,
                ecrit=span.text,
                debut=debut,
                fin=fin,
                juste="" if one else f"entre {fin} et {debut}",
            )


def _pair(span: Span, debut: str, fin: str) -> Span:
    """Where the two events stand, in a list of suspensions."""
    words = rf"entre\s+{_spelled(debut)}\s+et\s+{_spelled(fin)}(?!\w)"
    found = re.search(words, span.text)
    if found is None:
        return span
    return Span(source=span.source, start=span.start + found.start(), end=span.start + found.end())


def _spelled(nom: str) -> str:
    return r"\s+".join(map(re.escape, nom.split()))


def _deadline(clause: str, regle: ir.RegleDelai) -> Iterator[Diagnostic]:
    """A target that comes before every event it is to follow, or after every event it is to precede."""
    echeance, cible = regle.echeance, regle.evenement
    if not isinstance(echeance, ir.EcheanceRelative):
        return
    instant = echeance.instant
    anchors = (*instant.evenements, *((instant.a_defaut,) if instant.a_defaut is not None else ()))
    against = _comes_before if echeance.apres else _comes_after
    if not all(cible == anchor or against(cible, anchor) for anchor in anchors):
        return
    one = len(anchors) == 1 and anchors[0] != cible
    yield problems.delai_a_l_envers(
        span=regle.span,
        clause=clause,
        cible=cible,
        ancre=anchors[0],
        suite=t("toujours tenu") if echeance.apres else t("toujours dépassé"),
        juste=_righted(regle.span.text, cible, anchors[0], apres=echeance.apres) if one else "",
    )


def _righted(text: str, cible: str, ancre: str, *, apres: bool) -> str:
    """Whoever owes something before what comes first meant after; else the two were exchanged."""
    after, number = re.subn(r"(?<!\w)avant(?!\w)", "après", text)
    return after if not apres and number == 1 else _swapped(text, cible, ancre)


def _swapped(text: str, cible: str, ancre: str) -> str:
    """The sentence with each event in the place of the other; empty when both are not plain in it."""
    written = re.fullmatch(rf"(\s*){_spelled(cible)}(\s.*\s){_spelled(ancre)}(\s*)", text, re.DOTALL)
    return f"{ancre}{written[2]}{cible}" if written is not None else ""


def _comes_after(one: str, other: str) -> bool:
    return _comes_before(other, one)


def _comes_before(one: str, other: str) -> bool:
    return _event(one) in _before().get(_event(other), frozenset())


def _event(nom: str) -> str:
    """A refusal of any rank is one; an event of the dwelling is that of its letting."""
    plain = nom.rpartition(".")[2]
    rank = ranked(plain)
    return rank[0] if rank is not None else plain


@cache
def _before() -> Mapping[str, frozenset[str]]:
    """For each event, all that come before it."""
    direct = {
        nom: {*PRECEDE.get(nom, ()), *_APRES.get(nom, ())}
        for nom in (*PRECEDE, *_APRES)
        if nom not in _FERMENT
    }
    found: dict[str, frozenset[str]] = {}
    for nom in direct:
        reached, ahead = set[str](), list(direct[nom])
        while ahead:
            event = ahead.pop()
            if event not in reached:
                reached.add(event)
                ahead += direct.get(event, ())
        found[nom] = frozenset(reached)
    return found
