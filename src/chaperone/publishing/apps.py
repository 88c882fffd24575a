from importlib import import_module

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "chaperone.publishing"
    label = "publishing"

    def ready(self) -> None:
        for module in ("tasks", "receivers"):
            import_module(f"chaperone.publishing.{module}")
        from chaperone.publishing.kinds import register_kind
        from chaperone.publishing.post_kind import POST

        register_kind("post", POST)
