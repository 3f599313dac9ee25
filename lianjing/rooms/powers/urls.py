"""Addresses of powers and matters."""

from django.urls import path

from lianjing.rooms.powers import views, views_matters

app_name = "powers"
urlpatterns = [
    path("", views.home, name="home"),
    path("matters/", views_matters.listed, name="matters"),
    path("matters/<int:matter_id>/", views_matters.shown, name="matter"),
    path("matters/<int:matter_id>/check/", views_matters.check, name="matter_check"),
    path("matters/<int:matter_id>/take/", views_matters.take, name="matter_take"),
    path("matters/<int:matter_id>/close/<slug:name>/", views_matters.close, name="matter_close"),
    path("matters/hands/<int:hand_id>/", views_matters.confirm, name="matter_confirm"),
    path("<slug:item>/", views.shown, name="power"),
    path("<slug:item>/drawing.svg", views.drawing, name="drawing"),
    path("<slug:item>/light/", views.light, name="light"),
    path("<slug:item>/quiz/", views.quiz, name="quiz"),
    path("<slug:item>/begin/", views_matters.begin, name="begin"),
]
