"""The year: every number and verdict by trying every completion of the rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product

from semantics.page import Annee, Page, Section, clause, convention

ZERO = Fraction(0)
INFERIEUR, SUPERIEUR, DEMI_HAUT, DEMI_BAS, SANS = (
    "inférieur", "supérieur", "au plus proche sinon supérieur", "au plus proche sinon inférieur", "sans arrondi",
)  # fmt: skip
ARRONDIS = {"inf": INFERIEUR, "sup": SUPERIEUR, "haut": DEMI_HAUT, "bas": DEMI_BAS, "sans": SANS}
PIRES = (
    "non_conforme",
    "hors_d_atteinte",
    "indetermine",
    "decision_humaine",
    "en_cours",
    "conforme",
    "non_applicable",
)
Option = tuple[int, int]
"""Counted, in the base."""
Rang = tuple[frozenset[Option], Fraction]
"""What a row may be, and its rate."""


def arrondit(x: Fraction, mode: str) -> Fraction:
    bas = Fraction(x.numerator // x.denominator)
    match mode:
        case "sans arrondi":
            return x
        case "inférieur":
            return bas
        case "supérieur":
            return bas if bas == x else bas + 1
        case "au plus proche sinon supérieur":
            return bas + 1 if x - bas >= Fraction(1, 2) else bas
    return bas + 1 if x - bas > Fraction(1, 2) else bas


@dataclass(frozen=True, kw_only=True)
class Regle:
    taux: Fraction = ZERO
    arrondi: str = SANS
    sens: str = "au moins"
    tolerance: int = 0
    points: Fraction = ZERO
    report: str | None = None
    """Mode of the balance; None: a quota, which has none."""
    coupe: Callable[[Fraction], Fraction] = staticmethod(lambda s: s)  # noqa: RUF009


@dataclass(frozen=True, kw_only=True)
class Compte:
    n: int
    base: int
    du: Fraction
    du_moins: Fraction
    du_plus: Fraction
    """Dues at the rates moved by a tolerance in points."""


def completions(rangs: Sequence[Rang], regle: Regle) -> Iterator[Compte]:
    """Every completion. Rows alike are taken together: how many of them fall on each option."""
    etats: set[tuple[int, int, Fraction, Fraction, Fraction]] = {(0, 0, ZERO, ZERO, ZERO)}
    for options, taux in rangs:
        moins, plus = max(ZERO, taux - regle.points), min(Fraction(1), taux + regle.points)
        etats = {
            (n + a, b + base, du + base * taux, d1 + base * moins, d2 + base * plus)
            for n, b, du, d1, d2 in etats
            for a, base in options
        }
    return (Compte(n=n, base=b, du=d, du_moins=d1, du_plus=d2) for n, b, d, d1, d2 in etats)


def cible(regle: Regle, du: Fraction, s: Fraction) -> Fraction:
    if regle.report in ("solde exact", "fractions cumulées"):
        return arrondit(du + s, regle.arrondi)
    return arrondit(du, regle.arrondi) + (s if regle.report == "solde arrondi" else 0)


def solde(regle: Regle, du: Fraction, s: Fraction, n: int) -> Fraction:
    match regle.report:
        case "solde arrondi":
            return regle.coupe(cible(regle, du, s) - n)
        case "solde exact":
            return regle.coupe(du + s - n)
        case "fractions cumulées":
            return du + s - cible(regle, du, s)
    return ZERO


def tient(regle: Regle, c: Compte, s: Fraction) -> bool:
    moins = max(ZERO, cible(regle, c.du_moins, s)) if regle.report else cible(regle, c.du_moins, s)
    bas = c.n >= moins - regle.tolerance
    haut = c.n <= cible(regle, c.du_plus, s) + regle.tolerance
    return {"au moins": bas, "au plus": haut, "exactement": bas and haut}[regle.sens]


def verdict(regle: Regle, c: Compte, s: Fraction) -> str:
    if c.base == 0 and cible(regle, c.du, s) == 0:
        return "non_applicable"
    return "conforme" if tient(regle, c, s) else "non_conforme"


def bornes(valeurs: Sequence[Fraction | int]) -> object:
    bas, haut = min(valeurs), max(valeurs)
    return Fraction(bas) if bas == haut else [Fraction(bas), Fraction(haut)]


def attendu(
    rangs: Sequence[Rang], regle: Regle, s: Fraction = ZERO, *, cles: Sequence[str]
) -> dict[str, object]:
    """What a closed year expects of one rule: numbers with their bounds, the verdict common to all."""
    tous = [*completions(rangs, regle)]
    verdicts = {verdict(regle, c, s) for c in tous}
    parts = [Fraction(c.n, c.base) for c in tous if c.base]
    found: dict[str, object] = {
        "base": bornes([c.base for c in tous]),
        "du": bornes([c.du for c in tous]),
        "du_arrondi": bornes([arrondit(c.du, regle.arrondi) for c in tous]),
        "cible": bornes([cible(regle, c.du, s) for c in tous]),
        "realise": bornes([c.n for c in tous]),
        "solde": bornes([solde(regle, c.du, s, c.n) for c in tous]),
        "part": bornes(parts) if parts else "aucun",
        "verdict": verdicts.copy().pop() if len(verdicts) == 1 else "indetermine",
        "verdicts_possibles": sorted(verdicts),
    }
    return {cle: found[cle] for cle in cles}


def surs(n: int, autres: int, taux: Fraction) -> list[Rang]:
    return [(frozenset({(1, 1)}), taux)] * n + [(frozenset({(0, 1)}), taux)] * autres


def rows(*groups: tuple[int, Mapping[str, object]]) -> list[Mapping[str, object]]:
    return [{"nombre": k, **cells} for k, cells in groups if k]


BAIL = {"disponibilite": date(2025, 4, 1), "bail": date(2025, 6, 1)}


def oui_non(n: int, autres: int) -> list[Mapping[str, object]]:
    return rows((n, {**BAIL, "premier_quartile": True}), (autres, {**BAIL, "premier_quartile": False}))


def pct(taux: Fraction) -> str:
    x = taux * 100
    return f"{x} %" if x.denominator == 1 else f"{float(x):g} %"


def quota(nom: str, regle: Regle, *, ou: str = "", **keys: str) -> str:
    force = "plafond" if regle.sens == "au plus" else "obligation"
    if regle.tolerance:
        keys["tolérance"] = f"{regle.tolerance} logement{'s' if regle.tolerance > 1 else ''}"
    if regle.points:
        keys["tolérance"] = f"{regle.points * 100} point{'s' if regle.points > Fraction(1, 100) else ''}"
    text = f"{regle.sens} {pct(regle.taux)} des baux signés du bailleur{ou}, pour premier_quartile"
    return clause("quota", nom, text, application=keys.pop("application", "ensemble"), arrondi=regle.arrondi, **keys, force=force)  # fmt: skip


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
                        nom=f"fait_{n}_sur_{base}", annee=2025, vacances=oui_non(n, base - n),
                        attendu={m: attendu(rangs, r, cles=("du", "du_arrondi", "verdict")) for m, r in regles.items()},
                    )
                )  # fmt: skip
        yield Section(
            ident=f"TA{k}", titre=f"{texte} au moins, cinq arrondis",
            prose="Le même quota sous cinq arrondis, de part et d'autre de son dû : un dû entier est le même pour "
            "tous ; une moitié exacte est ce qui sépare les deux « au plus proche ».",
            convention=convention(*(quota(nom, r) for nom, r in regles.items())), cas=cas,
        )  # fmt: skip


def sens() -> Section:
    taux = Fraction(1, 4)
    regles = {
        f"{mot}_{nom}": Regle(taux=taux, arrondi=arrondi, sens=s)
        for (mot, s), (nom, arrondi) in product(
            {"plus": "au plus", "exact": "exactement"}.items(), {"inf": INFERIEUR, "sup": SUPERIEUR, "haut": DEMI_HAUT, "sans": SANS}.items()
        )
    }  # fmt: skip
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
                nom=f"fait_{n}_sur_{base}", annee=2025, vacances=oui_non(n, base - n),
                attendu={m: attendu(rangs, r, cles=("verdict",)) for m, r in regles.items()},
            )
        )  # fmt: skip
    return Section(
        ident="TA5", titre="25 % au plus, 25 % exactement",
        prose="« au plus » compare au même dû arrondi, dans l'autre sens ; « exactement » est les deux à la fois, et "
        "n'est tenu sans arrondi que si le dû est entier.",
        convention=convention(*(quota(nom, r) for nom, r in regles.items())), cas=cas,
    )  # fmt: skip


def tolerances() -> Section:
    taux = Fraction(3, 10)
    regles = {
        "moins_un": Regle(taux=taux, arrondi=SUPERIEUR, tolerance=1), "moins_points": Regle(taux=taux, points=Fraction(1, 50)),
        "moins_points_sup": Regle(taux=taux, arrondi=SUPERIEUR, points=Fraction(1, 20)),
        "plus_un": Regle(taux=taux, arrondi=INFERIEUR, sens="au plus", tolerance=1),
        "plus_points": Regle(taux=taux, sens="au plus", points=Fraction(1, 50)),
        "large": Regle(taux=taux, sens="au plus", points=Fraction(4, 5)),
    }  # fmt: skip
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
        ident="TA6", titre="Tolérances, en logements et en points",
        prose="Un logement s'ôte du dû arrondi (ou s'y ajoute) ; deux points changent le taux avant d'arrondir, sans "
        "sortir de 0 à 100 %. Le résultat dit si la tolérance seule excuse.",
        convention=convention(*(quota(nom, r) for nom, r in regles.items())), cas=cas,
    )  # fmt: skip


# --- carry-over ---------------------------------------------------------------------------------
def borne(c: int) -> Callable[[Fraction], Fraction]:
    return lambda s: max(Fraction(-c), min(Fraction(c), s))


ATTRIBUEE = {"disponibilite": date(2025, 4, 1), "attribution": date(2025, 6, 1)}


def etat_commune(n: int, autres: int) -> list[Mapping[str, object]]:
    return rows((n, {**ATTRIBUEE, "contingent": "etat"}), (autres, {**ATTRIBUEE, "contingent": "commune"}))


def part(regle: Regle, report: str, taux: str = "") -> str:
    return clause(
        "part", "p", f"{taux or pct(regle.taux)} des vacances dans l'assiette", compte="attributions",
        application="ensemble", arrondi=regle.arrondi, report=report, force="engagement",
    )  # fmt: skip


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
        ("solde exact, plafonné à 1 logement", Regle(taux=taux, arrondi=INFERIEUR, report="solde exact", coupe=borne(1))),
        ("solde arrondi, déficit seul", Regle(taux=taux, arrondi=SUPERIEUR, report="solde arrondi", coupe=lambda s: max(ZERO, s))),
        ("solde exact, excédent seul", Regle(taux=taux, arrondi=INFERIEUR, report="solde exact", coupe=lambda s: min(ZERO, s))),
        ("solde arrondi, déficit seul, plafonné à 2 logements", Regle(taux=taux, arrondi=INFERIEUR, report="solde arrondi", coupe=lambda s: max(ZERO, min(Fraction(2), s)))),
    ]  # fmt: skip
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
                    nom=f"debut_{debut}_fait_{n}_sur_{base}", annee=2025, vacances=etat_commune(n, base - n),
                    reste={"soldes": {"p": s}}, attendu={"p": attendu(rangs, regle, s, cles=keys)},
                )
            )  # fmt: skip
        yield Section(
            ident=f"TB{k}", titre=f"Report « {report} », arrondi {regle.arrondi}",
            prose="Un an, avec ce qui restait dû à son début : cible, fait, solde à reporter. Une année dont la base "
            "est vide se juge encore si quelque chose était dû ; un manque reporté reste un manque.",
            convention=convention(part(regle, report)), cas=cas,
        )  # fmt: skip


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


def incompletes() -> Section:
    regles = {
        "moins": Regle(taux=Fraction(1, 4)), "moins_sup": Regle(taux=Fraction(3, 10), arrondi=SUPERIEUR),
        "plus": Regle(taux=Fraction(2, 5), arrondi=INFERIEUR, sens="au plus"),
    }  # fmt: skip
    melanges = [
        (3, 5, 1, 0, 0, 0), (3, 5, 0, 1, 0, 0), (3, 5, 0, 0, 1, 0), (3, 5, 0, 0, 0, 1), (3, 6, 1, 1, 1, 0),
        (1, 3, 0, 0, 0, 0), (1, 2, 0, 0, 1, 0), (1, 2, 0, 1, 0, 0), (2, 2, 0, 0, 2, 0), (0, 0, 0, 1, 0, 0),
        (0, 0, 0, 0, 1, 0), (0, 0, 0, 0, 0, 1), (0, 0, 1, 0, 0, 0), (0, 0, 0, 1, 1, 0), (0, 0, 0, 0, 0, 3),
        (2, 8, 1, 0, 0, 0), (2, 8, 0, 1, 0, 0), (2, 8, 0, 0, 0, 2), (4, 6, 0, 0, 1, 1), (4, 5, 1, 0, 0, 0),
        (5, 5, 0, 0, 5, 0), (5, 15, 0, 0, 0, 0), (5, 15, 1, 0, 0, 0), (4, 15, 1, 0, 0, 0), (4, 15, 0, 1, 0, 0),
        (0, 4, 2, 2, 0, 0), (1, 0, 0, 0, 3, 0), (0, 3, 0, 0, 0, 1), (6, 4, 2, 1, 2, 1), (3, 9, 0, 0, 1, 0),
        (3, 9, 0, 0, 0, 1), (0, 9, 3, 0, 0, 0), (0, 9, 2, 0, 0, 0), (1, 1, 1, 1, 1, 1), (10, 0, 0, 0, 0, 1),
        (10, 20, 0, 0, 10, 0),
    ]  # fmt: skip
    cas = []
    for melange in melanges:
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
        ident="TM1", titre="Des lignes incomplètes dans un quota",
        prose="n comptées, h de la base non comptées, p peut-être comptées, q et r peut-être dans la base (comptées, "
        "ou non, si elles y sont), s dont on ne sait ni l'un ni l'autre. La part va de n/(N+r+s) à "
        "(n+p+q+s)/(N+q+s) ; le verdict est celui de toutes les façons de compléter.",
        convention=convention(*(quota(nom, r, ou=" où non qpv") for nom, r in regles.items())), cas=cas,
    )  # fmt: skip


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
        {**LIBRE, "disponibilite": date(2025, 12, 5), "attribution": date(2026, 1, 9), "contingent": "etat"}, HORS,
    ),
    "jamais_attribuee": ({**LIBRE, "disponibilite": date(2025, 5, 5), "attribution": "jamais"}, HORS),
    "attribution_inconnue": ({**LIBRE, "disponibilite": date(2025, 5, 5), "contingent": "etat"}, PEUT_ETRE),
    "jour_inconnu": (
        {**LIBRE, "disponibilite": "inconnu", "attribution": date(2025, 6, 1), "contingent": "etat"},
        frozenset({(1, 0), (1, 1), (0, 0)}),
    ),
}  # fmt: skip


def parts_incompletes() -> Section:
    regle = Regle(taux=Fraction(3, 10), arrondi=INFERIEUR, report="solde exact")
    melanges: list[dict[str, int]] = [
        {"etat": 3, "autre": 7, nom: k} for nom in LIGNES for k in (1, 2) if nom not in ("etat", "autre")
    ]
    melanges += [{nom: 1} for nom in LIGNES]
    melanges += [{nom: 1, "autre": 9} for nom in LIGNES if nom != "autre"]
    melanges += [
        {"etat": 2, "autre": 5, "sans_compte": 1, "vacante_avant": 1, "autre_peut_etre_mutation": 2},
        {"sans_compte": 4, "attribution_inconnue": 2}, {"etat": 3, "attribuee_apres": 3, "vacante_avant": 3, "autre": 5},
    ]  # fmt: skip
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
                nom=nom_cas, annee=2025, au=date(2026, 6, 30), vacances=vacances, reste={"soldes": {"p": ZERO}},
                attendu={"p": expected},
            )
        )  # fmt: skip
    return Section(
        ident="TM2", titre="Des lignes incomplètes ou à cheval dans une part",
        prose="Base : les vacances disponibles dans l'année ; compte : les attributions de l'année au titre du "
        "réservataire. Une attribution de janvier sur une vacance de décembre compte sans être dans la base. Chaque "
        "nombre a ses deux bornes, atteintes. Un jour de référence inconnu peut être antérieur à la convention.",
        convention=convention(
            clause("soustraction", "mutations", "affectation = mutation_interne", catégorie="mutation"),
            part(regle, "solde exact"),
        ),
        cas=cas,
    )  # fmt: skip


# --- the open year ------------------------------------------------------------------------------
def ouverte() -> Iterator[Section]:
    au = date(2025, 10, 1)
    regles = {
        "moins": Regle(taux=Fraction(1, 4)), "moins_inf": Regle(taux=Fraction(1, 4), arrondi=INFERIEUR),
        "plus": Regle(taux=Fraction(1, 4), sens="au plus"), "plus_sup": Regle(taux=Fraction(1, 4), arrondi=SUPERIEUR, sens="au plus"),
    }  # fmt: skip

    def texte(nom: str, r: Regle) -> str:
        return quota(nom, r).replace(
            "des baux signés du bailleur", "des vacances dans l'assiette du bailleur"
        )

    lignes: list[tuple[int, int, int]] = [(2, 18, 0), (5, 15, 0), (6, 14, 0), (4, 15, 1), (0, 1, 0), (1, 0, 0), (8, 12, 0), (3, 17, 2), (7, 13, 0)]  # fmt: skip
    previsions: list[tuple[tuple[int, int], tuple[int, int]]] = [((3, 3), (0, 1)), ((0, 0), (0, 0)), ((0, 4), (0, 0)), ((0, 0), (2, 6))]  # fmt: skip
    cas = []
    for (n, h, p), (bonnes, autres) in product(lignes, previsions):
        reste: dict[str, object] = {
            "vacances_attendues": [
                {"du": date(2025, 10, 2), "au": date(2025, 12, 31), "min": a, "max": b, "commune": "93048", "premier_quartile": bon}
                for bon, (a, b) in ((True, bonnes), (False, autres))
            ]
        }  # fmt: skip
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
        ident="TO1", titre="Une année ouverte, avec des vacances attendues",
        prose="Vu le 1er octobre. Chaque vacance attendue favorable peut être comptée ou non. Toutes les données "
        "conformes dans tous les avenirs : conforme ; chacune dans quelque avenir : en cours ; aucune : hors "
        "d'atteinte ; sinon indéterminé.",
        convention=convention(*(texte(nom, r) for nom, r in regles.items())), cas=cas,
    )  # fmt: skip
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


def sans_prevision() -> Section:
    """Without forecast any number of rows may come: only a number already passed is certain."""
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
                    (n, {**BAIL, "premier_quartile": True}), (h, {**BAIL, "premier_quartile": False}), (p, BAIL),
                )  # fmt: skip
                cas.append(
                    Annee(nom=f"{mot}_n{n}_h{h}_p{p}", annee=2025, au=au, vacances=vacances, attendu=expected)
                )
    return Section(
        ident="TO2", titre="Sans prévision : la part, le nombre",
        prose="Sans vacances attendues déclarées, n'importe quel nombre peut venir : une part est en cours tant que "
        "l'année est ouverte. Un nombre atteint est conforme, un plafond passé est hors d'atteinte.",
        convention=convention(
            quota("part", Regle(taux=Fraction(3, 10))),
            clause("quota", "nombre_moins", "au moins 3 baux signés du bailleur, pour premier_quartile", application="ensemble", arrondi=SANS, force="obligation"),
            clause("quota", "nombre_plus", "au plus 3 baux signés du bailleur, pour premier_quartile", application="ensemble", arrondi=SANS, force="plafond"),
        ),
        cas=cas,
    )  # fmt: skip


# --- cells, nested quotas, rates, withdrawals ---------------------------------------------------
def cellules() -> Section:
    regle = Regle(taux=Fraction(3, 10), arrondi=SUPERIEUR)
    communes = ("93001", "93048", "93066")
    melanges = [
        ((1, 0, 0), (1, 1, 0), (3, 4, 0)), ((1, 0, 0), (0, 2, 0), (3, 4, 0)), ((1, 0, 0), (0, 1, 1), (3, 4, 0)),
        ((0, 1, 0), (0, 1, 1), (3, 4, 0)), ((1, 2, 0), (0, 0, 0), (3, 4, 0)), ((0, 0, 1), (0, 0, 0), (0, 0, 0)),
        ((1, 0, 0), (0, 0, 0), (0, 0, 0)), ((0, 0, 2), (1, 0, 0), (2, 0, 0)), ((1, 3, 1), (1, 3, 1), (1, 3, 1)),
        ((2, 2, 0), (1, 4, 0), (1, 2, 0)), ((4, 9, 0), (1, 0, 0), (3, 7, 0)), ((3, 7, 0), (3, 8, 0), (4, 9, 0)),
    ]  # fmt: skip
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
                (n, {**place, "premier_quartile": True}), (h, {**place, "premier_quartile": False}), (p, place)
            )  # fmt: skip
        expected = {
            "par_commune": {"verdict": min(pires, key=PIRES.index), "cellules": cells},
            "en_tout": attendu(tous, regle, cles=("base", "du_arrondi", "verdict")),
        }
        cas.append(Annee(nom=f"melange_{k}", annee=2025, vacances=vacances, attendu=expected))
    return Section(
        ident="TX1", titre="Chaque commune, ou ensemble",
        prose="Chaque commune a sa base, son dû, son arrondi, son verdict ; la règle prend le pire. La même règle sur "
        "l'ensemble peut être plus ou moins sévère.",
        convention=convention(quota("par_commune", regle, application="chaque commune"), quota("en_tout", regle)), cas=cas,
    )  # fmt: skip


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
    for base, agents, dalo, simples, dehors in (
        (20, 1, 5, 0, 0), (20, 2, 4, 0, 0), (20, 0, 5, 1, 3), (40, 2, 10, 0, 0), (40, 3, 9, 0, 5), (10, 0, 3, 0, 0),
        (10, 1, 2, 0, 0), (19, 0, 5, 0, 2), (19, 1, 4, 0, 2), (100, 5, 25, 0, 0), (100, 6, 24, 0, 0), (7, 0, 0, 2, 5),
        (0, 0, 0, 0, 0), (21, 1, 6, 0, 3), (60, 3, 15, 0, 9),
    ):  # fmt: skip
        imputes = agents + dalo + simples
        found = {
            "p": attendu(surs(imputes, base - imputes, mere.taux), mere, cles=("du", "du_arrondi", "realise", "verdict")),
            "agents": attendu(surs(agents, base - agents, filles["agents"].taux), filles["agents"], cles=("du", "realise", "verdict")),
            "prioritaires": attendu(surs(dalo, base - dalo, filles["prioritaires"].taux), filles["prioritaires"], cles=("du", "du_arrondi", "realise", "verdict")),
        }  # fmt: skip
        etat = {**ATTRIBUEE, "contingent": "etat"}
        commune = {**ATTRIBUEE, "contingent": "commune"}
        reste = base - imputes - dehors
        vacances = rows(
            (agents, {**etat, "agent_etat": True, "dalo": False}), (dalo, {**etat, "agent_etat": False, "dalo": True}),
            (simples, {**etat, "agent_etat": False, "dalo": False}), (dehors, {**commune, "agent_etat": True, "dalo": True}),
            (reste, {**commune, "agent_etat": False, "dalo": False}),
        )  # fmt: skip
        nom = f"base_{base}_agents_{agents}_dalo_{dalo}_simples_{simples}_dehors_{dehors}"
        cas.append(
            Annee(nom=nom, annee=2025, vacances=vacances, reste={"soldes": {"p": ZERO}}, attendu=found)
        )
    return Section(
        ident="TX2", titre="Des quotas dans une part",
        prose="Les points d'un quota de « dont » sont des points de la base de la part ; ne comptent que les lignes que "
        "la part compte (celles d'un autre compte, « dehors », ne comptent pas). Chacun s'arrondit pour soi.",
        convention=convention(texte), cas=cas,
    )  # fmt: skip


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
            (k, {**tot, "contingent": "etat"}), (avant - k, {**tot, "contingent": "commune"}),
            (n - k, {**tard, "contingent": "etat"}), (apres - n + k, {**tard, "contingent": "commune"}),
        )  # fmt: skip
        expected = {
            "p": attendu(rangs, regle, cles=("base", "du", "du_arrondi", "cible", "solde", "verdict"))
        }
        cas.append(
            Annee(nom=f"avant_{avant}_apres_{apres}_fait_{n}", annee=2025, vacances=vacances, reste={"soldes": {"p": ZERO}}, attendu=expected)
        )  # fmt: skip
    return Section(
        ident="TX3", titre="Un taux qui change en cours d'année",
        prose="28 % jusqu'au 30 juin, 30 % ensuite : chaque vacance compte au taux du jour où elle est disponible, et la "
        "somme s'arrondit une fois.",
        convention=convention(part(regle, "solde exact", "taux_etat"), entete=entete), cas=cas,
    )  # fmt: skip


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
                (n, {**ATTRIBUEE, **LIBRE, "contingent": "etat"}), (libres - n, {**ATTRIBUEE, **LIBRE, "contingent": "commune"}),
                (faites, {"disponibilite": date(2025, 4, 1), "attribution": "jamais", "affectation": "mutation_interne"}),
            )  # fmt: skip
            cas.append(
                Annee(
                    nom=f"toutes_{toutes_}_prevues_{prevues}_faites_{faites}_fait_{n}", annee=2025, vacances=vacances,
                    reste={"prévu": {"mutation": prevues}},
                    attendu={"p": {"base": base, "du": du, "du_arrondi": t, "realise": n, "verdict": bon}},
                )
            )  # fmt: skip
        yield Section(
            ident=ident, titre=f"Soustractions : {mode}",
            prose="Ce qui sort de la base : les soustractions faites (réalisé) ou celles qu'on avait prévues, quoi qu'il "
            "soit arrivé (prévision). Ni la base ni le dû ne deviennent négatifs.",
            convention=convention(
                clause("soustraction", "mutations", "affectation = mutation_interne", catégorie="mutation"),
                part(regle, "aucun"), entete=CHOIX_PREVISION.format(mode=mode),
            ),
            cas=cas,
        )  # fmt: skip


def pages() -> Iterator[Page]:
    yield Page(
        nom="annee-arrondis", titre="Tables : arrondir, tolérer",
        prose="Le dû est une fraction exacte ; la clause dit comment on l'arrondit avant de comparer. Les années sont "
        "closes et tout est connu (docs/langage, « L'année »).",
        sections=[*arrondis(), sens(), tolerances()],
    )  # fmt: skip
    yield Page(
        nom="annee-reports", titre="Tables : reporter",
        prose="Cible de l'année et solde à reporter, par mode de report (docs/langage, « L'année », table du report).",
        sections=reports(),
    )  # fmt: skip
    yield Page(
        nom="annee-incomplete", titre="Tables : juger malgré ce qui manque",
        prose="Chaque attendu est obtenu en essayant toutes les façons de compléter les lignes, et, l'année étant "
        "ouverte, tous les avenirs déclarés (docs/langage, « L'année », « Le verdict »).",
        sections=[incompletes(), parts_incompletes(), *ouverte()],
    )  # fmt: skip
    yield Page(
        nom="annee-cellules", titre="Tables : cellules, parts emboîtées, taux, soustractions",
        prose="Ce qui change la base ou le dû d'une règle (docs/langage, « L'année »).",
        sections=[cellules(), emboites(), taux_changeants(), *retraits()],
    )  # fmt: skip
