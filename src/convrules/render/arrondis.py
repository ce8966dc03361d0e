"""What rounding a share in each commune costs, and to whom: on a screen, as a table, as JSON."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from convrules.analyses.arrondis import MODES, Arrondis, Demande, Inconnue, Lieu, Mode
from convrules.base.anglais import dire
from convrules.base.outcomes import Cause
from convrules.base.texte import Langue, t
from convrules.render import numbers, words
from convrules.render.cells import named_cell
from convrules.render.document import Bloc, paragraphe, puce, titre, to_text
from convrules.render.feuilles import Cellule, Exact, Feuille, Genre
from convrules.render.feuilles import Colonne as ColonneDeFeuille
from convrules.render.french import cite, joined
from convrules.render.lexicon import Lexique
from convrules.render.machine import parts
from convrules.render.machine.parts import Objet, number
from convrules.render.replay import PROPRE
from convrules.render.tables import Colonne, table
from convrules.render.words import holder

MONTRES: Final = 40
"""Communes shown on a screen; the tables have them all."""
MOTS: Final = {
    Mode.INFERIEUR: t("à l'inférieur"),
    Mode.PROCHE: t("au plus proche"),
    Mode.SUPERIEUR: t("au supérieur"),
}
SANS: Final = ("–",) * (1 + len(MODES))
RIEN: Final = (None,) * (2 + len(MODES))
CLES: Final = {Mode.INFERIEUR: "inferieur", Mode.PROCHE: "au_plus_proche", Mode.SUPERIEUR: "superieur"}


def rounding_text(a: Arrondis, lexique: Lexique, langue: Langue = Langue.FR) -> str:
    blocs: list[Bloc] = [
        titre(t("Arrondir chaque part dans chaque commune\u202f: ce que cela coûte")),
        paragraphe(_what(a)),
    ]
    if a.laissees:
        aside = numbers.count(a.laissees, "vacance laissée de côté", "vacances laissées de côté")
        why = words.causes(a.causes, lexique)
        blocs.append(
            paragraphe(t("{combien}, faute de savoir\u202f: {pourquoi}.", combien=aside, pourquoi=why))
        )
    if a.inconnues:
        blocs.append(paragraphe(_unknown(a, lexique)))
    if a.sans:
        absent = joined(list(a.sans), ", ")
        blocs.append(
            paragraphe(t("Pas en vigueur en {annee}\u202f: {noms}.", annee=str(a.annee), noms=absent))
        )
    if not a.lieux:
        return to_text(blocs, langue=langue)
    lines = [to_text(blocs, langue=langue)]
    lines += table(_columns(), [row for lieu in a.lieux[:MONTRES] for row in _rows(lieu, a)], langue=langue)
    if len(a.lieux) > MONTRES:
        more = numbers.count(len(a.lieux) - MONTRES, "autre commune", "autres communes")
        lines.append(dire(t("et {x} (toutes avec -o)", x=more), langue))
    lines += ["", *_whole(a, langue), ""] if a.ensemble else [""]
    lines.append(to_text(list(_cannot(a)), langue=langue))
    return "\n".join(lines) + "\n"


def _what(a: Arrondis) -> str:
    year = numbers.count(a.lues, "vacance")
    if not a.lieux and a.laissees:
        return t(
            "Aucune vacance de {flux} ne peut être comptée dans les parts de {annee}\u202f: rien à arrondir.",
            flux=str(a.flux),
            annee=str(a.annee),
        )
    if not a.lieux:
        return t(
            "Aucune vacance de {flux} n'est dans l'assiette d'une part de {annee}\u202f: rien à arrondir. "
            "« --flux » choisit une autre année.",
            flux=str(a.flux),
            annee=str(a.annee),
        )
    return t(
        "Les vacances de {flux} ({combien}) comme si elles revenaient en {annee}, aux parts de {annee}. "
        "Entre parenthèses, ce que l'arrondi ajoute au dû ou lui retire, en logements.",
        flux=str(a.flux),
        combien=year,
        annee=str(a.annee),
    )


def _unknown(a: Arrondis, lexique: Lexique) -> str:
    """Parts set aside for want of their rate; the others are told."""
    names = dict.fromkeys(
        t("{qui}, {clause}", qui=holder(x.convention), clause=cite(x.clause)) for x in a.inconnues
    )
    causes = frozenset[Cause]().union(*(x.causes for x in a.inconnues))
    return t(
        "Taux inconnu en {annee}\u202f: {noms} (« – » ci-dessous). Ce qui manque\u202f: {pourquoi}. Les "
        "autres parts sont dites.",
        annee=str(a.annee),
        noms=joined(list(names), "\u202f; "),
        pourquoi=words.causes(causes, lexique),
    )


def _columns() -> list[Colonne]:
    return [
        Colonne(titre=t("Commune"), souple=True),
        Colonne(titre=t("Part"), souple=True),
        Colonne(titre=t("Base"), droite=True),
        Colonne(titre=t("Dû"), droite=True),
        *(Colonne(titre=MOTS[mode], droite=True) for mode in MODES),
    ]


def _rows(lieu: Lieu, a: Arrondis) -> Iterator[tuple[str, ...]]:
    where = named_cell((("commune", lieu.commune),))
    for n, d in enumerate(lieu.demandes):
        head = where if n == 0 else ""
        cells = (_with_cost(d.rounded(mode), d.du) for mode in MODES)
        yield head, _named(d, a), str(d.base), numbers.decimal(d.du), *cells
    for n, one in enumerate(lieu.inconnues, len(lieu.demandes)):
        said = t("{qui}, {clause}", qui=holder(one.convention), clause=cite(one.clause))
        yield (where if n == 0 else ""), said, str(one.base), *SANS
    if lieu.inconnues:
        yield "", PROPRE, str(lieu.flux), *SANS
        return
    rest = (_with_cost(lieu.left(mode), lieu.reste) for mode in MODES)
    yield "", PROPRE, str(lieu.flux), numbers.decimal(lieu.reste), *rest


def _named(d: Demande, a: Arrondis) -> str:
    """The holder; its part too, where it has several."""
    own = sum(other.convention.ident == d.convention.ident for other in a.ensemble)
    if own == 1:
        return holder(d.convention)
    return t("{qui}, {clause}", qui=holder(d.convention), clause=cite(d.clause))


def _with_cost(whole: int, exact: Fraction) -> str:
    gap = whole - exact
    if gap == 0:
        return numbers.group(whole) if whole >= 0 else t("−{n}", n=numbers.group(-whole))
    said = numbers.decimal(abs(gap))
    shown = numbers.group(whole) if whole >= 0 else t("−{n}", n=numbers.group(-whole))
    sign = "+" if gap > 0 else "−"
    return t("{entier} ({signe}{ecart})", entier=shown, signe=sign, ecart=said)


def _whole(a: Arrondis, langue: Langue) -> Iterator[str]:
    """For each holder: all the communes added up, beside the same rounding once over all of them."""
    columns = [
        Colonne(titre=t("Toutes les communes"), souple=True),
        Colonne(titre=t("Arrondi"), souple=True),
        Colonne(titre=t("Dû"), droite=True),
        *(Colonne(titre=MOTS[mode], droite=True) for mode in MODES),
    ]
    rows: list[tuple[str, ...]] = []
    for d in a.ensemble:
        by_place = (_with_cost(a.asked(d, mode), d.du) for mode in MODES)
        once = (_with_cost(d.rounded(mode), d.du) for mode in MODES)
        rows.append((_named(d, a), t("dans chaque commune"), numbers.decimal(d.du), *by_place))
        rows.append(("", t("une fois, sur l'ensemble"), "", *once))
    if not a.inconnues:
        rows += _left_over(a)
    yield from table(columns, rows, langue=langue)


def _left_over(a: Arrondis) -> list[tuple[str, ...]]:
    """The landlord's own share, both ways."""
    rest = a.total - sum((d.du for d in a.ensemble), Fraction(0))
    by_place = (_with_cost(sum(lieu.left(mode) for lieu in a.lieux), rest) for mode in MODES)
    once = (_with_cost(a.total - sum(d.rounded(mode) for d in a.ensemble), rest) for mode in MODES)
    return [
        (PROPRE, t("dans chaque commune"), numbers.decimal(rest), *by_place),
        ("", t("une fois, sur l'ensemble"), "", *once),
    ]


# --- what cannot be met -----------------------------------------------------------------------
def _cannot(a: Arrondis) -> Iterator[Bloc]:
    told = [*_too_much(a), *_never(a), *_exact(a)]
    if not told and a.inconnues:
        return
    if not told:
        yield paragraphe(t("Chaque sens d'arrondi peut être tenu dans chaque commune."))
        return
    yield paragraphe(t("Ce qui ne peut être tenu, ou ne donne rien"))
    for one in told[:MONTRES]:
        yield puce(one)
    if len(told) > MONTRES:
        yield puce(t("et {x} (tous avec -o)", x=numbers.count(len(told) - MONTRES, "autre")))


def _too_much(a: Arrondis) -> Iterator[str]:
    """More dwellings asked than the commune had vacancies."""
    for lieu in a.lieux:
        for mode in MODES:
            if lieu.left(mode) < 0:
                yield t(
                    "{commune}\u202f: {mode}, les parts demandent {demandes} pour {vacances}.",
                    commune=named_cell((("commune", lieu.commune),)),
                    mode=MOTS[mode],
                    demandes=numbers.count(lieu.asked(mode), "logement"),
                    vacances=numbers.count(lieu.flux, "vacance"),
                )


def _never(a: Arrondis) -> Iterator[str]:
    """A share of less than a dwelling: some roundings give nothing, the others a whole one."""
    for lieu in a.lieux:
        for d in lieu.demandes:
            none = [mode for mode in MODES if d.du > 0 and d.rounded(mode) == 0]
            if none:
                yield t(
                    "{commune}, {part}\u202f: {du} logement dû\u202f; {modes}, rien\u202f; au supérieur, "
                    "un logement, soit {taux} de sa base.",
                    commune=named_cell((("commune", lieu.commune),)),
                    part=_named(d, a),
                    du=numbers.decimal(d.du),
                    modes=joined([MOTS[mode] for mode in none], ", "),
                    taux=numbers.percent(Fraction(1, d.base)),
                )


def _exact(a: Arrondis) -> Iterator[str]:
    """Without rounding, a share can be given to the letter only where it is whole."""
    every = [d for lieu in a.lieux for d in lieu.demandes]
    broken = sum(d.du.denominator != 1 for d in every)
    if broken:
        yield t(
            "sans arrondi, une part exacte ne peut être donnée là où le dû n'est pas entier\u202f: {n} "
            "des {m} parts de commune ci-dessus.",
            n=numbers.group(broken),
            m=numbers.group(len(every)),
        )


# --- tables and JSON ----------------------------------------------------------------------------
def rounding_sheet(a: Arrondis) -> Feuille:
    return Feuille(
        nom="arrondis",
        titre=f"Arrondir dans chaque commune (vacances de {a.flux}, parts de {a.annee})",
        colonnes=(
            ColonneDeFeuille(nom="commune", titre="Commune"),
            ColonneDeFeuille(nom="convention", titre="Convention"),
            ColonneDeFeuille(nom="part", titre="Part"),
            ColonneDeFeuille(nom="base", titre="Base", genre=Genre.ENTIER),
            ColonneDeFeuille(nom="du", titre="Dû", genre=Genre.NOMBRE),
            ColonneDeFeuille(nom="du_exact", titre="Exact"),
            *(
                ColonneDeFeuille(nom=CLES[mode], titre=str(MOTS[mode]).capitalize(), genre=Genre.ENTIER)
                for mode in MODES
            ),
        ),
        lignes=tuple(_sheet_rows(a)),
    )


def _sheet_rows(a: Arrondis) -> Iterator[tuple[Cellule, ...]]:
    for lieu in a.lieux:
        for d in lieu.demandes:
            yield _line(lieu.commune, d, [d.rounded(mode) for mode in MODES])
        for one in lieu.inconnues:
            yield lieu.commune, one.convention.ident, one.clause, one.base, *RIEN
        if lieu.inconnues:
            yield lieu.commune, "", "part propre du bailleur", lieu.flux, *RIEN
            continue
        rest = Exact(numbers.exact(lieu.reste))
        left = (lieu.left(mode) for mode in MODES)
        yield lieu.commune, "", "part propre du bailleur", lieu.flux, lieu.reste, rest, *left
    for d in a.ensemble:
        yield _line("somme des communes", d, [a.asked(d, mode) for mode in MODES])
        yield _line("ensemble", d, [d.rounded(mode) for mode in MODES])


def _line(commune: str, d: Demande, whole: Sequence[int]) -> tuple[Cellule, ...]:
    return commune, d.convention.ident, d.clause, d.base, d.du, Exact(numbers.exact(d.du)), *whole


def machine(a: Arrondis) -> Objet:
    return {
        "flux": a.flux,
        "annee": a.annee,
        "lues": a.lues,
        "laissees": a.laissees,
        "causes": parts.causes(a.causes),
        "sans_convention": list(a.sans),
        "communes": [
            {
                "commune": lieu.commune,
                "flux": lieu.flux,
                "parts": [_demand(d) for d in lieu.demandes],
                "parts_inconnues": [_unknown_part(one) for one in lieu.inconnues],
                "reste_exact": None if lieu.inconnues else number(lieu.reste),
                "reste": None if lieu.inconnues else {CLES[mode]: lieu.left(mode) for mode in MODES},
            }
            for lieu in a.lieux
        ],
        "ensemble": [
            {"part": _demand(d), "par_commune": {CLES[mode]: a.asked(d, mode) for mode in MODES}}
            for d in a.ensemble
        ],
    }


def _unknown_part(one: Inconnue) -> Objet:
    return {
        "convention": one.convention.ident,
        "clause": one.clause,
        "base": one.base,
        "causes": parts.causes(one.causes),
    }


def _demand(d: Demande) -> Objet:
    return {
        "convention": d.convention.ident,
        "clause": d.clause,
        "base": d.base,
        "du": number(d.du),
        "arrondi": {CLES[mode]: d.rounded(mode) for mode in MODES},
    }
