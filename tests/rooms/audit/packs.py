"""A small pack, taken apart so that a test can change one thing and put it together again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chaperone.audit import tree, verifier
from chaperone.audit.commitments import commitment

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NONCE = bytes(16)


@dataclass
class Parts:
    """The index, the files it names, and who signs."""

    index: dict[str, Any]
    members: list[tuple[str, bytes]]
    key: Ed25519PrivateKey = KEY

    def signed(self) -> list[tuple[str, bytes]]:
        packed = json.dumps(self.index).encode()
        return [("pack.json", packed), ("pack.sig", self.key.sign(packed).hex().encode()), *self.members]

    def zipped(self) -> bytes:
        return verifier.zip_bytes(self.signed())


def parts() -> Parts:
    """Six entries in the trail, three of them in the pack, three files."""
    entries = [_entry(number) for number in range(6)]
    levels = tree.Levels([tree.leaf_hash(verifier.canonical_bytes(one)) for one in entries])
    text = verifier.checkpoint_text("practice", 6, levels.root.hex(), "2026-11-24T15:00:00.000000Z")
    members = [
        ("verify.py", b"# the verifier\n"),
        ("README.txt", b"How to check\n"),
        ("posts/one.json", b'{"text": "What to expect"}\n'),
    ]
    index = {
        "format": verifier.FORMAT,
        "practice": {"id": "practice", "name": "Westlake"},
        "public_key": KEY.public_key().public_bytes_raw().hex(),
        "checkpoint": {
            "size": 6,
            "root": levels.root.hex(),
            "at": "2026-11-24T15:00:00.000000Z",
            "signature": KEY.sign(text).hex(),
        },
        "entries": [_packed(entries[at], at, levels) for at in (1, 3, 5)],
        "files": [{"name": name, "sha256": sha256(data).hexdigest(), "what": ""} for name, data in members],
    }
    return Parts(index, members)


def _entry(number: int) -> dict[str, Any]:
    data = {"number": number, "text": {"commitment": commitment(f"text {number}", NONCE)}}
    return {"id": str(number), "event": "posts.version.saved", "data": data}


def _packed(entry: dict[str, Any], at: int, levels: tree.Levels) -> dict[str, Any]:
    openings = {"text": {"nonce": NONCE.hex(), "value": f"text {at}"}}
    return {
        "entry": entry,
        "index": at,
        "proof": [one.hex() for one in levels.proof(at)],
        "openings": openings,
    }


WHOLE = parts().zipped()
