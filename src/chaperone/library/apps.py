from importlib import import_module

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "chaperone.library"
    label = "library"

    def ready(self) -> None:
        import_module("chaperone.library.tasks")
        sections = import_module("chaperone.library.sections")
        import_module("chaperone.patients.slots").register_section(sections.pictures_of)
