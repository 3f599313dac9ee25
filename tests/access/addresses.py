"""Every address of the product with its guard, read from the running URL configuration."""

import inspect
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Views of libraries: their own guards are tested by them; what they are for stands in the golden list.
LIBRARY_VIEWS = {"allauth": "account", "django.views.i18n": "public"}


def pages() -> list[str]:
    """Return one line an address: pattern, then action or audience; "-" where nobody guards it."""
    return sorted(f"{pattern:<48} {guard_of(view)}" for pattern, view in _walk(get_resolver(), ""))


def guard_of(view: Any) -> str:
    """Return the action or audience a view names, or "-"."""
    view = getattr(view, "view_class", view)
    action = getattr(view, "page_action", None)
    if action is not None:
        return str(action)
    audience = getattr(view, "page_audience", None)
    if audience is not None:
        return f"({audience})"
    module = getattr(inspect.unwrap(view), "view_class", inspect.unwrap(view)).__module__
    return next((f"(library: {who})" for name, who in LIBRARY_VIEWS.items() if module.startswith(name)), "-")


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pattern, entry.callback
        else:
            yield from _walk(entry, pattern)
