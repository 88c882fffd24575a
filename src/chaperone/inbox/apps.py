from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "chaperone.inbox"
    label = "inbox"
