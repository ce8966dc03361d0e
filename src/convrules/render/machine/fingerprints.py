"""What makes a finding the same from one run to the next: never its line number.

A line added above does not make new findings of those below; twins are told apart by their rank.
"""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from convrules.diagnostics.model import Diagnostic


def fingerprints(diagnostics: Sequence[Diagnostic]) -> tuple[str, ...]:
    """One per finding, in order, all different; hexadecimal, 40 characters."""
    seen: Counter[str] = Counter()
    found = []
    for d in diagnostics:
        key = _key(d)
        found.append(sha256(f"{key}\x1f{seen[key]}".encode("utf-8", "backslashreplace")).hexdigest()[:40])
        seen[key] += 1
    return tuple(found)


def _key(d: Diagnostic) -> str:
    line, _ = d.span.position
    written = d.span.source.line(line).strip() if d.span.source.text else ""
    args = "\x1e".join(f"{k}={v}" for k, v in sorted(d.args.items()))
    return "\x1f".join((d.code, d.span.source.name, " › ".join(d.fil), written, args))
