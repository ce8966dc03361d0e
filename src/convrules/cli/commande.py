"""A command of ours: Click's, where an option that takes one value is given once."""

from collections import Counter

import click


class UneFois(click.Command):
    """Click keeps the last of repeated values without a word: a decision, a year, a file would be lost."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        _refuse_repeated(order, ctx)
        return super().parse_args(ctx, args)


class Commande(UneFois):
    """What every command is made of."""


class GroupeDeCommandes(UneFois, click.Group):
    """A group whose commands are ours as well."""

    command_class = Commande


def _refuse_repeated(order: list[click.Parameter], ctx: click.Context) -> None:
    single = [p for p in order if isinstance(p, click.Option) and _takes_one(p)]
    for nom, times in Counter(p.name for p in single).items():
        if times == 1:
            continue
        said = list(dict.fromkeys(_longest(p) for p in single if p.name == nom))
        if len(said) > 1:
            raise click.UsageError(f"{' et '.join(said)} ne vont pas ensemble : n'en gardez qu'une.", ctx)
        raise click.UsageError(f"{said[0]} est donnée {times} fois : n'en gardez qu'une.", ctx)


def _takes_one(option: click.Option) -> bool:
    """Its value is one of several; a plain flag says the same thing twice."""
    return not (option.multiple or option.count or option.is_bool_flag)


def _longest(option: click.Option) -> str:
    return max(option.opts, key=len)
