"""Days added, months, working days of France: limits and equalities of dates."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from semantics.page import Cas, Page, Section, convention, delai, obligation

UN_JOUR = timedelta(days=1)
LOIN = date(2029, 12, 31)
"""The texts end in 2030."""


def paques(annee: int) -> date:
    """Easter Sunday, by the Gregorian computus of Meeus."""
    a, b, c = annee % 19, annee // 100, annee % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    mois, jour = divmod(h + m - 7 * n + 114, 31)
    return date(annee, mois, jour + 1)


def feries(annee: int) -> set[date]:
    """The eleven public holidays of ordinary law."""
    fixes = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    mobiles = {paques(annee) + timedelta(days=n) for n in (1, 39, 50)}
    return {date(annee, m, j) for m, j in fixes} | mobiles


def compte(jour: date, samedi: bool) -> bool:
    return jour.weekday() < (6 if samedi else 5) and jour not in feries(jour.year)


def ouvres(jour: date, n: int, *, samedi: bool = False) -> date:
    """The n-th working day strictly after (before when n is negative), one day at a time."""
    pas = UN_JOUR if n > 0 else -UN_JOUR
    left = abs(n)
    while left:
        jour += pas
        left -= compte(jour, samedi)
    return jour


def mois(jour: date, n: int) -> date:
    """The same day n months on, or the last of that month: by walking month after month."""
    annee, m = jour.year, jour.month
    for _ in range(abs(n)):
        m += 1 if n > 0 else -1
        if m in (0, 13):
            annee, m = (annee - 1, 12) if m == 0 else (annee + 1, 1)
    return date(annee, m, min(jour.day, calendar.monthrange(annee, m)[1]))


def ajoute(jour: date, n: int, unite: str) -> date:
    match unite:
        case "jours":
            return jour + n * UN_JOUR
        case "semaines":
            return jour + 7 * n * UN_JOUR
        case "mois":
            return mois(jour, n)
        case "ans":
            return mois(jour, 12 * n)
        case "jours ouvrés":
            return ouvres(jour, n)
    return ouvres(jour, n, samedi=True)


def ecrit(n: int, unite: str) -> str:
    if n == 1 and unite != "mois":
        return "1 " + " ".join(mot.removesuffix("s") for mot in unite.split())
    return f"{n} {unite}"


def nom(n: int, unite: str) -> str:
    return f"d{n}_{unite.replace(' ', '_').replace('é', 'e')}"


def limites(
    ident: str, titre: str, prose: str, durees: list[tuple[int, str]], ancres: list[date], entete: str = ""
) -> Section:
    """Deadlines from one anchor, seen on the day of the anchor: all are running, with their limits."""
    clauses = [
        delai(nom(n, u), f"proposition au plus tard {ecrit(n, u)} après information") for n, u in durees
    ]
    rolled = "reportée" in entete
    cas = []
    for ancre in ancres:
        expected = {}
        for n, u in durees:
            limite = ajoute(ancre, n, u)
            while rolled and not compte(limite, samedi=False):
                limite += UN_JOUR
            expected[nom(n, u)] = {"état": "en cours", "limite": limite}
        cas.append(
            Cas(
                nom=f"du_{ancre.isoformat().replace('-', '_')}",
                au=ancre,
                faits={"information": ancre, "proposition": "pas survenu"},
                attendu=expected,
            )
        )
    return Section(
        ident=ident, titre=titre, prose=prose, convention=convention(*clauses, entete=entete), cas=cas
    )


def fins_de_mois() -> list[date]:
    found = []
    for annee in (2024, 2025, 2027, 2028):
        found += [date(annee, m, calendar.monthrange(annee, m)[1]) for m in (1, 2, 3, 4, 8, 10, 11, 12)]
        found += [date(annee, 1, 28), date(annee, 1, 29), date(annee, 1, 30), date(annee, 2, 28)]
    return sorted(set(found))


def autour_des_feries() -> list[date]:
    """The eve of each holiday of 2024 to 2026, less those that a shown one covers."""
    eves = sorted({f - UN_JOUR for a in (2024, 2025, 2026) for f in feries(a)})
    return [jour for jour in eves if date(2023, 12, 1) < jour]


def soustractions() -> Section:
    """Durations taken away, in conditions: « offre = information - n mois »."""
    durees = [(1, "mois"), (2, "mois"), (6, "mois"), (1, "ans"), (2, "semaines"), (10, "jours")]
    clauses = [obligation(nom(n, u), f"offre = information - {ecrit(n, u)}") for n, u in durees]
    clauses += [obligation(f"plus_{nom(n, u)}", f"information = offre + {ecrit(n, u)}") for n, u in durees]
    cas = []
    for ancre in (
        date(2024, 3, 31),
        date(2025, 3, 31),
        date(2025, 3, 30),
        date(2025, 3, 28),
        date(2024, 2, 29),
        date(2025, 7, 31),
        date(2025, 12, 31),
    ):
        for n, u in durees[:4]:
            offre = ajoute(ancre, -n, u)
            expected: dict[str, object] = {}
            for k, v in durees:
                expected[nom(k, v)] = "vrai" if offre == ajoute(ancre, -k, v) else "faux"
                expected[f"plus_{nom(k, v)}"] = "vrai" if ancre == ajoute(offre, k, v) else "faux"
            cas.append(
                Cas(
                    nom=f"moins_{n}_{u}_du_{ancre.isoformat().replace('-', '_')}",
                    faits={"information": ancre, "offre": offre},
                    attendu=expected,
                )
            )
    return Section(
        ident="TD3",
        titre="Retrancher une durée",
        prose="Retrancher un mois, puis l'ajouter, ne ramène pas toujours au même jour : du 31 mars on "
        "arrive au 28 février, dont le mois suivant finit le 28 mars.",
        convention=convention(*clauses),
        cas=cas,
    )


JOURS_FIXES = {
    "avant_fevrier": date(2025, 2, 27),
    "au_plus_tard_mars": date(2025, 3, 31),
    "fixe": date(2025, 6, 30),
}


def echeances() -> Section:
    """Fixed days: « avant le » leaves the day out, « au plus tard le » takes it in."""
    clauses = [
        delai("avant_fevrier", "orientation avant le 28 février"),
        delai("au_plus_tard_mars", "orientation au plus tard le 31 mars"),
        delai("fixe", "orientation au plus tard le 2025-06-30"),
    ]
    cas = []
    faits_de_base = {"disponibilite": date(2025, 1, 6)}
    au = date(2025, 7, 15)
    for limite in JOURS_FIXES.values():
        for ecart in (-1, 0, 1, 2):
            orientation = limite + ecart * UN_JOUR
            expected = {}
            for n, dernier in JOURS_FIXES.items():
                late = (orientation - dernier).days
                expected[n] = "tenu" if late <= 0 else f"dépassé de {late} jour{'s' if late > 1 else ''}"
            cas.append(
                Cas(
                    nom=f"le_{orientation.isoformat().replace('-', '_')}",
                    au=au,
                    faits={**faits_de_base, "orientation": orientation},
                    attendu=expected,
                )
            )
    for jour in (
        date(2025, 2, 27),
        date(2025, 2, 28),
        date(2025, 3, 31),
        date(2025, 4, 1),
        date(2025, 6, 30),
        date(2025, 7, 1),
    ):
        expected = {}
        for n, dernier in JOURS_FIXES.items():
            late = (jour - dernier).days
            if late <= 0:
                expected[n] = f"en cours jusqu'au {dernier.isoformat()}"
            else:
                expected[n] = f"dépassé de {late} jour{'s' if late > 1 else ''}"
        cas.append(
            Cas(
                nom=f"rien_au_{jour.isoformat().replace('-', '_')}",
                au=jour,
                faits={**faits_de_base, "orientation": "pas survenu"},
                attendu=expected,
            )
        )
    return Section(
        ident="TD7",
        titre="Un jour fixe",
        prose="« avant le 28 février » finit le 27 ; « au plus tard le 31 mars » finit le 31. Le jour sans "
        "année est le premier à compter du jour de référence.",
        convention=convention(*clauses),
        cas=cas,
    )


CHOIX_REPORTE = """
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: reportée au jour ouvré suivant
"""


def sections() -> Iterator[Section]:
    yield limites(
        "TD1",
        "Mois et ans depuis les fins de mois",
        "Même quantième, ou dernier jour du mois s'il n'existe pas ; un an est douze mois. Années "
        "bissextiles (2024, 2028) et ordinaires.",
        [(1, "mois"), (2, "mois"), (3, "mois"), (6, "mois"), (13, "mois"), (1, "ans"), (2, "ans")],
        fins_de_mois(),
    )
    yield limites(
        "TD2",
        "Jours et semaines",
        "Jours de calendrier : une semaine est sept jours, quels que soient les fériés et les changements "
        "d'heure.",
        [(1, "jours"), (10, "jours"), (30, "jours"), (60, "jours"), (1, "semaines"), (6, "semaines")],
        [
            date(2024, 2, 1),
            date(2024, 2, 28),
            date(2025, 2, 27),
            date(2025, 3, 29),
            date(2025, 10, 25),
            date(2024, 12, 25),
            date(2025, 12, 2),
        ],
    )
    yield soustractions()
    yield limites(
        "TD4",
        "Jours ouvrés autour des fériés",
        "Le n-ième jour du lundi au vendredi strictement après l'ancre, sans les fériés de 2024 à 2027 "
        "(Pâques calculé). L'ancre est chaque fois la veille d'un férié.",
        [
            (1, "jours ouvrés"),
            (2, "jours ouvrés"),
            (5, "jours ouvrés"),
            (10, "jours ouvrés"),
            (20, "jours ouvrés"),
        ],
        autour_des_feries(),
    )
    yield limites(
        "TD5",
        "Jours ouvrables autour des fériés",
        "Les mêmes ancres en jours ouvrables : le samedi compte, sauf s'il est férié.",
        [(1, "jours ouvrables"), (2, "jours ouvrables"), (6, "jours ouvrables"), (12, "jours ouvrables")],
        autour_des_feries(),
    )
    yield limites(
        "TD6",
        "Une échéance non ouvrée reportée",
        "Quand la convention le dit, une limite qui tombe un samedi, un dimanche ou un férié passe au jour "
        "ouvré suivant ; les autres ne bougent pas.",
        [(1, "mois"), (10, "jours"), (6, "semaines")],
        [date(2025, 1, 22) + timedelta(days=n) for n in range(0, 150, 5)]
        + [date(2024, 12, 22), date(2024, 12, 15), date(2025, 11, 25)],
        CHOIX_REPORTE,
    )
    yield echeances()


def pages() -> Iterator[Page]:
    yield Page(
        nom="dates",
        titre="Tables : jours et durées",
        prose="Des délais vus le jour de leur ancre : tous courent, et leur limite est l'ancre augmentée "
        "de la durée, en une fois (docs/langage, « Dates, événements et délais »).",
        sections=sections(),
    )
