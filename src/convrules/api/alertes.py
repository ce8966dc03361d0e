"""Alerts as findings: at the threshold of the project file that they pass."""

from collections.abc import Iterator

from convrules.api.projet import Projet, key_span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import pilotage as problems
from convrules.render.bounds import bornes
from convrules.year.bornes import exactly
from convrules.year.model import Bilan
from convrules.year.ouverte import Alerte, GenreAlerte


def findings(bilan: Bilan, projet: Projet | None) -> Iterator[Diagnostic]:
    """One per alert, in their order."""
    if projet is None:
        return
    for alerte in bilan.alertes:
        span = key_span(projet, alerte.genre.value)
        compte = _account(alerte)
        match alerte.genre:
            case GenreAlerte.RETARD:
                yield problems.retard(span=span, compte=compte, retard=_late(alerte))
            case GenreAlerte.MARGE if alerte.plafond:
                yield problems.place(span=span, compte=compte, place=bornes(alerte.valeur))
            case GenreAlerte.MARGE:
                yield problems.marge(span=span, compte=compte, marge=bornes(alerte.valeur))
            case GenreAlerte.JOURS:
                nombre, first = str(len(alerte.vacances)), alerte.vacances[0]
                yield problems.limite_proche(
                    span=span, compte=compte, nombre=nombre, premiere=first[0], limite=first[1].isoformat()
                )


def _late(alerte: Alerte) -> str:
    if alerte.valeur.min > alerte.seuil:
        return bornes(alerte.valeur)
    return t("peut-être jusqu'à {retard}", retard=bornes(exactly(alerte.valeur.max)))


def _account(alerte: Alerte) -> str:
    where = ", ".join(valeur for _, valeur in alerte.cellule)
    told = t("« {compte} » de « {convention} »", compte=alerte.clause, convention=alerte.convention)
    return t("{compte} ({cellule})", compte=told, cellule=where) if where else told
