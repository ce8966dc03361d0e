"""Files written again by a command: what changes, shown or put in place."""

from collections.abc import Iterable
from difflib import unified_diff
from typing import TYPE_CHECKING

from convrules.base.texte import suite, t
from convrules.cli.output import EcritureImpossible, Sortie, write_file
from convrules.facts.readers.ordinaires import real_path

if TYPE_CHECKING:
    from convrules.api.reecriture import Corrections, Reecriture


def difference(reecriture: "Reecriture") -> str:
    """What would change, as `patch` reads it."""
    before, after = _lines(reecriture.avant), _lines(reecriture.apres)
    found = unified_diff(before, after, f"a/{reecriture.nom}", f"b/{reecriture.nom}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found
    )


def _lines(text: str) -> list[str]:
    """Lines with their ends: `\\n` alone ends one."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def put_in_place(reecritures: Iterable["Reecriture"]) -> None:
    """Write each file, whole or not at all; through a link, the file that it leads to."""
    for r in reecritures:
        path = real_path(r.path)
        try:
            mode = path.stat().st_mode
            if path.read_bytes() != r.lu:
                raise EcritureImpossible(
                    t("« {fichier} » a changé entre-temps : relancez la commande.", fichier=r.nom)
                )
            write_file(path, [r.apres], bom=r.bom)
            path.chmod(mode)
        except OSError as error:
            raise EcritureImpossible(t("« {fichier} » ne peut pas être écrit.", fichier=r.nom)) from error


def tell_mended(found: "Corrections", sortie: Sortie) -> None:
    """How many corrections were made, of which kind, and where."""
    from convrules.render.numbers import count

    if not found.reecritures:
        return
    both = found.n_sures + found.n_a_relire
    names = suite(t("«\u00a0{nom}\u00a0»", nom=r.nom) for r in found.reecritures)
    told = t("{faites} dans {fichiers}", faites=count(both, "correction faite"), fichiers=names)
    if found.n_a_relire:
        told = t("{dit}, dont {n} à relire", dit=told, n=str(found.n_a_relire))
    sortie.note(t("{dit}.", dit=told))
