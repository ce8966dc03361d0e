"""Reports on paper: tagged PDF (PDF/UA-1), laid out by typst, the `pdf` extra.

What is said is given to the template as data: nothing of it is ever read as markup. No clock, no network, no
file but the template, no font but those of typst: same report, same bytes, on any machine with that typst.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib.metadata import version
from json import dumps
from types import ModuleType
from typing import Final

from convrules.base.package_data import read_package_bytes
from convrules.render.bounds import bornes
from convrules.render.report.pages import unbroken
from convrules.render.report.svg import Barre, longest

MODELE: Final = "render/report/templates/bilan.typ"
ANNUEL: Final = "render/report/templates/annuel.typ"
COMMUN: Final = "render/report/templates/commun.typ"
NORME: Final = "ua-1"


class SansTypst(Exception):
    """The extra is not installed."""


def typst_version() -> str:
    """Of what lays pages out: another one may give other bytes. Raises SansTypst."""
    _typst()
    return version("typst")


def to_pdf(contenu: Mapping[str, object], modele: str = MODELE) -> bytes:
    """contenu: what the page of the report says, by part. Raises SansTypst."""
    typst = _typst()
    parts = [read_package_bytes(nom) for nom in (COMMUN, modele)]
    said = dumps(printable(contenu), ensure_ascii=False)
    found: bytes = typst.compile(
        b"".join(part for part in parts if part is not None),
        format="pdf",
        sys_inputs={"donnees": said},
        pdf_standards=[NORME],
        ignore_system_fonts=True,
    )
    return found


def _typst() -> ModuleType:
    try:
        import typst
    except ImportError as error:
        raise SansTypst from error
    return typst


# --- what is said, as data --------------------------------------------------------------------
DU_WEB: Final = frozenset({"barres", "courbe", "ouvre"})
"""Of the page of the web: drawings, which have their numbers beside them, and what a click opens."""
_IMPRIMABLES: Final = (
    "\\t\\n -~\\xa0-\\u0377\\u037a-\\u037f\\u0384-\\u038a\\u038c\\u038e-\\u03a1\\u03a3-\\u0484\\u0487-\\u04ff"
    "\\u1e00-\\u1eff\\u2000-\\u200d\\u2010-\\u2027\\u202f-\\u2040\\u2070\\u2071\\u2074-\\u208e\\u20a0-\\u20bf"
    "\\u2100-\\u211e\\u2122\\u2190-\\u22ff"
)
"""Latin, Greek, Cyrillic, and signs: what the fonts that typst brings draw, less what turns the direction of
the text."""
_AUTRE: Final = re.compile(f"[^{_IMPRIMABLES}]")


def printable(value: object) -> object:
    """Records of the page as tables by name, texts as they can be printed. Bars have the ends of their lines
    instead of a drawing."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return _AUTRE.sub(_by_code, unbroken(value))
        case Mapping():
            return {nom: printable(one) for nom, one in value.items()}
        case list() | tuple():
            return [printable(one) for one in value]
    names = getattr(type(value), "__dataclass_fields__", None)
    if names is None:
        return printable(str(value))
    fields = {nom: getattr(value, nom) for nom in names if nom not in DU_WEB}
    traits = fields.get("traits")
    return printable(fields if traits is None else {**fields, "traits": [_bar(b, traits) for b in traits]})


def _by_code(found: re.Match[str]) -> str:
    """A sign that no font draws is told by its code, so that nothing is left out unseen."""
    return f"[U+{ord(found[0]):04X}]"


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
