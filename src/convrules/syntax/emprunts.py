"""Words of elsewhere in a sentence: of another language, or of the paper, where a sign is written."""

import re
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import phrase as problems
from convrules.syntax.arret import Arret

_MOTS_ETRANGERS: Final = {
    "and": "et",
    "or": "ou",
    "not": "non",
    "in": "dans",
    "true": "vrai",
    "false": "faux",
    "between": "entre",
    "if": "si",
    "then": "alors",
    "else": "sinon",
}
_UNITES_EN_LETTRES: Final = {
    "pour cent": "%",
    "pourcent": "%",
    "pourcents": "%",
    "euros": "€",
    "euro": "€",
    "m2": "m²",
    "année": "an",
    "années": "ans",
    "annee": "an",
    "annees": "ans",
}
_NOMBRES: Final = {
    "cinq": 5, "dix": 10, "quinze": 15, "vingt": 20, "vingt-cinq": 25, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "cent": 100,
}  # fmt: skip
_EN_LETTRES: Final = Motif(rf"(?<![\w-])({'|'.join(_NOMBRES)})\s+\Z", re.IGNORECASE)


def foreign_word(stop: Arret) -> Diagnostic | None:
    for start in stop.starts:
        rest = stop.text[start : stop.sentence.end].lower()
        for table, build in (
            (_MOTS_ETRANGERS, problems.signe_etranger),
            (_UNITES_EN_LETTRES, problems.unite_en_lettres),
        ):
            for written, meant in table.items():
                if re.match(r"\s+".join(written.split()) + r"\b", rest):
                    span = stop.span(start, start + len(written))
                    if meant == "%" and not stop.text[:start].rstrip()[-1:].isdigit():
                        return _in_letters(stop, span)
                    return build(span=span, ecrit=span.text, attendu=meant)
    return None


def _in_letters(stop: Arret, unite: Span) -> Diagnostic | None:
    """`vingt pour cent`."""
    before = _EN_LETTRES.search(stop.text, stop.sentence.start, unite.start)
    if before is None:
        return None
    span = stop.span(before.start(1), unite.end)
    return problems.tournure(span=span, ecrit=span.text, attendu=f"{_NOMBRES[before[1].lower()]} %")
