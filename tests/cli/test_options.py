"""An option that takes one value is given once, in every command."""

from collections.abc import Iterator

import click
import pytest

from convrules.cli.commande import UneFois
from convrules.cli.group import COMMANDES, groupe
from convrules.cli.main import run

Chemin = tuple[str, ...]


def commands(command: click.Command, path: Chemin) -> Iterator[tuple[Chemin, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for nom in command.list_commands(context):
            below = command.get_command(context, nom)
            assert below is not None
            yield from commands(below, (*path, nom))


def single_valued() -> Iterator[tuple[Chemin, str]]:
    for path, command in commands(groupe, ()):
        for param in command.params:
            if isinstance(param, click.Option) and not (param.multiple or param.is_flag):
                yield from ((path, spelled) for spelled in param.opts)


def test_every_command_is_ours() -> None:
    made = {path: isinstance(command, UneFois) for path, command in commands(groupe, ())}
    assert {path[0] for path in made if path} == {*COMMANDES}
    assert all(made.values()), made


@pytest.mark.parametrize(("path", "option"), list(single_valued()))
def test_given_twice_nothing_is_done(path: Chemin, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*path, option, "1", option, "2"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and f"Erreur : {option} est donnée 2 fois : n'en gardez qu'une." in said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["check", "--write-baseline", "--prune-baseline"],
            "--write-baseline et --prune-baseline",
        ),
        (["evaluate", "--as-of=2025-01-01", "--as-of", "2025-01-01"], "--as-of est donnée 2 fois"),
        (
            ["orient", "--decide", "V1=etat", "--decide", "V2=etat"],
            "--decide est donnée 2 fois",
        ),
    ],
)
def test_what_is_refused_is_said(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["explain", "CR005", "--help", "--help"]])
def test_a_flag_may_be_said_twice(arguments: list[str]) -> None:
    assert run(arguments) == 0


@pytest.mark.parametrize(
    ("langue", "said", "never"),
    [
        ("fr", "Jour d'observation, à donner : le bilan ne lit pas l'horloge", "aujourd'hui"),
        ("en", "Day of observation, to be given: the annual report reads no clock", "today"),
    ],
)
def test_the_annual_report_has_no_day_by_itself(
    langue: str, said: str, never: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["bilan", "--help", "--lang", langue]) == 0
    screen = " ".join(capsys.readouterr().out.split())
    assert said in screen and never not in screen
