"""To whom the annual report goes: a name that is nearly the holder's makes one recipient more."""

from collections.abc import Iterator
from typing import Final

from convrules import ir
from convrules.base.ressemblance import likeness
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems
from convrules.facts.destinataires import CHAQUE, fold, is_annual_report

PRESQUE: Final = 0.85
"""How alike two names are, of 1, of which one may be the other misspelt."""
DEBUT: Final = 4
"""Letters of a name that may be the beginning of another."""
GENERIQUES: Final = frozenset({
    "reservataire", "le reservataire", "reservataires", "les reservataires", "titulaire", "le titulaire",
})  # fmt: skip


def presque_titulaires(convention: ir.Convention) -> Iterator[Diagnostic]:
    """Recipients of the annual report that are not the holder, and nearly bear its name."""
    holder = convention.reservataire
    for clause in convention.clauses:
        if holder is None or not is_annual_report(clause):
            continue
        own = {fold(nom) for nom in (CHAQUE, holder.nom, holder.code or "", convention.ident)}
        for nom in (part.strip() for part in clause.destinataires.split(",")):
            if nom and fold(nom) not in own and _nearly(fold(nom), fold(holder.nom)):
                yield problems.destinataire_presque_titulaire(
                    span=clause.entete.span, clause=clause.entete.nom, nom=nom, titulaire=holder.nom
                )


def _nearly(nom: str, titulaire: str) -> bool:
    begins = len(nom) >= DEBUT and titulaire.startswith(f"{nom} ")
    return nom in GENERIQUES or begins or likeness(nom, titulaire) >= PRESQUE
