"""Write the compiled grammar to a file: `python scripts/save_grammar.py TARGET`.

The build of the wheel does it too (`hatch_build.py`); by hand, it shows that the grammar compiles.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def save_grammar(target: Path) -> None:
    """Compile `grammar/regles.lark` with the installed lark and save it, header first."""
    sys.path.insert(0, str(ROOT / "src"))
    from convrules.syntax import grammar

    text = (ROOT / "grammar" / "regles.lark").read_text(encoding="utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(grammar.save(grammar.build(text), text))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage : save_grammar.py CIBLE")
    save_grammar(Path(sys.argv[1]))
