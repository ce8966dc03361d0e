"""From the tree of the grammar to ours: expressions and populations. Sentences are in `sentences.py`.

Recursion is bounded: `parser.py` measured the tree's depth before it came here.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Final

from convrules.base.dates import JOUR_MAX, JOUR_MIN
from convrules.base.motifs import Motif
from convrules.base.records import dataclass, replace
from convrules.base.source import Source, Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import limites
from convrules.diagnostics.problems import phrase as problems
from convrules.syntax import nodes as n
from convrules.syntax.automate import Branche, Jeton
from convrules.syntax.words import MOIS

UNITES: Final = {
    "POURCENT": "%",
    "EUROS_M2": "€/m²",
    "EUROS_LOGEMENT": "€/logement",
    "EUROS": "€",
    "M2": "m²",
    "LOGEMENTS": "logement",
    "DROITS": "droit",
    "POINTS": "point",
    "JOURS_OUVRES": "jour ouvré",
    "JOURS_OUVRABLES": "jour ouvrable",
    "JOURS": "jour",
    "SEMAINES": "semaine",
    "MOIS": "mois",
    "ANS": "an",
}
CLASSES: Final = {
    "VACANCES": "vacances",
    "MISES_EN_SERVICE": "mises en service",
    "REMISES_EN_LOCATION": "remises en location",
    "ORIENTATIONS": "orientations",
    "PROPOSITIONS": "propositions",
    "CANDIDATURES": "candidatures",
    "REFUS": "refus",
    "ATTRIBUTIONS": "attributions",
    "BAUX": "baux signés",
    "LOGEMENTS": "logements",
    "DROITS": "droits",
    "DEMANDES": "demandes",
}
STATUTS: Final = {"DANS_ASSIETTE": "assiette", "DU_CHAMP": "champ"}
RATTACHEMENTS: Final = {"DU_RESERVATAIRE": "réservataire", "DU_BAILLEUR": "bailleur"}


@dataclass(slots=True, kw_only=True)
class Chantier:
    """What a builder needs at hand: the text, where its sentence begins in it, and where to say what is
    wrong."""

    source: Source
    debut: int
    diagnostics: list[Diagnostic]

    def span(self, start: int, end: int) -> Span:
        return Span(source=self.source, start=start, end=end)

    def of(self, branch: Branche) -> Span:
        return self.span(self.debut + branch.start_pos, self.debut + branch.end_pos)

    def token(self, token: Jeton) -> Span:
        return self.span(self.debut + token.start_pos, self.debut + token.end_pos)


# --- reading the tree of the grammar --------------------------------------------------------
def branches(branch: Branche) -> list[Branche]:
    return [child for child in branch.children if isinstance(child, Branche)]


def tokens(branch: Branche) -> dict[str, Jeton]:
    """Tokens of a branch by kind; no rule takes two of one kind but classes, read otherwise."""
    return {child.type: child for child in branch.children if isinstance(child, Jeton)}


def find(branch: Branche, *names: str) -> Branche | None:
    return next((child for child in branches(branch) if child.data in names), None)


def words(token: Jeton) -> str:
    """A keyword with single spaces between its words."""
    return " ".join(token.split())


# --- expressions ----------------------------------------------------------------------------
def expression(c: Chantier, branch: Branche) -> n.Expr:
    """Any branch of the expression grammar."""
    return _EXPRESSIONS[str(branch.data)](c, branch)


def _operands(c: Chantier, branch: Branche) -> list[n.Expr]:
    return [expression(c, child) for child in branches(branch)]


def _chain(c: Chantier, branch: Branche) -> n.Expr:
    """`a op b op c` leans to the left."""
    result: n.Expr | None = None
    operator = ""
    for child in branch.children:
        if isinstance(child, Jeton):
            operator = str(child)
        else:
            right = expression(c, child)
            result = right if result is None else _binary(c, operator, result, right)
    assert result is not None, "a chain has an operand"
    return result


def _binary(c: Chantier, operator: str, left: n.Expr, right: n.Expr) -> n.Binaire:
    span = c.span(left.span.start, right.span.end)
    return n.Binaire(span=span, operateur=operator, gauche=left, droite=right)


def _si(c: Chantier, branch: Branche) -> n.Expr:
    condition, then, otherwise = _operands(c, branch)
    return n.Si(span=c.of(branch), condition=condition, alors=then, sinon=otherwise)


def _unary(operator: str) -> Callable[[Chantier, Branche], n.Expr]:
    def build(c: Chantier, branch: Branche) -> n.Expr:
        (operand,) = _operands(c, branch)
        return n.Unaire(span=c.of(branch), operateur=operator, operande=operand)

    return build


def _compare(c: Chantier, branch: Branche) -> n.Expr:
    left, right = _operands(c, branch)
    operator = str(tokens(branch)["COMPARATEUR"])
    return n.Binaire(span=c.of(branch), operateur=operator, gauche=left, droite=right)


def _dans(c: Chantier, branch: Branche) -> n.Expr:
    operand, collection = branches(branch)
    members = tuple(_operands(c, collection))
    return n.Dans(span=c.of(branch), operande=expression(c, operand), ensemble=members)


def _entre(c: Chantier, branch: Branche) -> n.Expr:
    operand, low, high = _operands(c, branch)
    return n.Entre(span=c.of(branch), operande=operand, bas=low, haut=high)


def _renseigne(c: Chantier, branch: Branche) -> n.Expr:
    (operand,) = _operands(c, branch)
    return n.Renseigne(span=c.of(branch), operande=operand)


def _en_saison(c: Chantier, branch: Branche) -> n.Expr:
    operand, days = branches(branch)
    held = saison(c, days)
    if isinstance(held, n.Invalide):
        return held
    return n.EnSaison(span=c.of(branch), operande=expression(c, operand), saison=held)


def saison(c: Chantier, branch: Branche) -> n.Saison | n.Invalide:
    first, last = (quantieme(c, child) for child in branches(branch))
    if isinstance(first, n.Invalide) or isinstance(last, n.Invalide):
        return n.Invalide(span=c.of(branch))
    return n.Saison(span=c.of(branch), debut=first, fin=last)


def quantieme(c: Chantier, branch: Branche) -> n.JourDuMois | n.Invalide:
    """A day of each year."""
    span = c.of(branch)
    month = MOIS.index(tokens(branch)["NOM_MOIS"]) + 1
    rank = find(branch, "nombre")
    day_number = whole(c, rank) if rank is not None else 1
    if valid_date(_LEAP_YEAR, month, day_number) is None:
        c.diagnostics.append(problems.jour_inexistant(span=span, ecrit=span.text))
        return n.Invalide(span=span)
    return n.JourDuMois(span=span, jour=day_number, mois=month)


def _a_eu_lieu(c: Chantier, branch: Branche) -> n.Expr:
    return n.AEuLieu(span=c.of(branch), evenement=chemin(c, branches(branch)[0]))


def _atteint(c: Chantier, branch: Branche) -> n.Expr:
    cited, *after = branches(branch)
    seen = tokens(branch)
    return n.Atteint(
        span=c.of(branch),
        genre="part" if "LA_PART" in seen else "quota",
        cible=chemin(c, cited),
        a_date="A_DATE" in seen,
        jour=chemin(c, branches(after[0])[0]) if after else None,
    )


def _tour_de(c: Chantier, branch: Branche) -> n.Expr:
    cited, holder = branches(branch)
    titulaire = n.Chemin(span=c.of(holder), noms=designation(holder))
    return n.TourDe(span=c.of(branch), cible=chemin(c, cited), titulaire=titulaire)


def designation(branch: Branche) -> tuple[str, ...]:
    """A name, or the identifier of a convention between quotes."""
    kinds = tokens(branch)
    if "TEXTE" in kinds:
        return (str(kinds["TEXTE"])[1:-1],)
    return tuple(str(token) for token in branches(branch)[0].children)


def _texte(c: Chantier, branch: Branche) -> n.Expr:
    return n.Texte(span=c.of(branch), valeur=str(branch.children[0])[1:-1])


def _logique(c: Chantier, branch: Branche) -> n.Expr:
    return n.Logique(span=c.of(branch), valeur=branch.data == "vrai")


def _appel(c: Chantier, branch: Branche) -> n.Expr:
    arguments = tuple(_operands(c, branch))
    return n.Appel(span=c.of(branch), nom=str(tokens(branch)["NOM"]), arguments=arguments)


def _compte(c: Chantier, branch: Branche) -> n.Expr:
    return n.Compte(span=c.of(branch), population=population(c, branches(branch)[0]))


def _somme(c: Chantier, branch: Branche) -> n.Expr:
    term, rows = branches(branch)
    return n.Somme(span=c.of(branch), terme=expression(c, term), population=population(c, rows))


def chiffre(c: Chantier, branch: Branche) -> n.Expr:
    seen = tokens(branch)
    return n.Chiffre(
        span=c.of(branch),
        grandeur=str(seen["GRANDEUR"]),
        cible=chemin(c, branches(branch)[0]),
        precedente="SUR_LA_PRECEDENTE" in seen,
    )


def _parenthese(c: Chantier, branch: Branche) -> n.Expr:
    (inner,) = _operands(c, branch)
    return replace(inner, span=c.of(branch))


def _chemin(c: Chantier, branch: Branche) -> n.Expr:
    return chemin(c, branch)


def chemin(c: Chantier, branch: Branche) -> n.Chemin:
    """A name, with its level; « 3e refus_candidat » is one name."""
    rank, noms = tokens(branch).get("RANG"), [str(t) for t in branch.children]
    if rank is not None:
        noms = [*noms[1:-1], ranked(str(rank), noms[-1])]
    return n.Chemin(span=c.of(branch), noms=tuple(noms))


def ranked(rank: str, nom: str) -> str:
    """The first of its kind is the event itself."""
    return nom if rank == "1er" else f"{rank} {nom}"


def trou(c: Chantier, branch: Branche) -> n.Trou:
    return n.Trou(span=c.of(branch), nom=str(tokens(branch)["TROU"])[1:-1])


def _quantite(c: Chantier, branch: Branche) -> n.Expr:
    unit = find(branch, "unite")
    symbol = UNITES[next(iter(tokens(unit)))] if unit is not None else None
    return n.Nombre(span=c.of(branch), valeur=number(c, branches(branch)[0]), unite=symbol)


# --- numbers and days -----------------------------------------------------------------------
_MILLIERS: Final = Motif(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_DUREE: Final = Motif(r"\s*(?:jours?|semaines?|mois|ans?)\b")
_COMPTE: Final = Motif(
    r"[ \u00a0\u202f]*(?:€|(?:logements?|vacances|attributions?|baux|droits?|demandes?|jours?|mois)\b)"
)
"""What is seldom counted in thousandths."""


def number(c: Chantier, branch: Branche) -> Fraction:
    """The value of a `nombre`, with a finding when it is written as in French prose."""
    token = branch.children[0]
    assert isinstance(token, Jeton), "a number is one token"
    text = str(token)
    if token.type == "VIRGULE":
        plain = text.replace(",", ".")
        span = c.token(token)
        if _DUREE.match(c.source.text, span.end) and Fraction(plain).denominator != 1:
            return Fraction(plain)  # Told of when its unit is read: no duration has decimals.
        found = problems.virgule_decimale(span=span, ecrit=text, attendu=plain, en_liste=_in_list(c, span))
        c.diagnostics.append(found)
        return Fraction(plain)
    if token.type == "MILLIERS":
        plain = text.replace(" ", "").replace(",", ".")
        c.diagnostics.append(problems.espace_dans_un_nombre(span=c.token(token), ecrit=text, attendu=plain))
        return Fraction(plain)
    if _MILLIERS.fullmatch(text) and _COMPTE.match(c.source.text, c.token(token).end):
        c.diagnostics.append(problems.point_de_milliers(span=c.token(token), ecrit=text))
    return Fraction(text)


def _in_list(c: Chantier, span: Span) -> bool:
    """Could the comma part two members of a list or two arguments?"""
    before = c.source.text[: span.start].rstrip()[-1:]
    after = c.source.text[span.end :].lstrip()[:1]
    return before in ("[", "(", ",") or after in ("]", ",")


def whole(c: Chantier, branch: Branche) -> int:
    """A number that counts things."""
    value = number(c, branch)
    if value.denominator != 1:
        span = c.of(branch)
        c.diagnostics.append(problems.nombre_entier_attendu(span=span, ecrit=span.text))
    return int(value)


def day(c: Chantier, branch: Branche) -> n.Jour | n.Invalide:
    """A `jour_exact`; a day that no calendar holds is reported."""
    token = branch.children[0]
    assert isinstance(token, Jeton), "a day is one token"
    span = c.token(token)
    french = token.type == "DATE_FRANCAISE"
    parts = token.split("/")[::-1] if french else token.split("-")
    value = valid_date(*(int(part) for part in parts))
    if french:
        iso = value.isoformat() if value is not None else ""
        c.diagnostics.append(problems.date_a_la_francaise(span=span, ecrit=str(token), attendu=iso))
    elif value is None:
        c.diagnostics.append(problems.jour_inexistant(span=span, ecrit=str(token)))
    elif not JOUR_MIN <= value <= JOUR_MAX:
        c.diagnostics.append(limites.date_hors_bornes(span=span, ecrit=str(token)))
        return n.Invalide(span=span)
    return n.Jour(span=span, valeur=value) if value is not None else n.Invalide(span=span)


def valid_date(year: int, month: int, day_number: int) -> date | None:
    try:
        return date(year, month, day_number)
    except (ValueError, OverflowError):
        return None


# --- populations ----------------------------------------------------------------------------
def population(c: Chantier, branch: Branche) -> n.Population:
    classes, *rest = branches(branch)
    kinds = tokens(branch)
    return n.Population(
        span=c.of(branch),
        classes=tuple(CLASSES[t.type] for t in classes.children if isinstance(t, Jeton) and t.type != "ET"),
        statut=next((STATUTS[k] for k in kinds if k in STATUTS), None),
        rattachement=next((RATTACHEMENTS[k] for k in kinds if k in RATTACHEMENTS), None),
        condition=expression(c, rest[0]) if rest else None,
    )


_LEAP_YEAR: Final = 2000
_EXPRESSIONS: Final[dict[str, Callable[[Chantier, Branche], n.Expr]]] = {
    "si": _si,
    "disjonction": _chain,
    "conjonction": _chain,
    "terme": _chain,
    "produit": _chain,
    "non": _unary("non"),
    "oppose": _unary("-"),
    "compare": _compare,
    "dans": _dans,
    "entre": _entre,
    "renseigne": _renseigne,
    "a_eu_lieu": _a_eu_lieu,
    "atteint": _atteint,
    "tour_de": _tour_de,
    "en_saison": _en_saison,
    "texte": _texte,
    "vrai": _logique,
    "faux": _logique,
    "appel": _appel,
    "compte": _compte,
    "somme": _somme,
    "chiffre": chiffre,
    "parenthese": _parenthese,
    "chemin": _chemin,
    "trou": trou,
    "quantite": _quantite,
    "jour_exact": day,
}
