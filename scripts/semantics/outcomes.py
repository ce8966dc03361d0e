"""Tables of outcomes: V, F, N, or not knowing with its causes. Written out, as the specification does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from semantics.page import Cas, Page, Section, convention, obligation, vocabulaire

V, F, N = "V", "F", "N"


@dataclass(frozen=True)
class U:
    """Not known, for want of these facts; `erreurs`: those to correct rather than to fill."""

    causes: frozenset[str]
    erreurs: frozenset[str] = frozenset()


Issue = str | U

# The table of `et`, rows and columns F, N, V; with U beside it. That of `ou` is read by exchanging V and F.
ET = {
    (F, F): F,
    (F, N): F,
    (F, V): F,
    (N, F): F,
    (N, N): N,
    (N, V): N,
    (V, F): F,
    (V, N): N,
    (V, V): V,
}
NON = {V: F, F: V, N: N}


def union(*issues: Issue) -> U:
    found = [i for i in issues if isinstance(i, U)]
    return U(
        frozenset[str]().union(*(u.causes for u in found)),
        frozenset[str]().union(*(u.erreurs for u in found)),
    )


def et(a: Issue, b: Issue) -> Issue:
    if isinstance(a, str) and isinstance(b, str):
        return ET[a, b]
    return F if F in (a, b) else union(a, b)


def non(a: Issue) -> Issue:
    return a if isinstance(a, U) else NON[a]


def ou(a: Issue, b: Issue) -> Issue:
    if isinstance(a, str) and isinstance(b, str):
        return NON[ET[NON[a], NON[b]]]
    return V if V in (a, b) else union(a, b)


def si(c: Issue, a: Issue, b: Issue) -> Issue:
    if isinstance(c, U):
        return union(c, a, b)
    return {V: a, F: b, N: N}[c]


def toutes(issues: list[Issue]) -> Issue:
    kept = [i for i in issues if i != N]
    if not kept:
        return N
    found: Issue = V
    for issue in kept:
        found = et(found, issue)
    return found


def une(issues: list[Issue]) -> Issue:
    return non(toutes([non(i) for i in issues]))


def strict(operands: list[object], compute: Callable[..., bool]) -> Issue:
    """A comparison: what does not apply first, then what is not known, else the computation."""
    if N in operands:
        return N
    if any(isinstance(o, U) for o in operands):
        return union(*(o for o in operands if isinstance(o, U)))
    return V if compute(*operands) else F


def attendu(issue: Issue) -> object:
    """An outcome as a case writes it."""
    if isinstance(issue, U):
        mot = "erreur" if issue.erreurs else "indéterminé"
        return {"issue": mot, "causes": sorted(issue.causes)}
    return {V: "vrai", F: "faux", N: "non applicable"}[issue]


# --- facts --------------------------------------------------------------------------------------
LETTRES = ("v", "f", "n", "u", "e")
CELLULES = {"v": True, "f": False, "n": "sans objet", "e": "illisible"}


def fait(nom: str, lettre: str) -> Issue:
    if lettre == "u":
        return U(frozenset({nom}))
    if lettre == "e":
        return U(frozenset({nom}), frozenset({nom}))
    return lettre.upper()


def faits(noms: tuple[str, ...], lettres: tuple[str, ...]) -> dict[str, object]:
    return {n: CELLULES[x] for n, x in zip(noms, lettres, strict=True) if x != "u"}


# --- conditions as trees ------------------------------------------------------------------------
Arbre = str | tuple[object, ...]
OPERATIONS: dict[str, Callable[..., Issue]] = {"et": et, "ou": ou, "non": non, "si": si}


def juge(arbre: Arbre, valeurs: dict[str, Issue]) -> Issue:
    if isinstance(arbre, str):
        return valeurs[arbre]
    nom, *operandes = arbre
    return OPERATIONS[str(nom)](*(juge(o, valeurs) for o in operandes))  # type: ignore[arg-type]


def ecrit(arbre: Arbre) -> str:
    if isinstance(arbre, str):
        return arbre
    match arbre:
        case ("non", a):
            return f"non {entre_parentheses(a)}"
        case ("si", c, a, b):
            return f"si {ecrit(c)} alors {ecrit(a)} sinon {ecrit(b)}"
        case (mot, a, b):
            return f"{entre_parentheses(a)} {mot} {entre_parentheses(b)}"
    raise AssertionError(arbre)


def entre_parentheses(arbre: Arbre) -> str:
    return ecrit(arbre) if isinstance(arbre, str) else f"({ecrit(arbre)})"


A, B, C = "fait_a", "fait_b", "fait_c"
CONDITIONS = vocabulaire(fait_a="oui/non", fait_b="oui/non", fait_c="oui/non")


def table(
    arbres: dict[str, Arbre], lettres: Iterator[tuple[str, ...]], noms: tuple[str, ...], sans: str = ""
) -> Iterator[Cas]:
    for choix in lettres:
        valeurs = {n: fait(n, x) for n, x in zip(noms, choix, strict=True)}
        yield Cas(
            nom=f"{sans}{'_'.join(choix)}",
            faits=faits(noms, choix),
            attendu={nom: attendu(juge(arbre, valeurs)) for nom, arbre in arbres.items()},
        )


def section(ident: str, titre: str, prose: str, arbres: dict[str, Arbre], cas: Iterator[Cas]) -> Section:
    choix = {nom: a for nom, a in arbres.items() if not isinstance(a, str) and a[0] == "si"}
    entete = CONDITIONS
    if choix:
        entete += "\ndéfinitions:\n" + "\n".join(f"  def_{nom}: {ecrit(a)}" for nom, a in choix.items())
    clauses = [obligation(nom, f"def_{nom}" if nom in choix else ecrit(a)) for nom, a in arbres.items()]
    return Section(
        ident=ident, titre=titre, prose=prose, convention=convention(*clauses, entete=entete), cas=cas
    )


DEUX: dict[str, Arbre] = {
    "avec_et": ("et", A, B),
    "avec_ou": ("ou", A, B),
    "pas_les_deux": ("non", ("et", A, B)),
    "non_a_ou_non_b": ("ou", ("non", A), ("non", B)),
    "a_sans_b": ("et", A, ("non", B)),
}
LOIS: dict[str, Arbre] = {
    "absorption_et": ("et", A, ("ou", A, B)),
    "absorption_ou": ("ou", A, ("et", A, B)),
    "tiers_exclu": ("ou", A, ("non", A)),
    "contradiction": ("et", B, ("non", B)),
    "double_negation": ("non", ("non", A)),
}
TROIS: dict[str, Arbre] = {
    "groupe": ("et", A, ("ou", B, C)),
    "reparti": ("ou", ("et", A, B), ("et", A, C)),
    "groupe_ou": ("ou", A, ("et", B, C)),
    "reparti_ou": ("et", ("ou", A, B), ("ou", A, C)),
}
CHOIX: dict[str, Arbre] = {
    "choix": ("si", A, B, C),
    "inverse": ("si", ("non", A), C, B),
    "nie": ("si", A, ("non", B), ("non", C)),
    "par_connecteurs": ("ou", ("et", A, B), ("et", ("non", A), C)),
}


def connecteurs() -> Iterator[Section]:
    yield section(
        "TC1",
        "Deux faits : et, ou, non, De Morgan",
        "Toutes les paires des cinq issues : v vrai, f faux, n sans objet, u manquant, e illisible. La "
        "négation de « et » est le « ou » des négations, causes comprises.",
        DEUX,
        table(DEUX, product(LETTRES, LETTRES), (A, B)),
    )
    yield section(
        "TC2",
        "Ce qui tient, ce qui ne tient pas",
        "L'absorption tient sur vrai, faux et sans objet, non dès qu'un fait manque : les deux côtés "
        "s'accordent alors sur ce qui est déterminé, mais les causes peuvent croître. Le tiers exclu et la "
        "non-contradiction ne tiennent pas. La double négation tient toujours.",
        LOIS,
        table(LOIS, product(LETTRES, LETTRES), (A, B)),
    )
    yield section(
        "TC3",
        "Distribuer",
        "Toutes les façons de répondre à trois questions. Distribuer « et » sur « ou » ne change rien tant "
        "que tout est déterminé ; quand un fait manque, « sans objet » peut devenir indéterminé.",
        TROIS,
        table(TROIS, product("vfnu", repeat=3), (A, B, C)),
    )
    yield section(
        "TC4",
        "Choisir",
        "« si a alors b sinon c » : a sans objet donne sans objet ; a manquant garde les causes des trois, "
        "même quand les deux branches s'accordent. Nier la condition échange les branches ; « non » entre "
        "dans les branches. L'écrire avec « et » et « ou » n'est pas la même chose (voir a sans objet, b "
        "et c faux).",
        CHOIX,
        table(CHOIX, ((a, b, c) for a in LETTRES for b in "vfnu" for c in "vfue"), (A, B, C)),
    )


# --- levers -------------------------------------------------------------------------------------
LEVIERS: dict[str, Arbre] = {
    "les_deux": ("et", A, B),
    "l_un": ("ou", A, B),
    "un_et_l_un": ("et", A, ("ou", B, C)),
    "deux_ou_pas": ("ou", ("et", A, B), ("non", C)),
    "pas_l_un": ("non", ("ou", A, B)),
    "choix": ("si", A, B, C),
}


def leviers(arbre: Arbre, valeurs: dict[str, Issue], voulu: str) -> list[str]:
    """The minimal sets of missing facts that some values make enough, by trying them all."""
    manquants = sorted(n for n, v in valeurs.items() if isinstance(v, U))
    forced: list[set[str]] = []
    for size in range(len(manquants) + 1):
        for chosen in combinations(manquants, size):
            if any(smaller <= set(chosen) for smaller in forced):
                continue
            tries = product((V, F, N), repeat=size)
            if any(juge(arbre, {**valeurs, **dict(zip(chosen, t, strict=True))}) == voulu for t in tries):
                forced.append(set(chosen))
    return sorted(" et ".join(sorted(s)) for s in forced)


def cas_leviers() -> Iterator[Cas]:
    for choix in product("uvf", repeat=3):
        valeurs = {n: fait(n, x) for n, x in zip((A, B, C), choix, strict=True)}
        expected: dict[str, object] = {}
        for nom, arbre in LEVIERS.items():
            issue = juge(arbre, valeurs)
            if isinstance(issue, U):
                expected[nom] = {
                    "issue": "indéterminé",
                    "leviers_vrai": leviers(arbre, valeurs, V),
                    "leviers_faux": leviers(arbre, valeurs, F),
                }
        if expected:
            yield Cas(nom="_".join(choix), faits=faits((A, B, C), choix), attendu=expected)


def pages() -> Iterator[Page]:
    yield Page(
        nom="connecteurs",
        titre="Tables : et, ou, non, si",
        prose="Chaque table essaie toutes les combinaisons d'issues. Règle : les trois issues déterminées "
        "forment une chaîne, faux puis sans objet puis vrai ; ce que l'on ignore garde ses causes "
        "(docs/langage, « Issues »).",
        sections=connecteurs(),
    )
    yield Page(
        nom="leviers",
        titre="Tables : ce qui suffirait à conclure",
        prose="Pour une condition indéterminée, les plus petits ensembles de faits manquants qui, avec des "
        "valeurs convenables, la rendent vraie, ou fausse. Chaque fait n'y figure qu'une fois.",
        sections=[
            section(
                "TL1",
                "Leviers de six conditions",
                "u manquant, v vrai, f faux ; seules les conditions restées indéterminées sont jugées.",
                LEVIERS,
                cas_leviers(),
            )
        ],
    )
