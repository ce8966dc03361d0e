"""Build hook: the wheel carries the grammar compiled and its tables, beside its source and the schema.

An editable install is left alone: it reads `grammar/` itself and caches what it compiles.
"""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GrammarHook(BuildHookInterface):
    """Adds `convrules/_grammar/` to a standard wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        saved = Path(self.directory) / "grammar"
        load_script(root / "scripts" / "save_grammar.py").save_grammar(saved)
        build_data["force_include"] |= {
            str(root / "grammar" / "regles.lark"): "convrules/_grammar/regles.lark",
            str(root / "grammar" / "convention.schema.json"): "convrules/_grammar/convention.schema.json",
            str(saved / "regles.lalr"): "convrules/_grammar/regles.lalr",
            str(saved / "regles.tables"): "convrules/_grammar/regles.tables",
        }


def load_script(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None, f"{path} is part of the source distribution"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
