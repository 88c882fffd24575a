"""``/p/<practice>/accounts/``"""

from __future__ import annotations

from django.urls import path

from chaperone.channels import views

urlpatterns = [
    path("", views.channels, name="list"),
    path("connect/", views.choose, name="choose"),
    path("connect/<slug:network>/", views.connect, name="connect"),
    path("<uuid:pk>/", views.channel, name="detail"),
    path("<uuid:pk>/reconnect/", views.reconnect, name="reconnect"),
    path("<uuid:pk>/check/", views.check, name="check"),
    path("<uuid:pk>/close/", views.close, name="close"),
]
