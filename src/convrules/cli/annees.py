"""Years that a command judges: the first of those that leave their balances, what the data lack of them, and
`convrules explain` of one."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from convrules import api
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.agregats import nothing_judged
from convrules.cli.output import Sortie
from convrules.cli.progress import Progres
from convrules.year.valeurs import ANNEES_MAX

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.diagnostics.model import Diagnostic
    from convrules.render.document import Bloc
    from convrules.render.machine.parts import Objet
    from convrules.render.settling import Annee
    from convrules.year.model import Bilan


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a year, on a day. `depuis`: the first of the years that leave their balances; `si`:
    also what would have kept its parts; `forme`: text or json."""

    annee: int
    au: date
    depuis: int | None
    si: bool
    forme: str


def check_since(depuis: int | None, annee: int) -> None:
    if depuis is not None and not annee - ANNEES_MAX <= depuis <= annee:
        raise click.UsageError(
            t(
                "--since {depuis}\u202f: donnez une année d'avant {annee}, de {n} ans au plus.",
                depuis=str(depuis),
                annee=str(annee),
                n=str(ANNEES_MAX),
            )
        )


def unread(dossier: "Dossier", bilan: "Bilan", depuis: int) -> "tuple[Diagnostic, ...]":
    """What the data seem to lack of the years judged, the first of them being `depuis`."""
    return (
        *api.uncovered(dossier, bilan.annee, bilan.au, depuis),
        *api.unread_years(dossier, depuis, bilan.annee),
        *api.unread_judged(dossier, bilan),
    )


def explain_year(dossier: "Dossier", asked: Question, demande: common.Demande, sortie: Sortie) -> int:
    """The rules of a year and their verdicts or, with `si`, what would have kept its parts: an exit code."""
    from convrules.render.settling import Annee
    from convrules.render.year_brief import next_blocks

    lexique = common.lexique(dossier)
    if asked.si:
        from convrules.api.reorientations import year_otherwise
        from convrules.render.reorientations import machine, reorientation_blocks

        with Progres(sortie).during("Essais"):
            found = year_otherwise(dossier, asked.annee, asked.au, asked.depuis)
        told = Annee(bilan=found.avant, lexique=lexique, depuis=asked.depuis)
        content = machine(found, asked.depuis)
        commandes = list(_next(dossier, told, demande, si=True))
        blocks = [*reorientation_blocks(found, told), *next_blocks(commandes)]
    else:
        from convrules.render.machine.explained import explained
        from convrules.render.year_brief import brief_blocks

        with Progres(sortie).counting("Bilan de l'année") as avancer:
            bilan = api.comply(dossier, asked.annee, asked.au, asked.depuis, avancer=avancer)
        told = Annee(bilan=bilan, lexique=lexique, depuis=asked.depuis)
        commandes = list(_next(dossier, told, demande, si=False))
        content = explained(told)
        blocks = [*brief_blocks(told), *next_blocks(commandes)]
    content["suite"] = [command for _, command in commandes]
    common.show_findings(unread(dossier, told.bilan, asked.depuis or asked.annee), sortie)
    code = common.findings_code(dossier.diagnostics)
    if all(b.periode is None for b in told.bilan.conventions):
        sortie.note(nothing_judged(asked.annee, [b.convention for b in told.bilan.conventions]))
        return code or 2
    _tell(dossier, blocks, content, asked, sortie)
    return code


def _tell(
    dossier: "Dossier", blocks: "Sequence[Bloc]", content: "Objet", asked: Question, sortie: Sortie
) -> None:
    from convrules.render.document import to_text

    if asked.forme == "json":
        from convrules.render.machine.parts import dumps, envelope

        said: Objet = {"texte": to_text(blocks), **content}
        sortie.write_json(dumps(envelope("explain", common.recu(dossier, asked.au), said)))
        return
    sortie.say(common.reserve(dossier))
    sortie.write(to_text(blocks, langue=sortie.style.langue))


def _next(
    dossier: "Dossier", annee: "Annee", demande: common.Demande, *, si: bool
) -> Iterator[tuple[str, str]]:
    """What to ask next, and the command that asks it of the same repository, data and day."""
    from convrules.render.year_brief import next_questions

    same = [*same_data(demande)]
    if demande.au is not None:
        same += ["--as-of", demande.au.isoformat()]
    for what, words in next_questions(annee, {v.id for v in dossier.faits.vacances}, si=si):
        yield what, typed(["convrules", *words, *same])


def same_data(demande: common.Demande) -> Iterator[str]:
    """Options that name the same repository and data to another command."""
    if str(demande.depot) != ".":
        yield from ("--depot", str(demande.depot))
    for name in demande.data:
        yield from ("--data", name)
    if demande.cle is not None:
        yield from ("--cle", str(demande.cle))


def typed(words: Sequence[str], *, windows: bool = sys.platform == "win32") -> str:
    """A command as one types it: a console of Windows knows no simple quotation mark."""
    if windows:
        from subprocess import list2cmdline

        return list2cmdline(words)
    return shlex.join(words)
