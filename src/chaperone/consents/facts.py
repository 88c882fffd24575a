"""What fills a form: the particulars of one request, and the words of the form with them put in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.formats import date_format

from chaperone.access.models import Practice
from chaperone.consents import wording
from chaperone.consents.models import Authorization, CoveredOriginal, Grant
from chaperone.consents.rules import Offer, Particulars, Wording, fill, network_name
from chaperone.foundation.refusal import Refusal


@dataclass(frozen=True, slots=True)
class FilledSection:
    """One section as the patient reads it."""

    element: str
    heading: str
    plain: str
    wording: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the form with its words; ``more`` are the lines that go beyond it in the same place."""

    grant: Grant
    text: str
    more: tuple[Choice, ...] = ()


def form_of(row: Authorization) -> Wording:
    """The form's words, if they are still those whose fingerprint the authorization carries."""
    form = wording.load(row.form_key, row.form_version, row.language)
    if form.sha256 != row.form_sha256:
        raise Refusal(
            "consents.form_changed",
            "The text of this form was changed after the request was made.",
            "Make a new request. Tell your administrator: a published form must never be edited.",
        )
    return form


def particulars_of(row: Authorization, *, at: datetime) -> Particulars:
    """What the checker looks at, from the rows."""
    return Particulars(
        legal_name=row.practice.legal_name,
        contact=contact_of(row.practice),
        photos=[one.reference for one in row.covered.all()],
        lines=[one.offer for one in row.grants.all()],
        expires_on=row.expires_on,
        today=row.practice.local(at).date(),
        representative=row.signs_for,
        paid=row.paid,
        paid_by=row.paid_by,
        clause=row.clause,
    )


def contact_of(practice: Practice) -> str:
    """Where a withdrawal reaches the practice."""
    parts = (practice.phone, practice.email, " ".join(practice.address.split()))
    return ", ".join(part for part in parts if part)


def values_for(form: Wording, row: Authorization) -> dict[str, str]:
    """The value of every slot, in the language of the form."""
    offers = [one.offer for one in row.grants.all()]
    return {
        "practice": row.practice.name,
        "legal_name": row.practice.legal_name,
        "contact": contact_of(row.practice),
        "phone": row.practice.phone,
        "photos": photos_text(form, list(row.covered.select_related("original"))),
        "recipients": _listed(form, (place_name(form, offer.network) for offer in offers)),
        "purposes": _listed(form, (form.purposes[offer.purpose] for offer in offers)),
        "expires_on": day_text(row.expires_on, form.language) if row.expires_on else "",
        "representative": _who_signs(form, row),
        "paid": row.paid_by,
    }


def sections_of(form: Wording, row: Authorization) -> tuple[FilledSection, ...]:
    """Every section that this request shows, filled."""
    values = values_for(form, row)
    return tuple(
        FilledSection(one.element, one.heading, fill(one.plain, values), fill(one.wording, values))
        for one in form.shown(paid=row.paid)
    )


def choices_of(form: Wording, grants: Sequence[Grant]) -> tuple[Choice, ...]:
    """The lines as questions: one for each place, and under it what goes beyond it."""
    plain = [one for one in grants if _is_plain(one.offer)]
    return tuple(
        Choice(
            grant=one,
            text=line_text(form, one.offer),
            more=tuple(
                Choice(other, line_text(form, other.offer))
                for other in grants
                if (other.purpose, other.network) == (one.purpose, one.network) and other.pk != one.pk
            ),
        )
        for one in plain
    )


def line_text(form: Wording, offer: Offer) -> str:
    """One line in words; a line that goes beyond says only what it adds."""
    if offer.names_procedure:
        return form.extras["procedure"]
    if not _is_plain(offer):
        return form.extras[offer.identifiability]
    return fill(form.lines[offer.purpose], {"network": place_name(form, offer.network)})


def place_name(form: Wording, key: str) -> str:
    """A place or network in the language of the form."""
    return form.places.get(key) or network_name(key)


def photo_text(form: Wording, covered: CoveredOriginal) -> str:
    """``P-7F3K9A (belly, before)``: specific, and names nobody."""
    about = [form.areas.get(covered.original.body_area, ""), form.phases.get(covered.original.phase, "")]
    known = ", ".join(word for word in about if word)
    return f"{covered.reference} ({known})" if known else covered.reference


def photos_text(form: Wording, covered: Sequence[CoveredOriginal]) -> str:
    """``2 photos: P-7F3K9A (belly, before) and P-…``."""
    count = (
        form.phrases["photo_one"]
        if len(covered) == 1
        else fill(form.phrases["photo_many"], {"count": str(len(covered))})
    )
    return f"{count}: {_listed(form, (photo_text(form, one) for one in covered))}"


def day_text(day: date, language: str) -> str:
    """A complete date in the language of the form."""
    with translation.override(language):
        return date_format(day, r"j \d\e F \d\e Y" if language == "es" else "F j, Y")


def _is_plain(offer: Offer) -> bool:
    return offer.identifiability == "none" and not offer.names_procedure


def _listed(form: Wording, words: Iterable[str]) -> str:
    once = list(dict.fromkeys(words))
    return ", ".join(once[:-1]) + f" {form.phrases['and']} {once[-1]}" if len(once) > 1 else "".join(once)


def _who_signs(form: Wording, row: Authorization) -> str:
    other = row.signs_for
    if other is None:
        return form.phrases["self"]
    return fill(form.phrases["other"], {"name": other.name, "authority": other.authority})
