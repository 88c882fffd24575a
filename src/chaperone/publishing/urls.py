"""Addresses of publishing, under ``/p/<practice>/publishing/``."""

from __future__ import annotations

from django.urls import path

from chaperone.publishing import views

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("deliveries/<uuid:pk>/", views.detail, name="delivery"),
    path("deliveries/<uuid:pk>/reschedule/", views.reschedule, name="reschedule"),
    path("deliveries/<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("deliveries/<uuid:pk>/take-down/", views.take_down, name="take_down"),
    path("versions/<uuid:version>/schedule/", views.schedule, name="schedule"),
]
