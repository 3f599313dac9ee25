"""What the page frame shows on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lianjing.access import clock, posts
from lianjing.ui.navigation import doors_of
from lianjing.ui.page import seat_in

LARGER_COOKIE = "lianjing_larger"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame: the day, the post acted in, the other posts, the doors this post has, demo or not."""
    now = clock.now()
    frame: dict[str, Any] = {
        "demo": settings.DEMO,
        "county_name": settings.CONFIG.county_name,
        "seat": None,
        "today": now.date(),
        "larger": request.COOKIES.get(LARGER_COOKIE) == "1",
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frame
    seat = seat_in(request)
    held = [row.post for row in posts.holdings_of(user.person_id or 0, now.date())]
    current = next((post for post in held if seat and post.pk == seat.post_id), None)
    return {
        **frame,
        "seat": seat,
        "person_name": user.person.name if user.person_id else "",
        "current_post": current,
        "other_posts": [post for post in held if post is not current],
        "doors": doors_of(seat, request) if seat else [],
    }
