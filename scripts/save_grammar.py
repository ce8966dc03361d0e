"""Write the compiled grammar and its tables to a folder: `python scripts/save_grammar.py TARGET`.

The build of the wheel does it too (`hatch_build.py`); by hand, it shows that the grammar compiles.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def save_grammar(target: Path) -> None:
    """Compile `grammar/regles.lark` with the installed lark; save it and its tables, headers first."""
    sys.path.insert(0, str(ROOT / "src"))
    from convrules.syntax import construction, grammar, tables

    text = (ROOT / "grammar" / "regles.lark").read_text(encoding="utf-8")
    target.mkdir(parents=True, exist_ok=True)
    saved = grammar.save(grammar.build(text), text)
    (target / "regles.lalr").write_bytes(saved)
    parser = grammar.restore(saved[len(grammar.header(text)) :])
    (target / "regles.tables").write_bytes(tables.told(construction.tables_of(parser), tables.header(text)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage : save_grammar.py CIBLE")
    save_grammar(Path(sys.argv[1]))
