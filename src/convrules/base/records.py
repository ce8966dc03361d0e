"""Frozen by the type checker: the `dataclass` of the trees (surface and IR).

`mypy --strict` refuses to assign a field of these records, as with `frozen=True`. Freezing them at run time
as well would make Python write two more methods for each of their 130 classes, 20 ms at every start.
"""

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen, slots, kw_only):
        """Same equality and hash as a frozen dataclass."""
        assert frozen, "records of trees are frozen"
        return dataclasses.dataclass(slots=slots, kw_only=kw_only, unsafe_hash=True)


__all__ = ["dataclass"]
