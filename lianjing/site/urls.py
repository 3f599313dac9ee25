"""Every address of the product."""

from django.conf import settings
from django.urls import include, path

from lianjing.site import feed

urlpatterns = [
    path("", include("lianjing.portal.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("work/", include("lianjing.rooms.worklist.urls")),
    path("network/", include("lianjing.rooms.network.urls")),
    path("uploads/", include("lianjing.rooms.uploads.urls")),
    path("flags/", include("lianjing.rooms.redflags.urls")),
    path("plan/", include("lianjing.rooms.story.urls")),
    path("feed/todo.json", feed.todo, name="todo_feed"),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("lianjing.site.demo_urls"))]

handler403 = "lianjing.ui.errors.forbidden"
handler404 = "lianjing.ui.errors.not_found"
handler500 = "lianjing.ui.errors.broken"
