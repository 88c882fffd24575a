from importlib import import_module

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "chaperone.inbox"
    label = "inbox"

    def ready(self) -> None:
        for module in ("tasks", "receivers"):
            import_module(f"chaperone.inbox.{module}")
        from chaperone.inbox.reply_kind import REPLY
        from chaperone.publishing.kinds import register_kind
        from chaperone.publishing.queries import TITLES

        register_kind("reply", REPLY)
        TITLES["inbox.post.flagged"] = "A comment under it points at a person; look whether it may stay"
