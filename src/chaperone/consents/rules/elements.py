"""Every element and statement that 45 CFR 164.508 asks of an authorization, checked one by one.

Two things are looked at together: the form's words (does each section say what the law wants?) and the
particulars of this request (is each slot filled, and with something that makes sense?).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from chaperone.consents.rules import readability
from chaperone.consents.rules.clauses import forbidden_in
from chaperone.consents.rules.scope import Offer, Purpose, known_recipients, network_name
from chaperone.consents.rules.statements import SLOTS, says
from chaperone.consents.rules.wording import Wording, slots, without_slots

LONGEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Representative:
    """Who signs for the patient and by what authority, 164.508(c)(1)(vi) and 164.502(g)."""

    name: str
    authority: str


@dataclass(frozen=True, slots=True)
class Particulars:
    """What fills this one request. ``today`` is the practice's own calendar day."""

    legal_name: str
    contact: str
    photos: Sequence[str]
    lines: Sequence[Offer]
    expires_on: date | None
    today: date
    representative: Representative | None = None
    paid: bool = False
    paid_by: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class ElementCheck:
    """One element, whether it is there, and if not what to do. ``outcome``: met, missing, refused or escalate."""

    element: str
    title: str
    law: str
    outcome: str
    sentence: str
    remedy: str = ""

    @property
    def met(self) -> bool:
        """Whether nothing is left to do."""
        return self.outcome == "met"


Fact = Callable[[Particulars], tuple[str, str] | None]
_ADD_STATEMENT = "The form's text does not say this. Use a form that does."


def _photos(facts: Particulars) -> tuple[str, str] | None:
    return None if facts.photos else ("No photo is named.", "Choose the photos this is about.")


def _discloser(facts: Particulars) -> tuple[str, str] | None:
    return (
        None
        if facts.legal_name.strip()
        else ("The practice has no legal name.", "An owner can add it to the practice.")
    )


def _recipients(facts: Particulars) -> tuple[str, str] | None:
    unknown = sorted({line.network for line in facts.lines} - known_recipients())
    if not facts.lines or unknown:
        return (
            "Not every place is named.",
            "Choose each network and place by its name; “all media” is not one.",
        )
    return None


def _purposes(facts: Particulars) -> tuple[str, str] | None:
    if not facts.lines or any(line.purpose not in Purpose.values for line in facts.lines):
        return "No purpose is named.", "Choose what the photos would be used for."
    return None


def _expiration(facts: Particulars) -> tuple[str, str] | None:
    if facts.expires_on is None:
        return (
            "It has no end. “None” is allowed for research only.",
            "Set the day on which the permission ends.",
        )
    if facts.expires_on <= facts.today:
        return "The day on which it ends is not in the future.", "Set a later day."
    if facts.expires_on.year - facts.today.year > LONGEST_YEARS:
        return f"It runs for more than {LONGEST_YEARS} years, as good as for ever.", "Set a nearer day."
    return None


def _representative(facts: Particulars) -> tuple[str, str] | None:
    other = facts.representative
    if other is None or (other.name.strip() and other.authority.strip()):
        return None
    return (
        "Somebody signs for the patient, but not who or by what right.",
        "Write the name and the authority.",
    )


def _contact(facts: Particulars) -> tuple[str, str] | None:
    return None if facts.contact.strip() else (
        "It does not say where to send a withdrawal.",
        "An owner can add the practice's telephone, e-mail or address.",
    )  # fmt: skip


def _remuneration(facts: Particulars) -> tuple[str, str] | None:
    if facts.paid and not facts.paid_by.strip():
        return "Somebody pays for this, but the form does not say who.", "Write who pays and for what."
    return None


@dataclass(frozen=True, slots=True)
class Element:
    """One row of the law: its name, where it stands, and the fact it needs besides the words."""

    id: str
    title: str
    law: str
    fact: Fact | None = None


ELEMENTS: tuple[Element, ...] = (
    Element("description", "What information", "45 CFR 164.508(c)(1)(i)", _photos),
    Element("discloser", "Who may show it", "45 CFR 164.508(c)(1)(ii)", _discloser),
    Element("recipients", "To whom", "45 CFR 164.508(c)(1)(iii)", _recipients),
    Element("purposes", "For which purposes", "45 CFR 164.508(c)(1)(iv)", _purposes),
    Element("expiration", "Until when", "45 CFR 164.508(c)(1)(v)", _expiration),
    Element("signature", "Signature and date", "45 CFR 164.508(c)(1)(vi)"),
    Element(
        "representative",
        "Who signs, and by what right",
        "45 CFR 164.508(c)(1)(vi), 164.502(g)",
        _representative,
    ),
    Element("revocation", "The right to withdraw, and how", "45 CFR 164.508(c)(2)(i)", _contact),
    Element("no_condition", "Care does not depend on it", "45 CFR 164.508(c)(2)(ii), (b)(4)"),
    Element("redisclosure", "Others may share it on", "45 CFR 164.508(c)(2)(iii)"),
    Element("copy", "A copy for the patient", "45 CFR 164.508(c)(4)"),
    Element("remuneration", "Whether anybody pays", "45 CFR 164.508(a)(3)", _remuneration),
    Element("separate", "Separate from consent to treatment", "45 CFR 164.508(b)(3)"),
)
PLAIN = ("plain_language", "Plain words", "45 CFR 164.508(c)(3)")


def checklist(form: Wording, facts: Particulars) -> tuple[ElementCheck, ...]:
    """Every element with its outcome, then plain language, then each forbidden clause that was found."""
    elements = tuple(_check(element, form, facts) for element in ELEMENTS)
    return (*elements, _plain(form, facts), *_clauses(form, facts))


def check_form(form: Wording, facts: Particulars) -> list[ElementCheck]:
    """What stands between this request and a valid authorization; an empty list when nothing does."""
    return [check for check in checklist(form, facts) if not check.met]


def _check(element: Element, form: Wording, facts: Particulars) -> ElementCheck:
    section = form.section(element.id, paid=facts.paid)
    needed = SLOTS.get(element.id, frozenset())
    if element.id == "remuneration" and facts.paid:
        needed = frozenset({"paid"})
    if section is None or not section.wording.strip() or not section.plain.strip():
        return _unmet(element, "The form has no section for this.", "Use a form that has one.")
    if not (needed <= slots(section.text)):
        return _unmet(element, "The form has no place for this.", "Use a form that names it.")
    if not says(element.id, form.language, without_slots(section.text)):
        return _unmet(element, _ADD_STATEMENT.partition(". ")[0] + ".", _ADD_STATEMENT.partition(". ")[2])
    gap = element.fact(facts) if element.fact else None
    return (
        _unmet(element, *gap)
        if gap
        else ElementCheck(element.id, element.title, element.law, "met", _met(element, facts))
    )


def _unmet(element: Element, sentence: str, remedy: str) -> ElementCheck:
    return ElementCheck(element.id, element.title, element.law, "missing", sentence, remedy)


def _met(element: Element, facts: Particulars) -> str:
    """What the request says for this element, for the person who checks it."""
    if element.id == "description":
        return f"{len(facts.photos)} photo{'' if len(facts.photos) == 1 else 's'}, each with its number."
    if element.id == "discloser":
        return f"{facts.legal_name}."
    if element.id == "recipients":
        return ", ".join(dict.fromkeys(network_name(line.network) for line in facts.lines)) + "."
    if element.id == "purposes":
        return ", ".join(dict.fromkeys(Purpose(line.purpose).label for line in facts.lines)) + "."
    if element.id == "expiration" and facts.expires_on:
        return f"Ends on {facts.expires_on:%-d %b %Y}."
    if element.id == "representative":
        return (
            "Somebody signs for the patient; name and authority are given."
            if facts.representative
            else "The patient signs."
        )
    if element.id == "remuneration":
        return "Paid, and the form says by whom." if facts.paid else "Nobody pays."
    return "The form says it."


def _plain(form: Wording, facts: Particulars) -> ElementCheck:
    """The whole plain text is measured, and a sentence of the practice's own once more by itself."""
    sections = [one.plain for one in form.shown(paid=facts.paid)]
    whole = "\n".join([form.intro, *sections, facts.clause, form.declaration])
    texts = [whole, facts.clause] if facts.clause else [whole]
    readings = [readability.measure(without_slots(text), form.language) for text in texts]
    hard = next((one for one in readings if not one.plain), None)
    if hard is None:
        return ElementCheck(*PLAIN, "met", f"{readings[0].scale} {readings[0].score}.")
    sentence = f"It is hard to read: {hard.scale} {hard.score}."
    return ElementCheck(*PLAIN, "missing", sentence, "Use shorter sentences and shorter words.")


def _clauses(form: Wording, facts: Particulars) -> tuple[ElementCheck, ...]:
    texts = [
        form.title,
        form.intro,
        form.declaration,
        facts.clause,
        facts.paid_by,
        *form.lines.values(),
        *form.extras.values(),
    ]
    texts += [one.text for one in form.shown(paid=facts.paid)]
    return tuple(
        ElementCheck(
            f"clause_{rule.id}",
            "A sentence that may not stand here",
            rule.law,
            rule.severity,
            rule.why,
            rule.remedy,
        )
        for rule in forbidden_in("\n".join(texts))
    )
