from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "chaperone.foundation.notices"
    label = "notices"

    def ready(self) -> None:
        import_module("chaperone.foundation.notices.tasks")
