"""A vendor's address, without an account: pictures that were handed over, to be fetched once (mounted at /v/)."""

from __future__ import annotations

from django.urls import path

from chaperone.library import hand_over_views

app_name = "handed"

urlpatterns = [
    path("<str:token>/", hand_over_views.pick_up, name="pick_up"),
]
