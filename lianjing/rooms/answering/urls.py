"""Addresses of the desk of questions."""

from django.urls import path

from lianjing.rooms.answering import views

app_name = "answering"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:question_id>/", views.question, name="question"),
    path("<int:question_id>/<str:name>/", views.step, name="step"),
]
