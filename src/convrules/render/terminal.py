"""Findings on a screen: the sentence, the place with its line and carets, the article, the remedy."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from convrules.base.anglais import dire
from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.signes import inert
from convrules.base.source import Span
from convrules.base.texte import Langue, suite, t
from convrules.diagnostics.catalogue import aide, gravite, message
from convrules.diagnostics.model import Accepte, Diagnostic, Gravite
from convrules.render.numbers import count
from convrules.render.width import char_width, display_width, visible

_COLOURS = {Gravite.ERREUR: "31", Gravite.AVERTISSEMENT: "33", Gravite.REMARQUE: "36"}
_LARGEUR_MAX = 160
_PEINT: Final = Motif(r"\x1b\[(?P<code>1|1;3[136])m(?P<texte>[^\x1b]*)\x1b\[0m")

Lus: TypeAlias = tuple[int, int, int, int]
"""Numbers of files, rules, cases and mappings read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the stream is written to: colours, signs beyond ASCII, language."""

    couleur: bool
    unicode: bool
    langue: Langue = Langue.FR

    def paint(self, texte: str, code: str) -> str:
        return f"\x1b[{code}m{inert(texte)}\x1b[0m" if self.couleur else texte

    @property
    def barre(self) -> str:
        return "│" if self.unicode else "|"

    @property
    def fleche(self) -> str:
        return "──▶" if self.unicode else "-->"

    @property
    def points(self) -> str:
        return "…" if self.unicode else "..."


SIMPLE: Final = Style(couleur=False, unicode=True)
ASCII: Final = Style(couleur=False, unicode=False)


def on_screen(text: str, style: Style = SIMPLE) -> str:
    """What a screen may be sent: nothing that commands it, but the colours that `paint` gives a passage."""
    if not style.couleur:
        return inert(text)
    parts, at = [], 0
    for found in _PEINT.finditer(text):
        parts += [inert(text[at : found.start()]), style.paint(found["texte"], found["code"])]
        at = found.end()
    return "".join((*parts, inert(text[at:])))


def severity(diagnostic: Diagnostic) -> Gravite:
    return gravite(diagnostic)


def render_all(diagnostics: Sequence[Diagnostic], style: Style = SIMPLE) -> str:
    """Every finding, apart by a blank line; empty text when there is none."""
    return "".join(f"{render_one(d, style)}\n\n" for d in diagnostics)


def render_one(d: Diagnostic, style: Style = SIMPLE) -> str:
    """One finding, several lines, no line end after the last."""
    level = gravite(d)
    named = dire(level.value, style.langue)
    head = style.paint(f"{named}[{d.code}]", f"1;{_COLOURS[level]}")
    lines = [f"{head}: {style.paint(message(d, style.langue), '1')}"]
    gutter = max([len(str(place(s)[0])) for s in (d.span, *(label.span for label in d.labels))])
    if d.span.source.name:
        lines.append(f"{' ' * gutter} {style.fleche} {where(d.span)}")
    lines += _snippets(d, gutter, style)
    bar = f"{' ' * gutter} {style.barre}"
    notes = [(dire(head, style.langue), text) for head, text in _notes(d, style.langue)]
    if notes:
        lines += [bar] if d.span.source.text else []
        colon = "\u202f:" if style.langue is Langue.FR else ":"
        lines += [f"{' ' * gutter} = {style.paint(head, '1')}{colon} {text}" for head, text in notes]
    return "\n".join(lines)


def concise(d: Diagnostic, langue: Langue = Langue.FR) -> str:
    """`file:line:col: CODE message`."""
    return f"{where(d.span)}: {d.code} {message(d, langue)}"


def where(span: Span) -> str:
    line, column = place(span)
    return f"{span.source.name}:{line}:{column}"


def place(span: Span) -> tuple[int, int]:
    """Line and column from 1; a data file's diagnostic holds one line, its number is in its name."""
    return span.position


def summary(diagnostics: Iterable[Diagnostic], lus: Lus, acceptes: Sequence[Accepte] = ()) -> str:
    """« 2 erreurs, 1 remarque (4 fichiers, 31 règles, 12 cas, 1 correspondance). », then what is accepted."""
    fichiers, regles, cas, correspondances = lus
    totals = dict.fromkeys(Gravite, 0)
    for d in diagnostics:
        totals[gravite(d)] += 1
    found = suite(count(n, g.value) for g, n in totals.items() if n)
    counted = [count(fichiers, "fichier")]
    if regles or cas or not correspondances:
        counted += [count(regles, "règle"), count(cas, "cas")]
    if correspondances:
        counted.append(count(correspondances, "correspondance"))
    told = t("{trouve} ({lu}).", trouve=found or "Rien à signaler", lu=suite(counted))
    if not acceptes:
        return told
    beside = sum(a.commentaire for a in acceptes)
    listed = len(acceptes) - beside
    ways = [t("{n} par commentaire", n=str(beside))] if beside else []
    ways += [t("{n} par la liste du dépôt", n=str(listed))] if listed else []
    accepted = count(len(acceptes), "constat accepté")
    return t("{dit}\n{acceptes}\u202f: {comment}.", dit=told, acceptes=accepted, comment=suite(ways))


# --- source lines ---------------------------------------------------------------------------
def _snippets(d: Diagnostic, gutter: int, style: Style) -> list[str]:
    """Lines with their marks, in order of place; another file than the main one is named first."""
    if not d.span.source.text:
        return []
    main = d.span.source
    marks = [(d.span, "^", "")] + [(label.span, "-", dire(label.texte, style.langue)) for label in d.labels]
    here = sorted((m for m in marks if m[0].source == main), key=lambda m: (place(m[0])[0], m[0].start))
    lines = [f"{' ' * gutter} {style.barre}", *_marked(here, gutter, style, _COLOURS[gravite(d)])]
    elsewhere: dict[str, list[tuple[Span, str, str]]] = {}
    for mark in marks:
        if mark[0].source != main:
            elsewhere.setdefault(mark[0].source.name, []).append(mark)
    for group in elsewhere.values():
        lines += [f"{' ' * gutter} {style.fleche} {where(group[0][0])}", f"{' ' * gutter} {style.barre}"]
        lines += _marked(group, gutter, style, "36")
    return lines


def _marked(marks: Sequence[tuple[Span, str, str]], gutter: int, style: Style, colour: str) -> list[str]:
    lines: list[str] = []
    previous, line, skipped = 0, "", 0
    for span, sign, text in marks:
        number, column = place(span)
        if number != previous or not skipped < column <= skipped + len(line):
            if previous and number > previous + 1:
                lines.append(style.points)
            line, skipped = _window(span.source.line(number), column)
            lines.append(_shown(span.source.line(number), number, (line, skipped), gutter, style))
            previous = number
        carets = _carets(line, column - skipped, span.end - span.start, sign)
        label = f" {text}" if text else ""
        painted = style.paint(carets.lstrip(), f"1;{colour if sign == '^' else '36'}")
        before = carets[: len(carets) - len(carets.lstrip())]
        lead = " " * display_width(style.points if skipped else "")
        lines.append(f"{' ' * gutter} {style.barre} {lead}{before}{painted}{label}")
    return lines


def _shown(whole: str, number: int, window: tuple[str, int], gutter: int, style: Style) -> str:
    """The part of a line that is shown, with dots where it goes on."""
    line, skipped = window
    lead = style.points if skipped else ""
    tail = style.points if skipped + len(line) < len(whole) else ""
    return f"{number:>{gutter}} {style.barre} {lead}{visible(line)}{tail}".rstrip()


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a long line that holds the column, and how many characters are left out before it."""
    if display_width(line) <= _LARGEUR_MAX:
        return line, 0
    start = max(0, column - 1 - _LARGEUR_MAX // 2)
    return line[start : start + _LARGEUR_MAX], start


def _carets(line: str, column: int, length: int, sign: str) -> str:
    """Blanks then marks, by display width; a span that goes past its line stops at the line's end."""
    before = sum(_shown_width(c) for c in line[: column - 1])
    marked = line[column - 1 : column - 1 + max(length, 1)]
    return " " * before + sign * max(1, sum(_shown_width(c) for c in marked))


def _shown_width(char: str) -> int:
    """Width of a character as `visible` shows it."""
    shown = visible(char)
    return sum(char_width(c) for c in shown)


def _notes(d: Diagnostic, langue: Langue) -> Iterable[tuple[str, str]]:
    if d.fil:
        yield "texte", " › ".join(dire(part, langue) for part in d.fil)
    remedy = aide(d, langue)
    if remedy:
        yield "aide", remedy
    if d.fix is not None:
        kind = "correction" if d.fix.sure else "correction à relire"
        yield kind, dire(_correction(d.fix.texte), langue)
    yield "en savoir plus", f"convrules explain {d.code}"


def _correction(texte: str) -> str:
    if not texte:
        return "supprimer ce passage"
    if not texte.strip():
        return "mettre à la place une espace ordinaire"
    return t("remplacer par «\u00a0{texte}\u00a0»", texte=texte)
