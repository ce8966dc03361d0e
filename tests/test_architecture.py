"""The house: layers, reserved imports, no cycle, no clock. See src/convrules/ARCHITECTURE.md."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "convrules"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("base",),
    ("diagnostics",),
    ("syntax", "vocabulary", "functions", "geographie", "ir"),
    ("checking", "compiler"),
    ("facts",),
    ("runtime",),
    ("columnar",),
    ("year",),
    ("orientation",),
    ("analyses",),
    ("examples",),
    ("render",),
    ("api",),
    ("lsp",),
    ("cli",),
    ("__main__",),
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}

RESERVED = {
    "yaml": ("syntax",),
    "lark": ("syntax",),
    "jsonschema": ("syntax",),
    "click": ("cli",),
    "duckdb": ("facts/readers", "api/parquet", "columnar/sql/moteur_duckdb"),
    "python_calamine": ("facts/readers",),
    "sqlite3": ("facts/readers",),
    "sqlglot": ("columnar/sql", "api/seances"),
    "jinja2": ("render",),
    "xlsxwriter": ("render",),
    "holidays": ("api",),
    "pygls": ("lsp",),
    "lsprotocol": ("lsp",),
    "typst": ("api/pdf",),
    "scipy": ("api/solveur",),
    "psycopg": ("facts/readers", "facts/journal", "api/seances"),
    "pyspark": ("api/seances",),
    "pyarrow": ("api/seances",),
    "ballista": ("api/seances",),
}
# Only these may touch the outside world: files, environment, clock.
OUTSIDE = ("cli", "lsp", "api", "facts/readers", "facts/journal")
OUTSIDE_MODULES = {"os", "pathlib", "time", "subprocess", "socket", "shutil", "tempfile", "glob", "io"}
# Why: data of the package, and the grammar and its schema, which a checkout keeps beside `src/`.
OUTSIDE_ALLOWED = {("syntax", "pathlib"), ("syntax", "os"), ("syntax", "io"), ("base", "pathlib")}


def modules() -> list[Path]:
    return sorted(SRC.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = ["convrules", *path.relative_to(SRC).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else None


@cache
def imports(path: Path) -> list[tuple[str, int, bool]]:
    """(imported module, line, at the top of the file); what is for the type checker alone, or for one system,
    counts as top."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = {id(node) for node in tree.body}
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test).startswith(("TYPE_CHECKING", "sys.platform ")):
            top |= {id(inner) for inner in (*node.body, *node.orelse)}
    found: list[tuple[str, int, bool]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno, id(node) in top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            base = node.module or ""
            names = [base]
            if base == "convrules" or (SRC.parent / base.replace(".", "/")).is_dir():
                names = [f"{base}.{a.name}" if is_module(f"{base}.{a.name}") else base for a in node.names]
            found += [(name, node.lineno, id(node) in top) for name in dict.fromkeys(names)]
    return found


def is_module(name: str) -> bool:
    path = SRC.parent / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def test_every_module_has_a_layer() -> None:
    rooms = {room(dotted(path)) for path in modules()} - {None}
    assert rooms <= set(RANK), f"no layer for {rooms - set(RANK)}"


def test_modules_import_lower_layers_or_their_own_room() -> None:
    wrong = []
    for path in modules():
        here = room(dotted(path))
        for name, line, _ in imports(path):
            there = room(name) if name.startswith("convrules") else None
            if here is None or there is None or there == here:
                continue
            if RANK[there] >= RANK[here]:
                wrong.append(f"{path.relative_to(SRC)}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("library", sorted(RESERVED))
def test_reserved_imports(library: str) -> None:
    wrong = []
    for path in modules():
        where = path.relative_to(SRC).as_posix()
        for name, line, _ in imports(path):
            if name.split(".")[0] == library and not where.startswith(RESERVED[library]):
                wrong.append(f"{where}:{line}")
    assert not wrong, f"{library} is reserved to {RESERVED[library]}: {wrong}"


def test_the_outside_world_stays_outside() -> None:
    wrong = []
    for path in modules():
        where = path.relative_to(SRC).as_posix()
        if where.startswith(OUTSIDE):
            continue
        for name, line, _ in imports(path):
            top = name.split(".")[0]
            if top in OUTSIDE_MODULES and (room(dotted(path)), top) not in OUTSIDE_ALLOWED:
                wrong.append(f"{where}:{line} imports {name}")
        text = path.read_text(encoding="utf-8")
        if re.search(r"\b(date\.today|datetime\.now|time\.time)\(", text):
            wrong.append(f"{where} reads the clock")
    assert not wrong, "\n".join(wrong)


def test_imports_inside_functions_only_load_lazily() -> None:
    wrong = []
    for path in modules():
        where = path.relative_to(SRC).as_posix()
        wrong += [
            f"{where}:{line} imports {name}"
            for name, line, top in imports(path)
            if not top and not where.startswith(("cli", "api", "facts/readers", "base/ressemblance"))
        ]
    assert not wrong, "\n".join(wrong)


def test_what_loads_later_is_imported_for_the_type_checker() -> None:
    """So that rooms, cycles and types see it like any other import."""
    wrong = []
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {
            (node.module, alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "later":
                named = tuple(ast.literal_eval(each) for each in node.args)
                if named not in said:
                    wrong.append(f"{path.relative_to(SRC)}:{node.lineno} loads {'.'.join(named)}")
    assert not wrong, "\n".join(wrong)


def test_no_import_cycle() -> None:
    graph: dict[str, set[str]] = {}
    for path in modules():
        here = dotted(path)
        graph[here] = {name for name, _, _ in imports(path) if name.startswith("convrules.") and name != here}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail[trail.index(module) :], module))
        if module in done:
            return
        for target in sorted(graph.get(module, ())):
            visit(target, (*trail, module))
        done.add(module)

    for module in sorted(graph):
        visit(module, ())


def budgeted() -> list[Path]:
    """The package, its tests and its measures."""
    return [*modules(), *(p for folder in ("tests", "bench") for p in sorted((ROOT / folder).rglob("*.py")))]


def test_budget_of_files_and_functions() -> None:
    wrong = []
    for path in budgeted():
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(ROOT).as_posix()
        if text.count("\n") > 400:
            wrong.append(f"{where}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 60:
                    wrong.append(f"{where}:{node.lineno} {node.name}: {length} lines")
    assert not wrong, "\n".join(wrong)
