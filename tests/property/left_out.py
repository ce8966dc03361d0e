"""What is not drawn for the moment: each would make a later day contradict an earlier one, until it is
mended. Taking a line away draws it again."""

from typing import Final

LEFT_OUT: Final[frozenset[str]] = frozenset()
