"""Trying a text, finding a rule, tuning one."""

from __future__ import annotations

from typing import Any

from django import forms

from chaperone.access.models import Practice
from chaperone.compliance.models import RuleChange
from chaperone.compliance.packs import all_packs
from chaperone.compliance.queries import jurisdictions_of
from chaperone.oversight.screening_rules import LEVELS, Rule
from chaperone.posts.rules import MAX_TEXT

SHIPPED = "shipped"
REASON_HELP = "Kept with your name and the time. An auditor reads it; patients' names do not belong here."


class TryForm(forms.Form):
    """A text to be judged and forgotten."""

    USES = [
        ("caption", "A post of ours"),
        ("reply", "An answer of ours"),
        ("incoming", "Something others wrote"),
    ]
    use = forms.ChoiceField(label="It is", choices=USES, initial="caption")
    place = forms.ChoiceField(label="Under the law of", required=False)
    text = forms.CharField(
        label="Try a text",
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="It is judged now and not kept anywhere.",
    )

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = ", ".join(jurisdictions_of(practice))
        places = [(pack.code, pack.name) for pack in all_packs().values()]
        self.fields["place"].choices = [("", f"This practice ({own})"), *places]  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Line ends as the engine and the textarea count them."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    @property
    def asked(self) -> dict[str, Any]:
        """What :func:`~chaperone.oversight.screening_rules.try_text` takes."""
        place = self.cleaned_data["place"]
        places = tuple(dict.fromkeys(("US", place))) if place else ()
        return {"text": self.cleaned_data["text"], "use": self.cleaned_data["use"], "places": places}


class ReasonForm(forms.Form):
    """Why something is as it is from now on."""

    reason = forms.CharField(
        label="Why",
        max_length=500,
        min_length=10,
        help_text=REASON_HELP,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TuneForm(ReasonForm):
    """What one rule says here: the levels that the law leaves open, and the words it lets pass."""

    level = forms.ChoiceField(label="What it does here", widget=forms.RadioSelect)
    allow = forms.CharField(
        label="Words it lets pass",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One entry a line, whole words. A patient's name is found whatever stands here.",
    )
    field_order = ("level", "allow", "reason")

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        setting = rule.setting
        first = (
            {"level": setting.level or SHIPPED, "allow": "\n".join(setting.allow or ())} if setting else {}
        )
        kwargs["initial"] = {"level": SHIPPED, **first}
        super().__init__(*args, **kwargs)
        at_least = (
            {"review": "Asks a person at least", "block": "Always blocks"}
            if rule.limit.raises_only
            else LEVELS
        )
        levels = [(level, at_least[level]) for level in rule.limit.levels]
        self.fields["level"].choices = [(SHIPPED, "As shipped"), *levels]  # type: ignore[attr-defined]
        if not rule.limit.levels:
            del self.fields["level"]
        if not rule.limit.allows:
            del self.fields["allow"]

    def tuned(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        level = data.get("level", SHIPPED)
        return {
            "level": "" if level == SHIPPED else level,
            "allow": data.get("allow", "").splitlines(), "reason": data["reason"],
        }  # fmt: skip


class DenyForm(ReasonForm):
    """What the practice does not say, one entry a line."""

    block = forms.CharField(
        label="Never",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One entry a line, whole words. A post or an answer with one of these is blocked.",
    )
    review = forms.CharField(
        label="Only after a look",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One entry a line. A second person looks at these each time.",
    )
    field_order = ("block", "review", "reason")

    def __init__(self, *args: Any, setting: RuleChange | None, **kwargs: Any) -> None:
        entries = (setting.deny or ()) if setting else ()
        lists = {
            level: "\n".join(one["words"] for one in entries if one["severity"] == level)
            for level in ("block", "review")
        }
        kwargs["initial"] = lists
        super().__init__(*args, **kwargs)

    def entries(self) -> list[dict[str, str]]:
        """What the service takes."""
        return [
            {"words": " ".join(line.split()), "severity": level, "message": ""}
            for level in ("block", "review")
            for line in self.cleaned_data[level].splitlines()
            if line.strip()
        ]
