"""What a sentence says once something is taken out of it: a full stop at its end, a precision in brackets.

Durations in two parts, too.
"""

from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic, Edit
from convrules.diagnostics.problems import phrase as problems
from convrules.syntax.arret import Arret
from convrules.syntax.kinds import Entree
from convrules.syntax.lecture import tree_of

_FIN: Final = Motif(r"[ \u00a0\u202f]*(?P<signe>[.;:,!…]+)\s*\Z")
_EN_DEUX: Final = Motif(
    r"\s*(?P<tout>(?P<n>[0-9]{1,3})\s+(?P<grand>ans?|années?|mois|semaines?)\s+et\s+"
    r"(?:(?P<demi>demie?)|(?P<m>[0-9]{1,3})\s+(?P<petit>mois|semaines?|jours?)))\s*"
)
_DEUX_UNITES: Final = Motif(
    r"(?<!\w)[0-9]{1,3}\s+(?:ans?|mois|semaines?)\s+(?:et\s+)?[0-9]{1,3}\s+(?:mois|semaines?|jours?)(?:\s+ouvr(?:és?|ables?))?(?!\w)"
)
_DE_LA_PART: Final = Motif(r"(?:de\s+(?:la|cette|sa)\s+part|du\s+contingent|de\s+ce\s+contingent)(?!\w)")
_PARENTHESE: Final = Motif(r"\s*(?<!\w)(?P<tout>\((?P<dit>[^()]*)\))")


def final_mark(stop: Arret) -> Diagnostic | None:
    """A full stop, a semicolon at the end of a sentence that is otherwise whole."""
    found = _FIN.search(stop.text, stop.sentence.start, stop.sentence.end)
    if found is None:
        return None
    edit = Edit(span=stop.span(found.start(), found.end("signe")), texte="", sure=False)
    if tree_of(stop.mended(edit), stop.entree) is None:
        return None
    span = stop.span(found.start("signe"), found.end("signe"))
    return problems.ponctuation_finale(span=span, signe=span.text, retire=edit)


def aside(stop: Arret) -> Diagnostic | None:
    """`30 % (annexe 1)`: what brackets add is no part of the rule."""
    for found in _PARENTHESE.finditer(stop.text, stop.sentence.start, stop.sentence.end):
        if found.start() <= stop.at <= found.end():
            edit = Edit(span=stop.span(found.start(), found.end()), texte="", sure=False)
            if tree_of(stop.mended(edit), stop.entree) is not None:
                span = stop.span(found.start("tout"), found.end("tout"))
                return problems.precision_entre_parentheses(span=span, dit=found["dit"].strip(), retire=edit)
    return None


def two_units(stop: Arret) -> Diagnostic | None:
    """`1 mois et 15 jours`: months have no fixed number of days."""
    for found in _DEUX_UNITES.finditer(stop.text, stop.sentence.start, stop.sentence.end):
        if found.start() <= stop.at <= found.end():
            span = stop.span(found.start(), found.end())
            return problems.duree_en_deux_unites(span=span, ecrit=span.text)
    return None


def duration_in_two_parts(text: str, sentence: Span) -> Diagnostic | None:
    """The same as a whole sentence, which reads as two conditions: `5 ans et 6 mois`, `1 an et demi`."""
    said = text[sentence.start : sentence.end]
    # Why first: this is asked of every sentence.
    if " et " not in said or not said.lstrip()[:1].isdigit():
        return None
    found = _EN_DEUX.fullmatch(said)
    if found is None:
        return None
    start = sentence.start
    span = Span(source=sentence.source, start=start + found.start("tout"), end=start + found.end("tout"))
    years, weeks = found["grand"].startswith("an"), found["grand"].startswith("semaine")
    more, small = found["m"], found["petit"] or ""
    if years and (found["demi"] or small == "mois"):
        attendu = f"{12 * int(found['n']) + int(more or 6)} mois"
    elif weeks and small.startswith("jour"):
        attendu = f"{7 * int(found['n']) + int(more)} jours"
    else:
        return problems.duree_en_deux_unites(span=span, ecrit=span.text)
    return problems.tournure(span=span, ecrit=span.text, attendu=attendu)


def share_of_the_part(stop: Arret) -> Diagnostic | None:
    """`au plus 5 % de la part`: a share is one of rows, whichever clause owes them."""
    found = _DE_LA_PART.match(stop.text, stop.at, stop.sentence.end)
    if found is None or "DES" not in stop.accepts or stop.entree not in (Entree.QUOTA, Entree.PART):
        return None
    span = stop.span(found.start(), found.end())
    return problems.part_d_une_part(span=span, ecrit=span.text)
