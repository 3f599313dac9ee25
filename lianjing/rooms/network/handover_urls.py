"""Addresses of hand-over, part of the room's own."""

from django.urls import path

from lianjing.rooms.network.views import handover

urlpatterns = [
    path("handovers/", handover.home, name="handovers"),
    path("handovers/new/<int:post_id>/", handover.new, name="handover_new"),
    path("handovers/<int:handover_id>/", handover.handover, name="handover"),
    path("handovers/<int:handover_id>/sign/", handover.sign, name="handover_sign"),
    path("handovers/<int:handover_id>/sign-for/", handover.sign_for, name="handover_sign_for"),
    path("handovers/<int:handover_id>/cancel/", handover.cancel, name="handover_cancel"),
]
