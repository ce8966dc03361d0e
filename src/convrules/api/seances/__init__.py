"""Sessions of engines outside of this process: a server, a cluster. What they answer is `columnar.sql`'s."""


class SansMoteur(Exception):
    """A library that the engine takes is not installed; the argument is its name."""
