"""A function of another module, which loads with its first call: for what a short command does without.

    if TYPE_CHECKING:
        from convrules.runtime.vacance import evaluate_vacance
    else:
        evaluate_vacance = later("convrules.runtime.vacance", "evaluate_vacance")

The import is still written where it serves: for the type checker, for `tests/test_architecture.py`, for us.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def later(module: str, name: str) -> Callable[..., Any]:
    """The function of this name, found when it is called."""
    found: Callable[..., Any] | None = None

    def call(*given: Any, **values: Any) -> Any:
        nonlocal found
        if found is None:
            found = getattr(import_module(module), name)
        return found(*given, **values)

    return call
