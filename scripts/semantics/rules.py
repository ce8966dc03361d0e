"""Rules between themselves: status, eligibility, cases and exceptions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from semantics.outcomes import F, Issue, N, U, V, attendu, fait, faits, non, toutes, une
from semantics.page import Cas, Page, Section, clause, convention, delai, exception, vocabulaire

STATUTS = ("hors champ", "soustrait", "dans l'assiette")


def statut(champs: list[Issue], soustractions: list[Issue]) -> tuple[list[str], U]:
    """Possible statuses, and the causes of the tests in doubt before the first that holds."""
    tests = [("hors champ", non(toutes(champs))), ("soustrait", une(soustractions)), ("dans l'assiette", V)]
    found, causes = [], U(frozenset())
    for nom, issue in tests:
        if isinstance(issue, U):
            found.append(nom)
            causes = U(causes.causes | issue.causes, causes.erreurs | issue.erreurs)
        elif issue == V:
            found.append(nom)
            break
    return found, causes


def statut_attendu(champs: list[Issue], soustractions: list[Issue]) -> object:
    possibles, causes = statut(champs, soustractions)
    if len(possibles) == 1:
        return possibles[0]
    return {"issue": " ou ".join(possibles).replace("'", " "), "causes": sorted(causes.causes)}


def eligible(champs: list[Issue], soustractions: list[Issue], regles: list[Issue]) -> Issue:
    possibles, causes = statut(champs, soustractions)
    if "dans l'assiette" not in possibles:
        return N
    place: Issue = V if len(possibles) == 1 else causes
    return toutes([place, *regles])


A, B, C = "fait_a", "fait_b", "fait_c"
CONDITIONS = vocabulaire(fait_a="oui/non", fait_b="oui/non", fait_c="oui/non")


def statuts() -> Iterator[Section]:
    cas = []
    for choix in product("vfnue", "vfue", "vfnue"):
        a, b, c = (fait(n, x) for n, x in zip((A, B, C), choix, strict=True))
        expected: dict[str, object] = {"statut": statut_attendu([a], [b, c])}
        cas.append(Cas(nom="_".join(choix), faits=faits((A, B, C), choix), attendu=expected))
    yield Section(
        ident="TS1",
        titre="Un champ, deux soustractions",
        prose="a est le champ, b et c deux motifs de soustraction. Un champ sans objet n'exclut pas ; un "
        "motif qui manque laisse deux statuts possibles, sauf si un autre motif est sûr ; un champ qui "
        "manque se cite d'abord.",
        convention=convention(
            clause("champ", "dedans", A),
            clause("soustraction", "travaux", B, catégorie="travaux"),
            clause("soustraction", "mutations", C, catégorie="mutation"),
            entete=CONDITIONS,
        ),
        cas=cas,
    )
    cas = []
    for choix in product("vfnue", "vfnue"):
        a, b = (fait(n, x) for n, x in zip((A, B), choix, strict=True))
        cas.append(
            Cas(
                nom="_".join(choix),
                faits=faits((A, B), choix),
                attendu={"statut": statut_attendu([a, b], [])},
            )
        )
    yield Section(
        ident="TS2",
        titre="Deux champs",
        prose="Tous les champs doivent être vrais ; un seul faux met hors champ, même si l'autre manque.",
        convention=convention(clause("champ", "dedans", A), clause("champ", "aussi", B), entete=CONDITIONS),
        cas=cas,
    )


def eligibilites() -> Iterator[Section]:
    cas = []
    for choix in product("vfnue", "vfnu", "vfu"):
        a, b, c = (fait(n, x) for n, x in zip((A, B, C), choix, strict=True))
        # Clause three speaks only when `fait_c` is true, and then forbids what `fait_a` says.
        trois = {V: non(a), F: N}.get(c) if isinstance(c, str) else None
        if trois is None:
            continue
        cas.append(
            Cas(
                nom="_".join(choix),
                faits=faits((A, B, C), choix),
                attendu={"éligible": attendu(eligible([], [], [a, b, trois]))},
            )
        )
    yield Section(
        ident="TS3",
        titre="Plusieurs éligibilités",
        prose="a et b sont exigés ; si c, a est interdit. Une clause sans objet ne dit rien ; un seul faux "
        "refuse, quoi qu'il manque ; un logement que rien ne restreint peut aller au réservataire.",
        convention=convention(
            clause("éligibilité", "exige_a", A),
            clause("éligibilité", "exige_b", B),
            clause("éligibilité", "interdit_a", f"non {A}", si=C),
            entete=CONDITIONS,
        ),
        cas=cas,
    )
    cas = []
    for choix in product("vfu", "vfue", "vfnu"):
        a, b, c = (fait(n, x) for n, x in zip((A, B, C), choix, strict=True))
        cas.append(
            Cas(
                nom="_".join(choix),
                faits=faits((A, B, C), choix),
                attendu={"éligible": attendu(eligible([a], [b], [c])), "statut": statut_attendu([a], [b])},
            )
        )
    yield Section(
        ident="TS4",
        titre="L'éligibilité demande le statut",
        prose="a est le champ, b un motif de soustraction, c l'éligibilité. Hors de l'assiette, la "
        "question ne se pose pas ; si le statut manque, ses causes se joignent à celles de l'éligibilité, "
        "sauf refus certain.",
        convention=convention(
            clause("champ", "dedans", A),
            clause("soustraction", "travaux", B, catégorie="travaux"),
            clause("éligibilité", "exige_c", C),
            entete=CONDITIONS,
        ),
        cas=cas,
    )


# --- exceptions ---------------------------------------------------------------------------------
INFORMATION = date(2025, 3, 3)
LIMITES = {"1 mois": date(2025, 4, 3), "6 semaines": date(2025, 4, 14), "2 mois": date(2025, 5, 3)}
AU = date(2025, 4, 8)
"""One month has passed, six weeks and two months have not."""
CONFLIT = "conflit"
Resultat = str | None
"""A duration, `CONFLIT`, or None: no effect."""


@dataclass(frozen=True, kw_only=True)
class Regle:
    """A case of the rule: its condition's field, its duration (None: set aside), its exceptions."""

    nom: str
    si: str | None
    duree: str | None
    exceptions: Sequence["Regle"] = ()


ECARTE = "écarté"


def combine(x: Resultat, y: Resultat) -> Resultat:
    if x is None or x == y:
        return y
    return x if y is None else CONFLIT


def resultats(regle: Regle, valeurs: dict[str, Issue]) -> tuple[set[Resultat], U]:
    """Every result the case may have, and the causes of the doubts it met."""
    possible: set[Resultat] = {None}
    causes = U(frozenset())
    for exc in regle.exceptions:
        found, why = resultats(exc, valeurs)
        possible = {combine(x, y) for x, y in product(possible, found)}
        causes = U(causes.causes | why.causes, causes.erreurs | why.erreurs)
    if None not in possible:
        return possible, causes
    condition = V if regle.si is None else valeurs[regle.si]
    own = regle.duree if regle.duree is not None else ECARTE
    others = possible - {None}
    if isinstance(condition, U):
        both = U(causes.causes | condition.causes, causes.erreurs | condition.erreurs)
        return others | {own, None}, both
    return others | {own if condition == V else None}, causes


def etat(resultat: Resultat) -> str:
    if resultat in (None, ECARTE):
        return "sans objet"
    return "en cours" if LIMITES[str(resultat)] >= AU else "dépassé"


def delai_attendu(regle: Regle, valeurs: dict[str, Issue]) -> object | None:
    """What the case expects of the deadline; None when a conflict is only possible (see the page)."""
    found, causes = resultats(regle, valeurs)
    if found == {CONFLIT}:
        return {"état": "erreur"}
    if CONFLIT in found:
        return None
    etats = {etat(r) for r in found}
    if len(etats) > 1:
        mot = "erreur" if causes.erreurs else "indéterminé"
        folded = sorted({"dépassé": "depasse"}.get(e, e.replace(" ", "_")) for e in etats)
        return {"état": mot, "causes": sorted(causes.causes), "candidats": folded}
    (one,) = etats
    durees = [r for r in found if r not in (None, ECARTE)]
    if one == "sans objet" or len(durees) > 1:
        return one
    limite = LIMITES[str(durees[0])]
    if one == "dépassé":
        late = (AU - limite).days
        return {"état": f"dépassé de {late} jour{'s' if late > 1 else ''}", "limite": limite}
    return {"état": "en cours", "limite": limite}


def textes(regle: Regle, cible: str | None = None) -> Iterator[str]:
    if cible is None:
        keys = {"si": regle.si} if regle.si else {}
        yield delai(regle.nom, f"proposition au plus tard {regle.duree} après information", **keys)
    else:
        keys = {"si": regle.si} if regle.si else {}
        if regle.duree is not None:
            keys["regle"] = f"proposition au plus tard {regle.duree} après information"
        yield exception(regle.nom, cible, **keys)
    for inner in regle.exceptions:
        yield from textes(inner, regle.nom)


def section(
    ident: str, titre: str, prose: str, regle: Regle, lettres: Sequence[str], noms: tuple[str, ...]
) -> Section:
    cas = []
    for choix in product(*lettres):
        valeurs = {n: fait(n, x) for n, x in zip(noms, choix, strict=True)}
        expected = delai_attendu(regle, valeurs)
        if expected is None:
            continue
        cells = {"information": INFORMATION, "proposition": "pas survenu", **faits(noms, choix)}
        cas.append(Cas(nom="_".join(choix), au=AU, faits=cells, attendu={regle.nom: expected}))
    return Section(
        ident=ident,
        titre=titre,
        prose=prose,
        convention=convention(*textes(regle), entete=CONDITIONS),
        cas=cas,
    )


def exc(nom: str, si: str | None, duree: str | None, *inner: Regle) -> Regle:
    return Regle(nom=nom, si=si, duree=duree, exceptions=inner)


def exceptions() -> Iterator[Section]:
    yield section(
        "TE1",
        "Une exception d'une autre durée",
        "a : condition de la base, 1 mois ; b : condition de l'exception, 6 semaines. L'exception joue "
        "sous sa propre condition, même si la base ne joue pas.",
        exc("d", A, "1 mois", exc("e", B, "6 semaines")),
        ("vfnue", "vfnue"),
        (A, B),
    )
    yield section(
        "TE2",
        "Une exception de la même durée",
        "Même valeur, pas de doute : l'exception peut manquer sans que rien ne change, si la base joue.",
        exc("d", A, "1 mois", exc("e", B, "1 mois")),
        ("vfnu", "vfnu"),
        (A, B),
    )
    yield section(
        "TE3",
        "Deux exceptions de durées différentes",
        "b donne 6 semaines, c donne 2 mois. Toutes deux vraies : une erreur, quel que soit l'ordre. "
        "Toutes deux encore à courir : l'état est le même, donc déterminé, sans limite unique.",
        exc("d", A, "1 mois", exc("e", B, "6 semaines"), exc("g", C, "2 mois")),
        ("vfu", "vfnu", "vfnu"),
        (A, B, C),
    )
    yield section(
        "TE4",
        "Deux exceptions de même durée",
        "b et c donnent 6 semaines : aucune contradiction possible.",
        exc("d", A, "1 mois", exc("e", B, "6 semaines"), exc("g", C, "6 semaines")),
        ("vfu", "vfu", "vfu"),
        (A, B, C),
    )
    yield from exceptions_in_chain()


def exceptions_in_chain() -> Iterator[Section]:
    yield section(
        "TE5",
        "Une exception à l'exception",
        "c s'écarte de l'exception b et revient à 1 mois. Elle joue même si b est fausse, et l'emporte sur "
        "b.",
        exc("d", A, "6 semaines", exc("e", B, "2 mois", exc("g", C, "1 mois"))),
        ("vfu", "vfnu", "vfnu"),
        (A, B, C),
    )
    yield section(
        "TE6",
        "Écarter la clause",
        "b écarte la clause ; c la remplace par 6 semaines. Écarter et remplacer se contredisent.",
        exc("d", A, "1 mois", exc("e", B, None), exc("g", C, "6 semaines")),
        ("vfu", "vfu", "vfu"),
        (A, B, C),
    )
    yield section(
        "TE7",
        "Une chaîne de trois",
        "a s'écarte de la base, b de a, c de b : la plus profonde qui joue l'emporte, et chacune joue seule.",
        exc("d", None, "1 mois", exc("e", A, "6 semaines", exc("g", B, "2 mois", exc("h", C, "1 mois")))),
        ("vfu", "vfu", "vfu"),
        (A, B, C),
    )
    yield section(
        "TE8",
        "Deux branches, l'une profonde",
        "a donne 6 semaines ; b, qui s'en écarte, 1 mois ; c, sur la base, 1 mois : c contredit a, non b.",
        exc("d", None, "2 mois", exc("e", A, "6 semaines", exc("g", B, "1 mois")), exc("h", C, "1 mois")),
        ("vfu", "vfu", "vfu"),
        (A, B, C),
    )


def pages() -> Iterator[Page]:
    yield Page(
        nom="statuts",
        titre="Tables : statut et éligibilité",
        prose="Le statut est le premier des tests qui est vrai ; un test qui manque laisse plusieurs "
        "statuts. Entre clauses d'un même genre, ce qui est sans objet ne dit rien (docs/langage, « Issues "
        "», « L'année »).",
        sections=[*statuts(), *eligibilites()],
    )
    yield Page(
        nom="exceptions",
        titre="Tables : cas de base et exceptions",
        prose="Le résultat d'un cas est celui de ses exceptions si l'une joue, sinon sa valeur si sa "
        "condition est vraie, sinon rien. Les jours : information le 3 mars, on regarde le 8 avril, un "
        "mois passé, six semaines et deux mois non. Un cas dont une contradiction n'est que possible n'est "
        "pas dans la table (docs/langage, « Cas de base, exceptions »).",
        sections=exceptions(),
    )
