"""Every command of the command line, and what answers to its names."""

from collections.abc import Iterator

import click

from convrules.cli import group


def commands() -> Iterator[tuple[str, ...]]:
    yield ()
    for name in group.COMMANDES:
        yield (name,)
        command = group.groupe.get_command(click.Context(group.groupe), name)
        if isinstance(command, click.Group):
            yield from ((name, inner) for inner in command.commands)


def command_of(names: tuple[str, ...]) -> click.Command:
    found: click.Command = group.groupe
    for name in names:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), name) or found
    return found
