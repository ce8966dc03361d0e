"""Lines of the journal and the chain that joins them: pure text, no disk.

A line is one JSON object on one line, in one spelling only. `precedent` is the hash of the line before,
`empreinte` that of the line itself without this key: a word changed, a line removed, added or moved shows at
the first line that no longer follows. Removing the last lines leaves a chain that follows: only a head noted
elsewhere (`journal verify --tete`, `tete_du_journal`), or the receipt of a result, shows it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.records import dataclass, replace

FORMAT: Final = "convrules/journal/1"
ORIGINE: Final = "0" * 64
"""What the first line follows."""
_DEBUT: Final = f'{{"format":"{FORMAT}","rang":'.encode()
_ENTRE: Final = Motif(r"\s*")
_JSON: Final = json.JSONDecoder()
LIGNE_MAX: Final = 16_384  # LIMIT: bytes of one line.


class Acte(StrEnum):
    ORIENTATION = "orientation"
    RESERVE = "reserve"
    ANNULATION = "annulation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conseil:
    """The advice that was given: who came first (None: nobody for certain), where the holder chosen stood,
    the last line of the journal it took into account, and the SHA-256 of the whole advice."""

    propose: str | None
    rangement: str
    jusqu_a: int
    empreinte: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided. `compte`: a convention, or « bailleur ». `clause`: the reserve it serves.
    `par`: a function, never a household. `remplace`: rank of the line that this one replaces or cancels."""

    acte: Acte
    jour: date
    vacance: str
    compte: str | None
    clause: str | None
    par: str
    motif: str | None
    remplace: int | None
    conseil: Conseil | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entree:
    """A decision in its place. `enregistre`: when it was written, as ISO 8601 in UTC."""

    rang: int
    precedent: str
    enregistre: str
    decision: Decision
    empreinte: str


class Rupture(StrEnum):
    """What is wrong with the first line that does not follow."""

    ILLISIBLE = "illisible"
    MODIFIEE = "modifiee"
    ENCHAINEMENT = "enchainement"


class Fin(StrEnum):
    """What stands after the last whole line."""

    NETTE = "nette"
    SANS_FIN = "sans_fin"
    INTERROMPUE = "interrompue"
    CRLF = "crlf"
    """Every line is whole and follows, but for the ends of line that a tool has changed or taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaine:
    """A journal as read. `entrees`: whole lines that follow one another, up to the first that does not
    (`rupture`, at rank `len(entrees) + 1`). `reste`: bytes after the last end of line (`fin` says which);
    a last line that lacks only its end is among the `entrees`. `lignes`: how many lines there are."""

    entrees: tuple[Entree, ...]
    lignes: int
    rupture: Rupture | None = None
    fin: Fin = Fin.NETTE
    reste: bytes = b""

    @property
    def tete(self) -> str:
        return self.entrees[-1].empreinte if self.entrees else ORIGINE

    @property
    def saine(self) -> bool:
        return self.rupture is None and self.fin is Fin.NETTE

    def holds(self, rang: int, empreinte: str) -> bool:
        """Is a head noted earlier still in the chain?"""
        if rang == 0:
            return empreinte == ORIGINE
        return rang <= len(self.entrees) and self.entrees[rang - 1].empreinte == empreinte

    def begins_with(self, empreinte: str) -> int | None:
        """How many first lines had this fingerprint, when a receipt was made; None when none had."""
        seen = sha256()
        for rang, entree in enumerate((None, *self.entrees)):
            if entree is not None:
                seen.update(f"{line_of(entree)}\n".encode())
            if seen.hexdigest() == empreinte:
                return rang
        return None


# --- writing --------------------------------------------------------------------------------
def chain(decision: Decision, chaine: Chaine, enregistre: str) -> Entree:
    """The decision as the line after the last one."""
    bare = Entree(
        rang=len(chaine.entrees) + 1,
        precedent=chaine.tete,
        enregistre=enregistre,
        decision=decision,
        empreinte="",
    )
    return Entree(
        rang=bare.rang,
        precedent=bare.precedent,
        enregistre=enregistre,
        decision=decision,
        empreinte=_hash(_content(bare)),
    )


def line_of(entree: Entree) -> str:
    """The line, without its end."""
    return _dump({**_content(entree), "empreinte": entree.empreinte})


def _content(entree: Entree) -> dict[str, object]:
    decision, conseil = entree.decision, entree.decision.conseil
    return {
        "format": FORMAT,
        "rang": entree.rang,
        "precedent": entree.precedent,
        "enregistre": entree.enregistre,
        "acte": decision.acte.value,
        "date": decision.jour.isoformat(),
        "vacance": decision.vacance,
        "compte": decision.compte,
        "clause": decision.clause,
        "par": decision.par,
        "motif": decision.motif,
        "remplace": decision.remplace,
        "conseil": None
        if conseil is None
        else {
            "propose": conseil.propose,
            "rangement": conseil.rangement,
            "jusqu_a": conseil.jusqu_a,
            "empreinte": conseil.empreinte,
        },
    }


def _dump(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _hash(content: Mapping[str, object]) -> str:
    return sha256(_dump(content).encode("utf-8")).hexdigest()


# --- reading --------------------------------------------------------------------------------
def read_chain(contenu: bytes) -> Chaine:
    """The lines of a journal, up to the first that does not follow, and what a crash may have left."""
    *whole, reste = contenu.split(b"\n")
    if not reste and whole and _without_content(whole[-1]):
        # Why: after a power cut a file may have its length and not its content, a line end included.
        whole, reste = whole[:-1], whole[-1] + b"\n"
    entrees, rupture = follow(whole)
    if rupture is None and not reste:
        return Chaine(entrees=entrees, lignes=len(whole))
    if rupture is None:
        more, rupture = follow([*whole, reste])
        if rupture is None:
            return Chaine(entrees=more, lignes=len(more), fin=Fin.SANS_FIN, reste=reste)
        if _is_cut(reste):
            return Chaine(entrees=entrees, lignes=len(whole) + 1, fin=Fin.INTERROMPUE, reste=reste)
    plain = _respaced(contenu)
    return plain or Chaine(entrees=entrees, lignes=len(whole) + bool(reste), rupture=rupture)


def _without_content(ligne: bytes) -> bool:
    """Zeros to its end, after the beginning of a line or nothing: anything else was written over it."""
    kept = ligne.rstrip(b"\0")
    return kept != ligne and (kept.startswith(_DEBUT) or _DEBUT.startswith(kept))


def _is_cut(reste: bytes) -> bool:
    """Is it what a crash may leave: the beginning of one line, zeros after it or not? A line that is whole
    was acknowledged: what stands after it, or in it, was put there by somebody."""
    kept = reste.rstrip(b"\0\n")
    begins = kept.startswith(_DEBUT) or _DEBUT.startswith(kept)
    return begins and _first_object(kept.decode("utf-8", errors="replace"), 0) is None


def _first_object(texte: str, start: int) -> tuple[str, int] | None:
    """The whole object that begins there, and where it ends."""
    try:
        _, end = _JSON.raw_decode(texte, start)
    except (ValueError, RecursionError):
        return None
    return texte[start:end], end


def _respaced(contenu: bytes) -> Chaine | None:
    """The journal read through the ends of line that git or an editor changed, when nothing else is wrong."""
    plain = with_line_ends(contenu)
    if plain == contenu:
        return None
    found = read_chain(plain)
    return replace(found, fin=Fin.CRLF) if found.saine else None


def with_line_ends(contenu: bytes) -> bytes:
    """Each object on a line of its own, where spaces and ends of line are all that stands between them; the
    same bytes otherwise. Inside an object an end of line is written otherwise: none is anybody's words."""
    try:
        texte = contenu.decode("utf-8")
    except UnicodeDecodeError:
        return contenu
    lines: list[str] = []
    place = _after_spaces(texte, 0)
    while place < len(texte):
        found = _first_object(texte, place)
        if found is None:
            return contenu
        lines.append(found[0])
        place = _after_spaces(texte, found[1])
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _after_spaces(texte: str, place: int) -> int:
    found = _ENTRE.match(texte, place)
    assert found is not None, "it matches nothing at least"
    return found.end()


def follow(lignes: list[bytes]) -> tuple[tuple[Entree, ...], Rupture | None]:
    """Lines as long as each follows the one before; what is wrong with the first that does not."""
    found: list[Entree] = []
    before = ORIGINE
    for rang, ligne in enumerate(lignes, start=1):
        entree = _read(ligne)
        if isinstance(entree, Rupture):
            return tuple(found), entree
        if entree.precedent != before or entree.rang != rang:
            return tuple(found), Rupture.ENCHAINEMENT
        found.append(entree)
        before = entree.empreinte
    return tuple(found), None


def _read(ligne: bytes) -> Entree | Rupture:
    try:
        content = json.loads(ligne.decode("utf-8"))
    except (ValueError, RecursionError):
        return Rupture.ILLISIBLE
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return Rupture.ILLISIBLE
    try:
        entree = _entry(content)
        # Why the spelling too: one decision has one line, so that a line is compared byte for byte.
        same = entree.empreinte == _hash(_content(entree)) and line_of(entree).encode("utf-8") == ligne
    except (KeyError, TypeError, ValueError):
        return Rupture.ILLISIBLE
    return entree if same else Rupture.MODIFIEE


def _entry(content: Mapping[str, object]) -> Entree:
    conseil = content["conseil"]
    return Entree(
        rang=_int(content["rang"]),
        precedent=_text(content["precedent"]),
        enregistre=_text(content["enregistre"]),
        decision=Decision(
            acte=Acte(_text(content["acte"])),
            jour=date.fromisoformat(_text(content["date"])),
            vacance=_text(content["vacance"]),
            compte=_maybe(content["compte"]),
            clause=_maybe(content["clause"]),
            par=_text(content["par"]),
            motif=_maybe(content["motif"]),
            remplace=None if content["remplace"] is None else _int(content["remplace"]),
            conseil=_conseil(conseil) if isinstance(conseil, dict) else None,
        ),
        empreinte=_text(content["empreinte"]),
    )


def _conseil(content: Mapping[str, object]) -> Conseil:
    return Conseil(
        propose=_maybe(content["propose"]),
        rangement=_text(content["rangement"]),
        jusqu_a=_int(content["jusqu_a"]),
        empreinte=_text(content["empreinte"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _maybe(value: object) -> str | None:
    return None if value is None else _text(value)


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


# --- what stands ----------------------------------------------------------------------------
def in_force(chaine: Chaine) -> Iterator[Entree]:
    """Decisions that count: a cancelled line never did; one replaced on its own day gives way to the other,
    on another day it stood until then."""
    return (entree for entree in standing(chaine) if entree.decision.acte is not Acte.ANNULATION)


def standing(chaine: Chaine) -> Iterator[Entree]:
    """The same, and the cancellations that no other line cancels."""
    gone: set[int] = set()
    days = {e.rang: e.decision.jour for e in chaine.entrees}
    for entree in reversed(chaine.entrees):
        old = entree.decision.remplace
        if old is None or entree.rang in gone:
            continue
        if entree.decision.acte is Acte.ANNULATION or days.get(old) == entree.decision.jour:
            gone.add(old)
    for entree in chaine.entrees:
        if entree.rang not in gone:
            yield entree
