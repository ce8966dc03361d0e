"""Where fuzzing starts: every convention file of the repository, and what was kept of longer runs."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"


def written() -> list[Path]:
    """Files that people wrote, by path."""
    return sorted((ROOT / "conventions").rglob("*.yaml"))


def kept() -> list[Path]:
    """Inputs of the longer job that reached something new, or broke something once."""
    return sorted(p for p in CORPUS.iterdir() if p.is_file())
