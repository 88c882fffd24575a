"""A simulated social network to practise on: a small WSGI site with its own SQLite file."""

from .app import create_app
from .faults import FaultPlan
from .store import register_account

__all__ = ["FaultPlan", "create_app", "register_account"]
