"""Days that do not count."""

from collections.abc import Callable
from datetime import date
from itertools import product

from semantics.dates import ouvres
from semantics.deadlines.model import PLUS_TARD, UN_JOUR, Mot, determine, etat, un_mois
from semantics.page import Cas, Section, convention, delai


# --- suspensions --------------------------------------------------------------------------------
def repoussee(a: date, limite: date, s: date, e: date, compter: Callable[[date], bool]) -> date:
    """The first day by which as many days count outside [s, e) as counted by the plain limit."""
    due = sum(compter(a + n * UN_JOUR) for n in range(1, (limite - a).days + 1))
    day = a
    while due:
        day += UN_JOUR
        due -= compter(day) and not s <= day < e
    return day


PAUSES: list[tuple[date, Mot]] = [
    (date(2025, 2, 10), date(2025, 2, 20)),
    (date(2025, 2, 1), date(2025, 2, 3)),
    (date(2025, 1, 20), date(2025, 2, 5)),
    (date(2025, 1, 10), date(2025, 1, 25)),
    (date(2025, 2, 14), date(2025, 2, 14)),
    (date(2025, 2, 28), date(2025, 3, 3)),
    (date(2025, 3, 1), date(2025, 3, 5)),
    (date(2025, 2, 27), date(2025, 2, 28)),
    (date(2025, 2, 7), date(2025, 2, 8)),
    (date(2025, 2, 8), date(2025, 2, 10)),
    (date(2025, 2, 12), date(2025, 3, 30)),
    (date(2025, 1, 31), date(2025, 3, 3)),
    (date(2025, 2, 10), "pas survenu"),
    (date(2025, 2, 28), "pas survenu"),
    (date(2025, 2, 3), "jamais"),
]


def suspensions() -> Section:
    cas = []
    a = date(2025, 1, 31)
    durees: dict[str, tuple[str, date, Callable[[date], bool]]] = {
        "un_mois": ("1 mois", un_mois(a), lambda d: True),
        "dix_ouvres": ("10 jours ouvrés", ouvres(a, 10), lambda d: d.weekday() < 5),
        "trente_jours": ("30 jours", a + 30 * UN_JOUR, lambda d: True),
    }
    for (s, e), au in product(PAUSES, (date(2025, 2, 28), date(2025, 3, 12), date(2025, 4, 20))):
        if s > au or (isinstance(e, date) and e > au):
            continue
        expected: dict[str, object] = {}
        for nom, (_, plain, compter) in durees.items():
            if isinstance(e, date):
                found = etat(
                    a, PLUS_TARD, au, lambda _, p=plain, f=compter, s=s, e=e: repoussee(a, p, s, e, f)
                )  # type: ignore[misc]
                expected[nom] = determine([found])
            elif s <= plain:
                expected[nom] = {"état": "en cours", "limite": "aucune"}
            else:
                expected[nom] = determine([etat(a, PLUS_TARD, au, lambda _, p=plain: p)])  # type: ignore[misc]
        fin = e.strftime("%d_%m") if isinstance(e, date) else str(e).replace(" ", "_")
        cas.append(
            Cas(
                nom=f"du_{s.strftime('%d_%m')}_au_{fin}_vu_le_{au.strftime('%d_%m')}",
                au=au,
                faits={
                    "information": a,
                    "proposition": "pas survenu",
                    "demande_pieces": s,
                    "reception_pieces": e,
                },
                attendu=expected,
            )
        )
    return Section(
        ident="TT7",
        titre="Suspendre",
        prose="Les jours de la demande (compris) à la réception (exclue) ne comptent pas ; la limite est "
        "repoussée d'autant de jours qui comptent. Une suspension ouverte, commencée à temps, n'a plus de "
        "limite.",
        convention=convention(
            *(
                delai(
                    n,
                    f"proposition au plus tard {mot} après information",
                    suspension="entre demande_pieces et reception_pieces",
                )
                for n, (mot, _, _) in durees.items()
            )
        ),
        cas=cas,
    )
