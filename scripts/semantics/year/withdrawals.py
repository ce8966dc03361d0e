"""Forecast and actual withdrawals."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from semantics.page import Annee, Section, clause, convention
from semantics.year.carry import ATTRIBUEE, part
from semantics.year.missing import LIBRE
from semantics.year.model import INFERIEUR, ZERO, Regle, arrondit, rows

CHOIX_PREVISION = """
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: {mode}
  échéance non ouvrée: inchangée
"""


def retraits() -> Iterator[Section]:
    taux = Fraction(3, 10)
    regle = Regle(taux=taux, arrondi=INFERIEUR, report="aucun")
    for ident, mode in (("TX4", "prévision"), ("TX5", "réalisé")):
        cas = []
        for toutes_, prevues, faites, n in (
            (200, 40, 34, 48),
            (200, 34, 40, 49),
            (10, 0, 0, 3),
            (10, 3, 0, 2),
            (10, 0, 3, 2),
            (10, 12, 4, 0),
            (10, 10, 10, 0),
            (17, 5, 5, 3),
            (17, 4, 5, 3),
            (30, 10, 9, 6),
            (30, 9, 10, 6),
            (5, 1, 5, 0),
        ):
            ote = prevues if mode == "prévision" else faites
            base, du = max(0, toutes_ - ote), max(ZERO, taux * toutes_ - taux * ote)
            t = arrondit(du, INFERIEUR)
            bon = "non_applicable" if base == 0 and t == 0 else "conforme" if n >= t else "non_conforme"
            libres = toutes_ - faites
            n = min(n, libres)
            bon = "non_applicable" if base == 0 and t == 0 else "conforme" if n >= t else "non_conforme"
            vacances = rows(
                (n, {**ATTRIBUEE, **LIBRE, "contingent": "etat"}),
                (libres - n, {**ATTRIBUEE, **LIBRE, "contingent": "commune"}),
                (
                    faites,
                    {
                        "disponibilite": date(2025, 4, 1),
                        "attribution": "jamais",
                        "affectation": "mutation_interne",
                    },
                ),
            )
            cas.append(
                Annee(
                    nom=f"toutes_{toutes_}_prevues_{prevues}_faites_{faites}_fait_{n}",
                    annee=2025,
                    vacances=vacances,
                    reste={"prévu": {"mutation": prevues}},
                    attendu={"p": {"base": base, "du": du, "du_arrondi": t, "realise": n, "verdict": bon}},
                )
            )
        yield Section(
            ident=ident,
            titre=f"Soustractions : {mode}",
            prose="Ce qui sort de la base : les soustractions faites (réalisé) ou celles qu'on avait "
            "prévues, quoi qu'il soit arrivé (prévision). Ni la base ni le dû ne deviennent négatifs.",
            convention=convention(
                clause("soustraction", "mutations", "affectation = mutation_interne", catégorie="mutation"),
                part(regle, "aucun"),
                entete=CHOIX_PREVISION.format(mode=mode),
            ),
            cas=cas,
        )
