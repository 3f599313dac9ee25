"""The papers of an answer, for whoever reads the flag. Always a download: nothing that came in opens in the page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from lianjing.access import flag_papers
from lianjing.domain.authority import Action, Seat
from lianjing.rooms.redflags import queries
from lianjing.ui.page import page


@page(Action.FLAG_READ)
def paper(request: HttpRequest, post: Seat, flag_id: int, number: int) -> HttpResponse:
    """Hand out one paper of a flag."""
    flag = get_object_or_404(queries.flags(post), pk=flag_id)
    found = flag_papers.opened(flag, number)
    if found is None or flag.state == "transferred":
        raise Http404
    kept, content = found
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=kept.name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
