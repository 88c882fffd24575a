from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "chaperone.foundation.jobs"
    label = "jobs"
