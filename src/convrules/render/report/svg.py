"""What is due against what is done, as bars: their length is drawn, their figures are text of the page, so
that both are read on a telephone and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

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


def bars(barres: Sequence[Barre], titre: str) -> Markup:
    """A list with two bars an item; empty when there is nothing to draw."""
    if not barres:
        return Markup("")
    top = longest(barres)
    body = Markup("").join(_bar(b, top) for b in barres)
    return Markup('<ul class="barres" aria-label="{}">{}</ul>').format(titre, body)


def longest(barres: Sequence[Barre]) -> Fraction:
    """What a whole line stands for."""
    return max(max(b.du.max, b.fait.max, Fraction(1)) for b in barres)


def _bar(b: Barre, top: Fraction) -> Markup:
    return Markup('<li><span class="nom">{}</span>{}{}</li>').format(
        b.nom, _line("à faire", "du", b.du, top), _line("fait", "fait", b.fait, top)
    )


def _line(mot: str, kind: str, n: Bornes, top: Fraction) -> Markup:
    """The part that is certain is full, what may be added is pale."""
    perhaps = _rect(n.max, top, f"{kind} peut-etre") if n.valeur is None else Markup("")
    return Markup(
        '<span class="ligne"><svg aria-hidden="true" viewBox="0 0 {} 14" preserveAspectRatio="none">'
        "{}{}</svg>"
        '<span class="chiffre">{} {}</span></span>'
    ).format(_LARGEUR, perhaps, _rect(n.min, top, kind), mot, bornes(n))


def _rect(value: Fraction, top: Fraction, kind: str) -> Markup:
    """Tenths of a unit: a place on the page, computed exactly, written with a dot."""
    tenths = scaled(max(value, Fraction(0)) / top * _LARGEUR, 1)
    return Markup('<rect x="0" y="0" width="{}.{}" height="14" class="{}"/>').format(
        tenths // 10, tenths % 10, kind
    )
