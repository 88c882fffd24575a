"""Addresses of this room for the practice. Mounted at ``/p/<practice>/consents/``."""

from __future__ import annotations

from django.urls import path

from chaperone.consents.views import asking, staff

urlpatterns = [
    path("", staff.show_list, name="list"),
    path("new/", asking.choose_patient, name="new"),
    path("new/<uuid:patient>/", asking.draft, name="draft"),
    path("new/<uuid:patient>/check/", asking.check, name="check"),
    path("<uuid:pk>/", staff.detail, name="detail"),
    path("<uuid:pk>/send/", asking.send, name="send"),
    path("<uuid:pk>/close/", staff.close, name="close"),
    path("<uuid:pk>/withdraw/", staff.withdraw, name="withdraw"),
    path("<uuid:pk>/copy/", staff.copy, name="copy"),
    path("<uuid:pk>/page/", asking.renew_page, name="renew_page"),
]
