"""One cover per file. Each gives colours for a patch that keep nothing of the person; `shapes` says where they go."""

from __future__ import annotations

from collections.abc import Callable

from chaperone.engines.redaction.covers.blur import blur
from chaperone.engines.redaction.covers.mosaic import mosaic
from chaperone.engines.redaction.covers.solid import solid
from chaperone.engines.redaction.options import Mode
from chaperone.engines.redaction.picture import Pixels

COVERS: dict[Mode, Callable[[Pixels], Pixels]] = {"solid": solid, "mosaic": mosaic, "blur": blur}
