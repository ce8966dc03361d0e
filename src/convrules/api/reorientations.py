"""The fewest lettings that would have had to go to another holder for every part of a year to be kept."""

from dataclasses import replace
from datetime import date

from convrules.analyses.reorientations import Reorientations, reorient
from convrules.api.annees import comply
from convrules.api.demandees import check_asked
from convrules.api.dossier import Dossier
from convrules.facts.records import Faits
from convrules.orientation.session import open_session
from convrules.year.model import Bilan


def year_otherwise(dossier: Dossier, annee: int, au: date, depuis: int | None = None) -> Reorientations:
    """For the year `annee` as known on `au`. depuis: judge the years before from that one on, each leaving
    its balances to the next. Raises what `api.comply` raises of what is asked."""
    check_asked(dossier, au, annee, depuis)
    every = frozenset(v.id for v in dossier.faits.vacances)
    last = min(au, date(annee, 12, 31))
    session = open_session(dossier.programmes, None, dossier.faits, last, every, connu=au)

    def judge(faits: Faits) -> Bilan:
        assert dossier.chargement is not None, "a year is judged on data"
        return comply(
            replace(dossier, chargement=replace(dossier.chargement, faits=faits)), annee, au, depuis
        )

    return reorient(session.titulaires, dossier.faits, comply(dossier, annee, au, depuis), judge)
