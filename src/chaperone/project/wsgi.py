"""The web process: Chaperone, and beside it the sandbox network (a simulator) under /sandbox-network."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaperone.project.settings")

SANDBOX_PREFIX = "/sandbox-network"
_house = get_wsgi_application()


def _sandbox() -> Any:
    """The simulator; a 404 in its place on an installation that patients reach, unless it is asked for."""
    if not settings.CHAPERONE_SANDBOX:
        return _house
    from chaperone.engines.networks.sandbox_server import create_app

    return create_app(settings.CHAPERONE_VAR / "sandbox.sqlite3")


_network = _sandbox()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Dispatch by the first path segment."""
    path = environ.get("PATH_INFO", "")
    if _network is not _house and (path == SANDBOX_PREFIX or path.startswith(f"{SANDBOX_PREFIX}/")):
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + SANDBOX_PREFIX
        environ["PATH_INFO"] = path[len(SANDBOX_PREFIX) :] or "/"
        return _network(environ, start_response)  # type: ignore[no-any-return]
    return _house(environ, start_response)
