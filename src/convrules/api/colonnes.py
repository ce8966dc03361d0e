"""What is wrong in the columns of a mapping, before a file is read: formats, units, codes, blanks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from convrules import ir, vocabulary
from convrules.diagnostics.model import Diagnostic
from convrules.facts.colonnes import Conversions
from convrules.facts.plan import make_plan
from convrules.vocabulary import tables

if TYPE_CHECKING:
    from convrules.api.chantier import Chantier

DES_LISTES: Final = frozenset({"CR729", "CR747"})
"""Findings that a list of codes declared by a convention may answer."""


def column_findings(work: "Chantier", *, entier: bool) -> Iterator[Diagnostic]:
    """What reading the data would find in each mapping. entier: every convention of the repository was read;
    otherwise, one that was not may declare codes."""
    for mapping in work.correspondances.values():
        own = (e for e in work.ecrites.values() if siren_of(e) == mapping.bailleur)
        lists = enumerations_of(own)
        for table in dict.fromkeys(f.table for f in mapping.fichiers):
            for found in Conversions(make_plan(mapping, table), lists).diagnostics:
                if entier or found.code not in DES_LISTES:
                    yield found


class DeConvention(Protocol):
    """What a convention became, with the socles it inherits."""

    @property
    def convention(self) -> ir.Convention: ...
    @property
    def socles(self) -> Sequence[ir.Convention]: ...


def siren_of(programme: DeConvention) -> str | None:
    bailleur = programme.convention.bailleur
    return bailleur.siren if bailleur is not None else None


def enumerations_of(programmes: Iterable[DeConvention]) -> Mapping[str, tuple[str, ...]]:
    """Codes of every enumerated field: built-in, then declared by the landlord's conventions; an account may
    also be one of these conventions."""
    known = {c.nom: c.codes for c in vocabulary.CHAMPS.values() if c.codes} | dict(tables.ENUMERATIONS)
    for programme in programmes:
        known["contingent"] = (*known["contingent"], programme.convention.ident)
        for convention in (programme.convention, *programme.socles):
            for declared in convention.vocabulaire:
                if declared.codes:
                    codes = (*known.get(declared.nom, ()), *declared.codes)
                    known[declared.nom] = tuple(dict.fromkeys(codes))
    return known
