"""Addresses of the patient, behind her link. Mounted at ``/c/``."""

from __future__ import annotations

from django.urls import path

from chaperone.consents.views import own, request

app_name = "consent"

urlpatterns = [
    path("<str:token>/", request.start, name="open"),
    path("<str:token>/choose/", request.choose, name="choose"),
    path("<str:token>/sign/", request.sign, name="sign"),
    path("<str:token>/no/", request.decline, name="decline"),
    path("<str:token>/language/", request.language, name="language"),
    path("<str:token>/photo/<uuid:rendition>/", request.photo, name="photo"),
    path("<str:token>/photo/<uuid:rendition>/large/", request.photo, {"large": True}, name="photo_large"),
    path("<str:token>/stop/", own.stop, name="stop"),
    path("<str:token>/stop/<uuid:grant>/", own.stop, name="stop_line"),
    path("<str:token>/stopped/", own.stopped, name="stopped"),
    path("<str:token>/progress/", own.progress, name="progress"),
    path("<str:token>/copy/<uuid:pk>/", own.copy, name="copy"),
]
