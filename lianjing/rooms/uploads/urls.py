"""Addresses of the room."""

from django.urls import path

from lianjing.rooms.uploads import impact_views, views, views_ledgers, views_standards

app_name = "uploads"
urlpatterns = [
    path("", views.home, name="home"),
    path("check/", views.check, name="check"),
    path("marked/", views.marked, name="marked"),
    path("hand-in/", views.hand_in, name="hand_in"),
    path("<int:batch_id>/", views.batch, name="batch"),
    path("<int:batch_id>/accept/", views.accept, name="accept"),
    path("<int:batch_id>/reject/", views.reject, name="reject"),
    path("<int:batch_id>/marked/", views.batch_marked, name="batch_marked"),
    path("ledgers/", views_ledgers.home, name="ledgers"),
    path("ledgers/standard/", views_standards.home, name="standard"),
    path("ledgers/standard/check/", views_standards.check, name="standard_check"),
    path("ledgers/standard/take-in/", views_standards.take_in, name="standard_take_in"),
    path("ledgers/reading/<str:waiting>/", views_ledgers.rows_read, name="rows_read"),
    path("ledgers/<slug:format_id>/", views_ledgers.ledger, name="ledger"),
    path("ledgers/<slug:format_id>/check/", views_ledgers.check, name="ledger_check"),
    path("ledgers/<slug:format_id>/marked/", views_ledgers.marked, name="ledger_marked"),
    path("ledgers/<slug:format_id>/take-in/", views_ledgers.take_in, name="ledger_take_in"),
    path("ledgers/batches/<int:batch_id>/take-out/", views_ledgers.take_out, name="ledger_take_out"),
    path("impact/", impact_views.home, name="impact"),
    path("impact/new/", impact_views.new, name="new_assessment"),
    path("impact/<int:assessment_id>/", impact_views.assessment, name="assessment"),
    path("impact/<int:assessment_id>/text/", impact_views.rewrite, name="rewrite_assessment"),
    path("impact/<int:assessment_id>/sign/", impact_views.sign, name="sign_assessment"),
    path("impact/<int:assessment_id>/<str:name>/", impact_views.close, name="close_assessment"),
]
