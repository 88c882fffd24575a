"""The practice's own patients are found by keyed digest, typos and tricks included, and never allowed."""

from __future__ import annotations

import pytest

from chaperone.engines.screening import CannotJudge, PracticeLexicon, screen
from chaperone.engines.screening.digests import match, patient_digests

KEY = b"a key of the practice, 32 bytes."
PATIENTS = patient_digests(
    names=("Annelise Brockmeyer", "Torres, Xiomara", "Odile Vance-Marquart"),
    nicknames=("Keekee", "Jessaminda", "Sunny"),
    handles=("@lash.queen_",),
    phones=("+1 (512) 555-0199",),
    emails=("Annelise.B@Mailbox.example",),
    key=KEY,
)
PRACTICE = PracticeLexicon(people=("Annelise Brockmeyer", "Grace Lim"), digests=PATIENTS, key=KEY)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("so happy for Annelise Brockmeyer", "name"),
        ("ANNELISE BROCKMEYER!!", "name"),
        ("annelise q. brockmeyer", "name"),
        ("Brockmeyer, Annelise", "name"),
        ("#AnneliseBrockmeyer", "name"),
        ("annelise_brockmeyer_after.jpg", "name"),
        ("Anneliese Brockmeyer", "name"),  # one letter more
        ("Annelise Brockmeier", "name"),  # one letter changed
        ("Annelse Brockmeyer", "name"),  # one letter lost
        ("Annelise Borckmeyer", "name"),  # two letters swapped
        ("\u0410nnelise Br\u043eckmeyer", "name"),  # Cyrillic look-alikes
        ("Anne\u200blise Brockmeyer", "name"),
        ("Ännelise Bröckmeyer", "name"),
        ("Mrs. Brockmeyer", "name"),
        ("Xiomara Torres", "name"),
        ("our Keekee is back", "nickname"),
        ("thanks @Lash.Queen_!", "handle"),
        ("call 512.555.0199", "phone"),
        ("ext 4 512 555 0199 2 times", "phone"),
        ("mail annelise.b@mailbox.example", "email"),
        ("annelise.b+news@mailbox.example", "email"),
        ("annelise b at gmail? no: annelise.b at mailbox dot example", "email"),
        ("annelise.b [at] mailbox [dot] example", "email"),
        ("A. Brockmeyer sent flowers", "name"),
        ("thank you Annelise B.", "name"),
        ("@annelise_brockmeyer92 is glowing", "name"),
        ("Anneliese Brock-Meyer", "name"),
        ("Odile Vance", "name"),
        ("odile marquart", "name"),
        ("O d i l e  M a r q u a r t", "name"),
        ("0dile Marquart", "name"),  # a digit for a letter is one letter changed
        ("our Jesaminda", "nickname"),  # a doubled letter lost
        ("JESSAMINNDA", "nickname"),
        ("it was Sunny's idea", "nickname"),
        ("thanks @lashqueen", "handle"),
        ("thanks @lash_queen_07", "handle"),
    ],
)
def test_patient_is_found(text: str, kind: str) -> None:
    assert kind in [found for _, _, found in match(text, PRACTICE)]


@pytest.mark.parametrize(
    "text",
    [
        "Annelise alone is a common name",
        "Brockmeyer Street",
        "Grace Lim operates on Monday",
        "the torres of the cathedral",
        "call 512-555-0100",
        "a key for every lock",
        "lash queens everywhere",
        "a sunny day",
        "Annelise C. is somebody else",
        "B. Brockmeyer is her cousin",
        "@annelise_art",
        "call 512-555-0198",
        "annelise.c@mailbox.example",
        "Jessamine grows on the fence",
        "the queen of lashes",
        "odile is a swan",
        "Vance won the race",
        "at 12:555 on 0199",
        "we met at mailbox dot",
        "mailbox.example is a domain",
    ],
)
def test_others_are_left_alone(text: str) -> None:
    assert match(text, PRACTICE) == []


def test_spans_point_at_the_authors_own_characters() -> None:
    text = "so happy for Anne\u200blise Brockmeyer today"
    start, end, _ = match(text, PRACTICE)[0]
    assert text[start:end] == "Anne\u200blise Brockmeyer"


@pytest.mark.parametrize("use", ["caption", "reply", "incoming"])
def test_a_patient_always_blocks_even_when_she_works_here(use: str) -> None:
    found = screen("Happy birthday Annelise Brockmeyer", use=use, practice=PRACTICE).findings  # type: ignore[arg-type]
    assert ("patients.known", "block") in {(f.rule, f.severity) for f in found}


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        ("A.B. loves her new nose after her rhinoplasty!", ["review"]),
        ("A.B. and C.D. are blood groups of nobody", []),
        ("C.D. loves her new nose after her rhinoplasty!", []),
    ],
)
def test_initials_count_beside_one_persons_care_only(text: str, severities: list[str]) -> None:
    found = screen(text, practice=PRACTICE).findings
    assert [f.severity for f in found if f.rule == "patients.known"] == severities


def test_both_keys_count_while_a_key_is_exchanged() -> None:
    fresh = patient_digests(names=("Perpetua Oyelaran",), key=b"the next key")
    both = PracticeLexicon(digests=PATIENTS | fresh, key=b"the next key", retired=(KEY,))
    assert match("Perpetua Oyelaran met Annelise Brockmeyer", both) == [(0, 17, "name"), (22, 41, "name")]
    without_the_old = PracticeLexicon(digests=PATIENTS | fresh, key=b"the next key")
    assert match("Perpetua Oyelaran met Annelise Brockmeyer", without_the_old) == [(0, 17, "name")]


@pytest.mark.parametrize("distance", ["lost", "doubled", "swapped", "changed"])
def test_every_single_slip_in_a_name_is_seen(distance: str) -> None:
    name = "annelise brockmeyer"
    for i in range(len(name) - 1):
        if " " in name[i : i + 2]:
            continue
        slip = {
            "lost": name[:i] + name[i + 1 :],
            "doubled": name[: i + 1] + name[i:],
            "swapped": name[:i] + name[i + 1] + name[i] + name[i + 2 :],
            "changed": name[:i] + "q" + name[i + 1 :],
        }[distance]
        assert match(f"so happy for {slip} today", PRACTICE), slip


def test_digests_reveal_nothing_and_depend_on_the_key() -> None:
    assert all(len(digest) == 64 and "annelise" not in digest for digest in PATIENTS)
    assert not set(PATIENTS) & set(patient_digests(names=("Annelise Brockmeyer",), key=b"another key"))
    assert match("Annelise Brockmeyer", PracticeLexicon(digests=PATIENTS, key=b"another key")) == []
    with pytest.raises(ValueError, match="key"):
        patient_digests(names=("Annelise Brockmeyer",), key=b"")


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"people": "Grace"},
        {"people": [1]},
        {"digests": {"zz": "name"}},
        {"digests": {"a" * 64: "shoe size"}},
        {"digests": []},
    ],
)
def test_a_practice_file_that_is_none_is_refused(data: object) -> None:
    with pytest.raises(CannotJudge):
        PracticeLexicon.from_json(data, KEY)  # type: ignore[arg-type]


def test_digests_without_a_key_are_refused() -> None:
    with pytest.raises(CannotJudge, match="CHAPERONE_DIGEST_KEY"):
        PracticeLexicon.from_json({"digests": PATIENTS}, b"")
