"""From the request to the signed copy."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from asn1crypto import x509
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from chaperone.audit.actors import Actor
from chaperone.audit.models import Entry
from chaperone.consents import document, services
from chaperone.consents.models import Authorization, Delivered, SigningKey
from chaperone.consents.queries import certificate_of
from chaperone.consents.rules import MAX_TRIES, Signature, age_on, default_until
from chaperone.consents.signals import consent_signed
from chaperone.consents.signatures import read_signature
from chaperone.foundation.notices.models import Notice
from chaperone.library.services import make_rendition, upload_photo
from chaperone.patients.models import Patient
from chaperone.patients.services import record_refusal, update_patient
from tests.rooms.consents.conftest import BORN, NETWORK, clean_picture, code_of, jpeg

Draft = Callable[..., Authorization]
Sign = Callable[..., Authorization]
Sent = tuple[Authorization, str]
NAME = Signature("typed", "Adela Voss")


def events(row: Authorization) -> list[str]:
    return list(Entry.objects.filter(subject_id=str(row.pk)).order_by("id").values_list("event", flat=True))


def answer(sent: Sent, now: datetime, **changes: Any) -> Authorization:
    row, token = sent
    usual = {
        "token": token,
        "choices": {str(grant.pk): True for grant in row.grants.all()},
        "signature": NAME,
        "signer_name": "Adela Voss",
        "declared": True,
        "at": now,
    }
    return services.sign(**(usual | changes))


@pytest.fixture
def known(sent: Sent, now: datetime) -> Sent:
    """The request after she gave her date of birth."""
    assert services.check_identity(authorization=sent[0], born_on=date.fromisoformat(BORN), at=now)
    services.open_request(token=sent[1], at=now)
    return sent


def test_signature_makes_one_record_with_copy_and_trail(known: Sent, now: datetime) -> None:
    heard: list[Authorization] = []

    def hear(authorization: Authorization, **_: Any) -> None:
        heard.append(authorization)

    consent_signed.connect(hear)
    try:
        row = answer(known, now)
    finally:
        consent_signed.disconnect(hear)
    assert (row.state, row.signed_at, row.signer_name) == ("signed", now, "Adela Voss")
    assert row.signature == {"method": "typed", "content": "Adela Voss"}
    assert heard == [row]
    assert events(row) == [
        "consents.authorization.drafted",
        "consents.authorization.sent",
        "consents.identity.confirmed",
        "consents.authorization.opened",
        "consents.authorization.signed",
    ]
    entry = Entry.objects.get(event="consents.authorization.signed")
    assert entry.data["certificate"] == certificate_of(row)
    assert "Voss" not in str(entry.data)
    assert entry.actor_kind == "patient"


def test_nothing_of_the_signature_stands_in_the_clear(known: Sent, now: datetime) -> None:
    row = answer(known, now)
    stored = Authorization.objects.filter(pk=row.pk).values().get()
    assert b"Voss" not in b"".join(
        bytes(one) for one in stored.values() if isinstance(one, bytes | memoryview)
    )
    assert "Voss" not in str({key: one for key, one in stored.items() if isinstance(one, str)})
    assert stored["signature_digest"] != sha256(b"Adela Voss").hexdigest()


def test_copy_is_a_pdf_whose_signature_holds(known: Sent, now: datetime) -> None:
    row = answer(known, now)
    pdf = row.read_pdf()
    assert sha256(pdf).hexdigest() == row.pdf_sha256
    certificate = x509.Certificate.load(bytes(SigningKey.objects.get().certificate))
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[certificate]))
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_changed_copy_is_noticed_by_the_validator_and_by_us(known: Sent, now: datetime) -> None:
    row = answer(known, now)
    pdf = row.read_pdf()
    at = pdf.index(b"/Title")
    changed = pdf[: at + 8] + b"X" + pdf[at + 9 :]
    certificate = x509.Certificate.load(bytes(SigningKey.objects.get().certificate))
    signature = PdfFileReader(io.BytesIO(changed)).embedded_signatures[0]
    assert not validate_pdf_signature(signature, ValidationContext(trust_roots=[certificate])).intact
    Authorization.objects.filter(pk=row.pk).update(pdf_sha256="0" * 64)
    row.refresh_from_db()
    assert (
        code_of(lambda: services.open_copy(authorization=row, by=patient_of(row), at=now))
        == "consents.copy_changed"
    )


def patient_of(row: Authorization) -> Actor:
    return Actor.patient(row.practice_id, row.patient_id)


def test_copy_is_sealed_on_disk(known: Sent, now: datetime, settings: Any) -> None:
    row = answer(known, now)
    sealed = (settings.CHAPERONE_VAR / "sealed" / row.pdf_name).read_bytes()
    assert b"%PDF" not in sealed and b"Voss" not in sealed


def test_copy_says_every_element_and_every_answer(
    known: Sent, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[document.Paper] = []
    draw = document.draw
    monkeypatch.setattr(document, "draw", lambda paper: drawn.append(paper) or draw(paper))
    row, _ = known
    choices = {str(grant.pk): grant.purpose == "website" for grant in row.grants.all()}
    answer(known, now, choices=choices)
    paper = drawn[0]
    assert [one.answer for one in paper.choices] == ["No", "No", "No", "Yes", "Yes", "Yes"]
    assert len(paper.sections) == 13
    assert [reference for reference, _ in paper.pictures] == [one.reference for one in row.covered.all()]
    assert paper.signed_lines == ["Name: Adela Voss", "Signed: 2026-11-24 09:00 (America/Chicago)"]
    assert row.form_sha256 in dict(paper.proof).values()
    assert "self-signed" in paper.honesty


def test_copy_is_mailed_and_its_delivery_kept(known: Sent, now: datetime) -> None:
    row = answer(known, now)
    assert list(Delivered.objects.values_list("how", flat=True)) == ["page", "email"]
    services.open_copy(authorization=row, by=patient_of(row), at=now)
    assert list(row.deliveries.order_by("pk").values_list("how", flat=True)).count("download") == 1
    for notice in Notice.objects.all():
        text = (notice.subject + notice.body).lower().replace("westlake plastic surgery", "")
        words = ("photo", "surgery", "adela", "voss", "abdomen", "consent")
        assert [word for word in words if word in text] == []


def test_two_signatures_at_once_are_one(known: Sent, now: datetime) -> None:
    first = answer(known, now)
    assert code_of(lambda: answer(known, now)) == "link.used"
    assert events(first).count("consents.authorization.signed") == 1
    assert SigningKey.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"choices": {}}, "consents.unanswered"),
        ({"signature": None}, "consents.signature_missing"),
        ({"signer_name": " "}, "consents.name_missing"),
        ({"declared": False}, "consents.declaration_missing"),
    ],
)
def test_incomplete_signature_does_not_count_and_loses_nothing(
    changes: dict[str, Any], expected: str, known: Sent, now: datetime
) -> None:
    assert code_of(lambda: answer(known, now, **changes)) == expected
    row = Authorization.objects.get(pk=known[0].pk)
    assert (row.state, row.signed_at, row.grants.filter(allowed=True).count()) == ("opened", None, 0)
    assert answer(known, now).state == "signed"


def test_no_to_every_line_is_not_a_signature(known: Sent, now: datetime) -> None:
    none = {str(grant.pk): False for grant in known[0].grants.all()}
    assert code_of(lambda: answer(known, now, choices=none)) == "consents.nothing_allowed"


def test_signature_before_the_date_of_birth_does_not_count(sent: Sent, now: datetime) -> None:
    assert code_of(lambda: answer(sent, now)) == "consents.identity"


def test_signature_on_the_day_of_surgery_does_not_count(draft: Draft, by: Actor, now: datetime) -> None:
    row = draft(surgery_on=date(2026, 11, 25))
    sent = row, services.send_request(authorization=row, by=by, at=now)
    services.check_identity(authorization=row, born_on=date.fromisoformat(BORN), at=now)
    late_evening = datetime(2026, 11, 25, 23, 30, tzinfo=row.practice.tz)
    assert code_of(lambda: answer(sent, late_evening)) == "consents.surgery_day"
    assert answer(sent, late_evening + timedelta(hours=1)).state == "signed"


def test_what_changed_since_it_was_sent_is_checked_again(
    known: Sent, patient: Patient, by: Actor, now: datetime
) -> None:
    practice = known[0].practice
    practice.phone = practice.email = practice.address = ""
    practice.save()
    assert code_of(lambda: answer(known, now)) == "consents.form_incomplete"
    practice.phone = "+1 512 555 0100"
    practice.save()
    update_patient(patient=patient, name="Adela Voss", born_on="2010-05-05", by=by, at=now)
    assert code_of(lambda: answer(known, now)) == "consents.minor"
    update_patient(patient=patient, name="Adela Voss", born_on=BORN, by=by, at=now)
    record_refusal(patient=patient, note="", by=by, at=now)
    assert code_of(lambda: answer(known, now)) == "consents.refused"


def test_form_whose_text_was_changed_cannot_be_signed(known: Sent, now: datetime) -> None:
    Authorization.objects.filter(pk=known[0].pk).update(form_sha256="0" * 64)
    assert code_of(lambda: answer(known, now)) == "consents.form_changed"


def test_copy_that_cannot_be_made_leaves_no_signature(
    known: Sent, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(paper: document.Paper) -> bytes:
        raise OSError("disk full")

    monkeypatch.setattr(document, "draw", broken)
    with pytest.raises(OSError, match="disk full"):
        answer(known, now)
    monkeypatch.undo()
    row = Authorization.objects.get(pk=known[0].pk)
    assert (row.state, row.grants.filter(allowed=True).exists(), Delivered.objects.exists()) == (
        "opened",
        False,
        False,
    )


def test_wrong_date_of_birth_locks_after_five_and_the_practice_is_told(
    sent: Sent, by: Actor, now: datetime
) -> None:
    row, token = sent
    wrong = date(1984, 3, 10)
    codes = [services.check_identity(authorization=row, born_on=wrong, at=now).code for _ in range(MAX_TRIES)]
    assert codes == ["consents.birth_date_wrong"] * (MAX_TRIES - 1) + ["consents.locked"]
    right = services.check_identity(authorization=row, born_on=date.fromisoformat(BORN), at=now)
    assert right.code == "consents.locked"
    assert [one.to for one in Notice.objects.filter(kind="consents.locked")] == ["office@westlake.example"]
    assert code_of(lambda: answer(sent, now)) in {"consents.identity", "consents.locked"}
    again = services.send_request(authorization=row, by=by, at=now)
    assert services.check_identity(authorization=row, born_on=date.fromisoformat(BORN), at=now)
    assert code_of(lambda: services.open_request(token=token, at=now)) == "link.closed"
    assert services.open_request(token=again, at=now).pk == row.pk


def test_request_is_not_sent_without_the_two_ticks_of_a_named_person(
    draft: Draft, by: Actor, now: datetime
) -> None:
    unsure = draft(adult_confirmed=False)
    assert (
        code_of(lambda: services.send_request(authorization=unsure, by=by, at=now))
        == "consents.capacity_unconfirmed"
    )
    soon = draft(timing_confirmed=False)
    assert (
        code_of(lambda: services.send_request(authorization=soon, by=by, at=now))
        == "consents.timing_unconfirmed"
    )
    assert draft().timing_confirmed_by == by.id
    assert Notice.objects.filter(kind="consents.request").count() == 0


def test_request_names_only_clean_pictures_of_this_patient(
    draft: Draft, patient: Patient, by: Actor, now: datetime
) -> None:
    other = Patient.objects.create(practice=patient.practice, reference="PT-OTHER", name="Ida Brandt")
    theirs = clean_picture(patient.practice, other, now)
    assert code_of(lambda: draft(originals=[theirs])) == "consents.other_patient"
    held = clean_picture(patient.practice, patient, now)
    held.renditions.update(state="held")
    assert code_of(lambda: draft(originals=[held])) == "consents.nothing_to_show"


def test_decline_ends_it_and_spends_the_link(sent: Sent, now: datetime) -> None:
    row = services.decline(token=sent[1], at=now)
    assert (row.state, row.ended_at) == ("declined", now)
    assert code_of(lambda: services.open_request(token=sent[1], at=now)) == "link.used"


def test_closed_request_cannot_be_signed(known: Sent, by: Actor, now: datetime) -> None:
    services.close_request(authorization=known[0], by=by, at=now)
    assert code_of(lambda: answer(known, now)) == "link.closed"


def test_language_changes_the_form_that_is_signed(known: Sent, now: datetime) -> None:
    english = known[0].form_sha256
    row = services.switch_language(token=known[1], language="es", at=now)
    assert (row.language, row.form_sha256 == english) == ("es", False)
    assert answer(known, now).form_sha256 == row.form_sha256


def test_other_practice_can_neither_ask_nor_close(sent: Sent, omar: Any, now: datetime) -> None:
    from chaperone.access.services import actor_for

    stranger = actor_for(omar)
    assert (
        code_of(lambda: services.send_request(authorization=sent[0], by=stranger, at=now))
        == "access.elsewhere"
    )
    assert (
        code_of(lambda: services.close_request(authorization=sent[0], by=stranger, at=now))
        == "access.elsewhere"
    )


def png(*, ink: bool, size: tuple[int, int] = (600, 200)) -> str:
    sheet = Image.new("RGBA", size, (0, 0, 0, 0))
    if ink:
        ImageDraw.Draw(sheet).line([(20, 150), (200, 30), (400, 160)], fill=(20, 20, 20, 255), width=6)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def test_drawn_signature_is_rebuilt_and_drawn_on_the_copy(known: Sent, now: datetime) -> None:
    signature = read_signature(method="drawn", typed="", drawn=png(ink=True))
    assert signature is not None and signature.method == "drawn"
    assert answer(known, now, signature=signature).read_pdf().startswith(b"%PDF")


@pytest.mark.parametrize(
    "drawn",
    [
        "",
        "data:image/png;base64,",
        "data:image/png;base64,%%%",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:image/png;base64," + base64.b64encode(jpeg()).decode(),
        "data:image/png;base64," + "A" * 700_000,
        png(ink=False),
        png(ink=True, size=(5000, 100)),
    ],
)
def test_drawing_that_is_none_is_refused(drawn: str) -> None:
    assert read_signature(method="drawn", typed="Adela Voss", drawn=drawn) is None


@pytest.mark.parametrize(
    ("typed", "good"), [("Adela Voss", True), ("  ", False), ("123", False), ("王芳", True)]
)
def test_typed_name_needs_letters(typed: str, good: bool) -> None:
    assert (read_signature(method="typed", typed=typed, drawn="") is not None) is good


def test_name_that_the_fonts_lack_is_kept_letter_by_letter(known: Sent, now: datetime) -> None:
    row = answer(known, now, signature=Signature("typed", "Łucja 王"), signer_name="Łucja 王")
    assert (row.signer_name, document.drawable("Łucja 王")) == ("Łucja 王", "Lucja ?")
    assert row.read_pdf().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2008-11-24", date(2026, 11, 24), 18),
        ("2008-11-25", date(2026, 11, 24), 17),
        ("", date(2026, 11, 24), None),
    ],
)
def test_age_turns_on_the_birthday(born: str, day: date, age: int | None) -> None:
    assert age_on(born, day) == age


def test_default_until_is_two_years_minus_a_day() -> None:
    assert default_until(date(2026, 11, 24)) == date(2028, 11, 23)
    assert default_until(date(2028, 2, 29)) == date(2030, 2, 28)


def test_whole_life_with_a_picture_that_the_library_cleaned(
    draft: Draft, patient: Patient, by: Actor, sign_it: Sign, now: datetime
) -> None:
    """A real photo, the real redaction, the request, the signature, partial and full withdrawal."""
    from chaperone.consents.queries import cover

    original = upload_photo(
        practice=patient.practice,
        data=jpeg(),
        claimed_name="IMG_0001.jpg",
        subject="patient",
        patient=patient,
        body_area="abdomen",
        by=by,
        at=now,
    )
    make_rendition(rendition_id=original.renditions.get().pk, at=now)
    row = draft(originals=[original])
    signed = sign_it(services.send_request(authorization=row, by=by, at=now))

    def allowed(purpose: str, network: str) -> bool:
        return cover(
            original=original,
            purpose=purpose,
            network=network,
            names_procedure=False,
            shows_face=False,
            at=now,
        ).allowed

    assert allowed("education", NETWORK) and allowed("website", "website")
    line = signed.grants.get(purpose="website", identifiability="none", names_procedure=False)
    services.withdraw(authorization=signed, grants=[line], by=patient_of(signed), at=now)
    assert allowed("education", NETWORK) and not allowed("website", "website")
    assert services.withdraw_everything(patient=patient, by=patient_of(signed), at=now) == 1
    assert not allowed("education", NETWORK)
    assert signed.patient.authorizations.get(pk=signed.pk).read_pdf().startswith(b"%PDF")
