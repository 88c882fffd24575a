"""Every element and statement of 45 CFR 164.508: missing ones are named, forbidden sentences are found."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chaperone.consents import wording
from chaperone.consents.rules import (
    ELEMENTS,
    Offer,
    Particulars,
    Representative,
    Wording,
    check_form,
    offers_for,
)
from chaperone.consents.rules import checklist as whole_checklist
from chaperone.consents.rules.clauses import forbidden_in
from chaperone.consents.rules.readability import measure

TODAY = date(2026, 11, 24)
FACTS = Particulars(
    legal_name="Westlake Plastic Surgery PLLC",
    contact="+1 512 555 0100",
    photos=["P-1A2B3C"],
    lines=offers_for(
        purposes=["education", "website"], networks=["sandbox"], levels=["face"], procedure=True
    ),
    expires_on=date(2028, 11, 23),
    today=TODAY,
)


def form(language: str = "en") -> Wording:
    return wording.load("general", 1, language)


def missing(form: Wording, facts: Particulars = FACTS) -> list[tuple[str, str]]:
    return [(check.element, check.outcome) for check in check_form(form, facts)]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("paid", [False, True])
def test_shipped_forms_are_complete(language: str, paid: bool) -> None:
    facts = replace(FACTS, paid=paid, paid_by="A maker of fillers pays for each post." if paid else "")
    assert missing(form(language), facts) == []
    assert len(whole_checklist(form(language), facts)) == len(ELEMENTS) + 1


@pytest.mark.parametrize("element", [element.id for element in ELEMENTS])
@pytest.mark.parametrize("language", ["en", "es"])
def test_form_without_a_section_names_the_element(element: str, language: str) -> None:
    whole = form(language)
    cut = replace(whole, sections=tuple(one for one in whole.sections if one.element != element))
    assert (element, "missing") in missing(cut)


@pytest.mark.parametrize(
    "element",
    [
        "signature",
        "representative",
        "revocation",
        "no_condition",
        "redisclosure",
        "copy",
        "remuneration",
        "separate",
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_section_that_says_something_else_names_the_element(element: str, language: str) -> None:
    whole = form(language)
    slots = " {representative} {contact} {paid}"
    empty = tuple(
        dataclasses.replace(one, heading="", plain="Hello." + slots, wording="Hello." + slots)
        if one.element == element
        else one
        for one in whole.sections
    )
    assert (element, "missing") in missing(replace(whole, sections=empty))


@pytest.mark.parametrize("element", ["description", "discloser", "recipients", "purposes", "expiration"])
def test_section_without_its_fact_names_the_element(element: str) -> None:
    whole = form()
    bare = tuple(
        dataclasses.replace(one, plain="As agreed.", wording="As agreed.") if one.element == element else one
        for one in whole.sections
    )
    assert (element, "missing") in missing(replace(whole, sections=bare))


@pytest.mark.parametrize(
    ("change", "element"),
    [
        ({"photos": []}, "description"),
        ({"legal_name": " "}, "discloser"),
        ({"lines": [Offer("education", "all_social_media")]}, "recipients"),
        ({"lines": [Offer("whatever", "sandbox")]}, "purposes"),
        ({"expires_on": None}, "expiration"),
        ({"expires_on": TODAY}, "expiration"),
        ({"expires_on": date(2025, 1, 1)}, "expiration"),
        ({"expires_on": date(2999, 1, 1)}, "expiration"),
        ({"contact": ""}, "revocation"),
        ({"representative": Representative("Ana Lind", "")}, "representative"),
        ({"representative": Representative("", "guardian")}, "representative"),
        ({"paid": True}, "remuneration"),
    ],
)
def test_missing_fact_names_its_element(change: dict[str, Any], element: str) -> None:
    assert missing(form(), replace(FACTS, **change)) == [(element, "missing")]


def test_request_without_lines_names_places_and_purposes() -> None:
    assert missing(form(), replace(FACTS, lines=[])) == [("recipients", "missing"), ("purposes", "missing")]


def test_every_unmet_element_says_what_to_do_and_names_the_law() -> None:
    empty = replace(FACTS, photos=[], lines=[], expires_on=None, contact="", legal_name="")
    checks = check_form(form(), empty)
    assert {check.element for check in checks} >= {
        "description",
        "discloser",
        "recipients",
        "purposes",
        "expiration",
    }
    assert all(check.remedy and check.law.startswith("45 CFR 164.5") for check in checks)


HITS = [
    ("This permission is perpetual.", "perpetual", "refused"),
    ("You may use my photos forever.", "perpetual", "refused"),
    ("El permiso vale para siempre.", "perpetual", "refused"),
    ("This consent is irrevocable.", "irrevocable", "refused"),
    ("It cannot be revoked once posted.", "irrevocable", "refused"),
    ("I waive my rights under HIPAA.", "waiver", "refused"),
    ("The patient gives up all claims.", "waiver", "refused"),
    ("Renuncio a mis derechos de privacidad.", "waiver", "refused"),
    ("I will not post a negative review.", "gag", "refused"),
    ("Call us before you write any review.", "gag", "refused"),
    ("Antes de publicar una reseña, llame.", "gag", "refused"),
    ("You must sign this form.", "must_sign", "refused"),
    ("You must sign, or we cannot operate.", "must_sign", "refused"),
    ("We schedule surgery only if you sign.", "must_sign", "refused"),
    ("Usted debe firmar esta hoja.", "must_sign", "refused"),
    ("You get 10% off if you sign today.", "tied_benefit", "escalate"),
    ("A gift card for your photo permission.", "tied_benefit", "escalate"),
    ("Le damos un descuento si firma hoy.", "tied_benefit", "escalate"),
    ("I also consent to the surgery and to anesthesia.", "treatment_consent", "refused"),
    ("We may use them on any media.", "catch_all", "refused"),
    ("For all social media, now known or later invented.", "catch_all", "refused"),
]
SILENT = [
    "You do not have to sign.",
    "Nobody has to sign this form to be treated.",
    "No tiene que firmar.",
    "You can revoke this at any time.",
    "We never ask you to waive your rights.",
    "This form is separate from your consent to surgery.",
    "We may crop the photo.",
    "Feel free to ask about any photo.",
    "Not for all networks: only for those you choose.",
    "We keep it for six years.",
    "Puede retirar el permiso cuando quiera.",
    "You can write reviews wherever you like.",
]


@pytest.mark.parametrize(("sentence", "rule", "outcome"), HITS)
def test_forbidden_sentence_is_found(sentence: str, rule: str, outcome: str) -> None:
    found = {one.id: one.severity for one in forbidden_in(sentence)}
    assert found.get(rule) == outcome


@pytest.mark.parametrize("sentence", SILENT)
def test_harmless_sentence_stays_silent(sentence: str) -> None:
    assert [one.id for one in forbidden_in(sentence)] == []


def test_forbidden_sentence_is_found_wherever_it_stands() -> None:
    bad = "This is irrevocable."
    whole = form()
    sections = (
        replace(whole.sections[0], wording=whole.sections[0].wording + " " + bad),
        *whole.sections[1:],
    )
    assert ("clause_irrevocable", "refused") in missing(replace(whole, sections=sections))
    assert ("clause_irrevocable", "refused") in missing(replace(whole, declaration=bad))
    assert ("clause_irrevocable", "refused") in missing(whole, replace(FACTS, clause=bad))


def test_hard_sentence_of_the_practice_is_named() -> None:
    hard = (
        "Notwithstanding contemporaneous contraindications, the undersigned acknowledges dissemination of "
        "identifiable photographic documentation throughout heterogeneous promotional environments."
    )
    assert missing(form(), replace(FACTS, clause=hard)) == [("plain_language", "missing")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_section_reads_at_a_sixth_grade_level(language: str) -> None:
    from chaperone.consents.rules.wording import without_slots

    hard = [
        one.element
        for one in form(language).sections
        if not measure(without_slots(one.plain) + " ok.", language).plain
    ]
    assert hard == []


def test_readability_tells_plain_from_hard_in_both_languages() -> None:
    assert measure("We show your photo. You can stop it.", "en").plain
    assert measure("Mostramos su foto. Usted la puede parar.", "es").plain
    assert not measure(
        "Authorization encompasses dissemination of individually identifiable information.", "en"
    ).plain
    assert not measure(
        "La autorización comprende la diseminación de información individualmente identificable.", "es"
    ).plain
    assert not measure("", "en").plain
    assert not measure("Wir zeigen Ihr Foto.", "de").plain


def test_both_languages_have_the_same_sections_and_lines() -> None:
    english, spanish = form("en"), form("es")
    assert [(one.element, one.when) for one in english.sections] == [
        (one.element, one.when) for one in spanish.sections
    ]
    assert english.lines.keys() == spanish.lines.keys()
    assert english.extras.keys() == spanish.extras.keys()
    assert english.areas.keys() == spanish.areas.keys()
    assert english.sha256 != spanish.sha256


# A published form is never edited: signed authorizations carry its fingerprint. A change is a new version.
PUBLISHED = {
    "general-1.en.json": "e46d97b2c1b2336c2c12632bfdce619ad7d1301562fde4a7ca0ca7e70699ecfa",
    "general-1.es.json": "e7b829025e9820e2fb24cbb19c93fbb3259b6e7ed00b2b4e28efb4adca69268d",
}


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_published_form_was_not_edited(name: str) -> None:
    key, _, rest = name.partition("-")
    version, language, _ = rest.split(".")
    assert wording.load(key, int(version), language).sha256 == PUBLISHED[name]


@pytest.mark.parametrize("key", ["../general", "general/..", ""])
def test_form_key_is_no_path(key: str) -> None:
    with pytest.raises(FileNotFoundError):
        wording.load(key, 1, "en")
