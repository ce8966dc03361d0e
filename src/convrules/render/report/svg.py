"""A bar chart of due against done, drawn from the numbers; the table beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup, escape

from convrules.render.numbers import decimal, scaled

_LARGEUR, _LIGNE, _MARGE, _BARRE = 560, 46, 190, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Barre:
    """`du` and `fait`: dwellings; `fait_max` differs when rows are unknown."""

    nom: str
    du: Fraction
    fait: Fraction
    fait_max: Fraction


def bars(barres: Sequence[Barre], titre: str, ident: str) -> Markup:
    """An SVG with its title and description; empty when there is nothing to draw."""
    if not barres:
        return Markup("")
    top = max(max(b.du, b.fait_max, Fraction(1)) for b in barres)
    height = len(barres) * _LIGNE + 8
    told = " ".join(f"{b.nom} : à faire {decimal(b.du)}, fait {decimal(b.fait)}." for b in barres)
    body = Markup("").join(_bar(b, i, top) for i, b in enumerate(barres))
    return Markup(
        '<svg role="img" aria-labelledby="{0}-t {0}-d" viewBox="0 0 {1} {2}" class="barres">'
        '<title id="{0}-t">{3}</title><desc id="{0}-d">{4}</desc>{5}</svg>'
    ).format(ident, _LARGEUR, height, titre, told, body)


def _bar(b: Barre, index: int, top: Fraction) -> Markup:
    y = index * _LIGNE + 6
    rows = (
        _rect(y, b.du, top, "du"),
        _rect(y + _BARRE + 3, b.fait_max, top, "peut-etre") if b.fait_max != b.fait else Markup(""),
        _rect(y + _BARRE + 3, b.fait, top, "fait"),
    )
    name = b.nom if len(b.nom) <= 28 else f"{b.nom[:27]}…"
    text = Markup('<text x="{}" y="{}" class="nom">{}</text>').format(_MARGE - 8, y + 20, name)
    done = decimal(b.fait) if b.fait == b.fait_max else f"{decimal(b.fait)} à {decimal(b.fait_max)}"
    return (
        text
        + Markup("").join(rows)
        + _figure(y + 11, b.du, top, f"à faire {decimal(b.du)}")
        + _figure(y + 11 + _BARRE + 3, b.fait_max, top, f"fait {done}")
    )


def _width(value: Fraction, top: Fraction) -> str:
    """Tenths of a pixel: a place on the page, computed exactly, written with a dot."""
    tenths = scaled(max(value, Fraction(0)) / top * (_LARGEUR - _MARGE - 100), 1)
    return f"{tenths // 10}.{tenths % 10}"


def _rect(y: int, value: Fraction, top: Fraction, kind: str) -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
        _MARGE, y, _width(value, top), _BARRE, kind
    )


def _figure(y: int, value: Fraction, top: Fraction, text: str) -> Markup:
    whole = int(_width(value, top).partition(".")[0])
    return Markup('<text x="{}" y="{}" class="chiffre">{}</text>').format(_MARGE + whole + 5, y, escape(text))
