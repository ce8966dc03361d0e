"""The other versions of Python found on this machine: does it install, and do the same tests hold?

    python scripts/check_pythons.py                  every other version, the tests of language and year
    python scripts/check_pythons.py 3.13 --entier    this one, the whole suite

Each version has an environment of its own, thrown away at the end. Ends with code 1 where a version fails;
one that is not on the machine is not played, and that is said.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DEPOT = Path(__file__).parents[1]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
ESSENTIEL = ("tests/test_records.py", "tests/test_conformance.py", "tests/syntax", "tests/year")


def found(version: str) -> str | None:
    """An interpreter of that version that runs."""
    path = shutil.which(f"python{version}")
    if path is None:
        return None
    asked = [path, "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return path if told.stdout.strip() == version else None


def play(python: str, folder: Path, whole: bool) -> int:
    """The code of the first step that fails, or 0."""
    inside = str(folder / "bin" / "python")
    what = ("-n", "auto", "--dist", "loadfile") if whole else ("-n", "2", *ESSENTIEL)
    for step in (
        [python, "-m", "venv", str(folder)],
        [inside, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-e", ".[test]"],
        # Every command played below starts sooner.
        [inside, "-m", "compileall", "-q", "src"],
        [inside, "-m", "convrules", "check", "conventions"],
        [inside, "-m", "convrules", "test", "conventions"],
        [inside, "-m", "pytest", "-q", "-p", "no:cacheprovider", *what],
    ):
        code = subprocess.run(step, cwd=DEPOT, check=False).returncode
        if code != 0:
            return code
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("versions", nargs="*", metavar="VERSION", help=", ".join(VERSIONS))
    parser.add_argument("--entier", action="store_true", help="the whole suite")
    asked = parser.parse_args()
    own = "{}.{}".format(*sys.version_info)
    failed: list[str] = []
    for version in asked.versions or [v for v in VERSIONS if v != own]:
        python = found(version)
        if python is None:
            print(f"Python {version} n'est pas sur cette machine : il n'est PAS essayé.", flush=True)
            failed += [version] if asked.versions else []
            continue
        print(f"== Python {version}", flush=True)
        with tempfile.TemporaryDirectory(prefix="convrules-") as folder:
            if play(python, Path(folder), asked.entier) != 0:
                failed.append(version)
    if failed:
        print(f"Échec : Python {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
