"""``chaperone serve``, ``worker``, ``demo`` and ``doctor``: the house from a shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from chaperone.foundation.refusal import Refusal

HOST, PORT = "127.0.0.1", 8000
Port = Annotated[int, typer.Option(envvar="PORT", help="Port to listen on.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]


def serve(
    host: Host = HOST,
    port: Port = PORT,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Run the worker beside the web.")
    ] = True,
) -> None:
    """Serve the house, with the worker beside it."""
    with _plain_errors():
        _start(host, port)
        from chaperone.project.serving import check_port
        from chaperone.project.serving import serve as run

        check_port(host, port)
        _migrate()
        Console().print(f"Chaperone serves {_base_url()}  (Ctrl-C stops it)")
        run(host=host, port=port, with_worker=worker)


def worker() -> None:
    """Run one more worker, on this or another machine."""
    with _plain_errors():
        _start()
        from chaperone.project.worker import run_alone

        run_alone()


def demo(host: Host = HOST, port: Port = PORT) -> None:
    """Seed a demo practice on the sandbox network (once) and serve it."""
    with _plain_errors():
        _start(host, port)
        from chaperone.project.demo.opening import invitation, prepare
        from chaperone.project.serving import check_port
        from chaperone.project.serving import serve as run

        check_port(host, port)
        _migrate()
        console = Console()
        prepare(console, host=host, port=port)
        console.print(invitation(), soft_wrap=True)
        run(host=host, port=port, with_worker=True)


def doctor() -> None:
    """Say what is missing or unsafe in this installation."""
    with _plain_errors():
        _start()
        from chaperone.project.doctor import examine

        raise typer.Exit(examine(Console()))


def _start(host: str = "", port: int = 0) -> None:
    """Load Django with the address people will use, unless the installation names one."""
    if port and "CHAPERONE_BASE_URL" not in os.environ:
        os.environ["CHAPERONE_BASE_URL"] = f"http://{host}:{port}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaperone.project.settings")
    import django

    django.setup()


def _base_url() -> str:
    from django.conf import settings

    return str(settings.CHAPERONE_BASE_URL)


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """One clear line instead of a traceback for what a person can mend."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    try:
        yield
    except (Refusal, ImproperlyConfigured) as refusal:
        _say(str(refusal))
    except PermissionError as fault:
        _say(
            f"Chaperone may not write to {fault.filename}. Choose a folder of your own: CHAPERONE_VAR=/path/to/folder"
        )
    except OperationalError:
        _say(
            "The database cannot be opened. Is the folder writable and the disk not full? See CHAPERONE_VAR."
        )
    except KeyboardInterrupt:
        sys.stdout.write("\n")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    raise typer.Exit(2)
