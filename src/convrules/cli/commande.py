"""A command of ours: Click's, where an option that takes one value is given once, and help and remarks are in
the language asked for."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import click

from convrules.base.motifs import Motif
from convrules.base.texte import Langue, suite, t
from convrules.cli import french
from convrules.cli.langue import VARIABLE, dire, langue

_METAVAR: Final = Motif(r"\b[A-ZÉÈÀÔ]{2,}(?:-[A-Z]{2})*\b")
_SUITE_D_AIDE: Final = Motif(r"  \[[^\]]*\]$")


class Aide(click.HelpFormatter):
    """Help as Click lays it out, our sentences said in the language of the command."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _metavars(args), prefix)

    def write_text(self, text: str) -> None:
        super().write_text(_example(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(_metavars(name), _helped(text)) for name, text in rows], col_max, col_spacing)


class Contexte(click.Context):
    formatter_class = Aide


class UneFois(click.Command):
    """Click keeps the last of repeated values without a word: a decision, a year, a file would be lost."""

    context_class = Contexte

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.params.append(
            click.Option(
                ["--lang"],
                type=click.Choice([one.value for one in Langue]),
                envvar=VARIABLE,
                expose_value=False,
                help=f"Langue des messages (ou la variable {VARIABLE}).",
            )
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        _refuse_repeated(order, ctx)
        return super().parse_args(ctx, args)


class CommandeBilingue(UneFois):
    """A command all of whose words have their English."""


class GroupeBilingue(UneFois, click.Group):
    """A group all of whose commands have their English."""

    command_class = CommandeBilingue


class GroupeDeCommandes(UneFois, click.Group):
    """A group whose commands are ours as well."""

    command_class = CommandeBilingue


def _refuse_repeated(order: list[click.Parameter], ctx: click.Context) -> None:
    single = [p for p in order if isinstance(p, click.Option) and _takes_one(p)]
    for nom, times in Counter(p.name for p in single).items():
        if times == 1:
            continue
        said = list(dict.fromkeys(_longest(p) for p in single if p.name == nom))
        if len(said) > 1:
            options = suite(said, "et")
            raise click.UsageError(
                t("{options} ne vont pas ensemble : n'en gardez qu'une.", options=options), ctx
            )
        raise click.UsageError(
            t("{option} est donnée {n} fois : n'en gardez qu'une.", option=said[0], n=str(times)), ctx
        )


def _takes_one(option: click.Option) -> bool:
    """Its value is one of several; a plain flag says the same thing twice."""
    return not (option.multiple or option.count or option.is_bool_flag)


def _longest(option: click.Option) -> str:
    return max(option.opts, key=len)


# --- help -----------------------------------------------------------------------------------
def _metavars(text: str) -> str:
    """`--year AAAA`: what stands for a value is said in the language of the command."""
    return _METAVAR.sub(lambda found: dire(found[0]), text)


def _helped(text: str) -> str:
    """A line of help, apart from what Click adds to it between brackets."""
    added = _SUITE_D_AIDE.search(text)
    if langue() is Langue.FR:
        # Click keeps its own line from one call to the next, whatever the language was then.
        return french.gettext(text)
    return dire(text) if added is None else f"{dire(text[: added.start()])}{added[0]}"


def _example(text: str) -> str:
    """A paragraph of help; a command shown as an example is the same in every language."""
    _, found, command = text.partition("Exemple : ")
    said = dire(text)
    return f"{dire('Exemple')}: {command}" if langue() is Langue.EN and found and said == text else said
