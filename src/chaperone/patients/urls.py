from __future__ import annotations

from django.urls import path

from chaperone.patients import views

urlpatterns = [
    path("", views.show_list, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/refusal/", views.refuse, name="refuse"),
]
