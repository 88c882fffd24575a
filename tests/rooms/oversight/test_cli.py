"""`chaperone verify`: whole, broken and where, or not readable and why."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from typer.testing import CliRunner

from chaperone.audit import verifier
from chaperone.cli import app
from tests.rooms.audit.packs import KEY, WHOLE, parts


def _run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["verify", *arguments])
    return done.exit_code, done.output


def test_the_command_says_whole(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(WHOLE)
    code, said = _run(str(tmp_path / "pack.zip"))
    assert code == 0
    assert said.startswith("WHOLE 3 entries, 3 files.")


def test_the_command_says_where_it_is_broken(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(WHOLE[:-1] + b"\x01")
    assert _run(str(tmp_path / "pack.zip"))[0] == 1
    members = [(name, data.replace(b"expect", b"EXPECT")) for name, data in parts().signed()]
    (tmp_path / "pack.zip").write_bytes(verifier.zip_bytes(members))
    assert _run(str(tmp_path / "pack.zip")) == (1, "BROKEN\n  posts/one.json: changed\n")


def test_the_command_says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear practice")
    assert _run(str(tmp_path / "letter.txt")) == (
        2,
        "NOT READABLE\n  this is not an evidence pack: it does not begin as a zip does\n",
    )
    assert _run(str(tmp_path / "absent.zip")) == (2, "NOT READABLE\n  there is no such file\n")
    assert _run(str(tmp_path))[0] == 2


def test_the_command_compares_the_key_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(WHOLE)
    right = sha256(KEY.public_key().public_bytes_raw()).hexdigest()
    assert _run(str(tmp_path / "pack.zip"), "--key", right.upper())[0] == 0
    code, said = _run(str(tmp_path / "pack.zip"), "--key", "00" * 32)
    assert code == 1 and f"signed with another key than the one you named: {right}" in said


def test_the_command_writes_json(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(WHOLE)
    said = json.loads(_run(str(tmp_path / "pack.zip"), "--json")[1])
    assert (said["whole"], said["entries"], said["problems"]) == (True, 3, [])


def test_the_command_loads_no_django() -> None:
    code = "import sys, chaperone.oversight.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
