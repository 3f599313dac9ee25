"""Every address of the product with its guard, read from the running URL configuration."""

import inspect
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Views of libraries: their own guards are tested by them; what they are for stands in the golden list.
LIBRARY = {"accounts/": "sign-in", "i18n/": "public"}


def pages() -> list[str]:
    """Return one line an address: pattern, then action or audience; "-" where nobody guards it."""
    return sorted(f"{pattern:<48} {guard_of(view, pattern)}" for pattern, view in _walk(get_resolver(), ""))


def guard_of(view: Any, pattern: str) -> str:
    """Return the action or audience a view names, or "-"."""
    view = getattr(view, "view_class", view)
    action = getattr(view, "page_action", None)
    if action is not None:
        return str(action)
    audience = getattr(view, "page_audience", None)
    if audience is not None:
        return f"({audience})"
    if not module_of(view).startswith("lianjing") and pattern.startswith(tuple(LIBRARY)):
        return f"(library: {next(who for prefix, who in LIBRARY.items() if pattern.startswith(prefix))})"
    return "-"


def module_of(view: Any) -> str:
    """Return the module that wrote a view, past any wrappers."""
    inner = inspect.unwrap(view)
    return str(getattr(inner, "view_class", inner).__module__)


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pattern, entry.callback
        else:
            yield from _walk(entry, pattern)
