"""Addresses of red flags."""

from django.urls import path

from lianjing.rooms.redflags import views

app_name = "redflags"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:flag_id>/", views.flag, name="flag"),
    path("<int:flag_id>/<str:name>/", views.step, name="step"),
]
