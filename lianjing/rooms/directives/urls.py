"""Addresses of directives."""

from django.urls import path

from lianjing.rooms.directives import views, views_supervising

app_name = "directives"
urlpatterns = [
    path("", views.home, name="home"),
    path("supervision/", views_supervising.how_we_supervise, name="supervision"),
    path("burden/", views_supervising.burden, name="burden"),
    path("new/", views.new, name="new"),
    path("<int:directive_id>/", views.directive, name="directive"),
    path("<int:directive_id>/edit/", views.edit, name="edit"),
    path("<int:directive_id>/contest/<str:name>/", views.contest, name="contest"),
    path("<int:directive_id>/<str:name>/", views.step, name="step"),
]
