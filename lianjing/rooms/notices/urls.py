"""Addresses of disclosures."""

from django.urls import path

from lianjing.rooms.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:disclosure_id>/", views.slot, name="slot"),
    path("<int:disclosure_id>/prepare/", views.prepare, name="prepare"),
    path("<int:disclosure_id>/approve/", views.approve, name="approve"),
    path("<int:disclosure_id>/files/", views.attach, name="attach"),
    path("<int:disclosure_id>/files/<int:file_id>/away/", views.detach, name="detach"),
    path("<int:disclosure_id>/<slug:name>/", views.step, name="step"),
]
