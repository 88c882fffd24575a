"""Sign-in, second factor and password addresses (allauth's, without sign-up and social accounts)."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
