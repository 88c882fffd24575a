from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "chaperone.consents"
    label = "consents"
