"""The years of a landlord judged: one, or several of which each leaves its balances to the next."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from convrules.api.dossier import Dossier
from convrules.base.records import replace

if TYPE_CHECKING:
    from convrules.api.processus import Textes
    from convrules.year.model import Bilan, BilanConvention
    from convrules.year.travaux import Avancer


def comply(
    dossier: Dossier,
    annee: int,
    au: date,
    depuis: int | None = None,
    *,
    soldes_dits: bool = False,
    processus: int | None = 1,
    textes: "Textes[BilanConvention] | None" = None,
    nommer: bool = False,
    ensemble: bool = True,
    avancer: "Avancer | None" = None,
) -> "Bilan":
    """The year of the landlord, as of `au`. depuis: judge every year from that one on, each leaving its
    balances to the next; soldes_dits: but those that the table `soldes` says. processus, textes, avancer: as
    of `api.comply`. nommer: with the rows behind its counts. ensemble: as of `year.bilan.comply`."""
    from convrules.api.inattendus import perimeter
    from convrules.api.lacunes import supposed_of
    from convrules.api.processus import Equipe, sharing
    from convrules.api.solveur import solver
    from convrules.year.alertes import alerts
    from convrules.year.bilan import comply as comply_year

    projet = dossier.verifie.depot.projet
    first = annee if depuis is None else depuis
    judge = partial(comply_year, dossier.programmes, dossier.faits, soldes_dits=soldes_dits, solveur=solver)
    judge = partial(judge, hypothese=supposed_of(dossier, projet), ensemble=ensemble)
    years: list[Bilan] = []
    for year in range(first, annee + 1):
        told = _over_years(avancer, year - first, annee + 1 - first)
        repartir = sharing(dossier.faits, dossier.programmes, processus, textes, told)
        # Why not alone: told as they are written, they are not in memory together.
        diseur = textes if isinstance(repartir, Equipe) and year == annee else None
        before = years[-1] if years else None
        named = nommer and year == annee
        years.append(judge(year, au, precedent=before, diseur=diseur, nommer=named, repartir=repartir))
    # Why from the first year: each leaves its balances to the next.
    years = [replace(b, perimetre=perimeter(dossier, b, years[0].annee)) for b in years]
    bilan = replace(years[-1], precedents=tuple(years[:-1]))
    if projet is not None:
        bilan = replace(bilan, alertes=alerts(bilan, projet.seuils))
    refused = sum(f.refusees for f in dossier.fichiers if f.table == "vacances" and not f.jointe)
    return replace(bilan, perimetre=replace(bilan.perimetre, refusees=refused))


def _over_years(avancer: "Avancer | None", rank: int, number: int) -> "Avancer | None":
    """What tells of one year, so many having been judged before it."""
    if avancer is None:
        return None
    return lambda done, total: avancer(rank * total + done, number * total)
