"""How much a rebuilt JPEG still looks like its input: `python bench/ssim.py DATA [--limit N]`.

DATA is any folder of JPEGs. Each is decoded, encoded as the clean copy is, decoded again and compared with itself by
structural similarity (Wang, Bovik, Sheikh and Simoncelli 2004, "Image quality assessment: from error visibility to
structural similarity": Gaussian window of 11 pixels, sigma 1.5, K1 .01, K2 .03) on luma and on the mean of red, green
and blue. Nothing is covered, so this is the loss of the encoder alone. Printed: the lowest, the 5 % quantile, the
median, and the mean of both.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chaperone.engines.redaction import Unreadable
from chaperone.engines.redaction.cleaners.jpeg import encode
from chaperone.engines.redaction.decode import decode
from chaperone.engines.redaction.picture import Picture, Pixels

Plane = NDArray[np.float64]
WINDOW, SIGMA = 11, 1.5
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
LUMA = np.array([0.299, 0.587, 0.114])
LONGEST = 4_000_000  # pixels; larger photos take seconds each and say nothing new


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=60, help="photos")
    given = parser.parse_args()
    scores = []
    for path in sorted([*given.data.rglob("*.jpg"), *given.data.rglob("*.jpeg")]):
        frame = _pixels(path)
        if frame is not None and len(scores) < given.limit:
            scores.append(compare(frame))
    if not scores:
        sys.stdout.write("no JPEG here that can be compared\n")
        return 1
    for name, values in zip(("luma", "RGB"), np.array(scores).T, strict=True):
        low, twentieth, middle = values.min(), np.quantile(values, 0.05), np.median(values)
        sys.stdout.write(
            f"{name:<5} {len(values)} photos  lowest {low:.4f}  5 % {twentieth:.4f}  median {middle:.4f}  "
            f"mean {values.mean():.4f}\n"
        )
    return 0


def compare(frame: Pixels) -> tuple[float, float]:
    """Similarity of a frame to its rebuilt copy, on luma and as the mean of the three channels; 1 is the same."""
    copy = decode(encode(Picture([frame]))).picture.frames[0]
    before, after = frame.astype(np.float64), copy.astype(np.float64)
    channels = [ssim(before[:, :, i], after[:, :, i]) for i in range(3)]
    return ssim(before @ LUMA, after @ LUMA), float(np.mean(channels))


def ssim(first: Plane, second: Plane) -> float:
    """Mean structural similarity of two planes of the same size with values 0 to 255, equation 13 of the paper."""
    mean_a, mean_b = _blur(first), _blur(second)
    variance_a = _blur(first * first) - mean_a**2
    variance_b = _blur(second * second) - mean_b**2
    covariance = _blur(first * second) - mean_a * mean_b
    likeness = (2 * mean_a * mean_b + C1) * (2 * covariance + C2)
    size = (mean_a**2 + mean_b**2 + C1) * (variance_a + variance_b + C2)
    return float((likeness / size).mean())


def _blur(plane: Plane) -> Plane:
    """Gaussian means where the whole window lies inside the picture: rows, then columns."""
    offsets = np.arange(WINDOW) - WINDOW // 2
    weights = np.exp(-(offsets**2) / (2 * SIGMA**2))
    weights /= weights.sum()
    rows = sum(w * plane[i : plane.shape[0] - WINDOW + 1 + i] for i, w in enumerate(weights))
    assert isinstance(rows, np.ndarray)
    done = sum(w * rows[:, i : rows.shape[1] - WINDOW + 1 + i] for i, w in enumerate(weights))
    assert isinstance(done, np.ndarray)
    return done


def _pixels(path: Path) -> Pixels | None:
    try:
        frame = decode(path.read_bytes()).picture.frames[0]
    except Unreadable:
        return None
    height, width = frame.shape[:2]
    return frame if height * width <= LONGEST and min(height, width) >= WINDOW else None


if __name__ == "__main__":
    raise SystemExit(main())
