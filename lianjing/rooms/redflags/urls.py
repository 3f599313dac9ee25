"""Addresses of red flags."""

from django.urls import path

from lianjing.rooms.redflags import views, views_exceptions, views_links, views_models, views_sealed

app_name = "redflags"
urlpatterns = [
    path("", views.home, name="home"),
    path("pairs/", views_links.pairs, name="pairs"),
    path("pairs/<int:pair_id>/", views_links.pair, name="pair"),
    path("models/", views_models.listed, name="models"),
    path("models/<slug:model>/", views_models.shown, name="model"),
    path("models/<slug:model>/wake/", views_models.wake, name="model_wake"),
    path("<int:flag_id>/", views.flag, name="flag"),
    path("<int:flag_id>/exception/", views_exceptions.ask, name="exception_ask"),
    path("exceptions/<int:exception_id>/<slug:step>/", views_exceptions.settle, name="exception_settle"),
    path("<int:flag_id>/two/<slug:step>/", views_sealed.sign, name="weigh"),
    path("<int:flag_id>/<str:name>/", views.step, name="step"),
]
