"""Addresses of red flags."""

from django.urls import path

from lianjing.rooms.redflags import (
    views,
    views_danger,
    views_exceptions,
    views_links,
    views_models,
    views_papers,
    views_sealed,
    views_transfer,
)

app_name = "redflags"
urlpatterns = [
    path("", views.home, name="home"),
    path("pairs/", views_links.pairs, name="pairs"),
    path("pairs/<int:pair_id>/", views_links.pair, name="pair"),
    path("models/", views_models.listed, name="models"),
    path("models/<slug:model>/", views_models.shown, name="model"),
    path("models/<slug:model>/wake/", views_models.wake, name="model_wake"),
    path("danger/", views_danger.report_here, name="danger"),
    path("danger/<int:unit_id>/", views_danger.report_at, name="danger_at"),
    path("<int:flag_id>/", views.flag, name="flag"),
    path("<int:flag_id>/papers/<int:number>/", views_papers.paper, name="paper"),
    path("<int:flag_id>/transfer/<slug:step>/", views_transfer.sign, name="transfer"),
    path("<int:flag_id>/result/", views_transfer.result, name="result"),
    path("<int:flag_id>/danger/", views_danger.mark, name="danger_mark"),
    path("<int:flag_id>/reported/", views_danger.note, name="danger_note"),
    path("<int:flag_id>/exception/", views_exceptions.ask, name="exception_ask"),
    path("exceptions/<int:exception_id>/<slug:step>/", views_exceptions.settle, name="exception_settle"),
    path("<int:flag_id>/two/<slug:step>/", views_sealed.sign, name="weigh"),
    path("<int:flag_id>/<str:name>/", views.step, name="step"),
]
