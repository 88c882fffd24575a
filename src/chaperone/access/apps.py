from importlib import import_module

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "chaperone.access"
    label = "access"

    def ready(self) -> None:
        import_module("chaperone.access.receivers")
