"""A file of which every row is refused: what is wrong with it, what mends it, why no year is judged."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from convrules.api.dossier import Dossier
from convrules.base.texte import Langue, compte, en_deux_langues, suite, t
from convrules.diagnostics.catalogue import is_error, message
from convrules.diagnostics.model import Diagnostic
from convrules.facts.chargement import FichierLu
from convrules.facts.nommees import places_of
from convrules.render.numbers import group

LIGNES_MONTREES: Final = 5


def emptied(dossier: Dossier, noms: Mapping[str, str]) -> Iterator[str]:
    """Sentences; none when no file is so. noms: files as a screen names them."""
    empty = [f for f in dossier.fichiers if f.lisible and f.refusees > f.non_jointes and not f.gardees]
    for one in empty:
        yield compte(
            one.refusees,
            "« {fichier} » : sa seule ligne de données est refusée.",
            "« {fichier} » : aucune ligne n'est gardée, les {n} sont refusées.",
            fichier=noms.get(one.nom, one.nom),
            n=group(one.refusees),
        )
        yield from _reasons(one, dossier.diagnostics)
    if empty:
        yield t(
            "Corrigez ces lignes, ou ce que la correspondance dit de leurs colonnes ; un fichier qui n'est "
            "pas le bon se retire de « fichiers », ou du dossier où son motif le trouve."
        )
        # Why of every year: a row may be a copy, or be cut or shifted; its dates are no surer than the rest.
        yield t(
            "D'une ligne refusée rien n'est retenu, pas même ses dates, et le nom d'un fichier ne dit pas de "
            "quelle année sont ses lignes : elles sont peut-être de toute année, et aucune n'est jugée. Une "
            "année dont vous savez qu'elle n'y est pas se juge par une correspondance (--data) qui ne le lit "
            "pas."
        )


def _reasons(fichier: FichierLu, constats: Sequence[Diagnostic]) -> Iterator[str]:
    """One line for each code, that of most rows first: its first finding, and the rows that it refuses."""
    refused = frozenset(fichier.refus)
    found: dict[str, dict[int, Diagnostic]] = {}
    for d in constats:
        name, line = places_of(d)[0]
        if name == fichier.nom and line in refused and is_error(d):
            found.setdefault(d.code, {}).setdefault(line, d)
    for code, rows in sorted(found.items(), key=lambda pair: -len(pair[1])):
        lines = sorted(rows)
        first = rows[lines[0]]
        yield t(
            "  {code}, {lignes} : {constat}",
            code=code,
            lignes=_lines(lines),
            constat=en_deux_langues(message(first, Langue.FR), message(first, Langue.EN)),
        )


def _lines(rows: Sequence[int]) -> str:
    more = len(rows) - LIGNES_MONTREES
    shown = suite([str(row) for row in rows[:LIGNES_MONTREES]], "et" if more <= 0 else "")
    if more > 0:
        shown = t("{lignes} et {reste} de plus", lignes=shown, reste=group(more))
    return compte(len(rows), "1 ligne ({lignes})", "{n} lignes ({lignes})", lignes=shown, n=group(len(rows)))
