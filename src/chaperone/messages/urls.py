"""Addresses of secure messages for the practice, under ``/p/<practice>/messages/``."""

from __future__ import annotations

from django.urls import path

from chaperone.messages.views import staff

urlpatterns = [
    path("", staff.index, name="list"),
    path("<uuid:pk>/", staff.detail, name="detail"),
    path("<uuid:pk>/open/", staff.open_thread, name="open"),
    path("<uuid:pk>/answer/", staff.answer, name="answer"),
    path("<uuid:pk>/close/", staff.close, name="close"),
]
