"""`make run` on a bare machine starts here: find a Python that is new enough, then build `.venv` with it.

This file must be readable by the oldest Python a machine may offer (3.6), so that an old one gets a sentence
instead of a SyntaxError. Everything newer lives in `environment.py`.
"""

import os
import shutil
import sys

OLDEST = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3.14", "python3")
HANDED_OVER = "CHAPERONE_BOOTSTRAP_HANDED_OVER"


def main():  # type: () -> int
    """Build the environment, or hand over to a newer Python on the PATH; 1 and one line that says why not."""
    if sys.version_info >= OLDEST:
        import environment

        return environment.main(sys.argv[1:])
    for name in CANDIDATES:
        found = shutil.which(name)
        if found and HANDED_OVER not in os.environ and name != "python3":
            os.environ[HANDED_OVER] = "1"
            os.execv(found, [found, *sys.argv])
    sys.stderr.write(
        "Chaperone needs Python {}.{} or newer; this is {}.{} ({}). "
        "Install one, or name the one you have: make run PYTHON=python3.12\n".format(
            *OLDEST, sys.version_info[0], sys.version_info[1], sys.executable
        )
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
