from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "chaperone.compliance"
    label = "compliance"
