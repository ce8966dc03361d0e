"""The longer job of robustness: coverage-guided fuzzing of all that reads convention files.

    pip install atheris          # Linux, Python 3.11 to 3.13
    python scripts/fuzz.py tests/fuzz/corpus -max_total_time=600 -max_len=4096

Arguments are libFuzzer's: the first folder receives every input that reaches something new; an input that
breaks the engine is written as `crash-…` where the command runs: mend the engine, then move it to the corpus,
which the tests replay. `--seeds FOLDER` only writes the files of the repository there, to start from.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]


def write_seeds(folder: Path) -> None:
    from fuzz.seeds import written

    folder.mkdir(parents=True, exist_ok=True)
    for i, path in enumerate(written()):
        (folder / f"seed-{i:03}.yaml").write_bytes(path.read_bytes())


def main() -> None:
    if sys.argv[1:2] == ["--seeds"]:
        write_seeds(Path(sys.argv[2]))
        return
    import atheris

    with atheris.instrument_imports(include=["convrules"]):
        from fuzz.chewing import chew
    folder = Path(tempfile.mkdtemp(prefix="fuzz"))
    atheris.Setup(sys.argv, lambda content: chew(folder, content))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
