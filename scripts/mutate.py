"""Is a fault in what answers for many rows at once seen by the tests? One fault at a time, drawn.

    python scripts/mutate.py [--graine 1] [--mutants 60] [--module columnar/vectors.py …]

A copy of `src` is changed in one place (a comparison, an operator on sets of rows, a whole number, a « not »,
an order of « and » and « or »), then `tests/columnar` is played on it until one fails. Prints each fault that
no test sees, with its place; code 1 if there is one. Some change nothing that can be seen (a shortcut taken
or not): read them. The tests are first played without a fault, three minutes; then about half a minute each.
The repository itself is not touched. What engines outside of this process alone are asked
(`columnar/sql/bases.py`) is seen by tests_serveur, which are not played here.
"""

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/convrules"
MODULES = sorted(
    str(path.relative_to(SOURCE))
    for folder in ("columnar", "columnar/sql", "year/ensembles")
    for path in (SOURCE / folder).glob("*.py")
)
PATIENCE = 3
"""How many times as long as without a fault the tests may last: one that makes them go on is seen."""
AUTRES: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


class Faute(NamedTuple):
    """The `rang`-th place of a module where something may be changed."""

    module: str
    rang: int


class _Places(ast.NodeTransformer):
    """Counts the places of a module where something may be changed, and changes the one asked for."""

    def __init__(self, wanted: int) -> None:
        self.wanted, self.seen = wanted, 0
        self.line, self.said = 0, ""

    def here(self, node: ast.AST, said: str) -> bool:
        self.seen += 1
        if self.seen - 1 != self.wanted:
            return False
        self.line, self.said = getattr(node, "lineno", 0), said
        return True

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return node  # what is said to hold is not what is computed

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = [self.visit(one) for one in node.body]
        return node  # how a record is made (frozen, with slots) computes nothing

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        return node if node.arg == "strict" else self.generic_visit(node)  # the same

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        for n, operator in enumerate(node.ops):
            other = AUTRES.get(type(operator))
            if other is not None and self.here(node, f"{type(operator).__name__} → {other.__name__}"):
                node.ops[n] = other()  # type: ignore[call-overload]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        return self._operator(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        # Why not of types: `int | None` computes nothing.
        if isinstance(node.op, ast.BitOr) and any(_is_type(side) for side in (node.left, node.right)):
            return node
        return self._operator(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        return self._operator(node)

    def _operator(self, node: ast.BoolOp | ast.BinOp | ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        other = AUTRES.get(type(node.op))
        if other is not None and self.here(node, f"{type(node.op).__name__} → {other.__name__}"):
            node.op = other()  # type: ignore[assignment]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not | ast.Invert) and self.here(node, f"{type(node.op).__name__} ôté"):
            return node.operand
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            if self.here(node, f"{node.value} → {node.value + 1}"):
                return ast.copy_location(ast.Constant(node.value + 1), node)
        elif isinstance(node.value, bool) and self.here(node, f"{node.value} → {not node.value}"):
            return ast.copy_location(ast.Constant(not node.value), node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node


def _is_type(node: ast.expr) -> bool:
    """Is it written as a type is?"""
    if isinstance(node, ast.Constant):
        return node.value is None
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return isinstance(node, ast.Subscript) or (name[:1].isupper() and not name.isupper())


def places(module: str) -> Iterator[Faute]:
    tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
    counted = _Places(-1)
    counted.visit(tree)
    yield from (Faute(module, rang) for rang in range(counted.seen))


def write(faute: Faute, copy: Path) -> str:
    """The module, at fault, in the copy; where and what."""
    tree = ast.parse((SOURCE / faute.module).read_text(encoding="utf-8"))
    changed = _Places(faute.rang)
    text = ast.unparse(ast.fix_missing_locations(changed.visit(tree)))
    (copy / faute.module).write_text(text, encoding="utf-8")
    return f"{faute.module}:{changed.line}: {changed.said}"


def is_seen(copy: Path, seconds: float | None) -> bool:
    """seconds: how long the tests may last; None: as long as they take."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/columnar"]
    command += ["-o", f"pythonpath={copy.parent} tests"]
    try:
        return bool(subprocess.run(command, cwd=ROOT, capture_output=True, timeout=seconds).returncode)
    except subprocess.TimeoutExpired:
        return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=60)
    parser.add_argument("--module", nargs="+", choices=MODULES, default=MODULES, metavar="MODULE")
    asked = parser.parse_args()
    every = [faute for module in asked.module for faute in places(module)]
    drawn = random.Random(asked.graine).sample(every, min(asked.mutants, len(every)))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "src/convrules"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        for beside in ("grammar", "conventions"):  # what the modules read, where they look for it
            shutil.copytree(ROOT / beside, Path(folder) / beside)
        start = time.monotonic()
        if is_seen(copy, None):
            print("Les essais échouent déjà sans faute.", file=sys.stderr)
            return 2
        alive, seconds = [], PATIENCE * (time.monotonic() - start)
        for n, faute in enumerate(drawn, 1):
            said = write(faute, copy)
            seen = is_seen(copy, seconds)
            shutil.copyfile(SOURCE / faute.module, copy / faute.module)
            print(f"{n}/{len(drawn)} {'vue' if seen else 'NON VUE'} {said}", flush=True)
            if not seen:
                alive.append(said)
    print(f"{len(every)} places, {len(drawn)} fautes tirées (graine {asked.graine}), {len(alive)} non vues")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
