"""Every address: staff under ``/p/<practice>/``, patients under ``/c/`` and ``/s/``, vendors under ``/v/``."""

from __future__ import annotations

from django.urls import include, path

from chaperone.project import components, home

STAFF_ROOMS = (
    ("people", "access"),
    ("rules", "compliance"),
    ("accounts", "channels"),
    ("patients", "patients"),
    ("library", "library"),
    ("consents", "consents"),
    ("posts", "posts"),
    ("publishing", "publishing"),
    ("messages", "messages"),
    ("inbox", "inbox"),
    ("oversight", "oversight"),
)

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("components/", components.show, name="components"),
    path("account/", include("chaperone.access.account_urls")),
    path("c/", include("chaperone.consents.patient_urls")),
    path("s/", include("chaperone.messages.patient_urls")),
    path("v/", include("chaperone.library.vendor_urls")),
    *[
        path(f"p/<slug:practice>/{segment}/", include((f"chaperone.{room}.urls", room), namespace=room))
        for segment, room in STAFF_ROOMS
    ],
]
