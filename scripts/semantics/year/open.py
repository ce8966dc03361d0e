"""The year that is not closed."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import product

from semantics.page import Annee, Section, clause, convention
from semantics.year.missing import PEUT_ETRE
from semantics.year.model import (
    BAIL,
    INFERIEUR,
    SANS,
    SUPERIEUR,
    ZERO,
    Compte,
    Option,
    Regle,
    attendu,
    quota,
    rows,
    surs,
    tient,
)

# --- the open year ------------------------------------------------------------------------------
CONNUES: list[tuple[int, int, int]] = [
    (2, 18, 0),
    (5, 15, 0),
    (6, 14, 0),
    (4, 15, 1),
    (0, 1, 0),
    (1, 0, 0),
    (8, 12, 0),
    (3, 17, 2),
    (7, 13, 0),
]


PREVISIONS: list[tuple[tuple[int, int], tuple[int, int]]] = [
    ((3, 3), (0, 1)),
    ((0, 0), (0, 0)),
    ((0, 4), (0, 0)),
    ((0, 0), (2, 6)),
]


def ouverte() -> Iterator[Section]:
    au = date(2025, 10, 1)
    regles = {
        "moins": Regle(taux=Fraction(1, 4)),
        "moins_inf": Regle(taux=Fraction(1, 4), arrondi=INFERIEUR),
        "plus": Regle(taux=Fraction(1, 4), sens="au plus"),
        "plus_sup": Regle(taux=Fraction(1, 4), arrondi=SUPERIEUR, sens="au plus"),
    }

    def texte(nom: str, r: Regle) -> str:
        return quota(nom, r).replace(
            "des baux signés du bailleur", "des vacances dans l'assiette du bailleur"
        )

    cas = []
    for (n, h, p), (bonnes, autres) in product(CONNUES, PREVISIONS):
        reste: dict[str, object] = {
            "vacances_attendues": [
                {
                    "du": date(2025, 10, 2),
                    "au": date(2025, 12, 31),
                    "min": a,
                    "max": b,
                    "commune": "93048",
                    "premier_quartile": bon,
                }
                for bon, (a, b) in ((True, bonnes), (False, autres))
            ]
        }
        expected = {}
        for nom, r in regles.items():
            donnees = [(n + x, n + h + p) for x in range(p + 1)]
            expected[nom] = en_cours(r, donnees, [*futurs(bonnes, autres)])
        vacances = rows(
            (n, {"disponibilite": date(2025, 4, 1), "premier_quartile": True}),
            (h, {"disponibilite": date(2025, 4, 1), "premier_quartile": False}),
            (p, {"disponibilite": date(2025, 4, 1)}),
        )
        nom_cas = f"n{n}_h{h}_p{p}_attendues_{bonnes[0]}_{bonnes[1]}_et_{autres[0]}_{autres[1]}"
        cas.append(Annee(nom=nom_cas, annee=2025, au=au, vacances=vacances, reste=reste, attendu=expected))
    yield Section(
        ident="TO1",
        titre="Une année ouverte, avec des vacances attendues",
        prose="Vu le 1er octobre. Chaque vacance attendue favorable peut être comptée ou non. Toutes les "
        "données conformes dans tous les avenirs : conforme ; chacune dans quelque avenir : en cours ; "
        "aucune : hors d'atteinte ; sinon indéterminé.",
        convention=convention(*(texte(nom, r) for nom, r in regles.items())),
        cas=cas,
    )
    yield sans_prevision()


def futurs(bonnes: tuple[int, int], autres: tuple[int, int]) -> Iterator[Option]:
    """Rows counted and rows of the base that the rest of the year may bring."""
    for b in range(bonnes[0], bonnes[1] + 1):
        for a in range(autres[0], autres[1] + 1):
            for comptees in range(b + 1):
                yield comptees, b + a


def en_cours(regle: Regle, donnees: Sequence[Option], avenirs: Sequence[Option]) -> str:
    def bon(d: Option, f: Option) -> bool:
        base = d[1] + f[1]
        du = regle.taux * base
        c = Compte(n=d[0] + f[0], base=base, du=du, du_moins=du, du_plus=du)
        return tient(regle, c, ZERO)

    if all(bon(d, f) for d in donnees for f in avenirs):
        return "conforme"
    if all(any(bon(d, f) for f in avenirs) for d in donnees):
        return "en_cours"
    if not any(bon(d, f) for d in donnees for f in avenirs):
        return "hors_d_atteinte"
    return "indetermine"


def nombre(nom: str, sens: str, force: str) -> str:
    """Three leases at least, or at most."""
    text = f"{sens} 3 baux signés du bailleur, pour premier_quartile"
    return clause("quota", nom, text, application="ensemble", arrondi=SANS, force=force)


def sans_prevision() -> Section:
    """Without forecast any number of rows may come: only a number already passed is certain."""
    convention_ = convention(
        quota("part", Regle(taux=Fraction(3, 10))),
        nombre("nombre_moins", "au moins", "obligation"),
        nombre("nombre_plus", "au plus", "plafond"),
    )
    cas = []
    for n, h in ((0, 0), (0, 4), (2, 2), (3, 0), (4, 9), (3, 5)):
        for p in (0, 1):
            fin = {"clos": date(2025, 12, 31), "ouvert": date(2025, 9, 1)}
            for mot, au in fin.items():
                donnees = range(n, n + p + 1)
                ouvert = mot == "ouvert"
                moins = {
                    "conforme" if k >= 3 else ("en_cours" if ouvert else "non_conforme") for k in donnees
                }
                plus = {
                    ("hors_d_atteinte" if ouvert else "non_conforme")
                    if k > 3
                    else ("en_cours" if ouvert else "conforme")
                    for k in donnees
                }
                expected: dict[str, object] = {
                    "part": "en_cours" if ouvert else None,
                    # Open: certain in every datum is « conforme »; else reachable in each is « en cours ».
                    "nombre_moins": moins.pop()
                    if len(moins) == 1
                    else ("en_cours" if ouvert else "indetermine"),
                    "nombre_plus": plus.pop() if len(plus) == 1 else "indetermine",
                }
                if not ouvert:
                    regle = Regle(taux=Fraction(3, 10))
                    rangs = [*surs(n, h, regle.taux), *[(PEUT_ETRE, regle.taux)] * p]
                    expected["part"] = attendu(rangs, regle, cles=("verdict",))["verdict"]
                vacances = rows(
                    (n, {**BAIL, "premier_quartile": True}),
                    (h, {**BAIL, "premier_quartile": False}),
                    (p, BAIL),
                )
                cas.append(
                    Annee(nom=f"{mot}_n{n}_h{h}_p{p}", annee=2025, au=au, vacances=vacances, attendu=expected)
                )
    return Section(
        ident="TO2",
        titre="Sans prévision : la part, le nombre",
        prose="Sans vacances attendues déclarées, n'importe quel nombre peut venir : une part est en cours "
        "tant que l'année est ouverte. Un nombre atteint est conforme, un plafond passé est hors "
        "d'atteinte.",
        convention=convention_,
        cas=cas,
    )
