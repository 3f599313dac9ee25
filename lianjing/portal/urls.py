"""Public addresses."""

from django.urls import path

from lianjing.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("schools/", views.schools, name="schools"),
    path("s/<slug:code>/", views.school, name="school"),
    path("supervision/", views.who_supervises, name="supervision"),
    path("objection/", views.objection, name="objection"),
    path("reading/", views.reading, name="reading"),
]
