"""Texts of small random years: a convention (parts, quotas, floors, caps, withdrawals, exceptions, rates that
change, tables, balances carried over) and one case, a few rows with every kind of hole."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FRAME = (Path(__file__).parents[1] / "cases" / "semantics" / "frame.yaml").read_text(encoding="utf-8")
FACTS = 'commune: "93048", disponibilite: 2025-02-03'
COMMUNES = ('"93048"', '"93066"', '"93005"')
NAMES = ("etat", "commune", "employeur", "bailleur")


@dataclass(frozen=True)
class Draw:
    seed: int
    convention: str
    case: str
    wide: tuple[str, ...] = ()  # accounts whose balance has bounds that are sure, not exact


# --- texts -----------------------------------------------------------------------------------
class Writer:
    """The texts of one draw."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.r = random.Random(seed)
        self.carried: list[str] = []
        self.wide: list[str] = []
        self.possible: dict[str, tuple[str, ...]] = {}
        self.categories: list[str] = []
        self.named: list[str] = []
        self.two = self.maybe(0.2)

    def maybe(self, odds: float) -> bool:
        return self.r.random() < odds

    def one(self, *words: str) -> str:
        return self.r.choice(words)

    def draw(self) -> Draw:
        self.regime = self.one(*["réalisé"] * 6, "prévision", "prévision régularisée")
        self.dated = self.one(*["à leur date"] * 8, "avec leur vacance")
        self.since = self.one("2020-01-01", "2020-01-01", "2025-01-01", "2025-03-01")
        clauses = [*self.scope(), *self.withdrawals(), *self.parts(), *self.quotas(), *self.exceptions()]
        head, clauses = with_tables(self.head(), clauses, self.seed)
        self.wide += [name for text in clauses for name in carrying_fractions_of_a_table(text)]
        return Draw(self.seed, head + "clauses:\n" + "".join(clauses), self.case(), tuple(self.wide))

    def head(self) -> str:
        held = FRAME.replace("soustractions: réalisé", f"soustractions: {self.regime}")
        held = held.replace("événements: à leur date", f"événements: {self.dated}")
        held = held.replace("du: 2020-01-01", f"du: {self.since}")
        if not self.maybe(0.3):
            self.rates: tuple[str, ...] = ()
            return held
        day = f"2025-{self.r.randint(2, 12):02}-{self.r.randint(1, 28):02}"
        first, then = self.rate(), self.rate()
        return f"""{held}paramètres:
  taux_etat:
    valeurs: [{{ du: 2019-01-01, valeur: {first} }}, {{ du: {day}, valeur: {then} }}]
    source: {{ article: "1" }}
"""

    def rate(self) -> str:
        return f"{self.r.choice((5, 10, 20, 25, 30, 33, 40, 50))} %"

    def condition(self) -> str:
        simple = (
            *("qpv", "non qpv", "premiere_location", "etage >= 3", "financement = pls", "surface > 40 m²"),
            *("financement dans [plai, plus]", "etage entre 1 et 4", "non (financement = plus)"),
        )
        if self.maybe(0.3):
            return f"{self.one(*simple)} {self.one('et', 'ou')} {self.one(*simple)}"
        return self.one(*simple)

    def scope(self) -> Iterator[str]:
        if self.maybe(0.3):
            yield clause("champ", "le_champ", règle=self.condition())

    def withdrawals(self) -> Iterator[str]:
        for n in range(self.r.choice((0, 0, 1, 1, 2))):
            self.categories.append(self.one("mutation", "vente"))
            yield clause(
                *("soustraction", f"retrait_{n}"),
                règle=self.condition(),
                catégorie=self.categories[-1],
                si=self.condition() if self.maybe(0.2) else None,
            )

    def carry(self, name: str) -> str:
        mode = self.one("aucun", "solde arrondi", "solde exact", "fractions cumulées")
        if mode != "aucun":
            self.carried.append(name)
        if mode.startswith("solde"):
            mode += self.one("", "", ", déficit seul", ", excédent seul")
            mode += self.one("", "", ", plafonné à 2 logements", ", perdu après 1 an")
        owed, ahead = ("1", "2"), ("-1", "-2")
        self.possible[name] = (
            "0",
            *(owed if mode.startswith("solde") and "excédent" not in mode else ()),
            *(ahead if mode.startswith("solde") and "déficit" not in mode else ()),
        )
        if "perdu" in mode:
            self.wide.append(name)
        return mode

    def rounding(self) -> str:
        return self.one(
            *("supérieur", "inférieur", "au plus proche sinon supérieur", "au plus proche sinon inférieur"),
            "sans arrondi",
        )

    def applied(self, name: str) -> str:
        found = self.one("ensemble", "ensemble", "chaque commune")
        if found != "ensemble":
            self.named.append(name)
        return found

    def parts(self) -> Iterator[str]:
        for n in range(self.r.choice((1, 1, 1, 2))):
            name = f"part_{n}"
            where = f" où {self.condition()}" if self.maybe(0.1) else ""
            base = f"vacances dans l'assiette{where}"
            nested = ""
            if self.maybe(0.35):
                sense = self.one("au moins", "au plus")
                nested = f"""    dont:
      - quota: dont_{n}
        règle: {sense} {self.rate()} des {base}, pour {self.one("qpv", "etage >= 3")}
        arrondi: {self.rounding()}
        force: engagement
        source: {{ article: "1" }}
"""
            yield clause(
                *("part", name),
                règle=f"{self.rate()} des {base}",
                compte=f"{self.one('attributions', 'attributions', 'propositions')}{where}",
                application=self.applied(name),
                arrondi=self.rounding(),
                report=self.carry(name),
                tolérance=self.one("1 logement", "2 points") if self.maybe(0.2) else None,
                base_minimale=self.one("2", "4", "6") if self.maybe(0.2) else None,
                after=nested,
            )

    def quotas(self) -> Iterator[str]:
        for n in range(self.r.choice((0, 1, 1, 2))):
            name = f"quota_{n}"
            sense = self.one("au moins", "au moins", "au plus", "exactement")
            kind = self.one("taux", "taux", "nombre")
            where = f" où {self.condition()}" if self.maybe(0.3) else ""
            if kind == "taux":
                base = self.one(
                    *(
                        "vacances dans l'assiette du bailleur",
                        "baux signés du bailleur",
                        "attributions dans l'assiette du bailleur",
                    ),
                    *("attributions du champ du réservataire", "vacances du champ du bailleur"),
                )
                rule = f"{sense} {self.rate()} des {base}{where}, pour {self.condition()}"
            else:
                base = self.one(
                    "attributions dans l'assiette du réservataire", "baux signés du champ du bailleur"
                )
                rule = f"{sense} {self.r.randint(0, 4)} {base}{where}"
            report = self.carry(name) if sense == "au moins" and self.maybe(0.3) else None
            yield clause(
                *("quota", name),
                règle=rule,
                application=self.applied(name),
                arrondi=self.rounding() if kind == "taux" else None,
                report=report,
                tolérance="1 logement" if self.maybe(0.2) else None,
                base_minimale="3" if kind == "taux" and self.maybe(0.2) else None,
            )

    def exceptions(self) -> Iterator[str]:
        if self.named and self.maybe(0.2):
            yield clause(
                "exception", "derogation", à=self.one(*self.named), si='commune = "93048"', écarte="oui"
            )

    # --- the case ---------------------------------------------------------------------------
    def case(self) -> str:
        years = "années: [2025, 2026]" if self.two else "année: 2025"
        day = self.one("2025-07-15", "2026-01-31", "2027-02-01") if not self.two else "2027-02-01"
        lines = [f"- cas: tirage_{self.seed}", f"  {years}", f"  au: {day}"]
        lines += self.balances()
        if self.regime != "réalisé" and self.categories and not self.two:
            lines.append(f"  prévu: {{ {self.one(*self.categories)}: {self.r.randint(0, 3)} }}")
        rows = [self.row(day) for _ in range(self.r.randint(0, 9))]
        lines.append("  vacances:" if rows else "  vacances: []")
        rows += self.expected() if day == "2025-07-15" else []
        nothing = "{ statuts: { soustrait: 0 } }"
        attended = f'{{ "2025": {nothing}, "2026": {nothing} }}' if self.two else nothing
        return "\n".join([*lines, *rows, f"  attendu: {attended}"]) + "\n"

    def balances(self) -> Iterator[str]:
        if not self.carried or self.since != "2020-01-01" or self.maybe(0.05):
            return
        yield "  soldes:"
        for name in self.carried:
            places = COMMUNES if name in self.named else ("",)
            possible = self.possible[name]
            for place in places:
                cell = f", commune: {place}" if place else ""
                yield f"    - {{ clause: {name}, solde: {self.one(*possible)}{cell} }}"

    def row(self, au: str) -> str:
        cells: dict[str, str | None] = {
            "commune": self.one(*COMMUNES),
            "disponibilite": self.day(),
            "proposition": self.day(),
            "attribution": self.day(),
            "bail": self.day(),
            "contingent": self.one(*NAMES),
            "qpv": self.one("oui", "non"),
            "premiere_location": self.one("oui", "non"),
            "etage": str(self.r.randint(0, 6)),
            "financement": self.one("plai", "plus", "pls"),
            "surface": str(self.r.randint(20, 90)),
            "nombre": str(self.r.randint(2, 3)) if self.maybe(0.2) else None,
        }
        holes = 0 if self.two else self.r.choice((0, 0, 0, 0.1, 0.25))
        known = ((k, "inconnu" if self.maybe(holes) else v) for k, v in cells.items() if v is not None)
        kept = (f"{k}: {v}" for k, v in known if not (k == "nombre" and v == "inconnu"))
        return f"    - {{ {', '.join(kept)} }}"

    def expected(self) -> list[str]:
        """A forecast of what remains of the year, drawn apart."""
        r, lines = random.Random(f"attendues {self.seed}"), []
        if r.random() < 0.4:
            return []
        for _ in range(r.choice((0, 1, 1, 2))):
            least = r.randint(0, 2)
            cells = {
                "du": r.choice(("2025-08-01", "2025-08-01", "2025-07-01")),
                "au": "2025-12-31",
                "min": least,
                "max": least + r.randint(0, 1),
                "commune": r.choice(COMMUNES),
                "qpv": r.choice(("oui", "non")),
                "premiere_location": r.choice(("oui", "non")),
                "etage": r.randint(0, 6),
                "financement": r.choice(("plai", "plus", "pls")),
                "surface": r.randint(20, 90),
            }
            lines.append(f"    - {{ {', '.join(f'{k}: {v}' for k, v in cells.items())} }}")
        return ["  vacances_attendues:" if lines else "  vacances_attendues: []", *lines]

    def day(self) -> str:
        if not self.two and self.maybe(0.08):
            return self.one("jamais", "pas survenu", "pas survenu au 2025-03-01")
        year = self.one("2025", "2025", "2025", "2026", "2024")
        return f"{year}-{self.r.randint(1, 12):02}-{self.r.randint(1, 28):02}"


def with_tables(head: str, clauses: list[str], seed: int) -> tuple[str, list[str]]:
    """The text, parameters given by a table in the place of some of its rates and numbers; drawn apart."""
    r = random.Random(f"tables {seed}")
    if r.random() < 0.5:
        return head, clauses
    field, codes = r.choice((("commune", COMMUNES[:2]), ("financement", ("plai", "plus")), ("qpv", ("oui",))))
    rates = [f"{code}: {r.choice((0, 10, 25, 50, 100))} %" for code in codes]
    numbers = [f"{code}: {r.randint(0, 3)}" for code in COMMUNES[:2]]
    other = r.choice(("sans objet", "1", "2"))
    since = r.choice(("2019-01-01", f"2025-0{r.randint(2, 9)}-15"))
    dated = [f"{{ du: {since}, table: {{ {', '.join(rates)} }}, sinon: {r.choice((10, 20, 40))} % }}"]
    if since != "2019-01-01":
        dated.insert(0, "{ du: 2019-01-01, valeur: 30 % }")
    block = f"""  taux_fixe:
    selon: {field}
    valeurs: [{", ".join(dated)}]
  nombre_fixe:
    selon: commune
    valeurs: [{{ du: 2019-01-01, table: {{ {", ".join(numbers)} }}, sinon: {other} }}]
"""
    held = head if "paramètres:\n" in head else head + "paramètres:\n"
    return held.replace("paramètres:\n", "paramètres:\n" + block), [_citing(text, r) for text in clauses]


def carrying_fractions_of_a_table(text: str) -> list[str]:
    """A clause whose balance is what rounding leaves of a due that a missing line makes one of several."""
    name = re.match(r"  - \w+: (\w+)", text)
    return [name[1]] if name and "taux_fixe" in text and "fractions cumulées" in text else []


def _citing(text: str, r: random.Random) -> str:
    """A clause whose rates, and whose number where each commune is judged, are some of them of a table."""
    found = re.sub(r"\d+ % des", lambda m: "taux_fixe des" if r.random() < 0.5 else m[0], text)
    if "chaque commune" in found and r.random() < 0.7:
        found = re.sub(r"(au moins|au plus|exactement) \d (?=attributions|baux)", r"\1 nombre_fixe ", found)
    return found


def clause(kind: str, name: str, after: str = "", **keys: str | None) -> str:
    lines = [f"  - {kind}: {name}\n"]
    lines += [f"    {key.replace('_', ' ')}: {value}\n" for key, value in keys.items() if value is not None]
    return "".join(lines) + after + '    source: { article: "1" }\n'
