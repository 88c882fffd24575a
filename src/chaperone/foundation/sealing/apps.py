from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "chaperone.foundation.sealing"
    label = "sealing"
