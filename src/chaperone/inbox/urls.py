"""Addresses of the inbox, under ``/p/<practice>/inbox/``."""

from __future__ import annotations

from django.urls import path

from chaperone.inbox.views import answers, desk, settings

urlpatterns = [
    path("", desk.index, name="list"),
    path("settings/", settings.show, name="settings"),
    path("settings/own-words/", settings.own_words, name="allow_own_words"),
    path("<uuid:pk>/", desk.detail, name="detail"),
    path("<uuid:pk>/standing/", desk.standing, name="standing"),
    path("<uuid:pk>/open/", desk.open_item, name="open"),
    path("<uuid:pk>/keep/", desk.keep, name="keep"),
    path("<uuid:pk>/moderate/", desk.moderate, name="moderate"),
    path("<uuid:pk>/answer/<slug:key>/", answers.template, name="answer"),
    path("<uuid:pk>/own-words/", answers.own_words, name="own_words"),
    path("removals/<uuid:pk>/by-hand/", desk.by_hand, name="by_hand"),
    path("answers/<uuid:pk>/review/", answers.review, name="review"),
]
