"""Rows that lack a fact."""

from datetime import date
from fractions import Fraction

from semantics.page import Annee, Section, clause, convention
from semantics.year.carry import ATTRIBUEE, part
from semantics.year.model import BAIL, INFERIEUR, SUPERIEUR, ZERO, Option, Rang, Regle, attendu, quota, rows

# --- missing facts ------------------------------------------------------------------------------
COMPTEE, HORS, PEUT_ETRE = frozenset({(1, 1)}), frozenset({(0, 1)}), frozenset({(1, 1), (0, 1)})
GENRES: dict[str, tuple[dict[str, object], frozenset[Option]]] = {
    "n": ({"qpv": False, "premier_quartile": True}, COMPTEE),
    "h": ({"qpv": False, "premier_quartile": False}, HORS),
    "p": ({"qpv": False}, PEUT_ETRE),
    "q": ({"premier_quartile": True}, frozenset({(1, 1), (0, 0)})),
    "r": ({"premier_quartile": False}, frozenset({(0, 1), (0, 0)})),
    "s": ({}, frozenset({(1, 1), (0, 1), (0, 0)})),
}
"""Kinds of rows: what is known of them, and what they may be."""


MELANGES = [
    (3, 5, 1, 0, 0, 0),
    (3, 5, 0, 1, 0, 0),
    (3, 5, 0, 0, 1, 0),
    (3, 5, 0, 0, 0, 1),
    (3, 6, 1, 1, 1, 0),
    (1, 3, 0, 0, 0, 0),
    (1, 2, 0, 0, 1, 0),
    (1, 2, 0, 1, 0, 0),
    (2, 2, 0, 0, 2, 0),
    (0, 0, 0, 1, 0, 0),
    (0, 0, 0, 0, 1, 0),
    (0, 0, 0, 0, 0, 1),
    (0, 0, 1, 0, 0, 0),
    (0, 0, 0, 1, 1, 0),
    (0, 0, 0, 0, 0, 3),
    (2, 8, 1, 0, 0, 0),
    (2, 8, 0, 1, 0, 0),
    (2, 8, 0, 0, 0, 2),
    (4, 6, 0, 0, 1, 1),
    (4, 5, 1, 0, 0, 0),
    (5, 5, 0, 0, 5, 0),
    (5, 15, 0, 0, 0, 0),
    (5, 15, 1, 0, 0, 0),
    (4, 15, 1, 0, 0, 0),
    (4, 15, 0, 1, 0, 0),
    (0, 4, 2, 2, 0, 0),
    (1, 0, 0, 0, 3, 0),
    (0, 3, 0, 0, 0, 1),
    (6, 4, 2, 1, 2, 1),
    (3, 9, 0, 0, 1, 0),
    (3, 9, 0, 0, 0, 1),
    (0, 9, 3, 0, 0, 0),
    (0, 9, 2, 0, 0, 0),
    (1, 1, 1, 1, 1, 1),
    (10, 0, 0, 0, 0, 1),
    (10, 20, 0, 0, 10, 0),
]


def incompletes() -> Section:
    regles = {
        "moins": Regle(taux=Fraction(1, 4)),
        "moins_sup": Regle(taux=Fraction(3, 10), arrondi=SUPERIEUR),
        "plus": Regle(taux=Fraction(2, 5), arrondi=INFERIEUR, sens="au plus"),
    }
    cas = []
    for melange in MELANGES:
        groupes = list(zip(GENRES.items(), melange, strict=True))
        expected = {}
        for nom, regle in regles.items():
            rangs: list[Rang] = [(options, regle.taux) for (_, (_, options)), k in groupes for _ in range(k)]
            expected[nom] = attendu(
                rangs, regle, cles=("part", "du", "realise", "verdict", "verdicts_possibles")
            )
            if expected[nom]["part"] == "aucun":
                del expected[nom]["part"]
        nom_cas = "_".join(f"{lettre}{k}" for (lettre, _), k in groupes if k)
        vacances = rows(*((k, {**BAIL, **cells}) for (_, (cells, _)), k in groupes))
        cas.append(Annee(nom=nom_cas, annee=2025, vacances=vacances, attendu=expected))
    return Section(
        ident="TM1",
        titre="Des lignes incomplètes dans un quota",
        prose="n comptées, h de la base non comptées, p peut-être comptées, q et r peut-être dans la base "
        "(comptées, ou non, si elles y sont), s dont on ne sait ni l'un ni l'autre. La part va de "
        "n/(N+r+s) à (n+p+q+s)/(N+q+s) ; le verdict est celui de toutes les façons de compléter.",
        convention=convention(*(quota(nom, r, ou=" où non qpv") for nom, r in regles.items())),
        cas=cas,
    )


LIBRE = {"affectation": "location"}
LIGNES: dict[str, tuple[dict[str, object], frozenset[Option]]] = {
    "etat": ({**LIBRE, **ATTRIBUEE, "contingent": "etat"}, COMPTEE),
    "autre": ({**LIBRE, **ATTRIBUEE, "contingent": "commune"}, HORS),
    "sans_compte": ({**LIBRE, **ATTRIBUEE}, PEUT_ETRE),
    "mutation": ({**ATTRIBUEE, "affectation": "mutation_interne"}, frozenset({(0, 0)})),
    "etat_peut_etre_mutation": ({**ATTRIBUEE, "contingent": "etat"}, frozenset({(1, 1), (0, 0)})),
    "autre_peut_etre_mutation": ({**ATTRIBUEE, "contingent": "commune"}, frozenset({(0, 1), (0, 0)})),
    "vacante_avant": (
        {**LIBRE, "disponibilite": date(2024, 12, 5), "attribution": date(2025, 1, 9), "contingent": "etat"},
        frozenset({(1, 0)}),
    ),
    "attribuee_apres": (
        {**LIBRE, "disponibilite": date(2025, 12, 5), "attribution": date(2026, 1, 9), "contingent": "etat"},
        HORS,
    ),
    "jamais_attribuee": ({**LIBRE, "disponibilite": date(2025, 5, 5), "attribution": "jamais"}, HORS),
    "attribution_inconnue": ({**LIBRE, "disponibilite": date(2025, 5, 5), "contingent": "etat"}, PEUT_ETRE),
    "jour_inconnu": (
        {**LIBRE, "disponibilite": "inconnu", "attribution": date(2025, 6, 1), "contingent": "etat"},
        frozenset({(1, 0), (1, 1), (0, 0)}),
    ),
}


def parts_incompletes() -> Section:
    regle = Regle(taux=Fraction(3, 10), arrondi=INFERIEUR, report="solde exact")
    melanges: list[dict[str, int]] = [
        {"etat": 3, "autre": 7, nom: k} for nom in LIGNES for k in (1, 2) if nom not in ("etat", "autre")
    ]
    melanges += [{nom: 1} for nom in LIGNES]
    melanges += [{nom: 1, "autre": 9} for nom in LIGNES if nom != "autre"]
    melanges += [
        {"etat": 2, "autre": 5, "sans_compte": 1, "vacante_avant": 1, "autre_peut_etre_mutation": 2},
        {"sans_compte": 4, "attribution_inconnue": 2},
        {"etat": 3, "attribuee_apres": 3, "vacante_avant": 3, "autre": 5},
    ]
    cas = []
    for melange in melanges:
        rangs: list[Rang] = [(LIGNES[nom][1], regle.taux) for nom, k in melange.items() for _ in range(k)]
        vacances = rows(*((k, LIGNES[nom][0]) for nom, k in melange.items()))
        # Where one missing day decides of base and count alike, a balance may be shown wider than it is.
        cles = ["base", "du", "realise", "cible", "verdict"] + ["solde"] * ("jour_inconnu" not in melange)
        expected = attendu(rangs, regle, cles=cles)
        nom_cas = "_".join(f"{nom}_{k}" for nom, k in melange.items())
        cas.append(
            Annee(
                nom=nom_cas,
                annee=2025,
                au=date(2026, 6, 30),
                vacances=vacances,
                reste={"soldes": {"p": ZERO}},
                attendu={"p": expected},
            )
        )
    return Section(
        ident="TM2",
        titre="Des lignes incomplètes ou à cheval dans une part",
        prose="Base : les vacances disponibles dans l'année ; compte : les attributions de l'année au "
        "titre du réservataire. Une attribution de janvier sur une vacance de décembre compte sans être "
        "dans la base. Chaque nombre a ses deux bornes, atteintes. Un jour de référence inconnu peut être "
        "antérieur à la convention.",
        convention=convention(
            clause("soustraction", "mutations", "affectation = mutation_interne", catégorie="mutation"),
            part(regle, "solde exact"),
        ),
        cas=cas,
    )
