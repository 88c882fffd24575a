from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "chaperone.library"
    label = "library"
