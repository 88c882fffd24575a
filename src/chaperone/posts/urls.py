"""Addresses of posts, under ``/p/<practice>/posts/``."""

from __future__ import annotations

from django.urls import path

from chaperone.posts import views

urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.compose, name="compose"),
    path("gates/", views.gates, name="gates"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.compose, name="edit"),
    path("<uuid:pk>/ask/", views.ask_review, name="ask_review"),
    path("versions/<uuid:pk>/review/", views.review, name="review"),
]
