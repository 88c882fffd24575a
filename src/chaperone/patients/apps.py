from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "chaperone.patients"
    label = "patients"
