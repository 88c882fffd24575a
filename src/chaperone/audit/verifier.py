#!/usr/bin/env python3
"""Checks an evidence pack or a trail export without Chaperone, without a network and without trusting anybody.

One file, standard library only (Python 3.9 or newer); a copy lies in every pack as ``verify.py``. It checks that

1. the pack is byte for byte what Chaperone writes (a stored zip with fixed dates), so that one changed byte shows;
2. each file has the SHA-256 that ``pack.json`` names, and no file is missing or added;
3. each entry of the trail hashes to a leaf whose inclusion proof (RFC 6962, 2.1.1) leads to the checkpoint's root;
4. each opened value fits the commitment in its entry;
5. the checkpoint and ``pack.json`` carry the practice's Ed25519 signature (RFC 8032).

Whether the key is the practice's own is for a person to compare: the fingerprint is printed.
Format: docs/reference/trail.md.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import sys
import zipfile
from dataclasses import dataclass
from typing import Any, Sequence  # noqa: UP035 - runs on Python 3.9

FORMAT = "chaperone-evidence/1"
PACK, SIGNATURE = "pack.json", "pack.sig"
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_DAMAGED = (
    zipfile.BadZipFile,
    OSError,
    ValueError,
    ArithmeticError,
    LookupError,
    RuntimeError,  # NotImplementedError and RecursionError too
    EOFError,
    struct.error,
)
"""What reading a damaged zip can raise."""


@dataclass(frozen=True)
class Report:
    """What was found: ``whole`` only when ``problems`` is empty. Each problem says where.

    ``readable`` is false for a file that is no pack at all. ``key`` is the SHA-256 of the public key in hex.
    """

    problems: tuple[str, ...]
    entries: int = 0
    files: int = 0
    key: str = ""
    checkpoint: str = ""
    readable: bool = True

    @property
    def whole(self) -> bool:
        """Nothing was changed, removed, reordered or added."""
        return not self.problems


# --- hashes (RFC 6962, section 2.1) ----------------------------------------------------------------------


def leaf_hash(data: bytes) -> bytes:
    """MTH of one entry: ``SHA-256(0x00 || data)``."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """``SHA-256(0x01 || left || right)``."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to, or ``None`` when it does not fit the sizes (RFC 9162, 2.1.3.2)."""
    if index >= size:
        return None
    position, last, result = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if position & 1 or position == last:
            result = node_hash(step, result)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, step)
        position, last = position >> 1, last >> 1
    return result if last == 0 else None


# --- canonical bytes ---------------------------------------------------------------------------------------


def canonical_bytes(value: Any) -> bytes:
    """Sorted, compact, ASCII-escaped JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def checkpoint_text(practice: str, size: int, root_hex: str, at: str) -> bytes:
    """What a checkpoint's signature covers: four lines."""
    return f"chaperone-trail/1\n{practice}\n{size} {root_hex}\n{at}\n".encode()


def zip_bytes(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip as Chaperone writes it: members stored in the given order, fixed dates, nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, FIXED_DATE)
            info.create_system, info.external_attr = 3, 0o600 << 16
            archive.writestr(info, data)
    return out.getvalue()


# --- Ed25519 (RFC 8032, section 5.1) -----------------------------------------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def _recover_x(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return _P - x if x & 1 != sign else x


def _decode(data: bytes) -> _Point | None:
    number = int.from_bytes(data, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = _recover_x(y, sign) if y < _P else None
    return None if x is None else (x, y, 1, x * y % _P)


def _add(a: _Point, b: _Point) -> _Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % _P
    f = (a[1] + a[0]) * (b[1] + b[0]) % _P
    g = 2 * a[3] * b[3] * _D % _P
    h = 2 * a[2] * b[2] % _P
    k, m, n, o = f - e, h - g, h + g, f + e
    return k * m % _P, n * o % _P, m * n % _P, k * o % _P


def _times(factor: int, point: _Point) -> _Point:
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = _add(result, point)
        point = _add(point, point)
        factor >>= 1
    return result


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE_X = _recover_x(_BASE_Y, 0) or 0
_BASE = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


def signed_by(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) over ``message`` was made with the key of ``public_key`` (32 bytes)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, nonce = _decode(public_key), _decode(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or scalar >= _L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % _L
    left, right = _times(scalar, _BASE), _add(nonce, _times(challenge, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % _P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % _P == 0


# --- the checks ----------------------------------------------------------------------------------------------


def verify(raw: bytes) -> Report:
    """Check a pack given as bytes. Never raises on a damaged one: it says where it is broken."""
    if not raw.startswith(b"PK"):
        return Report(("this is not an evidence pack: it does not begin as a zip does",), readable=False)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            listed = archive.infolist()
            problems = _check_listing(raw, listed)
            members = [] if problems else [(one.filename, _member(archive, one)) for one in listed]
    except _DAMAGED:
        return Report(("the file is not a whole zip: its directory is damaged or cut off",))
    problems += [f"{name}: damaged" for name, data in members if data is None]
    if problems:
        return Report(tuple(problems))
    return _verify_members(raw, [(name, data) for name, data in members if data is not None])


def _check_listing(raw: bytes, listed: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Before a member is read: stored as it is (a packed one could swell without end), and named once."""
    problems = [
        f"{one.filename}: not stored as Chaperone stores it"
        for one in listed
        if one.compress_type != zipfile.ZIP_STORED or one.file_size > len(raw)
    ]
    names = [one.filename for one in listed]
    repeated = sorted({name for name in names if names.count(name) > 1})
    return problems + [f"{name}: there is more than one of it" for name in repeated]


def _member(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes | None:
    try:
        return archive.read(one)
    except _DAMAGED:
        return None


def _verify_members(raw: bytes, members: list[tuple[str, bytes]]) -> Report:
    files = dict(members)
    try:
        pack = json.loads(files[PACK])
        key = bytes.fromhex(pack["public_key"])
        signature = bytes.fromhex(files[SIGNATURE].decode("ascii").strip())
        problems = [
            *_check_format(pack),
            *_check_order(pack, members, files[SIGNATURE], signature),
            *_check_signatures(pack, files[PACK], key, signature),
            *_check_files(pack, files),
            *_check_entries(pack),
            *_check_bytes(raw, members),
        ]
    except KeyError as missing:
        return Report((f"{PACK}: {missing} is missing",))
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        return Report((f"{PACK} or {SIGNATURE} cannot be read: {type(fault).__name__}",))
    checkpoint = pack["checkpoint"]
    return Report(
        tuple(problems),
        entries=len(pack["entries"]),
        files=len(pack["files"]),
        key=hashlib.sha256(key).hexdigest(),
        checkpoint=f"{checkpoint['size']} entries at {checkpoint['at']}",
    )


def _check_format(pack: dict[str, Any]) -> list[str]:
    if not isinstance(pack["entries"], list) or not isinstance(pack["files"], list):
        raise TypeError("entries and files are lists")
    return [] if pack["format"] == FORMAT else [f"{PACK}: this verifier reads {FORMAT}"]


def _check_order(
    pack: dict[str, Any], members: list[tuple[str, bytes]], written: bytes, signature: bytes
) -> list[str]:
    """There is one way to write a pack: its members in the order in which pack.json names them."""
    wanted = [PACK, SIGNATURE, *(one["name"] for one in pack["files"])]
    found = [name for name, _ in members]
    problems = [] if sorted(wanted) != sorted(found) or wanted == found else ["the files: reordered"]
    if written != signature.hex().encode():
        problems.append(f"{SIGNATURE}: not written as Chaperone writes it")
    return problems


def _check_signatures(pack: dict[str, Any], packed: bytes, key: bytes, signature: bytes) -> list[str]:
    problems = []
    if not signed_by(key, packed, signature):
        problems.append(f"{PACK}: its signature does not fit; something in it was changed")
    point = pack["checkpoint"]
    text = checkpoint_text(pack["practice"]["id"], point["size"], point["root"], point["at"])
    if not signed_by(key, text, bytes.fromhex(point["signature"])):
        problems.append("checkpoint: its signature does not fit")
    return problems


def _check_files(pack: dict[str, Any], files: dict[str, bytes]) -> list[str]:
    problems = []
    named = {one["name"]: one["sha256"] for one in pack["files"]}
    for name, digest in named.items():
        if name not in files:
            problems.append(f"{name}: missing")
        elif hashlib.sha256(files[name]).hexdigest() != digest:
            problems.append(f"{name}: changed")
    extra = sorted(set(files) - set(named) - {PACK, SIGNATURE})
    return problems + [f"{name}: added; the pack does not name it" for name in extra]


def _check_entries(pack: dict[str, Any]) -> list[str]:
    problems, point = [], pack["checkpoint"]
    for one in pack["entries"]:
        where = f"entry {one['index']} ({one['entry'].get('event', '?')})"
        proof = [bytes.fromhex(step) for step in one["proof"]]
        found = root_from_inclusion(
            leaf_hash(canonical_bytes(one["entry"])), one["index"], point["size"], proof
        )
        if found is None or found.hex() != point["root"]:
            problems.append(f"{where}: not in the signed trail like this")
        problems.extend(_check_openings(where, one))
    order = [one["index"] for one in pack["entries"]]
    if order != sorted(set(order)):
        problems.append("entries: reordered or repeated")
    return problems


def _check_openings(where: str, one: dict[str, Any]) -> list[str]:
    problems = []
    for field, opening in one.get("openings", {}).items():
        closed = one["entry"]["data"].get(field, {}).get("commitment")
        if "value" in opening:
            found = hashlib.sha256(bytes.fromhex(opening["nonce"]) + opening["value"].encode()).hexdigest()
            if found != closed:
                problems.append(f"{where}: the opened {field} is not what was committed to")
    return problems


def _check_bytes(raw: bytes, members: list[tuple[str, bytes]]) -> list[str]:
    """Whatever the zip itself could hide (between members, in headers, in comments) is a difference here."""
    expected = zip_bytes(members)
    if raw == expected:
        return []
    place = next((at for at, (a, b) in enumerate(zip(raw, expected)) if a != b), min(len(raw), len(expected)))  # noqa: B905
    return [f"the zip itself: byte {place} is not as it was written{_member_at(place, members)}"]


def _member_at(place: int, members: list[tuple[str, bytes]]) -> str:
    end = 0
    for name, data in members:
        end += 30 + len(name.encode()) + len(data)
        if place < end:
            return f" (at {name})"
    return " (in its directory)"


def verify_file(path: str) -> Report:
    """Check a pack on disk; a file that cannot be read is said, not raised."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - stays runnable anywhere
            return verify(file.read())
    except FileNotFoundError:
        return Report(("there is no such file",), readable=False)
    except OSError as fault:
        return Report((f"the file cannot be read: {fault.strerror}",), readable=False)


def main(arguments: Sequence[str]) -> int:
    """Print what was found; 0 whole, 1 broken, 2 could not be read."""
    if len(arguments) != 1:
        sys.stderr.write("Say which pack: verify.py FILE\n")
        return 2
    report = verify_file(arguments[0])
    sys.stdout.write(describe(report))
    return 0 if report.whole else 1 if report.readable else 2


def describe(report: Report) -> str:
    """The report in lines a person reads."""
    if not report.whole:
        return ("BROKEN\n" if report.readable else "NOT READABLE\n") + "".join(
            f"  {problem}\n" for problem in report.problems
        )
    return (
        f"WHOLE: {report.entries} entries, {report.files} files, as signed over {report.checkpoint}.\n"
        f"  Signing key (SHA-256): {report.key}\n"
        "  Compare it with the key the practice has given you.\n"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
