"""``/p/<practice>/rules/``"""

from __future__ import annotations

from django.urls import path

from chaperone.compliance import vendor_views, views

urlpatterns = [
    path("", views.index, name="index"),
    path("policies/", views.policies, name="policies"),
    path("policies/adopt/", views.adopt, name="adopt"),
    path("policies/<uuid:pk>/", views.policy, name="policy"),
    path("policies/<uuid:pk>/change/", views.change, name="policy_change"),
    path("policies/versions/<uuid:pk>/attest/", views.attest, name="attest"),
    path("policies/jurisdictions/", views.jurisdictions, name="jurisdictions"),
    path("vendors/", vendor_views.vendors, name="vendors"),
    path("vendors/add/", vendor_views.add, name="vendor_add"),
    path("vendors/<uuid:pk>/", vendor_views.vendor, name="vendor"),
    path("vendors/<uuid:pk>/change/", vendor_views.change, name="vendor_change"),
    path("vendors/<uuid:pk>/agreement/", vendor_views.sign, name="agreement_sign"),
    path("vendors/agreements/<uuid:pk>/terms/", vendor_views.check, name="agreement_check"),
    path("vendors/agreements/<uuid:pk>/close/", vendor_views.close, name="agreement_close"),
]
