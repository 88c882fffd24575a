"""What a practice tells the engine about itself: who and what may be named, and the digests of who may not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chaperone.engines.screening.findings import CannotJudge, RuleInfo, read_strings
from chaperone.engines.screening.normalization import fold, squeeze
from chaperone.engines.screening.tuning import Tuning

_HEX = re.compile(r"[0-9a-f]{64}")
_EXTENSION = re.compile(r"(?<=\d)\s?(?:x|ext)", re.IGNORECASE)
DIGEST_KINDS = ("name", "nickname", "handle", "phone", "email")


def last_digits(text: str) -> str:
    """The last ten digits: how telephone numbers are compared in North America."""
    number = _EXTENSION.split(fold(text).text, maxsplit=1)[0]
    return "".join(char for char in number if char.isdigit())[-10:]


@dataclass(frozen=True)
class PracticeLexicon:
    """Staff, places and contact data are allowed; `digests` (HMAC-SHA256 hex -> kind) are patients, never allowed.

    `tuning` is what the practice set for the rules.
    """

    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    key: bytes = field(default=b"", repr=False)
    retired: tuple[bytes, ...] = field(default=(), repr=False)
    tuning: Tuning = field(default_factory=Tuning)

    @classmethod
    def from_json(
        cls,
        data: Mapping[str, Any],
        key: bytes = b"",
        *,
        retired: tuple[bytes, ...] = (),
        rules: Mapping[str, RuleInfo] | None = None,
    ) -> PracticeLexicon:
        """Reads the practice file; raises CannotJudge when it is not one, or when digests have no key.

        `retired` are former keys, for digests that were not yet made anew under `key`.
        `rules` (id -> rule) is what its “rules”, “allow” and “deny” are checked against (``engine.rules_by_id``).
        """
        if not isinstance(data, Mapping):
            raise CannotJudge(
                "The practice file is not a JSON object.",
                "Write an object with “people”, “places”, “digests”.",
            )
        digests = data.get("digests", {})
        if not isinstance(digests, Mapping) or not all(
            isinstance(digest, str) and _HEX.fullmatch(digest) and kind in DIGEST_KINDS
            for digest, kind in digests.items()
        ):
            raise CannotJudge(
                "The practice file's “digests” are not keyed digests.",
                f"Write 64 hex digits and one of {', '.join(DIGEST_KINDS)} for each.",
            )
        if digests and not key:
            raise CannotJudge("The practice file has digests but no key.", "Set CHAPERONE_DIGEST_KEY.")
        lists = {
            name: read_strings(data, name)
            for name in ("people", "places", "phones", "emails", "urls", "handles")
        }
        tuning = Tuning.from_json(data, rules=rules or {})
        return cls(
            people=lists["people"],
            places=lists["places"],
            phones=lists["phones"],
            emails=lists["emails"],
            urls=lists["urls"],
            handles=lists["handles"],
            digests=dict(digests),
            key=key,
            retired=retired,
            tuning=tuning,
        )

    def allows(self, kind: str, words: str) -> bool:
        """Whether `words`, found as `kind`, are the practice's own."""
        if kind in ("phone", "fax"):
            return bool(words) and last_digits(words) in {last_digits(phone) for phone in self.phones}
        if kind == "email":
            return words.casefold() in {email.casefold() for email in self.emails}
        if kind == "url":
            return any(_host(url) and _host(url) in words.casefold() for url in self.urls)
        if kind == "location":
            return any(squeeze(words) in squeeze(place) for place in self.places if squeeze(words))
        if kind == "name":
            return any(_names(words, person) for person in self.people)
        return kind == "other_id" and words.lstrip("@").casefold() in {
            h.lstrip("@").casefold() for h in self.handles
        }


def _host(url: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.casefold()).split("/")[0]


def _names(words: str, person: str) -> bool:
    """Whether every word found is a word of this person's name ("Dr. Lim" and "Grace" name Grace Lim)."""
    own = {squeeze(part) for part in re.split(r"[\s,]+", person)}
    found = [squeeze(part) for part in re.split(r"[\s,]+", words) if squeeze(part)]
    return bool(found) and all(part in own or part.removesuffix("s") in own for part in found)
