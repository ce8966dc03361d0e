"""The only clock."""

from datetime import date


def today() -> date:
    return date.today()
