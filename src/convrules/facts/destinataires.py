"""To whom a transmission is due, and the names under which the journal may record it."""

import unicodedata
from typing import Final, TypeGuard

from convrules import ir
from convrules.base.records import dataclass

CHAQUE: Final = "chaque réservataire"
BILAN: Final = "cch r. 441-5-1"
"""The article under which a `transmission` is the annual report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinataire:
    """`noms`: what the journal may write for it. `seul`: a line that names nobody is for it. `titulaire`:
    the holder of the convention, whom a line that names the convention is for."""

    libelle: str
    noms: frozenset[str]
    seul: bool
    titulaire: bool = False


def recipients(clause: ir.Transmission, convention: ir.Convention) -> tuple[Destinataire, ...]:
    """Those that the clause names, between commas; « chaque réservataire » is the convention's holder."""
    named = [part.strip() for part in clause.destinataires.split(",") if part.strip()]
    return tuple(_recipient(nom, clause, convention, alone=len(named) == 1) for nom in named)


def _recipient(nom: str, clause: ir.Transmission, convention: ir.Convention, *, alone: bool) -> Destinataire:
    holder = convention.reservataire
    if fold(nom) != fold(CHAQUE) or holder is None:
        return Destinataire(libelle=nom, noms=frozenset({fold(nom)}), seul=alone)
    noms = frozenset(fold(n) for n in (holder.nom, holder.code or "", convention.ident) if n)
    return Destinataire(libelle=holder.nom, noms=noms, seul=alone and is_written(clause), titulaire=True)


def is_written(clause: ir.Clause) -> bool:
    """Does the convention write it, rather than inherit it from a socle?"""
    return clause.entete.ident == clause.entete.nom


def is_annual_report(clause: ir.Clause) -> TypeGuard[ir.Transmission]:
    return isinstance(clause, ir.Transmission) and fold(clause.entete.source.fondement or "") == BILAN


def fold(mots: str) -> str:
    """A name without accents or case."""
    plain = unicodedata.normalize("NFD", " ".join(mots.split()).lower())
    return "".join(c for c in plain if not unicodedata.combining(c))
