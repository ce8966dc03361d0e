"""Texts of conventions whose conditions read every kind of fact, and of a case of many rows with every kind
of hole, each of one seed."""

import random

HEAD = """vocabulaire:
  logements_voisins: { niveau: programme, type: entier }
  prix: { niveau: vacance, type: montant }
  livraison: { niveau: vacance, type: date }
  secteur: { niveau: vacance, type: texte }
paramètres:
  plafond:
    valeurs: [{ du: 2019-01-01, valeur: 50 m² }, { du: 2025-05-02, valeur: 70 m² }]
    source: { article: "1" }
  etages:
    selon: commune
    valeurs: [{ du: 2019-01-01, table: { "93048": 2, "93066": 4 }, sinon: 1 }]
    source: { article: "1" }
"""
ALWAYS = """  - quota: toujours
    règle: au moins 0 attributions du bailleur
    application: ensemble
    force: objectif
    source: { article: "1" }
  - délai: rendre
    règle: proposition au plus tard 1 mois après information
    débiteur: réservataire
    à défaut: remise au bailleur, non comptée
    source: { article: "1" }
"""
ATOMS = (
    *("qpv", "premiere_location", "ascenseur", "financement = plai", "financement dans [plai, plus]"),
    *("typologie dans [T1, T2]", 'commune = "93048"', 'commune dans ["93066", "93005"]', "etage >= 3"),
    *("surface > 40 m²", "surface <= plafond", "etage <= etages", "surface entre 30 m² et 60 m²"),
    *("loyer / surface <= 12 €/m²", "prix < 600 €", "liberation a eu lieu", "visite <= liberation"),
    *("disponibilite >= 2025-04-01", "liberation entre le 1er mai et le 31 août"),
    *("livraison < 2025-06-01", "disponibilite - liberation >= 10 jours", "etage != 0", "bail a eu lieu"),
    *("programme.logements_voisins >= 12", "programme.mise_en_service < 2025-01-01"),
    *('secteur = "Île aux Œufs"', 'secteur != "l\'été 🏠"', "livraison <= 1850-01-01", "visite < 2150-12-31"),
    *("convention.debut < 2024-06-01", "remise a eu lieu", "dalo"),
)
CELLS = {
    "qpv": ("oui", "non", "inconnu"),
    "premiere_location": ("oui", "non"),
    "ascenseur": ("oui", "non", "sans objet"),
    "financement": ("plai", "plus", "pls", "inconnu"),
    "typologie": ("T1", "T2", "T3", "T4"),
    "etage": ("0", "1", "2", "3", "4", "sans objet"),
    "surface": ("28", "35.5", "50", "70", "inconnu"),
    "loyer": ("300 €", "450.50 €", "840 €"),
    "prix": ("599.99 €", "600 €"),
    "livraison": ("2025-05-31", "2025-06-01", "1850-01-01", "2150-12-31", "inconnu"),
    "secteur": ('"Île aux Œufs"', '"I\u0302le aux Œufs"', '"l\'été 🏠"', '"; DROP TABLE dit; --"'),
    "dalo": ("oui", "non"),
    "liberation": (),
    "visite": (),
    "information": (),
    "bail": (),
    "remise": (),
}
OF_DWELLING = ("qpv", "ascenseur", "financement", "typologie", "etage", "surface", "loyer")
KINDS = ("champ", "soustraction", "éligibilité")
PLACES = ('"93048"', '"93048"', '"93066"', '"93005"', '"75101"', "inconnu", "illisible")
PROGRAMMES = (
    "[{ id: P1, logements_voisins: 20, mise_en_service: 2024-05-01 }, { id: P2, logements_voisins: 4 }]"
)


class Writer:
    """A convention and a case of many rows, of one seed."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)

    def maybe(self, odds: float) -> bool:
        return self.r.random() < odds

    # --- convention ---------------------------------------------------------------------------
    def convention(self) -> str:
        counts = {kind: self.r.randint(0, 3) for kind in KINDS}
        named = [
            (kind, f"{kind[:2].replace('é', 'e')}_{n}")
            for kind, count in counts.items()
            for n in range(count)
        ]
        clauses = [self.clause(kind, nom) for kind, nom in named]
        clauses += [self.exception(nom) for _, nom in named if self.maybe(0.25)]
        return HEAD + "clauses:\n" + "".join(clauses) + ALWAYS

    def clause(self, kind: str, nom: str) -> str:
        lines = [f"- {kind}: {nom}"]
        if self.maybe(0.3):
            lines.append(f"  si: {self.condition(1)}")
        if kind == "soustraction":
            lines.append("  catégorie: mutation")
        if self.maybe(0.15):
            lines.append("  en vigueur: { du: 2025-03-10, au: 2025-09-30 }")
        return text([*lines, f"  règle: {self.condition()}", '  source: { article: "1" }'])

    def exception(self, nom: str) -> str:
        lines = [f"- exception: sauf_{nom}", f"  à: {nom}", f"  si: {self.condition(1)}"]
        does = [["  remplace:", f"    règle: {self.condition(1)}"], ["  écarte: oui"]]
        return text([*lines, *self.r.choice(does), '  source: { article: "1" }'])

    def condition(self, depth: int = 2) -> str:
        if depth == 0 or self.maybe(0.35):
            return self.r.choice(ATOMS)
        if self.maybe(0.2):
            return f"non ({self.condition(depth - 1)})"
        word = self.r.choice(("et", "ou"))
        return f"({self.condition(depth - 1)}) {word} ({self.condition(depth - 1)})"

    # --- case ---------------------------------------------------------------------------------
    def case(self, number: int = 40) -> str:
        rows = "".join(f"    - {self.row(n)}\n" for n in range(number))
        dwellings = "".join(f"    - {{ id: L{n}, {self.facts(0.4, OF_DWELLING)} }}\n" for n in range(4))
        return (
            f"- cas: lignes\n  année: 2025\n  au: {self.r.choice(('2025-06-15', '2025-12-31'))}\n"
            f"  vacances:\n{rows}  logements:\n{dwellings}  programmes: {PROGRAMMES}\n"
            "  attendu: { toujours: { realise: 0 } }\n"
        )

    def row(self, n: int) -> str:
        said = [f"id: V{n}", f"commune: {self.r.choice(PLACES)}", f"disponibilite: {self.day()}"]
        if self.maybe(0.2):
            said.append(f"logement: L{self.r.randrange(4)}")
        if self.maybe(0.6):
            said.append(f"programme: {self.r.choice(('P1', 'P2', 'P3'))}")
        return "{ " + ", ".join((*said, self.facts(0.75, tuple(CELLS)))) + " }"

    def facts(self, odds: float, names: tuple[str, ...]) -> str:
        told = (f"{nom}: {self.cell(nom)}" for nom in names if self.maybe(odds))
        return ", ".join(("nature: logement_ordinaire", *told))

    def cell(self, nom: str) -> str:
        if self.maybe(0.06):
            return "illisible"
        return self.r.choice(CELLS[nom]) if CELLS[nom] else self.day()

    def day(self) -> str:
        if self.maybe(0.12):
            return self.r.choice(("inconnu", "pas survenu", "illisible"))
        if self.maybe(0.03):
            return self.r.choice(("1850-01-01", "2150-12-31", "2024-12-31", "2025-03-10"))
        return f"2025-{self.r.randint(1, 12):02}-{self.r.randint(1, 28):02}"


def text(lines: list[str]) -> str:
    return "".join(f"  {line}\n" for line in lines)
