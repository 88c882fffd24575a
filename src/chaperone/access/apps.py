from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "chaperone.access"
    label = "access"
