"""The year by every completion of the rows: numbers, verdicts, and how cases are written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from semantics.page import clause

ZERO = Fraction(0)
INFERIEUR, SUPERIEUR, DEMI_HAUT, DEMI_BAS, SANS = (
    "inférieur",
    "supérieur",
    "au plus proche sinon supérieur",
    "au plus proche sinon inférieur",
    "sans arrondi",
)
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


def entier(s: Fraction) -> Fraction:
    """A balance that nothing clips."""
    return s


@dataclass(frozen=True, kw_only=True)
class Regle:
    taux: Fraction = ZERO
    arrondi: str = SANS
    sens: str = "au moins"
    tolerance: int = 0
    points: Fraction = ZERO
    report: str | None = None
    """Mode of the balance; None: a quota, which has none."""
    coupe: Callable[[Fraction], Fraction] = entier


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
    return clause(
        "quota",
        nom,
        text,
        application=keys.pop("application", "ensemble"),
        arrondi=regle.arrondi,
        **keys,
        force=force,
    )
