"""A word that a sentence lacks where the grammar stopped: which one, and what to write."""

from collections.abc import Iterator

from convrules.base.motifs import Motif
from convrules.base.texte import cite, suite, t
from convrules.diagnostics.model import Diagnostic, Edit
from convrules.diagnostics.problems import phrase as problems
from convrules.syntax.arret import Arret
from convrules.syntax.lecture import tree_of

_SENS = ("au moins", "au plus", "exactement")
_NOMBRE = Motif(r"[0-9][0-9.]*(?:\s*%)?")
_ICI = Motif(r"pour(?!\w)|,")


def lacking(stop: Arret) -> Iterator[Diagnostic]:
    """Each that makes the sentence read."""
    yield from _sense(stop)
    yield from _joint(stop)
    yield from _otherwise(stop)


def _sense(stop: Arret) -> Iterator[Diagnostic]:
    """`350 propositions du bailleur`: a floor, a cap, or both."""
    number = _NOMBRE.match(stop.text, stop.at, stop.sentence.end)
    if number is None or "AU_MOINS" not in stop.accepts:
        return
    span = stop.span(number.start(), number.end())
    whole = stop.mended(Edit(span=span, texte=f"{_SENS[0]} {number[0]}", sure=False))
    if tree_of(whole, stop.entree) is not None:
        choix = suite((cite(f"{sens} {number[0]}") for sens in _SENS), "ou")
        yield problems.tournure(span=span, ecrit=span.text, attendu="", choix=choix)


def _joint(stop: Arret) -> Iterator[Diagnostic]:
    """`… où dalo pour qpv` lacks its comma; `si x, 2 % sinon 3 %`, its « alors »."""
    found = _ICI.match(stop.text, stop.at, stop.sentence.end)
    if found is None or stop.before is None:
        return
    comma = found[0] == ","
    if ("ALORS" if comma else "COMMA") not in stop.accepts:
        return
    before = stop.text[stop.before : stop.at].rstrip()
    span = stop.span(stop.before, found.end())
    attendu = f"{before} alors" if comma else f"{before}, {found[0]}"
    if tree_of(stop.mended(Edit(span=span, texte=attendu, sure=False)), stop.entree) is not None:
        yield problems.tournure(span=span, ecrit=span.text, attendu=attendu)


def _otherwise(stop: Arret) -> Iterator[Diagnostic]:
    """`si neuf alors 2 %`: a formula gives a value in every case."""
    if stop.at >= stop.sentence.end and "SINON" in stop.accepts:
        yield problems.phrase_inachevee(
            span=stop.span(stop.sentence.end, stop.sentence.end),
            attendu=t("« sinon », avec la valeur des autres cas"),
        )
