"""Questions to the database that are asked once for a piece of work, however many of its pages need the answer."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")
_held: ContextVar[dict[Hashable, Any] | None] = ContextVar("asked_once", default=None)


@contextmanager
def held() -> Iterator[None]:
    """Remember the answers of functions marked `once` until the block ends: for work at one moment that only reads."""
    before = _held.set({})
    try:
        yield
    finally:
        _held.reset(before)


def once(function: Callable[P, R]) -> Callable[P, R]:
    """Have a function's answers remembered inside `held`, and only there. Nobody may change what it returns."""

    @wraps(function)
    def asked(*args: P.args, **named: P.kwargs) -> R:
        memory = _held.get()
        if memory is None:
            return function(*args, **named)
        key = (function.__module__, function.__qualname__, args, tuple(sorted(named.items())))
        if key not in memory:
            memory[key] = function(*args, **named)
        return cast(R, memory[key])

    return asked
