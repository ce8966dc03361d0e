"""A head of the journal as people note it: the rank of its last line and its fingerprint."""

import re


def read_head(texte: str) -> tuple[int, str] | None:
    """A head as it is shown: « 12:9f0c… »."""
    found = re.fullmatch(r"([0-9]{1,9}):([0-9a-f]{64})", texte)
    return (int(found[1]), found[2]) if found is not None else None
