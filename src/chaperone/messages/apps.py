from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "chaperone.messages"
    label = "secure_messages"  # Django has an app called messages
