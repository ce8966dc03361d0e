"""A correction to be reviewed is tried before it is proposed: there must then be fewer mistakes there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from convrules.api.load import Depot, Fichier, file_of
from convrules.api.model import Verifie
from convrules.diagnostics.catalogue import aide, is_error
from convrules.diagnostics.model import Diagnostic, Edit

ESSAIS_MAX: Final = 12
"""LIMIT: corrections tried by check; those of further findings are proposed as they are found."""
DEVINETTES: Final = frozenset({"proche", "juste"})
"""What pages propose: left out of what is said when it mends nothing."""
TOURNURE: Final = "CR132"

_BOM: Final = "\ufeff".encode()

Verifieur = Callable[[Depot, Fichier], Sequence[Diagnostic]]
"""The findings of one file of a repository."""


def tried(found: Verifie, check: Verifieur) -> Verifie:
    """The same findings, each correction that would mend nothing left out."""
    doubtful = [d for d in found.diagnostics if d.fix is not None and not d.fix.sure and is_error(d)]
    if not doubtful:
        return found
    files = {f.nom: f for f in found.depot.fichiers}
    vain: dict[int, Diagnostic] = {}
    for one in doubtful[:ESSAIS_MAX]:
        assert one.fix is not None, "corrections are tried"
        fichier = files.get(one.fix.span.source.name)
        if fichier is None:
            continue
        left = _left(found, one.fix, fichier, check)
        if left is not None:
            vain[id(one)] = _without(one, left)
    return replace(found, diagnostics=tuple(vain.get(id(d), d) for d in found.diagnostics))


def _left(found: Verifie, fix: Edit, fichier: Fichier, check: Verifieur) -> Diagnostic | None:
    """What is wrong on the lines of a correction once it is made; None when it mends something there."""
    text = fix.span.source.text
    start = text.rfind("\n", 0, fix.span.start) + 1
    end = text.find("\n", fix.span.end)
    end = len(text) if end < 0 else end
    before = _on(found.diagnostics, fichier.nom, start, end)
    written = text[: fix.span.start] + fix.texte + text[fix.span.end :]
    content = (_BOM if fichier.contenu.startswith(_BOM) else b"") + written.encode()
    other = file_of(fichier.path, content, fichier.nom)
    depot = replace(found.depot, fichiers=tuple(other if f is fichier else f for f in found.depot.fichiers))
    moved = end + len(fix.texte) - (fix.span.end - fix.span.start)
    after = _on(check(depot, other), fichier.nom, start, moved)
    return after[0] if after and len(after) >= len(before) else None


def _on(found: Sequence[Diagnostic], nom: str, start: int, end: int) -> list[Diagnostic]:
    return [d for d in found if d.span.source.name == nom and start <= d.span.start <= end and is_error(d)]


def _without(d: Diagnostic, left: Diagnostic) -> Diagnostic:
    """The finding without its proposal; of a turn of phrase, with what remains to be mended then."""
    bare = replace(d, fix=None)
    if d.code == TOURNURE:
        return replace(bare, args={**d.args, "reste": left.span.text})
    plain = replace(bare, args={k: "" if k in DEVINETTES else v for k, v in d.args.items()})
    return plain if aide(plain) else bare
