"""Checks across the conventions of a repository: one file per check."""

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from convrules import ir
from convrules.analyses.corpus.bailleurs import bailleurs
from convrules.analyses.corpus.codes import codes_de_reservataires
from convrules.analyses.corpus.correspondances import bailleurs_sans_convention
from convrules.analyses.corpus.demandes import Socles
from convrules.analyses.corpus.instruments import instruments_absents
from convrules.analyses.corpus.matieres import matieres
from convrules.analyses.corpus.noms_de_comptes import noms_de_comptes
from convrules.analyses.corpus.perimetre import perimetre
from convrules.analyses.corpus.plafonds import plafonds_de_parts
from convrules.analyses.corpus.preseance import preseance
from convrules.analyses.corpus.repartitions import comptes_sans_convention
from convrules.analyses.corpus.sommes import sommes
from convrules.analyses.corpus.titulaires import titulaires_par_defaut
from convrules.analyses.corpus.unicite import unicite
from convrules.analyses.corpus.vocabulaires import vocabulaires
from convrules.diagnostics.model import Diagnostic, in_order

_AUCUN: Socles = MappingProxyType({})


def findings(conventions: Sequence[ir.Convention], socles: Socles = _AUCUN) -> tuple[Diagnostic, ...]:
    """Everything that several conventions say against one another, or against what their socles ask.

    socles: those inherited, by (name, version); a check that a socle asks for runs only when it is there.
    Each finding holds whatever other conventions the repository may have."""
    ordered = sorted(conventions, key=lambda c: c.ident)
    return in_order(
        (
            *(d for own in _by_landlord(ordered) for d in _of_a_landlord(own, socles)),
            *bailleurs(ordered),
            *vocabulaires(ordered),
            *perimetre(ordered, socles),
            *matieres(ordered, socles),
        )
    )


def _of_a_landlord(own: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """What only conventions of one landlord can say against one another."""
    yield from unicite(own, socles)
    yield from sommes(own, socles)
    yield from preseance(own, socles)
    yield from plafonds_de_parts(own, socles)
    yield from codes_de_reservataires(own)
    yield from noms_de_comptes(own, socles)


def _by_landlord(conventions: Iterable[ir.Convention]) -> Iterable[Sequence[ir.Convention]]:
    """In one group, those of one landlord; one that names none is alone."""
    groups: dict[str, list[ir.Convention]] = {}
    for c in conventions:
        groups.setdefault(c.bailleur.siren if c.bailleur is not None else f"« {c.ident} »", []).append(c)
    return groups.values()


def said_once(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings, but for a part above a cap that is told at the same place of all those of its class."""
    listed = list(found)
    classes = {d.span for d in listed if d.code == "CR611"}
    return (d for d in listed if d.code != "CR504" or d.span not in classes)


def absences(
    conventions: Sequence[ir.Convention],
    socles: Socles = _AUCUN,
    correspondances: Iterable[ir.Correspondance] = (),
) -> tuple[Diagnostic, ...]:
    """What a repository lacks: to be asked only when all of its conventions are given."""
    ordered = sorted(conventions, key=lambda c: c.ident)
    return in_order(
        (
            *titulaires_par_defaut(ordered, socles),
            *bailleurs_sans_convention(correspondances, ordered),
            *instruments_absents(ordered),
            *(d for own in _by_landlord(ordered) for d in comptes_sans_convention(own)),
        )
    )
