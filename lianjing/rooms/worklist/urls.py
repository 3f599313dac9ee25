"""Addresses of the work list."""

from django.urls import path

from lianjing.rooms.worklist import views

app_name = "worklist"
urlpatterns = [
    path("", views.home, name="home"),
    path("doors/", views.doors, name="doors"),
    path("monday.pdf", views.monday_paper, name="monday"),
    path("<int:item_id>/", views.item, name="item"),
    path("<int:item_id>/<str:name>/", views.step, name="step"),
    path("post/", views.switch_post, name="switch_post"),
]
