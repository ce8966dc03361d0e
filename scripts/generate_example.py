"""Write the data of the invented landlord « OPH Plaine Nord », as its ERP would export them.

    python scripts/generate_example.py --seed 2025

Same seed, same bytes: the generator has its own random source and reads neither clock nor files. The
landlord, its programmes and its figures are invented; the communes and their groupings are real. Orders
of magnitude are those of public statistics (rooms: national stock of 2024; withdrawals: about 29 % of
lettings, the share of lettings to tenants already in social housing seen in the Hauts-de-Seine). The share
in priority neighbourhoods is above the national 31 %: the département has many. No person is described.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

DOSSIER = Path(__file__).parent.parent / "conventions" / "exemples" / "oph-plaine-nord" / "donnees"
ANNEE = 2025
ARRETE = date(2026, 1, 5)  # the day of the export: nothing later is known
N_VACANCES = 3000

FERIES = frozenset(
    [date(ANNEE, m, d) for m, d in ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 11), (12, 25))]
    + [date(ANNEE, m, d) for m, d in ((4, 21), (5, 29), (6, 9))]
    + [date(ANNEE - 1, 12, 25), date(ANNEE + 1, 1, 1)]
)

# INSEE code: number of vacancies of the year, per mille in priority neighbourhoods, per mille to the EPT.
PLAINE_COMMUNE = {
    "93066": (430, 520, 57), "93001": (290, 480, 68), "93070": (170, 300, 30), "93031": (200, 420, 60),
    "93072": (180, 560, 20), "93027": (220, 540, 57), "93079": (80, 500, 0), "93039": (50, 200, 60),
}  # fmt: skip
AUTRES = {
    "93048": (200, 260, 0), "93055": (130, 330, 0), "93008": (150, 480, 0), "93010": (110, 440, 0),
    "93006": (90, 380, 0), "93053": (90, 340, 0), "93063": (80, 310, 0), "93045": (30, 120, 0),
    "93005": (100, 520, 0), "93071": (60, 560, 0), "93029": (80, 290, 0), "93007": (60, 450, 0),
    "93014": (50, 620, 0), "93064": (40, 180, 0), "93051": (10, 90, 0),
}  # fmt: skip
HORS_TERRITOIRE = {"95585": (60, 450, 0), "95268": (40, 430, 0)}
LIEUX = PLAINE_COMMUNE | AUTRES | HORS_TERRITOIRE
VILLE = "93066"

TYPOLOGIES = (
    ("T1", 60),
    ("T1B", 14),
    ("T2", 202),
    ("T3", 360),
    ("T3B", 10),
    ("T4", 279),
    ("T5", 62),
    ("T6", 13),
)
SURFACES = {"T1": 58, "T2": 92, "T3": 126, "T4": 154, "T5": 184, "T6": 212}  # half square metres
FINANCEMENTS = (("52", 300), ("12", 180), ("13", 300), ("11", 90), ("10", 20), ("14", 85), ("16", 25))
LOYERS = {"52": 590, "12": 640, "13": 690, "11": 610, "10": 580, "14": 1020, "16": 1180}  # centimes per m²
NATURES = (("LO", 950), ("FJT", 18), ("RS", 17), ("RU", 10), ("PF", 5))
USAGES = (("LOC", 706), ("MUT", 249), ("NPNRU", 30), ("COPRO", 5), ("INSAL", 4), ("VENTE", 4), ("HL", 2))
CATEGORIES = {
    "MUT": "mutation", "NPNRU": "relogement_ru", "COPRO": "relogement_copropriete",
    "INSAL": "relogement_l521_3", "VENTE": "relogement_vente",
}  # fmt: skip
CAUSES = (("", 620), ("DECES", 60), ("EXPULS", 20), ("MUTSOR", 280), ("AUTRE", 20))

COLONNES = (
    "NUM_VAC", "NUM_LOGT", "PROG", "INSEE", "TYPO", "SURF", "ETAGE", "FINAN", "CONV", "QPV", "ANNEE",
    "NATURE", "USAGE", "CAUSE", "PREM_LOC", "LOYER", "DT_CONGE", "DT_DISPO", "DT_MES", "DT_INFO",
    "DT_DPIECES", "DT_RPIECES", "DT_PROPO", "DT_CAL", "DT_ATTRIB", "DT_OFFRE", "DT_REPONSE", "DT_REFUS",
    "DT_BAIL", "CONTINGENT", "DALO", "L441_1", "PUB_LOCAL", "AGENT_ETAT", "SALARIE", "QUARTILE1", "RELOG_RU",
)  # fmt: skip
MENAGE = ("DALO", "L441_1", "PUB_LOCAL", "AGENT_ETAT", "SALARIE", "QUARTILE1", "RELOG_RU")


@dataclass(slots=True, kw_only=True)
class Tirage:
    """The random source, in whole numbers only: the same on every machine. `logements`: numbers given."""

    rng: Random
    logements: set[int] = field(default_factory=set)

    def chance(self, pour_mille: int) -> bool:
        return self.rng.randrange(1000) < pour_mille

    def one(self, weighted: Sequence[tuple[str, int]]) -> str:
        left = self.rng.randrange(sum(weight for _, weight in weighted))
        for value, weight in weighted:
            left -= weight
            if left < 0:
                return value
        raise AssertionError("weights are positive")

    def dwelling(self) -> str:
        """The number of a dwelling that has none yet: one is let once in the year."""
        number = self.rng.randrange(10**6)
        while number in self.logements:
            number += 1
        self.logements.add(number)
        return f"L{number:06d}"

    def days(self, low: int, high: int) -> timedelta:
        return timedelta(days=self.rng.randint(low, high))


@dataclass(slots=True, kw_only=True)
class Vacance:
    """A row in the making. Dates are days; the rest is text as exported."""

    textes: dict[str, str] = field(default_factory=dict)
    jours: dict[str, date] = field(default_factory=dict)


def working(day: date) -> date:
    """The same day, or the first after it that is neither of a week-end nor a public holiday."""
    while day.weekday() > 4 or day in FERIES:
        day += timedelta(days=1)
    return day


# --- the dwelling ---------------------------------------------------------------------------
def make_dwelling(t: Tirage, insee: str, qpv: int) -> Vacance:
    typo = t.one(TYPOLOGIES)
    surface = SURFACES[typo[:2]] + t.rng.randint(-9, 9)
    finan = t.one(FINANCEMENTS)
    rent = LOYERS[finan] * surface // 2 + t.rng.randint(-1500, 1500)
    year = t.rng.randint(1954, 1977) if finan == "52" else t.rng.randint(1978, 2022)
    house = t.chance(40)
    return Vacance(
        textes={
            "NUM_LOGT": t.dwelling(),
            "PROG": f"P{insee[2:]}{t.rng.randrange(1, 25):02d}",
            "INSEE": insee,
            "TYPO": typo,
            "SURF": decimal(surface * 5, 1),
            "ETAGE": "SO" if house else str(t.rng.randrange(0, 12)),
            "FINAN": finan,
            "QPV": "1" if t.chance(qpv) else "2",
            "ANNEE": str(year),
            "NATURE": t.one(NATURES),
            "USAGE": t.one(USAGES),
            "CAUSE": t.one(CAUSES),
            "CONV": "non" if finan == "16" and t.chance(350) else "oui",
            "PREM_LOC": "non",
            "LOYER": decimal(rent, 2),
        }
    )


def make_new(t: Tirage, vacance: Vacance) -> None:
    """A first letting: no notice, a date of delivery, today's financing."""
    finan = t.one((("13", 480), ("11", 300), ("14", 220)))
    vacance.textes |= {
        "FINAN": finan,
        "ANNEE": str(ANNEE),
        "PREM_LOC": "oui",
        "CAUSE": "LIVR",
        "NATURE": "LO",
    }
    vacance.textes["PROG"] = f"P{vacance.textes['INSEE'][2:]}99"
    if vacance.textes["USAGE"] == "HL":
        vacance.textes["USAGE"] = "LOC"
    vacance.jours["DT_MES"] = vacance.jours["DT_DISPO"]
    del vacance.jours["DT_CONGE"]


def decimal(value: int, places: int) -> str:
    """A whole number of tenths or hundredths, with a decimal comma."""
    scale = 10**places
    return f"{value // scale},{value % scale:0{places}d}"


# --- its life -------------------------------------------------------------------------------
@dataclass(slots=True, kw_only=True)
class Comptes:
    """Who is behind: thousandths of a dwelling owed to each account, less those oriented to it."""

    dus: Counter[tuple[str, str]] = field(default_factory=Counter)

    def orient(self, t: Tirage, insee: str, shares: dict[str, int]) -> str:
        """The account most behind, give or take: a person decides, not a formula."""
        keys = {holder: (holder, insee if holder in ("VILLE", "EPT") else insee[:2]) for holder in shares}
        for holder, share in shares.items():
            self.dus[keys[holder]] += share
        chosen = max(shares, key=lambda h: self.dus[keys[h]] + t.rng.randrange(900) * (shares[h] > 0))
        self.dus[keys[chosen]] -= 1000
        return chosen


def account(t: Tirage, comptes: Comptes, vacance: Vacance, ept: int) -> str:
    """To whose account the dwelling is oriented; a dwelling kept out of the flow to none."""
    textes = vacance.textes
    if textes["USAGE"] != "LOC" or textes["NATURE"] != "LO":
        return "NR"
    if textes["INSEE"] in HORS_TERRITOIRE:
        return t.one((("PREF", 330), ("AL", 220), ("NR", 450)))
    # The State leans outside priority neighbourhoods, where the law sets a floor to its share.
    shares = {"PREF": 337 if textes["QPV"] == "2" else 269, "EPT": ept, "CD": 15}
    shares["AL"] = 0 if textes["TYPO"].startswith("T1") else 252
    shares["VILLE"] = 224 if textes["INSEE"] == VILLE else 40
    shares["NR"] = 1000 - sum(shares.values())
    return comptes.orient(t, textes["INSEE"], shares)


def live(t: Tirage, vacance: Vacance) -> None:
    """Dates from the information of the holder to the lease, then nothing after the day of the export."""
    jours, contingent = vacance.jours, vacance.textes["CONTINGENT"]
    jours["DT_INFO"] = working(jours["DT_DISPO"] + t.days(-20, 3))
    delay = t.days(32, 50) if contingent == "PREF" and t.chance(45) else t.days(4, 27)
    if contingent == "PREF" and t.chance(50):
        jours["DT_DPIECES"] = working(jours["DT_INFO"] + t.days(2, 6))
        jours["DT_RPIECES"] = working(jours["DT_DPIECES"] + t.days(3, 12))
    jours["DT_PROPO"] = working(jours["DT_INFO"] + delay)
    if "DT_RPIECES" in jours:
        jours["DT_PROPO"] = max(jours["DT_PROPO"], jours["DT_RPIECES"])
    jours["DT_CAL"] = working(jours["DT_PROPO"] + t.days(7, 16))
    jours["DT_ATTRIB"] = jours["DT_CAL"]
    jours["DT_OFFRE"] = working(jours["DT_ATTRIB"] + t.days(1, 3))
    jours["DT_REPONSE"] = working(jours["DT_OFFRE"] + (t.days(4, 8) if t.chance(12) else t.days(10, 13)))
    jours["DT_BAIL"] = working(jours["DT_REPONSE"] + t.days(3, 14))
    if t.chance(18):
        jours["DT_REFUS"] = jours.pop("DT_REPONSE")
        del jours["DT_BAIL"]
    for column in [c for c in jours if jours[c] > ARRETE]:
        del jours[column]


def household(t: Tirage, vacance: Vacance) -> None:
    """Flags of the household retained; nothing before a favourable decision."""
    if "DT_ATTRIB" not in vacance.jours:
        return
    contingent = vacance.textes["CONTINGENT"]
    agent = contingent == "PREF" and t.chance(130)
    dalo = t.chance(480 if contingent == "PREF" and not agent else 60)
    flags = {
        "DALO": dalo,
        "L441_1": dalo or t.chance(620 if contingent == "PREF" else 180),
        "PUB_LOCAL": t.chance(150),
        "AGENT_ETAT": agent,
        "SALARIE": contingent == "AL" or agent or t.chance(520),
        "QUARTILE1": t.chance(330 if contingent == "PREF" else 196),
        "RELOG_RU": vacance.textes["USAGE"] == "NPNRU",
    }
    if contingent == "PREF" and not (agent or dalo or flags["PUB_LOCAL"]):
        flags["L441_1"] = True
    vacance.textes |= {name: "oui" if value else "non" for name, value in flags.items()}


def spoil(t: Tirage, vacance: Vacance) -> None:
    """What a real export lacks, at the rates at which it lacks it."""
    textes = vacance.textes
    for column, per_mille in (
        ("SURF", 6),
        ("FINAN", 9),
        ("QPV", 8),
        ("USAGE", 4),
        ("NATURE", 1),
        ("CONV", 3),
        ("ANNEE", 12),
    ):
        if t.chance(per_mille):
            textes[column] = ""
    if t.chance(20):
        textes["LOYER"] = "9999"
    if "DT_ATTRIB" in vacance.jours and textes["USAGE"] == "LOC" and t.chance(7):
        textes["CONTINGENT"] = ""
    if "DT_ATTRIB" in vacance.jours:
        for column in MENAGE[:5]:
            if t.chance(8):
                textes[column] = ""
        if t.chance(35):
            textes["QUARTILE1"] = ""
    if t.chance(2):
        del vacance.jours["DT_DISPO"]
        textes["DT_DISPO"] = "NC"


# --- tables ---------------------------------------------------------------------------------
def make_vacances(t: Tirage) -> list[Vacance]:
    """One row per letting opportunity, numbered by day of availability."""
    rows: list[tuple[date, Vacance, int]] = []
    for insee, (number, qpv, ept) in LIEUX.items():
        for _ in range(number):
            vacance = make_dwelling(t, insee, qpv)
            available = working(date(ANNEE, 1, 1) + t.days(1, 355))
            vacance.jours = {"DT_CONGE": available - t.days(32, 95), "DT_DISPO": available}
            if t.chance(50):
                make_new(t, vacance)
            rows.append((available, vacance, ept))
    assert len(rows) == N_VACANCES
    rows.sort(key=lambda row: (row[0], row[1].textes["NATURE"] != "LO"))
    comptes = Comptes()
    for number, (_, vacance, ept) in enumerate(rows, 1):
        vacance.textes["NUM_VAC"] = f"V{ANNEE}-{number:05d}"
        vacance.textes["CONTINGENT"] = account(t, comptes, vacance, ept)
        if vacance.textes["USAGE"] != "HL":
            live(t, vacance)
            household(t, vacance)
        spoil(t, vacance)
    return [vacance for _, vacance, _ in rows]


def make_candidatures(t: Tirage, vacances: Iterable[Vacance]) -> list[list[str]]:
    """Candidates of the State's proposals: none is named, each has a rank and its flags."""
    table = [["NUM_CAND", "NUM_VAC", "RANG", "DT_CAND", "DALO", "L441_1", "PUB_LOCAL", "AGENT_ETAT"]]
    for vacance in vacances:
        if vacance.textes["CONTINGENT"] != "PREF" or "DT_PROPO" not in vacance.jours:
            continue
        number = int(t.one((("1", 180), ("2", 330), ("3", 400), ("4", 80), ("5", 10))))
        for rank in range(1, number + 1):
            flags = [t.chance(480), t.chance(650), t.chance(150), t.chance(130)]
            flags[1] = flags[1] or not any(flags)
            words = ["" if t.chance(5) else "oui" if flag else "non" for flag in flags]
            day = vacance.jours["DT_PROPO"].strftime("%d/%m/%Y")
            ident = f"C{vacance.textes['NUM_VAC'][6:]}-{rank}"
            table.append([ident, vacance.textes["NUM_VAC"], str(rank), day, *words])
    return table


def make_soustractions(t: Tirage, vacances: Iterable[Vacance]) -> list[list[str]]:
    """The forecast of February: about what happened, less a tenth of the internal moves."""
    made: Counter[tuple[str, str]] = Counter()
    for vacance in vacances:
        textes = vacance.textes
        if textes["USAGE"] in CATEGORIES and textes["NATURE"] == "LO" and textes["INSEE"].startswith("93"):
            made[CATEGORIES[textes["USAGE"]], textes["QPV"] or "2"] += 1
    table = [["ANNEE", "CATEGORIE", "QPV", "NOMBRE"]]
    for categorie in CATEGORIES.values():
        for qpv in ("1", "2"):
            forecast = made[categorie, qpv] * (95 if categorie == "mutation" else 110) // 100
            table.append([str(ANNEE), categorie, qpv, str(forecast)])
    return table


def make_soldes() -> list[list[str]]:
    """What was still owed at the end of the year before (a negative number: an advance)."""
    table = [["CONVENTION", "CLAUSE", "ANNEE", "INSEE", "SOLDE"]]
    before = str(ANNEE - 1)
    table.append(["etat-93--oph-plaine-nord", "contingent_etat", before, "", "6"])
    table.append(["als-93--oph-plaine-nord", "part_als", before, "", "-3,4"])
    table.append(["saint-denis--oph-plaine-nord", "part_ville", before, "", "0,6"])
    for insee, balance in zip(PLAINE_COMMUNE, ("0", "1", "1", "0", "2", "-1", "0", "0"), strict=True):
        table.append(["plaine-commune--oph-plaine-nord", "part_territoire", before, insee, balance])
    return table


GARDES = (("03/01/2025", "V2025-00040"), ("24/01/2025", "V2025-00295"), ("10/04/2025", "V2025-00940"))
"""Dwellings that the policy's reserve has kept back: the day, and the vacancy."""


def make_journal() -> list[list[str]]:
    table = [["ACTE", "DT_ACTE", "NUM_VAC", "CLAUSE", "PAR", "MOTIF"]]
    for jour, vacance in GARDES:
        table.append(["RESERVE", jour, vacance, "relogements_urgents", "directeur", "relogement urgent"])
    return table


def rows_of(vacances: Iterable[Vacance]) -> list[list[str]]:
    table = [list(COLONNES)]
    for vacance in vacances:
        dates = {c: d.strftime("%d/%m/%Y") for c, d in vacance.jours.items()}
        cells = vacance.textes | dates
        table.append([cells.get(c, "") for c in COLONNES])
    return table


def generate(seed: int) -> dict[str, bytes]:
    """File names to bytes: cp1252, semicolons, `\\r\\n`, as the ERP writes."""
    t = Tirage(rng=Random(seed))
    vacances = make_vacances(t)
    tables = {
        f"vacances-{ANNEE}.csv": rows_of(vacances),
        f"candidatures-{ANNEE}.csv": make_candidatures(t, vacances),
        f"soustractions-{ANNEE}.csv": make_soustractions(t, vacances),
        f"soldes-{ANNEE}.csv": make_soldes(),
        f"journal-{ANNEE}.csv": make_journal(),
    }
    return {
        name: "".join(";".join(row) + "\r\n" for row in table).encode("cp1252")
        for name, table in tables.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Écrit les données de l'exemple OPH Plaine Nord.")
    parser.add_argument("--seed", type=int, default=2025, help="graine du tirage (2025 : ceux livrés)")
    parser.add_argument("--dossier", type=Path, default=DOSSIER, help="où écrire")
    options = parser.parse_args()
    options.dossier.mkdir(parents=True, exist_ok=True)
    for name, content in generate(options.seed).items():
        (options.dossier / name).write_bytes(content)
        print(f"{name} : {len(content) // 1000} ko, {content.count(bytes([10])) - 1} lignes")


if __name__ == "__main__":
    main()
