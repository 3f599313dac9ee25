"""Addresses of red flags."""

from django.urls import path

from lianjing.rooms.redflags import views, views_links

app_name = "redflags"
urlpatterns = [
    path("", views.home, name="home"),
    path("pairs/", views_links.pairs, name="pairs"),
    path("pairs/<int:pair_id>/", views_links.pair, name="pair"),
    path("<int:flag_id>/", views.flag, name="flag"),
    path("<int:flag_id>/<str:name>/", views.step, name="step"),
]
