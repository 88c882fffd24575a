"""What holds of the identifiers on every text: nothing raises, what was covered is gone, time is linear."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaperone.engines.screening import PracticeLexicon, codes, digests, evasions, screen
from chaperone.engines.screening.digests import match, patient_digests
from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.reading import read
from chaperone.engines.screening.recognizers import (
    account,
    age,
    biometric,
    date,
    device,
    email,
    fax,
    health_plan,
    ip,
    license,
    livestream,
    mrn,
    other_id,
    phone,
    photo,
    place_now,
    ssn,
    url,
    vehicle,
)
from tests.engines.screening.identifiers import COVERED

MODULES: tuple[ModuleType, ...] = (
    account, age, biometric, date, device, email, fax, health_plan, ip, license, livestream, mrn, other_id,
    phone, photo, place_now, ssn, url, vehicle,
)  # fmt: skip
BY_RULE = {module.RECOGNIZER.id for module in MODULES}
KEY = b"k" * 32
PRACTICE = PracticeLexicon(
    digests=patient_digests(
        names=("Odalys Fenn",), nicknames=("Odalita",), handles=("odafenn",), phones=("5125550199",), key=KEY
    ),
    key=KEY,
)
TOLD = [text for rows in COVERED.values() for text, _ in rows]
PIECES = st.one_of(
    st.sampled_from(TOLD),
    st.sampled_from((
        "\u200b", "\u202e", "\ufe0f", "\u0301", "\ud800", "\x00", "\U0001f1fa", "\U0001f525", "b", "0", "t",
        "o", "x", " ", "-", ".", "@", "#", "Odalys", "F e n n", "512-", "555", "-0199", "3/4", "May", "'23", "MRN",
        ":", "no.", "\u0663", "\u2460", "\U0001d7d9", "\u1e9e", "\u0130", "\n", "at", "dot", "com", "$", "urgery",
        "aaaa", "***", "(",
    )),
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=150),
    st.lists(PIECES, max_size=25).map("".join),
    st.lists(PIECES, max_size=12).map(" ".join),
)
USES = ("caption", "reply", "incoming")


@given(text=TEXTS, use=st.sampled_from(USES))
@settings(deadline=None, max_examples=200)
def test_recognizers_answer_inside_any_text(text: str, use: str) -> None:
    reading = read(text, use=use, context="", jurisdiction=(), practice=PRACTICE)
    for module in MODULES:
        for hit in module.RECOGNIZER.find(reading):
            assert 0 <= hit.start < hit.end <= len(reading.text)
            start, end = reading.folded.back(hit.start, hit.end)
            assert 0 <= start < end <= len(text)


@given(text=TEXTS)
@settings(deadline=None, max_examples=200)
def test_patients_are_looked_for_in_any_text(text: str) -> None:
    for start, end, _ in match(text, PRACTICE):
        assert 0 <= start < end <= len(text)


@given(text=TEXTS)
@settings(deadline=None, max_examples=300)
def test_spelling_out_keeps_the_way_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= offset < len(text) for offset in folded.origin)


def covered(text: str) -> str:
    """The text with every identifier replaced by a neutral word."""
    spans: list[list[int]] = []
    for finding in screen(text).findings:
        if finding.rule not in BY_RULE or finding.kind in ("place_now", "livestream"):
            continue
        if spans and finding.start < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], finding.end)
        else:
            spans.append([finding.start, finding.end])
    for start, end in reversed(spans):
        text = f"{text[:start]}[name]{text[end:]}"
    return text


def left(text: str) -> list[tuple[str, str]]:
    return [(f.kind, f.text) for f in screen(text).findings if f.rule in BY_RULE and f.kind != "place_now"]


@pytest.mark.parametrize("text", TOLD)
def test_nothing_is_left_of_an_identifier(text: str) -> None:
    assert left(covered(text)) == []


@given(texts=st.lists(st.sampled_from(TOLD), min_size=1, max_size=4))
@settings(deadline=None, max_examples=100)
def test_nothing_is_left_of_several(texts: list[str]) -> None:
    assert left(covered(". ".join(texts))) == []


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in (*MODULES, codes, digests, evasions):
        for name, value in sorted(vars(module).items()):
            if isinstance(value, re.Pattern):
                yield f"{module.__name__.rpartition('.')[2]}.{name}", value


NEAR_MISSES = (
    "a", "1", " ", "a ", "1 ", "1-", "a.", "1.", "1/", "(", "a@", "@a", "a-", "::", "a:", "ab ", "AA ", "1a", "a1 ",
    "_", "a_1", "one two ", "a at ", "a dot ", "no. ", "MRN number is id no. ", "on the 1", "May 1", "May 1-",
    "the other ", "555-", "(555) ", "+1 ", "+1 (0) ", "00 ", "call me at ", "www.a.", "http://", "a.b.c.d.", "DE00 ",
    "AAAA ", "x-x-", "aaa", "her ", "3/4 ", "born on the ", "ninety ", "a hundred and ", "* ", "a*", "\U0001f525a",
    "b o ", "live ", "watch ", "fresh out of ",
)  # fmt: skip


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Of the processor."""
    started = time.process_time()
    for _match in pattern.finditer(text):
        pass
    return time.process_time() - started


def quadratic(pattern: re.Pattern[str], text: str) -> bool:
    """Whether four times the text takes much more than four times as long; one look on a busy machine may deceive."""
    if seconds(pattern, text) < 0.02:
        return False
    whole = min(seconds(pattern, text) for _ in range(3))
    quarter = min(seconds(pattern, text[: len(text) // 4]) for _ in range(3))
    return whole > max(8 * quarter, 0.02)


@pytest.mark.parametrize(("name", "pattern"), list(patterns()), ids=[name for name, _ in patterns()])
def test_no_pattern_is_slowed_by_its_near_misses(name: str, pattern: re.Pattern[str]) -> None:
    """Its own words are near misses too."""
    own = sorted(set(re.findall(r"[a-z]{3,12}", pattern.pattern)))[:12]
    units = (*NEAR_MISSES, *(f"{word} " for word in own), *own)
    assert [unit for unit in units if quadratic(pattern, unit * (10_000 // len(unit)))] == []


KINDS_OF_PAGE = {
    "prose": "Swelling after eyelid surgery settles over weeks, says Dr. Lund; call 555-0100 on Monday. ",
    "records": "MRN: 00482913, DOB 4/12/1987, policy no. HP-987654, jane at gmail dot com, 512-555-0147 ext 4\n",
    "digits": "4111 1111 1111 1112 03.04 12/4 555 0147 ",
    "spaced": "b o t o x  J e s s i c a p-a-t-i-e-n-t f*ller sooooo ",
    "one word": "abcdefgh",
    "no space": "a1.b2@c3-d4_",
}


def seconds_of_rules(page: str, size: int) -> float:
    """Of the processor, for the identifiers' rules alone (a statistical model beside them has its own cost)."""
    text = KINDS_OF_PAGE[page] * (size // len(KINDS_OF_PAGE[page]))
    started = time.process_time()
    reading = read(text, use="incoming", context="", jurisdiction=(), practice=PRACTICE)
    for module in MODULES:
        for _hit in module.RECOGNIZER.find(reading):
            pass
    return time.process_time() - started


@pytest.mark.parametrize("page", sorted(KINDS_OF_PAGE))
def test_four_times_the_page_takes_four_times_as_long(page: str) -> None:
    """A megabyte of each is judged in tests/soak. A ratio, no stop-watch: a busy machine is slow, not quadratic."""
    quarter = min(seconds_of_rules(page, 40_000) for _ in range(2))
    assert min(seconds_of_rules(page, 160_000) for _ in range(2)) < 6 * quarter
