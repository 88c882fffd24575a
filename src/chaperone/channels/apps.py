from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "chaperone.channels"
    label = "channels"
