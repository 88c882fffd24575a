"""`chaperone screen` from a shell: what goes in, what comes out, and with which status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from chaperone.engines.screening.digests import patient_digests

CALM = "Sunscreen in winter? Yes."
LOUD = "Mrs. Tannenbaum came to us for her eyelid surgery"


def run(
    *args: str, stdin: str | bytes = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    command = [sys.executable, "-m", "chaperone.cli", "screen", *args]
    return subprocess.run(command, input=raw, capture_output=True, check=False, env=env, timeout=60)


def lines(result: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.decode().splitlines()]


def test_status_says_clear_found_or_could_not_judge() -> None:
    assert run(stdin=CALM).returncode == 0
    assert run(stdin=LOUD).returncode == 1
    assert run("--as", "poem", stdin=CALM).returncode == 2
    assert run(stdin=b"\xff\xfe\xfa").returncode == 2
    assert run("no-such-file.txt").returncode == 2


def test_a_person_reads_verdict_reason_and_remedy() -> None:
    told = run(stdin=LOUD).stdout.decode()
    assert "blocked" in told
    assert "Mrs. Tannenbaum" in told
    assert "164.514(b)(2)(i)(A)" in told


def test_json_has_the_contracts_fields(tmp_path: Path) -> None:
    file = tmp_path / "caption.txt"
    file.write_text("\ufeff" + LOUD, encoding="utf-8")
    (record,) = lines(run(str(file), "--json"))
    assert set(record) == {"id", "verdict", "category", "findings", "engine"}
    assert record["verdict"] == "block"
    for finding in record["findings"]:
        assert LOUD[finding["start"] : finding["end"]] == finding["text"]


def test_stream_answers_in_order_and_a_bad_line_loses_nothing() -> None:
    stream = "\n".join(
        [
            json.dumps({"id": 1, "text": CALM}),
            "not json",
            json.dumps(
                {
                    "id": "b",
                    "text": "Thanks for trusting us with your surgery",
                    "as": "reply",
                    "context": "5 stars",
                }
            ),
            "",
            json.dumps({"id": "c"}),
            json.dumps(["a", "list"]),
            json.dumps({"id": "d", "text": "kys", "as": "incoming"}),
            json.dumps({"id": "e", "text": CALM, "as": "poem"}),
            json.dumps({"id": "f", "text": CALM, "jurisdiction": 7}),
            json.dumps({"id": "g", "text": CALM, "jurisdiction": "US-CA", "context": None}),
        ]
    )
    result = run("--jsonl", stdin=stream)
    told = [(r["id"], r["verdict"], r["category"], r.get("error", {}).get("line")) for r in lines(result)]
    assert told == [
        (1, "clear", None, None),
        (None, None, None, 2),
        ("b", "block", None, None),
        ("c", None, None, 5),
        (None, None, None, 6),
        ("d", "clear", "abuse", None),
        ("e", None, None, 8),
        ("f", None, None, 9),
        ("g", "clear", None, None),
    ]
    assert result.returncode == 2


def test_stream_defaults_come_from_the_options() -> None:
    stream = json.dumps({"id": 1, "text": "Starting at $3,999"})
    assert (
        lines(run("--jsonl", "--jurisdiction", "US-CA", "--jurisdiction", "US-NY", stdin=stream))[0][
            "verdict"
        ]
        == "block"
    )
    assert lines(run("--jsonl", stdin=stream))[0]["verdict"] == "clear"
    reply = json.dumps({"id": 1, "text": "Yes! Small world."})
    assert (
        lines(run("--jsonl", "--as", "reply", "--context", "Is that my cousin?", stdin=reply))[0]["verdict"]
        == "block"
    )


def test_practice_file_and_its_key(tmp_path: Path) -> None:
    file = tmp_path / "practice.json"
    key = "a key that only the practice has"
    digests = patient_digests(names=("Xiomara Torres",), key=key.encode())
    file.write_text(json.dumps({"people": ["Grace Lim"], "digests": digests}), encoding="utf-8")
    text = "Xiomara Tores waves hello"
    with_key = run("--json", "--practice", str(file), stdin=text, env={"CHAPERONE_DIGEST_KEY": key})
    assert lines(with_key)[0]["findings"][0]["rule"] == "patients.known"
    without = run("--practice", str(file), stdin=text, env={})
    assert (without.returncode, b"CHAPERONE_DIGEST_KEY" in without.stderr) == (2, True)
    assert run("--practice", str(tmp_path / "none.json"), stdin=text).returncode == 2


def test_errors_never_repeat_the_words() -> None:
    result = run("--jsonl", stdin='{"id": 1, "text": "Xiomara Torres"')
    assert b"Xiomara" not in result.stdout + result.stderr


def test_answers_come_while_the_stream_is_still_open() -> None:
    command = [sys.executable, "-m", "chaperone.cli", "screen", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        for identity in range(3):
            process.stdin.write(json.dumps({"id": identity, "text": CALM}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == identity
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_screening_loads_nothing_it_does_not_need() -> None:
    weighty = "{'django', 'cv2', 'av', 'chaperone.engines.redaction', 'chaperone.foundation'}"
    code = (
        "import sys; from chaperone.cli import main; sys.argv = ['chaperone', 'screen', '--json']\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"assert not {weighty} & set(sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], input=CALM.encode(), capture_output=True, check=False, timeout=60
    )
    assert (result.returncode, result.stderr) == (0, b"")
