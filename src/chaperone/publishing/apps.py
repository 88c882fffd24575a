from importlib import import_module

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "chaperone.publishing"
    label = "publishing"

    def ready(self) -> None:
        for module in ("tasks", "receivers"):
            import_module(f"chaperone.publishing.{module}")
        kinds, post_kind, sections = (
            import_module(f"chaperone.publishing.{module}") for module in ("kinds", "post_kind", "sections")
        )
        kinds.register_kind("post", post_kind.POST)
        import_module("chaperone.posts.slots").register_section(sections.on_a_post)
        import_module("chaperone.library.slots").register_uses(sections.uses_of_picture)
        import_module("chaperone.consents.slots").register_live_posts(sections.on_a_patients_page)
