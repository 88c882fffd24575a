from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "chaperone.project"
    label = "project"
