"""The answers that may be given: written by hand in English and Spanish, filled with the practice's own facts only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chaperone.access.models import Practice
from chaperone.foundation.refusal import Refusal
from chaperone.messages.addresses import form_address

FOLDER = Path(__file__).parent / "templates_data"
LANGUAGES = (("en", "English"), ("es", "Español"))


@dataclass(frozen=True, slots=True)
class Template:
    """One answer for one situation. ``texts`` by language; ``fits`` the categories it is offered for first."""

    key: str
    title: str
    when: str
    fits: tuple[str, ...]
    texts: dict[str, str]

    def filled(self, practice: Practice, language: str) -> str:
        """The words that go out. Raises a ``Refusal`` while the practice has no telephone number."""
        if language not in self.texts:
            raise Refusal(
                "inbox.no_language", "There is no answer in this language.", "Choose English or Spanish."
            )
        if not practice.phone:
            raise Refusal(
                "inbox.no_phone",
                "The practice has no telephone number yet, and every answer offers one.",
                "Tell your administrator to enter it.",
            )
        facts = {"practice": practice.name, "phone": practice.phone, "link": form_address(practice)}
        return self.texts[language].format(**facts)


@cache
def all_templates() -> tuple[Template, ...]:
    """Every answer, in the order in which they are offered."""
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")]
    return tuple(
        Template(row["key"], row["title"], row["when"], tuple(row["fits"]), row["text"])
        for row in sorted(rows, key=lambda row: row["position"])
    )


def template_for(key: str) -> Template:
    """The template with that key; refused when there is none."""
    for template in all_templates():
        if template.key == key:
            return template
    raise Refusal("inbox.no_template", "There is no such answer.", "Choose one from the list.")


def offered_for(category: str) -> tuple[Template, ...]:
    """All of them, those that fit the category first."""
    return tuple(sorted(all_templates(), key=lambda template: category not in template.fits))
