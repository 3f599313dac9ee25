"""Addresses of the room."""

from django.urls import path

from lianjing.rooms.network import views

app_name = "network"
urlpatterns = [path("", views.home, name="home")]
