"""The library's pages, as those who may, those who may not, and somebody from elsewhere."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.library import services, slots
from chaperone.library.models import Original, Rendition
from chaperone.patients.models import Patient
from tests.rooms.library import pictures
from tests.rooms.library.conftest import As, Make, Upload
from tests.rooms.library.test_upload import sealed_files

RENDITION_PAGES = ("rendition_image", "rendition_thumb", "rendition_file", "progress")
RENDITION_ACTS = ("redact", "retry", "check_marks")


def at(page: str, practice: Practice, *args: object) -> str:
    return reverse(f"library:{page}", args=[practice.slug, *args])


def every_address(
    practice: Practice, photo: Original, clean: Rendition, opening: object
) -> list[tuple[str, str]]:
    gets = [("get", at(page, practice, clean.pk)) for page in RENDITION_PAGES]
    gets += [("get", at(page, practice)) for page in ("list", "upload", "hand_over")]
    gets += [("get", at("detail", practice, photo.pk))]
    gets += [("get", at(page, practice, opening)) for page in ("opened", "original_image")]
    posts = [("post", at(page, practice, clean.pk)) for page in RENDITION_ACTS]
    posts += [
        ("post", at("open", practice, photo.pk)),
        ("post", at("upload", practice)),
        ("post", at("hand_over", practice)),
    ]
    return gets + posts


def test_outsider_finds_nothing_anywhere(
    practice: Practice,
    other_practice: Practice,
    photo: Original,
    clean: Rendition,
    mina: Membership,
    omar: Membership,
    as_: As,
    now: Any,
) -> None:
    opening = services.open_original(original=photo, reason="check_cover", by=actor_for(mina), at=now)
    client = as_(omar)
    answers = {}
    for method, url in every_address(practice, photo, clean, opening.pk):
        answers[url] = getattr(client, method)(url).status_code
        borrowed = url.replace(f"/p/{practice.slug}/", f"/p/{other_practice.slug}/")
        if any(str(pk) in url for pk in (photo.pk, clean.pk, opening.pk)):
            answers[borrowed] = getattr(client, method)(borrowed).status_code
    assert set(answers.values()) == {404}, {url: code for url, code in answers.items() if code != 404}
    assert photo.renditions.count() == 1


def test_stranger_is_sent_to_sign_in(practice: Practice, photo: Original, clean: Rendition) -> None:
    for method, url in every_address(practice, photo, clean, clean.pk):
        response = getattr(Client(), method)(url)
        assert response.status_code == 302 and "account" in response["Location"], url


@pytest.mark.parametrize(
    ("page", "status"),
    [("list", 200), ("detail", 200), ("rendition_image", 200), ("upload", 403), ("hand_over", 403)],
)
def test_front_desk_sees_cleaned_pictures_only(
    practice: Practice, photo: Original, clean: Rendition, flo: Membership, as_: As, page: str, status: int
) -> None:
    subject = {"detail": [photo.pk], "rendition_image": [clean.pk]}.get(page, [])
    response = as_(flo).get(at(page, practice, *subject))
    assert response.status_code == status
    if page == "detail":
        html = response.content.decode()
        assert at("redact", practice, clean.pk) not in html
        assert at("open", practice, photo.pk) not in html


def test_held_version_is_seen_only_by_those_who_decide(
    practice: Practice, clean: Rendition, flo: Membership, mina: Membership, as_: As
) -> None:
    Rendition.objects.filter(pk=clean.pk).update(state="held", reasons=["A face may be left."])
    url = at("rendition_image", practice, clean.pk)
    assert as_(flo).get(url).status_code == 403
    assert as_(mina).get(url).status_code == 200
    grid = as_(mina).get(at("list", practice)).content.decode()
    assert at("rendition_thumb", practice, clean.pk) not in grid
    assert "Held" in grid


@pytest.mark.parametrize("page", ["rendition_image", "rendition_thumb", "rendition_file"])
def test_pictures_are_served_under_an_opaque_name_and_kept_nowhere(
    practice: Practice, clean: Rendition, mina: Membership, as_: As, page: str
) -> None:
    response = as_(mina).get(at(page, practice, clean.pk))
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == f'inline; filename="{clean.pk.hex}.jpg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_exact_file_is_what_was_certified(
    practice: Practice, clean: Rendition, mina: Membership, as_: As
) -> None:
    assert as_(mina).get(at("rendition_file", practice, clean.pk)).content == clean.read()


# --- uploading -------------------------------------------------------------------------------------------


def send(client: Client, practice: Practice, files: list[SimpleUploadedFile], **details: Any) -> Any:
    return client.post(at("upload", practice), {"subject": "team", "photos": files} | details)


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


def test_good_files_of_a_batch_are_kept_and_each_bad_one_is_told_why(
    practice: Practice, mina: Membership, as_: As
) -> None:
    page = send(
        as_(mina),
        practice,
        [
            file("one.jpg", pictures.plain()),
            file("letter.jpg", b"%PDF-1.4"),
            file("none.jpg", b""),
            file("two.png", pictures.plain(format="PNG")),
        ],
    ).content.decode()
    assert Original.objects.count() == 2
    assert "2 of 4 stored" in page
    assert "This is a PDF document" in page and "The file is empty" in page


def test_too_large_a_file_is_told_and_the_others_are_kept(
    practice: Practice, mina: Membership, as_: As, settings: Any
) -> None:
    settings.CHAPERONE_MAX_UPLOAD_BYTES = 20_000
    files = [
        file("small.jpg", pictures.plain((40, 30))),
        file("large.jpg", pictures.portrait()),
        file("last.jpg", pictures.plain((41, 30))),
    ]
    page = send(as_(mina), practice, files).content.decode()
    assert Original.objects.count() == 2
    assert "2 of 3 stored" in page and "larger than" in page


def test_uploaded_file_never_lies_readable_on_the_disk(
    practice: Practice, mina: Membership, as_: As, tmp_path: Any, settings: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10  # Django itself would write this one to the disk
    send(as_(mina), practice, [file("a.jpg", pictures.portrait())])
    assert list(tmp_path.iterdir()) == []
    assert not any(b"JFIF" in path.read_bytes() for path in sealed_files())
    assert Original.objects.get().read() == pictures.portrait()


def test_upload_without_the_token_is_refused(practice: Practice, mina: Membership, as_: As) -> None:
    client = as_(mina)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert send(strict, practice, [file("a.jpg", pictures.plain())]).status_code == 403
    assert Original.objects.count() == 0


@pytest.mark.parametrize("details", [{"subject": "patient"}, {"subject": "nobody"}, {"photos": []}])
def test_form_comes_back_with_what_is_missing(
    practice: Practice, mina: Membership, as_: As, details: dict[str, Any]
) -> None:
    response = send(as_(mina), practice, [file("a.jpg", pictures.plain())], **details)
    assert Original.objects.count() == 0
    assert response.status_code in (200, 422)
    assert "Say which patient" in response.content.decode() or response.status_code == 422


def test_one_file_at_a_time_gets_a_fragment(practice: Practice, mina: Membership, as_: As) -> None:
    response = as_(mina).post(
        at("upload", practice),
        {"subject": "team", "photos": [file("a.jpg", pictures.plain())]},
        headers={"HX-Request": "true"},
    )
    assert response.content.decode().lstrip().startswith('<li class="upload">')


def test_patient_of_elsewhere_cannot_be_chosen(
    other_practice: Practice, lenora: Patient, omar: Membership, as_: As
) -> None:
    response = send(
        as_(omar),
        other_practice,
        [file("a.jpg", pictures.plain())],
        subject="patient",
        patient=str(lenora.pk),
    )
    assert response.status_code == 422
    assert Original.objects.count() == 0
    assert "Whitcombe" not in response.content.decode()


def test_gallery_that_named_its_files_after_patients(
    practice: Practice, lenora: Patient, mina: Membership, made: Make, as_: As
) -> None:
    """Case C14: name in the file name and in the XMP title, no face in the picture. Nothing of it goes out again."""
    picture = io.BytesIO()
    pictures.astronaut().crop((150, 260, 450, 512)).save(picture, "JPEG", xmp=pictures.XMP)
    assert b"Lenora" in picture.getvalue()
    client = as_(mina)
    page = send(
        client,
        practice,
        [file("Whitcombe_Lenora_postop_front.jpg", picture.getvalue())],
        subject="patient",
        patient=str(lenora.pk),
    ).content.decode()
    assert "The file name held the name of one of your patients. It was dropped" in page

    rendition = made(Original.objects.get())
    assert "XMP" in rendition.report["metadata_removed"]
    served = client.get(at("rendition_file", practice, rendition.pk))
    for out in (served.content, served["Content-Disposition"].encode(), rendition.sealed_name.encode()):
        assert b"lenora" not in out.lower() and b"whitcombe" not in out.lower()
    with connection.cursor() as cursor:
        for table in ("library_original", "library_rendition", "audit_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "whitcombe" not in repr(cursor.fetchall()).lower()


# --- one picture -----------------------------------------------------------------------------------------


def test_page_says_what_was_done_in_words(
    practice: Practice, photo: Original, clean: Rendition, mina: Membership, as_: As
) -> None:
    page = as_(mina).get(at("detail", practice, photo.pk)).content.decode()
    assert "Covered: 1 face" in page
    assert "the place where it was taken (GPS)" in page
    assert "The program does not look for tattoos" in page
    assert "Whitcombe" not in page


def test_drawing_a_region_asks_for_another_version(
    practice: Practice, photo: Original, clean: Rendition, mina: Membership, as_: As
) -> None:
    answer = {
        "mode": "solid",
        "cover": "faces",
        "regions": '{"add": [[10, 10, 40, 40]], "remove": [], "confirm": []}',
    }
    page = as_(mina).post(at("redact", practice, clean.pk), answer, follow=True).content.decode()
    newest = photo.renditions.latest("number")
    assert (newest.number, newest.state, newest.edits["mode"]) == (2, "waiting", "solid")
    assert [10, 10, 40, 40] in newest.edits["add"]
    assert at("progress", practice, newest.pk) in page


def test_uncovering_without_the_tick_comes_back_as_it_was(
    practice: Practice, photo: Original, clean: Rendition, mina: Membership, as_: As
) -> None:
    face = next(region["id"] for region in clean.report["regions"] if region["kind"] == "face")
    answer = {
        "mode": "blur",
        "cover": "faces",
        "regions": f'{{"add": [[7, 8, 90, 91]], "remove": ["{face}"], "confirm": []}}',
    }
    response = as_(mina).post(at("redact", practice, clean.pk), answer)
    page = response.content.decode()
    assert response.status_code == 422
    assert "You took a cover away" in page
    assert '"mark": "removed"' in page and "[7, 8, 90, 91]" in page
    assert photo.renditions.count() == 1


def test_unchanged_form_makes_no_version(
    practice: Practice, photo: Original, clean: Rendition, mina: Membership, as_: As
) -> None:
    as_(mina).post(at("redact", practice, clean.pk), {"mode": "mosaic", "cover": "faces", "regions": ""})
    assert photo.renditions.count() == 1


def test_broken_regions_are_told_and_nothing_changes(
    practice: Practice, photo: Original, clean: Rendition, mina: Membership, as_: As
) -> None:
    response = as_(mina).post(
        at("redact", practice, clean.pk), {"mode": "mosaic", "cover": "faces", "regions": "{{"}
    )
    assert response.status_code == 422
    assert "did not arrive whole" in response.content.decode()
    assert photo.renditions.count() == 1


def test_progress_reloads_the_page_when_it_is_done(
    practice: Practice, photo: Original, made: Make, mina: Membership, as_: As
) -> None:
    client, rendition = as_(mina), photo.renditions.get()
    waiting = client.get(at("progress", practice, rendition.pk))
    assert "hx-get" in waiting.content.decode() and "HX-Refresh" not in waiting
    made(photo)
    assert client.get(at("progress", practice, rendition.pk))["HX-Refresh"] == "true"


def test_ticking_the_marks_makes_it_ready(
    practice: Practice, photo: Original, clean: Rendition, mina: Membership, as_: As
) -> None:
    client = as_(mina)
    assert "Check the marks" in client.get(at("list", practice)).content.decode()
    client.post(at("check_marks", practice, clean.pk), {"looked": "on"})
    clean.refresh_from_db()
    assert clean.marks_checked_by == str(mina.person_id)
    assert "Ready" in client.get(at("list", practice)).content.decode()


def test_unreadable_picture_says_why_and_can_be_tried_again(
    practice: Practice, upload: Upload, made: Make, mina: Membership, as_: As
) -> None:
    original = upload(pictures.plain()[:900])
    failed = made(original)
    client = as_(mina)
    assert "damaged" in client.get(at("detail", practice, original.pk)).content.decode()
    client.post(at("retry", practice, failed.pk))
    assert original.renditions.latest("number").number == 2


# --- the grid --------------------------------------------------------------------------------------------


def test_first_day_says_what_belongs_here(practice: Practice, mina: Membership, as_: As) -> None:
    assert "No pictures yet" in as_(mina).get(at("list", practice)).content.decode()


def test_grid_shows_renditions_and_never_originals(
    practice: Practice, photo: Original, clean: Rendition, mina: Membership, as_: As
) -> None:
    page = as_(mina).get(at("list", practice)).content.decode()
    assert at("rendition_thumb", practice, clean.pk) in page
    assert "original_image" not in page and "/opened/" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("state=clean", 1),
        ("state=waiting", 1),
        ("state=held", 0),
        ("subject=patient", 1),
        ("subject=model", 0),
        ("patient=none", 0),
    ],
)
def test_filters(
    practice: Practice,
    photo: Original,
    clean: Rendition,
    upload: Upload,
    mina: Membership,
    as_: As,
    query: str,
    found: int,
) -> None:
    upload()
    page = as_(mina).get(f"{at('list', practice)}?{query}").content.decode()
    assert page.count('<li class="tile">') == found


def test_filter_by_patient(
    practice: Practice, photo: Original, upload: Upload, lenora: Patient, mina: Membership, as_: As
) -> None:
    upload()
    page = as_(mina).get(f"{at('list', practice)}?patient={lenora.pk}").content.decode()
    assert page.count('<li class="tile">') == 1


def test_higher_rooms_add_badges_and_uses(
    practice: Practice,
    photo: Original,
    clean: Rendition,
    mina: Membership,
    as_: As,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        slots,
        "_BADGES",
        [lambda original: {"word": "Covered by consent", "verdict": "clear", "sentence": "Until June"}],
    )
    monkeypatch.setattr(
        slots,
        "_USES",
        [lambda original: [{"title": "Post of May", "url": "/x", "state": "Live", "verdict": "clear"}]],
    )
    client = as_(mina)
    assert "Covered by consent" in client.get(at("list", practice)).content.decode()
    detail = client.get(at("detail", practice, photo.pk)).content.decode()
    assert "Post of May" in detail and "Covered by consent" in detail


def test_pages_ask_the_database_as_often_for_three_as_for_one(
    practice: Practice,
    upload: Upload,
    lenora: Patient,
    mina: Membership,
    as_: As,
) -> None:
    client = as_(mina)
    pages = [at("list", practice), reverse("patients:detail", args=[practice.slug, lenora.pk])]

    def counts() -> list[int]:
        numbers = []
        for url in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            numbers.append(len(queries))
        return numbers

    upload(pictures.plain((50, 50)), subject="patient", patient=lenora)
    counts()
    one = counts()
    upload(pictures.plain((51, 50)), subject="patient", patient=lenora)
    upload(pictures.plain((52, 50)), subject="patient", patient=lenora)
    assert counts() == one
