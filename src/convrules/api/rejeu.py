"""A year replayed with the advice followed."""

from dataclasses import replace
from datetime import date

from convrules.api.demandees import check_asked
from convrules.api.dossier import Dossier, politique_of
from convrules.api.lacunes import lacunes
from convrules.orientation.certificat import certify
from convrules.orientation.par_cellule import by_cell
from convrules.orientation.ranking import Bailleur
from convrules.orientation.rejeu import replay as run
from convrules.orientation.replayed import Pas, Rejeu, silence


def replay(
    dossier: Dossier, annee: int, au: date, *, politique: bool = True, avancer: Pas = silence
) -> Rejeu:
    """What the advice would have done of the year `annee`, as known on `au`, beside what was done. politique:
    under the landlord's policy in force at the end of the year (on `au`, if it comes before); without it, the
    deficit alone ranks. avancer: told of each step and of how many there are. Raises what `api.comply` raises
    of what is asked."""
    check_asked(dossier, au, annee)
    siren = dossier.correspondance.bailleur if dossier.correspondance is not None else ""
    last = min(au, date(annee, 12, 31))
    bailleur = Bailleur(
        programmes=dossier.programmes,
        politique=politique_of(dossier.verifie, siren, last) if politique else None,
    )
    found = run(bailleur, dossier.faits, annee, au, avancer)
    # Why no forecast: a year is replayed on the vacancies that came.
    lacking = lacunes(dossier, (annee, annee), au, prevision=False)
    return replace(by_cell(found), certificat=certify(found), lacunes=lacking, lues=None)
