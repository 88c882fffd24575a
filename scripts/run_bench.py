"""`make bench`: runs every program in bench/ on the part of a data folder that it measures, or says what it needs.

A bench is `python bench/NAME.py FOLDER`; it says at its top which files it reads and prints its figures.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# bench -> its folder inside DATA
PARTS = {"redaction": "media", "screening": "text", "ssim": "media", "video": "media"}
HOW = """\
Figures need data, and no photo or text of a real person is kept here. Give a folder of your own, with a folder
inside it for each bench; each says at its top which files it reads.

  make bench DATA=folder

"""


def part_of(bench: Path, data: Path) -> Path:
    """Where the data of one bench lies: `DATA/text` for bench/screening.py, `DATA/<its name>` for a new one."""
    return data / PARTS.get(bench.stem, bench.stem)


def measure(bench: Path, data: Path) -> bool:
    """Run one bench, its figures to the terminal; true when it went well or has no data here."""
    part = part_of(bench, data)
    sys.stdout.write(f"== {bench.stem}: {part if part.is_dir() else f'no folder {part}, not measured'}\n")
    sys.stdout.flush()
    if not part.is_dir():
        return True
    return subprocess.run([sys.executable, str(bench), str(part)], cwd=ROOT, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """Run all benches on the given folder; without one, print how; 1 when a bench failed."""
    benches = sorted((ROOT / "bench").glob("*.py"))
    if not arguments:
        lines = [f"  {bench.relative_to(ROOT)}: {part_of(bench, Path('DATA'))}\n" for bench in benches]
        sys.stdout.write(HOW + "".join(lines))
        return 0
    data = Path(arguments[0]).resolve()
    if not data.is_dir():
        sys.stderr.write(f"No such folder: {data}\n")
        return 1
    failed = [bench for bench in benches if not measure(bench, data)]
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
