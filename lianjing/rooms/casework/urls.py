"""Addresses of casework."""

from django.urls import path

from lianjing.rooms.casework import views, views_own, views_problems

app_name = "casework"
urlpatterns = [
    path("", views.home, name="home"),
    path("problems/", views_problems.home, name="problems"),
    path("problems/new/<int:flag_id>/", views_problems.begin, name="problem_begin"),
    path("problems/<int:problem_id>/", views_problems.problem, name="problem"),
    path("problems/<int:problem_id>/<str:name>/", views_problems.step, name="problem_step"),
    path("own/", views_own.home, name="owns"),
    path("own/looks/", views_own.looks, name="own_looks"),
    path("own/<int:problem_id>/", views_own.own, name="own"),
    path("own/<int:problem_id>/<str:name>/", views_own.step, name="own_step"),
    path("danger/<int:flag_id>/", views.danger, name="danger"),
    path("<int:rectification_id>/", views.rectification, name="rectification"),
    path("<int:rectification_id>/<str:name>/", views.step, name="step"),
]
