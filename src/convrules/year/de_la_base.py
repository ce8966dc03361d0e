"""Is a vacancy of the base of a part, by the text of its day or of another, whatever its year?

Source: docs/langage, « Versions ».
"""

from datetime import date

from convrules import ir
from convrules.base.outcomes import Indetermine, Issue, causes_of, et
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee
from convrules.year.assiette import Cadre, Sujet, in_flow, vacancy
from convrules.year.cellules import Groupe, key_of, locate
from convrules.year.statut_demande import status_issue
from convrules.year.suivi import Suivi, firm
from convrules.year.textes import Textes, text_of_cell


def of_base(
    sujet: Sujet, suivi: Suivi, textes: Textes, jour: date | None = None, *, sauf_ou: bool = False
) -> Issue:
    """textes: of the part, in the cell of the vacancy, exceptions included. jour: that of the text, where it
    is not the vacancy's own. sauf_ou: whatever its `où`."""
    found: list[Issue] = []
    causes = suivi.causes
    for monde in sujet.mondes:
        day = jour or monde.contexte.jour
        regle, compte = (textes.at(cle, day) for cle in ("règle", "compte"))
        causes |= regle.causes
        says = bool(regle.given and compte.given)
        if None in regle.valeurs or not says:
            found.append(Indetermine(regle.causes) if regle.conflit else False)
        for given in regle.given if says else ():
            assert isinstance(given, ir.ReglePart), "checked: the rule of a part"
            counted = textes.classes_counted(day)
            population = replace(given.population, condition=None) if sauf_ou else given.population
            inside = in_flow(population, sujet, monde, textes.cadre, comptees=counted)
            found.append(firm(et(inside, status_issue(given.population, suivi.decision))))
    if all(issue == found[0] for issue in found):
        return found[0]
    return Indetermine(causes.union(*map(causes_of, found)))


def of_base_alone(
    part: ClauseCompilee, suivi: Suivi, jour: date, cadre: Cadre, *, sauf_ou: bool = False
) -> Issue:
    """The same by the text of a day, the cell being that of the vacancy itself."""
    sujet = vacancy(suivi)
    own = part.on(jour)
    assert isinstance(own, ir.Part), "a part stays one"
    place = locate(sujet, own.application.dimensions)
    clef = key_of(place, own.application.dimensions) if place is not None else ()
    groupe = Groupe(clef=clef, surs=(), peut_etre=())
    return of_base(sujet, suivi, text_of_cell(part, groupe, cadre), jour, sauf_ou=sauf_ou)
