"""No frame shows a face that another frame covers: judged by the pixels of the copy, at places known by
construction.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest

from chaperone.engines.redaction.video import Drawn, Edits, Kept, VideoOptions, redact_video
from chaperone.engines.redaction.video.covering import Coverer
from chaperone.engines.redaction.video.planes import Frame
from chaperone.engines.redaction.video.report import VideoReport
from chaperone.engines.redaction.video.tracks import Key, Track
from tests.engines.redaction.video import clips

Done = tuple[VideoReport, bytes]


def run(data: bytes, options: VideoOptions | None = None) -> Done:
    target = io.BytesIO()
    report = redact_video(io.BytesIO(data), target, options or VideoOptions(detect="faces", write_held=True))
    return report, target.getvalue()


CLIPS: dict[str, Callable[[], clips.Clip]] = {
    "walks through and leaves": clips.crossing,
    "hidden behind a board for a while": lambda: clips.crossing(hidden=range(16, 24)),
    "three scenes": clips.scenes,
    "three frames": lambda: clips.still(frames=3),
    "odd width and height": lambda: clips.still(frames=8, size=(481, 271)),
}


@pytest.mark.parametrize("name", CLIPS)
def test_every_frame_with_the_face_is_covered(name: str) -> None:
    clip = CLIPS[name]()
    odd = clip.frames[0].shape[0] % 2
    data = clips.encode(clip, codec="libx264rgb" if odd else "libx264", pixels="rgb24" if odd else "yuv420p")
    assert clips.uncovered(clip, data, largest_likeness=0.7), (
        "the clip itself shows the face, so the measure can fail"
    )
    report, copy = run(data)
    assert report.frames == len(clip.frames)
    assert clips.uncovered(clip, copy) == []


def test_a_track_never_crosses_a_cut() -> None:
    clip = clips.scenes()
    report, copy = run(clips.encode(clip))
    assert report.cuts == (17, 30)
    for track in report.tracks:
        assert (track.first >= 17 or track.last < 17) and (track.first >= 30 or track.last < 30)
    empty = clips.read(copy)[20][1].astype(int)
    assert abs(empty - clip.frames[20]).mean() < 4
    assert all(not 17 <= track.first < 30 for track in report.tracks), "nobody is in the dark room"


def test_a_turned_phone_gives_an_upright_copy() -> None:
    clip = clips.still(frames=6)
    lying = clips.Clip(
        [clips.np.ascontiguousarray(clips.np.rot90(frame)) for frame in clip.frames], clip.faces, clip.times
    )
    report, copy = run(clips.encode(lying, rotation=90))
    assert (report.width, report.height) == clips.SIZE
    assert clips.uncovered(clip, copy) == []
    assert "orientation (applied)" in report.metadata_removed


def test_frames_of_different_length_keep_their_times() -> None:
    clip = clips.Clip()
    for number, frame in enumerate(clips.still(frames=9).frames):
        clip.add(frame, None, seconds=(0.04, 0.2, 0.48)[number % 3])
    _, copy = run(clips.encode(clip))
    assert [time for time, _ in clips.read(copy)] == pytest.approx(clip.times, abs=0.002)


def test_outside_the_covers_the_picture_is_unharmed() -> None:
    clip = clips.still(frames=6)
    _, copy = run(clips.encode(clip))
    before, after = clip.frames[3][200:, 330:].astype(int), clips.read(copy)[3][1][200:, 330:].astype(int)
    assert abs(before - after).mean() < 4


def test_the_colours_of_a_mosaic_stay_so_that_many_frames_tell_no_more_than_one() -> None:
    random = clips.np.random.default_rng(3)
    track = Track("face", (Key(0, (20.0, 10.0, 50.0, 60.0)), Key(9, (20.0, 10.0, 50.0, 60.0))), 0.9)
    coverer = Coverer((track,), mode="mosaic", size=(160, 96))
    covered = []
    for number in range(10):
        planes = (random.integers(0, 256, size, dtype="uint8") for size in ((96, 160), (48, 80), (48, 80)))
        frame = Frame(number, number / 25, *planes)
        coverer.cover(frame)
        covered.append(frame.y[20:60, 30:60].copy())
    assert all((patch == covered[0]).all() for patch in covered)
    assert len(clips.np.unique(covered[0])) <= 25


def test_a_range_is_cut_out_and_its_times_start_at_zero() -> None:
    clip = clips.crossing()
    report, copy = run(clips.encode(clip), VideoOptions(detect="faces", write_held=True, start=0.4, end=1.0))
    assert report.frames == 15
    part = clips.Clip(clip.frames[10:25], clip.faces[10:25], clip.times[10:25])
    assert clips.uncovered(part, copy) == []
    assert clips.read(copy)[0][0] == pytest.approx(0, abs=0.05)


def test_what_a_person_draws_is_covered_between_its_times() -> None:
    clip = clips.still(frames=20)
    box = (380, 200, 60, 40)
    drawn = Drawn(((0.2, box), (0.6, box)), start=0.2, end=0.6)
    options = VideoOptions(detect="faces", mode="solid", write_held=True, edits=Edits(add=(drawn,)))
    report, copy = run(clips.encode(clip), options)
    (track,) = [track for track in report.tracks if track.kind == "manual"]
    assert (track.first, track.last) == (5, 14)
    dark = [number for number, (_, picture) in enumerate(clips.read(copy)) if picture[220, 410].max() < 60]
    assert dark == list(range(5, 15))


def test_a_face_that_a_person_uncovers_is_held_unless_confirmed() -> None:
    clip = clips.still(frames=6)
    data = clips.encode(clip)
    first, _ = run(data)
    ids = tuple(track.id for track in first.tracks if track.covered)
    removed, copy = run(data, VideoOptions(detect="faces", write_held=True, edits=Edits(remove=ids)))
    assert removed.verdict == "held" and any("uncovered" in reason for reason in removed.reasons)
    assert len(clips.uncovered(clip, copy)) == 6, "it really is uncovered"
    confirmed, _ = run(
        data, VideoOptions(detect="faces", write_held=True, edits=Edits(confirmed_not_a_person=ids))
    )
    assert not any("uncovered" in reason for reason in confirmed.reasons)


def test_a_face_kept_by_name_is_always_held() -> None:
    data = clips.encode(clips.still(frames=4))
    first, _ = run(data)
    keep = tuple(Kept(track.id, "authorization 12") for track in first.tracks if track.covered)
    report, copy = run(data, VideoOptions(detect="faces", edits=Edits(keep=keep)))
    assert report.verdict == "held" and copy == b"" and report.sha256_out is None
    assert set(report.kept.values()) == {"authorization 12"}


def test_text_is_followed_between_two_readings() -> None:
    clip = clips.lettered()
    report, copy = run(clips.encode(clip, secrets=False), VideoOptions(detect="text", write_held=True))
    assert {track.kind for track in report.tracks} == {"text"}
    assert clips.uncovered(clip, copy) == []


def test_a_complete_run_is_clean_and_asks_a_person_to_look_for_marks() -> None:
    data = clips.encode(clips.still(frames=5))
    report, copy = run(data, VideoOptions())
    assert (report.verdict, report.reasons, report.marks_checked_by_person) == ("clean", (), "required")
    assert copy and VideoReport.from_dict(json.loads(json.dumps(report.as_dict()))) == report
