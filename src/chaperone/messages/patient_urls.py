"""Addresses that need no account. Mounted at ``/s/``."""

from __future__ import annotations

from django.urls import path

from chaperone.messages.views import outside

app_name = "secure"

urlpatterns = [
    path("<slug:slug>/", outside.form, name="form"),
    path("<slug:slug>/t/<str:token>/", outside.thread, name="thread"),
    path("<slug:slug>/t/<str:token>/received/", outside.received, name="received"),
]
