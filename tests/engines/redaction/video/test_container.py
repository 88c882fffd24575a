"""Nothing but frames comes out: judged by our own walker, by exiftool, and by looking for the secrets' bytes."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.video import VideoOptions, boxes, poster, redact_video
from chaperone.engines.redaction.video.probe import probe
from chaperone.engines.redaction.video.sniff import sniff_video
from tests.engines.redaction.video import clips
from tests.engines.redaction.video.test_faces import run

KINDS = {
    "mp4": ("mp4", "libx264"),
    "mov": ("mov", "libx264"),
    "webm": ("webm", "libvpx"),
    "mkv": ("matroska", "libx264"),
    "avi": ("avi", "mpeg4"),
}
HARMLESS = {"File", "System", "ExifTool", "Composite", "SourceFile"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_container_becomes_an_mp4_without_a_word(kind: str) -> None:
    container, codec = KINDS[kind]
    data = clips.encode(clips.still(frames=4), container=container, codec=codec, sound=kind != "avi")
    assert any(secret in data for secret in clips.SECRETS), "the secrets are in it before"
    report, copy = run(data)
    assert not any(secret in copy for secret in clips.SECRETS)
    assert boxes.residue(io.BytesIO(copy)) == ()
    assert b"Lavf" not in copy and b"x264" not in copy
    assert "names and texts" in report.metadata_removed
    assert kind == "avi" or "sound" in report.streams_removed


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_finds_no_place_name_or_date(tmp_path: Path) -> None:
    _, copy = run(clips.encode(clips.still(frames=4), container="mov", sound=True))
    path = tmp_path / "copy.mp4"
    path.write_bytes(copy)
    said = subprocess.run(
        ["exiftool", "-j", "-G1", "-a", "-ee", "-n", str(path)], capture_output=True, check=True
    )
    tags = {
        name: value
        for name, value in json.loads(said.stdout)[0].items()
        if name.split(":")[0] not in HARMLESS
    }
    text = json.dumps(tags)
    assert not any(
        word in text for word in ("GPS", "Quillfeather", "Lakeshore", "Encoder", "Software", "Comment")
    )
    dates = {value for name, value in tags.items() if "Date" in name}
    assert dates <= {"0000:00:00 00:00:00", 0}


def test_the_walker_names_what_another_program_writes() -> None:
    data = clips.encode(clips.still(frames=2))
    left = boxes.residue(io.BytesIO(data))
    assert "a box udta" in left and "text written by the encoder" in left
    assert "an index behind the pictures" in left


def test_the_index_stands_in_front_and_its_padding_is_empty() -> None:
    _, copy = run(clips.encode(clips.still(frames=4)))
    names = [box.name for box in boxes.boxes(io.BytesIO(copy), 0, len(copy))]
    assert names.index(b"moov") < names.index(b"mdat")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_off_in_the_middle_is_refused(kind: str) -> None:
    container, codec = KINDS[kind]
    clip = clips.still(frames=60)
    data = clips.encode(clip, container=container, codec=codec)
    with pytest.raises(Unreadable, match="damaged or cut off"):
        run(data[: len(data) // 2])


BAD = {
    "nothing": b"",
    "a playlist": b"#EXTM3U\n#EXTINF:10,\n/etc/hostname\n",
    "a list of files": b"ffconcat version 1.0\nfile /etc/hostname\n",
    "only a head": b"\0\0\0\x18ftypisom\0\0\2\0isommp41",
    "noise behind a head": b"\0\0\0\x18ftypisom\0\0\2\0isommp41" + bytes(range(256)) * 40,
    "a head of WebM": b"\x1a\x45\xdf\xa3" + bytes(400),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_words(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        run(BAD[name])
    assert "video" in str(refused.value).lower()


@pytest.mark.parametrize("seed", range(6))
def test_spoiled_bytes_give_a_copy_or_a_refusal(seed: int) -> None:
    random = np.random.default_rng(seed)
    data = bytearray(clips.encode(clips.still(frames=3, size=(160, 96), side=90, x=10)))
    for place in random.integers(0, len(data), 40):
        data[place] = random.integers(0, 256)
    try:
        report, copy = run(bytes(data))
    except Unreadable:
        return
    assert report.frames and boxes.residue(io.BytesIO(copy)) == ()


def test_videos_are_told_by_their_content() -> None:
    assert sniff_video(b"\0\0\0\x18ftypqt  " + bytes(50)) == "mp4"
    assert sniff_video(b"\0\0\0\x18ftypheic" + bytes(50)) is None
    assert sniff_video(b"\xff\xd8\xff\xe0" + bytes(60)) is None
    assert sniff_video(b"RIFF\0\0\0\0WAVE") is None


def speechlike(seconds: float) -> NDArray[np.float32]:
    """A voice of 120 Hz with two moving formants and four syllables a second."""
    t = np.arange(round(seconds * 48_000)) / 48_000
    voice = sum(np.sin(2 * np.pi * 120 * n * t) / n for n in range(1, 20))
    syllables = 0.5 + 0.5 * np.sin(2 * np.pi * 4 * t)
    return (0.2 * voice * syllables).astype(np.float32)


def sound_of(data: bytes) -> NDArray[np.float64]:
    with clips.av.open(io.BytesIO(data)) as source:
        resampler = clips.av.AudioResampler(format="fltp", layout="mono", rate=16_000)
        parts = [
            part.to_ndarray()[0] for frame in source.decode(audio=0) for part in resampler.resample(frame)
        ]
    return np.concatenate(parts).astype(np.float64)


def test_sound_that_is_kept_has_loudness_but_neither_pitch_nor_syllables() -> None:
    data = clips.encode(clips.still(frames=75, size=(160, 96), side=90, x=10), sound=True, tones=speechlike)
    options = VideoOptions(detect="faces", sound="unrecognizable", write_held=True)
    report, copy = run(data, options)
    assert report.sound == "replaced by noise of the same loudness"
    before, after = sound_of(data)[4000:40_000], sound_of(copy)[4000:40_000]
    loud = 20 * np.log10(np.std(after) / np.std(before))
    assert abs(loud) < 4
    assert periodic(before) > 0.5 > 0.15 > periodic(after), "the pitch is gone"
    assert rhythm(before) > 3 * rhythm(after), "the syllables are gone"
    again = sound_of(run(data, options)[1])[4000:40_000]
    assert abs(np.corrcoef(after, again)[0, 1]) < 0.1, "the noise is new each time: nothing to subtract"


def periodic(samples: NDArray[np.float64]) -> float:
    """Autocorrelation at the period of the voice's 120 Hz."""
    lag = round(16_000 / 120)
    return float(np.corrcoef(samples[:-lag], samples[lag:])[0, 1])


def rhythm(samples: NDArray[np.float64]) -> float:
    """Strength of the four syllables a second in the loudness, over the mean loudness."""
    power = samples[: samples.size // 160 * 160].reshape(-1, 160).std(axis=1)
    t = np.arange(power.size) / 100
    return float(abs((power * np.exp(-2j * np.pi * 4 * t)).mean()) / power.mean())


def test_a_copy_without_sound_has_no_sound_stream() -> None:
    _, copy = run(clips.encode(clips.still(frames=4), sound=True))
    assert not probe(io.BytesIO(copy)).has_audio


def test_the_poster_is_a_clean_photo_of_the_copy() -> None:
    clip = clips.still(frames=6)
    _, copy = run(clips.encode(clip))
    made = poster(io.BytesIO(copy))
    assert made.report.verdict == "clean" and made.data
    picture = np.array(clips.Image.open(io.BytesIO(made.data)).convert("RGB"))
    face = clip.faces[0]
    assert face and clips.likeness(clip.frames[0], picture, face) < 0.5


def test_a_held_copy_is_not_handed_over() -> None:
    target = io.BytesIO()
    report = redact_video(
        io.BytesIO(clips.encode(clips.still(frames=3))), target, VideoOptions(detect="faces")
    )
    assert (report.verdict, report.sha256_out, target.getvalue()) == ("held", None, b"")


def test_high_dynamic_range_is_brought_to_standard_range_and_said() -> None:
    data = clips.encode(clips.still(frames=2), secrets=False, hdr=True, pixels="yuv420p10le")
    report, copy = run(data)
    assert report.tone_mapped and report.notes and len(clips.read(copy)) == 2
    found = probe(io.BytesIO(copy))
    assert not found.hdr and found.colours == (1, 1, 1)
