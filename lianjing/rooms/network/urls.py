"""Addresses of the room."""

from django.urls import path

from lianjing.rooms.network.views import drawing

app_name = "network"
urlpatterns = [path("", drawing.home, name="home")]
