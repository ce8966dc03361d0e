"""The year: every number and verdict by trying every completion of the rows."""

from collections.abc import Iterator

from semantics.page import Page
from semantics.year.carry import reports
from semantics.year.cells import cellules, emboites, taux_changeants
from semantics.year.missing import incompletes, parts_incompletes
from semantics.year.open import ouverte
from semantics.year.rounding import arrondis, sens, tolerances
from semantics.year.withdrawals import retraits


def pages() -> Iterator[Page]:
    yield Page(
        nom="annee-arrondis",
        titre="Tables : arrondir, tolérer",
        prose="Le dû est une fraction exacte ; la clause dit comment on l'arrondit avant de comparer. Les "
        "années sont closes et tout est connu (docs/langage, « L'année »).",
        sections=[*arrondis(), sens(), tolerances()],
    )
    yield Page(
        nom="annee-reports",
        titre="Tables : reporter",
        prose="Cible de l'année et solde à reporter, par mode de report (docs/langage, « L'année », table "
        "du report).",
        sections=reports(),
    )
    yield Page(
        nom="annee-incomplete",
        titre="Tables : juger malgré ce qui manque",
        prose="Chaque attendu est obtenu en essayant toutes les façons de compléter les lignes, et, "
        "l'année étant ouverte, tous les avenirs déclarés (docs/langage, « L'année », « Le verdict »).",
        sections=[incompletes(), parts_incompletes(), *ouverte()],
    )
    yield Page(
        nom="annee-cellules",
        titre="Tables : cellules, parts emboîtées, taux, soustractions",
        prose="Ce qui change la base ou le dû d'une règle (docs/langage, « L'année »).",
        sections=[cellules(), emboites(), taux_changeants(), *retraits()],
    )
