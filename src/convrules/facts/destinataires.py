"""To whom a transmission is due, and the names under which the journal may record it."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from convrules import ir

CHAQUE: Final = "chaque réservataire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinataire:
    """`noms`: what the journal may write for it. `seul`: a line that names nobody is for it. `titulaire`:
    the holder of the convention, whom a line that names the convention is for."""

    libelle: str
    noms: frozenset[str]
    seul: bool
    titulaire: bool = False


def recipients(clause: ir.Transmission, convention: ir.Convention) -> tuple[Destinataire, ...]:
    """The holder of the convention; otherwise those that the clause names, between commas."""
    holder = convention.reservataire
    if fold(clause.destinataires) == fold(CHAQUE) and holder is not None:
        names = (holder.nom, holder.code or "", convention.ident)
        noms = frozenset(fold(n) for n in names if n)
        own = clause.entete.ident == clause.entete.nom
        return (Destinataire(libelle=holder.nom, noms=noms, seul=own, titulaire=True),)
    named = [part.strip() for part in clause.destinataires.split(",") if part.strip()]
    return tuple(
        Destinataire(libelle=nom, noms=frozenset({fold(nom)}), seul=len(named) == 1) for nom in named
    )


def fold(mots: str) -> str:
    """A name without accents or case."""
    plain = unicodedata.normalize("NFD", " ".join(mots.split()).lower())
    return "".join(c for c in plain if not unicodedata.combining(c))
