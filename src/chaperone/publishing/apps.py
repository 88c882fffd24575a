from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "chaperone.publishing"
    label = "publishing"
