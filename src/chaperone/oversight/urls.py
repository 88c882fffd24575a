"""Addresses of oversight, under ``/p/<practice>/oversight/``."""

from __future__ import annotations

from django.urls import path

from chaperone.oversight import evidence_views, trail_views, views

urlpatterns = [
    path("", views.index, name="index"),
    path("desk/", views.desk, name="desk"),
    path("rules/", views.rules, name="rules"),
    path("trail/", trail_views.trail, name="trail"),
    path("trail/check/", trail_views.check, name="check"),
    path("trail/<uuid:uid>/", trail_views.entry, name="entry"),
    path("evidence/packs/<uuid:pk>/", evidence_views.pack, name="pack"),
    path("evidence/packs/<uuid:pk>/download/", evidence_views.download, name="download"),
    path("evidence/<slug:kind>/<uuid:pk>/", evidence_views.evidence, name="evidence"),
    path("evidence/<slug:kind>/<uuid:pk>/ask/", evidence_views.ask, name="ask"),
]
