"""Addresses of the room."""

from django.urls import path

from lianjing.rooms.redflags import views

app_name = "redflags"
urlpatterns = [path("", views.home, name="home")]
