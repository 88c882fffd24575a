"""Addresses of oversight, under ``/p/<practice>/oversight/``."""

from __future__ import annotations

from django.urls import path

from chaperone.oversight import evidence_views, rule_views, trail_views, views

urlpatterns = [
    path("", views.index, name="index"),
    path("desk/", views.desk, name="desk"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/progress/", rule_views.progress, name="rules_progress"),
    path("rules/second-look/<uuid:pk>/", rule_views.stand, name="stand"),
    path("rules/<str:rule>/", rule_views.rule, name="rule"),
    path("rules/<str:rule>/tune/", rule_views.tune, name="tune"),
    path("rules/<str:rule>/reset/", rule_views.reset, name="reset"),
    path("trail/", trail_views.trail, name="trail"),
    path("trail/check/", trail_views.check, name="check"),
    path("trail/<uuid:uid>/", trail_views.entry, name="entry"),
    path("evidence/packs/<uuid:pk>/", evidence_views.pack, name="pack"),
    path("evidence/packs/<uuid:pk>/download/", evidence_views.download, name="download"),
    path("evidence/<slug:kind>/<uuid:pk>/", evidence_views.evidence, name="evidence"),
    path("evidence/<slug:kind>/<uuid:pk>/ask/", evidence_views.ask, name="ask"),
]
