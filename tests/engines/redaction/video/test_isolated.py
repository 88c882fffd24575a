"""The bounded process: same result as here, killed when asked, late or still; nothing half written."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from chaperone.engines.redaction.cli import redact
from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.video import VideoOptions
from chaperone.engines.redaction.video.isolated import Cancelled, redact_video_isolated
from tests.engines.redaction.video import clips

app = typer.Typer()
app.command()(redact)


@pytest.fixture(scope="module")
def clip_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "Quillfeather after.mp4"
    path.write_bytes(clips.encode(clips.still(frames=8)))
    return path


def test_the_copy_is_made_with_progress(clip_path: Path, tmp_path: Path) -> None:
    said: list[tuple[int, int]] = []
    with clip_path.open("rb") as source, (tmp_path / "copy.mp4").open("w+b") as target:
        report = redact_video_isolated(
            source, target, VideoOptions(), progress=lambda done, total: said.append((done, total))
        )
    assert report.verdict == "clean" and (tmp_path / "copy.mp4").stat().st_size > 1000
    assert said and all(done <= total for done, total in said) and said == sorted(said)


def test_a_cancelled_run_leaves_an_empty_target(clip_path: Path, tmp_path: Path) -> None:
    with clip_path.open("rb") as source, (tmp_path / "copy.mp4").open("w+b") as target:
        with pytest.raises(Cancelled):
            redact_video_isolated(source, target, VideoOptions(), cancelled=lambda: True)
        assert target.seek(0, 2) == 0


def test_a_run_that_is_late_is_refused_in_words(clip_path: Path, tmp_path: Path) -> None:
    with (
        clip_path.open("rb") as source,
        (tmp_path / "copy.mp4").open("w+b") as target,
        pytest.raises(Unreadable, match="took too long"),
    ):
        redact_video_isolated(source, target, VideoOptions(), seconds=0.05)


def test_too_little_memory_is_refused_in_words(clip_path: Path, tmp_path: Path) -> None:
    with (
        clip_path.open("rb") as source,
        (tmp_path / "copy.mp4").open("w+b") as target,
        pytest.raises(Unreadable, match="memory"),
    ):
        redact_video_isolated(source, target, VideoOptions(), memory_bytes=700_000_000)


def test_asking_loads_neither_models_nor_ffmpeg() -> None:
    code = (
        "import sys, chaperone.engines.redaction.video.isolated, chaperone.engines.redaction.video.command;"
        "print([name for name in ('av', 'cv2', 'numpy', 'onnxruntime') if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert said.stdout.strip() == "[]"


def test_the_command_keeps_the_contract_and_resumes(clip_path: Path, tmp_path: Path) -> None:
    asked = [str(clip_path), "--out", str(tmp_path / "out"), "--json", "--resume", "--poster"]
    result = CliRunner().invoke(app, asked)
    line = json.loads(result.stdout)
    assert (result.exit_code, line["verdict"], line["input"]) == (0, "clean", str(clip_path))
    written = Path(line["output"])
    assert re.fullmatch(r"[0-9a-f]{32}\.mp4", written.name) and Path(line["poster"]).is_file()
    faces = {region["frame"] for region in line["regions"] if region["kind"] == "face"}
    assert faces == set(range(8))
    assert {"tracks", "cuts", "streams_removed", "marks_checked_by_person"} <= set(line)
    ledger = next((tmp_path / "out").glob(".*.jsonl")).read_text()
    assert "Quillfeather" not in ledger
    again = json.loads(CliRunner().invoke(app, asked).stdout)
    assert again == line, "not done a second time"
    assert len(list((tmp_path / "out").glob("*.mp4"))) == 1
    written.unlink()
    third = json.loads(CliRunner().invoke(app, asked).stdout)
    assert third["output"] != line["output"], "a copy that is gone is made again"
