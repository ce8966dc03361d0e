"""Paths as people write them in a file that is shared."""

from pathlib import PureWindowsPath


def leaves(chemin: str) -> bool:
    """Does a path or a pattern name something outside the folder it is read from, whatever the system?"""
    windows = PureWindowsPath(chemin)
    return (
        not chemin
        or "\0" in chemin
        or chemin.startswith(("/", "~"))
        or bool(windows.anchor)
        or ".." in windows.parts
    )
