"""Addresses of the room."""

from django.urls import path

from lianjing.rooms.story import views

app_name = "story"
urlpatterns = [path("", views.plan, name="plan")]
