"""Rounding, senses and tolerances."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from semantics.page import Annee, Section, convention
from semantics.year.model import (
    ARRONDIS,
    DEMI_HAUT,
    INFERIEUR,
    SANS,
    SUPERIEUR,
    Regle,
    attendu,
    oui_non,
    quota,
    surs,
)


# --- rounding -----------------------------------------------------------------------------------
def arrondis() -> Iterator[Section]:
    for k, texte in enumerate(("25 %", "30 %", "12.5 %", "50 %"), 1):
        taux = Fraction(texte.split()[0]) / 100
        regles = {nom: Regle(taux=taux, arrondi=mot) for nom, mot in ARRONDIS.items()}
        cas = []
        for base in (1, 2, 3, 4, 5, 6, 7, 10, 12, 20, 36):
            juste = (taux * base).__floor__()
            for n in sorted({juste, min(base, juste + 1)}):
                rangs = surs(n, base - n, taux)
                cas.append(
                    Annee(
                        nom=f"fait_{n}_sur_{base}",
                        annee=2025,
                        vacances=oui_non(n, base - n),
                        attendu={
                            m: attendu(rangs, r, cles=("du", "du_arrondi", "verdict"))
                            for m, r in regles.items()
                        },
                    )
                )
        yield Section(
            ident=f"TA{k}",
            titre=f"{texte} au moins, cinq arrondis",
            prose="Le même quota sous cinq arrondis, de part et d'autre de son dû : un dû entier est le "
            "même pour tous ; une moitié exacte est ce qui sépare les deux « au plus proche ».",
            convention=convention(*(quota(nom, r) for nom, r in regles.items())),
            cas=cas,
        )


def sens() -> Section:
    taux = Fraction(1, 4)
    regles = {
        f"{mot}_{nom}": Regle(taux=taux, arrondi=arrondi, sens=s)
        for (mot, s), (nom, arrondi) in product(
            {"plus": "au plus", "exact": "exactement"}.items(),
            {"inf": INFERIEUR, "sup": SUPERIEUR, "haut": DEMI_HAUT, "sans": SANS}.items(),
        )
    }
    cas = []
    for base, n in (
        (4, 0),
        (4, 1),
        (4, 2),
        (6, 1),
        (6, 2),
        (6, 3),
        (7, 1),
        (7, 2),
        (8, 2),
        (8, 3),
        (9, 2),
        (9, 3),
        (10, 2),
        (10, 3),
        (11, 3),
        (1, 0),
        (1, 1),
    ):
        rangs = surs(n, base - n, taux)
        cas.append(
            Annee(
                nom=f"fait_{n}_sur_{base}",
                annee=2025,
                vacances=oui_non(n, base - n),
                attendu={m: attendu(rangs, r, cles=("verdict",)) for m, r in regles.items()},
            )
        )
    return Section(
        ident="TA5",
        titre="25 % au plus, 25 % exactement",
        prose="« au plus » compare au même dû arrondi, dans l'autre sens ; « exactement » est les deux à "
        "la fois, et n'est tenu sans arrondi que si le dû est entier.",
        convention=convention(*(quota(nom, r) for nom, r in regles.items())),
        cas=cas,
    )


def tolerances() -> Section:
    taux = Fraction(3, 10)
    regles = {
        "moins_un": Regle(taux=taux, arrondi=SUPERIEUR, tolerance=1),
        "moins_points": Regle(taux=taux, points=Fraction(1, 50)),
        "moins_points_sup": Regle(taux=taux, arrondi=SUPERIEUR, points=Fraction(1, 20)),
        "plus_un": Regle(taux=taux, arrondi=INFERIEUR, sens="au plus", tolerance=1),
        "plus_points": Regle(taux=taux, sens="au plus", points=Fraction(1, 50)),
        "large": Regle(taux=taux, sens="au plus", points=Fraction(4, 5)),
    }
    cas = []
    for base, n in (
        (10, 1),
        (10, 2),
        (10, 3),
        (10, 4),
        (10, 5),
        (50, 13),
        (50, 14),
        (50, 15),
        (50, 16),
        (50, 17),
        (7, 1),
        (7, 2),
        (7, 3),
        (3, 0),
        (3, 3),
        (25, 7),
        (25, 8),
    ):
        rangs = surs(n, base - n, taux)
        expected = {}
        for nom, r in regles.items():
            sans = Regle(taux=r.taux, arrondi=r.arrondi, sens=r.sens)
            found = attendu(rangs, r, cles=("verdict",))
            sauve = (
                found["verdict"] == "conforme"
                and attendu(rangs, sans, cles=("verdict",))["verdict"] != "conforme"
            )
            expected[nom] = {**found, "sauve_par_tolerance": sauve}
        cas.append(
            Annee(nom=f"fait_{n}_sur_{base}", annee=2025, vacances=oui_non(n, base - n), attendu=expected)
        )
    return Section(
        ident="TA6",
        titre="Tolérances, en logements et en points",
        prose="Un logement s'ôte du dû arrondi (ou s'y ajoute) ; deux points changent le taux avant "
        "d'arrondir, sans sortir de 0 à 100 %. Le résultat dit si la tolérance seule excuse.",
        convention=convention(*(quota(nom, r) for nom, r in regles.items())),
        cas=cas,
    )
