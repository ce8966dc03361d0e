"""A day with the name of its month, where a sentence takes a date: `conge >= 1er juillet 2024`."""

from typing import Final

from convrules.base.motifs import Motif
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import phrase as problems
from convrules.syntax.arret import Arret
from convrules.syntax.builder import valid_date
from convrules.syntax.words import month_of

_JOUR: Final = Motif(
    r"(?<![\w.])(?:le\s+|du\s+|au\s+)?(?P<jour>[0-9]{1,2})(?:er)?\s+(?P<mois>[^\W\d_]{3,9})\.?\s+"
    r"(?P<annee>[0-9]{4})(?![\w.,])"
)


def day_in_words(stop: Arret) -> Diagnostic | None:
    """Told whole, with what to write."""
    for found in _JOUR.finditer(stop.text, stop.sentence.start, stop.sentence.end):
        month = month_of(found["mois"])
        if month and found.start() <= stop.at <= found.end():
            value = valid_date(int(found["annee"]), month, int(found["jour"]))
            span = stop.span(found.start(), found.end())
            iso = value.isoformat() if value is not None else ""
            return problems.date_a_la_francaise(span=span, ecrit=span.text, attendu=iso)
    return None
