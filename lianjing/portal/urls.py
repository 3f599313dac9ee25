"""Public addresses."""

from django.urls import path

from lianjing.portal import views, views_asking, views_figures, views_log, views_school

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("schools/", views.schools, name="schools"),
    path("s/<slug:code>/", views_school.school, name="school"),
    path("s/<slug:code>/powers/<slug:item>/", views_school.power, name="power"),
    path("s/<slug:code>/calendar/", views_school.calendar, name="calendar"),
    path("s/<slug:code>/calendar/<int:slot_id>/", views_school.hanging, name="notice"),
    path("s/<slug:code>/calendar/<int:slot_id>/files/<str:at>", views_school.notice_file, name="notice_file"),
    path("s/<slug:code>/answers/", views_school.answers, name="answers"),
    path("s/<slug:code>/answers/<int:key>/", views_school.answer, name="answer"),
    path("s/<slug:code>/figures/<slug:kind>/", views_figures.figure, name="figure"),
    path("s/<slug:code>/figures/<slug:kind>.json", views_figures.figure_bytes, name="figure_bytes"),
    path("s/<slug:code>/gate.pdf", views_school.gate_poster, name="gate_poster"),
    path("s/<slug:code>/ask/", views_asking.ask, name="ask"),
    path("s/<slug:code>/object/", views_asking.ask, {"kind": "objection"}, name="object"),
    path("s/<slug:code>/report/", views_asking.confidential_way, name="report"),
    path("question/", views_asking.look_up, name="look_up"),
    path("supervision/", views.who_supervises, name="supervision"),
    path("objection/", views.objection, name="objection"),
    path("api/", views.open_data, name="api"),
    path("reading/", views.reading, name="reading"),
    path("log/", views_log.log, name="log"),
    path("log/<path:path>", views_log.log_file, name="log_file"),
]
