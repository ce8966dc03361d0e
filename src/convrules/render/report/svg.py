"""What is due against what is done, as bars: their length is drawn, their figures are text of the page, so
that both are read on a telephone and on paper."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from markupsafe import Markup

from convrules.base.anglais import dire, dit
from convrules.base.records import dataclass
from convrules.base.texte import Langue, t
from convrules.render.bounds import bornes
from convrules.render.numbers import scaled
from convrules.year.model import Bornes

_LARGEUR = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Barre:
    """`du` and `fait`: numbers of what the rule counts, as intervals when rows are unknown."""

    nom: str
    du: Bornes
    fait: Bornes


Trait: TypeAlias = tuple[str, str, Bornes]
"""A bar: the word before its figure, its colour, its length."""


def bars(barres: Sequence[Barre], titre: str, langue: Langue = Langue.FR) -> Markup:
    """A list with two bars an item; empty when there is nothing to draw."""
    groups = [(b.nom, [(t("cible"), "du", b.du), ("fait", "fait", b.fait)]) for b in barres]
    return grouped(groups, titre, langue)


def grouped(groups: Sequence[tuple[str, Sequence[Trait]]], titre: str, langue: Langue = Langue.FR) -> Markup:
    """A list with as many bars an item as it is given, all at one scale."""
    if not groups:
        return Markup("")
    top = max(Fraction(1), *(n.max for _, traits in groups for _, _, n in traits))
    body = Markup("").join(_item(dit(nom, langue), traits, top, langue) for nom, traits in groups)
    rows = max(len(traits) for _, traits in groups)
    return Markup('<ul class="barres lignes-{}" aria-label="{}">{}</ul>').format(
        rows, dit(titre, langue), body
    )


def longest(barres: Sequence[Barre]) -> Fraction:
    """What a whole line stands for."""
    return max(max(b.du.max, b.fait.max, Fraction(1)) for b in barres)


def _item(nom: str, traits: Sequence[Trait], top: Fraction, langue: Langue) -> Markup:
    lines = Markup("").join(
        _line(dire(mot, langue), kind, n, top, dit(bornes(n), langue)) for mot, kind, n in traits
    )
    return Markup('<li><span class="nom">{}</span>{}</li>').format(nom, lines)


def _line(mot: str, kind: str, n: Bornes, top: Fraction, figure: str) -> Markup:
    """The part that is certain is full, what may be added is pale."""
    perhaps = _rect(n.max, top, f"{kind} peut-etre") if n.valeur is None else Markup("")
    return Markup(
        '<span class="ligne"><svg aria-hidden="true" viewBox="0 0 {} 14" preserveAspectRatio="none">'
        "{}{}</svg>"
        '<span class="chiffre">{} {}</span></span>'
    ).format(_LARGEUR, perhaps, _rect(n.min, top, kind), mot, figure)


def _rect(value: Fraction, top: Fraction, kind: str) -> Markup:
    """Tenths of a unit: a place on the page, computed exactly, written with a dot."""
    tenths = scaled(max(value, Fraction(0)) / top * _LARGEUR, 1)
    return Markup('<rect x="0" y="0" width="{}.{}" height="14" class="{}"/>').format(
        tenths // 10, tenths % 10, kind
    )


# --- a year ----------------------------------------------------------------------------------
HAUTEUR: Final = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Courbe:
    """`points`: how much of the year is over, from 0 to 1, and the value then, in order; `kind`: its colour.
    `marches`: a value holds until the next one, or a line goes to it."""

    nom: str
    kind: str
    points: tuple[tuple[Fraction, Fraction], ...]
    marches: bool = True


def curves(courbes: Sequence[Courbe], titre: str, langue: Langue = Langue.FR, mois: str = "") -> Markup:
    """A year, from nothing to the greatest value; empty without a point. The figures are in a table of the
    page. mois: initials of the months under it, all as wide."""
    top = max((value for c in courbes for _, value in c.points), default=Fraction(0))
    if top <= 0:
        return Markup("")
    told = dit(titre, langue)
    body = Markup("").join(_curve(c, top) for c in courbes)
    names = Markup("").join(
        Markup(
            '<li><svg aria-hidden="true" viewBox="0 0 30 10"><path class="{}" d="M0 5H30"/></svg> {}</li>'
        ).format(c.kind, dit(c.nom, langue))
        for c in courbes
    )
    return Markup(
        '<figure class="courbes"><svg role="img" aria-label="{}" viewBox="0 0 {} {}" '
        'preserveAspectRatio="none">{}</svg>{}<figcaption>{}</figcaption><ul>{}</ul></figure>'
    ).format(told, _LARGEUR, HAUTEUR, body, _months(mois), told, names)


def _months(mois: str) -> Markup:
    if not mois:
        return Markup("")
    each = Markup("").join(Markup("<span>{}</span>").format(letter) for letter in mois)
    return Markup('<div class="mois" aria-hidden="true">{}</div>').format(each)


def _curve(c: Courbe, top: Fraction) -> Markup:
    said: list[str] = []
    for over, value in c.points:
        x = _tenths(over * _LARGEUR)
        y = _tenths(HAUTEUR - max(value, Fraction(0)) / top * (HAUTEUR - 10))
        said.append(f"{'H' if c.marches else 'L'}{x}{'V' if c.marches else ' '}{y}" if said else f"M{x} {y}")
    return Markup('<path class="{}" d="{}"/>').format(c.kind, "".join(said))


def _tenths(x: Fraction) -> str:
    n = scaled(x, 1)
    return f"{n // 10}.{n % 10}"
