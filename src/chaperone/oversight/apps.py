from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "chaperone.oversight"
    label = "oversight"
