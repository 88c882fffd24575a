from importlib import import_module

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "chaperone.consents"
    label = "consents"

    def ready(self) -> None:
        for module in ("tasks", "shown_elsewhere"):
            import_module(f"chaperone.consents.{module}")
