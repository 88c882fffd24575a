"""The Merkle tree of RFC 6962 section 2.1 (SHA-256): hashes, proofs and an accumulator that appends in O(log n).

Pure functions on bytes; tested with the vectors published for Certificate Transparency.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from chaperone.audit.verifier import leaf_hash, node_hash, root_from_inclusion

__all__ = [
    "EMPTY_ROOT",
    "append",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root",
    "root_from_inclusion",
    "root_of",
]

EMPTY_ROOT = sha256(b"").digest()


def append(peaks: Sequence[bytes], size: int, leaf: bytes) -> list[bytes]:
    """The peaks (roots of the complete subtrees, largest first) of a tree of ``size`` leaves after one more."""
    grown = [*peaks, leaf]
    while size & 1:
        right, left = grown.pop(), grown.pop()
        grown.append(node_hash(left, right))
        size >>= 1
    return grown


def root_of(peaks: Sequence[bytes]) -> bytes:
    """The tree's root from its peaks."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, as RFC 6962 defines it (recursively)."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else EMPTY_ROOT
    split = _split(len(leaves))
    return node_hash(root(leaves[:split]), root(leaves[split:]))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """PATH(m, D[n]) of section 2.1.1, bottom up."""
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1
