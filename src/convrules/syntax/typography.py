"""Characters that word processors slip into a text: each named, each mended where it is sure."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.signes import COMMANDE, written_commands
from convrules.base.source import Source, Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier, phrase

ESPACES_INSECABLES: Final = "\u00a0\u202f"
INVISIBLES: Final = {
    "\u200b": "espace de largeur nulle",
    "\u200c": "antiliant",
    "\u200d": "liant",
    "\u2060": "gluon de mots",
    "\ufeff": "marque d'ordre des octets",
    "\u00ad": "trait d'union conditionnel",
}
_SEPARATEURS: Final = {
    "\u0085": "saut de ligne U+0085",
    "\u2028": "séparateur de ligne U+2028",
    "\u2029": "séparateur de paragraphe U+2029",
}
_LIGNE: Final = Motif("[\u0085\u2028\u2029]")
_COMMANDE: Final = Motif(rf"(?!{_LIGNE.texte}){COMMANDE.texte}|[\ud800-\udfff\ufffe\uffff]|\r(?!\n)")
_TABULATION: Final = Motif(r"\t+")
_RETRAIT: Final = Motif(r"^ *(\t+)", re.M)
_TABULATIONS_ET_AUTRES: Final = Motif(f"{_COMMANDE.texte}|{_LIGNE.texte}|\t")
_COURBES: Final = Motif("[“”„«»]")
_PAIRE: Final = Motif('[“„«][ \u00a0\u202f]*(?P<mot>[^“”„«»"\n]*?)[ \u00a0\u202f]*[”“»]')
_CODE: Final = Motif("[a-z][a-z0-9_]*")
_APOSTROPHES: Final = Motif("[’‘]")
_SUSPECTS: Final = Motif("[\u00a0\u202f\u200b-\u200d\u2060\ufeff\u00ad“”„«»’‘\u0300-\u036f]")
_COMBINES: Final = Motif("[^\u0300-\u036f][\u0300-\u036f]+")
_COMMENTAIRE: Final = Motif(r'"[^"\n]*"|(?<=\s)#[^\n]*')


def clean_text(source: Source) -> tuple[str | None, list[Diagnostic]]:
    """The text without what no file may hold, each replaced by a space so that places stay true.

    None when tabs stand for indentation: what belongs to what cannot be told.
    """
    found: list[Diagnostic] = []
    for match in _LIGNE.finditer(source.text):
        span = _span(source, match)
        found.append(fichier.separateur_de_ligne(span=span, caractere=_SEPARATEURS[match[0]]))
    for match in _COMMANDE.finditer(source.text):
        name = f"U+{ord(match[0]):04X}"
        found.append(fichier.caractere_de_commande(span=_span(source, match), caractere=name))
    indent = _RETRAIT.search(source.text)
    if indent is not None:
        span = Span(source=source, start=indent.start(1), end=indent.end(1))
        before = indent.start(1) - indent.start()
        wanted = max(_indent_after(source.text[: indent.start()]) - before, 1)
        return None, [*found, fichier.tabulation_de_retrait(span=span, espaces=wanted)]
    found.extend(fichier.tabulation(span=_span(source, match)) for match in _TABULATION.finditer(source.text))
    if not found:
        return source.text, found
    return _TABULATIONS_ET_AUTRES.sub(" ", source.text), found


def commands(span: Span) -> Iterator[Diagnostic]:
    """What a text between double quotes says by an escape, and no text may hold."""
    source = span.source
    for start, end, sign in written_commands(source.text, span.start, span.end):
        place = Span(source=source, start=start, end=end)
        yield fichier.caractere_de_commande(span=place, caractere=f"U+{ord(sign):04X}")


def _indent_after(text: str) -> int:
    """Spaces before what most likely follows: below a key that opens a block, else beside the key before."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return 0
    last = lines[-1].expandtabs(2)
    column = len(last) - len(last.lstrip(" "))
    if last.lstrip(" ").startswith("- "):
        column += 2
    return column + 2 if last.rstrip().endswith((":", ">-", "|", ">")) else column


def without_comments(text: str, span: Span) -> str:
    """The whole text with the comments of this sentence replaced by spaces: `# …` after a space, up to the
    end of the line, outside quoted text."""
    if "#" not in text[span.start : span.end]:
        return text
    parts, at = [text[: span.start]], span.start
    for match in _COMMENTAIRE.finditer(text, span.start, span.end):
        parts += [text[at : match.start()], _blank(match)]
        at = match.end()
    return "".join((*parts, text[at:]))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0]) if match[0].startswith("#") else match[0]


def comments(text: str, span: Span) -> list[str]:
    """The comments of this sentence, in order."""
    found = (match[0] for match in _COMMENTAIRE.finditer(text, span.start, span.end))
    return [note.rstrip() for note in found if note.startswith("#")]


def clean_sentence(text: str, span: Span) -> tuple[str | None, list[Diagnostic]]:
    """The whole text with this sentence's typography mended in place, or None when the mending would
    move what follows."""
    if not _SUSPECTS.search(text, span.start, span.end):
        return text, []
    findings = sorted(_sentence_findings(text, span), key=lambda d: d.span.start)
    slice_ = _unquoted(text, span)
    if _COMBINES.search(slice_) or any(sign in slice_ for sign in INVISIBLES):
        return None, findings
    mended = _APOSTROPHES.sub("'", _COURBES.sub('"', slice_))
    assert len(mended) == span.end - span.start, "places stay true"
    mended = mended.replace("\u00a0", " ").replace("\u202f", " ")
    return text[: span.start] + mended + text[span.end :], findings


def _sentence_findings(text: str, span: Span) -> Iterator[Diagnostic]:
    source = span.source
    paired: set[int] = set()
    for pair, sign in _pairs(text, span):
        paired.update(range(*pair.span()))
        place, mot = _span(source, pair), pair["mot"]
        yield phrase.mot_entre_guillemets(
            span=place,
            signe=pair[0][0],
            corrige=f"{sign}{mot}{sign}",
            code=mot if not sign else "",
            taux=text[pair.end() : span.end].lstrip().startswith("%"),
        )
    for match in re.compile("[\u00a0\u202f]").finditer(text, span.start, span.end):
        if match.start() not in paired:
            yield phrase.espace_insecable(span=_span(source, match))
    for match in re.compile("[" + "".join(INVISIBLES) + "]").finditer(text, span.start, span.end):
        yield phrase.caractere_invisible(span=_span(source, match), caractere=INVISIBLES[match[0]])
    for match in _COURBES.finditer(text, span.start, span.end):
        if match.start() not in paired:
            yield phrase.guillemet_courbe(span=_span(source, match), signe=match[0], attendu='"')
    for match in _APOSTROPHES.finditer(text, span.start, span.end):
        yield phrase.apostrophe_courbe(span=_span(source, match))
    yield from decomposed_accents(span, text)


def _pairs(text: str, span: Span) -> Iterator[tuple[re.Match[str], str]]:
    """Quotes that enclose something, with the sign that must stand there: none around a code, which is
    written bare, unless it is given to a function (`en_vigueur("…")`)."""
    for match in _PAIRE.finditer(text, span.start, span.end):
        bare = _CODE.fullmatch(match["mot"]) and not text[span.start : match.start()].rstrip().endswith("(")
        yield match, "" if bare else '"'


def _unquoted(text: str, span: Span) -> str:
    """The sentence with its pairs of quotes as they must be read, of the same length."""
    slice_ = text[span.start : span.end]
    for pair, sign in _pairs(text, span):
        start, end = (at - span.start for at in pair.span("mot"))
        first, last = pair.start() - span.start, pair.end() - span.start
        before = " " * (start - first - len(sign)) + sign
        slice_ = slice_[:first] + before + slice_[start:end] + sign.ljust(last - end) + slice_[last:]
    return slice_


def decomposed_accents(span: Span, text: str | None = None) -> Iterator[Diagnostic]:
    """Letters written in two signs, all told at the first: each looks as it should, and compares as another.
    text: where to look, instead of the source."""
    looked = span.source.text if text is None else text
    if looked[span.start : span.end].isascii():
        return
    found = list(_COMBINES.finditer(looked, span.start, span.end))
    if found:
        whole = Span(source=span.source, start=found[0].start(), end=found[-1].end())
        yield phrase.accent_decompose(
            span=_span(span.source, found[0]),
            lettre=_composed(found[0]),
            partout=whole,
            corrige=_COMBINES.sub(_composed, looked[whole.start : whole.end]),
            autres=str(len(found) - 1) if len(found) > 1 else "",
        )


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[0])


def _span(source: Source, match: re.Match[str]) -> Span:
    return Span(source=source, start=match.start(), end=match.end())
