"""Every address of the product."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import TemplateView

from lianjing.site import feed
from lianjing.ui.page import open_page

# No e-mail leaves this house: allauth's own page would try to send one.
no_reset = open_page("people who forgot their password")(
    TemplateView.as_view(template_name="account/password_reset.html", http_method_names=["get", "head"])
)

urlpatterns = [
    path("", include("lianjing.portal.urls")),
    path("accounts/password/reset/", no_reset, name="account_reset_password"),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("people/", include("lianjing.rooms.accounts.urls")),
    path("work/", include("lianjing.rooms.worklist.urls")),
    path("network/", include("lianjing.rooms.network.urls")),
    path("notices/", include("lianjing.rooms.notices.urls")),
    path("powers/", include("lianjing.rooms.powers.urls")),
    path("uploads/", include("lianjing.rooms.uploads.urls")),
    path("answering/", include("lianjing.rooms.answering.urls")),
    path("flags/", include("lianjing.rooms.redflags.urls")),
    path("directives/", include("lianjing.rooms.directives.urls")),
    path("meetings/", include("lianjing.rooms.meetings.urls")),
    path("rectifications/", include("lianjing.rooms.casework.urls")),
    path("verification/", include("lianjing.rooms.verification.urls")),
    path("plan/", include("lianjing.rooms.story.urls")),
    path("feed/todo.json", feed.todo, name="todo_feed"),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("lianjing.site.demo_urls"))]

handler403 = "lianjing.ui.errors.forbidden"
handler404 = "lianjing.ui.errors.not_found"
handler500 = "lianjing.ui.errors.broken"
