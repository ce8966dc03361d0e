"""What is said, beside any vacancy, of a programme, a dwelling of the stock, a demand, or a convention."""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from convrules import ir
from convrules.api.dossier import Dossier
from convrules.base.values import Connu
from convrules.facts.records import Vacance, found_in
from convrules.runtime.decision import ResultatElement
from convrules.runtime.elements import elements_about
from convrules.year.exercices import with_years

Groupe: TypeAlias = tuple[ir.Convention, Sequence[ResultatElement]]


def level_named(dossier: Dossier, ident: str) -> ir.Niveau | None:
    """What an identifier of the data or of a convention names; None: neither a programme, nor a dwelling,
    nor a demand, nor a convention of the landlord."""
    faits = dossier.faits
    if any(p.convention.ident == ident for p in dossier.programmes):
        return ir.Niveau.CONVENTION
    if found_in(faits.programmes, ident) is not None:
        return ir.Niveau.PROGRAMME
    if found_in(faits.logements, ident) is not None:
        return ir.Niveau.LOGEMENT
    return ir.Niveau.DEMANDE if ident in (faits.demandes or {}) else None


def about(dossier: Dossier, niveau: ir.Niveau, ident: str, au: date) -> tuple[Groupe, ...]:
    """Of one element, under every convention that judges it."""
    faits = with_years(dossier.programmes, dossier.faits, au)
    return tuple(
        (p.convention, tuple(elements_about(p, {niveau: ident}, faits, au)))
        for p in dossier.programmes
        if niveau is not ir.Niveau.CONVENTION or p.convention.ident == ident
    )


def around(dossier: Dossier, vacance: Vacance, au: date) -> tuple[Groupe, ...]:
    """Of the programme, the dwelling and the demand of a vacancy, and of the conventions themselves."""
    programme = vacance.programme.id if vacance.programme is not None else _key(vacance, "programme")
    wanted = {
        ir.Niveau.CONVENTION: None,
        ir.Niveau.PROGRAMME: programme,
        ir.Niveau.LOGEMENT: _key(vacance, "logement"),
        ir.Niveau.DEMANDE: _key(vacance, "demande"),
    }
    faits = with_years(dossier.programmes, dossier.faits, au)
    return tuple((p.convention, tuple(elements_about(p, wanted, faits, au))) for p in dossier.programmes)


def _key(vacance: Vacance, champ: str) -> str | None:
    cell = vacance.cellule(champ)
    return str(cell.valeur) if isinstance(cell, Connu) else None
