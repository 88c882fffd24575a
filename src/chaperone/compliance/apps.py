from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "chaperone.compliance"
    label = "compliance"

    def ready(self) -> None:
        from chaperone.access.rules import register_check
        from chaperone.compliance.checks import attested

        register_check("attestation", attested)
