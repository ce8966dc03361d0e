"""A text before its layout: titles, sentences and items, laid out for a screen."""

from collections.abc import Iterable
from enum import Enum, auto

from convrules.base.anglais import dit
from convrules.base.records import dataclass
from convrules.base.texte import Langue
from convrules.render.width import display_width, wrap


class Role(Enum):
    TITRE = auto()
    SOUS_TITRE = auto()
    TEXTE = auto()
    PUCE = auto()
    DETAIL = auto()
    COMMANDE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bloc:
    role: Role
    texte: str


def titre(texte: str) -> Bloc:
    return Bloc(role=Role.TITRE, texte=texte)


def sous_titre(texte: str) -> Bloc:
    return Bloc(role=Role.SOUS_TITRE, texte=texte)


def paragraphe(texte: str) -> Bloc:
    return Bloc(role=Role.TEXTE, texte=texte)


def puce(texte: str) -> Bloc:
    return Bloc(role=Role.PUCE, texte=texte)


def detail(texte: str) -> Bloc:
    """What hangs on the item above."""
    return Bloc(role=Role.DETAIL, texte=texte)


def commande(texte: str) -> Bloc:
    """What one types, under the item above: never cut, so that it can be copied."""
    return Bloc(role=Role.COMMANDE, texte=texte)


_MARKS = {Role.TEXTE: ("", ""), Role.PUCE: ("  • ", "    "), Role.DETAIL: ("    – ", "      ")}


def to_text(blocs: Iterable[Bloc], largeur: int = 100, langue: Langue = Langue.FR) -> str:
    """Plain text of at most `largeur` columns but for commands, one line end after the last line."""
    lines: list[str] = []
    for bloc in blocs:
        texte = dit(bloc.texte, langue)
        match bloc.role:
            case Role.TITRE:
                lines += ["", texte, "═" * min(largeur, display_width(texte))]
            case Role.SOUS_TITRE:
                lines += ["", texte, "─" * min(largeur, display_width(texte))]
            case Role.COMMANDE:
                lines.append(f"      {texte}")
            case Role.TEXTE | Role.PUCE | Role.DETAIL:
                first, rest = _MARKS[bloc.role]
                parts = wrap(texte, largeur - len(first))
                lines += [first + parts[0], *(rest + part for part in parts[1:])]
    return "\n".join(lines).lstrip("\n") + "\n"
