"""Addresses of accounts."""

from django.urls import path

from lianjing.rooms.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:person_id>/", views.account, name="account"),
    path("<int:person_id>/<str:name>/", views.step, name="step"),
]
