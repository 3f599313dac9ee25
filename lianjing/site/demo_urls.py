"""Addresses that exist only in a demo."""

from django.urls import path

from lianjing.site import demo_signin

urlpatterns = [path("sign-in/<str:ticket>/", demo_signin.enter, name="demo_sign_in")]
