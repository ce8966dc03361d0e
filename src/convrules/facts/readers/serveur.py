"""Where a PostgreSQL server is said to be: never its address, which the environment alone knows."""

from typing import Final

from convrules.base.records import dataclass

VARIABLE: Final = "CONVRULES_POSTGRES"
"""The environment variable that says how to connect, unless the project names another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serveur:
    """What a project says of its server: the name of a libpq service, or of the environment variable that
    holds how to connect; and how long a query may take."""

    service: str | None = None
    variable: str = VARIABLE
    delai_s: int = 60
