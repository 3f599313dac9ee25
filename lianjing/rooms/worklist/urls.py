"""Addresses of the room."""

from django.urls import path

from lianjing.rooms.worklist import views

app_name = "worklist"
urlpatterns = [path("", views.home, name="home")]
