from importlib import import_module

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "chaperone.oversight"
    label = "oversight"

    def ready(self) -> None:
        for module in ("tasks", "receivers"):
            import_module(f"chaperone.oversight.{module}")
        sections = import_module("chaperone.oversight.sections")
        import_module("chaperone.posts.slots").register_section(sections.on_a_post)
        import_module("chaperone.patients.slots").register_section(sections.on_a_patients_page)
