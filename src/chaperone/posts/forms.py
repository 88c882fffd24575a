"""The composer's form, and the reviewer's."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from chaperone.access.models import Practice
from chaperone.channels.models import Channel
from chaperone.channels.queries import capabilities_of, open_channels
from chaperone.consents.rules import Purpose
from chaperone.library.models import Rendition
from chaperone.library.queries import releasable_renditions, renditions_of
from chaperone.library.rules import Phase
from chaperone.posts.content import Content, Picture
from chaperone.posts.models import PostVersion
from chaperone.posts.rules import MAX_TEXT

PICTURES_SHOWN = 24
PURPOSES: list[tuple[str, str]] = [
    (str(purpose.value), str(purpose.label))
    for purpose in (Purpose.ORGANIC_SOCIAL, Purpose.EDUCATION, Purpose.PAID_AD)
]


if TYPE_CHECKING:
    Accounts = forms.ModelMultipleChoiceField[Channel]
else:  # Django's fields are generic for type checkers only
    Accounts = forms.ModelMultipleChoiceField


class ChannelChoice(Accounts):
    """Accounts by network and handle, with what happens when something must come down."""

    def label_from_instance(self, obj: Any) -> str:
        """``Bluesky · @westlake``."""
        return f"{capabilities_of(obj).name} · @{obj.handle}"


class Caption(forms.CharField):
    """Line ends as the screening engine counts them; a browser sends two characters for one."""

    def to_python(self, value: Any) -> str:
        """Before the length is checked, so that a text that fits on the screen fits here."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class PostForm(forms.Form):
    """What a post says, shows, and where it goes. Every picture has a field of its own for its description."""

    start_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = Caption(
        label="Caption",
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto", "data-limit": MAX_TEXT}),
        error_messages={
            "max_length": "This has %(show_value)d characters and %(limit_value)d fit. Shorten it, or write two posts."
        },
        help_text="Write for people who do not know the patient. We mark what could point at somebody.",
    )
    channels = ChannelChoice(
        queryset=Channel.objects.none(), label="Accounts", required=False, widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.ChoiceField(label="What it is for", choices=PURPOSES)
    before_after = forms.BooleanField(label="It shows a before and an after", required=False)
    pictures = forms.ModelMultipleChoiceField(queryset=Rendition.objects.none(), required=False)
    find = forms.CharField(label="Find pictures by the patient's reference", required=False, max_length=12)

    def __init__(
        self, *args: Any, practice: Practice, version: PostVersion | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"initial": _initial(version), **kwargs})
        self.practice = practice
        self._alts = {image.rendition_id: image.alt for image in version.images.all()} if version else {}
        self._channels().queryset = open_channels(practice)
        self._pictures().queryset = renditions_of(practice)
        self.fields["text"].widget.attrs.pop("maxlength")  # a browser would cut a pasted text without a word

    def _channels(self) -> Any:
        return self.fields["channels"]

    def _pictures(self) -> Any:
        return self.fields["pictures"]

    def content(self) -> Content:
        """What the form holds; call it on a valid form."""
        data = self.cleaned_data
        chosen = sorted(data["pictures"], key=_order)
        return Content(
            text=data["text"],
            purpose=data["purpose"],
            before_after=data["before_after"],
            pictures=tuple(Picture(rendition, self._alt_of(rendition)) for rendition in chosen),
            channels=tuple(data["channels"]),
        )

    def typed(self) -> str:
        """The caption as typed so far, whatever else is still wrong in the form."""
        return str(self.fields["text"].to_python(self.data.get("text", "")))

    def offered(self) -> list[dict[str, Any]]:
        """The pictures to choose from: those in use first, then the newest that may be released."""
        used = self._chosen_ids()
        ready = Q(pk__in=self._found().values("pk")[:PICTURES_SHOWN])
        rows = renditions_of(self.practice).filter(ready | Q(pk__in=used))
        offered = [
            {"rendition": row, "chosen": row.pk in used, "alt": self._alt_of(row), "name": f"alt_{row.pk}"}
            for row in rows
        ]
        return sorted(offered, key=lambda one: not one["chosen"])

    def more(self) -> int:
        """How many pictures may be released beside those that are offered."""
        return max(0, self._found().count() - PICTURES_SHOWN)

    def wanted(self) -> str:
        """The part of a patient's reference that pictures are looked for by; empty when all are offered."""
        return str(self.data.get("find", "")).strip()[:12] if self.is_bound else ""

    def _found(self) -> QuerySet[Rendition]:
        ready, wanted = releasable_renditions(self.practice), self.wanted()
        return ready.filter(original__patient__reference__icontains=wanted) if wanted else ready

    def _chosen_ids(self) -> set[uuid.UUID]:
        if self.is_bound:
            return set(_ids(cast(QueryDict, self.data).getlist("pictures")))
        return set(self._alts)

    def _alt_of(self, rendition: Rendition) -> str:
        if self.is_bound:
            return str(self.data.get(f"alt_{rendition.pk}", "")).strip()[:2_000]
        return self._alts.get(rendition.pk, "")


class ReviewForm(forms.Form):
    """What an approver says."""

    respectful = forms.BooleanField(
        label="I looked at the words and every picture: they are truthful and respectful of the patient.",
        required=False,
    )
    note = forms.CharField(
        label="Note to the writer", required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _initial(version: PostVersion | None) -> dict[str, Any]:
    if version is None:
        return {"start_key": uuid.uuid4()}
    return {
        "text": version.text,
        "purpose": version.purpose,
        "before_after": version.before_after,
        "channels": [target.channel_id for target in version.targets.all()],
        "pictures": [image.rendition_id for image in version.images.all()],
    }


def _order(rendition: Rendition) -> tuple[bool, Any]:
    return rendition.original.phase == Phase.AFTER, rendition.original.uploaded_at


def _ids(values: list[str]) -> list[uuid.UUID]:
    """Those of ``values`` that are ids at all."""
    found = []
    for value in values:
        with suppress(ValueError):
            found.append(uuid.UUID(value))
    return found
