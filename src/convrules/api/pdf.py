"""The annual report on paper: a tagged PDF (PDF/UA-1), laid out by typst, the `pdf` extra.

What is said is given to the template as data: nothing of it is ever read as markup. No clock, no network, no
file but the template: same report, same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from convrules.base.package_data import read_package_bytes
from convrules.render.bounds import bornes
from convrules.render.report.pages import unbroken
from convrules.render.report.svg import Barre, longest

MODELE: Final = "render/report/templates/bilan.typ"
NORME: Final = "ua-1"


class SansTypst(Exception):
    """The extra is not installed."""


def to_pdf(contenu: Mapping[str, object]) -> bytes:
    """contenu: what the page of the report says, by part."""
    try:
        import typst
    except ImportError as error:
        raise SansTypst from error
    modele = read_package_bytes(MODELE)
    assert modele is not None, "the template is in the package"
    said = unbroken(json.dumps(contenu, default=_plain, ensure_ascii=False))
    return typst.compile(modele, format="pdf", sys_inputs={"donnees": said}, pdf_standards=[NORME])


DU_WEB: Final = frozenset({"barres", "courbe", "ouvre"})
"""Of the page of the web: drawings, which have their numbers beside them, and what a click opens."""


def _plain(value: object) -> object:
    """Records of the page as tables by name. Bars have the ends of their lines instead of a drawing."""
    names = getattr(type(value), "__dataclass_fields__", None)
    if names is None:
        return str(value)
    fields = {nom: getattr(value, nom) for nom in names if nom not in DU_WEB}
    traits = fields.get("traits")
    return fields if traits is None else {**fields, "traits": [_bar(b, traits) for b in traits]}


def _bar(barre: Barre, together: Sequence[Barre]) -> dict[str, object]:
    """Lines in thousandths of the longest of those drawn together."""
    whole = longest(together)
    ends = (barre.du.min, barre.du.max, barre.fait.min, barre.fait.max)
    return {
        "nom": barre.nom,
        "du": bornes(barre.du),
        "fait": bornes(barre.fait),
        "ends": [int(max(n, Fraction(0)) / whole * 1000) for n in ends],
    }
