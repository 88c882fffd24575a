"""``chaperone demo``: seed once, then say who can sign in and what to try."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.utils import timezone
from rich.console import Console, Group
from rich.text import Text

from chaperone.access.demo import demo_link
from chaperone.access.models import Membership, Practice
from chaperone.foundation.refusal import Refusal
from chaperone.project.demo.seed import seed

FIRST_STEPS = (
    "Open Mina's link, then the library: upload a photo of a person and look at what was covered.",
    "Ask the patient for her authorization; open the link it gives you in a private window, as the patient.",
    "Write a post with that photo. Put a name, a date or “best surgeon” in it and watch the gates.",
    "Open Dr. Reyes's link on a phone-sized window and approve it. Publish it, and see it on the sandbox network.",
    "Open Priya's link: the inbox holds a comment that gives too much away. Hide it; answer the review.",
    "As the patient, withdraw. Watch the post come down, and the proof that it is gone in the trail.",
)


def prepare(console: Console, *, host: str, port: int) -> None:
    """Make sure that the demo practice is there. Raises a :class:`Refusal` on a database with a real practice."""
    if Practice.objects.filter(is_demo=False).exists():
        raise Refusal(
            "demo.real_practice",
            "This database holds a real practice, so the demo does not touch it.",
            "Use another folder: CHAPERONE_VAR=var-demo make run",
        )
    if Practice.objects.exists():
        return
    with _served(host, port), console.status("Preparing the demo practice") as status:
        for sentence in seed(at=timezone.now()):
            status.update(sentence)
            console.print(f"  [dim]{sentence}[/dim]")


def invitation() -> Group:
    """What the terminal shows: what to try first, who can sign in (a link each, once, 12 hours), the addresses."""
    steps = Text("\n").join(Text(f"  {number}. {step}") for number, step in enumerate(FIRST_STEPS, 1))
    members = Membership.objects.active().select_related("person", "practice")
    people = [_person(member) for member in members.order_by("practice__created_at", "joined_at")]
    return Group(
        Text("\nWhat to try first:\n"),
        steps,
        Text("\nSign in with one tap (each link works once, within 12 hours):\n"),
        *people,
        Text(f"\nThe sandbox network, a simulator:  {settings.CHAPERONE_SANDBOX_URL}/@westlake"),
        Text(f"Chaperone serves {settings.CHAPERONE_BASE_URL}    Ctrl-C stops everything", style="bold"),
    )


def _person(member: Membership) -> Text:
    link = f"{settings.CHAPERONE_BASE_URL}{demo_link(member.person, timezone.now())}"
    who = f"{member.person.name}, {member.role_names.lower()}, {member.practice.name}"
    return Text(f"  {who}\n    ", no_wrap=True, overflow="ignore").append(link, style="cyan")


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Addresses hold links; nothing is logged."""


@contextmanager
def _served(host: str, port: int) -> Iterator[None]:
    """The whole site on its own address while seeding, so that the sandbox network really answers."""
    from chaperone.project.wsgi import application

    server = make_server(host, port, application, server_class=_Threaded, handler_class=_Silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
