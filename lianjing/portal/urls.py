"""Public addresses."""

from django.urls import path

from lianjing.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("reading/", views.reading, name="reading"),
]
