"""Every address of the product as each role finds it: which record an address names, and what it may answer."""

import io
import re
import zipfile
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from lianjing.records import models as m

# What the number in an address is, and the action that must be allowed on that record when it is not the page's own.
TABLES = {
    "unit_id": m.Org,
    "post_id": m.Post,
    "person_id": m.Person,
    "holding_id": m.Holding,
    "edge_id": m.Edge,
    "change_id": m.EdgeChange,
    "declaration_id": m.Declaration,
    "recusal_id": m.Recusal,
    "flag_id": m.RedFlag,
    "gap_id": m.Gap,
    "draw_id": m.Draw,
    "handover_id": m.Handover,
    "batch_id": m.ImportBatch,
    "assessment_id": m.ImpactAssessment,
    "item_id": m.WorkItem,
    "pair_id": m.LinkDecision,
    "exception_id": m.ModelException,
    "matter_id": m.Matter,
    "rectification_id": m.Rectification,
    "problem_id": m.Problem,
    "disclosure_id": m.Disclosure,
    "version_id": m.PowerVersion,
    "opinion_id": m.PowerOpinion,
    "drawing_id": m.PowerDrawing,
    "hand_id": m.MatterHand,
    "directive_id": m.Directive,
    "file_id": m.Verification,
    "question_id": m.PublicQuestion,
    "meeting_id": m.Meeting,
    "line_id": m.AgendaLine,
    "resolution_id": m.Resolution,
}
# Asked of a record through another one (a post's unit): the answer depends on that, and only a grant is checked.
THROUGH_ANOTHER = {
    "handovers/new",
    "sign-for",
    "cancel",
    "new-holder",
    "posts/<int:post_id>/end",
    "share",
    "holdings/",
    "journal/posts",
    "problems/new",  # only of a flag that was verified
    "papers/<int:number>",  # a flag without papers answers like any other number
}
ALSO = {"flag.read": ("flag.read_sealed",)}
NAMES = {
    "name": "nonsense",
    "code": "u1",
    "table": "redflag",
    "ticket": "nonsense",
    "model": "M-GK-03",
    "format_id": "notices",
    "step": "agree",
    "item": "ST-03",
    "row": "0",
    "waiting": "nonsense",
}
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def walk(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield (pattern, action) of every address of ours with a page guard."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from walk(entry, pattern)
        elif (action := getattr(entry.callback, "page_action", None)) is not None:
            yield pattern, str(action)


def table_of(pattern: str) -> type | None:
    """Return the table whose record an address names, None for a list. Raises KeyError for a number nobody knows."""
    named = [name for name in _PARAMETER.findall(pattern) if name not in NAMES]
    if not named:
        return None
    return m.RedFlag if named == ["key"] else TABLES[named[0]]


def address(pattern: str, key: int = 0) -> str:
    """Return the address with its parameters filled in."""
    return "/" + _PARAMETER.sub(lambda found: NAMES.get(found[1], str(key)), pattern)


def text_of(response) -> str:
    """Return all that a response tells: a page's or a download's bytes, a workbook's cells."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return body.decode(errors="replace")


def bare(text: str) -> str:
    """Return a page without what differs from visit to visit: tokens and nonces."""
    return re.sub(r'nonce="[^"]*"|name="(?:csrfmiddlewaretoken|waiting)" value="[^"]*"|"X-CSRFToken":"[^"]*"', "", text)
