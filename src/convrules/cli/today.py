"""The only clock."""

from datetime import UTC, date, datetime


def today() -> date:
    return date.today()


def now() -> str:
    """The time to write beside a decision: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
