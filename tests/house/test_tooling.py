"""The house's own machinery: locks, leaks, floors, the Makefile and what a newcomer is told when the build fails."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "chaperone"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
MAKEFILE = (ROOT / "Makefile").read_text()


def script(name: str) -> ModuleType:
    """One of scripts/, which are programs and no package, as a module."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        spec = importlib.util.spec_from_file_location(f"script_{name}", ROOT / "scripts" / f"{name}.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def contract(name_begins: str) -> dict[str, object]:
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    return next(one for one in contracts if one["name"].startswith(name_begins))


# Locks


def test_locks_hold_every_direct_dependency_with_hashes_and_no_address() -> None:
    assert script("lock").problems() == []


@pytest.mark.parametrize(
    ("lock", "asked", "said"),
    [
        ("django==5.2.1 \\\n    --hash=sha256:aa\n", "Django>=5.2,<5.3", []),
        ("django==5.2.1\n", "django>=5.2", ["django==5.2.1 has no hash"]),
        ("django==5.1.1 \\\n    --hash=sha256:aa\n", "django>=5.2", ["django>=5.2 is locked to 5.1.1"]),
        ("httpx==1.0 \\\n    --hash=sha256:aa\n", "django>=5.2", ["django is not locked"]),
        (
            "django==5.2.1 \\\n    --hash=sha256:aa\n--index-url https://mirror.example\n",
            "django",
            ["address or path: --index-url https://mirror.example"],
        ),
        (
            "django @ file:///wheels/django.whl\n",
            "django",
            ["django is not locked", "address or path: django @ file:///wheels/django.whl"],
        ),
    ],
)
def test_lock_check_sees_what_is_wrong(tmp_path: Path, lock: str, asked: str, said: list[str]) -> None:
    module = script("lock")
    written = tmp_path / "one.lock"
    written.write_text(lock)
    assert module._disagreements(written, [module.Requirement(asked)]) == said


# Leaks


def test_tracked_files_hold_no_secret_no_machine_path_and_no_registry() -> None:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so nothing says which files are tracked")
    leaks = script("leaks")
    found = [leak for path in leaks.tracked() for leak in leaks.leaks_in(path, (ROOT / path).read_bytes())]
    assert [str(leak) for leak in found] == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("see " + "/ro" + "ot/notes.txt", "a path of one machine"),
        ("see " + "/ho" + "me/mina/notes.txt", "a path of one machine"),
        ("at https://mirror.example" + "/simple" + "/django", "a package registry's address"),
        ("-----BEGIN RSA" + " PRIVATE KEY-----", "a private key"),
        ("AKIA" + "ABCDEFGHIJKLMNOP", "a cloud or network credential"),
        ("API_TOKEN = '" + "a1b2c3d4" * 5 + "'", "a secret in an assignment"),
    ],
)
def test_leaks_are_found_and_not_repeated(line: str, what: str) -> None:
    leaks = script("leaks")
    (found,) = leaks.leaks_in("notes.md", f"first line\n{line}\n".encode())
    assert str(found) == f"notes.md:2: {what}"


@pytest.mark.parametrize(
    "line",
    [
        "the folder docs/tmp/x and the address https://chaperone.example/work/plan",
        "secret = read_environment()['CHAPERONE_SECRET_KEY']",
        "sha256 = 'b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184'",
        "-----BEGIN CERTIFICATE-----",
    ],
)
def test_leaks_stay_silent_on_plain_lines(line: str) -> None:
    assert list(script("leaks").leaks_in("notes.md", line.encode())) == []


# Floors


def test_floors_name_every_package_of_the_house() -> None:
    floors = {str(layer).strip("()") for layer in contract("The floors")["layers"]}  # type: ignore[attr-defined]
    there = {
        path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert floors == there - {"__init__", "__main__"}


def test_floor_plan_covers_every_django_room() -> None:
    rooms = {
        "chaperone." + ".".join(path.parent.relative_to(SOURCE).parts)
        for path in SOURCE.rglob("apps.py")
        if path.parent.name != "project"
    }
    assert set(contract("The floor plan")["containers"]) == rooms  # type: ignore[call-overload]


def test_engines_contracts_name_every_engine() -> None:
    engines = {f"chaperone.engines.{path.parent.name}" for path in (SOURCE / "engines").glob("*/__init__.py")}
    assert set(contract("The engines do not know")["modules"]) == engines  # type: ignore[call-overload]


# The Makefile and what the build says


def test_make_help_lists_every_target() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony
    targets = phony.group(1).split()
    said = subprocess.run(
        ["make", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True
    ).stdout
    assert re.findall(r"^  make ([\w-]+) +\S", said, re.MULTILINE) == targets
    assert set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)) == set(targets)


@pytest.mark.parametrize(
    ("pip_said", "begins"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "A downloaded package is not",
        ),
        (
            "WARNING: Retrying (...) NewConnectionError(...)\nERROR: No matching distribution found for regex==1",
            "The packages could not be downloaded",
        ),
        (
            "error: [Errno 2] No such file or directory: 'gcc'\nERROR: Failed building wheel",
            "A package has to be",
        ),
        ("ERROR: Failed building wheel for regex", "A package could not be compiled"),
        ("PermissionError: [Errno 13] Permission denied: 'x'", "The environment's folder cannot be written"),
        ("ERROR: No matching distribution found for regex==1", "The package index has no build"),
        ("ERROR: Something new", "Something new"),
    ],
)
def test_install_failures_become_one_line(pip_said: str, begins: str) -> None:
    said = script("installer").diagnose(f"Collecting regex==1\n{pip_said}\n")
    assert said.startswith(begins)
    assert "\n" not in said


def test_where_uv_fails_pip_has_the_last_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Given an environment whose uv does not start on this machine
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    uv = tmp_path / "bin" / "uv"
    uv.write_text("#!/bin/sh\necho cannot execute >&2\nexit 126\n")
    uv.chmod(0o755)
    installer = script("installer")
    # When a package is asked for that no index has
    with pytest.raises(installer.InstallFailed) as failed:
        what = ["--no-index", "--dry-run", "there-is-no-such-package"]
        installer.Installer(tmp_path, tmp_path / "install.log").install(what, expected=1)
    # Then pip was asked too, and its answer is the one that counts
    assert str(failed.value).startswith("The package index has no build of a locked package")
    assert "uv could not do it here; pip tries." in capsys.readouterr().out
    assert "cannot execute" in (tmp_path / "install.log").read_text()


def bootstrap(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real bootstrap, in a copy of the project that holds only what it reads."""
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    shutil.copy(ROOT / "pyproject.toml", folder)
    command = [sys.executable, "scripts/bootstrap.py", "run"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_bootstrap_without_the_venv_module_says_which_package_brings_it(tmp_path: Path) -> None:
    # Given a Python as Debian ships it without python3-venv
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    (shadow / "ensurepip.py").write_text("raise ImportError('not installed')\n")
    (tmp_path / "project").mkdir()
    done = bootstrap(tmp_path / "project", PYTHONPATH=str(shadow))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "apt install python3-venv" in done.stderr


def test_bootstrap_where_a_file_is_in_the_way_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, where a folder has to be made")
    (tmp_path / "project").mkdir()
    done = bootstrap(tmp_path / "project", VENV=str(tmp_path / "taken" / ".venv"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Cannot write into {tmp_path / 'taken'}")
    assert done.stderr.count("\n") == 1


def test_stamp_makes_the_second_build_a_no_op_and_a_moved_folder_a_new_one(tmp_path: Path) -> None:
    # Given an environment whose stamp says that everything wanted is installed
    module = script("environment")
    shutil.copytree(Path(sys.prefix) / "bin", tmp_path / "here" / "bin", symlinks=True)
    environment = module.Environment(tmp_path / "here")
    environment.note(module.wanted("run"))
    # When it is built again, nothing is done
    module.build(environment, "run")
    assert sorted(path.name for path in environment.folder.iterdir()) == ["bin", "chaperone-stamp.json"]
    # But in a folder that was moved its scripts start nothing, so nothing counts as installed
    environment.folder.rename(tmp_path / "there")
    assert module.Environment(tmp_path / "there").installed() == {}


def test_old_python_is_told_so_by_a_file_that_it_can_read() -> None:
    source = (ROOT / "scripts" / "bootstrap.py").read_text()
    compile_for = "import ast, sys; ast.parse(sys.stdin.read(), feature_version=(3, 6))"
    subprocess.run([sys.executable, "-c", compile_for], input=source, text=True, check=True)


# Skips


@pytest.mark.parametrize(("required", "status"), [("1", 1), ("0", 0)])
def test_skipped_server_test_fails_the_run_where_servers_are_required(
    tmp_path: Path, required: str, status: int
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = server\n")
    (tmp_path / "test_one.py").write_text(
        "import pytest\n\n@pytest.mark.server\ndef test_it():\n    pytest.skip('no server')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "skips_that_fail", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "scripts"), "CHAPERONE_REQUIRE_SERVERS": required},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout
    assert ("had to run, and was skipped: test_one.py::test_it" in done.stdout) is (required == "1")
