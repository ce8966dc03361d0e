"""Carry-over: targets and balances."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import product

from semantics.page import Annee, Section, clause, convention
from semantics.year.model import DEMI_HAUT, INFERIEUR, SUPERIEUR, ZERO, Regle, attendu, pct, rows, surs


# --- carry-over ---------------------------------------------------------------------------------
def borne(c: int) -> Callable[[Fraction], Fraction]:
    return lambda s: max(Fraction(-c), min(Fraction(c), s))


ATTRIBUEE = {"disponibilite": date(2025, 4, 1), "attribution": date(2025, 6, 1)}


def etat_commune(n: int, autres: int) -> list[Mapping[str, object]]:
    return rows((n, {**ATTRIBUEE, "contingent": "etat"}), (autres, {**ATTRIBUEE, "contingent": "commune"}))


def part(regle: Regle, report: str, taux: str = "") -> str:
    return clause(
        "part",
        "p",
        f"{taux or pct(regle.taux)} des vacances dans l'assiette",
        compte="attributions",
        application="ensemble",
        arrondi=regle.arrondi,
        report=report,
        force="engagement",
    )


def reports() -> Iterator[Section]:
    taux = Fraction(3, 10)
    modes: list[tuple[str, Regle]] = [
        ("aucun", Regle(taux=taux, arrondi=INFERIEUR, report="aucun")),
        ("solde arrondi", Regle(taux=taux, arrondi=INFERIEUR, report="solde arrondi")),
        ("solde arrondi", Regle(taux=taux, arrondi=SUPERIEUR, report="solde arrondi")),
        ("solde exact", Regle(taux=taux, arrondi=INFERIEUR, report="solde exact")),
        ("solde exact", Regle(taux=taux, arrondi=DEMI_HAUT, report="solde exact")),
        ("fractions cumulées", Regle(taux=taux, arrondi=INFERIEUR, report="fractions cumulées")),
        ("fractions cumulées", Regle(taux=taux, arrondi=SUPERIEUR, report="fractions cumulées")),
        (
            "solde exact, plafonné à 1 logement",
            Regle(taux=taux, arrondi=INFERIEUR, report="solde exact", coupe=borne(1)),
        ),
        (
            "solde arrondi, déficit seul",
            Regle(taux=taux, arrondi=SUPERIEUR, report="solde arrondi", coupe=lambda s: max(ZERO, s)),
        ),
        (
            "solde exact, excédent seul",
            Regle(taux=taux, arrondi=INFERIEUR, report="solde exact", coupe=lambda s: min(ZERO, s)),
        ),
        (
            "solde arrondi, déficit seul, plafonné à 2 logements",
            Regle(
                taux=taux,
                arrondi=INFERIEUR,
                report="solde arrondi",
                coupe=lambda s: max(ZERO, min(Fraction(2), s)),
            ),
        ),
    ]
    for k, (report, regle) in enumerate(modes, 1):
        entiers = [Fraction(0), Fraction(2), Fraction(-1)]
        exacts = [Fraction(0), Fraction(3, 5), Fraction(-7, 5)]
        debuts = [ZERO] if regle.report == "aucun" else entiers if regle.report == "solde arrondi" else exacts
        cas = []
        for s, (base, n) in product(debuts, ((12, 3), (12, 5), (10, 2), (7, 0), (0, 0))):
            rangs = surs(n, base - n, taux)
            keys = ["base", "du", "du_arrondi", "cible", "realise", "solde", "verdict"]
            debut = str(s).replace("/", "_sur_").replace("-", "moins_")
            cas.append(
                Annee(
                    nom=f"debut_{debut}_fait_{n}_sur_{base}",
                    annee=2025,
                    vacances=etat_commune(n, base - n),
                    reste={"soldes": {"p": s}},
                    attendu={"p": attendu(rangs, regle, s, cles=keys)},
                )
            )
        yield Section(
            ident=f"TB{k}",
            titre=f"Report « {report} », arrondi {regle.arrondi}",
            prose="Un an, avec ce qui restait dû à son début : cible, fait, solde à reporter. Une année "
            "dont la base est vide se juge encore si quelque chose était dû ; un manque reporté reste un "
            "manque.",
            convention=convention(part(regle, report)),
            cas=cas,
        )
