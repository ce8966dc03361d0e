"""Texts of conventions with parts, quotas and deadlines of every form, and of a year of many rows, each of
one seed."""

from columnar.drawing import ALWAYS, CELLS, HEAD, PLACES, PROGRAMMES, Writer, text

CHOIX = """choix:
  période: {periode}
  rattachement: {rattachement}
  événements: {evenements}
  gestion: {gestion}
  premières mises en location: {premieres}
  soustractions: {soustractions}
  échéance non ouvrée: {echeance}
"""
STATUTS = ("dans l'assiette", "du champ", "")
COMPTES = ("attributions", "baux signés", "propositions", "orientations")
FLUX = ("vacances", "vacances", "remises en location", "mises en service")
CELLULES = (
    "ensemble",
    "ensemble",
    "chaque commune",
    "chaque typologie",
    "chaque programme",
    "chaque epci et qpv",
)
TENUS = ("etat", "etat", "als", "commune", "bailleur", "inconnu", "illisible")
SURS = ('"93048"', '"93066"', '"93005"')
EVENEMENTS = ("information", "proposition", "attribution", "bail", "orientation", "reponse")
SI = ('commune = "93048"', 'commune dans ["93066", "93005"]')
TAUX = """  taux_du:
    selon: commune
    valeurs:
      - { du: 2019-01-01, table: { "93048": 10 %, "93066": 20 % }, sinon: 30 % }
      - { du: 2025-05-02, valeur: 25 % }
    source: { article: "1" }
  duree_due:
    valeurs:
      - { du: 2019-01-01, valeur: 30 jours }
      - { du: 2025-05-02, valeur: 8 jours }
    source: { article: "1" }
  duree_lue:
    selon: typologie
    valeurs:
      - { du: 2019-01-01, table: { T1: 10 jours ouvrés, T2: 25 jours ouvrés }, sinon: 15 jours ouvrés }
    source: { article: "1" }
"""
EFFETS = (
    *("remise au bailleur, non comptée", "remise au bailleur, comptée", "sans effet, comptée"),
    *("reprise pour un tour, non comptée", "remise au bailleur"),
)


class YearWriter(Writer):
    """A convention with accounts and deadlines, and a case of a year."""

    whole = False

    def convention(self) -> str:
        drawn = super().convention().removeprefix(HEAD).removeprefix("clauses:\n").removesuffix(ALWAYS)
        own = [self.part("part_due") if self.maybe(0.9) else self.quota("quota")]
        own += [self.quota(f"quota_{n}") for n in range(self.r.randint(0, 3))]
        own += [self.deadline(f"delai_{n}") for n in range(self.r.randint(0, 3))]
        if "part: part_due" in own[0] and "chaque commune" in own[0] and self.maybe(0.5):
            own.append(self.of_key("part_due"))
        return self.choix() + HEAD + TAUX + "clauses:\n" + drawn + "".join(own) + ALWAYS

    def choix(self) -> str:
        pick = self.r.choice
        text = CHOIX.format(
            periode=pick(("année civile", "année civile", "trimestre civil")),
            rattachement=pick(("disponibilite", "disponibilite", "information")),
            evenements=pick(("à leur date", "avec leur vacance")),
            gestion=pick(("directe", "directe", "déléguée au bailleur")),
            premieres=pick(("dans le flux", "par programme")),
            soustractions=pick(("réalisé", "réalisé", "prévision")),
            echeance=pick(("inchangée", "reportée au jour ouvré suivant")),
        )
        dates = pick(("", "", "en vigueur: { du: 2025-03-10, au: 2026-12-31 }\n"))
        return dates + text

    def where(self, odds: float) -> str:
        return f" où {self.condition(1)}" if self.maybe(odds) else ""

    def part(self, nom: str) -> str:
        base = f"{self.r.choice(FLUX)} dans l'assiette{self.where(0.3)}"
        counted = f"{self.r.choice(COMPTES)}{self.where(0.3)}"
        cells = self.r.choice(CELLULES)
        lines = [f"- part: {nom}"]
        if cells == "chaque commune" and self.maybe(0.4):
            lines.append(f"  si: {self.r.choice(SI)}")
        rate = self.r.choice(("30 %", "12.5 %", "30 %", "taux_du" if self.maybe(0.5) else "5 %"))
        lines += [
            f"  règle: {rate} des {base}",
            f"  compte: {counted}",
            f"  application: {cells}",
            f"  arrondi: {self.r.choice(('inférieur', 'supérieur', 'sans arrondi'))}",
            "  report: aucun",
        ]
        if self.maybe(0.3):
            lines += [
                "  dont:",
                "    - quota: dont_un",
                f"      règle: au plus 5 % des {base}, pour {self.condition(1)}",
                "      arrondi: sans arrondi",
                "      force: plafond",
            ]
        return text([*lines, '  source: { article: "1" }'])

    def quota(self, nom: str) -> str:
        whose = self.r.choice(("du bailleur", "du réservataire"))
        classes = self.r.choice((*FLUX, *COMPTES))
        statut = self.r.choice(STATUTS[:-1] if classes in FLUX else STATUTS)
        base = " ".join(filter(None, (classes, statut, whose))) + self.where(0.3)
        lines = [f"- quota: {nom}"]
        if self.maybe(0.5):
            lines.append(f"  règle: au moins 25 % des {base}, pour {self.condition(1)}")
        else:
            lines.append(f"  règle: {self.r.choice(('au moins', 'au plus'))} 25 % des {base}")
            counted = self.r.choice(COMPTES)
            lines.append(
                f"  compte: {counted} {self.r.choice(('du bailleur', 'du réservataire'))}{self.where(0.4)}"
            )
        lines += [
            f"  application: {self.r.choice(CELLULES)}",
            "  arrondi: sans arrondi",
            f"  force: {self.r.choice(('objectif', 'obligation'))}",
        ]
        if self.maybe(0.2):
            lines.append("  période: trimestre civil")
        return text([*lines, '  source: { article: "1" }'])

    def deadline(self, nom: str) -> str:
        lines = [f"- délai: {nom}"]
        if self.maybe(0.5):
            lines.append(f"  si: {self.condition(1)}")
        anchor, target = self.r.sample(("information", "proposition", "attribution", "disponibilite"), 2)
        long = self.r.choice(("1 mois", "10 jours", "5 jours ouvrés", "2 mois", "duree_due", "duree_lue"))
        rule = self.r.choice(
            (
                f"{target} au plus tard {long} après {anchor}",
                f"{target} au plus tard {long} après {anchor}",
                f"{target} au plus tard {long} après le dernier de [{anchor}, visite]",
                f"{target} au plus tard {long} avant {anchor}",
                f"{target} au plus tard {long} après {anchor} à défaut disponibilite",
                f"{target} avant le 1er juillet",
            )
        )
        lines += [f"  règle: {rule}", f"  débiteur: {self.r.choice(('réservataire', 'bailleur'))}"]
        if self.maybe(0.4):
            lines.append(f"  à défaut: {self.r.choice(EFFETS)}")
        if " après " in rule and self.maybe(0.1):
            lines.append("  suspension: entre visite et reponse")
        return text([*lines, '  source: { article: "1" }'])

    def of_key(self, nom: str) -> str:
        """An exception that changes a key of a part, over a cell."""
        lines = [f"- exception: autre_{nom}", f"  à: {nom}", '  si: commune = "93066"']
        return text([*lines, "  remplace:", "    arrondi: supérieur", '  source: { article: "1" }'])

    def condition(self, depth: int = 2) -> str:
        """One that reads what clauses bring about leaves every row to the evaluator: most do not."""
        drawn = super().condition(depth)
        while "remise" in drawn and self.maybe(0.9):
            drawn = super().condition(depth)
        return drawn

    # --- case ---------------------------------------------------------------------------------
    def case(self, number: int = 40) -> str:
        rows = "".join(f"    - {self.row(n)}\n" for n in range(number))
        au = self.r.choice(("2025-06-15", "2025-12-31", "2026-03-01"))
        return (
            f"- cas: lignes\n  année: 2025\n  au: {au}\n"
            f"  vacances:\n{rows}  programmes: {PROGRAMMES}\n  attendu: {{ toujours: {{ realise: 0 }} }}\n"
        )

    def row(self, n: int) -> str:
        """Six rows in ten say everything."""
        self.whole = self.maybe(0.6)
        odds = 1.0 if self.whole else 0.6
        place = self.r.choice(SURS if self.whole else PLACES)
        said = [f"id: V{n}", f"commune: {place}", f"disponibilite: {self.day()}"]
        if self.maybe(odds):
            said.append(f"programme: {self.r.choice(('P1', 'P2', 'P3'))}")
        if self.maybe(odds):
            said.append(f"contingent: {self.r.choice(TENUS[:-2] if self.whole else TENUS)}")
        said += [f"{nom}: {self.day()}" for nom in EVENEMENTS if self.maybe(odds)]
        known = tuple(nom for nom in CELLS if nom not in (*EVENEMENTS, "bail"))
        return "{ " + ", ".join((*said, self.facts(odds, known))) + " }"

    def cell(self, nom: str) -> str:
        drawn = super().cell(nom)
        while self.whole and drawn in ("inconnu", "illisible"):
            drawn = super().cell(nom)
        return drawn

    def day(self) -> str:
        drawn = super().day()
        while self.whole and drawn in ("inconnu", "illisible"):
            drawn = super().day()
        return drawn
