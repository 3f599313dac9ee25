"""Where people live, and words that tell of their circumstances, in running text. Sources: domain 1G, S13."""

import re
from collections.abc import Iterator

from lianjing.engines.privacy.numbers import Span, plain
from lianjing.engines.privacy.written import lives, pattern

_LIVES = lives()
_LABELLED = pattern("lives_labelled")
_CIRCUMSTANCES = pattern("circumstances")


def addresses(text: str, allowed: tuple[str, ...] = ()) -> Iterator[Span]:
    """Yield where home addresses stand. allowed: addresses that may be shown, such as the school's own."""
    said = plain(text)
    for shape in _LIVES:
        for found in shape.finditer(said):
            if not _is_allowed(said, found.span(), allowed):
                yield found.span()
    for found in _LABELLED.finditer(said):
        if not _is_allowed(said, found.span(1), allowed) and "*" not in found[1]:
            yield found.span(1)


def circumstances(text: str) -> Iterator[Span]:
    """Yield words that tell of hardship, illness or family. Only beside people's names do they tell of a person."""
    for found in _CIRCUMSTANCES.finditer(text):
        yield found.span()


def _is_allowed(text: str, span: Span, allowed: tuple[str, ...]) -> bool:
    """Return whether a span lies inside an allowed string as it stands in the text."""
    return any(
        found.start() <= span[0] and span[1] <= found.end()
        for one in allowed
        if one
        for found in re.finditer(r"\s*".join(map(re.escape, one)), text)  # pages are read with spaces round figures
    )
