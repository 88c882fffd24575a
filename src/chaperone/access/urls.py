"""``/p/<practice>/people/``"""

from __future__ import annotations

from django.urls import path

from chaperone.access import views

urlpatterns = [
    path("", views.people, name="people"),
    path("rights/", views.matrix, name="matrix"),
    path("invite/", views.invite, name="invite"),
    path("invitations/<uuid:pk>/take-back/", views.take_back, name="take_back"),
    path("<uuid:pk>/", views.person, name="person"),
    path("<uuid:pk>/end/", views.end, name="end"),
    path("<uuid:pk>/second-factor/", views.reset_factor, name="reset_factor"),
]
