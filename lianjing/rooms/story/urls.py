"""Addresses of the plan and the story."""

from django.urls import path

from lianjing.rooms.story import views

app_name = "story"
urlpatterns = [path("", views.plan, name="plan"), path("story/", views.tour, name="tour")]
