"""Cases from the field that end in the library: what comes in, what is taken off, and to whom nothing goes.

The letters name the public case or the rule that each is drawn from; nobody in them exists. C09 and C27 are in
``test_hand_over``, C14 is in ``test_pages``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.compliance.models import Vendor
from chaperone.compliance.services import add_vendor, register_networks
from chaperone.foundation.refusal import Refusal
from chaperone.library import services
from chaperone.library.models import HandOver, Original, OriginalOpening, Rendition
from tests.engines.redaction import material
from tests.rooms.library.conftest import Make, Upload

CLIP = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41" + bytes(400)


def refused(act: object) -> str:
    """The code of the refusal, which also says what to do."""
    with pytest.raises(Refusal) as said:
        act()  # type: ignore[operator]
    assert said.value.remedy
    return said.value.code


def hand_over_to(vendor: Vendor, rendition: Rendition, by: Membership, at: datetime) -> services.HandedOver:
    return services.hand_over(
        renditions=[rendition], vendor=vendor, purpose="For the weekend edition", by=actor_for(by), at=at
    )


def test_c10_raw_film_does_not_come_in_to_be_blurred_later(upload: Upload, lenora: object) -> None:
    assert refused(lambda: upload(CLIP, name="OR-day-1.mp4", subject="patient", patient=lenora)) == (
        "library.not_a_photo"
    )
    assert not Original.objects.exists()


@pytest.mark.parametrize("sees_patients", [True, False])
def test_c19_a_reporter_gets_no_disc(
    practice: Practice, checked: Rendition, priya: Membership, now: datetime, sees_patients: bool
) -> None:
    """Whatever he promised: without a signed agreement of his own nothing leaves, by nobody's decision."""
    reporter = add_vendor(
        practice=practice, name="The Daily Lantern", services="newspaper", touches_phi=sees_patients,
        by=actor_for(priya), at=now,
    )  # fmt: skip
    code = refused(lambda: hand_over_to(reporter, checked, priya, now))
    assert code == ("compliance.no_agreement" if sees_patients else "compliance.vendor_without_phi")
    assert not HandOver.objects.exists()
    assert not Entry.objects.filter(event="library.renditions.handed_over").exists()


@pytest.mark.parametrize("edit", ["slim", "liquify", "warp", "reshape", "smooth"])
def test_c23_no_edit_changes_a_body(clean: Rendition, mina: Membership, now: datetime, edit: str) -> None:
    """The only edits are covers; a picture that somebody slimmed cannot come out of the library."""
    by = actor_for(mina)
    code = refused(
        lambda: services.request_rendition(original=clean.original, edits={"mode": edit}, by=by, at=now)
    )
    assert code == "library.cover_unknown"
    assert Rendition.objects.count() == 1


def test_c27_originals_are_opened_one_at_a_time_for_a_reason(
    photo: Original, mina: Membership, priya: Membership, now: datetime
) -> None:
    by = actor_for(priya)
    code = refused(lambda: services.open_original(original=photo, reason="", by=by, at=now))
    assert code == "library.reason_missing"
    services.open_original(original=photo, reason="find_marks", by=by, at=now)
    entry = Entry.objects.get(event="library.original.opened")
    assert (entry.subject_id, entry.data["reason"]) == (str(photo.pk), "find_marks")
    assert OriginalOpening.objects.count() == 1


@pytest.mark.parametrize("name", ["heic", "jpeg", "webp", "png"])
def test_r04_a_photo_loses_where_and_when_it_was_taken(
    upload: Upload, made: Make, name: str, tmp_path: Path
) -> None:
    """Judged on the rendition's own bytes, by another reader where it is installed."""
    taken = material.MAKERS[name](material.meadow())
    assert any(secret in taken for secret in material.SECRETS)
    rendition = made(upload(taken, name=f"IMG_2231.{name}"))
    assert rendition.state == "clean", rendition.reasons
    assert {"EXIF", "GPS"} <= set(rendition.report["metadata_removed"])
    out = rendition.read()
    assert not any(secret in out for secret in material.SECRETS)
    judge = shutil.which("exiftool")
    if judge is not None:
        path = tmp_path / "copy"
        path.write_bytes(out)
        said = subprocess.run([judge, "-json", "-G", "-a", "-u", path], capture_output=True, check=True)
        groups = {key.split(":")[0] for key in json.loads(said.stdout)[0] if ":" in key}
        assert not groups & {"EXIF", "XMP", "IPTC", "MakerNotes", "QuickTime"} - (
            {"EXIF"} if name == "webp" else set()
        )


def test_r04_a_motion_photo_loses_its_film(upload: Upload, made: Make) -> None:
    taken = material.jpeg(material.meadow()) + b"\x00\x00\x00\x18ftypmp42" + bytes(200)
    rendition = made(upload(taken))
    assert "motion photo video" in rendition.report["metadata_removed"]
    assert b"ftyp" not in rendition.read()


def test_r23_a_network_is_given_nothing_but_posts(
    practice: Practice, checked: Rendition, priya: Membership, now: datetime
) -> None:
    """An audience list for advertising, or anything else beside a post: no network signs an agreement."""
    networks = register_networks(practice=practice, by=actor_for(priya), at=now)
    assert networks
    for network in networks:
        assert refused(lambda to=network: hand_over_to(to, checked, priya, now)) == "compliance.network"
    assert not HandOver.objects.exists()


def test_r28_an_influencers_agency_gets_no_material(
    practice: Practice, checked: Rendition, priya: Membership, now: datetime
) -> None:
    agency = add_vendor(
        practice=practice, name="Duet House", services="influencers", by=actor_for(priya), at=now
    )
    assert refused(lambda: hand_over_to(agency, checked, priya, now)) == "compliance.no_agreement"
