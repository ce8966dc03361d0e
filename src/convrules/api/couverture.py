"""Does the data cover the whole of the year that is judged?"""

from collections.abc import Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.api.dossier import Dossier
from convrules.base.dates import JOUR_MAX, JOUR_MIN
from convrules.base.texte import suite
from convrules.compiler import ClauseCompilee
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.bords import check_edges
from convrules.facts.colonnes import completed
from convrules.facts.plan import make_plan
from convrules.facts.readers.lieux import row_span
from convrules.facts.suites import AN, last_day, month_of
from convrules.year.partage import carries


def uncovered(dossier: Dossier, annee: int, au: date) -> Iterator[Diagnostic]:
    """Months without a vacancy at the start or the end of the year, each event of reference once: as far as
    a convention is in force, the data are said to be complete, and the day has come."""
    conventions = [p.convention for p in dossier.programmes if p.convention.choix is not None]
    lignes = [v.ligne for v in dossier.faits.vacances if not v.ligne.refusee]
    names = [f.nom for f in dossier.fichiers if f.table == "vacances" and f.lisible and not f.jointe]
    for event in dict.fromkeys(c.choix.rattachement for c in conventions if c.choix is not None):
        own = [c.en_vigueur for c in conventions if c.choix is not None and c.choix.rattachement == event]
        first = max(date(annee, 1, 1), min(v.du or JOUR_MIN for v in own))
        last = min(date(annee, 12, 31), max(v.au or JOUR_MAX for v in own))
        recorded = _complete(dossier.correspondance, event)
        if recorded is None and au <= last:
            # An open year, of which nothing says up to when it is recorded.
            recorded = last_day(lignes, event)
        yield from check_edges(lignes, names, event, (first, min(last, au, recorded or last)))


def unread_years(dossier: Dossier, depuis: int, annee: int) -> Iterator[Diagnostic]:
    """Of the years before `annee`, judged for their balances: those in which a convention that carries one
    over is in force, and of which not one vacancy was read, together."""

    def carried(clause: ClauseCompilee) -> bool:
        return isinstance(clause.clause, ir.Part | ir.Quota) and carries(clause)

    lignes = [v.ligne for v in dossier.faits.vacances if not v.ligne.refusee]
    conventions = [p.convention for p in dossier.programmes if any(map(carried, p.clauses))]
    events = dict.fromkeys(c.choix.rattachement for c in conventions if c.choix is not None)
    months = {month: ligne for event in events for ligne in lignes if (month := month_of(ligne, event))}
    read = {month // AN for month in months}
    missing = [
        y
        for y in range(depuis, annee)
        if y not in read and any(_in_force(c.en_vigueur, y) for c in conventions)
    ]
    if missing and months:
        yield problems.annees_sans_vacance(
            span=row_span(months[min(months)]), annees=suite(map(str, missing), "et"), annee=str(annee)
        )


def _in_force(validite: ir.Validite, annee: int) -> bool:
    begun, ended = validite.du or JOUR_MIN, validite.au or JOUR_MAX
    return begun.year <= annee <= ended.year


def _complete(correspondance: ir.Correspondance | None, champ: str) -> date | None:
    """The last day up to which a file says that an event is recorded."""
    if correspondance is None:
        return None
    plan = make_plan(correspondance, "vacances")
    columns: Sequence[ir.Colonne] = [
        completed(colonne, source)
        for source in plan.sources
        for colonne in plan.colonnes_de(source)
        if colonne.champ == champ
    ]
    return max((c.complet_au for c in columns if c.complet_au is not None), default=None)
