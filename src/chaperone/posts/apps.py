from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "chaperone.posts"
    label = "posts"
