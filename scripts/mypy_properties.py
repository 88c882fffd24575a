"""django-stubs' mypy plugin, taught what Django itself does: `Model(name=...)` also takes settable properties.

Sealed fields (`chaperone.foundation.sealing.fields`) are such properties; without this, every row that is made with
one is "Unexpected attribute". Django: `Model.__init__`, "Any remaining kwargs must correspond to properties".
"""

from __future__ import annotations

import inspect
from typing import Any

from mypy.checker import TypeChecker
from mypy.types import AnyType, Type, TypeOfAny
from mypy_django_plugin.django.context import DjangoContext
from mypy_django_plugin.main import NewSemanalDjangoPlugin


class PropertiesToo(DjangoContext):
    def get_expected_types(self, api: TypeChecker, model_cls: type[Any], *, method: str) -> dict[str, Type]:
        """What the class takes by name: its fields, and its properties that can be set."""
        properties: dict[str, Type] = {
            name: AnyType(TypeOfAny.special_form)
            for name in dir(model_cls)
            if getattr(inspect.getattr_static(model_cls, name), "fset", None)
        }
        return {**properties, **super().get_expected_types(api, model_cls, method=method)}


class Plugin(NewSemanalDjangoPlugin):
    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self.django_context.__class__ = PropertiesToo


def plugin(version: str) -> type[Plugin]:
    """What mypy asks a plugin's file for."""
    del version
    return Plugin
