"""Comparisons: strict operands, exact numbers, lists, intervals, dates of events."""

import operator
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from semantics.outcomes import F, Issue, N, U, V, attendu, et, strict
from semantics.page import Cas, Page, Section, convention, obligation, vocabulaire

OPERATEURS = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
NOMS = {"<": "inf", "<=": "inf_egal", "=": "egal", "!=": "different", ">=": "sup_egal", ">": "sup"}
AU = date(2025, 12, 31)


def operande(nom: str, mot: str | int) -> object:
    if mot == "u":
        return U(frozenset({nom}))
    if mot == "e":
        return U(frozenset({nom}), frozenset({nom}))
    return N if mot == "n" else mot


def cellule(nom: str, mot: str | int) -> dict[str, object]:
    if mot == "u":
        return {}
    return {nom: {"e": "illisible", "n": "sans objet"}.get(mot, mot) if isinstance(mot, str) else mot}


def nombres() -> Iterator[Section]:
    clauses = [obligation(NOMS[o], f"mesure {o} seuil") for o in OPERATEURS]
    cas = []
    for x, s in product((1, 2, 3, "u", "n", "e"), (2, "u", "n", "e")):
        ops = [operande("mesure", x), operande("seuil", s)]
        cas.append(
            Cas(
                nom=f"mesure_{x}_seuil_{s}",
                faits=cellule("mesure", x) | cellule("seuil", s),
                attendu={NOMS[o]: attendu(strict(ops, f)) for o, f in OPERATEURS.items()},
            )
        )
    yield Section(
        ident="TP1",
        titre="Six comparaisons, tous les opérandes",
        prose="Une comparaison est stricte : un opérande sans objet l'emporte sur tout, même sur un "
        "opérande manquant ; sinon les causes se réunissent ; sinon on compare. n sans objet, u manquant, "
        "e illisible.",
        convention=convention(*clauses, entete=vocabulaire(mesure="entier", seuil="entier")),
        cas=cas,
    )


def intervalles() -> Iterator[Section]:
    cas = []
    for (bas, haut), x in product(
        [(1, 3), ("u", 3), (1, "u"), (3, 1), (2, 2), ("n", 3), (1, "n"), ("u", "u")],
        (0, 1, 2, 3, 4, "u", "n"),
    ):
        ops = [operande("mesure", x), operande("bas", bas), operande("haut", haut)]
        issue = et(strict([ops[0], ops[1]], operator.ge), strict([ops[0], ops[2]], operator.le))
        cas.append(
            Cas(
                nom=f"mesure_{x}_de_{bas}_a_{haut}",
                faits=cellule("mesure", x) | cellule("bas", bas) | cellule("haut", haut),
                attendu={"entre_bornes": attendu(issue)},
            )
        )
    yield Section(
        ident="TP2",
        titre="Entre deux bornes",
        prose="« entre » est un « et » de deux comparaisons, bornes comprises : une borne manquante "
        "n'empêche pas de conclure faux par l'autre, et des bornes inversées ne contiennent rien.",
        convention=convention(
            obligation("entre_bornes", "mesure entre bas et haut"),
            entete=vocabulaire(mesure="entier", bas="entier", haut="entier"),
        ),
        cas=cas,
    )


def listes() -> Iterator[Section]:
    cas = []
    for x, y in product((1, 2, 5, "u", "n", "e"), (1, 2, "u", "n")):
        issue = strict([operande("mesure", x), operande("autre", y)], lambda m, a: m in (a, 5))
        cas.append(
            Cas(
                nom=f"mesure_{x}_autre_{y}",
                faits=cellule("mesure", x) | cellule("autre", y),
                attendu={"dans_liste": attendu(issue)},
            )
        )
    yield Section(
        ident="TP3",
        titre="Dans une liste",
        prose="L'appartenance est stricte elle aussi : on ne conclut pas tant qu'un élément de la liste "
        "manque, même si un autre convient ; un élément sans objet la rend sans objet.",
        convention=convention(
            obligation("dans_liste", "mesure dans [autre, 5]"),
            entete=vocabulaire(mesure="entier", autre="entier"),
        ),
        cas=cas,
    )
    codes: list[tuple[str, str | None, tuple[Issue, Issue, Issue]]] = [
        ("t2", "T2", (V, F, F)),
        ("t4", "T4", (F, V, F)),
        ("t1", "T1", (F, V, V)),
        ("manquante", None, (U(frozenset({"typologie"})),) * 3),
        ("illisible", "illisible", (U(frozenset({"typologie"}), frozenset({"typologie"})),) * 3),
    ]
    yield Section(
        ident="TP4",
        titre="Codes d'une liste fermée",
        prose="Appartenir, ne pas appartenir, être égal à un code. Même la liste entière des codes ne "
        "conclut pas sur une cellule manquante.",
        convention=convention(
            obligation("petit", "typologie dans [T2, T3]"),
            obligation("autre", "non (typologie dans [T2, T3])"),
            obligation("studio", "typologie = T1"),
            obligation("tous", "typologie dans [T1, T2, T3, T4, T5, T6, T7]"),
        ),
        cas=[
            Cas(
                nom=nom,
                faits={} if code is None else {"typologie": code},
                attendu={
                    "petit": attendu(a),
                    "autre": attendu(b),
                    "studio": attendu(c),
                    "tous": attendu(V if isinstance(a, str) else a),
                },
            )
            for nom, code, (a, b, c) in codes
        ],
    )


def montants() -> Iterator[Section]:
    def par_metre(loyer: Fraction, surface: Fraction) -> Issue:
        return V if loyer / surface <= Fraction("6.5") else F

    cas = []
    for loyer in ("499.99", "500", "500.01", "325", "325.01"):
        for surface in ("50", "49.99"):
            x, s = Fraction(loyer), Fraction(surface)
            cas.append(
                Cas(
                    nom=f"loyer_{loyer}_surface_{surface}".replace(".", "v"),
                    faits={"loyer": loyer, "surface": surface, "plafond_loyer": 625},
                    attendu={
                        "plafond": attendu(V if x <= 500 else F),
                        "au_metre": attendu(par_metre(x, s)),
                        "part_du_plafond": attendu(V if x / 625 <= Fraction(4, 5) else F),
                    },
                )
            )
    yield Section(
        ident="TP5",
        titre="Montants, surfaces, rapports",
        prose="Les nombres sont exacts : un centime fait la différence, un quotient n'est jamais arrondi, "
        "et 80 % d'un rapport sans unité est 4/5.",
        convention=convention(
            obligation("plafond", "loyer <= 500 €"),
            obligation("au_metre", "loyer / surface <= 6.50 €/m²"),
            obligation("part_du_plafond", "loyer / plafond_loyer <= 80 %"),
            entete=vocabulaire(plafond_loyer="montant"),
        ),
        cas=cas,
    )
    formes = {
        "nulle_part": {"mesure": 3, "diviseur": 0},
        "juste": {"mesure": 3, "diviseur": 2},
        "trop": {"mesure": 3, "diviseur": 1},
        "manque": {"mesure": 3},
        "sans_objet": {"diviseur": "sans objet"},
    }
    issues: dict[str, object] = {
        "nulle_part": {"issue": "erreur"},
        "juste": "vrai",
        "trop": "faux",
        "manque": {"issue": "indéterminé", "causes": ["diviseur"]},
        "sans_objet": "non applicable",
    }
    yield Section(
        ident="TP6",
        titre="Diviser",
        prose="Diviser par zéro est une erreur de calcul, pas un nombre ; un opérande sans objet l'emporte.",
        convention=convention(
            obligation("rapport", "mesure / diviseur <= 2"),
            entete=vocabulaire(mesure="entier", diviseur="entier"),
        ),
        cas=[Cas(nom=n, faits=f, attendu={"rapport": issues[n]}) for n, f in formes.items()],
    )


def renseigne() -> Iterator[Section]:
    attentes = {
        "rempli": V,
        "vide": F,
        "sans_objet": N,
        "illisible": U(frozenset({"mesure"}), frozenset({"mesure"})),
    }
    cells = {"rempli": 4, "vide": "u", "sans_objet": "n", "illisible": "e"}
    yield Section(
        ident="TP7",
        titre="Renseigné ou non",
        prose="Seule question qu'un fait de plus peut renverser : vrai si la cellule est remplie, faux si "
        "elle est vide. Réservée aux obligations.",
        convention=convention(
            obligation("rempli", "mesure est renseigné"), entete=vocabulaire(mesure="entier")
        ),
        cas=[
            Cas(nom=n, faits=cellule("mesure", cells[n]), attendu={"rempli": attendu(i)})
            for n, i in attentes.items()
        ],
    )


# --- events -------------------------------------------------------------------------------------
JAMAIS = date.max
EVENEMENTS: dict[str, object] = {
    "tot": date(2025, 3, 1),
    "tard": date(2025, 9, 1),
    "a_venir": date(2026, 5, 1),
    "pas_en_juin": "pas survenu au 2025-06-30",
    "pas_encore": "pas survenu",
    "jamais": "jamais",
    "inconnu": None,
}
JOURS = [
    date(2025, 1, 1) + timedelta(days=n)
    for n in (-300, 0, 59, 60, 180, 181, 243, 244, 364, 365, 366, 500, 900)
]


def possibles(mot: object) -> list[date]:
    """Possible days, among enough of them to tell any two apart; `JAMAIS` comes after every day."""
    if isinstance(mot, date):
        return [mot] if mot <= AU else [d for d in JOURS if d > AU] + [JAMAIS]
    if mot == "jamais":
        return [JAMAIS]
    if mot is None:
        return [*JOURS, JAMAIS]
    bound = AU if mot == "pas survenu" else date(2025, 6, 30)
    return [d for d in JOURS if d > bound] + [JAMAIS]


def compare(op: str, a: object, b: object, noms: tuple[str, str]) -> Issue:
    found = {OPERATEURS[op](x, y) for x, y in product(possibles(a), possibles(b))}
    if len(found) == 1:
        return V if found.pop() else F
    return U(frozenset(n for n, e in zip(noms, (a, b), strict=True) if len(possibles(e)) > 1))


def evenement(nom: str, mot: object) -> dict[str, object]:
    return {} if mot is None else {nom: mot}


def evenements() -> Iterator[Section]:
    bornes = {"juin": "2025-06-30", "aout": "2025-09-01", "fin": "2025-12-31"}
    clauses = [obligation(f"au_plus_tard_{n}", f"bail <= {j}") for n, j in bornes.items()]
    clauses += [obligation(f"a_compter_{n}", f"bail >= {j}") for n, j in bornes.items()]
    clauses += [obligation("le_jour", "bail = 2025-09-01"), obligation("arrive", "bail a eu lieu")]
    cas = []
    for nom, mot in EVENEMENTS.items():
        expected = {}
        for n, j in bornes.items():
            jour = date.fromisoformat(j)
            expected[f"au_plus_tard_{n}"] = attendu(compare("<=", mot, jour, ("bail", "")))
            expected[f"a_compter_{n}"] = attendu(compare(">=", mot, jour, ("bail", "")))
        expected["le_jour"] = attendu(compare("=", mot, date(2025, 9, 1), ("bail", "")))
        arrive = {d <= AU for d in possibles(mot)}
        expected["arrive"] = attendu(
            (V if arrive.pop() else F) if len(arrive) == 1 else U(frozenset({"bail"}))
        )
        cas.append(Cas(nom=nom, faits=evenement("bail", mot), attendu=expected, au=AU))
    yield Section(
        ident="TP8",
        titre="Un événement et un jour",
        prose="Un événement est un ensemble de dates possibles, « jamais » venant après toutes. Une date à "
        "venir n'est pas encore sue. La comparaison vaut si elle vaut pour toutes.",
        convention=convention(*clauses),
        cas=cas,
    )
    pairs = [
        (a, b)
        for a, b in product(EVENEMENTS, EVENEMENTS)
        if not (a == "jamais" or b == "jamais") or (a, b) in SURS
    ]
    clauses = [obligation(NOMS[o], f"offre {o} reponse") for o in OPERATEURS]
    cas = []
    for a, b in pairs:
        x, y = EVENEMENTS[a], EVENEMENTS[b]
        cas.append(
            Cas(
                nom=f"offre_{a}_reponse_{b}",
                faits=evenement("offre", x) | evenement("reponse", y),
                attendu={NOMS[o]: attendu(compare(o, x, y, ("offre", "reponse"))) for o in OPERATEURS},
                au=AU,
            )
        )
    yield Section(
        ident="TP9",
        titre="Deux événements",
        prose="La même règle, sur toutes les paires de dates possibles : ce qui n'est pas survenu au 31 "
        "décembre vient après tout ce qui a eu lieu, quelle que soit la suite.",
        convention=convention(*clauses),
        cas=cas,
    )


SURS = {(a, b) for a in ("tot", "tard") for b in ("jamais",)} | {("jamais", "tot"), ("jamais", "tard")}


def sections() -> Iterator[Section]:
    yield from nombres()
    yield from intervalles()
    yield from listes()
    yield from montants()
    yield from renseigne()
    yield from evenements()


def pages() -> Iterator[Page]:
    yield Page(
        nom="comparaisons",
        titre="Tables : comparer",
        prose="Comparer des nombres, des montants, des codes, des dates. Règle : un opérande sans objet "
        "l'emporte, sinon les causes se réunissent, sinon on calcule, exactement (docs/langage, « "
        "Expressions » et « Issues »).",
        sections=sections(),
    )
