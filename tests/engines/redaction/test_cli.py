"""`chaperone redact` keeps the contract that scripts and judges rely on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from chaperone.engines.redaction.cli import redact
from chaperone.engines.redaction.folder import files, write_new
from tests.engines.redaction import material

app = typer.Typer()
app.command()(redact)


def run(*arguments: object) -> tuple[int, list[dict[str, object]]]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "Quillfeather before.jpg"
    path.write_bytes(material.jpeg(material.meadow()))
    return path


def test_a_clean_photo_is_written_under_a_name_that_says_nothing(photo: Path, tmp_path: Path) -> None:
    status, (line,) = run(photo, "--out", tmp_path / "out", "--json")
    assert status == 0 and line["verdict"] == "clean" and line["input"] == str(photo)
    written = Path(str(line["output"]))
    assert re.fullmatch(r"[0-9a-f]{32}\.jpg", written.name)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [written.name]
    assert {"sha256_in", "sha256_out", "regions", "metadata_removed", "reasons", "seconds"} <= set(line)


def test_a_partial_run_is_held_and_written_only_when_asked(photo: Path, tmp_path: Path) -> None:
    status, (line,) = run(photo, "--out", tmp_path / "out", "--json", "--detect", "faces")
    assert (status, line["verdict"], line["output"], line["sha256_out"]) == (1, "held", None, None)
    status, (line,) = run(photo, "--out", tmp_path / "out", "--json", "--detect", "faces", "--write-held")
    assert status == 1 and Path(str(line["output"])).is_file()


def test_folders_are_walked_and_the_worst_verdict_counts(photo: Path, tmp_path: Path) -> None:
    inner = tmp_path / "in" / "deeper"
    inner.mkdir(parents=True)
    (inner / "a.jpg").write_bytes(photo.read_bytes())
    (inner / "b.mp4").write_bytes(b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41")
    (inner / "c.png").write_bytes(b"")
    (inner / "notes.txt").write_text("not looked at")
    status, lines = run(tmp_path / "in", "--out", tmp_path / "in" / "out", "--json", "--jobs", "2")
    assert status == 2
    assert [line["verdict"] for line in lines] == ["clean", "failed", "failed"]
    assert lines[1]["reasons"][0] == "The video is damaged or cut off and cannot be read to its end."  # type: ignore[index]
    again, lines = run(tmp_path / "in", "--out", tmp_path / "in" / "out", "--json")
    assert again == 2 and len(lines) == 3, "results of the first run are not inputs of the second"


def test_a_missing_file_fails_and_the_rest_goes_on(photo: Path, tmp_path: Path) -> None:
    status, lines = run(tmp_path / "gone.jpg", photo, "--out", tmp_path / "out", "--json")
    assert status == 2 and [line["verdict"] for line in lines] == ["failed", "clean"]


def test_an_output_folder_that_cannot_be_written_fails_clearly(photo: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    status, (line,) = run(photo, "--out", tmp_path / "out", "--json")
    assert status == 2 and "could not be written" in str(line["reasons"])


def test_people_read_lines_not_json(photo: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(photo), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0 and result.stdout.startswith("clean")


def test_a_failed_write_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_new(b"picture", out=tmp_path, mime="image/jpeg")
    assert list(tmp_path.iterdir()) == []


def test_hidden_files_and_the_output_folder_are_not_inputs(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("b.jpg", "a.HEIC", ".hidden.jpg", "out/x.jpg", "readme.md"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in files([tmp_path], out=tmp_path / "out")] == ["a.HEIC", "b.jpg"]
