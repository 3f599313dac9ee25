"""The county platform's to-do feed (C14): how many items wait for a person, and where to open them. No content."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from lianjing.access import clock
from lianjing.rooms.worklist import queries
from lianjing.ui.page import open_page


@open_page("county platform, by secret")
def todo(request: HttpRequest) -> HttpResponse:
    """Return {"username", "count", "overdue", "url"} for ?username=…; 404 without the right bearer secret."""
    secret = settings.CONFIG.feed_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        raise Http404
    return JsonResponse(queries.feed_for(request.GET.get("username", ""), clock.now()))
