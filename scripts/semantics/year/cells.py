"""Cells, nested quotas, changing rates."""

from datetime import date
from fractions import Fraction

from semantics.page import Annee, Section, convention
from semantics.year.carry import ATTRIBUEE, part
from semantics.year.missing import PEUT_ETRE
from semantics.year.model import (
    BAIL,
    INFERIEUR,
    PIRES,
    SANS,
    SUPERIEUR,
    ZERO,
    Rang,
    Regle,
    attendu,
    quota,
    rows,
    surs,
)


# --- cells, nested quotas, rates, withdrawals ---------------------------------------------------
def cellules() -> Section:
    regle = Regle(taux=Fraction(3, 10), arrondi=SUPERIEUR)
    communes = ("93001", "93048", "93066")
    melanges = [
        ((1, 0, 0), (1, 1, 0), (3, 4, 0)),
        ((1, 0, 0), (0, 2, 0), (3, 4, 0)),
        ((1, 0, 0), (0, 1, 1), (3, 4, 0)),
        ((0, 1, 0), (0, 1, 1), (3, 4, 0)),
        ((1, 2, 0), (0, 0, 0), (3, 4, 0)),
        ((0, 0, 1), (0, 0, 0), (0, 0, 0)),
        ((1, 0, 0), (0, 0, 0), (0, 0, 0)),
        ((0, 0, 2), (1, 0, 0), (2, 0, 0)),
        ((1, 3, 1), (1, 3, 1), (1, 3, 1)),
        ((2, 2, 0), (1, 4, 0), (1, 2, 0)),
        ((4, 9, 0), (1, 0, 0), (3, 7, 0)),
        ((3, 7, 0), (3, 8, 0), (4, 9, 0)),
    ]
    cas = []
    for k, melange in enumerate(melanges, 1):
        cells, pires, vacances = {}, [], []
        tous: list[Rang] = []
        for commune, (n, h, p) in zip(communes, melange, strict=True):
            rangs = [*surs(n, h, regle.taux), *[(PEUT_ETRE, regle.taux)] * p]
            tous += rangs
            if not rangs:
                continue
            cells[commune] = attendu(rangs, regle, cles=("base", "du_arrondi", "realise", "verdict"))
            pires.append(str(cells[commune]["verdict"]))
            place = {**BAIL, "commune": commune}
            vacances += rows(
                (n, {**place, "premier_quartile": True}),
                (h, {**place, "premier_quartile": False}),
                (p, place),
            )
        expected = {
            "par_commune": {"verdict": min(pires, key=PIRES.index), "cellules": cells},
            "en_tout": attendu(tous, regle, cles=("base", "du_arrondi", "verdict")),
        }
        cas.append(Annee(nom=f"melange_{k}", annee=2025, vacances=vacances, attendu=expected))
    return Section(
        ident="TX1",
        titre="Chaque commune, ou ensemble",
        prose="Chaque commune a sa base, son dû, son arrondi, son verdict ; la règle prend le pire. La "
        "même règle sur l'ensemble peut être plus ou moins sévère.",
        convention=convention(
            quota("par_commune", regle, application="chaque commune"), quota("en_tout", regle)
        ),
        cas=cas,
    )


EMBOITES = (
    (20, 1, 5, 0, 0),
    (20, 2, 4, 0, 0),
    (20, 0, 5, 1, 3),
    (40, 2, 10, 0, 0),
    (40, 3, 9, 0, 5),
    (10, 0, 3, 0, 0),
    (10, 1, 2, 0, 0),
    (19, 0, 5, 0, 2),
    (19, 1, 4, 0, 2),
    (100, 5, 25, 0, 0),
    (100, 6, 24, 0, 0),
    (7, 0, 0, 2, 5),
    (0, 0, 0, 0, 0),
    (21, 1, 6, 0, 3),
    (60, 3, 15, 0, 9),
)


def emboites() -> Section:
    mere = Regle(taux=Fraction(3, 10), arrondi=INFERIEUR, report="aucun")
    filles = {
        "agents": Regle(taux=Fraction(1, 20), sens="au plus"),
        "prioritaires": Regle(taux=Fraction(1, 4), arrondi=SUPERIEUR),
    }
    texte = part(mere, "aucun").replace(
        "    force: engagement",
        "    force: engagement\n    dont:\n"
        "      - quota: agents\n        règle: au plus 5 % des vacances dans l'assiette, pour agent_etat\n"
        f"        arrondi: {SANS}\n        force: plafond\n"
        "      - quota: prioritaires\n        règle: au moins 25 % des vacances dans l'assiette, pour dalo\n"
        f"        arrondi: {SUPERIEUR}\n        force: engagement",
    )
    cas = []
    for base, agents, dalo, simples, dehors in EMBOITES:
        imputes = agents + dalo + simples
        found = {
            "p": attendu(
                surs(imputes, base - imputes, mere.taux),
                mere,
                cles=("du", "du_arrondi", "realise", "verdict"),
            ),
            "agents": attendu(
                surs(agents, base - agents, filles["agents"].taux),
                filles["agents"],
                cles=("du", "realise", "verdict"),
            ),
            "prioritaires": attendu(
                surs(dalo, base - dalo, filles["prioritaires"].taux),
                filles["prioritaires"],
                cles=("du", "du_arrondi", "realise", "verdict"),
            ),
        }
        etat = {**ATTRIBUEE, "contingent": "etat"}
        commune = {**ATTRIBUEE, "contingent": "commune"}
        reste = base - imputes - dehors
        vacances = rows(
            (agents, {**etat, "agent_etat": True, "dalo": False}),
            (dalo, {**etat, "agent_etat": False, "dalo": True}),
            (simples, {**etat, "agent_etat": False, "dalo": False}),
            (dehors, {**commune, "agent_etat": True, "dalo": True}),
            (reste, {**commune, "agent_etat": False, "dalo": False}),
        )
        nom = f"base_{base}_agents_{agents}_dalo_{dalo}_simples_{simples}_dehors_{dehors}"
        cas.append(
            Annee(nom=nom, annee=2025, vacances=vacances, reste={"soldes": {"p": ZERO}}, attendu=found)
        )
    return Section(
        ident="TX2",
        titre="Des quotas dans une part",
        prose="Les points d'un quota de « dont » sont des points de la base de la part ; ne comptent que "
        "les lignes que la part compte (celles d'un autre compte, « dehors », ne comptent pas). Chacun "
        "s'arrondit pour soi.",
        convention=convention(texte),
        cas=cas,
    )


def taux_changeants() -> Section:
    regle = Regle(arrondi=INFERIEUR, report="solde exact")
    un, deux = Fraction(28, 100), Fraction(3, 10)
    entete = (
        "paramètres:\n  taux_etat:\n    valeurs:\n"
        "      - { du: 2020-01-01, valeur: 28 % }\n      - { du: 2025-07-01, valeur: 30 % }"
    )
    cas = []
    for avant, apres, n in (
        (10, 0, 2),
        (10, 0, 3),
        (0, 10, 3),
        (5, 5, 2),
        (5, 5, 3),
        (50, 50, 29),
        (50, 50, 28),
        (1, 1, 0),
        (25, 25, 14),
        (3, 7, 2),
        (7, 3, 3),
        (100, 0, 28),
    ):
        rangs = (
            [*surs(n, avant - n, un), *surs(0, apres, deux)]
            if n <= avant
            else [*surs(avant, 0, un), *surs(n - avant, apres - n + avant, deux)]
        )
        tot = {"disponibilite": date(2025, 6, 30), "attribution": date(2025, 8, 1)}
        tard = {"disponibilite": date(2025, 7, 1), "attribution": date(2025, 8, 1)}
        k = min(n, avant)
        vacances = rows(
            (k, {**tot, "contingent": "etat"}),
            (avant - k, {**tot, "contingent": "commune"}),
            (n - k, {**tard, "contingent": "etat"}),
            (apres - n + k, {**tard, "contingent": "commune"}),
        )
        expected = {
            "p": attendu(rangs, regle, cles=("base", "du", "du_arrondi", "cible", "solde", "verdict"))
        }
        cas.append(
            Annee(
                nom=f"avant_{avant}_apres_{apres}_fait_{n}",
                annee=2025,
                vacances=vacances,
                reste={"soldes": {"p": ZERO}},
                attendu=expected,
            )
        )
    return Section(
        ident="TX3",
        titre="Un taux qui change en cours d'année",
        prose="28 % jusqu'au 30 juin, 30 % ensuite : chaque vacance compte au taux du jour où elle est "
        "disponible, et la somme s'arrondit une fois.",
        convention=convention(part(regle, "solde exact", "taux_etat"), entete=entete),
        cas=cas,
    )
