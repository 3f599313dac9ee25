"""Addresses of verification files. Whom one looks at is sent in the body: no address names a person."""

from django.urls import path

from lianjing.rooms.verification import views

app_name = "verification"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.new, name="new"),
    path("<int:file_id>/", views.file, name="file"),
    path("<int:file_id>/look/", views.look, name="look"),
    path("<int:file_id>/<slug:name>/", views.step, name="step"),
]
