"""`make run` on a bare machine starts here: find a Python that is new enough, then build `.venv` with it.

This file must be readable by the oldest Python a machine may offer (3.6), so that an old one gets a sentence
instead of a SyntaxError. Everything newer lives in `environment.py`.
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3.14")
IS_NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 11))"


def main():  # type: () -> int
    """Build the environment, or hand over to a newer Python on the PATH; 1 and one line that says why not."""
    if sys.version_info >= OLDEST:
        import environment

        return environment.main(sys.argv[1:])
    for found in filter(None, map(shutil.which, CANDIDATES)):
        # Asked, not believed: a version manager puts names on the PATH that start nothing
        if subprocess.call([found, "-c", IS_NEW_ENOUGH], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found, *sys.argv])
    sys.stderr.write(
        "Chaperone needs Python {}.{} or newer; this is {}.{} ({}). "
        "Install one, or name the one you have: make run PYTHON=python3.12\n".format(
            *(OLDEST + tuple(sys.version_info[:2]) + (sys.executable,))
        )
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
