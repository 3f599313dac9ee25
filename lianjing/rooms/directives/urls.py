"""Addresses of directives."""

from django.urls import path

from lianjing.rooms.directives import views

app_name = "directives"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.new, name="new"),
    path("<int:directive_id>/", views.directive, name="directive"),
    path("<int:directive_id>/edit/", views.edit, name="edit"),
    path("<int:directive_id>/contest/<str:name>/", views.contest, name="contest"),
    path("<int:directive_id>/<str:name>/", views.step, name="step"),
]
