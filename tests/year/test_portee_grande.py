"""Many places at once: what stands in the way in one of them is found, and so is a future that suits all,
which neither the year in which everything comes nor the one in which nothing does.
"""

from convrules import ir
from convrules.base.values import Arrondi
from convrules.year.bilan import comply
from convrules.year.ouverte import EtatPortee, Portee
from year import build as b

AU = b.day("2025-09-30")
LIEUX = [f"930{n}" for n in (45, 46, 47, 48, 49, 50, 51, 53, 55, 57, 61, 62, 63, 64, 66, 70, 71, 72, 73, 74)]
PARTOUT = b.chaque(b.texte("commune"))


def let(commune: str, number: int, compte: str):
    return b.rows(
        number,
        f"{commune}-{compte}-",
        disponibilite="2025-02-03",
        attribution="2025-03-03",
        contingent=compte,
        commune=commune,
        qpv=False,
    )


def expected(commune: str, most: int, *, qpv: bool):
    du, au = b.day("2025-10-01"), b.day("2025-12-31")
    nom = f"A{commune}{qpv}"
    return b.ligne("vacances_attendues", nom, du=du, au=au, min=0, max=most, commune=commune, qpv=qpv)


def judged(programmes, rows, forecast) -> Portee:
    facts = b.faits(rows, vacances_attendues=tuple(forecast))
    found = comply(programmes, facts, 2025, AU, solveur=lambda: None).portee
    assert found is not None
    return found


def of_two_holders():
    """Each asks for nearly half of what comes in each town."""
    first = b.part("p", b.taux("1/2"), arrondi=Arrondi.INFERIEUR, application=PARTOUT)
    second = b.part("p", b.taux("2/5"), arrondi=Arrondi.SUPERIEUR, application=PARTOUT)
    return [
        b.programme(first, ident="e", titulaire="etat"),
        b.programme(second, ident="c", titulaire="commune"),
    ]


def test_one_town_of_twenty_stands_in_the_way() -> None:
    """Of 3 to 7 vacancies, of which 3 went to others, the two ask for 3, 4, 4, 6, 6: more than is left."""
    blocked, *others = LIEUX
    rows = let(blocked, 3, "bailleur")
    rows += [row for town in others for holder in ("etat", "commune") for row in let(town, 2, holder)]
    found = judged(of_two_holders(), rows, (expected(c, 4, qpv=False) for c in LIEUX))
    assert found.etat is EtatPortee.HORS_D_ATTEINTE
    told = [(e.convention, dict(e.cellule)["commune"]) for e in found.bloquantes]
    assert sorted(told) == [("c", blocked), ("e", blocked)]


def hors_qpv():
    return ir.Eligibilite(entete=b.entete("hors_qpv"), regle=ir.Non(operande=b.champ("qpv")), menage=False)


def test_what_suits_twenty_towns_is_neither_all_nor_nothing() -> None:
    """Half of what comes goes to who may have none of a priority district: of 2 let to others, 1 is missing;
    when all come, 5 of 10 are asked of the 4 that it may have; when those 4 only do, 3 of 6 are."""
    part = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR, application=PARTOUT)
    programme = b.programme(part, hors_qpv(), ident="a", titulaire="als")
    rows = [r for c in LIEUX for r in let(c, 2, "bailleur")]
    forecast = [expected(c, 4, qpv=qpv) for c in LIEUX for qpv in (True, False)]
    assert judged([programme], rows, forecast).etat is EtatPortee.A_PORTEE
