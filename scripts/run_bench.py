"""`make bench`: runs every program in bench/ on a folder of data, or says what it needs.

A bench takes the data folder as its only argument, prints its figures, and exits 3 when the folder holds nothing
for it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTHING_FOR_ME = 3
HOW = """\
Figures need data, and no photo or text of a real person is kept here. Give a folder of your own:

  make bench DATA=folder

Each program in bench/ says at its top which files it looks for there:
"""


def main(arguments: list[str]) -> int:
    """Run all benches on the given folder; without one, print how; 1 when a bench failed."""
    benches = sorted((ROOT / "bench").glob("*.py"))
    if not arguments:
        sys.stdout.write(HOW + "".join(f"  {bench.relative_to(ROOT)}\n" for bench in benches))
        return 0
    data = Path(arguments[0]).resolve()
    if not data.is_dir():
        sys.stderr.write(f"No such folder: {data}\n")
        return 1
    failed = 0
    for bench in benches:
        sys.stdout.write(f"== {bench.relative_to(ROOT)}\n")
        sys.stdout.flush()
        status = subprocess.run([sys.executable, str(bench), str(data)], cwd=ROOT, check=False).returncode
        failed += status not in (0, NOTHING_FOR_ME)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
