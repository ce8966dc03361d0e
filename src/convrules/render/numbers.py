"""Numbers, dates and units as French readers expect them. Display only: nothing here feeds back.

What is rounded says so (« ≈ »); half goes away from zero. A comma separates decimals;
thousands, units and percent signs follow a narrow no-break space.
"""

from datetime import date
from fractions import Fraction
from typing import Final

from convrules.base.dates import Duree, UniteDuree
from convrules.base.saisons import INSECABLE, MOIS, MONTHS, Quantieme, Saison
from convrules.base.saisons import jour as jour
from convrules.base.texte import Texte, en_deux_langues, t
from convrules.base.values import Unite

FINE: Final = "\u202f"
ENVIRON: Final = f"≈{INSECABLE}"
EXACTES: Final = 4
"""Decimals with which a number is written exactly rather than rounded, if they are enough."""
FINES: Final = 12
"""How many are tried so that what is rounded does not seem whole, or on the other side of a threshold."""


def exact(x: Fraction) -> str:
    """The exact number: « 31 », « 156/5 »."""
    return str(x.numerator) if x.denominator == 1 else f"{x.numerator}/{x.denominator}"


def scaled(x: Fraction, places: int) -> int:
    """x × 10^places, rounded to the nearest whole number, half away from zero."""
    power: int = 10**places
    n, d = abs(x.numerator) * power, x.denominator
    whole = (2 * n + d) // (2 * d)
    return whole if x >= 0 else -whole


def decimal(x: Fraction, places: int = 2, marque: str = ENVIRON, seuil: Fraction | None = None) -> Texte:
    """Exactly, trailing zeros dropped, where few decimals are enough: « 31,2 », « 19,0032 », « 1 004 ».
    Otherwise rounded, which `marque` says, and never to a whole number: « ≈ 33,33 », « ≈ 19,0003 ».
    seuil: what it is held against, which rounding does not make it reach or pass."""
    shown = exact_places(x, max(places, EXACTES))
    if shown is not None:
        said = _written(x, shown)
        return en_deux_langues(said, _english(said))
    said = f"{marque}{_written(x, rounded_places(x, places, seuil))}"
    return en_deux_langues(said, _english(said))


def exact_places(x: Fraction, most: int = EXACTES) -> int | None:
    """With how many decimals it is exact; None: with no fewer than that."""
    return next((p for p in range(most + 1) if 10**p % x.denominator == 0), None)


def rounded_places(x: Fraction, places: int, seuil: Fraction | None = None) -> int:
    """With how many decimals it is rounded neither to a whole number nor over what it is held against."""
    while places < FINES and (
        scaled(x, places) % 10**places == 0
        or (seuil not in (None, x) and _side(_rounded(x, places), seuil) != _side(x, seuil))
    ):
        places += 1
    return places


def _written(x: Fraction, places: int) -> str:
    n = scaled(x, places)
    whole, rest = divmod(abs(n), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0") if places else ""
    return f"{'−' if n < 0 else ''}{group(whole)}{f',{decimals}' if decimals else ''}"


def group(n: int) -> Texte:
    """A whole number, thousands apart."""
    written = f"{n:,}".replace("-", "−")
    return en_deux_langues(written.replace(",", FINE), written)


def percent(x: Fraction, places: int = 1, seuil: Fraction | None = None, marque: str = ENVIRON) -> Texte:
    """A share: 3/10 is « 30 % », 1/3 « ≈ 33,3 % ». seuil: a share that it is held against, which rounding
    does not make it reach or pass: 19/107 is « ≈ 17,757 % » beside 17,76 %."""
    number = decimal(x * 100, places, marque, None if seuil is None else seuil * 100)
    return en_deux_langues(f"{number}{FINE}%", f"{_english(number)}%")


def percent_down(x: Fraction) -> Texte:
    """The same cut after one decimal: « 100 % » is said of a whole only, « ≈ 99,9 % » of 9 997/10 000."""
    down = Fraction(1000 * x.numerator // x.denominator, 1000)
    number = f"{'' if down == x else ENVIRON}{decimal(down * 100, 1)}"
    return en_deux_langues(f"{number}{FINE}%", f"{_english(number)}%")


def _rounded(x: Fraction, places: int) -> Fraction:
    return Fraction(scaled(x, places), 10**places)


def _side(x: Fraction, seuil: Fraction) -> int:
    return (x > seuil) - (x < seuil)


def euros(centimes: Fraction) -> Texte:
    """An amount: whole euros bare, otherwise two decimals, or what `decimal` gives of parts of a cent."""
    about, sign = "", "−" if centimes < 0 else ""
    if centimes.denominator == 1:
        whole, rest = divmod(abs(centimes.numerator), 100)
        said = f"{group(whole)}{f',{rest:02d}' if rest else ''}"
    else:
        said = decimal(abs(centimes) / 100)
        about = ENVIRON if said.startswith(ENVIRON) else ""
        said = said.removeprefix(ENVIRON)
    return en_deux_langues(f"{about}{sign}{said}{FINE}€", f"{about}{sign}€{_english(said)}")


def plural(n: Fraction | int, mot: str, pluriel: str | None = None) -> Texte:
    """The word in its number: French plural starts at two."""
    if -2 < n < 2:
        said = mot
    else:
        said = pluriel if pluriel is not None else " ".join(_plural_word(w) for w in mot.split(" "))
    return Texte(said, mot, {"#": str(n)})


def _plural_word(mot: str) -> str:
    if mot in ("de", "du", "en", "par") or mot.endswith(("s", "x", "z")):
        return mot
    return f"{mot}x" if mot.endswith(("au", "eu")) else f"{mot}s"


def count(n: Fraction | int, mot: str, pluriel: str | None = None) -> Texte:
    """« 1 logement », « 1 004 logements »."""
    number = decimal(Fraction(n))
    said = f"{number}{INSECABLE}{plural(n, mot, pluriel)}"
    return Texte(said, f"{{n}} {mot}", {"n": number, "#": str(n)})


def _english(number: str) -> str:
    """« 1 004,5 » is "1,004.5"."""
    return number.replace(",", ".").replace(FINE, ",")


def saison(s: Saison) -> Texte:
    """« entre le 1er août et le 31 août de chaque année »."""
    return t("entre le {debut} et le {fin} de chaque année", debut=quantieme(s.debut), fin=quantieme(s.fin))


def quantieme(q: Quantieme) -> Texte:
    """« 1er août »; in English "1 August"."""
    french = f"{'1er' if q.jour == 1 else q.jour}{INSECABLE}{MOIS[q.mois - 1]}"
    return en_deux_langues(french, f"{q.jour}{INSECABLE}{MONTHS[q.mois - 1]}")


def mois(rang: int) -> Texte:
    """« août »; in English "August"."""
    return en_deux_langues(MOIS[rang - 1], MONTHS[rang - 1])


def jour_court(day: date) -> Texte:
    """« 01/03/2025 », for tables; in English 2025-03-01, which nobody reads the other way round."""
    return en_deux_langues(f"{day.day:02d}/{day.month:02d}/{day.year}", day.isoformat())


def duree(d: Duree) -> Texte:
    """« 20 jours ouvrés »."""
    plurals = {UniteDuree.MOIS: "mois", UniteDuree.AN: "ans"}
    return count(d.nombre, d.unite.value, plurals.get(d.unite))


def quantity(x: Fraction, unite: Unite) -> Texte:
    """A number with its unit; amounts are kept in centimes and shown in euros."""
    if dict(unite).get("centime") == 1:
        rest = tuple((nom, p) for nom, p in unite if nom != "centime")
        return t("{a}{b}", a=euros(x), b=_denominator(rest)) if rest else euros(x)
    if not unite:
        return decimal(x)
    if len(unite) == 1 and unite[0][1] == 1:
        nom = unite[0][0]
        return t("{a}\u00a0{b}", a=decimal(x), b=nom) if nom in ("m²", "%", "€") else count(x, nom)
    return t("{a}{b}", a=decimal(x), b=_powers(unite))


def _powers(unite: Unite) -> str:
    above = "·".join(nom for nom, p in unite if p > 0)
    return f"{INSECABLE}{above}" + _denominator(tuple((n, p) for n, p in unite if p < 0))


def _denominator(unite: Unite) -> str:
    return "".join(f"/{nom}" for nom, p in unite if p < 0)
