"""Entry point: `--version` without loading anything, then the group; the last net under everything."""

import errno
import gc
import os
import sys
from collections.abc import Sequence

from convrules import __version__

# Closed: outside scripts rely on these four.
RIEN_A_SIGNALER, CONSTATS, MAUVAIS_USAGE, ERREUR_INTERNE = 0, 1, 2, 3
NE_S_ECRIT_PAS = {errno.ENOSPC: "le disque est plein", errno.EBADF: "elle n'est pas ouverte en écriture"}


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    open_streams()
    if arguments in (["--version"], ["-V"]):
        sys.stdout.write(f"convrules {__version__}\n")
        sys.exit(RIEN_A_SIGNALER)
    code = run(arguments)
    # What is left is dropped as a whole: looking through it for circles took a fifth of a short command.
    gc.freeze()
    sys.exit(code)


def open_streams() -> None:
    """A stream that the caller has closed is one nobody reads; left closed, the first file opened would
    take its place. Output to nowhere changes neither the files written nor the exit code."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 (open as long as the program)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (the same)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (the same)


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command line."""
    # Trees are built and never torn down: collecting them young only costs time at every start.
    gc.set_threshold(200_000, 20, 20)
    from convrules.cli.group import invoke

    try:
        code = invoke(arguments)
        # Why: a language server has closed it, its editor having left.
        if not sys.stdout.closed:
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Why: the reader went away (`| head`). Nothing to say, and nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return MAUVAIS_USAGE
    except KeyboardInterrupt:
        from convrules.cli.langue import dire

        sys.stderr.write(f"{dire('Interrompu.')}\n")
        return 130
    except Exception as error:  # Why: the one place where a bug of ours becomes a report to paste.
        told = _outside(error) if isinstance(error, OSError) else None
        if told is not None:
            sys.stderr.write(told)
            return MAUVAIS_USAGE
        from convrules.cli.internal import report

        sys.stderr.write(report(error, arguments))
        return ERREUR_INTERNE


def _outside(error: OSError) -> str | None:
    """What is said when the machine refuses what no command can do without: to write, to stand somewhere."""
    from convrules.base.texte import t
    from convrules.cli.langue import dire

    if error.errno in NE_S_ECRIT_PAS:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        told = t("Erreur : la sortie ne s'écrit pas, {raison}.", raison=NE_S_ECRIT_PAS[error.errno])
        return f"{dire(told)}\n"
    try:
        os.getcwd()
    except FileNotFoundError:
        told = t("Erreur : le dossier où la commande est lancée n'existe plus ; placez-vous dans un autre.")
        return f"{dire(told)}\n"
    return None


if __name__ == "__main__":
    main()
